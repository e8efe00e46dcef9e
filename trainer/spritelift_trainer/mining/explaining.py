"""Every frame explained, segment by segment; what no sprite explains where nothing is known becomes background."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.exact.canvas import WHOLE, Found
from spritelift_runtime.exact.softness import soft_places
from spritelift_runtime.explain import find
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.seen import Seen, columns_of
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.segments import Segment

Tell = Callable[[int], None]
"""Told how many frames more are explained."""
BAND, PICTURE, ROW, COLUMN, T, COLOUR = range(6)
"""Columns of what is learnt of a backdrop."""
_NOTHING_LEARNT = np.zeros((0, 6), np.int64)


@dataclass(frozen=True, eq=False)
class Told:
    """What explaining finds on some frames."""

    found: dict[int, Found]
    """On each frame, in as little memory as it takes: int32 items, and the flags of those that are cut."""
    left_px: dict[int, int]
    """How many pixels of each are left over; 0 where nothing is."""
    learnt: np.ndarray
    """int64 [n, 6]: band, picture, row, column of pixels of which the backdrop knows nothing and that no sprite
    explains; the first frame that shows one, and its packed colour there."""
    unsettled: frozenset[int]
    """The frames that show such pixels."""

    @classmethod
    def merged(cls, parts: Iterable["Told"]) -> "Told":
        """Of several sets of frames."""
        found, left, unsettled = dict[int, Found](), dict[int, int](), set[int]()
        learnt = [_NOTHING_LEARNT]
        for part in parts:
            found |= part.found
            left |= part.left_px
            unsettled |= part.unsettled
            learnt.append(part.learnt)
        return cls(found, left, _first_of(np.concatenate(learnt)), frozenset(unsettled))

    def scenes(self, backdrop: Backdrop, dictionary: Dictionary) -> Scenes:
        """The frames in their order, as scenes."""
        nothing = np.zeros((0, 0), np.int32)
        frames = (
            Seen(nothing, backdrop.planes(t), nothing, self.found[t], nothing, self.left_px.get(t, 0))
            for t in sorted(self.found)
        )
        return columns_of(frames, dictionary)


def told(clip: Clip, backdrop: Backdrop, dictionary: Dictionary, tell: Tell = lambda _frames: None) -> Told:
    """All frames explained over the backdrop as it is."""

    def look(segment: Segment) -> Told:
        part = Told.merged(explained(clip, backdrop, dictionary, segment.frames))
        tell(len(segment.frames))
        return part

    return clip.over(look, Told.merged)


def explained(clip: Clip, backdrop: Backdrop, dictionary: Dictionary, frames: Iterable[int]) -> Iterator[Told]:
    """Some frames, each by itself."""
    for t in frames:
        frame, behind = clip.frame(t), backdrop.frame(t)
        found, left = find(frame, behind, dictionary)
        left_px = int(np.count_nonzero(left))
        new = left & (behind == UNKNOWN) if left_px else left
        if left_px and dictionary.soft_edged:  # a blend is not what is behind it
            new &= ~soft_places(found, dictionary.tables, frame.shape)
        learnt = _rows(backdrop, t, frame, new) if left_px and new.any() else _NOTHING_LEARNT
        unsettled = frozenset({t} if len(learnt) else ())
        yield Told({t: _small(found, dictionary)}, {t: left_px} if left_px else {}, learnt, unsettled)


def explain_all(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], tell: Tell, blend: Blend = "rounded"
) -> Scenes:
    """The scenes of all frames. The backdrop learns what shows of it where nothing was known."""
    dictionary = Dictionary(sprites, blend)
    all_told = told(clip, backdrop, dictionary, tell)
    if all_told.unsettled:
        backdrop.learn(all_told.learnt)
        again = Told.merged(explained(clip, backdrop, dictionary, sorted(all_told.unsettled)))
        left_px = {t: left for t, left in all_told.left_px.items() if t not in all_told.unsettled} | again.left_px
        all_told = Told(all_told.found | again.found, left_px, again.learnt, again.unsettled)
    return all_told.scenes(backdrop, dictionary)


def _small(found: Found, dictionary: Dictionary) -> Found:
    items = found.items.astype(np.int32)
    is_cut = items[:, 3] != WHOLE
    used = (items[is_cut, 3] + dictionary.tables.counts[items[is_cut, 0]]).max(initial=0)
    return Found(items, found.shown[:used].copy())


def _rows(backdrop: Backdrop, t: int, frame: np.ndarray, new: np.ndarray) -> np.ndarray:
    """What is learnt of the pixels `new`, bool [y, x] of frame t."""
    rows = [_NOTHING_LEARNT]
    for number, band in enumerate(backdrop.bands):
        y, x = np.nonzero(new[band.top : band.bottom])
        picture, left, top = band.camera[t].tolist()
        columns = (number, picture, y + top, x + left, t, frame[y + band.top, x])
        rows.append(np.stack(np.broadcast_arrays(*columns), axis=1).astype(np.int64))
    return np.concatenate(rows)


def _first_of(learnt: np.ndarray) -> np.ndarray:
    """Each pixel once, as the first frame shows it."""
    learnt = learnt[np.lexsort((learnt[:, T], learnt[:, COLUMN], learnt[:, ROW], learnt[:, PICTURE], learnt[:, BAND]))]
    again = (np.diff(learnt[:, :T], axis=0) == 0).all(axis=1)
    return learnt[np.concatenate([[True], ~again])[: len(learnt)]]
