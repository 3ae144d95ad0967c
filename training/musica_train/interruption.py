"""Signals that end a training between two steps."""

from __future__ import annotations

import signal
import sys
from types import FrameType


class Interruption:
    """Lets a training end its step and save at the first signal; the second one ends at once."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        print("\nending this step and saving; once more to stop at once", file=sys.stderr)
