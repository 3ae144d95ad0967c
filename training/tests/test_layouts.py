from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generated import write_pts
from musica_train.errors import InputError
from musica_train.images import load_rgb
from musica_train.layouts.w300 import read_300w, read_300w_folders, read_boxes, read_pts
from musica_train.layouts.wflw import read_wflw


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


def test_faces_of_one_photo_share_it(tmp_path: Path) -> None:
    for name in ("helen_train_77_1", "helen_train_77_2", "lfpw_trainset_image_0001"):
        place_face(tmp_path, name, np.eye(2))
    photos = [sample.photo for sample in read_300w(tmp_path, None)]
    assert photos == ["helen_train_77", "helen_train_77", "lfpw_trainset_image_0001"]


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
