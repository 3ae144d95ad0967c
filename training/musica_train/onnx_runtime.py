"""Runs a stage's graph in ONNX Runtime: the Python package, or the service's own library.

The service brings ONNX Runtime as a shared library in a NuGet package, which its build restores.
Its C interface is a table of functions that only ever grows at the end, so a few entries called by
their index are enough to run a graph where the Python package cannot be had.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from .errors import InputError

# ONNX Runtime asks for it when it is loaded; without it, it reports to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

LIBRARY_VARIABLE = "MUSICA_ONNXRUNTIME"
PACKAGE = "Microsoft.ML.OnnxRuntime"
VERSIONS = Path(__file__).parents[2] / "Directory.Packages.props"

API_VERSION = 16
ELEMENT_TYPES = {np.dtype(np.float32): 1, np.dtype(np.uint8): 2}

# Places of the functions in OrtApi (onnxruntime_c_api.h, the order of declaration).
GET_ERROR_MESSAGE, CREATE_ENV, CREATE_SESSION_FROM_ARRAY, RUN = 2, 3, 8, 9
CREATE_SESSION_OPTIONS, SET_INTRA_OP_THREADS = 10, 24
CREATE_TENSOR_WITH_DATA, GET_TENSOR_DATA = 49, 51
GET_DIMENSIONS_COUNT, GET_DIMENSIONS, GET_TENSOR_TYPE_AND_SHAPE = 61, 62, 65
CREATE_CPU_MEMORY_INFO = 69
RELEASE_ENV, RELEASE_STATUS, RELEASE_MEMORY_INFO, RELEASE_SESSION = 92, 93, 94, 95
RELEASE_VALUE, RELEASE_TENSOR_INFO, RELEASE_SESSION_OPTIONS = 96, 99, 100


class Session(Protocol):
    """A loaded graph: arrays by name in, arrays by name out."""

    def run(self, inputs: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]: ...


def find_runtime() -> str:
    """What `open_session` will use, in words; an InputError says what to install where none is."""
    if importlib.util.find_spec("onnxruntime") is not None:
        return "the Python package onnxruntime"
    return str(_library_path())


def _library_path() -> Path:
    named = os.environ.get(LIBRARY_VARIABLE)
    path = Path(named) if named else _restored_library()
    if not path.is_file():
        raise InputError(
            f"no ONNX Runtime to check the stages with: the Python package onnxruntime is not"
            f" installed and {path} does not exist. Run `dotnet restore src/MuSiCa.Inference`, or"
            f" `pip install onnxruntime`, or set {LIBRARY_VARIABLE} to a libonnxruntime.so"
        )
    return path


def _restored_library() -> Path:
    """Where the version that the service pins lies once it is restored."""
    versions = VERSIONS.read_text(encoding="utf-8") if VERSIONS.is_file() else ""
    pinned = re.search(rf'Include="{re.escape(PACKAGE)}" Version="([^"]+)"', versions)
    version = pinned.group(1) if pinned else "unknown"
    packages = Path(os.environ.get("NUGET_PACKAGES") or Path.home() / ".nuget/packages")
    system = "linux-arm64" if platform.machine() == "aarch64" else "linux-x64"
    return packages / PACKAGE.lower() / version / "runtimes" / system / "native/libonnxruntime.so"


@contextmanager
def open_session(graph: bytes, threads: int = 1) -> Iterator[Session]:
    """Loads a serialised graph on the CPU."""
    if importlib.util.find_spec("onnxruntime") is not None:
        yield _PackageSession(graph, threads)
        return
    session = _LibrarySession(_library_path(), graph, threads)
    try:
        yield session
    finally:
        session.close()


class _PackageSession:
    def __init__(self, graph: bytes, threads: int):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )

    def run(self, inputs: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
        return dict(zip(outputs, self._session.run(outputs, inputs), strict=True))


class _ApiBase(ctypes.Structure):
    _fields_ = [
        ("get_api", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)),
        ("get_version", ctypes.CFUNCTYPE(ctypes.c_char_p)),
    ]


class _LibrarySession:
    def __init__(self, library: Path, graph: bytes, threads: int):
        loaded = ctypes.CDLL(str(library))
        loaded.OrtGetApiBase.restype = ctypes.POINTER(_ApiBase)
        table = loaded.OrtGetApiBase().contents.get_api(API_VERSION)
        if not table:
            raise InputError(f"{library}: older than ONNX Runtime 1.{API_VERSION}")
        self._table = ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))
        self._environment = self._make(
            CREATE_ENV, ctypes.c_int(3), ctypes.c_char_p(b"musica_train")
        )
        options = self._make(CREATE_SESSION_OPTIONS)
        self._check(SET_INTRA_OP_THREADS, options, ctypes.c_int(threads))
        self._session = self._make(
            CREATE_SESSION_FROM_ARRAY,
            self._environment,
            ctypes.c_char_p(graph),
            ctypes.c_size_t(len(graph)),
            options,
        )
        self._release(RELEASE_SESSION_OPTIONS, options)
        self._memory = self._make(CREATE_CPU_MEMORY_INFO, ctypes.c_int(1), ctypes.c_int(0))

    def run(self, inputs: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
        held = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        tensors = [self._tensor(array) for array in held.values()]
        results = (ctypes.c_void_p * len(outputs))()
        try:
            self._check(
                RUN,
                self._session,
                None,
                (ctypes.c_char_p * len(held))(*(name.encode() for name in held)),
                (ctypes.c_void_p * len(held))(*tensors),
                ctypes.c_size_t(len(held)),
                (ctypes.c_char_p * len(outputs))(*(name.encode() for name in outputs)),
                ctypes.c_size_t(len(outputs)),
                results,
            )
            return {n: self._array(v) for n, v in zip(outputs, results, strict=True)}
        finally:
            for value in (*tensors, *results):
                if value:
                    self._release(RELEASE_VALUE, ctypes.c_void_p(getattr(value, "value", value)))

    def close(self) -> None:
        self._release(RELEASE_MEMORY_INFO, self._memory)
        self._release(RELEASE_SESSION, self._session)
        self._release(RELEASE_ENV, self._environment)

    def _tensor(self, array: np.ndarray) -> ctypes.c_void_p:
        shape = (ctypes.c_int64 * array.ndim)(*array.shape)
        return self._make(
            CREATE_TENSOR_WITH_DATA,
            self._memory,
            ctypes.c_void_p(array.ctypes.data),
            ctypes.c_size_t(array.nbytes),
            shape,
            ctypes.c_size_t(array.ndim),
            ctypes.c_int(ELEMENT_TYPES[array.dtype]),
        )

    def _array(self, value: int) -> np.ndarray:
        """A copy of a float tensor."""
        handle = ctypes.c_void_p(value)
        info = self._make(GET_TENSOR_TYPE_AND_SHAPE, handle)
        rank = ctypes.c_size_t()
        self._check(GET_DIMENSIONS_COUNT, info, ctypes.byref(rank))
        shape = (ctypes.c_int64 * rank.value)()
        self._check(GET_DIMENSIONS, info, shape, rank)
        self._release(RELEASE_TENSOR_INFO, info)
        data = ctypes.cast(self._make(GET_TENSOR_DATA, handle), ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(data, tuple(shape)).copy()

    def _make(self, index: int, *arguments: object) -> ctypes.c_void_p:
        made = ctypes.c_void_p()
        self._check(index, *arguments, ctypes.byref(made))
        return made

    def _check(self, index: int, *arguments: object) -> None:
        status = ctypes.CFUNCTYPE(ctypes.c_void_p)(self._table[index])(*arguments)
        if status:
            text = ctypes.CFUNCTYPE(ctypes.c_char_p)(self._table[GET_ERROR_MESSAGE])
            message = (text(ctypes.c_void_p(status)) or b"").decode(errors="replace")
            self._release(RELEASE_STATUS, ctypes.c_void_p(status))
            raise InputError(f"ONNX Runtime: {message}")

    def _release(self, index: int, handle: ctypes.c_void_p) -> None:
        ctypes.CFUNCTYPE(None)(self._table[index])(handle)
