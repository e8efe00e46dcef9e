"""Scenes frame by frame: planes, what became of each object, what was born, what lies on top, what shows of it."""

from dataclasses import dataclass

import numpy as np

from spritelift_runtime.coding.births import code_births
from spritelift_runtime.coding.coder import Coder
from spritelift_runtime.coding.cuts import code_cuts
from spritelift_runtime.coding.figures import Figures, Grounds
from spritelift_runtime.coding.layering import kept_order
from spritelift_runtime.coding.moves import code_returns, code_survivors
from spritelift_runtime.coding.objects import CUT_AT, FIELDS, SPRITE, UID, begin_frame, new_memory
from spritelift_runtime.coding.order import code_order
from spritelift_runtime.coding.pictures import check
from spritelift_runtime.coding.planes import code_planes
from spritelift_runtime.coding.twins import untwisted
from spritelift_runtime.scenes import Scenes

_STORED = [0, 1, 2, 3, 4, 6]  # placement columns without the track
_TRACK = 5
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Wanted:
    """One frame to pack."""

    planes: np.ndarray
    """int64 [p, 9]."""
    rows: np.ndarray
    """int64 [n, 6]: sprite, x, y, layer, flip, fixed."""
    tracks: np.ndarray
    """int64 [n]."""
    masks: np.ndarray
    """uint8: masks of the cut ones, one after the other."""
    mask_at: np.ndarray
    """int64 [n]: 1 + where each one's mask begins; 0 for whole ones."""
    loose: np.ndarray
    """bool [n]: drawn with options, or in other colours."""


def wanted_frame(scenes: Scenes, frame: int) -> Wanted:
    """A frame of scenes to pack."""
    first, last = scenes.placement_offsets[frame : frame + 2].tolist()
    planes = scenes.planes[slice(*scenes.plane_offsets[frame : frame + 2].tolist())].astype(np.int64)
    rows = scenes.placements[first:last].astype(np.int64)
    masks, mask_at, filled = [], np.zeros(last - first, np.int64), 0
    for row in range(first, last):
        if row in scenes.cuts:
            mask_at[row - first] = 1 + filled
            masks.append(scenes.cuts[row].mask.ravel())
            filled += masks[-1].size
    loose = np.array([row in scenes.options or row in scenes.recolours for row in range(first, last)], bool)
    return Wanted(
        planes, rows[:, _STORED], rows[:, _TRACK], np.concatenate(masks or [_NONE]).astype(np.uint8), mask_at, loose
    )


class SceneCoder:
    """Codes frames in their order; `things` are the objects of the last one."""

    def __init__(self, coder: Coder, figures: Figures, grounds: Grounds, size: tuple[int, int]) -> None:
        self.coder, self.figures, self.grounds = coder, figures, grounds
        self.habits = np.zeros(len(figures.colours), np.uint8)
        self.memory = new_memory(figures.sizes, size)
        self.things = np.zeros((0, FIELDS), np.int64)
        self.planes, self.steps = np.zeros((0, 9), np.int64), np.zeros((0, 4), np.int64)
        self.pool, self.used = np.zeros(1 << 12, np.uint8), 0
        self._bits = max(len(figures.sizes) - 1, 0).bit_length()
        self._uids: dict[int, int] = {}  # track -> uid, when packing

    def pack(self, frame: Wanted) -> np.ndarray:
        """Pack a frame; gives the numbers of its placements in the order they come back in."""
        fates = self._fates(frame)
        targets = (
            np.where(fates[:, None] >= 0, frame.rows[fates], -1) if len(frame.rows) else np.full((len(fates), 6), -1)
        )
        kept = fates[fates >= 0]
        born = np.setdiff1d(np.arange(len(frame.rows)), kept)
        living = self._begin(frame.planes, targets)
        numbers = self._returned(frame, born)
        gone = code_returns(self.coder, self.memory, (numbers >= 0).astype(np.int64))
        back = numbers[numbers >= 0]
        living = self._with(living, gone, frame.rows[back])
        born = np.setdiff1d(born, back, assume_unique=True)
        born = born[np.lexsort(frame.rows[born][:, [1, 2, 4, 0, 3]].T)]
        things = code_births(self.coder, self.memory, living, frame.rows[born], self._bits)
        numbers = np.concatenate([kept, back, born])
        order = kept_order(frame.rows, numbers, self.figures, frame.masks, frame.mask_at, frame.loose)
        self.things = code_order(self.coder, self.memory, things, order)
        numbers = numbers[order]
        self._finish(frame.mask_at[numbers], frame.masks)
        # Where the coder's room runs out, things are missing; it is all packed again then, with more room.
        pairs = zip(frame.tracks[numbers].tolist(), self.things[:, UID].tolist(), strict=False)
        self._uids |= {track: uid for track, uid in pairs if track >= 0}
        return numbers

    def unpack(self) -> None:
        """Unpack the next frame into `planes`, `things` and `pool`."""
        living = self._begin(np.zeros((0, 9), np.int64), np.zeros((len(self.things), 6), np.int64))
        gone = code_returns(self.coder, self.memory, _NONE)
        living = self._with(living, gone, np.zeros((len(gone), 6), np.int64))
        things = code_births(self.coder, self.memory, living, np.zeros((0, 6), np.int64), self._bits)
        check(self.coder, True)
        self.things = code_order(self.coder, self.memory, things, _NONE)
        self._finish(_NONE, np.zeros(0, np.uint8))
        check(self.coder, True)

    def mask(self, thing: np.ndarray) -> np.ndarray:
        """The mask of a thing that is cut: bool [h, w]."""
        width, height = self.figures.sizes[thing[SPRITE]].tolist()
        start = int(thing[CUT_AT]) - 1
        return self.pool[start : start + width * height].reshape(height, width) > 0

    def _begin(self, planes: np.ndarray, targets: np.ndarray) -> np.ndarray:
        self.planes, self.steps = code_planes(self.coder, self.planes, self.steps, planes)
        check(self.coder, True)
        check(self.coder, self._sound_planes())
        step_x, step_y = 0, 0
        if len(self.planes):
            main = int(np.argmax(self.planes[:, 3] * self.planes[:, 4]))
            step_x, step_y = (-self.steps[main, :2]).tolist()
        begin_frame(self.memory, step_x, step_y)
        return code_survivors(self.coder, self.memory, self.things, targets, self._bits)

    def _sound_planes(self) -> bool:
        pictures = self.planes[:, 0]
        if (pictures < 0).any() or (pictures >= self.grounds.count).any() or (abs(self.planes) >= 1 << 30).any():
            return False
        return not (self.grounds.empty[pictures] & (self.planes[:, 7] != 0)).any()  # nothing can't repeat

    def _finish(self, mask_at: np.ndarray, masks: np.ndarray) -> None:
        room = self.used + int(self.figures.sizes[self.things[:, SPRITE]].prod(1).sum())
        if room > len(self.pool):
            self.pool = np.concatenate([self.pool, np.zeros(room, np.uint8)])
        ground = self.grounds.under(self.planes)
        self.used = code_cuts(
            self.coder,
            self.memory,
            self.things,
            mask_at,
            masks,
            self.pool,
            self.used,
            self.figures,
            ground,
            self.habits,
        )

    def _fates(self, frame: Wanted) -> np.ndarray:
        """For each thing of the last frame its number in this one, or -1."""
        tracks = list(enumerate(frame.tracks.tolist()))
        numbers = {self._uids[track]: i for i, track in reversed(tracks) if track in self._uids}
        fates = np.array([numbers.get(uid, -1) for uid in self.things[:, UID].tolist()], np.int64)
        return untwisted(self.things, frame.rows, fates)

    def _returned(self, frame: Wanted, born: np.ndarray) -> np.ndarray:
        """For each of the objects that went lately its number among those `born`; -1 where it is none."""
        out = np.full(len(self.memory.graves), -1)
        for number in born.tolist():
            uid, place = self._uids.get(int(frame.tracks[number]), -1), frame.rows[number, :3].tolist()
            for i, grave in enumerate(self.memory.graves.tolist()):
                if grave[SPRITE] >= 0 and out[i] < 0 and (grave[UID] == uid or grave[:3] == place):
                    out[i] = number
                    break
        return out

    def _with(self, living: np.ndarray, gone: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """`living`, and after them those of the `gone` that are back."""
        if not len(gone):
            return living
        return np.concatenate([living, code_survivors(self.coder, self.memory, gone, targets, self._bits)])
