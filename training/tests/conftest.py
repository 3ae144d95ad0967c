"""Data and one trained run that several tests look at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from generated import CONFIG, DrawnFace, write_faces

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the models are too small for more

TRAIN_FACES, TEST_FACES = 40, 12


@dataclass(frozen=True)
class Workplace:
    """Folders and files of generated data."""

    root: Path
    config: Path
    train: Path
    train_boxes: Path
    test: Path
    test_boxes: Path
    split: Path
    drawn: list[DrawnFace]

    @property
    def prepared(self) -> Path:
        return self.root / "prepared"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def package(self) -> Path:
        return self.root / "generated-68"


def call(*arguments: object) -> None:
    """A command of the program, which must succeed."""
    from musica_train.cli import main

    assert main([str(argument) for argument in arguments]) == 0


@pytest.fixture
def runtime() -> None:
    """Skips a test where there is no ONNX Runtime."""
    from musica_train import onnx_runtime
    from musica_train.errors import InputError

    try:
        onnx_runtime.find_runtime()
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """Generated faces, with a split and a configuration."""
    root = tmp_path_factory.mktemp("workplace")
    place = Workplace(
        root,
        root / "config.toml",
        root / "train",
        root / "train.csv",
        root / "test",
        root / "test.csv",
        root / "split.txt",
        write_faces(root / "train", root / "train.csv", TRAIN_FACES, 1, "drawn"),
    )
    write_faces(place.test, place.test_boxes, TEST_FACES, 2, "other")
    place.config.write_text(CONFIG)
    place.split.write_text("# a fifth\n" + "\n".join(f"drawn_{i:03}" for i in range(0, 40, 5)))
    return place


@pytest.fixture(scope="session")
def prepared(workplace: Workplace) -> Workplace:
    """The same, prepared for training."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    call(
        "prepare",
        "--data",
        workplace.train,
        "--boxes",
        workplace.train_boxes,
        "--split",
        workplace.split,
        "--config",
        workplace.config,
        "--out",
        workplace.prepared,
    )
    return workplace


@pytest.fixture(scope="session")
def trained(prepared: Workplace) -> Workplace:
    """The same, trained for 20 steps and calibrated."""
    import torch

    torch.set_num_threads(1)
    call(
        "train",
        "--config",
        prepared.config,
        "--data",
        prepared.prepared,
        "--run",
        prepared.run,
        "--device",
        "cpu",
        "--threads",
        1,
    )
    call(
        "calibrate",
        "--run",
        prepared.run,
        "--data",
        prepared.prepared,
        "--views",
        4,
        "--device",
        "cpu",
        "--threads",
        1,
    )
    return prepared


@pytest.fixture(scope="session")
def exported(trained: Workplace) -> Workplace:
    """The same, exported and measured on the test faces; the graphs are checked elsewhere."""
    call(
        "export",
        "--run",
        trained.run,
        "--out",
        trained.package,
        "--test-data",
        trained.test,
        "--test-boxes",
        trained.test_boxes,
        "--commit",
        "0" * 40,
        "--skip-onnx-check",
        "--device",
        "cpu",
        "--threads",
        1,
    )
    return trained
