from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
onnx = pytest.importorskip("onnx", reason="onnx is not installed")

from onnx import TensorProto  # noqa: E402

from musica_train import onnx_runtime  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.model import Stage  # noqa: E402
from musica_train.onnx_stage import build_stage, read_stage  # noqa: E402
from musica_train.stage_check import check_stage, compare_stage  # noqa: E402


def random_stage(patch_size: int = 14, level: int = 2) -> Stage:
    """A stage whose outputs all depend on their inputs."""
    torch.manual_seed(9)
    stage = Stage(patches=5, patch_size=patch_size, hidden=24, landmarks=7, level=level)
    torch.nn.init.normal_(stage.displacement.weight, std=0.5)
    torch.nn.init.normal_(stage.log_error.weight, std=0.1)
    return stage.eval().requires_grad_(False)


@pytest.mark.parametrize(("patch_size", "level"), [(10, 0), (14, 2), (18, 1)])
@pytest.mark.usefixtures("runtime")
def test_graph_in_onnx_runtime_is_the_stage_in_pytorch(patch_size: int, level: int) -> None:
    graph = build_stage(random_stage(patch_size, level))
    difference = compare_stage(graph.SerializeToString(), read_stage(graph, level))
    assert difference.pixels < 1e-4
    assert difference.hidden < 1e-5
    assert difference.error_share < 1e-5


@pytest.mark.usefixtures("runtime")
def test_check_tells_another_function() -> None:
    graph = build_stage(random_stage())
    other = read_stage(graph, 2)
    other.conv2.bias[3] += 0.05
    with pytest.raises(InputError, match=r"stage-1.onnx: ONNX Runtime and PyTorch differ"):
        check_stage(graph.SerializeToString(), other, "stage-1.onnx")


@pytest.mark.usefixtures("runtime")
def test_runtime_errors_are_told() -> None:
    with pytest.raises(Exception, match=r"(?i)protobuf|parse"):  # noqa: SIM117
        with onnx_runtime.open_session(b"no graph"):
            pass


def test_weights_are_half_precision_and_read_back_rounded() -> None:
    stage = random_stage()
    graph = build_stage(stage)
    kinds = {tensor.name: tensor.data_type for tensor in graph.graph.initializer}
    weights = [kind for name, kind in kinds.items() if name.endswith(".weight")]
    assert weights == [TensorProto.FLOAT16] * 6
    back = read_stage(graph, stage.level).state_dict()
    for name, values in stage.state_dict().items():
        expected = values.half().float() if name.endswith("weight") else values
        assert torch.equal(back[name], expected), name


def test_graph_has_the_signature_of_a_package() -> None:
    graph = build_stage(random_stage())

    def described(values) -> dict[str, tuple[int, list[object]]]:  # type: ignore[no-untyped-def]
        return {
            value.name: (
                value.type.tensor_type.elem_type,
                [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim],
            )
            for value in values
        }

    assert described(graph.graph.input) == {
        "patches": (TensorProto.UINT8, ["n", 5, 3, 14, 14]),
        "normalization": (TensorProto.FLOAT, ["n", 2]),
        "hidden": (TensorProto.FLOAT, ["n", 24]),
    }
    assert described(graph.graph.output) == {
        "hidden_out": (TensorProto.FLOAT, ["n", 24]),
        "displacement": (TensorProto.FLOAT, ["n", 7, 2]),
        "predicted_error": (TensorProto.FLOAT, ["n"]),
    }
    assert [(o.domain, o.version) for o in graph.opset_import] == [("", 17)]
    assert graph.ir_version == 8


def test_weights_beyond_half_precision_are_refused() -> None:
    stage = random_stage()
    stage.attention.weight[0, 0] = 1e6
    with pytest.raises(InputError, match=r"attention.weight holds values that half"):
        build_stage(stage)
    stage.attention.weight[0, 0] = np.nan
    with pytest.raises(InputError, match=r"attention.weight"):
        build_stage(stage)


def test_without_any_runtime_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(onnx_runtime.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv(onnx_runtime.LIBRARY_VARIABLE, str(tmp_path / "none.so"))
    with pytest.raises(InputError, match=r"none.so does not exist.*dotnet restore src/MuSiCa.Inference"):
        onnx_runtime.find_runtime()


@pytest.mark.usefixtures("runtime")
def test_details_are_in_the_graph_and_read_back() -> None:
    torch.manual_seed(4)
    stage = Stage(patches=5, patch_size=14, hidden=24, landmarks=7, level=1, details=True)
    torch.nn.init.normal_(stage.gain.weight, std=0.1)
    graph = build_stage(stage.eval().requires_grad_(False))
    assert [value.name for value in graph.graph.output][3:] == ["predicted_gain", "spread"]
    back = read_stage(graph, 1)
    assert back.details
    difference = compare_stage(graph.SerializeToString(), back)
    assert difference.pixels < 1e-4
    assert difference.hidden < 1e-5
