"""Which placements an edit is about."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

SPRITE, TRACK = PLACEMENT_COLUMNS.index("sprite"), PLACEMENT_COLUMNS.index("track")


@dataclass(frozen=True, kw_only=True)
class Where:
    """Placements for which all that is given holds; with nothing given, every one on every frame.

    Raises:
        ConfigError: frames that end before they begin, or rows of more than one frame.
    """

    first: int = 0
    """Frame from which on."""
    end: int | None = None
    """Frame before which it ends; None: to the last."""
    rows: tuple[int, ...] | None = None
    """Numbers in the frame's order; of one frame only."""
    sprites: tuple[int, ...] | None = None
    tracks: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.first < 0 or (self.end is not None and self.end <= self.first):
            raise ConfigError(f"frames {self.first} to {self.end} are none. Give a first frame, and an end after it.")
        if self.rows is not None and self.end != self.first + 1:
            raise ConfigError("rows are those of one frame. Name a track or a sprite to change more of them.")

    @classmethod
    def on(cls, frame: int, *rows: int) -> "Where":
        """Placements of one frame, by their place in its order."""
        return cls(first=frame, end=frame + 1, rows=rows)

    def holds(self, frame: int) -> bool:
        """Whether it is about this frame."""
        return self.first <= frame and (self.end is None or frame < self.end)

    def rows_of(self, scene: Scene, frame: int) -> frozenset[int]:
        """The placements of a scene that are meant, by their place in its order."""
        if not self.holds(frame):
            return frozenset()
        return frozenset(row for row, placement in enumerate(scene.placements) if self._means(row, placement))

    def frames_of(self, scenes: Scenes) -> np.ndarray:
        """int64: frames of these scenes with any such placement, looked for in columns."""
        starts, stops = scenes.placement_offsets[:-1], scenes.placement_offsets[1:]
        counted = np.concatenate([[0], np.cumsum(self._meant(scenes))])
        frames = np.flatnonzero(counted[stops] > counted[starts])
        return frames[(frames >= self.first) & (frames < (len(scenes) if self.end is None else self.end))]

    def _means(self, row: int, placement: Placement) -> bool:
        return (
            (self.rows is None or row in self.rows)
            and (self.sprites is None or placement.sprite in self.sprites)
            and (self.tracks is None or placement.track in self.tracks)
        )

    def _meant(self, scenes: Scenes) -> Bool[np.ndarray, " row"]:
        meant = np.ones(len(scenes.placements), bool)
        for column, wanted in ((SPRITE, self.sprites), (TRACK, self.tracks)):
            if wanted is not None:
                meant &= np.isin(scenes.placements[:, column], wanted)
        return meant
