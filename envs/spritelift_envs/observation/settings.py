"""What of a game's sprites an agent is given, and in which form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from spritelift_envs.observation.groups import Asked
from spritelift_runtime.errors import ConfigError


class MoreSettings(TypedDict, total=False):
    """Those of `Settings` that are given by name only."""

    groups: Asked
    columns: Sequence[str] | None
    normalised: bool
    one_hot: bool
    background: bool
    novelty: bool
    rarity: bool
    stack: int
    cell_px: int


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings that `SpriteObservation` and `SpriteVectorObservation` share.

    Raises:
        ConfigError: one that can't work, with one that would.
    """

    layout: str = "slots"
    """"slots", "flat", "dict", "grid" or "pixels"."""
    slots: int | Mapping[str, int] = 64
    """How many sprites a table holds; by name of group, how many of each, in this order."""
    groups: Asked = "sprite"
    """What the agent tells apart: `Groups.of`."""
    columns: Sequence[str] | None = None
    """Of a table (`COLUMNS`, `MORE_COLUMNS`), in this order; None: `COLUMNS`."""
    normalised: bool = False
    """Numbers about -1 to 1 in place of pixels and ids: see `columns.py`."""
    one_hot: bool = False
    """In tables, in place of the sprite's id a column for each group."""
    background: bool = True
    """Whether tiles standing in a background, and with "pixels" the backgrounds, are seen."""
    novelty: bool = False
    """Whether the agent sees how much of the frame no sprite explains."""
    rarity: bool = False
    """Whether `info["rarity"]` tells how rarely something of a group stood where it does: `Visits`."""
    stack: int = 1
    """Frames that one observation shows, the oldest first; the first of an episode stands for those before it."""
    cell_px: int = 8
    """Side of a cell of the grid, and of what `rarity` counts, in pixels."""

    def __post_init__(self) -> None:
        if isinstance(self.slots, Mapping) and not isinstance(self.groups, Mapping):
            raise ConfigError("slots by name of group need groups that have names. Give groups={...}, too.")
        for name in ("stack", "cell_px"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} must be at least 1, got {getattr(self, name)}.")
        if self.one_hot and self.layout not in ("slots", "flat"):
            raise ConfigError(f"layout {self.layout!r} has no column to be made one-hot. Leave one_hot out.")
        if self.columns is not None and self.layout not in ("slots", "flat"):
            raise ConfigError(f"layout {self.layout!r} has no columns to choose. Leave columns out.")
