from pathlib import Path

import pytest

from generated import CONFIG
from musica_train.config import load_config
from musica_train.errors import InputError
from musica_train.finder.config import load_finder_config

SHIPPED = sorted((Path(__file__).parents[1] / "configs").glob("*.toml"))


def load(folder: Path, text: str):  # type: ignore[no-untyped-def]
    path = folder / "config.toml"
    path.write_text(text)
    return load_config(path)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_configurations_are_valid(path: Path) -> None:
    finder = "[network]" in path.read_text()
    config = load_finder_config(path) if finder else load_config(path)
    assert config.name == path.stem
    assert config.data.license != "not stated"


def test_settings_left_out_have_defaults(tmp_path: Path) -> None:
    config = load(tmp_path, 'name = "a"\nversion = "2"\n[model]\nscheme = "ibug68"\npatches = [1]')
    assert config.frame.size == 228
    assert config.model.stage_levels == (2, 1, 0)
    assert config.train.batch == 64


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "generated-68"', 'name = "a b"', "name 'a b' must be letters"),
        ('version = "1"', "version = 1", "'version' is missing or not a text"),
        ('scheme = "ibug68"', 'scheme = "ibug69"', "unknown landmark scheme 'ibug69'; known: ibug"),
        ('scheme = "ibug68"', "", "model.scheme is missing"),
        ("patches = [0,", "patches = [68,", "model.patches must lie in 0..67"),
        ("patches = [0,", "patches = [8,", "none twice"),
        ("patches = [0,", "patches = [0.5,", "model.patches must be a list of whole numbers"),
        ("stage_levels = [2, 1, 0]", "stage_levels = [0, 1]", "coarse"),
        ("stage_levels = [2, 1, 0]", "stage_levels = [3]", "stage_levels must lie in 0..2"),
        ("hidden = 32", "hidden = 32\npatch_size = 12", "patch_size must be 10, 14, 18"),
        ("hidden = 32", "hidden = 0", "model.hidden must be at least 1, not 0"),
        ("box_side = 48", "box_side = 48\nmargin = 2.0", "frame.margin must lie in 0..1"),
        ("batch = 16", "batch = 0", "train.batch must be at least 1, not 0"),
        ("batch = 16", 'batch = "16"', "train.batch must be of kind int, not '16'"),
        ("batch = 16", "bach = 16", "unknown setting train.bach; known: "),
        ("[frame]", "[retry]\nturns = [60]\n[frame]", "needs model.aligned = true"),
        (
            "hidden = 32",
            "hidden = 32\naligned = true\n[retry]\nturns = [181]",
            "retry.turns must lie in",
        ),
        (
            "hidden = 32",
            "hidden = 32\naligned = true\n[retry]\nscales = [0.4]",
            "retry.scales must lie in",
        ),
        (
            "hidden = 32",
            'hidden = 32\n[retry]\nscales = ["a"]',
            "retry.scales must be a list of numbers",
        ),
        ("[frame]", "[frames]", "unknown setting 'frames'"),
        ("steps = 20", "steps =", "not a TOML file"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in CONFIG
    with pytest.raises(InputError, match=complaint):
        load(tmp_path, CONFIG.replace(old, new, 1))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.toml: cannot be read"):
        load_config(tmp_path / "nothing.toml")
