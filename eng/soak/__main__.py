"""Runs the soak: `python3 -m soak --requests N` in eng/."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from soak.callers import Caller, Tally, good_photos
from soak.service import Service

QUIET_SECONDS = 15
PARTS = 20
MOST_GROWTH = 0.01


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
            time.sleep(QUIET_SECONDS if part in (PARTS // 2, PARTS) else 1)
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
        self._service.swap(part)
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
        soak = Soak(service, given.callers, given.seed)
        soak.run(given.requests)
        budget = service.metric("musica_memory_used_bytes")
        waiting = service.metric("musica_queue_depth")
        exit_code = service.stop()
        return verdict(soak, given.requests, budget, waiting, exit_code)


def verdict(soak: Soak, requests: int, budget: float, waiting: float, exit_code: int) -> int:
    """Prints the table for docs/reliability.md; 0 where everything holds."""
    print("\n| answers | |\n|---|---:|")
    for what, count in sorted(soak.answers.items()):
        print(f"| {what} | {count} |")
    (_, middle, middle_handles), (_, end, end_handles) = soak.quiet[PARTS // 2 - 1], soak.quiet[-1]
    growth, more = end / middle - 1, end_handles - middle_handles
    rows = [
        ("requests", f"{requests}, with {PARTS} swaps of the model", True),
        ("wrong answers, resets and 5xx", str(len(soak.faults)), not soak.faults),
        ("memory, second half", f"{middle >> 20} to {end >> 20} MiB, {growth:+.1%}", growth < MOST_GROWTH),
        ("handles, second half", f"{middle_handles} to {end_handles}", more <= max(2, MOST_GROWTH * middle_handles)),
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
