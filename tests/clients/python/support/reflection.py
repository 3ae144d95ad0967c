"""A client of server reflection."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf import descriptor_pb2

from support.duplex import Duplex
from support.protos import Protos


class Reflection:
    """One stream of questions."""

    def __init__(self, standard: Protos, channel: grpc.Channel, version: str) -> None:
        package = f"grpc.reflection.{version}"
        self._request = standard.message(f"{package}.ServerReflectionRequest")
        service = standard.stub(channel, f"{package}.ServerReflection")
        self._stream = Duplex(service.ServerReflectionInfo)

    def ask(self, **question: object) -> Any:
        return self._stream.exchange(self._request(**question))

    def services(self) -> set[str]:
        answer = self.ask(list_services="").list_services_response
        return {service.name for service in answer.service}

    def describe(self, symbol: str) -> Protos:
        """The types of the file with the symbol and of the files that it imports."""
        return Protos(self.files(self.ask(file_containing_symbol=symbol)).values())

    def files(self, answer: Any) -> dict[str, descriptor_pb2.FileDescriptorProto]:
        """The files of an answer and, asked for by name, those they import that it lacks."""
        files: dict[str, descriptor_pb2.FileDescriptorProto] = {}
        for data in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            files[file.name] = file
        missing = {name for file in files.values() for name in file.dependency} - files.keys()
        for name in missing:
            files |= self.files(self.ask(file_by_filename=name))
        return files

    def close(self) -> None:
        assert self._stream.finish() == []
