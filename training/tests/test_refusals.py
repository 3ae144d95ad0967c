"""What is harmed, missing or made for another model is refused, and the command line says why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Workplace

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.cli import main  # noqa: E402
from musica_train.config import load_config  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.package import read_package  # noqa: E402
from musica_train.prepared import load_prepared  # noqa: E402

CPU = torch.device("cpu")


def cut_off(folder: Path) -> None:
    path = folder / "stage-2.onnx"
    path.write_bytes(path.read_bytes()[:-100])


def take_away(folder: Path) -> None:
    (folder / "stage-3.onnx").unlink()


def break_json(folder: Path) -> None:
    (folder / "model.json").write_text("{")


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (cut_off, r"stage-2.onnx: changed or cut off"),
        (take_away, r"stage-3.onnx: cannot be read"),
        (break_json, r"model.json: not JSON"),
    ],
)
def test_a_harmed_package_is_refused(
    exported: Workplace, tmp_path: Path, harm: Callable[[Path], None], complaint: str
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(exported.package, folder)
    harm(folder)
    with pytest.raises(InputError, match=complaint):
        read_package(folder, CPU)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["split", "--data", "nowhere", "--out", "x"], "--data nowhere: no such folder"),
        (["split", "--layout", "wflw", "--data", ".", "--out", "x"], "wflw needs --list FILE"),
        (["split", "--data", ".", "--share", "2", "--out", "x"], "--share 2.0: must lie between"),
        (["train", "--config", "none.toml", "--data", ".", "--run", "x"], "none.toml: cannot be"),
        (["calibrate", "--run", "none", "--data", "."], "the run keeps no configuration"),
        (["evaluate", "--model", "none", "--data", "."], "none/model.json: cannot be read"),
        (["export", "--run", "none", "--out", "x", "--skip-onnx-check"], "give --config FILE"),
    ],
)
def test_errors_of_input_are_told_without_a_trace(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert "Traceback" not in told


def test_prepared_for_another_model_is_refused(prepared: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(prepared.config.read_text().replace("box_side = 48", "box_side = 64"))
    with pytest.raises(InputError, match="prepare again"):
        load_prepared(prepared.prepared, "train", load_config(path))
