"""The service, and clients of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from subjects.service import Service

from musica_client import Client, GrpcClient


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The way to start a service that these tests share compiles its messages."""
    if shutil.which("protoc") is None:
        skip = pytest.mark.skip(reason="protoc is not installed (Debian package protobuf-compiler)")
        for item in items:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    subject = Service.start("--MuSiCa:Finding:Enabled=true")
    with subject.server:
        yield subject


@pytest.fixture(scope="session")
def rest_url(service: Service) -> str:
    return f"http://127.0.0.1:{service.server.ports[1]}"


@pytest.fixture(scope="session")
def grpc_url(service: Service) -> str:
    return f"http://{service.server.target}"


@pytest.fixture(scope="session")
def rest(rest_url: str) -> Iterator[Client]:
    with Client(rest_url) as client:
        yield client


@pytest.fixture(scope="session")
def stream(grpc_url: str) -> Iterator[GrpcClient]:
    with GrpcClient(grpc_url) as client:
        yield client


@pytest.fixture(params=["rest", "stream"])
def client(request: pytest.FixtureRequest) -> Client | GrpcClient:
    """Both in turn, for what both can."""
    return request.getfixturevalue(request.param)
