"""Rows of numbers as DuckDB reads them in one piece: an Arrow stream by its C interface, which needs no further library.

See https://arrow.apache.org/docs/format/CStreamInterface.html. DuckDB reads no matrix of numpy; as a column a number it takes
twice as long, as lists of Python twenty times.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any

import numpy as np

# Rows that are handed over at once.
_AT_ONCE = 65_536
_OK = 0


class _Schema(ctypes.Structure):
    """ArrowSchema."""


class _Array(ctypes.Structure):
    """ArrowArray."""


class _Stream(ctypes.Structure):
    """ArrowArrayStream."""


_ReleaseSchema = ctypes.CFUNCTYPE(None, POINTER(_Schema))
_ReleaseArray = ctypes.CFUNCTYPE(None, POINTER(_Array))
_ReleaseStream = ctypes.CFUNCTYPE(None, POINTER(_Stream))
_GetSchema = ctypes.CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Schema))
_GetNext = ctypes.CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Array))
_GetError = ctypes.CFUNCTYPE(c_char_p, POINTER(_Stream))

_Schema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(_Schema))),
    ("dictionary", c_void_p),
    ("release", _ReleaseSchema),
    ("private_data", c_void_p),
]
_Array._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(_Array))),
    ("dictionary", c_void_p),
    ("release", _ReleaseArray),
    ("private_data", c_void_p),
]
_Stream._fields_ = [
    ("get_schema", _GetSchema),
    ("get_next", _GetNext),
    ("get_last_error", _GetError),
    ("release", _ReleaseStream),
    ("private_data", c_void_p),
]


class Vectors:
    """Columns `item_id` and `vec` of these arrays, for `Cursor.register`; they are not copied, so keep this while it is read.

    Parameters
    ----------
    ids
        One int64 a row.
    rows
        As many rows of float32.
    """

    def __init__(self, ids: np.ndarray, rows: np.ndarray) -> None:
        self._ids = np.ascontiguousarray(ids, np.int64)
        self._rows = np.ascontiguousarray(rows, np.float32)
        self._next = 0
        self._kept: list[Any] = []
        self._stream = _Stream(
            _GetSchema(self._tell_schema),
            _GetNext(self._tell_next),
            _GetError(lambda _: None),
            _ReleaseStream(_release),
            None,
        )

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """The stream, from its first row on; one at a time."""
        self._next = 0
        self._stream.release = self._keep(_ReleaseStream(_release))
        return _new_capsule(ctypes.addressof(self._stream), b"arrow_array_stream", None)

    def _tell_schema(self, _: Any, target: Any) -> int:
        number = self._schema(b"f", b"item")
        columns = [self._schema(b"l", b"item_id"), self._schema(b"+w:%d" % self._rows.shape[1], b"vec", number)]
        target[0] = self._schema(b"+s", b"", *columns)
        return _OK

    def _tell_next(self, _: Any, target: Any) -> int:
        first, last = self._next, min(self._next + _AT_ONCE, len(self._ids))
        if first >= last:
            target[0] = _Array()  # a released one ends the stream
            return _OK
        self._next = last
        ids, rows = self._ids[first:last], self._rows[first:last]
        number = self._array(rows.size, (None, rows.ctypes.data))
        columns = [self._array(len(ids), (None, ids.ctypes.data)), self._array(len(ids), (None,), number)]
        target[0] = self._array(len(ids), (None,), *columns)
        return _OK

    def _schema(self, form: bytes, name: bytes, *children: _Schema) -> _Schema:
        below = self._pointers(_Schema, children)
        return self._keep(
            _Schema(form, name, None, 0, len(children), below, None, self._keep(_ReleaseSchema(_release)), None)
        )

    def _array(self, length: int, buffers: tuple[int | None, ...], *children: _Array) -> _Array:
        places = self._keep((c_void_p * len(buffers))(*buffers))
        below = self._pointers(_Array, children)
        release = self._keep(_ReleaseArray(_release))
        return self._keep(_Array(length, 0, 0, len(buffers), len(children), places, below, None, release, None))

    def _pointers(self, kind: Any, children: tuple[Any, ...]) -> Any:
        return self._keep((POINTER(kind) * len(children))(*map(ctypes.pointer, children)))

    def _keep(self, made: Any) -> Any:
        """What lives as long as this does: the reader holds addresses only."""
        self._kept.append(made)
        return made


def _release(what: Any) -> None:
    """Nothing is given back before its owner goes; a reader sees by the empty pointer that it was released."""
    what.contents.release = type(what.contents.release)()


_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [c_void_p, c_char_p, c_void_p]
