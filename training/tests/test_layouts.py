import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generated import schematic_shape, write_pts
from musica_train.errors import InputError
from musica_train.images import load_rgb
from musica_train.layouts.aflw2000 import read_aflw2000
from musica_train.layouts.unlabelled import read_head_faces, read_wider
from musica_train.layouts.w300 import read_300w, read_300w_folders, read_boxes, read_pts
from musica_train.layouts.wflw import read_wflw
from musica_train.layouts.wflw68 import read_wflw68


def place_face(folder: Path, name: str, points: np.ndarray) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30)).save(folder / f"{name}.png")
    write_pts(folder / f"{name}.pts", points)


def test_pts_counts_pixels_from_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pts"
    path.write_text("version: 1\nn_points:  2\n{\n1.0 1.0\n11.5 21.25\n}\n")
    assert read_pts(path).tolist() == [[0, 0], [10.5, 20.25]]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1 2 3 4", "no points between braces"),
        ("{ 1 2 3 }", "has 3 numbers"),
        ("{ 1 x }", "not numbers"),
        ("{ 1 nan }", "finite"),
        ("{ }", "has 0 numbers"),
    ],
)
def test_pts_that_cannot_be_read_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "broken.pts"
    path.write_text(text)
    with pytest.raises(InputError, match=rf"broken\.pts.*{complaint}"):
        read_pts(path)


def test_300w_without_boxes_fits_the_landmarks(tmp_path: Path) -> None:
    place_face(tmp_path, "helen/1_1", np.array([[3.0, 4.0], [13.0, 24.0]]))
    (sample,) = read_300w(tmp_path, None)
    assert sample.name == "helen/1_1"
    assert sample.box == pytest.approx((3, 4, 10, 20))
    assert sample.image.name == "1_1.png"


def test_300w_takes_boxes_by_the_last_part_of_the_name(tmp_path: Path) -> None:
    place_face(tmp_path / "train", "x_1", np.array([[3.0, 4.0], [13.0, 24.0]]))
    boxes = tmp_path / "boxes.csv"
    boxes.write_text("name,source,x0,y0,x1,y1\ntrain/x_1,lfpw,1.5,2,11.5,32\n")
    (sample,) = read_300w(tmp_path / "train", boxes)
    assert sample.box == (1.5, 2, 10, 30)
    boxes.write_text("name,x0,y0,x1,y1\ntrain/other,1,2,11,32\n")
    with pytest.raises(InputError, match="no box for 'x_1'"):
        read_300w(tmp_path / "train", boxes)


def test_every_image_is_a_photo_of_its_own_whatever_its_name_ends_in(tmp_path: Path) -> None:
    names = ["helen_train_77_1", "helen_train_77_2", "image_092 _01", "person_99"]
    for name in names:
        place_face(tmp_path, name, np.eye(2))
    assert [sample.photo for sample in read_300w(tmp_path, None)] == names


PTS = "version: 1\nn_points: 2\n{\n1 1\n11.5 21.25\n}\n"


@pytest.mark.parametrize(
    "content",
    [
        PTS.encode("utf-8-sig"),
        PTS.encode("utf-16"),
        PTS.encode("utf-16-le"),
        PTS.encode("utf-16-be"),
        ("# größe\n" + PTS).encode("latin-1"),
        PTS.replace("\n", "\r\n").encode(),
    ],
)
def test_text_is_read_in_any_encoding(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pts").write_bytes(content)
    assert read_pts(tmp_path / "a.pts").tolist() == [[0, 0], [10.5, 20.25]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_boxes_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "boxes.csv"
    path.write_bytes("name, x0,y0,x1,y1,note\n image_092 _01 ,1,2,11,32,ä\n".encode(encoding))
    assert read_boxes(path) == {"image_092 _01": (1, 2, 10, 30)}


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pts").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="a.pts: is no text"):
        read_pts(tmp_path / "a.pts")
    with pytest.raises(InputError, match="cannot be read"):
        read_pts(tmp_path)


def test_suffixes_may_be_capitals_and_files_of_macos_are_left_alone(tmp_path: Path) -> None:
    place_face(tmp_path, "a", np.array([[3.0, 4.0], [13.0, 24.0]]))
    (tmp_path / "a.png").rename(tmp_path / "a.PNG")
    (tmp_path / "a.pts").rename(tmp_path / "a.PTS")
    (tmp_path / "._a.pts").write_bytes(b"\0\x05\x16\x07")
    (tmp_path / "._a.png").write_bytes(b"\0\x05\x16\x07")
    (sample,) = read_300w(tmp_path, None)
    assert (sample.name, sample.image.name) == ("a", "a.PNG")


def test_300w_complaints_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no .pts files"):
        read_300w(tmp_path, None)
    place_face(tmp_path, "a/face", np.eye(2))
    place_face(tmp_path, "b/face", np.eye(2))
    with pytest.raises(InputError, match="two faces have the name 'face'"):
        read_300w_folders([tmp_path / "a", tmp_path / "b"], None)
    (tmp_path / "b/face.png").unlink()
    with pytest.raises(InputError, match=r"face.pts: no image beside it"):
        read_300w(tmp_path, None)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("name,x0,y0,x1\na,1,2,3\n", "no column 'y1'"),
        ("name,x0,y0,x1,y1\na,1,2,3,z\n", "line 2.*numbers"),
        ("name,x0,y0,x1,y1\na,1,2,1,5\n", "line 2.*empty"),
        ("name,x0,y0,x1,y1\na,1,2,inf,5\n", "line 2.*not finite"),
        ("name,x0,y0,x1,y1\na,1,2,3\n", "line 2.*numbers"),
        ("name,x0,y0,x1,y1\nt/a,1,2,4,5\nu/a,1,2,4,6\n", "line 3: another box for 'a'"),
    ],
)
def test_box_files_that_cannot_be_used_are_named(tmp_path: Path, rows: str, complaint: str) -> None:
    path = tmp_path / "boxes.csv"
    path.write_text(rows)
    with pytest.raises(InputError, match=complaint):
        read_boxes(path)


def wflw_line(attributes: str, image: str) -> str:
    points = " ".join(f"{i}.5 {2 * i}" for i in range(98))
    return f"{points} 10 20 110 170 {attributes} {image}"


def test_wflw_reads_points_boxes_and_subsets(tmp_path: Path) -> None:
    (tmp_path / "images/37--Soccer").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(tmp_path / "images/37--Soccer/a b.jpg")
    image = "37--Soccer/a b.jpg"
    path = tmp_path / "list.txt"
    path.write_text("\n".join([wflw_line("1 0 0 0 0 1", image), wflw_line("0 1 0 0 0 0", image)]))
    first, second = read_wflw(path, tmp_path / "images")
    assert first.landmarks.shape == (98, 2)
    assert first.landmarks[3].tolist() == [3.5, 6]
    assert first.box == (10, 20, 100, 150)
    assert first.subsets == {"pose", "blur"}
    assert second.subsets == {"expression"}
    assert first.photo == second.photo
    assert first.name != second.name


def test_wflw_complaints_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("\n1 2 3 a.jpg\n")
    with pytest.raises(InputError, match="line 2: 4 fields, expected 207"):
        read_wflw(path, tmp_path)
    path.write_text(wflw_line("0 0 0 0 0 0", "missing.jpg"))
    with pytest.raises(InputError, match=r"line 1: no image .*missing.jpg"):
        read_wflw(path, tmp_path)


def test_images_are_turned_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (4, 2))
    picture.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "turned.png", exif=exif)
    pixels = load_rgb(tmp_path / "turned.png")
    assert pixels.shape == (4, 2, 3)
    assert pixels[0, 1].tolist() == [255, 0, 0]


def test_images_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    with pytest.raises(InputError, match=r"broken.jpg"):
        load_rgb(tmp_path / "broken.jpg")


def test_damaged_images_are_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for suffix in ("png", "jpg"):
        buffer = io.BytesIO()
        noise = Image.effect_noise((40, 30), 90).convert("RGB")
        noise.save(buffer, {"jpg": "jpeg"}.get(suffix, suffix))
        whole = buffer.getvalue()
        for seed in range(300):
            random = np.random.default_rng(seed)
            harmed = bytearray(whole[: random.integers(20, len(whole) + 1)])
            for at in random.integers(0, min(len(harmed), 200), 3):
                harmed[at] = random.integers(256)
            path.write_bytes(harmed)
            try:
                assert load_rgb(path).shape[2] == 3
            except InputError as error:
                assert "\n" not in str(error)


def test_wide_grey_and_transparent_images_are_as_the_service_sees_them(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 32896, 65535]], np.uint16)).save(tmp_path / "wide.png")
    assert load_rgb(tmp_path / "wide.png")[0].tolist() == [[0] * 3, [128] * 3, [255] * 3]
    Image.new("RGBA", (2, 1), (200, 0, 0, 0)).save(tmp_path / "clear.png")
    assert load_rgb(tmp_path / "clear.png").tolist() == [[[255] * 3] * 2]


def write_aflw2000(folder: Path) -> None:
    """Three faces: exact and frontal, registered and turned, registered badly."""
    points = schematic_shape() * 100 + 144
    turned = points.copy()
    turned[:8, 0] = points[30, 0] - 20  # the right side of the jaw is near the nose
    names = [f"{axis}{i}" for i in range(68) for axis in "xy"]
    rows = [",".join(["image", "landmarks", "spread_pct", "yaw", "pitch", "roll", *names])]
    for image, kind, spread, yaw, shape in (
        ("a.jpg", "exact", "", -3.0, points),
        ("b.jpg", "registered", "2.5", 60.0, turned),
        ("c.jpg", "registered", "7.5", 10.0, points),
    ):
        numbers = [f"{v:.2f}" for v in shape.reshape(-1)]
        rows.append(",".join([image, kind, spread, str(yaw), "1.5", "-2", *numbers]))
    (folder / "faces.csv").write_text("\n".join(rows) + "\n")


def test_aflw2000_leaves_out_bad_shapes_and_masks_the_hidden_jaw(tmp_path: Path) -> None:
    write_aflw2000(tmp_path)
    first, second = read_aflw2000(tmp_path)
    assert (first.exact, first.pose, first.sample.name) == (True, (-3.0, 1.5, -2.0), "a")
    assert first.sample.weights is not None
    assert second.sample.weights is not None
    assert first.sample.weights.tolist() == [1.0] * 68
    assert second.sample.weights.tolist() == [0.0] * 8 + [0.5] * 60
    assert first.sample.box[2:] == pytest.approx(np.ptp(first.sample.landmarks, axis=0))


def test_wider_and_heads_give_boxes_without_landmarks(tmp_path: Path) -> None:
    def face(width: float, invalid: int) -> dict[str, float]:
        return {"x": 3, "y": 4, "w": width, "h": 50, "invalid": invalid}

    faces = [face(40, 0), face(40, 1), {**face(9, 0), "h": 10}]
    (tmp_path / "boxes.json").write_text(json.dumps([{"image": "p.jpg", "faces": faces}]))
    (sample,) = read_wider(tmp_path, 68)
    assert sample.box == (3, 4, 40, 50)
    assert sample.weights is not None
    assert not sample.weights.any()
    heads = [
        {"image": "q.jpg", "heads": [[0, 0, 80, 100], [0, 0, 20, 20]]},
        {"image": "r.jpg", "heads": [[0, 0, 80, 100]]},
    ]
    (tmp_path / "boxes.json").write_text(json.dumps(heads))
    (sample,) = read_head_faces(tmp_path, {"r"}, 68)
    assert sample.box == (2.5, 18.5, 75, 75)


def test_wflw68_reads_points_rectangle_and_subsets(tmp_path: Path) -> None:
    entry = {
        "image": "e/p.jpg",
        "rect": [1, 2, 31, 42],
        "attributes": {"pose": 0, "blur": 1},
        "points68of98": list(range(136)),
    }
    (tmp_path / "faces.json").write_text(json.dumps([entry]))
    (sample,) = read_wflw68(tmp_path / "faces.json", tmp_path)
    assert sample.box == (1, 2, 30, 40)
    assert sample.subsets == {"blur"}
    assert sample.landmarks[1].tolist() == [2, 3]
    assert sample.image == tmp_path / "e/p.jpg"


@pytest.mark.parametrize("read", [read_aflw2000, lambda p: read_wider(p, 68)])
def test_missing_lists_are_told(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)
