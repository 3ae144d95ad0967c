from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
onnx = pytest.importorskip("onnx", reason="onnx is not installed")

from onnx import TensorProto  # noqa: E402

from musica_train import onnx_runtime  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.finder.adopting import adopt  # noqa: E402
from musica_train.finder.config import NetworkConfig, load_finder_config  # noqa: E402
from musica_train.finder.graph_check import check_graph, compare_graph  # noqa: E402
from musica_train.finder.loss import finder_loss  # noqa: E402
from musica_train.finder.network import Finder, Maps, multiply_adds, peaks  # noqa: E402
from musica_train.finder.onnx_finder import build_finder, read_finder  # noqa: E402
from musica_train.finder.targets import Faces, Targets, make_targets  # noqa: E402

SMALL = NetworkConfig((4, 6, 8, 8, 10), 6, size=64)
ROLLED = NetworkConfig((4, 6, 8, 8, 10), 6, inner=(2, 3, 4), deep=3, roll=True, size=64)
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
    assert 100e6 < multiply_adds(finder) <= 116.4e6
    assert finder.training


@pytest.mark.parametrize("config", [SMALL, ROLLED])
def test_folding_changes_nothing_but_the_layers(config: NetworkConfig) -> None:
    finder = random_finder(config)
    views = torch.randint(0, 256, (2, 3, 64, 64))
    before = finder(views)
    after = finder.fold()(views)
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in finder.modules())
    assert torch.allclose(before.logits, after.logits, atol=1e-4)
    assert torch.allclose(before.boxes, after.boxes, atol=1e-2)
    assert torch.allclose(before.rolls, after.rolls, atol=1e-4)
    assert after.rolls.shape[1] == 2 * config.roll


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("config", [SMALL, ROLLED])
def test_graph_in_onnx_runtime_is_the_finder_in_pytorch(config: NetworkConfig) -> None:
    finder = random_finder(config).fold().without_roll()
    graph = build_finder(finder)
    difference = compare_graph(graph, read_finder(graph, finder.config))
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


def test_adopted_weights_are_the_same_function() -> None:
    folded = random_finder().fold()
    views = torch.randint(0, 256, (4, 3, 64, 64))
    expected = folded(views)
    model = Finder(SMALL)
    adopt(model, folded, views)
    model.eval()
    assert torch.allclose(model(views).logits, expected.logits, atol=1e-3)
    other = torch.randint(0, 256, (4, 3, 64, 64))
    assert torch.allclose(model(other).boxes, folded(other).boxes, atol=0.05)
    with pytest.raises(InputError, match=r"another shape at 'stem1'"):
        adopt(Finder(NetworkConfig((6, 6, 8, 8, 10), 6, size=64)), folded, views)


def test_leaving_out_the_roll_changes_nothing_else() -> None:
    finder = random_finder(ROLLED).fold()
    views = torch.randint(0, 256, (2, 3, 64, 64))
    before = finder(views)
    after = finder.without_roll()(views)
    assert torch.equal(before.logits, after.logits)
    assert torch.equal(before.boxes, after.boxes)
    assert after.rolls.shape[1] == 0


def test_peaks_keep_the_largest_of_a_neighbourhood() -> None:
    logits = torch.full((1, 4, 4), -5.0)
    logits[0, 1, 1], logits[0, 1, 2], logits[0, 3, 3] = 2.0, 1.0, 0.5
    kept = peaks(logits)[0]
    assert kept[1, 1] == torch.sigmoid(torch.tensor(2.0))
    assert kept[1, 2] == 0
    assert kept[3, 3] > 0


def perfect(boxes: list[list[float]], ignored: list[list[float]]) -> tuple[Maps, Targets]:
    """Targets of one view with upright faces, and maps that say exactly what they want."""
    shown = torch.tensor(boxes or [[0.0] * 4])[None]
    rolls = torch.tensor([[1.0, 0.0]]).expand(1, shown.shape[1], 2)
    real = torch.full(shown.shape[:2], bool(boxes))
    regions = torch.tensor(ignored or [[0.0] * 4])[None]
    targets = make_targets(Faces(shown, rolls, real, regions), SMALL)
    logits = torch.where(targets.heat == 1, 12.0, -12.0)
    return Maps(logits, targets.boxes.clone(), targets.rolls.clone()), targets


def test_loss_is_least_for_what_the_targets_want() -> None:
    maps, targets = perfect([[10.0, 12, 40, 44], [44.0, 4, 60, 20]], [])
    assert max(map(float, finder_loss(maps, targets, 2.0, 0.2))) < 1e-6
    worse = Maps(-maps.logits, maps.boxes + 4, -maps.rolls)
    score, box, roll = finder_loss(worse, targets, 2.0, 0.2)
    assert float(score) > 1
    assert float(box) > 0.1
    assert float(roll) == pytest.approx(0.8)


def test_loss_without_faces_is_that_of_false_scores_alone() -> None:
    maps, targets = perfect([], [])
    maps.logits[0, 2, 2] = 8.0
    score, box, roll = finder_loss(maps, targets, 2.0, 0.2)
    assert float(score) > 1
    assert float(box) == float(roll) == 0


def test_ignored_regions_have_no_loss() -> None:
    maps, targets = perfect([], [[30.0, 30, 50, 50]])
    maps.logits[0, 4:6, 4:6] = 8.0
    assert float(finder_loss(maps, targets, 2.0, 0.2)[0]) < 1e-6
    maps.logits[0, 0, 0] = 8.0
    assert float(finder_loss(maps, targets, 2.0, 0.2)[0]) > 1
