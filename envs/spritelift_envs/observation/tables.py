"""Layouts of rows: a table of sprites, the same flattened, and the same in parts by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces

from spritelift_envs.observation.columns import UNEXPLAINED, Columns
from spritelift_envs.observation.groups import Groups
from spritelift_envs.observation.seats import FREE, empty_seats, seated
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError

PARTS = {"position": ("x", "y"), "velocity": ("dx", "dy"), "size": ("width", "height")}
"""What layout "dict" calls pairs of columns."""


class SlotsLayout:
    """Box (slots, columns), float32: a sprite's row stays while its track lives; empty rows are 0."""

    joined = False

    def __init__(self, settings: Settings, art: Art, groups: Groups, columns: Columns | None = None) -> None:
        self.columns = columns or Columns.of(settings, art, groups)
        self._counts, self._part = _parts(settings, groups)
        low, high = (np.tile(row, (sum(self._counts), 1)) for row in (self.columns.low, self.columns.high))
        self.space: spaces.Space[Any] = spaces.Box(np.minimum(low, 0), np.maximum(high, 0), dtype=np.float32)
        self._told = self.columns.names.index(UNEXPLAINED) if UNEXPLAINED in self.columns.names else None
        self.begin()

    def begin(self) -> None:
        """No track has a seat."""
        self._seats = empty_seats(self._counts)

    def write(self, seen: Sighting, out: Any) -> int:
        """Fill `out` with a frame; gives how many sprites found no slot."""
        tracks, fixed, areas = seen.rows[:, 5], seen.rows[:, 6] > 0, seen.sizes[:, 0] * seen.sizes[:, 1]
        slot = seated(self._seats, tracks, areas, fixed, self._part[seen.group], seen.alive)
        has = slot != FREE
        out[...] = 0
        out[slot[has]] = self.columns.of_sighting(seen)[has]
        if self._told is not None:
            out[:, self._told] = self.columns.novelty(seen)
        return int(np.count_nonzero(~has))


class FlatLayout(SlotsLayout):
    """Box (slots x columns,), float32: the same, one row after the other."""

    joined = True

    def __init__(self, settings: Settings, art: Art, groups: Groups) -> None:
        super().__init__(settings, art, groups)
        assert isinstance(self.space, spaces.Box)
        self._shape = self.space.shape
        self.space = spaces.Box(self.space.low.ravel(), self.space.high.ravel(), dtype=np.float32)

    def write(self, seen: Sighting, out: Any) -> int:
        """As in the table."""
        return super().write(seen, out.reshape(self._shape))


class EntitiesLayout:
    """Dict: `sprite` int64 (slots,), `position`, `velocity`, `size` float32 (slots, 2), `mask` int8 (slots,), 1 where
    a sprite is seen; with novelty, `unexplained` float32 (1,)."""

    joined = False

    def __init__(self, settings: Settings, art: Art, groups: Groups) -> None:
        names = ("present", "sprite", *(name for pair in PARTS.values() for name in pair))
        columns = Columns.of(_plain(settings), art, groups, names)
        self._table = SlotsLayout(settings, art, groups, columns)
        box = self._table.space
        assert isinstance(box, spaces.Box)
        slots = box.shape[0]
        self._scratch = np.zeros(box.shape, np.float32)
        self._at = {part: slice(names.index(pair[0]), names.index(pair[1]) + 1) for part, pair in PARTS.items()}
        self._last = max(1, len(groups.names) - 1) if settings.normalised else 1
        parts: dict[str, spaces.Space[Any]] = {
            "sprite": spaces.Box(0, max(0, len(groups.names) - 1), (slots,), np.int64),
            "mask": spaces.MultiBinary(slots),
            **{part: spaces.Box(box.low[:, at], box.high[:, at]) for part, at in self._at.items()},
        }
        if settings.novelty:
            parts[UNEXPLAINED] = spaces.Box(0, 1, (1,), np.float32)
        self.space: spaces.Space[Any] = spaces.Dict(parts)

    def begin(self) -> None:
        """No track has a seat."""
        self._table.begin()

    def write(self, seen: Sighting, out: Any) -> int:
        """Fill the arrays of `out`, by name."""
        dropped = self._table.write(seen, self._scratch)
        out["mask"][...] = self._scratch[:, 0]
        out["sprite"][...] = np.rint(self._scratch[:, 1] * self._last)
        for part, at in self._at.items():
            out[part][...] = self._scratch[:, at]
        if UNEXPLAINED in out:
            out[UNEXPLAINED][...] = self._table.columns.novelty(seen)
        return dropped


def _plain(settings: Settings) -> Settings:
    """The same, without what has a place of its own in a Dict."""
    from dataclasses import replace

    return replace(settings, novelty=False)


def _parts(settings: Settings, groups: Groups) -> tuple[list[int], np.ndarray]:
    """How many slots each part of the table has, and int64 [groups]: the part of each, -1 for none."""
    if not isinstance(settings.slots, Mapping):
        if settings.slots < 1:
            raise ConfigError(f"slots must be at least 1, got {settings.slots}. Try slots=64.")
        return [settings.slots], np.zeros(len(groups.names), np.int64)
    if unknown := [name for name in settings.slots if name not in groups.names]:
        raise ConfigError(f"slots are for a group {unknown[0]!r}; there are {', '.join(groups.names)}.")
    if wrong := [name for name, count in settings.slots.items() if count < 1]:
        raise ConfigError(f"slots[{wrong[0]!r}] must be at least 1. Leave the group out of slots to not see it.")
    order = list(settings.slots)
    return list(settings.slots.values()), np.array([order.index(g) if g in order else -1 for g in groups.names])
