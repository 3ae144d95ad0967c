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
        (["split", "--data", "", "--out", "x"], "an argument is empty"),
        (["split", "--data", ".", "--photos", "none.txt", "--out", "x"], "no .pts files below it"),
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


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["evaluate", "--model", "x", "--data", ".", "--threads", "10000"], "10000 is above 1024"),
        (["evaluate", "--model", "x", "--data", ".", "--threads", "two"], "'two'"),
        (["split", "--data", ".", "--share", "0,1", "--out", "x"], "'0,1'"),
        (["prepare"], "required"),
        (["nothing"], "'nothing'"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert complaint in told
    assert told.count("\n") == 1


def test_what_cannot_be_written_is_told(
    workplace: Workplace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "split.txt"
    assert main(["split", "--data", str(workplace.train), "--out", str(out)]) == 2
    assert capsys.readouterr().err == f"musica_train: {out}: No such file or directory\n"


def test_prepare_that_fails_leaves_no_half_of_it(
    prepared: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "prepared"
    shutil.copytree(prepared.prepared, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    data = tmp_path / "data"
    shutil.copytree(prepared.train, data)
    harmed = sorted(data.rglob("*.png"))[-1]
    harmed.write_bytes(harmed.read_bytes()[:50])
    told = main(
        ["prepare", "--data", str(data), "--split", str(prepared.split)]
        + ["--config", str(prepared.config), "--out", str(out)]
    )
    assert told == 2
    assert harmed.name in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_prepared_for_another_model_is_refused(prepared: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(prepared.config.read_text().replace("box_side = 48", "box_side = 64"))
    with pytest.raises(InputError, match="prepare again"):
        load_prepared(prepared.prepared, "train", load_config(path))
