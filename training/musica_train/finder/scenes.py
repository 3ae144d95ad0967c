"""Views to train on: one photo, a mosaic of several, faces pasted on backgrounds, or no face.

A mosaic of photos at many scales gives small faces in numbers, whole and without cut-out edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .boxes import areas, around, covered, sides
from .config import FinderConfig
from .photos import Photo
from .placing import Placement, place
from .textures import texture

Cell = tuple[int, int, int, int]
"""x, y, width, height of a part of a view."""

LARGEST_SCALE = 2.5
"""Photos are not enlarged beyond this."""

SMALLEST_CELL = 48
TRIES = 20


@dataclass
class Scene:
    """A view [size, size, 3] of bytes, boxes of its faces [n, 4] and regions not known [m, 4]."""

    pixels: np.ndarray
    faces: list[np.ndarray]
    ignored: list[np.ndarray]


class SceneMaker:
    """Makes scenes of the photos of a part; each depends on nothing but its random numbers."""

    def __init__(self, photos: list[Photo], config: FinderConfig):
        self.config, self.photos = config, photos
        self.with_faces = [photo for photo in photos if len(photo.faces)]
        self.backgrounds = [photo for photo in photos if photo.source == "heads"] or photos

    def make(self, rng: np.random.Generator) -> Scene:
        size, recipe = self.config.network.size, self.config.train
        scene = Scene(np.zeros((size, size, 3), np.uint8), [], [])
        kind = rng.random()
        whole = (0, 0, size, size)
        if kind < recipe.singles:
            self._photo(scene, whole, rng)
        elif kind < recipe.singles + recipe.pasted:
            self._background(scene, whole, rng)
            self._paste(scene, rng)
        else:
            negative = kind < recipe.singles + recipe.pasted + recipe.negatives
            cells = int(2 ** rng.uniform(0, 2.2 if negative else 5.0)) + (0 if negative else 1)
            for cell in _divide(whole, cells, rng):
                if negative or rng.random() < 0.2:
                    self._background(scene, cell, rng)
                else:
                    self._photo(scene, cell, rng)
        return scene

    def _photo(self, scene: Scene, cell: Cell, rng: np.random.Generator) -> None:
        x, y, width, height = cell
        photo = self.with_faces[int(rng.integers(len(self.with_faces)))]
        placement = self._placement(photo, width, height, rng)
        scene.pixels[y : y + height, x : x + width] = place(photo.levels, placement)
        limits = self.config.faces
        inside = np.array([[0.0, 0.0, width - 1.0, height - 1.0]])
        corner = np.array([x, y, x, y], np.float64)
        for box in around(placement.move(photo.faces)) if len(photo.faces) else ():
            seen = float(covered(box[None], inside)[0, 0])
            side = float(sides(box))
            known = limits.least_labelled <= side <= limits.most_labelled
            if seen >= limits.visible and known:
                scene.faces.append(box + corner)
            elif seen > 0:
                scene.ignored.append(_clipped(box, inside[0]) + corner)
        for region in placement.move_boxes(photo.ignored):
            scene.ignored.append(_clipped(region, inside[0]) + corner)
        scene.ignored = [box for box in scene.ignored if areas(box) > 0]

    def _placement(
        self, photo: Photo, width: int, height: int, rng: np.random.Generator
    ) -> Placement:
        """Where a photo goes in a cell: as the service would see it, or around one of its faces."""
        recipe, limits = self.config.train, self.config.faces
        rows, columns = photo.pixels.shape[:2]
        mirrored = rng.random() < 0.5
        angle = 0.0
        if rng.random() < recipe.tilted:
            angle = float(np.clip(rng.normal(0, 0.55), -1, 1)) * recipe.rotation
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

    def _background(self, scene: Scene, cell: Cell, rng: np.random.Generator) -> None:
        x, y, width, height = cell
        made = None if rng.random() < 0.3 else face_free(self.backgrounds, rng)
        if made is None:
            pixels = texture(rng, width, height)
        else:
            resized = Image.fromarray(made).resize((width, height), Image.Resampling.BILINEAR)
            pixels = np.asarray(resized)
        scene.pixels[y : y + height, x : x + width] = pixels

    def _paste(self, scene: Scene, rng: np.random.Generator) -> None:
        """Faces with soft outlines where there is room for them."""
        size, limits = self.config.network.size, self.config.faces
        for _ in range(int(rng.integers(1, 10))):
            photo = self.with_faces[int(rng.integers(len(self.with_faces)))]
            row = int(rng.integers(len(photo.faces)))
            face = photo.boxes[row]
            side = float(np.exp(rng.uniform(np.log(limits.least), np.log(size / 2))))
            scale = min(side / float(sides(face)), LARGEST_SCALE)
            span = int(scale * float(sides(face)) * 1.7)
            if span < 16 or span >= size:
                continue
            x, y = rng.integers(0, size - span + 1, 2).tolist()
            area = np.array([[x, y, x + span, y + span]], np.float64)
            if any(covered(area, known[None])[0, 0] > 0 for known in scene.faces):
                continue
            angle = float(np.clip(rng.normal(0, 0.3), -1, 1)) * self.config.train.rotation
            centre = (face[:2] + face[2:]) / 2
            placement = Placement(span, span, scale, angle, rng.random() < 0.5, centre)
            mask = _oval(span)
            part = scene.pixels[y : y + span, x : x + span]
            part[:] = part + (place(photo.levels, placement).astype(np.float32) - part) * mask
            moved = around(placement.move(photo.faces[row : row + 1]))[0]
            if sides(moved) >= limits.least_labelled:
                scene.faces.append(moved + np.array([x, y, x, y]))
            else:
                scene.ignored.append(moved + np.array([x, y, x, y]))


def face_free(photos: list[Photo], rng: np.random.Generator) -> np.ndarray | None:
    """A square part of a photo away from all its heads; None where none was found at once."""
    for _ in range(TRIES):
        photo = photos[int(rng.integers(len(photos)))]
        rows, columns = photo.pixels.shape[:2]
        if min(rows, columns) <= SMALLEST_CELL:
            continue
        side = int(np.exp(rng.uniform(np.log(SMALLEST_CELL), np.log(min(rows, columns)))))
        x, y = int(rng.integers(columns - side + 1)), int(rng.integers(rows - side + 1))
        window = np.array([[x, y, x + side, y + side]], np.float64)
        if not len(photo.occupied) or not (covered(photo.occupied, window) > 0).any():
            return photo.pixels[y : y + side, x : x + side]
    return None


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


def _oval(span: int) -> np.ndarray:
    """A soft mask [span, span, 1]."""
    mask = Image.new("L", (span, span))
    margin = span * 0.09
    ImageDraw.Draw(mask).ellipse([margin, 0.5 * margin, span - margin, span - 0.5 * margin], 255)
    soft = mask.filter(ImageFilter.GaussianBlur(span * 0.03))
    return np.asarray(soft, np.float32)[..., None] / 255
