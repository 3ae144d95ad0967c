"""Servers and channels."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import grpc
import pytest

from subjects.interop import Interop
from subjects.landmarks import Landmarker
from subjects.service import Service
from subjects.subject import Subject
from support.paths import STANDARD_PROTOS
from support.protos import Protos

SUBJECTS: dict[str, type[Subject]] = {"interop": Interop, "service": Service}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without protoc there are no messages to send."""
    if shutil.which("protoc") is None:
        skip = pytest.mark.skip(reason="protoc is not installed (Debian package protobuf-compiler)")
        for item in items:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def standard() -> Protos:
    """Health and reflection."""
    return Protos.compile(STANDARD_PROTOS)


@pytest.fixture(scope="session")
def interop() -> Iterator[Interop]:
    """The test server, for the tests that only it can take."""
    subject = Interop.start()
    with subject.server:
        yield subject


@pytest.fixture(scope="session", params=SUBJECTS)
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """Each server in turn, for the tests that suit all."""
    started = SUBJECTS[request.param].start()
    with started.server:
        yield started


@pytest.fixture(params=SUBJECTS)
def fresh_subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """The same, started for one test that stops it."""
    started = SUBJECTS[request.param].start()
    with started.server:
        yield started


@pytest.fixture
def channel(interop: Interop) -> Iterator[grpc.Channel]:
    """To the test server."""
    with grpc.insecure_channel(interop.server.target) as channel:
        yield channel


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The service, for the tests of its own answers."""
    subject = Service.start()
    with subject.server:
        yield subject


@pytest.fixture
def landmarker(service: Service) -> Iterator[Landmarker]:
    """Its client."""
    with grpc.insecure_channel(service.server.target) as channel:
        yield Landmarker(service, channel)
