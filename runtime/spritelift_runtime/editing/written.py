"""Edits as JSON: `{"edit": "move", "where": {"tracks": [3]}, "dx": 1}`. What has its default isn't written."""

import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

import numpy as np

from spritelift_runtime.editing.edits import Add, Backdrop, Become, Edit, Flip, Lift, Move, Recoloured, Remove
from spritelift_runtime.editing.sheet_edits import Draw, Group, Paint, Redraw, Rename, Split
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import FormatError
from spritelift_runtime.scene import Cut, Placement

KIND = "edit"
KINDS: dict[str, type[Edit]] = {
    kind.__name__.lower(): kind
    for kind in (
        Add, Backdrop, Become, Flip, Lift, Move, Recoloured, Remove, Draw, Group, Paint, Redraw, Rename, Split,
    )
}  # fmt: skip
LARGEST_PX = 1 << 24
"""No picture of an edit is larger; one that says so is damaged."""


def to_json(edit: Edit) -> dict[str, Any]:
    """An edit as what `json` can write."""
    return {KIND: type(edit).__name__.lower()} | _fields(edit)


def of_json(written: Mapping[str, Any]) -> Edit:
    """Back from `to_json`.

    Raises:
        FormatError: no edit, or one that this version doesn't know.
        ConfigError: frames or rows that can't be.
    """
    kind = KINDS.get(str(written.get(KIND)))
    if kind is None:
        raise FormatError(f"{written.get(KIND)!r} is no edit. Known are {', '.join(sorted(KINDS))}.")
    known = {field.name for field in fields(kind)}
    given = {name: value for name, value in written.items() if name != KIND}
    if strange := sorted(given.keys() - known):
        raise FormatError(f"an edit of kind {written[KIND]} has no {strange[0]!r}. It has {', '.join(sorted(known))}.")
    try:
        return kind(**{name: READ.get(name, _frozen)(value) for name, value in given.items()})
    except (KeyError, TypeError, ValueError, zlib.error) as err:
        raise FormatError(f"an edit of kind {written[KIND]} that can't be read: {err}.") from err


def _fields(record: Any) -> dict[str, Any]:
    return {
        field.name: _written(value)
        for field in fields(record)
        if not _is_default(field, value := getattr(record, field.name))
    }


def _is_default(field: Field[Any], value: Any) -> bool:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return value is default or (not isinstance(value, np.ndarray) and bool(value == default))


def _written(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _picture(value)
    if isinstance(value, Where | Placement):
        return _fields(value)
    if isinstance(value, Cut):
        return {"size": list(value.mask.shape), "bits": _text(np.packbits(value.mask).tobytes())}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value


def _picture(rgba: np.ndarray) -> dict[str, Any]:
    return {"size": [rgba.shape[1], rgba.shape[0]], "rgba": _text(zlib.compress(np.ascontiguousarray(rgba).tobytes()))}


def _pixels(written: Mapping[str, Any]) -> np.ndarray:
    wide, high = written["size"]
    if min(wide, high) < 1 or wide * high > LARGEST_PX:
        raise ValueError(f"a picture of {wide}x{high} px")
    content = zlib.decompressobj().decompress(base64.b64decode(written["rgba"]), 4 * wide * high + 1)
    return np.frombuffer(content, np.uint8).reshape(high, wide, 4).copy()


def _where(written: Mapping[str, Any]) -> Where:
    return Where(**{name: _frozen(value) for name, value in written.items()})


def _placement(written: Mapping[str, Any]) -> Placement:
    given: dict[str, Any] = {name: _frozen(value) for name, value in written.items()}
    return Placement(**(given | ({"cut": _cut(written["cut"])} if "cut" in written else {})))


def _cut(written: Mapping[str, Any]) -> Cut:
    high, wide = written["size"]
    bits = np.unpackbits(np.frombuffer(base64.b64decode(written["bits"]), np.uint8), count=high * wide)
    return Cut(bits.astype(bool).reshape(high, wide))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


READ: dict[str, Callable[[Any], Any]] = {
    "where": _where,
    "rgba": _pixels,
    "placements": lambda written: tuple(_placement(each) for each in written),
}
"""Fields that are more than numbers, words and lists."""
