"""The whole way on generated faces: train, go on, calibrate, export, read back, measure."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from conftest import TEST_FACES, TRAIN_FACES, Workplace, call

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.calibration import Calibration, apply_fits  # noqa: E402
from musica_train.checkpoints import load_average, read_checkpoint  # noqa: E402
from musica_train.config import load_config  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.inference import align_samples  # noqa: E402
from musica_train.layouts.w300 import read_300w  # noqa: E402
from musica_train.model import multiply_adds  # noqa: E402
from musica_train.package import read_package  # noqa: E402
from musica_train.prepared import load_prepared, mean_shape  # noqa: E402
from musica_train.stage_check import compare_stage  # noqa: E402
from musica_train.train import Supply, Trainer  # noqa: E402
from musica_train.views import view_frames  # noqa: E402

CPU = torch.device("cpu")


def checkpoint(folder: Path) -> dict:  # type: ignore[type-arg]
    return read_checkpoint(folder / "checkpoint.pt", CPU)


def same_weights(first: dict, second: dict) -> bool:  # type: ignore[type-arg]
    return all(
        torch.equal(first[part][name], second[part][name])
        for part in ("model", "average")
        for name in first["model"]
    )


def test_prepare_keeps_the_frame_in_the_centre_of_the_canvas(prepared: Workplace) -> None:
    config = load_config(prepared.config)
    faces = load_prepared(prepared.prepared, "validation", config)
    assert len(faces) == 8
    assert len(load_prepared(prepared.prepared, "train", config)) == TRAIN_FACES - 8
    assert faces.names == [f"drawn_{i:03}" for i in range(0, 40, 5)]
    frames_of, truth = view_frames(faces, config, 0)
    drawn = prepared.drawn[5]
    scale = 48 / max(drawn.box[2:])
    centre = np.array(drawn.box[:2]) + np.array(drawn.box[2:]) / 2
    assert truth[1] == pytest.approx((drawn.landmarks - centre) * scale + 39.5, abs=2e-3)
    assert frames_of(1, 2).shape == (1, 3, 80, 80)


def test_views_move_landmarks_with_their_pixels(prepared: Workplace) -> None:
    config = load_config(prepared.config)
    faces = load_prepared(prepared.prepared, "validation", config)
    as_given, truth = view_frames(faces, config, 0)
    mirrored, mirrored_truth = view_frames(faces, config, 1)
    assert np.array_equal(mirrored(0, 8), as_given(0, 8)[..., ::-1])
    mirror = list(config.model.landmarks.mirror)
    assert mirrored_truth[:, mirror, 0] == pytest.approx(79 - truth[..., 0], abs=1e-3)
    shifted, shifted_truth = view_frames(faces, config, 2)
    moves = np.rint(truth - shifted_truth).astype(int)[:, 0]
    assert np.abs(moves).max() > 0
    dx, dy = moves[2]
    inner, moved = as_given(2, 3)[0], shifted(2, 3)[0]
    assert np.array_equal(inner[:, 10 + dy : 60 + dy, 10 + dx : 60 + dx], moved[:, 10:60, 10:60])


def test_mean_shape_is_symmetric(prepared: Workplace) -> None:
    config = load_config(prepared.config)
    shape = mean_shape(load_prepared(prepared.prepared, "train", config), config)
    mirrored = shape[list(config.model.landmarks.mirror)] * [-1, 1]
    assert mirrored == pytest.approx(shape, abs=1e-6)


def test_training_leaves_checkpoint_history_curve_and_configuration(trained: Workplace) -> None:
    state = checkpoint(trained.run)
    assert state["step"] == 20
    assert len(state["history"]["losses"]) == 20
    assert [row["step"] for row in state["history"]["validations"]] == [10, 20]
    assert (trained.run / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert (trained.run / "config.toml").read_text() == trained.config.read_text()


def test_training_learns(trained: Workplace) -> None:
    losses = checkpoint(trained.run)["history"]["losses"]
    assert np.mean(losses[-5:]) < np.mean(losses[:3])


def test_interrupted_training_ends_as_if_it_had_not_been(
    trained: Workplace, tmp_path: Path
) -> None:
    config = load_config(trained.config)
    first = Trainer(config, Supply((trained.prepared,)), tmp_path, CPU)
    first.run(until=7)
    assert checkpoint(tmp_path)["step"] == 7
    asked = iter([False] * 6 + [True] * 99)
    second = Trainer(config, Supply((trained.prepared,)), tmp_path, CPU)
    second.run(stop=lambda: next(asked))
    assert checkpoint(tmp_path)["step"] == 13
    Trainer(config, Supply((trained.prepared,)), tmp_path, CPU).run()
    paused, straight = checkpoint(tmp_path), checkpoint(trained.run)
    assert paused["history"] == straight["history"]
    assert same_weights(paused, straight)


def test_seed_decides_the_result(trained: Workplace, tmp_path: Path) -> None:
    def train(name: str, seed: int) -> dict:  # type: ignore[type-arg]
        path = tmp_path / f"{name}.toml"
        path.write_text(trained.config.read_text().replace("steps = 20", f"steps = 3\nseed={seed}"))
        Trainer(load_config(path), Supply((trained.prepared,)), tmp_path / name, CPU).run()
        return checkpoint(tmp_path / name)

    first, again, other = train("first", 1), train("again", 1), train("other", 2)
    assert same_weights(first, again)
    assert not same_weights(first, other)


def test_a_run_is_not_continued_with_another_recipe(trained: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(trained.config.read_text().replace("batch = 16", "batch = 8"))
    with pytest.raises(InputError, match=r"trained with train.batch = 16, .* has 8"):
        Trainer(load_config(path), Supply((trained.prepared,)), trained.run, CPU)


def test_training_that_diverges_says_so(prepared: Workplace, tmp_path: Path) -> None:
    config = load_config(prepared.config)
    trainer = Trainer(config, Supply((prepared.prepared,)), tmp_path, CPU)
    with torch.no_grad():
        trainer.model.stages[0].conv1.bias.fill_(float("nan"))
    with pytest.raises(InputError, match="the loss is nan at step 0: training diverged"):
        trainer.run()
    assert not (tmp_path / "checkpoint.pt").exists()


def test_calibrated_errors_have_the_mean_of_the_true_ones(trained: Workplace) -> None:
    calibration = Calibration.load(trained.run / "calibration.json")
    assert (calibration.step, calibration.faces, calibration.views) == (20, 8, 4)
    assert (trained.run / "exits.png").read_bytes().startswith(b"\x89PNG")
    curves = json.loads((trained.run / "exits.json").read_text())
    assert "random exits" in curves
    assert "oracle: true gain to come" in curves


def test_package_describes_itself(exported: Workplace) -> None:
    description = json.loads((exported.package / "model.json").read_text())
    config = load_config(exported.config)
    assert description["kind"] == "landmark-cascade"
    assert description["frame"] == {"boxSide": 48, "margin": 0.3, "size": 80, "levels": 3}
    assert [stage["level"] for stage in description["stages"]] == [2, 1, 0]
    for stage in description["stages"]:
        content = (exported.package / stage["file"]).read_bytes()
        assert stage["sha256"] == hashlib.sha256(content).hexdigest()
        assert stage["multiplyAdds"] == multiply_adds(config)
    assert description["exit"]["threshold"] == description["exit"]["profiles"]["balanced"]
    assert description["training"]["commit"] == "0" * 40
    assert description["metrics"]["faces"] == TEST_FACES
    card = (exported.package / "MODEL_CARD.md").read_text()
    assert f"{description['metrics']['nmeInterOcular']:.3f}" in card
    assert "$" not in card
    assert (exported.package / "mean-shape.png").read_bytes().startswith(b"\x89PNG")


def test_package_reads_back_as_the_calibrated_checkpoint(exported: Workplace) -> None:
    config = load_config(exported.config)
    cascade, _ = load_average(exported.run / "checkpoint.pt", config, CPU)
    calibration = Calibration.load(exported.run / "calibration.json")
    apply_fits(cascade, calibration.fits)
    package = read_package(exported.package, CPU)
    samples = read_300w(exported.test, exported.test_boxes)
    exact, shipped = (align_samples(c, samples) for c in (cascade, package.cascade))
    assert package.rule == calibration.exits.rule
    assert shipped.landmarks == pytest.approx(exact.landmarks, abs=0.05)
    assert shipped.predicted == pytest.approx(exact.predicted, rel=0.01)
    assert np.ptp(shipped.landmarks[-1], axis=0).max() > 1


def test_evaluate_measures_the_package_and_the_checkpoint_alike(
    exported: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", exported.test, "--boxes", exported.test_boxes, "--device", "cpu")
    call(
        "evaluate",
        "--model",
        exported.package,
        *data,
        "--json",
        tmp_path / "package.json",
        "--dump",
        tmp_path / "dump.jsonl",
    )
    call(
        "evaluate",
        "--checkpoint",
        exported.run / "checkpoint.pt",
        *data,
        "--json",
        tmp_path / "checkpoint.json",
    )
    assert "selective <" in capsys.readouterr().out
    package, before = (
        json.loads((tmp_path / name).read_text()) for name in ("package.json", "checkpoint.json")
    )
    assert package["faces"] == TEST_FACES
    assert package["nmeInterOcular"] == pytest.approx(before["nmeInterOcular"], abs=0.02)
    assert package["nmeInterOcular"] == package["stages"][-1]["nmeInterOcular"]
    assert 1 <= package["selective"]["meanStages"] <= 3
    assert sum(package["selective"]["exits"]) == TEST_FACES
    described = json.loads((exported.package / "model.json").read_text())["metrics"]
    assert described["nmeInterOcular"] == pytest.approx(package["nmeInterOcular"], abs=1e-4)

    dumped = [json.loads(line) for line in (tmp_path / "dump.jsonl").read_text().splitlines()]
    samples = {s.name: s for s in read_300w(exported.test, exported.test_boxes)}
    errors = []
    for entry in dumped:
        truth = samples[entry["name"]].landmarks
        shape = np.array(entry["landmarks"])
        assert shape.shape == (3, 68, 2)
        assert len(entry["predictedError"]) == 3
        unit = np.linalg.norm(truth[36] - truth[45])
        errors.append(np.linalg.norm(shape[-1] - truth, axis=1).mean() / unit)
    assert 100 * np.mean(errors) == pytest.approx(package["nmeInterOcular"], abs=0.01)


def test_split_command_writes_a_list(workplace: Workplace, tmp_path: Path) -> None:
    call(
        "split",
        "--data",
        workplace.train,
        "--share",
        0.25,
        "--seed",
        3,
        "--out",
        tmp_path / "list.txt",
    )
    lines = (tmp_path / "list.txt").read_text().splitlines()
    assert lines[0].startswith("# Photos of the validation part: 10 of 40 photos, 10 of 40 faces")
    assert len(lines) == 11


DETAILED = """
[model]
scheme = "ibug68"
patches = [0, 8, 16, 19, 24, 30, 36, 39, 42, 45, 48, 54]
stage_patches = [[8, 30, 36, 45], [], [30, 36, 45]]
stage_levels = [2, 1, 0]
hidden = 32
aligned = true
details = true

[frame]
"""


def test_a_package_with_details_reads_back_as_its_checkpoint(
    prepared: Workplace, tmp_path: Path
) -> None:
    text = prepared.config.read_text()
    config = tmp_path / "config.toml"
    begin, end = text.index("[model]"), text.index("[frame]")
    recipe = "steps = 3\nfar_share = 0.3\nwide_share = 0.3\nwide_rotation = 60.0\ncut = 0.3"
    recipe += "\nshape_jitter = 0.01\nnoise = 0.3\ngamma = 0.3\nsharpen = 0.5"
    text = text[:begin] + DETAILED.lstrip() + text[end + len("[frame]\n") :]
    text += "\n[retry]\nturns = [60, -60.0]\n"
    config.write_text(text.replace("steps = 20", recipe))
    run, package = tmp_path / "run", tmp_path / "package"
    common = ("--device", "cpu", "--threads", 1)
    call("train", "--config", config, "--data", prepared.prepared, "--run", run, *common)
    call("calibrate", "--run", run, "--data", prepared.prepared, "--views", 3, *common)
    skip = ("--skip-onnx-check", "--commit", "0" * 40)
    call("export", "--run", run, "--out", package, *skip, *common)
    description = json.loads((package / "model.json").read_text())
    assert (description["formatVersion"], description["patch"]["aligned"]) == (2, True)
    assert description["retry"] == {"turns": [60, -60.0]}
    own = [stage.get("patches") for stage in description["stages"]]
    assert own == [[8, 30, 36, 45], None, [30, 36, 45]]
    assert description["exit"]["gainThreshold"] == description["exit"]["gainProfiles"]["balanced"]
    shipped = read_package(package, CPU)
    cascade, _ = load_average(run / "checkpoint.pt", load_config(config), CPU)
    calibration = Calibration.load(run / "calibration.json")
    apply_fits(cascade, calibration.fits, calibration.details)
    samples = read_300w(prepared.test, prepared.test_boxes)
    exact, found = (align_samples(c, samples) for c in (cascade, shipped.cascade))
    assert found.landmarks == pytest.approx(exact.landmarks, abs=0.05)
    assert found.gains == pytest.approx(exact.gains, abs=1e-4)
    assert found.spreads == pytest.approx(exact.spreads, rel=0.01)
    restored = tmp_path / "restored.pt"
    call("restore", "--model", package, "--out", restored)
    start, step = load_average(restored, load_config(config), CPU)
    assert step == 0
    weights = shipped.cascade.state_dict()
    assert all(torch.equal(values, weights[name]) for name, values in start.state_dict().items())
    supply = Supply((prepared.prepared,), start=restored)
    again = Trainer(load_config(config), supply, run / "b", CPU)
    assert again.step == 0
    assert torch.equal(again.average.stages[2].conv1.weight, weights["stages.2.conv1.weight"])


@pytest.mark.usefixtures("runtime")
def test_a_restored_checkpoint_computes_what_the_graphs_do(
    exported: Workplace, tmp_path: Path
) -> None:
    call("restore", "--model", exported.package, "--out", tmp_path / "restored.pt")
    config = load_config(exported.config)
    cascade, _ = load_average(tmp_path / "restored.pt", config, CPU)
    for number, stage in enumerate(cascade.stages, 1):
        graph = (exported.package / f"stage-{number}.onnx").read_bytes()
        assert compare_stage(graph, stage).within_limits()
