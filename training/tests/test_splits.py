from pathlib import Path

import numpy as np
import pytest

from musica_train.errors import InputError
from musica_train.layouts import Sample
from musica_train.splits import divide, held_out, of_photos, read_split, write_split

SHIPPED = Path(__file__).parents[1] / "splits" / "300w-validation.txt"


def faces(*photos: str) -> list[Sample]:
    return [Sample(f"{p}_{i}", Path(), np.eye(2), (0, 0, 1, 1), p) for i, p in enumerate(photos)]


def test_held_out_is_seeded_and_by_photo() -> None:
    photos = [f"p{i // 2}" for i in range(100)]
    chosen = held_out(photos, 0.1, 1)
    assert len(chosen) == 5
    assert chosen == held_out(photos[::-1], 0.1, 1)
    assert chosen != held_out(photos, 0.1, 2)


def test_split_is_written_and_read(tmp_path: Path) -> None:
    write_split(tmp_path / "split.txt", {"b", "a"}, "two photos")
    assert (tmp_path / "split.txt").read_text() == "# two photos\na\nb\n"
    assert read_split(tmp_path / "split.txt") == {"a", "b"}


def test_divide_keeps_faces_of_a_photo_together() -> None:
    parts = divide(faces("a", "b", "a", "c"), {"a"}, Path("list"))
    assert [sample.photo for sample in parts["validation"]] == ["a", "a"]
    assert [sample.photo for sample in parts["train"]] == ["b", "c"]


def test_a_number_at_the_end_is_one_of_a_face_only_where_the_list_says_so() -> None:
    samples = faces("p_1", "p_2", "q_1", "image_092 _01", "r_100", "s_1")
    listed = of_photos(samples, {"p", "image_092", "s_1"}, Path("list"))
    assert [sample.photo for sample in listed] == ["p", "p", "q_1", "image_092", "r_100", "s_1"]
    parts = divide(samples, {"p"}, Path("list"))
    assert [sample.name for sample in parts["validation"]] == ["p_1_0", "p_2_1"]
    with pytest.raises(InputError, match="1 of its 1 photos are not in the data, such as 'r'"):
        of_photos(samples, {"r"}, Path("list"))


def test_lists_are_read_in_any_encoding(tmp_path: Path) -> None:
    (tmp_path / "split.txt").write_bytes("# zwei\r\na\r\nä\r\n".encode("utf-16"))
    assert read_split(tmp_path / "split.txt") == {"a", "ä"}


def test_divide_refuses_a_list_of_other_data() -> None:
    with pytest.raises(InputError, match="1 of its 2 photos are not in the data, such as 'z'"):
        divide(faces("a", "b"), {"a", "z"}, Path("list"))
    with pytest.raises(InputError, match="no face to train on"):
        divide(faces("a"), {"a"}, Path("list"))


def test_the_shipped_split_is_what_the_model_card_says() -> None:
    assert len(read_split(SHIPPED)) == 177
    assert "177 of 1773 photos, 198 of 2012 faces" in SHIPPED.read_text().splitlines()[0]
