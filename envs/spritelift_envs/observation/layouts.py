"""The layouts by name, and frames stacked."""

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
from gymnasium import spaces
from gymnasium.vector.utils import batch_space

from spritelift_envs.observation.grids import GridLayout
from spritelift_envs.observation.groups import Groups
from spritelift_envs.observation.pictures import PixelsLayout
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_envs.observation.tables import EntitiesLayout, FlatLayout, SlotsLayout
from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError


@runtime_checkable
class Layout(Protocol):
    """One play's sightings as what an agent is given."""

    space: spaces.Space[Any]
    joined: bool
    """Whether frames that are stacked go on along the first axis; else they get an axis of their own, the first."""

    def begin(self) -> None:
        """Another episode."""
        ...

    def write(self, seen: Sighting, out: Any) -> int:
        """Fill `out`, an array or a dict of arrays of the space's shapes; gives how many sprites found no room."""
        ...


LAYOUTS: dict[str, Callable[[Settings, Art, Groups], Layout]] = {
    "slots": SlotsLayout,
    "flat": FlatLayout,
    "dict": EntitiesLayout,
    "grid": GridLayout,
    "pixels": PixelsLayout,
}


def make_layout(settings: Settings, art: Art, groups: Groups) -> Layout:
    """The layout of the settings.

    Raises:
        ConfigError: there is none of that name, or it can't be made so.
    """
    if settings.layout not in LAYOUTS:
        raise ConfigError(f"there is no layout {settings.layout!r}; known: {', '.join(map(repr, LAYOUTS))}.")
    layout = LAYOUTS[settings.layout](settings, art, groups)
    return layout if settings.stack == 1 else Stacked(layout, settings.stack)


def room_for(space: spaces.Space[Any], *count: int) -> Any:
    """Zeros of a layout's space, an array or a dict of arrays; of so many of them with `count`, along a first axis."""
    if isinstance(space, spaces.Dict):
        return {name: room_for(part, *count) for name, part in space.spaces.items()}
    return np.zeros((*count, *(space.shape or ())), space.dtype)


class Stacked:
    """The last `count` frames of a layout, the oldest first."""

    def __init__(self, layout: Layout, count: int) -> None:
        self._layout, self.joined = layout, layout.joined
        self._frames: deque[Any] = deque(maxlen=count)
        self.space = _joined(layout.space, count) if layout.joined else batch_space(layout.space, count)

    def begin(self) -> None:
        """Frames of another episode are no longer shown."""
        self._frames.clear()
        self._layout.begin()

    def write(self, seen: Sighting, out: Any) -> int:
        """As the layout does; before there are frames enough, the first one stands for those before it."""
        frame = room_for(self._layout.space)
        dropped = self._layout.write(seen, frame)
        self._frames.extend([frame] * ((self._frames.maxlen or 1) if not self._frames else 1))
        for name in frame if isinstance(frame, dict) else [None]:
            _stack(self._frames, name, out, self.joined)
        return dropped


def _stack(frames: deque[Any], name: str | None, out: Any, joined: bool) -> None:
    parts = [frame if name is None else frame[name] for frame in frames]
    (np.concatenate if joined else np.stack)(parts, out=out if name is None else out[name])


def _joined(space: spaces.Space[Any], count: int) -> spaces.Box:
    box = cast(spaces.Box, space)
    return spaces.Box(np.concatenate([box.low] * count), np.concatenate([box.high] * count), dtype=cast(Any, box.dtype))
