"""Actions, spaces and key maps as JSON. Spaces are Gymnasium's, known here only by their methods."""

from collections.abc import Mapping
from typing import Any

import numpy as np

_COMPOSITE = ("Dict", "Tuple")


def action_to_json(action: Any, space: Any = None) -> Any:
    """The action as JSON: through the space's `to_jsonable`, or, without a space, numpy turned into lists.

    The spaces Dict and Tuple keep their batch of one, as their own `from_jsonable` wants it.
    """
    if action is None:
        return None
    if space is None:
        return _plain(action)
    batch = space.to_jsonable([action])
    return _plain(batch if type(space).__name__ in _COMPOSITE else batch[0])


def action_of_json(stored: Any, space: Any) -> Any:
    """The action that `action_to_json` stored."""
    return space.from_jsonable(stored if type(space).__name__ in _COMPOSITE else [stored])[0]


def space_to_json(space: Any) -> dict[str, Any] | None:
    """What a space is: its type, its text and its sizes; of a Box with an end on every side, also its bounds."""
    if space is None:
        return None
    sizes = {name: _plain(getattr(space, name)) for name in ("n", "start", "nvec", "shape") if hasattr(space, name)}
    return {"type": type(space).__name__, "text": str(space), **sizes, **_bounds(space)}


def _bounds(space: Any) -> dict[str, Any]:
    bounded = getattr(space, "is_bounded", None)
    if bounded is None or not bounded("both"):  # JSON has no word for infinity
        return {}
    return {"low": _plain(space.low), "high": _plain(space.high), "dtype": str(space.dtype)}


def keys_to_json(key_map: Mapping[str | tuple[Any, ...], Any] | None) -> list[list[Any]] | None:
    """A key map (keys held -> action) as `[[names of the keys], action]` rows."""
    if key_map is None:
        return None
    return [[[_key_name(key) for key in keys], _plain(action)] for keys, action in key_map.items()]


def _key_name(key: Any) -> str:
    return chr(key) if isinstance(key, int) and 32 <= key < 127 else str(key)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value
