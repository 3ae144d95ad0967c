"""Pixels of planned views, gathered from a store on its device."""

from __future__ import annotations

import torch

from .store import PixelStore


def draw(
    store: PixelStore,
    cells: torch.Tensor,
    picture: torch.Tensor,
    level: torch.Tensor,
    back: torch.Tensor,
    size: int,
) -> torch.Tensor:
    """Views [n, 3, size, size] in 0..255 of a plan's arrays: bilinear, edges repeated.

    The level of a piece is about as fine as the view, so four taps are enough.
    """
    n, pieces = picture.shape
    at = _piece_of(cells, size) + torch.arange(n, device=cells.device)[:, None, None] * pieces
    starts = store.starts[picture, level].view(-1)[at]
    heights, widths = (store.sizes[picture, level][..., i].reshape(-1)[at] for i in range(2))
    axis = torch.arange(size, device=cells.device, dtype=torch.float32)
    maps = back.reshape(-1, 6)

    def along(row: int) -> torch.Tensor:
        across, down, offset = (maps[:, 3 * row + i][at] for i in range(3))
        return across * axis + down * axis[:, None] + offset

    x0, x1, share_x = _taps(along(0), widths)
    y0, y1, share_y = _taps(along(1), heights)
    views = torch.zeros(n, size, size, 3, device=cells.device)
    for y, weight_y in ((y0, 1 - share_y), (y1, share_y)):
        row = starts + y * widths
        for x, weight_x in ((x0, 1 - share_x), (x1, share_x)):
            packed = torch.take(store.pixels, row + x)
            colours = packed.view(torch.uint8).view(n, size, size, 4)[..., :3]
            views += colours * (weight_y * weight_x)[..., None]
    return views.permute(0, 3, 1, 2)


def _piece_of(cells: torch.Tensor, size: int) -> torch.Tensor:
    """Which of its view's cells [n, k, 4] each pixel [n, size, size] lies in."""
    axis = torch.arange(size, device=cells.device)
    low, high = cells[..., :2], cells[..., :2] + cells[..., 2:]
    inside = (axis >= low[..., None]) & (axis < high[..., None])
    which = torch.zeros(len(cells), size, size, dtype=torch.long, device=cells.device)
    for index in range(1, cells.shape[1]):
        across, down = inside[:, index, 0, None, :], inside[:, index, 1, :, None]
        which.masked_fill_(across & down, index)
    return which


def _taps(
    place: torch.Tensor, length: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The two pixels beside a place, and the share of the second."""
    last = length - 1
    place = torch.minimum(place.clamp(min=0), last.to(place.dtype))
    low = place.floor()
    first = low.long()
    return first, torch.minimum(first + 1, last), place - low
