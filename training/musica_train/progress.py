"""Progress for people: a bar in a terminal, now and then a line in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")

LINE_SECONDS = 15.0


class Progress:
    """Counts towards a total and says how far it is and how long the rest will take."""

    def __init__(self, label: str, unit: str, total: int, initial: int = 0):
        self.label, self.unit, self.total = label, unit, total
        self.initial = self.done = initial
        self.started = self.told = time.monotonic()
        self.bar: tqdm[None] | None = None
        if sys.stderr.isatty():
            self.bar = tqdm(desc=label, unit=unit, total=total, initial=initial)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def advance(self, note: str = "", by: int = 1) -> None:
        """More is done; the note stands behind the counts when they are shown next."""
        self.done += by
        if self.bar is not None:
            if note:
                self.bar.set_postfix_str(note, refresh=False)
            self.bar.update(by)
            return
        now = time.monotonic()
        if now - self.told >= LINE_SECONDS or self.done == self.total:
            self.told = now
            self.say(self._line(now, note))

    def say(self, text: str) -> None:
        """A line of its own, above the bar where there is one."""
        if self.bar is not None:
            tqdm.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)

    def _line(self, now: float, note: str) -> str:
        each = (now - self.started) / (self.done - self.initial)
        left = timedelta(seconds=round(each * (self.total - self.done)))
        pace = (
            f"{each:.2f} s a {self.unit}"
            if each >= 0.1
            else f"{1 / max(each, 1e-9):.0f} {self.unit}s a second"
        )
        parts = [f"{self.label}: {self.done}/{self.total}", note, pace, f"{left} left"]
        return "  ".join(part for part in parts if part)


def track(items: Iterable[T], label: str, unit: str, total: int) -> Iterator[T]:
    """The items, with their progress shown."""
    with Progress(label, unit, total) as progress:
        for item in items:
            yield item
            progress.advance()
