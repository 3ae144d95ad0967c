from pathlib import Path

import numpy as np
import pytest

from musica_train.errors import InputError
from musica_train.layouts import Sample
from musica_train.splits import divide, held_out, read_split, write_split

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


def test_divide_refuses_a_list_of_other_data() -> None:
    with pytest.raises(InputError, match="1 of its 2 photos are not in the data, such as 'z'"):
        divide(faces("a", "b"), {"a", "z"}, Path("list"))
    with pytest.raises(InputError, match="no face to train on"):
        divide(faces("a"), {"a"}, Path("list"))


def test_the_shipped_split_is_what_the_model_card_says() -> None:
    assert len(read_split(SHIPPED)) == 177
    assert "177 of 1773 photos, 198 of 2012 faces" in SHIPPED.read_text().splitlines()[0]
