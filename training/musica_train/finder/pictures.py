"""Contact sheets of the worst misses and false finds. They show photos: keep them to yourself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .boxes import sides
from .precision import match
from .seen import Seen

TILE, COLUMNS, MOST = 160, 8, 64
MARGIN = 1.0
"""Sides of a box shown around it on each side."""

FACE, FIND, IGNORED = (0, 255, 0), (255, 60, 60), (90, 90, 255)


def draw_missed(seen: Seen, threshold: float, path: Path) -> None:
    """Faces that were not found above the threshold, those with the lowest scores first."""
    shown = []
    for row, (finds, truth) in enumerate(zip(seen.finds, seen.truths, strict=True)):
        owner, _ = match(finds, truth)
        best = np.zeros(len(truth.faces))
        best[owner[owner >= 0]] = finds.scores[owner >= 0]
        shown += [(best[i], row, truth.faces[i]) for i in np.flatnonzero(best < threshold)]
    _sheet(seen, threshold, sorted(shown, key=lambda item: item[0]), path)


def draw_false(seen: Seen, threshold: float, path: Path) -> None:
    """Finds above the threshold that are no face, the surest first."""
    shown = []
    for row, (finds, truth) in enumerate(zip(seen.finds, seen.truths, strict=True)):
        above = finds.above(threshold)
        owner, _ = match(above, truth)
        shown += [(above.scores[i], row, above.boxes[i]) for i in np.flatnonzero(owner == -1)]
    _sheet(seen, threshold, sorted(shown, key=lambda item: -item[0]), path)


def _sheet(
    seen: Seen, threshold: float, shown: list[tuple[float, int, np.ndarray]], path: Path
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = shown[:MOST]
    rows = max(1, -(-len(shown) // COLUMNS))
    sheet = Image.new("RGB", (COLUMNS * TILE, rows * TILE))
    for place, (score, row, box) in enumerate(shown):
        tile = _tile(seen, threshold, row, box)
        ImageDraw.Draw(tile).text((2, 2), f"{score:.2f} {seen.names[row]}", (255, 255, 0))
        sheet.paste(tile, (place % COLUMNS * TILE, place // COLUMNS * TILE))
    sheet.save(path)


def _tile(seen: Seen, threshold: float, row: int, box: np.ndarray) -> Image.Image:
    """The surroundings of a box with everything that is known about them."""
    span = float(sides(box)) * (1 + 2 * MARGIN)
    corner = (box[:2] + box[2:]) / 2 - span / 2
    scale = span / TILE
    image = Image.fromarray(np.asarray(seen.image_of(row)))
    tile = image.transform(
        (TILE, TILE),
        Image.Transform.AFFINE,
        (scale, 0, float(corner[0]), 0, scale, float(corner[1])),
        Image.Resampling.BILINEAR,
    )
    draw = ImageDraw.Draw(tile)
    truth, finds = seen.truths[row], seen.finds[row].above(threshold)
    for boxes, colour in ((truth.ignored, IGNORED), (truth.faces, FACE), (finds.boxes, FIND)):
        for other in (boxes - np.tile(corner, 2)) / scale:
            draw.rectangle(other.tolist(), outline=colour)
    return tile
