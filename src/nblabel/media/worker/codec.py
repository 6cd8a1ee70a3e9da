"""What travels to the worker and back. Answers are plain data, never pickles: a file may break the worker, not the notebook."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from nblabel.errors import MediaProblem, MissingExtra

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MOST_BYTES = 2**31
# Pixels travel beside the message, so that they are not copied into it.
_PICTURE, _ARRAY = 2, 3
_VALUES = {
    16: ("nblabel.media.pictures.headers", "Header"),
    17: ("nblabel.media.pictures.thumbnail", "Thumb"),
    18: ("nblabel.media.pictures.picture", "Preview"),
    19: ("nblabel.media.pictures.sound", "Sound"),
}
_CODES = {name: code for code, (_, name) in _VALUES.items()}
_PROBLEMS = {"MediaProblem": MediaProblem, "MissingExtra": MissingExtra}
_PART = struct.Struct("<Q")


def packed(value: object) -> list[ReadableBuffer]:
    """A value as parts: the message, then the pixels that it speaks of."""
    buffers: list[ReadableBuffer] = []
    return [msgspec.msgpack.encode(_plain(value, buffers)), *buffers]


def unpacked(parts: Sequence[bytearray]) -> Any:
    """The value again; raises MediaProblem where the parts make no sense."""
    try:
        return _decode(memoryview(parts[0]), parts[1:])
    except (msgspec.MsgspecError, LookupError, ValueError, TypeError) as problem:
        raise MediaProblem("The answer about this file made no sense; try it again.") from problem


def send(pipe: BinaryIO, parts: Sequence[ReadableBuffer]) -> None:
    """Write one message: the number of parts, each length, each part."""
    views = [memoryview(part).cast("B") for part in parts]
    pipe.write(b"".join(_PART.pack(number) for number in (len(views), *(view.nbytes for view in views))))
    for view in views:
        while view.nbytes:
            view = view[pipe.write(view) :]


def receive(pipe: BinaryIO) -> list[bytearray]:
    """Read one message; raises EOFError where the other side is gone, ValueError where it talks nonsense."""
    number = _PART.unpack(_read(pipe, _PART.size))[0]
    if number > 64:
        raise ValueError(f"A message of {number} parts.")
    lengths = [_PART.unpack(_read(pipe, _PART.size))[0] for _ in range(number)]
    if sum(lengths) > MOST_BYTES:
        raise ValueError(f"A message of {sum(lengths)} bytes.")
    return [_read(pipe, length) for length in lengths]


def problem_parts(problem: BaseException, reason: str) -> list[ReadableBuffer]:
    """A mistake as parts, with what tells whether it may pass by itself."""
    cause = problem.__cause__ or problem
    number = cause.errno if isinstance(cause, OSError) else None
    name = "MissingExtra" if isinstance(problem, MissingExtra) else "MediaProblem"
    return packed(["problem", name, reason, number, isinstance(cause, MemoryError)])


def problem_from(name: str, reason: str, number: int | None, is_memory: bool) -> MediaProblem:
    """The mistake again, as it was raised in the worker."""
    problem = _PROBLEMS.get(name, MediaProblem)(reason)
    if number is not None:
        problem.__cause__ = OSError(number, reason)
    elif is_memory:
        problem.__cause__ = MemoryError(reason)
    return problem


def _read(pipe: BinaryIO, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view.nbytes:
        got = pipe.readinto(view)  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        view = view[got:]
    return data


def _plain(value: Any, buffers: list[ReadableBuffer]) -> Any:
    code = _CODES.get(type(value).__name__)
    if code is not None:
        values = [_plain(getattr(value, field.name), buffers) for field in fields(value)]
        return msgspec.msgpack.Ext(code, msgspec.msgpack.encode(values))
    if hasattr(value, "getbands"):
        buffers.append(value.tobytes())
        return _ext(_PICTURE, [value.mode, value.width, value.height, len(buffers) - 1])
    if hasattr(value, "__array_interface__"):
        buffers.append(value.tobytes())
        return _ext(_ARRAY, [value.dtype.str, list(value.shape), len(buffers) - 1])
    if isinstance(value, (list, tuple)):
        is_numbers = all(type(entry) in {float, int} for entry in value)
        return value if is_numbers else [_plain(entry, buffers) for entry in value]
    return value


def _ext(code: int, values: list[Any]) -> msgspec.msgpack.Ext:
    return msgspec.msgpack.Ext(code, msgspec.msgpack.encode(values))


def _decode(data: memoryview, buffers: Sequence[bytearray]) -> Any:
    def special(code: int, inside: memoryview) -> Any:
        values = msgspec.msgpack.decode(inside, ext_hook=special)
        if code == _PICTURE:
            import PIL.Image

            mode, width, height, place = values
            return PIL.Image.frombytes(mode, (width, height), buffers[place])
        if code == _ARRAY:
            import numpy as np

            return np.frombuffer(buffers[values[2]], np.dtype(values[0])).reshape(values[1])
        module, name = _VALUES[code]
        return getattr(import_module(module), name)(*values)

    return msgspec.msgpack.decode(data, ext_hook=special)
