"""Runs the checks: `python3 -m replicas`, by eng/verify-replicas.sh."""

from __future__ import annotations

import argparse
import http.client
import sys
import tempfile
import threading
import time
from pathlib import Path

import grpc

from replicas.callers import PATH, PHOTO, SECONDS, Load, Tally, locate, open_channel
from replicas.places import Place, in_namespaces, on_this_machine
from replicas.processes import PROGRAM, Failed, Process, Replica, start_proxy

LEAST_SHARE = 0.4
"""Of the requests, for each of two replicas."""
BALANCED_REQUESTS = 600
SETTLE_SECONDS = 3
"""Before and after a replica is killed; a restart waits for nothing but its readiness."""
CALLERS = 9
DEATH_SECONDS = 0.1
"""From the end of a process until everybody has noticed."""


class Check:
    """Two replicas behind one proxy."""

    def __init__(self, proxy: str, places: dict[str, Place], folder: Path) -> None:
        self.name, self._places, self._folder = proxy, places, folder
        self.replicas = {name: Replica(places[name], folder) for name in "ab"}
        for replica in self.replicas.values():
            replica.await_ready()
        self.proxy: Process = start_proxy(proxy, places, folder)
        self.proxy.await_ready()

    def balance(self) -> None:
        """How requests are shared while nothing happens."""
        before = {name: replica.answered() for name, replica in self.replicas.items()}
        load = Load(self._places)
        load.begin()
        while load.asked() < BALANCED_REQUESTS:
            time.sleep(0.1)
        tallies = load.end()
        self._judge("nothing happens", tallies, may_repeat=())
        after = {name: replica.answered() for name, replica in self.replicas.items()}
        for protocol in ("rest", "grpc"):
            counts = {
                name: after[name].get(protocol, 0) - before[name].get(protocol, 0) for name in "ab"
            }
            share = counts["a"] / max(sum(counts.values()), 1)
            print(
                f"  {protocol}: a {counts['a']}, b {counts['b']} requests"
                f" ({share:.0%} and {1 - share:.0%})"
            )
            if not LEAST_SHARE <= share <= 1 - LEAST_SHARE:
                raise Failed(f"{self.name} does not balance {protocol}")

    def restart(self, requests: int) -> None:
        """Each replica in turn is told to end and started again, until so many requests were sent."""
        load = Load(self._places)
        load.begin()
        restarts = 0
        while restarts < 2 or load.asked() < requests:
            name = "ab"[restarts % 2]
            leaving = Leaving(self._places[name])
            self.replicas[name].terminate()
            told = leaving.told()
            code = self.replicas[name].wait()
            if code != 0 or told:
                raise Failed(told or f"replica {name} ended with exit code {code}")
            self._start(name)
            restarts += 1
        # REST is never repeated by its callers: what it takes is the work of the proxy.
        # nginx cannot do as much for gRPC.
        may_repeat = {"nginx": ("gRPC",), "haproxy": ()}[self.name]
        self._judge(
            f"{restarts} restarts",
            load.end(),
            (*may_repeat, "frames of Track", "gRPC without proxy"),
        )

    def kill(self) -> None:
        """Each replica ends at once (SIGKILL) and is started again, under load."""
        load = Load(self._places)
        load.begin()
        deaths = []
        for name in "ab":
            time.sleep(SETTLE_SECONDS)
            begin = time.monotonic()
            self.replicas[name].kill()
            deaths.append((begin, time.monotonic() + DEATH_SECONDS))
            time.sleep(SETTLE_SECONDS)
            self._start(name)
        tallies = load.end()
        self._judge("each killed once", tallies, tuple(tallies))
        # gRPC of nginx also meets the replica that warms up again, and so do clients without a proxy.
        kinds = {"nginx": ("REST",), "haproxy": ("REST", "gRPC", "frames of Track")}[self.name]
        failed = [again for kind in kinds for again in tallies[kind].again]
        later = [
            why
            for begin, why in failed
            if not any(kill - SECONDS < begin <= end for kill, end in deaths)
        ]
        print(
            f"  in flight when a replica was killed: {len(failed)} failed at first"
            f" ({', '.join(kinds)})"
        )
        if later or len(failed) > CALLERS * len(deaths):
            raise Failed(f"requests failed that were not in flight: {later or len(failed)}")

    def stop(self) -> None:
        for replica in self.replicas.values():
            replica.kill()
        # In order, for the workers of nginx to end as well.
        self.proxy.terminate()
        self.proxy.wait()

    def _start(self, name: str) -> None:
        self.replicas[name] = Replica(self._places[name], self._folder)
        self.replicas[name].await_ready()

    def _judge(self, what: str, tallies: dict[str, Tally], may_repeat: tuple[str, ...]) -> None:
        lost = sum(tally.lost for tally in tallies.values())
        asked = sum(tally.asked for tally in tallies.values())
        print(f"{self.name}, {what}: {asked} requests, {lost} lost", flush=True)
        for kind, tally in tallies.items():
            repeated = f", {len(tally.again)} attempts repeated: " if tally.again else ""
            print(f"  {kind}: {tally.asked}, {tally.lost} lost{repeated}{tally.reasons()}", flush=True)
        if lost:
            raise Failed(f"{self.name}, {what}: {lost} of {asked} requests were lost")
        for kind, tally in tallies.items():
            if tally.again and kind not in may_repeat:
                raise Failed(f"{self.name}, {what}: {kind} failed at first: {tally.reasons()}")


class Leaving:
    """Connections to a replica itself, which must be told that they end: Connection: close, GOAWAY."""

    def __init__(self, place: Place) -> None:
        self._rest = http.client.HTTPConnection(place.address, place.rest, timeout=SECONDS)
        self._ask()
        self._channel = open_channel(f"ipv4:{place.address}:{place.grpc}")
        self._gone = threading.Event()
        self._locate = locate(self._channel)
        self._locate()
        self._channel.subscribe(self._note)

    def told(self) -> str | None:
        """What was not as it must be after the signal to end."""
        time.sleep(0.5)
        try:
            status, connection = self._ask()
            self._locate()
            if status != 200 or connection != "close":
                return f"REST was answered {status} with Connection: {connection} after SIGTERM"
            return None if self._gone.wait(5) else "gRPC had no GOAWAY after SIGTERM"
        except (OSError, http.client.HTTPException, grpc.RpcError) as error:
            return f"not answered after SIGTERM: {error!r}"
        finally:
            self._rest.close()
            self._channel.close()

    def _ask(self) -> tuple[int, str | None]:
        self._rest.request("POST", PATH, PHOTO, {"Content-Type": "image/jpeg"})
        answer = self._rest.getresponse()
        answer.read()
        return answer.status, answer.getheader("Connection")

    def _note(self, state: grpc.ChannelConnectivity) -> None:
        if state != grpc.ChannelConnectivity.READY:
            self._gone.set()


def main() -> int:
    parser = argparse.ArgumentParser(prog="eng/verify-replicas.sh", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--network", help="prefix of the namespaces")
    parser.add_argument("proxies", nargs="+", choices=["nginx", "haproxy"])
    given = parser.parse_args()
    if not PROGRAM.is_file():
        parser.error(f"{PROGRAM} is missing; build it: dotnet build -c Release src/MuSiCa.Service")
    places = in_namespaces(given.network) if given.network else on_this_machine()
    for proxy in given.proxies:
        with tempfile.TemporaryDirectory(prefix="musica-replicas-") as folder:
            # The workers of nginx are not root and keep bodies there.
            Path(folder).chmod(0o755)
            check = Check(proxy, places, Path(folder))
            try:
                check.balance()
                check.restart(given.requests)
                check.kill()
            except Failed as failure:
                print(f"FAIL: {failure}", flush=True)
                return 1
            finally:
                check.stop()
    print("PASS")
    return 0


if __name__ == "__main__":
    sys.exit(main())
