"""Plans of views to train on: one photo, a mosaic of several, or no face.

A mosaic of photos at many scales gives small faces in numbers, whole and without cut-out edges.
A plan says which part of which photo goes where, and what is known of the faces then; `drawing`
makes pixels of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .boxes import areas, around, covered, sides
from .config import FinderConfig
from .photos import Photo
from .placing import Placement
from .rolls import roll_vectors
from .store import LEVELS

Cell = tuple[int, int, int, int]
"""x, y, width, height of a part of a view."""

LARGEST_SCALE = 2.5
"""Photos are not enlarged beyond this."""

LEAST_DETAIL = 9.0
"""Longer side in pixels of its photo that a face must have to be labelled, however enlarged."""

SMALLEST_CELL = 48
TRIES = 20
UPRIGHT = 5.0
"""Deviation in degrees of how photos that are not turned on purpose are held."""


@dataclass(frozen=True)
class Piece:
    """A part of a view that shows a picture."""

    cell: Cell
    picture: int
    level: int
    back: np.ndarray
    """The map [2, 3] from pixels of the view to those of the picture's level."""


@dataclass
class Scene:
    """A view's pieces, its faces as boxes [4] with their roll [2], and regions not known [4]."""

    pieces: list[Piece] = field(default_factory=list)
    faces: list[np.ndarray] = field(default_factory=list)
    rolls: list[np.ndarray] = field(default_factory=list)
    """Cosine and sine of each face's roll; zeros where it is not known."""
    ignored: list[np.ndarray] = field(default_factory=list)


class SceneMaker:
    """Plans scenes of the photos of a part; each depends on nothing but its random numbers.

    Pictures are the photos, by their index, and after them textures of the sizes given.
    """

    def __init__(
        self, photos: list[Photo], textures: Sequence[tuple[int, int]], config: FinderConfig
    ):
        self.config, self.photos, self.textures = config, photos, textures
        self.with_faces = [i for i, photo in enumerate(photos) if len(photo.faces)]
        self.chances = _chances([photos[i].source for i in self.with_faces], config)
        backgrounds = [i for i, p in enumerate(photos) if p.source in ("heads", "wider")]
        self.backgrounds = backgrounds or list(range(len(photos)))

    def make(self, rng: np.random.Generator) -> Scene:
        size, recipe = self.config.network.size, self.config.train
        scene, kind, whole = Scene(), rng.random(), (0, 0, size, size)
        if kind < recipe.singles:
            self._photo(scene, whole, rng)
            return scene
        negative = kind < recipe.singles + recipe.negatives
        cells = int(2 ** rng.uniform(0, 2.2 if negative else 5.0)) + (0 if negative else 1)
        for cell in _divide(whole, cells, rng):
            if negative or rng.random() < 0.2:
                self._background(scene, cell, rng)
            else:
                self._photo(scene, cell, rng)
        return scene

    def _photo(self, scene: Scene, cell: Cell, rng: np.random.Generator) -> None:
        x, y, width, height = cell
        index = self.with_faces[int(np.searchsorted(self.chances, rng.random(), "right"))]
        photo = self.photos[index]
        placement = self._placement(photo, width, height, rng)
        scene.pieces.append(_piece(cell, index, placement, rng))
        limits = self.config.faces
        inside = np.array([[0.0, 0.0, width - 1.0, height - 1.0]])
        corner = np.array([x, y, x, y], np.float64)
        moved = placement.move(photo.faces)
        rolls = roll_vectors(moved) * photo.posed[:, None]
        for box, roll in zip(around(moved), rolls, strict=True):
            seen = float(covered(box[None], inside)[0, 0])
            side = float(sides(box))
            known = limits.least_labelled <= side <= limits.most_labelled
            if seen >= limits.visible and known and side >= LEAST_DETAIL * placement.scale:
                scene.faces.append(box + corner)
                scene.rolls.append(roll)
            elif seen > 0:
                scene.ignored.append(_clipped(box, inside[0]) + corner)
        for region in placement.move_boxes(photo.ignored):
            clipped = _clipped(region, inside[0])
            if areas(clipped) > 0:
                scene.ignored.append(clipped + corner)

    def _placement(
        self, photo: Photo, width: int, height: int, rng: np.random.Generator
    ) -> Placement:
        """Where a photo goes in a cell: as the service would see it, or around one of its faces."""
        limits, rows, columns = self.config.faces, photo.height, photo.width
        mirrored, angle = rng.random() < 0.5, self._angle(rng)
        fit = max(width / columns, height / rows)
        if rng.random() < 0.25:
            centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
            scale = min(width / columns, height / rows) * float(np.exp(rng.normal(0, 0.05)))
            return Placement(width, height, max(scale, 0.6 * fit), angle, mirrored, centre)
        face = photo.boxes[int(rng.integers(len(photo.boxes)))]
        most = min(float(limits.most), 1.05 * min(width, height))
        wanted = np.exp(rng.uniform(np.log(limits.least), np.log(max(most, limits.least + 1))))
        scale = float(np.clip(wanted / sides(face), 0.8 * fit, max(LARGEST_SCALE, 0.8 * fit)))
        if scale * sides(face) > limits.most:
            scale = float(limits.most / sides(face))
        centre = (face[:2] + face[2:]) / 2
        reach = np.array([width, height]) / scale / 2
        centre = centre + rng.uniform(-0.95, 0.95, 2) * reach
        low, high = np.minimum(reach * 0.8, (columns / 2, rows / 2)), np.array([columns, rows])
        centre = np.clip(centre, low, high - low)
        return Placement(width, height, scale, angle, mirrored, centre)

    def _angle(self, rng: np.random.Generator) -> float:
        recipe, kind = self.config.train, rng.random()
        if kind < recipe.turned:
            return float(rng.uniform(-180, 180))
        if kind < recipe.turned + recipe.tilted:
            return float(rng.uniform(-1, 1)) * recipe.rotation
        return float(rng.normal(0, UPRIGHT)) if rng.random() < 0.5 else 0.0

    def _background(self, scene: Scene, cell: Cell, rng: np.random.Generator) -> None:
        _, _, width, height = cell
        window = None
        if not self.textures or rng.random() < 0.7:
            window = face_free(self.photos, self.backgrounds, rng)
        if window is not None:
            index, x, y, side = window
        else:
            index = int(rng.integers(len(self.textures)))
            rows, columns = self.textures[index]
            index, side = index + len(self.photos), min(rows, columns)
            x, y = int(rng.integers(columns - side + 1)), int(rng.integers(rows - side + 1))
        centre = np.array([x, y]) + (side - 1) / 2
        scale = max(width, height) / side
        placement = Placement(width, height, scale, 0.0, rng.random() < 0.5, centre)
        scene.pieces.append(_piece(cell, index, placement, rng))


def face_free(
    photos: list[Photo], among: Sequence[int], rng: np.random.Generator
) -> tuple[int, int, int, int] | None:
    """A square of a photo away from all its faces, as its index, x, y and side.

    None where none was found at once.
    """
    for _ in range(TRIES):
        index = int(among[int(rng.integers(len(among)))])
        rows, columns = photos[index].height, photos[index].width
        if min(rows, columns) <= SMALLEST_CELL:
            continue
        side = int(np.exp(rng.uniform(np.log(SMALLEST_CELL), np.log(min(rows, columns)))))
        x, y = int(rng.integers(columns - side + 1)), int(rng.integers(rows - side + 1))
        window = np.array([[x, y, x + side, y + side]], np.float64)
        occupied = photos[index].occupied
        if not len(occupied) or not (covered(occupied, window) > 0).any():
            return index, x, y, side
    return None


def _chances(sources: list[str], config: FinderConfig) -> np.ndarray:
    """Cumulated chances of photos: of their source, shared equally among its photos."""
    weights = config.train.chance_of()
    counts = {source: sources.count(source) for source in set(sources)}
    each = np.array([weights.get(source, 1.0) / counts[source] for source in sources])
    return np.cumsum(each)[:-1] / each.sum()


def _piece(cell: Cell, picture: int, placement: Placement, rng: np.random.Generator) -> Piece:
    """The piece, from the level whose pixels are about as large as those of the view."""
    finest = -np.log2(placement.scale) + rng.uniform(-0.3, 0.3)
    level = int(np.clip(np.rint(finest), 0, LEVELS - 1))
    return Piece(cell, picture, level, placement.back(np.array(cell[:2], np.float64), level))


def _divide(cell: Cell, count: int, rng: np.random.Generator) -> list[Cell]:
    """Splits the largest cell again and again."""
    cells = [cell]
    while len(cells) < count:
        cells.sort(key=lambda c: c[2] * c[3])
        x, y, width, height = cells.pop()
        if max(width, height) < 2 * SMALLEST_CELL:
            cells.append((x, y, width, height))
            break
        share = rng.uniform(0.4, 0.6)
        if width >= height:
            cut = int(width * share)
            cells += [(x, y, cut, height), (x + cut, y, width - cut, height)]
        else:
            cut = int(height * share)
            cells += [(x, y, width, cut), (x, y + cut, width, height - cut)]
    return cells


def _clipped(box: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return np.concatenate([np.maximum(box[:2], inside[:2]), np.minimum(box[2:], inside[2:])])
