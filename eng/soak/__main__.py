"""Runs the soak: `python3 -m soak --requests N` in eng/."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from soak.callers import Caller, Tally, good_photos
from soak.service import Service

QUIET_SECONDS = 5
PARTS = 20
MOST_GROWTH = 0.01
LEAST_ANSWERED = 0.95
"""The share of good photos that are answered; eight callers are no overload."""


class Soak:
    """A service, its callers, and what is measured of it when all are silent."""

    def __init__(self, service: Service, callers: int, seed: int) -> None:
        self._service = service
        goods = good_photos(service)
        self._tallies = [Tally() for _ in range(callers)]
        self._callers = [
            Caller(service, goods, seed + number, tally)
            for number, tally in enumerate(self._tallies)
        ]
        self.quiet: list[tuple[int, int, int]] = []

    def run(self, requests: int) -> None:
        """All requests in parts, after each of which there is silence and another model version."""
        done, begin = 0, time.monotonic()
        for part in range(1, PARTS + 1):
            upto = requests * part // PARTS
            self._send(upto - done, part)
            done = upto
            time.sleep(QUIET_SECONDS)
            self.quiet.append((done, self._service.resident(), self._service.handles()))
            rate = done / (time.monotonic() - begin)
            print(
                f"{done} of {requests} requests, {rate:.0f} a second,"
                f" {(requests - done) / rate / 60:.0f} min left;"
                f" {self.quiet[-1][1] >> 20} MiB, {self.quiet[-1][2]} handles,"
                f" {sum(len(tally.faults) for tally in self._tallies)} faults",
                flush=True,
            )

    @property
    def answers(self) -> Counter[str]:
        return sum((tally.answers for tally in self._tallies), Counter())

    @property
    def faults(self) -> list[str]:
        return [fault for tally in self._tallies for fault in tally.faults]

    def _send(self, requests: int, part: int) -> None:
        left, lock = [requests], threading.Lock()

        def work(caller: Caller) -> None:
            while True:
                with lock:
                    if left[0] == 0:
                        return
                    left[0] -= 1
                caller.call()

        threads = [threading.Thread(target=work, args=(caller,)) for caller in self._callers]
        for thread in threads:
            thread.start()
        try:
            self._service.swap(part)
        finally:
            for thread in threads:
                thread.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="eng/soak.sh", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--callers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="musica-soak-") as folder:
        service = Service(Path(folder))
        try:
            soak = Soak(service, given.callers, given.seed)
            soak.run(given.requests)
            budget = service.metric("musica_memory_used_bytes")
            waiting = service.metric("musica_queue_depth")
        finally:
            exit_code = service.stop()
        return verdict(soak, given.requests, budget, waiting, exit_code)


def _typical(looks: list[tuple[int, int, int]]) -> tuple[int, int]:
    """Medians of memory and handles."""
    return (
        int(statistics.median(memory for _, memory, _ in looks)),
        int(statistics.median(handles for _, _, handles in looks)),
    )


def verdict(soak: Soak, requests: int, budget: float, waiting: float, exit_code: int) -> int:
    """Prints the table for docs/reliability.md; 0 where everything holds."""
    print("\n| answers | |\n|---|---:|")
    for what, count in sorted(soak.answers.items()):
        print(f"| {what} | {count} |")
    answers = soak.answers
    good = sum(count for what, count in answers.items() if what.startswith("good: "))
    answered = answers["good: 200"] / max(good, 1)
    # Medians of the third and of the last quarter: a single look depends on when memory was collected last.
    middle, middle_handles = _typical(soak.quiet[PARTS // 2 : PARTS * 3 // 4])
    end, end_handles = _typical(soak.quiet[PARTS * 3 // 4 :])
    growth, more = end / middle - 1, end_handles - middle_handles
    rows = [
        ("requests", f"{requests}, with {PARTS} swaps of the model", True),
        ("good photos answered", f"{answered:.2%}", answered >= LEAST_ANSWERED),
        ("wrong answers, resets and 5xx", str(len(soak.faults)), not soak.faults),
        ("memory, last quarter against the one before", f"{middle >> 20} to {end >> 20} MiB, {growth:+.1%}", growth < MOST_GROWTH),
        ("handles, the same", f"{middle_handles} to {end_handles}", more <= max(2, MOST_GROWTH * middle_handles)),
        ("memory budget at the end", f"{budget:.0f} bytes", budget == 0),
        ("faces that wait at the end", f"{waiting:.0f}", waiting == 0),
        ("exit code after SIGTERM", str(exit_code), exit_code == 0),
    ]
    print("\n| | | |\n|---|---|---|")
    for what, found, holds in rows:
        print(f"| {what} | {found} | {'holds' if holds else '**does not hold**'} |")
    for fault, count in Counter(soak.faults).most_common(10):
        print(f"fault, {count} times: {fault}")
    passed = all(holds for _, _, holds in rows)
    print("PASS" if passed else "FAIL")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
