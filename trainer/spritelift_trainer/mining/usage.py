"""Where each sprite of a dictionary shows over a whole clip, in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.scene import Placement
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.explaining import told
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.sightings import stood

_SPRITE, _X, _Y, _FLIP = (PLACEMENT_COLUMNS.index(name) for name in ("sprite", "x", "y", "flip"))


@dataclass(frozen=True, eq=False)
class Usage:
    """Where each sprite shows."""

    frames: list[np.ndarray]
    """For each sprite the frames that show it, in order; those without a frame before them are left out."""
    scenes: Scenes
    """Of every frame."""
    rows: list[np.ndarray]
    """For each sprite the rows of `scenes` that place it, in order."""

    @classmethod
    def of(cls, clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], blend: Blend = "rounded") -> "Usage":
        """Explain the whole clip with these sprites."""
        dictionary = Dictionary(sprites, blend)
        scenes = told(clip, backdrop, dictionary).scenes(backdrop, dictionary)
        sprite = scenes.placements[:, _SPRITE]
        order = np.argsort(sprite, kind="stable")
        rows = np.split(order, np.searchsorted(sprite[order], np.arange(1, len(sprites) + 1)))[: len(sprites)]
        frame = scenes.frame_of_rows()
        return cls([np.setdiff1d(frame[each], clip.starts) for each in rows], scenes, rows)

    def placements(self, sprite: int, frames: np.ndarray) -> list[tuple[int, Placement]]:
        """The sprite's placements on these frames."""
        rows = self.rows[sprite]
        t = self._frame_of(rows)
        shown = np.isin(t, frames)
        return self._placed(rows[shown], t[shown])

    def births(self, sprite: int, most: int) -> list[tuple[int, Placement]]:
        """The first placements that were not in the same place on the frame before, until there are so many."""
        rows = self.rows[sprite]
        t = self._frame_of(rows)
        new = ~stood(self.scenes.placements[rows][:, [_X, _Y, _FLIP]], t) & np.isin(t, self.frames[sprite])
        first = np.flatnonzero(new)[:most]
        return self._placed(rows[first], t[first])

    def near(self, frame: int, p: Placement, reach: int) -> list[Placement]:
        """Other placements on that frame whose corners are at most so many pixels from that one's."""
        first, last = self.scenes.placement_offsets[frame : frame + 2].tolist()
        away = np.abs(self.scenes.placements[first:last][:, [_X, _Y]] - [p.x, p.y]).max(axis=1)
        others = (self.scenes.placement(first + row) for row in np.flatnonzero(away <= reach).tolist())
        return [other for other in others if other != p]

    def _frame_of(self, rows: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.scenes.placement_offsets, rows, side="right") - 1

    def _placed(self, rows: np.ndarray, frames: np.ndarray) -> list[tuple[int, Placement]]:
        return [(t, self.scenes.placement(row)) for t, row in zip(frames.tolist(), rows.tolist(), strict=True)]
