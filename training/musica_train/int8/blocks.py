"""Convolutions over blocks of pixels.

Integer kernels of ONNX Runtime are slow on three channels: they copy and pad every three bytes
alone. Blocks of 2x2 or 4x4 pixels as the channels of one position make the same convolution several
times faster, though a part of its weights are zeros then.
"""

from __future__ import annotations

import numpy as np


def block_weights(weight: np.ndarray, stride: int, padding: int, block: int) -> np.ndarray:
    """Weights [o, c, k, k] over single pixels as weights over blocks.

    The result [s * s * o, block * block * c, w, w] gives the s x s outputs of a block, s = block /
    stride, as channels ordered by row, column and channel; blocks are those of SpaceToDepth. Its window of w blocks begins with the
    block that holds the first pixel of the padding, if there is any.
    """
    outer, inner, kernel, _ = weight.shape
    places = block // stride
    first = -(-padding // block)
    window = (places * stride - stride - padding + kernel - 1) // block + first + 1
    made = np.zeros((places, places, outer, block, block, inner, window, window), weight.dtype)
    for row in range(places):
        for column in range(places):
            for down in range(kernel):
                for across in range(kernel):
                    y = row * stride - padding + down + first * block
                    x = column * stride - padding + across + first * block
                    made[row, column, :, y % block, x % block, :, y // block, x // block] = weight[
                        :, :, down, across
                    ]
    return made.reshape(places * places * outer, block * block * inner, window, window)
