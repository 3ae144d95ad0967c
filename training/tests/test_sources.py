from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conftest import Workplace, call

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.checkpoints import load_average, read_checkpoint  # noqa: E402
from musica_train.config import load_config  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.jobs import Job, run_jobs  # noqa: E402
from musica_train.packing import pack, unpack  # noqa: E402
from musica_train.prepared import load_prepared  # noqa: E402
from musica_train.pseudo import label  # noqa: E402
from musica_train.sources import Source, draw_batch, open_sources  # noqa: E402
from musica_train.train import Supply, Trainer  # noqa: E402

CPU = torch.device("cpu")


@pytest.fixture
def bare(prepared: Workplace, tmp_path: Path) -> Path:
    """The prepared faces without their landmarks."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for path in prepared.prepared.glob("train-*"):
        (folder / path.name).symlink_to(path)
    weights = np.load(folder / "train-weights.npy")
    (folder / "train-weights.npy").unlink()
    np.save(folder / "train-weights.npy", np.zeros_like(weights))
    return folder


def test_batches_hold_every_ready_source_by_its_share(prepared: Workplace, bare: Path) -> None:
    config = load_config(prepared.config)
    sources = open_sources(
        [prepared.prepared, prepared.prepared, bare], [3.0, 1.0, 9.0], config, CPU
    )
    batch = draw_batch(sources, 16, torch.Generator().manual_seed(1))
    assert len(batch.canvases) == len(batch.landmarks) == len(batch.weights) == 16
    assert bool((batch.weights == 1).all())
    assert [source.usable for source in sources] == [True, True, False]


def test_the_first_folder_must_have_landmarks(prepared: Workplace, bare: Path) -> None:
    config = load_config(prepared.config)
    with pytest.raises(InputError, match="must hold faces with landmarks"):
        open_sources([bare, prepared.prepared], [1.0, 1.0], config, CPU)
    with pytest.raises(InputError, match="need as many shares"):
        open_sources([prepared.prepared], [1.0, 1.0], config, CPU)


def test_labels_are_kept_where_the_model_agrees_with_itself(
    trained: Workplace, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_config(trained.config)
    cascade, _ = load_average(trained.run / "checkpoint.pt", config, CPU)
    faces = load_prepared(bare, "train", config)
    monkeypatch.setattr("musica_train.pseudo.LARGEST_APART", 1e9)
    monkeypatch.setattr("musica_train.pseudo.LARGEST_ERROR", 1e9)
    source = Source(faces, 1.0, CPU)
    assert source.label(cascade) > len(faces) // 2
    assert source.usable
    monkeypatch.setattr("musica_train.pseudo.LARGEST_APART", 0.0)
    found = label(cascade, torch.from_numpy(np.array(faces.canvases[:4])), 48)
    assert not found.kept.any()


def test_training_labels_bare_faces_on_its_way_and_remembers_them(
    prepared: Workplace, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("musica_train.pseudo.LARGEST_APART", 1e9)
    monkeypatch.setattr("musica_train.pseudo.LARGEST_ERROR", 1e9)
    config = load_config(prepared.config)
    config = replace(config, train=replace(config.train, steps=4, patch_dropout=0.1))
    supply = Supply((prepared.prepared, bare), (1.0, 1.0))
    Trainer(config, supply, tmp_path / "run", CPU).run(until=3)
    again = Trainer(config, supply, tmp_path / "run", CPU)
    assert again.labelled == 2
    assert again.sources[1].usable
    again.run()
    assert again.finished


def test_a_limit_of_time_ends_the_run_and_its_schedule(
    prepared: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(1000))
    monkeypatch.setattr("musica_train.train.monotonic", lambda: float(next(now)))
    config = load_config(prepared.config)
    trainer = Trainer(config, Supply((prepared.prepared,), seconds=4.0), tmp_path, CPU)
    trainer.run()
    assert (trainer.step, trainer.finished) == (4, True)
    state = read_checkpoint(tmp_path / "checkpoint.pt", CPU)
    assert (state["step"], state["elapsed"]) == (4, 4.0)
    assert len(state["history"]["validations"]) == 1


def test_packed_faces_come_back_nearly_the_same(prepared: Workplace, tmp_path: Path) -> None:
    config = load_config(prepared.config)
    assert pack(prepared.prepared, tmp_path / "packed", 95) > 1000
    unpack(tmp_path / "packed", tmp_path / "again")
    for part in ("train", "validation"):
        before = load_prepared(prepared.prepared, part, config)
        after = load_prepared(tmp_path / "again", part, config)
        assert after.names == before.names
        assert np.array_equal(after.landmarks, before.landmarks)
        apart = np.abs(after.canvases.astype(int) - before.canvases.astype(int))
        assert apart.mean() < 6
    with pytest.raises(InputError, match="nothing that `pack` wrote"):
        unpack(prepared.prepared, tmp_path / "none")


def test_a_slim_checkpoint_holds_the_same_average(trained: Workplace, tmp_path: Path) -> None:
    out = tmp_path / "checkpoint.pt"
    call("slim", "--checkpoint", trained.run / "checkpoint.pt", "--out", out)
    config = load_config(trained.config)
    whole, _ = load_average(trained.run / "checkpoint.pt", config, CPU)
    slim, step = load_average(out, config, CPU)
    assert step == 20
    for first, second in zip(whole.parameters(), slim.parameters(), strict=True):
        assert torch.allclose(first, second, rtol=1e-3, atol=1e-6)


def test_jobs_run_side_by_side_and_are_ended_at_their_limit(tmp_path: Path) -> None:
    jobs = [
        Job("good", 60, "echo done"),
        Job("bad", 60, "sh -c 'exit 3'"),
        Job("long", 0.0, "sleep 60"),
    ]
    assert run_jobs(jobs, tmp_path) == 2
    assert (tmp_path / "good.log").read_text() == "done\n"


def test_a_run_starts_from_another_checkpoint(
    trained: Workplace, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("musica_train.pseudo.LARGEST_APART", 1e9)
    monkeypatch.setattr("musica_train.pseudo.LARGEST_ERROR", 1e9)
    config = load_config(trained.config)
    start = trained.run / "checkpoint.pt"
    supply = Supply((trained.prepared, bare), (1.0, 1.0), start=start)
    trainer = Trainer(config, supply, tmp_path / "run", CPU)
    before, _ = load_average(start, config, CPU)
    for first, second in zip(trainer.model.parameters(), before.parameters(), strict=True):
        assert torch.equal(first, second)
    trainer.run(until=1)
    assert trainer.sources[1].usable
