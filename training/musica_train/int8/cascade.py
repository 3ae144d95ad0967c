"""The graphs of a cascade in 8 bits, calibrated on faces that go through its stages."""

from __future__ import annotations

import numpy as np
import torch

from ..errors import InputError
from ..frame import FrameGeometry
from ..inference import BATCH
from ..layouts import Sample
from ..model import Cascade
from ..moves import MOVES, moved_frame
from ..patches import normalisation
from ..progress import Progress
from .ranges import calibrate
from .stage import build_int8_stage

StageInputs = list[dict[str, np.ndarray]]


def calibration_frames(cascade: Cascade, samples: list[Sample]) -> list[np.ndarray]:
    """Frames of faces by batches, each face under another of the moves that a model must bear."""
    frame = cascade.config.frame
    cut = []
    with Progress("cut", "face", len(samples)) as progress:
        for index, sample in enumerate(samples):
            move = MOVES[index % len(MOVES)]
            moved = move.moved(sample)
            where = FrameGeometry.around(moved.box, frame.box_side, frame.size)
            cut.append(moved_frame(moved, move, where))
            progress.advance()
    return [np.stack(cut[first : first + BATCH]) for first in range(0, len(cut), BATCH)]


@torch.no_grad()
def stage_inputs(cascade: Cascade, frames: np.ndarray) -> StageInputs:
    """What each stage is given for frames of bytes [n, 3, size, size], as its graph is given it."""
    pixels = torch.from_numpy(frames).float()
    norm = normalisation(pixels).numpy()
    mean, inverse = (norm[:, i].reshape(-1, 1, 1, 1, 1) for i in (0, 1))
    seen: StageInputs = []

    def note(_: torch.nn.Module, given: tuple[torch.Tensor, torch.Tensor]) -> None:
        patches, hidden = (value.numpy() for value in given)
        as_bytes = np.rint(patches / inverse + mean).clip(0, 255).astype(np.uint8)
        seen.append({"patches": as_bytes, "normalization": norm, "hidden": hidden.copy()})

    handles = [stage.register_forward_pre_hook(note) for stage in cascade.stages]
    try:
        cascade(pixels, as_bytes=True)
    finally:
        for handle in handles:
            handle.remove()
    return seen


def quantize_cascade(cascade: Cascade, frames: list[np.ndarray]) -> list[bytes]:
    """The graphs of all stages in 8 bits."""
    if not frames:
        raise InputError("no faces to calibrate 8 bits with")
    by_batch = [stage_inputs(cascade, part) for part in frames]
    graphs = []
    for index, stage in enumerate(cascade.stages):
        plain, watched = build_int8_stage(stage)
        chosen = calibrate(plain, watched, (inputs[index] for inputs in by_batch))
        graphs.append(build_int8_stage(stage, chosen)[0].SerializeToString())
        print(f"stage {index + 1}: {len(watched)} tensors calibrated")
    return graphs
