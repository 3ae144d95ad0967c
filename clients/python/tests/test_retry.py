"""What is tried again, when, and until when."""

from __future__ import annotations

import email.utils
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted import FakeClock, Reply, refusal, scripted
from subjects.service import Service
from support.pictures import BOX, SAMPLE

from musica_client import (
    Client,
    ConnectionFailed,
    DeadlineExceeded,
    GrpcClient,
    ProblemError,
    Retry,
)

FULL = refusal("queue-full", 429)


def test_refused_then_answered_waits_as_the_service_says() -> None:
    clock = FakeClock()
    full = refusal("overloaded", 429, **{"Retry-After": "7"})
    with scripted(full, refusal("draining", 503), Reply()) as (url, seen):
        assert Client(url, clock=clock).locate(b"photo").model.name == "m"
    assert [each.body for each in seen] == [b"photo"] * 3
    assert 7 <= clock.slept[0] <= 7.1
    assert 0.05 <= clock.slept[1] <= 0.2


def test_retry_after_may_be_a_date() -> None:
    clock = FakeClock()
    date = email.utils.formatdate(time.time() + 20, usegmt=True)
    with scripted(refusal("overloaded", 429, **{"Retry-After": date}), Reply()) as (url, _):
        Client(url, clock=clock).locate(b"photo")
    assert 10 <= clock.slept[0] <= 20.1


def test_wait_beyond_the_deadline_is_not_waited_for() -> None:
    clock = FakeClock()
    with scripted(refusal("overloaded", 429, **{"Retry-After": "60"})) as (url, _):
        with pytest.raises(ProblemError) as raised:
            Client(url, deadline=30, clock=clock).locate(b"photo")
    assert raised.value.problem.type == "overloaded"
    assert raised.value.problem.retry_after == 60
    assert clock.slept == []


def test_deadline_ends_all_attempts() -> None:
    clock = FakeClock()
    retry = Retry(attempts=1000, first_wait=1, longest_wait=1)
    with scripted(*[FULL] * 1000) as (url, seen), pytest.raises(ProblemError):
        Client(url, deadline=10, retry=retry, clock=clock).locate(b"photo")
    assert 10 <= len(seen) <= 20
    assert clock.now <= 10


def test_attempts_end_at_their_number() -> None:
    with scripted(*[FULL] * 3) as (url, seen), pytest.raises(ProblemError, match="queue-full: No."):
        Client(url, retry=Retry(attempts=3), clock=FakeClock()).locate(b"photo")
    assert len(seen) == 3


@pytest.mark.parametrize(("kind", "status"), [("image-corrupt", 400), ("alignment-failed", 500)])
def test_what_waiting_does_not_help_is_not_tried_again(kind: str, status: int) -> None:
    with scripted(refusal(kind, status)) as (url, seen), pytest.raises(ProblemError) as raised:
        Client(url, clock=FakeClock()).locate(b"photo")
    assert (raised.value.problem.type, raised.value.problem.status) == (kind, status)
    assert len(seen) == 1


def test_answer_of_a_proxy_is_a_problem_too() -> None:
    with scripted(Reply(502, "<html>", {"Content-Type": "text/html"})) as (url, _):
        with pytest.raises(ProblemError, match="502"):
            Client(url).locate(b"photo")


def test_kept_connection_that_was_closed_is_replaced_at_once() -> None:
    clock = FakeClock()
    with scripted(Reply(closes=True), Reply()) as (url, seen), Client(url, clock=clock) as client:
        client.locate(b"one")
        client.locate(b"two")
    assert [each.body for each in seen] == [b"one", b"two"]
    assert clock.slept == []


def test_lost_connection_is_tried_again() -> None:
    clock = FakeClock()
    with scripted(Reply(None), Reply()) as (url, seen):
        Client(url, clock=clock).locate(b"photo")
    assert len(seen) == 2
    assert len(clock.slept) == 1


def test_nobody_there() -> None:
    with scripted() as (url, _):
        pass
    with pytest.raises(ConnectionFailed):
        Client(url, clock=FakeClock()).locate(b"photo")
    with pytest.raises(ConnectionFailed), GrpcClient(url, clock=FakeClock()) as client:
        client.locate(b"photo")


def test_key_is_sent() -> None:
    with scripted(Reply()) as (url, seen):
        Client(url, key="secret").locate(b"photo")
    assert seen[0].headers["Authorization"] == "Bearer secret"


def test_rate_limit_of_the_service_is_waited_for() -> None:
    """One request a second: the second one is refused, and answered when the client comes back."""
    limits = ("AddressRequests=60", "Burst=1s")
    service = Service.start(*(f"--MuSiCa:Security:RateLimits:{limit}" for limit in limits))
    with service.server:
        grpc, rest = (f"http://127.0.0.1:{port}" for port in service.server.ports)
        with Client(rest) as client:
            assert [len(client.locate(SAMPLE, [BOX]).faces) for _ in range(2)] == [1, 1]
        with GrpcClient(grpc) as client:
            photo = SAMPLE.read_bytes()
            assert [len(client.locate(photo, [BOX]).faces) for _ in range(2)] == [1, 1]
        # Eight at once, by eight threads that share the client.
        with Client(rest, retry=Retry(attempts=1)) as client, ThreadPoolExecutor(8) as threads:
            calls = [threads.submit(client.locate, SAMPLE, [BOX]) for _ in range(8)]
        with pytest.raises(ProblemError) as raised:
            for each in calls:
                each.result()
        assert raised.value.problem.type == "rate-limited"
        assert raised.value.problem.retry_after == 1


def test_deadline_of_the_service(rest: Client, stream: GrpcClient) -> None:
    with pytest.raises(DeadlineExceeded):
        rest.locate(SAMPLE, deadline=0.0005)
    with pytest.raises(DeadlineExceeded):
        stream.locate(SAMPLE.read_bytes(), deadline=0.0005)
