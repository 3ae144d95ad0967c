"""The finder's whole way on generated faces: split, label, prepare, train, export, measure."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from conftest import Workplace
from generated import DrawnFace, draw_face, write_faces

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.checkpoints import read_checkpoint  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.finder.cli import main  # noqa: E402
from musica_train.finder.boxes import around  # noqa: E402
from musica_train.finder.collect import (  # noqa: E402
    collect_aflw,
    collect_heads,
    collect_wider,
    load_head_faces,
    save_head_faces,
)
from musica_train.finder.config import load_finder_config  # noqa: E402
from musica_train.finder.division import choose, photo_groups  # noqa: E402
from musica_train.finder.heads import HeadFace, TrustLimits  # noqa: E402
from musica_train.finder.package import read_finder_package  # noqa: E402
from musica_train.finder.photos import (  # noqa: E402
    LabelledPhoto,
    Packing,
    load_photos,
    write_photos,
)
from musica_train.finder.train import FinderTrainer  # noqa: E402
from musica_train.layouts.aflw2000 import read_aflw2000  # noqa: E402
from musica_train.layouts.heads import HeadsPhoto, read_heads  # noqa: E402
from musica_train.layouts.wider import WiderPhoto, read_wider  # noqa: E402

CPU = torch.device("cpu")

CONFIG = """
name = "finder-drawn"
version = "1"
[network]
channels = [4, 6, 8, 8, 8]
head = 8
roll = true
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


def write_wider(folder: Path, faces: Path, count: int) -> None:
    """Photos with boxes from the hairline to the chin, and their labels but for every second."""
    (folder / "images").mkdir(parents=True)
    rng, entries, found = np.random.default_rng(3), [], {}
    for index in range(count):
        face = draw_face(f"w{index}", rng)
        face.picture.save(folder / "images" / f"{face.name}.png")
        entries.append({"image": f"{face.name}.png", "faces": [hairline_box(face)]})
        agreeing = 4 if index % 2 == 0 else 1
        found[face.name] = [HeadFace(face.landmarks, 0.03, agreeing)]
    (folder / "boxes.json").write_text(json.dumps(entries))
    save_head_faces(faces, found)


def hairline_box(face: DrawnFace) -> dict[str, float]:
    x0, y0, x1, y1 = around(face.landmarks).tolist()
    top = y0 - 0.3 * (y1 - y0)
    return {"x": x0, "y": top, "w": x1 - x0, "h": y1 - top, "invalid": 0}


def write_aflw(folder: Path, count: int) -> None:
    """Crops with points, a half of them exact, one too uncertain."""
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(5)
    names = [f"{axis}{i}" for i in range(68) for axis in "xy"]
    rows = [",".join(["image", "landmarks", "spread_pct", "yaw", "pitch", "roll", *names])]
    for index in range(count):
        face = draw_face(f"a{index}", rng)
        face.picture.save(folder / "images" / f"{face.name}.png")
        kind, spread = ("exact", "") if index % 2 else ("registered", "2" if index else "9")
        points = [f"{value:.2f}" for value in face.landmarks.ravel()]
        rows.append(",".join([f"{face.name}.png", kind, spread, "0", "0", "0", *points]))
    (folder / "faces.csv").write_text("\n".join(rows) + "\n")


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
    write_wider(place.wider, place.wider_faces, 8)
    write_aflw(place.aflw, 6)
    call("split", "--heads", place.heads, "--shares", 0.2, 0.2, "--out", place.lists)
    call("split", "--wider", place.wider, "--shares", 0.25, 0, "--out", place.wider_lists)
    call("label", "--heads", place.heads, "--cascade", exported.package, "--out", place.faces,
         "--device", "cpu")  # fmt: skip
    call("prepare", "--heads", place.heads, "--head-faces", place.faces, "--heads-split",
         place.lists, "--data", exported.train, "--split", exported.split, "--wider", place.wider,
         "--wider-faces", place.wider_faces, "--wider-split",
         place.root / "wider_lists-validation.txt", "--aflw", place.aflw, "--pack", "--out",
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


def test_all_sources_are_in_the_parts_that_they_belong_to(place: FinderPlace) -> None:
    counts = {
        part: {source: 0 for source in ("heads", "300w", "wider", "aflw")}
        for part in ("train", "validation", "test")
    }
    for part, by_source in counts.items():
        for photo in load_photos(place.prepared, part):
            by_source[photo.source] += 1
    assert counts["train"] == {"heads": 12, "300w": 32, "wider": 6, "aflw": 2}
    assert counts["validation"] == {"heads": 4, "300w": 8, "wider": 2, "aflw": 3}
    assert counts["test"] == {"heads": 4, "300w": 0, "wider": 0, "aflw": 0}


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


def test_training_ends_with_its_time(place: FinderPlace, tmp_path: Path) -> None:
    config = load_finder_config(place.config)
    long = replace(config, train=replace(config.train, steps=100000, validation_every=100000))
    ticks = itertools.count()
    trainer = FinderTrainer(
        long, place.prepared, tmp_path, CPU, seconds=12, clock=lambda: float(next(ticks))
    )
    trainer.run()
    state = read_checkpoint(tmp_path / "checkpoint.pt", CPU)
    assert len(state["history"]["losses"]) == state["step"]
    assert 3 < state["step"] < 12


def test_other_settings_do_not_go_on(place: FinderPlace) -> None:
    other = place.root / "other.toml"
    other.write_text(CONFIG.replace("batch = 4", "batch = 5"))
    with pytest.raises(InputError, match=r"trained with train.batch = 4, the configuration has 5"):
        FinderTrainer(load_finder_config(other), place.prepared, place.run, CPU)


def test_package_is_written_measured_and_read_back(
    place: FinderPlace, exported: Workplace
) -> None:
    common = ("--device", "cpu", "--threads", 1)
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
    again = place.root / "ignoring"
    shutil.copytree(place.prepared, again)
    call("ignore", "--model", place.package, "--data", again, "--cascade", exported.package,
         *common)  # fmt: skip
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


def test_wider_faces_without_trusted_landmarks_get_the_average_face(tmp_path: Path) -> None:
    shape = draw_face("p", np.random.default_rng(6)).landmarks
    x0, y0, x1, y1 = around(shape)
    box = np.array([x0, y0 - 20, x1, y1])
    moved = np.array([box + 100, np.array([0.0, 0, 6, 8]), box])
    photos = [
        WiderPhoto("sure", Path("a.png"), box[None], np.array([False])),
        WiderPhoto("unsure", Path("b.png"), moved, np.array([False, False, True])),
    ]
    lost = HeadFace(np.zeros((68, 2)), 0.5, 1)
    found = {"sure": [HeadFace(shape, 0.03, 4)], "unsure": [lost] * 3}
    sure, unsure = collect_wider(photos, photos, found, TrustLimits())
    assert np.array_equal(sure.faces[0], shape)
    assert sure.posed.tolist() == [True]
    assert len(unsure.faces) == 1
    assert np.allclose(unsure.faces[0], shape + 100)
    assert unsure.posed.tolist() == [False]
    assert unsure.ignored.tolist() == moved[1:].tolist()


def test_packed_photos_keep_their_faces_in_place(tmp_path: Path) -> None:
    face = draw_face("p", np.random.default_rng(7))
    path = tmp_path / "p.png"
    face.picture.save(path)
    box = np.array([[10.0, 20, 90, 100]])
    photo = LabelledPhoto("p", "300w", path, face.landmarks[None], np.ones(1, bool), box, box)
    write_photos(tmp_path, "train", [photo], {"300w": Packing(75, 90)})
    write_photos(tmp_path, "test", [photo], {"heads": Packing(75, 90)})
    small, exact = (load_photos(tmp_path, part)[0] for part in ("train", "test"))
    assert (small.height, small.width) == small.pixels.shape[:2] == (75, 75)
    assert np.allclose(small.faces, (face.landmarks + 0.5) / 2 - 0.5, atol=1e-3)
    assert np.allclose(small.ignored, (box + 0.5) / 2 - 0.5, atol=1e-2)
    assert np.array_equal(exact.pixels, np.asarray(face.picture))
    assert np.allclose(exact.faces, face.landmarks, atol=1e-3)


def test_uncertain_aflw_faces_are_left_out(place: FinderPlace) -> None:
    faces = collect_aflw(read_aflw2000(place.aflw))
    assert [photo.name for photo in faces] == [f"a{i}" for i in range(1, 6)]


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
    path.write_text('[{"image": "a.jpg"}]')
    with pytest.raises(InputError, match=r"must be a list of entries with 'image' and 'faces'"):
        read_wider(tmp_path)
    with pytest.raises(InputError, match=r"`musica_train.finder label"):
        load_head_faces(tmp_path / "none.json")
