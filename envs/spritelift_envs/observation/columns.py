"""The columns of a table of sprites: what they hold, and between which bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_envs.observation.groups import Groups
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError

COLUMNS = ("present", "sprite", "x", "y", "dx", "dy", "width", "height", "layer")
"""Columns of the table. `present` is 1 in a slot whose track is seen on this frame; else the whole row is 0.
`sprite` is the bundle's sprite id, or the number of its group; x, y are its top-left corner, dx, dy its move since the
frame before (0 if it was not there), width and height its size, all in pixels; `layer` is where it is painted, higher
in front."""
MORE_COLUMNS = ("flip_x", "flip_y", "fixed")
"""Others that may be asked for: whether it is mirrored, and whether it is a tile standing in a background."""
UNEXPLAINED = "unexplained"
"""The last column where novelty is asked for: the share of the frame's pixels that no sprite explains, in every row."""
LAYER_LIMIT = 1000.0
NORMAL_LAYER = 8.0
"""Normalised, `layer` is in eighths, and cut at -1 and 1, as `dx` and `dy` are, which are in tenths of the frame's
longer side; x, y, width and height are shares of the frame's sides, `sprite` of the last id. The rest stays."""
FAST = 0.1
_ALL = (*COLUMNS, *MORE_COLUMNS, UNEXPLAINED)


@dataclass(frozen=True, eq=False)
class Columns:
    """Those that were asked for: where each comes from, its scale, and its bounds (float32 [columns])."""

    names: tuple[str, ...]
    source: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray
    groups: int
    pixels: int
    """Of a frame."""

    @classmethod
    def of(cls, settings: Settings, art: Art, groups: Groups, names: Sequence[str] | None = None) -> "Columns":
        """Those of the settings, or the ones named.

        Raises:
            ConfigError: there is no such column.
        """
        names = list(names or settings.columns or COLUMNS)
        if unknown := [name for name in names if name not in _ALL[:-1]]:
            raise ConfigError(f"there is no column {unknown[0]!r}; known: {', '.join(_ALL[:-1])}.")
        if settings.one_hot:
            spread = ([f"is_{g}" for g in groups.names] if name == "sprite" else [name] for name in names)
            names = [name for some in spread for name in some]
        names += [UNEXPLAINED] * settings.novelty
        every = [*_ALL, *(f"is_{g}" for g in groups.names)]
        source = np.array([every.index(name) for name in names], np.int64)
        scale, low, high = _bounds(settings, art, len(groups.names))
        columns = (source, scale[source], low[source], high[source])
        return cls(tuple(names), *columns, len(groups.names), art.size[0] * art.size[1])

    def of_sighting(self, seen: Sighting) -> np.ndarray:
        """float32 [n, columns]: a row for each placement."""
        full = np.zeros((len(seen.rows), len(_ALL) + self.groups), np.float32)
        full[:, 0], full[:, 1], full[:, 2:4] = 1, seen.group, seen.rows[:, 1:3]
        full[:, 4:6], full[:, 6:8], full[:, 8] = seen.moves, seen.sizes, seen.rows[:, 3]
        full[:, 9], full[:, 10], full[:, 11] = seen.rows[:, 4] & 1, seen.rows[:, 4] >> 1, seen.rows[:, 6]
        full[np.arange(len(full)), len(_ALL) + seen.group] = 1
        picked = full[:, self.source] * self.scale
        return np.minimum(np.maximum(picked, self.low), self.high)

    def novelty(self, seen: Sighting) -> float:
        """The share of the frame that nothing explains."""
        return seen.unexplained_px / self.pixels


def _bounds(settings: Settings, art: Art, groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scale, least and greatest of every column there is: whatever is partly on the frame is inside."""
    width, height = art.size
    wide = max((sprite.box[0] for sprite in art.sprites), default=1)
    high = max((sprite.box[1] for sprite in art.sprites), default=1)
    last = max(1, groups - 1)
    ones = (1,) * (len(MORE_COLUMNS) + 1 + groups)
    least = np.array((0, 0, -wide, -high, -width - wide, -height - high, 0, 0, -LAYER_LIMIT, *(0 for _ in ones)))
    most = np.array((1, last, width, height, width + wide, height + high, wide, high, LAYER_LIMIT, *ones))
    scale = np.ones(len(least))
    if settings.normalised:
        fast = FAST * max(width, height)
        scale[1:9] = 1 / np.array((last, width, height, fast, fast, width, height, NORMAL_LAYER))
        least, most = least * scale, most * scale
        cut = [4, 5, 8]
        least[cut], most[cut] = -1, 1
    return scale.astype(np.float32), least.astype(np.float32), most.astype(np.float32)
