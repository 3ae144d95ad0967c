"""Pictures with what a finder found in them and what there was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .finds import Finds
from .precision import Truth


@dataclass(frozen=True)
class Seen:
    """Pictures to report on and to draw, read again when they are drawn."""

    names: list[str]
    image_of: Callable[[int], np.ndarray]
    """The RGB bytes [height, width, 3] of a picture by its index."""
    finds: list[Finds]
    truths: list[Truth]
