from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
onnx = pytest.importorskip("onnx", reason="onnx is not installed")

from onnx import TensorProto  # noqa: E402

from musica_train import onnx_runtime  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.finder.config import NetworkConfig, load_finder_config  # noqa: E402
from musica_train.finder.graph_check import check_graph, compare_graph  # noqa: E402
from musica_train.finder.loss import Batch, finder_loss  # noqa: E402
from musica_train.finder.network import Finder, Maps, multiply_adds, peaks  # noqa: E402
from musica_train.finder.onnx_finder import build_finder, read_finder  # noqa: E402
from musica_train.finder.targets import make_targets  # noqa: E402

SMALL = NetworkConfig((4, 6, 8, 8, 10), 6, size=64)
SHIPPED = Path(__file__).parents[1] / "configs" / "finder-320.toml"


def random_finder(config: NetworkConfig = SMALL) -> Finder:
    """A finder whose outputs all depend on their inputs, its normalisations not trivial."""
    torch.manual_seed(4)
    finder = Finder(config)
    torch.nn.init.normal_(finder.out.weight, std=0.3)
    finder.train()
    for _ in range(3):
        finder(torch.randint(0, 256, (4, 3, config.size, config.size)))
    return finder.eval().requires_grad_(False)


@pytest.fixture
def runtime() -> None:
    try:
        onnx_runtime.find_runtime()
    except InputError as error:
        pytest.skip(str(error))


def test_shipped_network_keeps_to_its_work() -> None:
    finder = Finder(load_finder_config(SHIPPED).network)
    assert 100e6 < multiply_adds(finder) <= 120e6
    assert finder.training


def test_folding_changes_nothing_but_the_layers() -> None:
    finder = random_finder()
    views = torch.randint(0, 256, (2, 3, 64, 64))
    before = finder(views)
    after = finder.fold()(views)
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in finder.modules())
    assert torch.allclose(before.logits, after.logits, atol=1e-4)
    assert torch.allclose(before.boxes, after.boxes, atol=1e-2)


@pytest.mark.usefixtures("runtime")
def test_graph_in_onnx_runtime_is_the_finder_in_pytorch() -> None:
    graph = build_finder(random_finder().fold())
    difference = compare_graph(graph, read_finder(graph, SMALL))
    assert difference.score < 1e-5
    assert difference.pixels < 1e-3


@pytest.mark.usefixtures("runtime")
def test_check_tells_another_function() -> None:
    graph = build_finder(random_finder().fold())
    other = read_finder(graph, SMALL)
    other.block16.look.conv.bias[2] += 0.5
    with pytest.raises(InputError, match=r"finder.onnx: ONNX Runtime and PyTorch differ"):
        check_graph(graph, other, "finder.onnx")


@pytest.mark.usefixtures("runtime")
def test_graph_gives_scores_at_peaks_alone_and_takes_any_number_of_views() -> None:
    graph = build_finder(random_finder().fold()).SerializeToString()
    rng = np.random.default_rng(1)
    with onnx_runtime.open_session(graph) as session:
        for n in (1, 5):
            views = rng.integers(0, 256, (n, 3, 64, 64), np.uint8)
            outputs = session.run({"pixels": views}, ["score", "box"])
            assert outputs["score"].shape == (n, 8, 8)
            assert outputs["box"].shape == (n, 4, 8, 8)
            score = outputs["score"]
            for view, row, column in np.argwhere(score > 0):
                around = score[view, max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
                assert (around > 0).sum() == 1
            assert (score > 0).any()


def test_graph_has_the_signature_of_a_package() -> None:
    graph = build_finder(random_finder().fold())
    described = {
        value.name: (
            value.type.tensor_type.elem_type,
            [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim],
        )
        for value in (*graph.graph.input, *graph.graph.output)
    }
    assert described == {
        "pixels": (TensorProto.UINT8, ["views", 3, 64, 64]),
        "score": (TensorProto.FLOAT, ["views", 8, 8]),
        "box": (TensorProto.FLOAT, ["views", 4, 8, 8]),
    }
    kinds = {t.name: t.data_type for t in graph.graph.initializer if t.name.endswith(".weight")}
    assert set(kinds.values()) == {TensorProto.FLOAT16}
    assert len(kinds) == 21


def test_a_graph_of_another_network_is_refused() -> None:
    graph = build_finder(random_finder().fold())
    with pytest.raises(InputError, match=r"no weights 'down8.weight' of shape"):
        read_finder(graph, NetworkConfig((4, 6, 10, 8, 10), 6, size=64))


def test_peaks_keep_the_largest_of_a_neighbourhood() -> None:
    logits = torch.full((1, 4, 4), -5.0)
    logits[0, 1, 1], logits[0, 1, 2], logits[0, 3, 3] = 2.0, 1.0, 0.5
    kept = peaks(logits)[0]
    assert kept[1, 1] == torch.sigmoid(torch.tensor(2.0))
    assert kept[1, 2] == 0
    assert kept[3, 3] > 0


def perfect(targets) -> tuple[Maps, Batch]:  # type: ignore[no-untyped-def]
    """Maps that say exactly what the targets want, and the targets as a batch."""
    heat, boxes, weights, known = (
        torch.from_numpy(getattr(targets, name))[None]
        for name in ("heat", "boxes", "weights", "known")
    )
    logits = torch.where(heat == 1, 12.0, -12.0)
    return Maps(logits, boxes.clone()), Batch(torch.zeros(0), heat, boxes, weights, known)


def test_loss_is_least_for_what_the_targets_want() -> None:
    faces = [np.array([10.0, 12, 40, 44]), np.array([44.0, 4, 60, 20])]
    maps, batch = perfect(make_targets(faces, [], SMALL))
    score, box = finder_loss(maps, batch, 2.0)
    assert float(score) < 1e-6
    assert float(box) < 1e-6
    worse = Maps(-maps.logits, maps.boxes + 4)
    worse_score, worse_box = finder_loss(worse, batch, 2.0)
    assert float(worse_score) > 1
    assert float(worse_box) > 0.1


def test_ignored_regions_have_no_loss() -> None:
    region = np.array([30.0, 30, 50, 50])
    maps, batch = perfect(make_targets([], [region], SMALL))
    maps.logits[0, 4:6, 4:6] = 8.0
    score, _ = finder_loss(maps, batch, 2.0)
    assert float(score) < 1e-6
    maps.logits[0, 0, 0] = 8.0
    score, _ = finder_loss(maps, batch, 2.0)
    assert float(score) > 1
