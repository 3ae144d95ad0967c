"""Message classes and stubs from .proto files or descriptors, without generated code.

Generated code would have to fit the installed protobuf; descriptors fit any.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


class Protos:
    """Types by their full names."""

    def __init__(self, files: Iterable[descriptor_pb2.FileDescriptorProto]) -> None:
        """`files` may come in any order but must hold what they import."""
        self._pool = descriptor_pool.DescriptorPool()
        by_name = {file.name: file for file in files}
        added: set[str] = set()

        def add(name: str) -> None:
            if name not in added:
                added.add(name)
                for dependency in by_name[name].dependency:
                    add(dependency)
                self._pool.Add(by_name[name])

        for name in by_name:
            add(name)

    @classmethod
    def compile(cls, *roots: Path) -> Protos:
        """All .proto files below the roots; needs protoc."""
        names = [str(file.relative_to(root)) for root in roots for file in root.rglob("*.proto")]
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "all.pb"
            includes = [f"-I{root}" for root in roots]
            command = ["protoc", *includes, "--include_imports", f"--descriptor_set_out={out}"]
            subprocess.run([*command, *names], check=True)
            return cls(descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file)

    def message(self, name: str) -> Any:
        return _message_class(self._pool.FindMessageTypeByName(name))

    def value_name(self, enum: str, value: int) -> str:
        return self._pool.FindEnumTypeByName(enum).values_by_number[value].name

    def methods(self, service: str) -> list[str]:
        return [method.name for method in self._pool.FindServiceByName(service).methods]

    def stub(self, channel: grpc.Channel, service: str) -> Any:
        """An object with the service's methods, as a generated stub has."""
        descriptor = self._pool.FindServiceByName(service)
        kinds = {
            (False, False): channel.unary_unary,
            (False, True): channel.unary_stream,
            (True, False): channel.stream_unary,
            (True, True): channel.stream_stream,
        }
        streaming = descriptor_pb2.ServiceDescriptorProto()
        descriptor.CopyToProto(streaming)
        stub = SimpleNamespace()
        for method, proto in zip(descriptor.methods, streaming.method, strict=True):
            call = kinds[proto.client_streaming, proto.server_streaming](
                f"/{service}/{method.name}",
                request_serializer=_message_class(method.input_type).SerializeToString,
                response_deserializer=_message_class(method.output_type).FromString,
            )
            setattr(stub, method.name, call)
        return stub


def _message_class(descriptor: Any) -> Any:
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(descriptor.file.pool).GetPrototype(descriptor)
