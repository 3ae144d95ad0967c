"""The finder's whole way on generated faces: split, label, prepare, train, export, measure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import Workplace
from generated import draw_face, write_faces

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.checkpoints import read_checkpoint  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.finder.cli import main  # noqa: E402
from musica_train.finder.collect import collect_heads, load_head_faces  # noqa: E402
from musica_train.finder.config import load_finder_config  # noqa: E402
from musica_train.finder.division import choose, photo_groups  # noqa: E402
from musica_train.finder.heads import HeadFace, TrustLimits  # noqa: E402
from musica_train.finder.package import read_finder_package  # noqa: E402
from musica_train.finder.photos import load_photos  # noqa: E402
from musica_train.finder.train import FinderTrainer  # noqa: E402
from musica_train.layouts.heads import HeadsPhoto, read_heads  # noqa: E402

CPU = torch.device("cpu")

CONFIG = """
name = "finder-drawn"
version = "1"
[network]
channels = [4, 6, 8, 8, 8]
head = 8
size = 96
[faces]
least = 16
most = 96
most_labelled = 110
[train]
steps = 6
batch = 4
warmup_steps = 2
workers = 0
validation_every = 3
checkpoint_every = 3
low_precision = false
[data]
description = "faces drawn by the tests"
split = "a part of them"
test = "other drawn faces"
license = "none needed"
"""


@dataclass(frozen=True)
class FinderPlace:
    """Folders and files of one generated finder."""

    root: Path

    def __getattr__(self, name: str) -> Path:
        return self.root / name


def call(*arguments: object) -> None:
    assert main([str(argument) for argument in arguments]) == 0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, exported: Workplace) -> FinderPlace:
    """Photos of heads and windows, labelled by the generated cascade, trained for six steps."""
    torch.set_num_threads(1)
    place = FinderPlace(tmp_path_factory.mktemp("finder"))
    place.heads.mkdir()
    rng, entries = np.random.default_rng(8), []
    for index in range(20):
        face = draw_face(f"{index:03}", rng)
        face.picture.save(place.heads / f"{face.name}.png")
        low, high = face.landmarks.min(axis=0), face.landmarks.max(axis=0)
        head = [*(low - 12).tolist(), *(high + 8).tolist()]
        entries.append({"image": f"{face.name}.png", "heads": [head] if index % 4 else []})
    (place.heads / "boxes.json").write_text(json.dumps(entries))
    place.config.write_text(CONFIG)
    call("split", "--heads", place.heads, "--shares", 0.2, 0.2, "--out", place.lists)
    call("label", "--heads", place.heads, "--cascade", exported.package, "--out", place.faces,
         "--device", "cpu")  # fmt: skip
    call("prepare", "--heads", place.heads, "--head-faces", place.faces, "--heads-split",
         place.lists, "--data", exported.train, "--split", exported.split, "--out",
         place.prepared)  # fmt: skip
    call("train", "--config", place.config, "--data", place.prepared, "--run", place.run,
         "--device", "cpu", "--threads", 1)  # fmt: skip
    return place


def test_parts_share_no_photo_and_hold_all(place: FinderPlace) -> None:
    parts = [load_photos(place.prepared, part) for part in ("train", "validation", "test")]
    names = [{photo.name for photo in part if photo.source == "heads"} for part in parts]
    assert [len(part) for part in names] == [12, 4, 4]
    assert len(set.union(*names)) == 20
    assert not [photo for photo in parts[2] if photo.source == "300w"]


def test_heads_are_faces_or_ignored(place: FinderPlace) -> None:
    for part in ("train", "validation", "test"):
        for photo in load_photos(place.prepared, part):
            if photo.source == "heads":
                assert len(photo.faces) + len(photo.ignored) == len(photo.taken)
            else:
                assert len(photo.faces) == 1


def test_training_leaves_checkpoint_history_and_curve(place: FinderPlace) -> None:
    state = read_checkpoint(place.run / "checkpoint.pt", CPU)
    assert state["step"] == 6
    assert len(state["history"]["losses"]) == 6
    assert [row["step"] for row in state["history"]["validations"]] == [3, 6]
    assert (place.run / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_interrupted_training_ends_as_if_it_had_not_been(
    place: FinderPlace, tmp_path: Path
) -> None:
    config = load_finder_config(place.config)
    FinderTrainer(config, place.prepared, tmp_path, CPU).run(until=4)
    assert read_checkpoint(tmp_path / "checkpoint.pt", CPU)["step"] == 4
    FinderTrainer(config, place.prepared, tmp_path, CPU).run()
    paused = read_checkpoint(tmp_path / "checkpoint.pt", CPU)
    straight = read_checkpoint(place.run / "checkpoint.pt", CPU)
    for part in ("model", "average"):
        for name, values in straight[part].items():
            assert torch.equal(paused[part][name], values), name


def test_other_settings_do_not_go_on(place: FinderPlace) -> None:
    other = place.root / "other.toml"
    other.write_text(CONFIG.replace("batch = 4", "batch = 5"))
    with pytest.raises(InputError, match=r"trained with train.batch = 4, the configuration has 5"):
        FinderTrainer(load_finder_config(other), place.prepared, place.run, CPU)


def test_package_is_written_measured_and_read_back(
    place: FinderPlace, exported: Workplace
) -> None:
    common = ("--device", "cpu", "--threads", 1)
    call("ignore", "--run", place.run, "--data", place.prepared, "--cascade", exported.package,
         *common)  # fmt: skip
    call("calibrate", "--run", place.run, "--data", place.prepared, "--pictures", place.looks,
         *common)  # fmt: skip
    test = ("--data", place.prepared, "--windows", exported.test, "--boxes", exported.test_boxes,
            "--free", 6)  # fmt: skip
    call("export", "--run", place.run, "--out", place.package, "--commit", "0" * 40,
         "--skip-onnx-check", *test, *common)  # fmt: skip
    package = read_finder_package(place.package)
    described = package.description
    assert described["kind"] == "face-finder"
    assert described["view"] == {"size": 96, "stride": 8}
    assert described["faces"] == {"least": 16, "most": 96}
    assert described["metrics"]["images"] == 4
    assert described["metrics"]["freePictures"] == 6
    assert {row["threshold"] for row in described["table"]} >= {described["threshold"]}
    card = (place.package / "MODEL_CARD.md").read_text()
    assert "$" not in card.replace("$schema", "")
    assert "faces drawn by the tests" in card
    call("evaluate", "--model", place.package, *test, "--json", place.figures, *common)
    figures = json.loads(place.figures.read_text())
    assert figures["windows"]["faces"] == 12
    assert figures["photos"]["threshold"] == package.threshold
    graph = place.package / "finder.onnx"
    graph.write_bytes(graph.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"finder.onnx: changed or cut off"):
        read_finder_package(place.package)


def test_copies_of_a_picture_stay_together(tmp_path: Path) -> None:
    drawn = write_faces(tmp_path / "faces", tmp_path / "boxes.csv", 6, 4, "p")
    folder, none = tmp_path / "faces", np.ones((0, 4))
    photos = [HeadsPhoto(face.name, folder / f"{face.name}.png", none) for face in drawn]
    with Image.open(photos[0].image) as image:
        image.resize((100, 100)).save(tmp_path / "copy.png")
    groups = photo_groups([*photos, HeadsPhoto("copy", tmp_path / "copy.png", none)])
    assert sorted(map(len, groups)) == [1, 1, 1, 1, 1, 2]
    assert ["p_000", "copy"] in groups
    for seed in range(5):
        first, second = choose(groups, (0.3, 0.3), seed)
        assert not first & second
        assert not {"p_000", "copy"} & first or {"p_000", "copy"} <= first


def test_two_heads_with_one_face_have_it_once() -> None:
    shape = np.array([[10.0, 10], [30, 10], [20, 34]])
    heads = np.array([[0.0, 0, 40, 40], [4, 4, 44, 44]])
    faces = [HeadFace(shape, 0.05, 9), HeadFace(shape + 1, 0.03, 9)]
    photo = HeadsPhoto("p", Path("p.png"), heads)
    collected = collect_heads([photo], {"p": faces}, TrustLimits())[0]
    assert np.array_equal(collected.faces, [shape + 1])
    assert collected.ignored.tolist() == [heads[0].tolist()]


@pytest.mark.parametrize(
    ("face", "trusted"),
    [
        (HeadFace(np.array([[10.0, 10], [30, 34]]), 0.05, 9), True),
        (HeadFace(np.array([[10.0, 10], [30, 34]]), 0.20, 9), False),
        (HeadFace(np.array([[10.0, 10], [30, 34]]), 0.05, 2), False),
        (HeadFace(np.array([[30.0, 10], [60, 34]]), 0.05, 9), False),
        (HeadFace(np.array([[18.0, 18], [22, 22]]), 0.05, 9), False),
    ],
)
def test_trust_asks_for_a_sure_face_inside_its_head(face: HeadFace, trusted: bool) -> None:
    assert face.trusted(np.array([0.0, 0, 40, 40]), TrustLimits()) == trusted


def test_head_boxes_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    path.write_text('[{"image": "a.jpg", "heads": [[5, 5, 5, 9]]}]')
    with pytest.raises(InputError, match=r"a.jpg has an empty head box"):
        read_heads(tmp_path)
    path.write_text('[{"image": "a.jpg"}]')
    with pytest.raises(InputError, match=r"must be a list of entries with 'image' and 'heads'"):
        read_heads(tmp_path)
    with pytest.raises(InputError, match=r"`musica_train.finder label"):
        load_head_faces(tmp_path / "none.json")
