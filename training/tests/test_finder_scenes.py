from __future__ import annotations

import io
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.finder.batches import BatchMaker  # noqa: E402
from musica_train.finder.boxes import around  # noqa: E402
from musica_train.finder.config import FinderConfig, NetworkConfig, RecipeConfig  # noqa: E402
from musica_train.finder.drawing import draw  # noqa: E402
from musica_train.finder.effects import plan_blur  # noqa: E402
from musica_train.finder.jpeg import as_jpeg  # noqa: E402
from musica_train.finder.photos import Photo  # noqa: E402
from musica_train.finder.placing import Placement  # noqa: E402
from musica_train.finder.plans import make_plan  # noqa: E402
from musica_train.finder.rolls import EYES, MOUTH, roll_vectors  # noqa: E402
from musica_train.finder.scenes import Piece, Scene, SceneMaker, face_free  # noqa: E402
from musica_train.finder.store import LEVELS, PixelStore  # noqa: E402
from musica_train.finder.targets import Faces, make_targets  # noqa: E402
from musica_train.finder.textures import texture  # noqa: E402
from musica_train.finder.turning import turned  # noqa: E402
from musica_train.frame import FrameGeometry, resample  # noqa: E402

RECIPE = RecipeConfig(batch=6, workers=0)
CONFIG = FinderConfig("drawn", "1", NetworkConfig((4, 4, 8, 8, 8), 4), train=RECIPE)
NOTHING, NO_FACES = np.zeros((0, 4)), np.zeros((0, 0, 2))
CPU = torch.device("cpu")


def photo_of(
    pixels: np.ndarray, faces: np.ndarray, taken: np.ndarray = NOTHING, posed: bool = True
) -> Photo:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    height, width = pixels.shape[:2]
    own = np.full(len(faces), posed)
    return Photo("p", "heads", file.getvalue(), height, width, faces, own, NOTHING, taken)


def photo_with_dots() -> Photo:
    """A grey photo whose face's landmarks are red, green and blue dots."""
    pixels = np.full((150, 200, 3), 90, np.uint8)
    points = np.array([[70.0, 60], [110, 66], [92, 104]])
    for channel, (x, y) in enumerate(points.astype(int)):
        pixels[y - 3 : y + 4, x - 3 : x + 4] = np.eye(3)[channel] * 255
    return photo_of(pixels, points[None])


def drawn(pixels: np.ndarray, placement: Placement, level: int) -> np.ndarray:
    """What a view shows [size, size, 3] of a picture placed in all of it."""
    store = PixelStore([photo_of(pixels, NO_FACES)], CPU)
    size = placement.width
    piece = Piece((0, 0, size, size), 0, level, placement.back(np.zeros(2), level))
    plan = make_plan([Scene([piece])], [])
    arrays = (plan.cells, plan.picture, plan.level, plan.back)
    views = draw(store, *(torch.from_numpy(array) for array in arrays), size)
    return views[0].permute(1, 2, 0).numpy()


@pytest.mark.parametrize("angle", [0.0, 30.0, -45.0, 170.0])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(("scale", "level"), [(0.3, 2), (0.8, 0), (1.7, 0)])
def test_points_move_with_their_pixels(
    angle: float, mirrored: bool, scale: float, level: int
) -> None:
    photo = photo_with_dots()
    placement = Placement(160, 160, scale, angle, mirrored, np.array([95.0, 80]))
    seen = drawn(photo.pixels, placement, level)
    for channel, (x, y) in enumerate(placement.move(photo.faces)[0]):
        alone = 2 * seen[..., channel] - seen.sum(axis=2)
        weights = (alone - alone.min()).clip(min=0)
        weights[weights < 0.5 * weights.max()] = 0
        rows, columns = np.indices(alone.shape)
        dot = (weights * columns).sum() / weights.sum(), (weights * rows).sum() / weights.sum()
        assert dot == pytest.approx((x, y), abs=0.6)


def test_enlarged_upright_view_is_the_service_s_view() -> None:
    pixels = np.asarray(texture(np.random.default_rng(2), 200, 150))
    placement = Placement(96, 96, 1.6, 0.0, False, np.array([70.0, 40]))
    view = FrameGeometry((70.0, 40.0), 1 / 1.6, 96)
    theirs = resample(pixels, view).transpose(1, 2, 0)
    assert np.abs(drawn(pixels, placement, 0) - theirs).max() <= 0.51


@pytest.mark.parametrize("angle", [20.0, -70.0, 90.0, 180.0])
def test_a_turned_photo_keeps_its_landmarks_on_their_pixels(angle: float) -> None:
    photo = turned(photo_with_dots(), angle)
    assert photo.pixels.shape == (photo.height, photo.width, 3)
    for channel, (x, y) in enumerate(photo.faces[0]):
        colour = photo.pixels[round(y), round(x)]
        assert colour.argmax() == channel
        assert colour.max() > 200


def test_store_keeps_every_picture_at_every_size() -> None:
    rng = np.random.default_rng(4)
    pictures = [rng.integers(0, 256, shape, np.uint8) for shape in ((40, 61, 3), (16, 16, 3))]
    store = PixelStore([photo_of(picture, NO_FACES) for picture in pictures], CPU)
    for index, picture in enumerate(pictures):
        for level in range(LEVELS):
            height, width = store.sizes[index, level].tolist()
            start = int(store.starts[index, level])
            packed = store.pixels[start : start + height * width]
            expected = np.asarray(Image.fromarray(picture).reduce(2**level))
            colours = packed.view(torch.uint8).view(height, width, 4)[..., :3]
            assert np.array_equal(colours.numpy(), expected)


def test_scenes_depend_on_nothing_but_their_numbers() -> None:
    maker = SceneMaker([photo_with_dots()], [(100, 120)], CONFIG)
    for seed in range(20):
        first, second = (maker.make(np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(first.faces, second.faces)
        assert [piece.cell for piece in first.pieces] == [piece.cell for piece in second.pieces]


def test_pieces_cover_a_view_without_meeting() -> None:
    maker = SceneMaker([photo_with_dots()], [(100, 120)], CONFIG)
    for seed in range(30):
        seen = np.zeros((320, 320), int)
        for piece in maker.make(np.random.default_rng(seed)).pieces:
            x, y, width, height = piece.cell
            seen[y : y + height, x : x + width] += 1
        assert (seen == 1).all()


def test_labelled_faces_are_inside_and_of_trained_sizes() -> None:
    maker = SceneMaker([photo_with_dots()], [(100, 120)], CONFIG)
    faces = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        scene = maker.make(rng)
        plan_blur(scene, rng)
        assert len(scene.faces) == len(scene.rolls)
        faces += scene.faces
    boxes = np.array(faces)
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    assert longer.min() >= CONFIG.faces.least_labelled
    assert longer.max() <= CONFIG.faces.most_labelled
    centres = (boxes[:, 2:] + boxes[:, :2]) / 2
    assert ((centres > -20) & (centres < 340)).all()
    assert (longer < 32).mean() > 0.05


def test_sources_are_seen_as_often_as_the_recipe_says() -> None:
    photos = [replace(photo_with_dots(), name=str(i), source="wider") for i in range(9)]
    photos.append(replace(photo_with_dots(), source="aflw"))
    maker = SceneMaker(photos, [(100, 120)], CONFIG)
    drawn_from = np.searchsorted(maker.chances, np.random.default_rng(1).random(20000), "right")
    recipe = CONFIG.train
    share = recipe.aflw / (recipe.aflw + recipe.wider)
    assert (drawn_from == 9).mean() == pytest.approx(share, abs=0.02)


def test_face_free_parts_keep_away_from_what_may_be_a_face() -> None:
    pixels = np.zeros((150, 200, 3), np.uint8)
    pixels[40:110, 60:120] = 255
    photo = photo_of(pixels, np.zeros((0, 0, 2)), np.array([[60.0, 40, 120, 110]]))
    rng = np.random.default_rng(1)
    windows = [window for _ in range(30) if (window := face_free([photo], [0], rng))]
    assert windows
    for _, x, y, side in windows:
        assert pixels[y : y + side, x : x + side].max() == 0


def test_batches_depend_on_the_seed_and_their_number_alone() -> None:
    maker = BatchMaker([photo_with_dots()], CONFIG, CPU)
    straight = maker.batches(0)
    next(straight)
    second, again = next(straight), next(maker.batches(1))
    assert torch.equal(second.pixels, again.pixels)
    for part in fields(second.targets):
        assert torch.equal(getattr(second.targets, part.name), getattr(again.targets, part.name))
    assert second.pixels.shape == (6, 3, 320, 320)
    assert float(second.pixels.min()) >= 0
    assert float(second.pixels.max()) <= 255


def test_textures_are_repeatable_and_differ() -> None:
    first, again, other = (texture(np.random.default_rng(s), 60, 40) for s in (1, 1, 2))
    assert first.shape == (40, 60, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("quality", [20, 55, 90])
def test_jpeg_loses_what_a_file_loses(quality: int) -> None:
    blobs = texture(np.random.default_rng(11), 64, 64)
    small = Image.fromarray(blobs).resize((16, 16)).resize((64, 64), Image.Resampling.BILINEAR)
    pixels = np.asarray(small)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=quality)
    theirs = np.asarray(Image.open(file)).astype(float)
    view = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float()
    ours = as_jpeg(view, torch.tensor([float(quality)]))[0].permute(1, 2, 0).numpy()
    lost = np.abs(theirs - pixels).mean()
    assert np.abs(ours - theirs).mean() < max(0.5 * lost, 1.0)


def test_roll_is_the_turn_of_eyes_and_mouth() -> None:
    shape = np.zeros((68, 2))
    shape[EYES], shape[MOUTH] = (50, 40), (50, 80)
    assert roll_vectors(shape[None])[0] == pytest.approx((1, 0))
    clockwise = Placement(100, 100, 1.0, -30.0, False, np.array([50.0, 60]))
    vector = roll_vectors(clockwise.move(shape[None]))[0]
    assert vector == pytest.approx((np.cos(np.pi / 6), np.sin(np.pi / 6)))
    assert roll_vectors(np.zeros((2, 5, 2))).tolist() == [[0, 0], [0, 0]]


def targets_of(faces: list[np.ndarray], ignored: list[np.ndarray]):  # type: ignore[no-untyped-def]
    """Targets of one view, as arrays."""
    scene = Scene([], faces, [np.array([1.0, 0.0])] * len(faces), ignored)
    plan = make_plan([scene], [])
    arrays = (plan.boxes, plan.rolls, plan.real, plan.ignored)
    made = make_targets(Faces(*map(torch.from_numpy, arrays)), CONFIG.network)
    return replace(made, **{f.name: getattr(made, f.name)[0] for f in fields(made)})


def test_targets_put_a_centre_and_its_box_in_a_cell() -> None:
    box = np.array([60.0, 50, 100, 90])
    targets = targets_of([box], [np.array([200.0, 200, 230, 230])])
    assert float(targets.heat.max()) == 1
    assert int((targets.heat == 1).sum()) == 1
    row, column = divmod(int(targets.heat.argmax()), 40)
    assert abs(column * 8 + 3.5 - 80) <= 4
    assert abs(row * 8 + 3.5 - 70) <= 4
    assert targets.boxes[:, row, column].tolist() == box.tolist()
    assert targets.rolls[:, row, column].tolist() == [1, 0]
    assert targets.known[26, 26] == 0
    assert targets.known[0, 0] == 1
    assert targets.known[row, column] == 1


def test_targets_without_faces_want_nothing() -> None:
    targets = targets_of([], [])
    assert float(targets.heat.max()) == 0
    assert float(targets.weights.max()) == 0
    assert float(targets.known.min()) == 1


def test_a_labelled_face_stays_known_in_an_ignored_region() -> None:
    targets = targets_of([np.array([60.0, 50, 100, 90])], [np.array([0.0, 0, 320, 320])])
    assert bool(targets.known[targets.heat == 1].all())
    assert float(targets.known.sum()) < 10


def test_small_faces_win_their_cells_over_large_ones() -> None:
    large, small = np.array([20.0, 20, 300, 300]), np.array([152.0, 152, 170, 170])
    for faces in ([large, small], [small, large]):
        assert targets_of(faces, []).boxes[:, 20, 20].tolist() == small.tolist()


def test_a_turned_face_has_the_box_of_its_turned_landmarks() -> None:
    turn = replace(RECIPE, tilted=0.0, turned=1.0, singles=1.0, negatives=0.0)
    maker = SceneMaker([photo_with_dots()], [], replace(CONFIG, train=turn))
    heights = []
    for seed in range(40):
        for box in maker.make(np.random.default_rng(seed)).faces:
            heights.append((box[3] - box[1]) / (box[2] - box[0]))
    upright = around(photo_with_dots().faces[0])
    shape = (upright[3] - upright[1]) / (upright[2] - upright[0])
    assert min(heights) < shape < max(heights)
