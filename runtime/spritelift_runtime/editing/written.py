"""Edits as JSON: `{"edit": "move", "where": {"tracks": [3]}, "dx": 1}`. What has its default isn't written."""

import base64
import math
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import numpy as np

from spritelift_runtime.editing.edits import Add, Backdrop, Become, Edit, Flip, Lift, Move, Recoloured, Remove
from spritelift_runtime.editing.merging import Merge
from spritelift_runtime.editing.restaging import Perform, Recast
from spritelift_runtime.editing.sheet_edits import Draw, Group, Hang, Paint, Pivot, Redraw, Rename
from spritelift_runtime.editing.splitting import Split
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import FormatError
from spritelift_runtime.scene import Cut, Placement

KIND = "edit"
KINDS: dict[str, type[Edit]] = {
    kind.__name__.lower(): kind
    for kind in (
        Add, Backdrop, Become, Flip, Lift, Move, Recoloured, Remove,
        Draw, Group, Hang, Paint, Pivot, Redraw, Rename,
        Merge, Perform, Recast, Split,
    )
}  # fmt: skip
LARGEST_PX = 1 << 24
"""No picture of an edit is larger; one that says so is damaged."""
FARTHEST = 1 << 31
"""Scenes count in 32 bits."""
T = TypeVar("T")


def to_json(edit: Edit) -> dict[str, Any]:
    """An edit as what `json` can write."""
    return {KIND: type(edit).__name__.lower()} | _fields(edit)


def of_json(written: Any) -> Edit:
    """Back from `to_json`.

    Raises:
        FormatError: no edit, or one that this version doesn't know.
        ConfigError: frames or rows that can't be.
    """
    if not isinstance(written, Mapping):
        raise FormatError(f"{written!r} is no edit."[:200])
    kind = KINDS.get(str(written.get(KIND)))
    if kind is None:
        raise FormatError(f"{written.get(KIND)!r} is no edit. Known are {', '.join(sorted(KINDS))}.")
    known = {field.name for field in fields(kind)}
    given = {name: value for name, value in written.items() if name != KIND}
    if strange := sorted(given.keys() - known):
        raise FormatError(f"an edit of kind {written[KIND]} has no {strange[0]!r}. It has {', '.join(sorted(known))}.")
    try:
        return _record(kind, given)
    except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as err:
        raise FormatError(f"an edit of kind {written[KIND]} that can't be read: {err}.") from err


Given = Edit | Mapping[str, Any]
"""An edit, or what `json` reads of one."""


def edits_of(given: Given | Iterable[Given]) -> tuple[Edit, ...]:
    """Edits, one or several, given as they are or as JSON.

    Raises:
        FormatError, ConfigError: as `of_json`.
    """
    several = (given,) if isinstance(given, Edit | Mapping) else given
    return tuple(each if isinstance(each, Edit) else of_json(each) for each in several)


def _record(kind: type[T], written: Mapping[str, Any]) -> T:
    """A record of its fields, each of which is of the kind that it says."""
    read = {name: READ.get(name, _frozen)(value) for name, value in written.items()}
    types = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    for name, value in read.items():
        if name in types and not _fits(value, types[name]):
            raise ValueError(f"{name} can't be {value!r}"[:200])
    return kind(**read)


def _fits(value: Any, kind: Any) -> bool:
    origin, kinds = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return any(_fits(value, each) for each in kinds)
    if origin is tuple:
        if not isinstance(value, tuple) or (kinds[-1] is not ... and len(value) != len(kinds)):
            return False
        each = (kinds[0],) * len(value) if kinds[-1] is ... else kinds
        return all(_fits(part, one) for part, one in zip(value, each, strict=True))
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is int and abs(value) < FARTHEST if kind is int else isinstance(value, kind)


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


def _picture(pixels: np.ndarray) -> dict[str, Any]:
    content = zlib.compress(np.ascontiguousarray(pixels).tobytes())
    return {"size": [pixels.shape[1], pixels.shape[0]], "rgba" if pixels.ndim == 3 else "plain": _text(content)}


def _pixels(written: Mapping[str, Any]) -> np.ndarray:
    return _unpacked(written, "rgba", 4)


def _plain(written: Mapping[str, Any]) -> np.ndarray:
    return _unpacked(written, "plain", 1)[..., 0]


def _unpacked(written: Mapping[str, Any], name: str, channels: int) -> np.ndarray:
    wide, high = written["size"]
    if min(wide, high) < 1 or wide * high > LARGEST_PX:
        raise ValueError(f"a picture of {wide}x{high} px")
    content = zlib.decompressobj().decompress(base64.b64decode(written[name]), channels * wide * high + 1)
    return np.frombuffer(content, np.uint8).reshape(high, wide, channels).copy()


def _where(written: Mapping[str, Any]) -> Where:
    return _record(Where, written)


def _placement(written: Mapping[str, Any]) -> Placement:
    return _record(Placement, written)


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
    "owner": _plain,
    "cut": _cut,
    "placements": lambda written: tuple(_placement(each) for each in written),
}
"""Fields that are more than numbers, words and lists."""
