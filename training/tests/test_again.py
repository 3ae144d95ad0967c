import numpy as np
import pytest

from conftest import Workplace, call

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.again import Again  # noqa: E402
from musica_train.config import RetryConfig, load_config  # noqa: E402
from musica_train.inference import run_stages  # noqa: E402
from musica_train.package import read_package  # noqa: E402
from musica_train.prepared import load_prepared  # noqa: E402
from musica_train.views import view_frames  # noqa: E402


def frames(place: Workplace) -> np.ndarray:
    config = load_config(place.config)
    faces = load_prepared(place.prepared, "validation", config)
    return view_frames(faces, config, 0)[0](0, len(faces))


def again(place: Workplace, final: float) -> Again:
    cascade = read_package(place.package, torch.device("cpu")).cascade
    return Again(cascade, RetryConfig(turns=(60, -60), scales=(1.35,)), final)


def test_good_faces_run_once(exported: Workplace) -> None:
    shown = frames(exported)
    run = again(exported, final=1e9)
    assert np.array_equal(run(shown).shapes, run_stages(run.cascade, shown).shapes)
    assert (run.faces, run.passes) == (len(shown), len(shown))


def test_uncertain_faces_keep_their_best_pass(exported: Workplace) -> None:
    shown = frames(exported)
    run = again(exported, final=0.0)
    best, once = run(shown), run_stages(run.cascade, shown)
    assert run.passes == 5 * len(shown)
    assert (best.predicted[-1] <= once.predicted[-1]).all()
    assert np.array_equal(best.shapes[:-1], once.shapes[:-1])


def test_own_start_keeps_place_and_turn_and_takes_the_size_of_the_box(exported: Workplace) -> None:
    run = again(exported, final=0.0)
    mean = run.cascade.config.frame.box_side * run.cascade.mean_shape
    turned = torch.stack([-mean[:, 1], mean[:, 0]], dim=1)
    start = run._own_start((1.7 * turned + 20)[None])
    middle = 1.7 * turned.mean(dim=0) + 20
    assert torch.allclose(start.shapes[0], turned - turned.mean(dim=0) + middle, atol=1e-3)
    assert float(start.similarity.b) == pytest.approx(1, abs=1e-5)


def test_robustness_shows_both(
    exported: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exported.package / "model.json"
    text = path.read_text()
    try:
        path.write_text(text.replace('"exit": {', '"retry": {"turns": [60]},\n  "exit": {', 1))
        call(
            "robustness",
            "--model",
            exported.package,
            "--data",
            exported.test,
            "--boxes",
            exported.test_boxes,
            "--every",
            6,
            "--device",
            "cpu",
        )
    finally:
        path.write_text(text)
    shown = capsys.readouterr().out
    assert "once more: NME" in shown
    assert "box hairline to chin, turned by 80" in shown
