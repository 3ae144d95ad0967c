import numpy as np
import pytest

pytest.importorskip("PIL", reason="Pillow is not installed")

from musica_train.finder.config import FinderConfig, NetworkConfig
from musica_train.finder.effects import apply_effects
from musica_train.finder.photos import LEVELS, Photo
from musica_train.finder.placing import Placement, place
from musica_train.finder.scenes import SceneMaker, face_free
from musica_train.finder.targets import make_targets
from musica_train.finder.textures import texture
from musica_train.frame import FrameGeometry, resample

CONFIG = FinderConfig("drawn", "1", NetworkConfig((4, 4, 8, 8, 8), 4))
NOTHING = np.zeros((0, 4))


def levels_of(pixels: np.ndarray) -> tuple[np.ndarray, ...]:
    from PIL import Image

    image = Image.fromarray(pixels)
    return tuple(np.asarray(image.reduce(2**level)) for level in range(LEVELS))


def photo_with_dots() -> Photo:
    """A grey photo whose face's landmarks are red, green and blue dots."""
    pixels = np.full((150, 200, 3), 90, np.uint8)
    points = np.array([[70.0, 60], [110, 66], [92, 104]])
    for channel, (x, y) in enumerate(points.astype(int)):
        pixels[y - 3 : y + 4, x - 3 : x + 4] = np.eye(3)[channel] * 255
    return Photo("dots", "heads", levels_of(pixels), points[None], NOTHING, NOTHING)


@pytest.mark.parametrize("angle", [0.0, 30.0, -45.0])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("scale", [0.3, 0.8, 1.7])
def test_points_move_with_their_pixels(angle: float, mirrored: bool, scale: float) -> None:
    photo = photo_with_dots()
    centre = np.array([95.0, 80])
    placement = Placement(160, 140, scale, angle, mirrored, centre)
    seen = place(photo.levels, placement).astype(int)
    moved = placement.move(photo.faces)[0]
    for channel, (x, y) in enumerate(moved):
        alone = (2 * seen[..., channel] - seen.sum(axis=2)).astype(float)
        weights = (alone - alone.min()).clip(min=0)
        weights[weights < 0.5 * weights.max()] = 0
        rows, columns = np.indices(alone.shape)
        dot = (weights * columns).sum() / weights.sum(), (weights * rows).sum() / weights.sum()
        assert dot == pytest.approx((x, y), abs=0.6)


def test_upright_placement_is_the_service_s_view() -> None:
    rng = np.random.default_rng(2)
    pixels = np.asarray(texture(rng, 200, 150))
    placement = Placement(96, 96, 0.8, 0.0, False, np.array([70.0, 40]))
    view = FrameGeometry((70.0, 40.0), 1 / 0.8, 96)
    ours, theirs = place(levels_of(pixels), placement).astype(int), resample(pixels, view)
    assert np.abs(ours.transpose(2, 0, 1) - theirs).max() <= 2


def test_scenes_depend_on_nothing_but_their_numbers() -> None:
    maker = SceneMaker([photo_with_dots()], CONFIG)
    for seed in range(20):
        first, second = (maker.make(np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(first.pixels, second.pixels)
        assert np.array_equal(first.faces, second.faces)


def test_labelled_faces_are_inside_and_of_trained_sizes() -> None:
    maker = SceneMaker([photo_with_dots()], CONFIG)
    faces = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        scene = maker.make(rng)
        pixels = apply_effects(scene, CONFIG, rng)
        assert pixels.shape == (320, 320, 3)
        assert pixels.dtype == np.uint8
        faces += scene.faces
    boxes = np.array(faces)
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    assert longer.min() >= CONFIG.faces.least_labelled
    assert longer.max() <= CONFIG.faces.most_labelled
    centres = (boxes[:, 2:] + boxes[:, :2]) / 2
    assert ((centres > -20) & (centres < 340)).all()
    assert (longer < 32).mean() > 0.05


def test_face_free_parts_keep_away_from_what_may_be_a_face() -> None:
    pixels = np.zeros((150, 200, 3), np.uint8)
    pixels[40:110, 60:120] = 255
    taken = np.array([[60.0, 40, 120, 110]])
    photo = Photo("p", "heads", (pixels,), np.zeros((0, 0, 2)), NOTHING, taken)
    rng = np.random.default_rng(1)
    parts = [part for _ in range(30) if (part := face_free([photo], rng)) is not None]
    assert parts
    assert max(part.max() for part in parts) == 0


def test_textures_are_repeatable_and_differ() -> None:
    first, again, other = (texture(np.random.default_rng(s), 60, 40) for s in (1, 1, 2))
    assert first.shape == (40, 60, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_targets_put_a_centre_and_its_box_in_a_cell() -> None:
    box = np.array([60.0, 50, 100, 90])
    targets = make_targets([box], [np.array([200.0, 200, 230, 230])], CONFIG.network)
    row, column = np.unravel_index(targets.heat.argmax(), targets.heat.shape)
    assert targets.heat.max() == 1
    assert (targets.heat == 1).sum() == 1
    assert abs(column * 8 + 3.5 - 80) <= 4
    assert abs(row * 8 + 3.5 - 70) <= 4
    assert targets.boxes[:, row, column].tolist() == box.tolist()
    assert targets.known[26, 26] == 0
    assert targets.known[0, 0] == 1
    assert targets.known[row, column] == 1


def test_a_labelled_face_stays_known_in_an_ignored_region() -> None:
    box = np.array([60.0, 50, 100, 90])
    targets = make_targets([box], [np.array([0.0, 0, 320, 320])], CONFIG.network)
    assert targets.known[targets.heat == 1].all()
    assert targets.known.sum() < 10


def test_small_faces_win_their_cells_over_large_ones() -> None:
    large, small = np.array([20.0, 20, 300, 300]), np.array([152.0, 152, 170, 170])
    for faces in ([large, small], [small, large]):
        targets = make_targets(faces, [], CONFIG.network)
        assert targets.boxes[:, 20, 20].tolist() == small.tolist()
