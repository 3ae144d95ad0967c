"""Server reflection: list, describe, and call by what was described."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from subjects.subject import Subject
from support.protos import Protos
from support.reflection import Reflection

NOT_FOUND = 5
STANDARD = ("grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection")


@pytest.fixture
def channel(subject: Subject) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(subject.server.target) as channel:
        yield channel


@pytest.fixture(params=["v1", "v1alpha"])
def reflection(
    request: pytest.FixtureRequest, standard: Protos, channel: grpc.Channel
) -> Iterator[Reflection]:
    reflection = Reflection(standard, channel, request.param)
    yield reflection
    reflection.close()


def test_list_services(subject: Subject, reflection: Reflection) -> None:
    assert reflection.services() >= {*subject.services, *STANDARD}


def test_describe(subject: Subject, reflection: Reflection) -> None:
    for service in subject.services:
        described = reflection.describe(service)
        assert described.methods(service) == subject.protos.methods(service)


def test_describe_method_and_message(subject: Subject, reflection: Reflection) -> None:
    service = subject.services[0]
    method = subject.protos.methods(service)[0]
    file = reflection.files(reflection.ask(file_containing_symbol=service))
    assert reflection.files(reflection.ask(file_containing_symbol=f"{service}.{method}")) == file


def test_call_by_description(
    subject: Subject, reflection: Reflection, channel: grpc.Channel
) -> None:
    """As grpcurl does: types come from the server alone."""
    exchange = subject.unary(channel, 11)
    described = reflection.describe(exchange.service)
    known = exchange.requests[0]
    request = described.message(known.DESCRIPTOR.full_name).FromString(known.SerializeToString())
    method = getattr(described.stub(channel, exchange.service), exchange.method_name)
    exchange.check(0, method(request, timeout=30))


@pytest.mark.parametrize("question", ["file_containing_symbol", "file_by_filename"])
def test_unknown_name_is_an_answer(subject: Subject, reflection: Reflection, question: str) -> None:
    answer = reflection.ask(**{question: "no.such.Thing"})
    assert answer.error_response.error_code == NOT_FOUND
    assert reflection.services() >= set(subject.services)
