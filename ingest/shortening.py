"""Paths lose their numbers and UUIDs, so that millions of paths become few before anybody looks at them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

_Flags = np.ndarray[Any, np.dtype[np.bool_]]
_Bytes = np.ndarray[Any, np.dtype[np.uint8]]
_Places = np.ndarray[Any, np.dtype[np.int64]]

_SLASH, _ZERO = ord("/"), ord("0")
_UUID_BYTES = 36
_DASHES = np.array([8, 13, 18, 23])
_IS_HEX = np.isin(np.arange(256), list(b"0123456789abcdefABCDEF"))


def shortened(paths: pa.Array) -> pa.Array:
    """Return the paths with `0` for each segment that is a number or a UUID.

    `path_shape` makes the same of both, but far fewer of these differ. It is the commonest part of its work,
    done for all paths at once, where a regular expression takes one after the other.

    Parameters
    ----------
    paths
        Texts without query strings; nulls stay.
    """
    validity, offsets, data = paths.buffers()
    if paths.type != pa.string() or paths.offset or data is None:
        return paths
    rows = np.frombuffer(offsets, dtype=np.int32, count=len(paths) + 1)
    text = np.frombuffer(data, dtype=np.uint8, count=rows[-1])[rows[0] :].copy()
    rows = rows - rows[0]
    filled = np.flatnonzero(np.diff(rows))
    begins = np.zeros(len(text), dtype=np.bool_)
    begins[rows[filled]] = True
    # a piece is a slash and what follows it; a path may also begin without one
    starts = np.flatnonzero(begins | (text == _SLASH))
    sizes = np.diff(starts, append=len(text))
    ids = _ids(text, starts, sizes)
    kept = np.repeat(~ids, sizes)
    kept[starts] = kept[starts[ids] + 1] = True
    text[starts[ids] + 1] = _ZERO
    left = np.diff(rows)
    if len(filled):
        gone = np.where(ids, sizes - 2, 0)
        left[filled] -= np.add.reduceat(gone, np.flatnonzero(begins[starts])).astype(np.int32)
    ends = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(left, dtype=np.int32)))
    return pa.Array.from_buffers(
        pa.string(), len(paths), [validity, pa.py_buffer(ends), pa.py_buffer(text[kept])]
    )


def _ids(text: _Bytes, starts: _Places, sizes: _Places) -> _Flags:
    """Tell which pieces are `/` and a number, or `/` and a UUID."""
    digits = np.cumsum((text - np.uint8(_ZERO)) < 10, dtype=np.int32)
    last = digits[starts + sizes - 1]
    after_slash = (text[starts] == _SLASH) & (sizes > 1)
    ids: _Flags = after_slash & (last - digits[starts] == sizes - 1)
    perhaps = np.flatnonzero(after_slash & (sizes == _UUID_BYTES + 1))
    ids[perhaps] |= _are_uuids(text[starts[perhaps, None] + np.arange(1, _UUID_BYTES + 1)])
    return ids


def _are_uuids(texts: _Bytes) -> _Flags:
    """Tell which rows, 36 bytes each, are UUIDs as RFC 9562 writes them."""
    hexadecimal = _IS_HEX[texts]
    dashes = (texts[:, _DASHES] == ord("-")).all(axis=1)
    found: _Flags = dashes & (hexadecimal.sum(axis=1) == _UUID_BYTES - len(_DASHES))
    return found
