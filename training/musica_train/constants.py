"""Small tensors that are the same in every step, copied to a device once.

Copying anything from the CPU makes the CPU wait until a GPU has done all it was given before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch


@lru_cache(maxsize=128)
def constant(
    values: tuple[Any, ...], device: torch.device, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """The tensor of nested tuples on a device; nobody may change it."""
    return torch.tensor(values, device=device, dtype=dtype)


def inverse(matrix: torch.Tensor) -> torch.Tensor:
    """Inverses of 2 x 2 matrices [n, 2, 2], without asking the device whether they exist."""
    a, b, c, d = matrix[:, 0, 0], matrix[:, 0, 1], matrix[:, 1, 0], matrix[:, 1, 1]
    rows = torch.stack([torch.stack([d, -b], 1), torch.stack([-c, a], 1)], 1)
    return rows / (a * d - b * c)[:, None, None]
