"""The exact search: which known sprites, where, make these pixels. Mining and the decomposer's repair share it.

A frame is compared with its background; each blob of differing pixels is explained front to back by the sprites
that save most bits (`cost`), until nothing is left or nothing pays. What is placed is exact by construction: a
placement shows only pixels that agree with the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import ndimage

from spritelift_runtime.cost import PLACEMENT_BITS, RESIDUAL_PIXEL_BITS, cut_bits
from spritelift_runtime.dictionary import CORNERS, EIGHT, Dictionary, blob_key, extremes, flipped
from spritelift_runtime.scene import Cut, Placement

CRUMB_PX = 4
"""Blobs so small are mostly the rest of something larger nearby, half hidden: they are looked at after it."""
RAREST_PX = 400
"""Most dictionary pixels of one colour that are tried one by one."""
BACKGROUND, OPEN, COVERED, OUTSIDE = 0, 1, 2, 3
Candidates = np.ndarray
"""int64 [n, 3]: variant, x, y."""
Memory = dict[bytes, tuple[list[tuple[int, int, int]], bool]]
"""Blob key -> (variant, x, y) from the blob's corner, front to back, and whether they explained it wholly."""


@dataclass
class Explanation:
    """What `explain` found: placements back to front, and the mask of pixels left over."""

    placements: tuple[Placement, ...]
    left: np.ndarray
    """bool [h, w]: pixels that differ from the background and that no sprite explains."""


@dataclass
class _Canvas:
    """The frame under explanation, padded so that off-screen pixels of a sprite have a place."""

    dictionary: Dictionary
    frame: np.ndarray
    state: np.ndarray
    pad: int
    width: int
    unknown: np.ndarray
    """bool [h, w]: pixels of the frame behind which nothing is known."""
    found: list[tuple[int, int, int, np.ndarray | None]] = field(default_factory=list)
    """variant, x, y, and the shown pixels (bool [count]) where not all show; front to back."""

    @classmethod
    def of(cls, frame: np.ndarray, background: np.ndarray, dictionary: Dictionary) -> "_Canvas":
        pad = dictionary.largest + 1
        high, wide = frame.shape
        state = np.full((high + 2 * pad, wide + 2 * pad), OUTSIDE, np.uint8)
        state[pad:-pad, pad:-pad] = frame != background
        padded = np.full(state.shape, -1, np.int32)
        padded[pad:-pad, pad:-pad] = frame
        return cls(dictionary, padded.ravel(), state.ravel(), pad, state.shape[1], background < 0)

    def pixels(self, candidates: Candidates) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For all candidates' pixels: rows in the dictionary, places on the canvas, and where each candidate starts."""
        d = self.dictionary
        variant = candidates[:, 0]
        counts = d.counts[variant]
        ends = np.cumsum(counts)
        starts = ends - counts
        rows = np.arange(ends[-1]) + np.repeat(d.starts[variant] - starts, counts)
        corner = (candidates[:, 2] + self.pad) * self.width + candidates[:, 1] + self.pad
        places = np.repeat(corner, counts) + d.dy[rows] * self.width + d.dx[rows]
        return rows, places, starts

    def weigh(self, candidates: Candidates) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Per candidate: pixels it newly explains, visible pixels that contradict it, and bits it saves."""
        rows, places, starts = self.pixels(candidates)
        state = self.state[places]
        same = self.frame[places] == self.dictionary.colour[rows]
        gain = np.add.reduceat((same & (state == OPEN)).astype(np.int64), starts)
        miss = np.add.reduceat((~same & (state < COVERED)).astype(np.int64), starts)
        counts = self.dictionary.counts[candidates[:, 0]]
        saved = RESIDUAL_PIXEL_BITS * gain - PLACEMENT_BITS - cut_bits(counts, miss)
        return gain, miss, saved

    def place(self, variant: int, x: int, y: int) -> None:
        """Accept a candidate: its agreeing pixels are explained, the others are cut."""
        rows, places, _ = self.pixels(np.array([[variant, x, y]]))
        shown = (self.frame[places] == self.dictionary.colour[rows]) | (self.state[places] >= COVERED)
        visible = places[shown]
        self.state[visible] = np.maximum(self.state[visible], COVERED)
        self.found.append((variant, x, y, None if shown.all() else shown))

    def place_agreeing(self, candidates: Candidates) -> None:
        """Accept, at once, all candidates that nothing contradicts; where two explain one pixel, the larger wins."""
        if not len(candidates):
            return
        gain, miss, _ = self.weigh(candidates)
        fit = np.flatnonzero((miss == 0) & (gain > 0))
        if not len(fit):
            return
        ranked = candidates[fit[np.argsort(gain[fit], kind="stable")]]
        _, places, starts = self.pixels(ranked)
        new = self.state[places] == OPEN
        rank = np.repeat(np.arange(len(ranked)), np.diff([*starts, len(places)]))
        owner = np.full(len(self.state), -1, np.int32)
        owner[places] = rank  # of several writes to one place the last stays: the largest
        undisturbed = np.logical_and.reduceat(~new | (owner[places] == rank), starts)
        covered = places[undisturbed[rank]]
        self.state[covered] = np.maximum(self.state[covered], COVERED)
        self.found.extend((variant, x, y, None) for variant, x, y in ranked[undisturbed].tolist())

    def inside(self, candidates: Candidates) -> Candidates:
        """Those whose picture lies at least partly on the frame."""
        sides = self.dictionary.sides[candidates[:, 0]]
        x, y = candidates[:, 1], candidates[:, 2]
        wide, high = self.width - 2 * self.pad, len(self.state) // self.width - 2 * self.pad
        return candidates[(x + sides[:, 0] > 0) & (y + sides[:, 1] > 0) & (x < wide) & (y < high)]


def explain(
    frame: np.ndarray,
    background: np.ndarray,
    dictionary: Dictionary,
    proposals: Sequence[tuple[int, int, int]] | np.ndarray = (),
    only: np.ndarray | None = None,
    memory: Memory | None = None,
) -> Explanation:
    """Explain packed `frame` [h, w] over packed `background` [h, w] (-2 where nothing is known of it).

    `proposals` are (variant, x, y) worth trying first, such as an encoder's; `only` (bool [h, w]) limits what is to
    be explained, the rest then counts as covered. `memory` keeps what was found for blobs that took a search, for the
    next frame that shows them. Placements come back to front.
    """
    canvas = _Canvas.of(frame, background, dictionary)
    pad = canvas.pad
    state = canvas.state.reshape(-1, canvas.width)[pad:-pad, pad:-pad]
    if only is not None:
        state[(state == OPEN) & ~only] = COVERED
    if not len(dictionary.variants):
        return Explanation((), state == OPEN)
    labels, _ = ndimage.label(state == OPEN, EIGHT)
    boxes = ndimage.find_objects(labels)
    proposed = canvas.inside(np.array(proposals, np.int64).reshape(-1, 3))
    canvas.place_agreeing(_whole_blobs(canvas, labels, proposed))
    waiting = [label for label, area in _waiting(labels, state) if area > CRUMB_PX]
    canvas.place_agreeing(_known_blobs(canvas, labels, boxes, waiting))
    for label, _ in sorted(_waiting(labels, state), key=lambda each: -each[1]):
        box = boxes[label - 1]
        mask = labels[box] == label
        if (mask & (state[box] == OPEN)).any():  # a blob before it may have taken it along
            _explain_blob(canvas, mask, box, proposed, {} if memory is None else memory)
    return Explanation(_placements(canvas), (state == OPEN))


def _whole_blobs(canvas: _Canvas, labels: np.ndarray, proposed: Candidates) -> Candidates:
    """The proposals that explain exactly one whole blob. Most frames end here."""
    if not len(proposed):
        return proposed
    gain, _, _ = canvas.weigh(proposed)
    rows, places, starts = canvas.pixels(proposed)
    y, x = np.divmod(places, canvas.width)
    hit = (canvas.state[places] == OPEN) & (canvas.frame[places] == canvas.dictionary.colour[rows])
    label_at = np.zeros(len(places), labels.dtype)
    label_at[hit] = labels[y[hit] - canvas.pad, x[hit] - canvas.pad]
    areas = np.bincount(labels.ravel())
    return proposed[(gain > 0) & (gain == areas[np.maximum.reduceat(label_at, starts)])]


def _waiting(labels: np.ndarray, state: np.ndarray) -> list[tuple[int, int]]:
    """(label, pixels) of the blobs that still have something to explain."""
    areas = np.bincount(labels[state == OPEN], minlength=1)
    return [(int(label), int(areas[label])) for label in np.flatnonzero(areas)]


def _known_blobs(
    canvas: _Canvas, labels: np.ndarray, boxes: list[tuple[slice, slice]], waiting: list[int]
) -> Candidates:
    """For every blob not yet explained that is exactly a sprite or a loose part of one: that sprite, there."""
    pad = canvas.pad
    colours = canvas.frame.reshape(-1, canvas.width)[pad:-pad, pad:-pad]
    found: list[tuple[int, int, int]] = []
    for label in waiting:
        box = boxes[label - 1]
        known = canvas.dictionary.blobs.get(blob_key(colours[box], labels[box] == label), ())
        found.extend((variant, box[1].start - x, box[0].start - y) for variant, x, y in known)
    return np.array(sorted(set(found)), np.int64).reshape(-1, 3)


def _explain_blob(
    canvas: _Canvas, mask: np.ndarray, box: tuple[slice, slice], proposed: Candidates, memory: Memory
) -> None:
    grid = (len(canvas.state) // canvas.width, canvas.width)
    inner = tuple(slice(side.start + canvas.pad, side.stop + canvas.pad) for side in box)
    state, colours = canvas.state.reshape(grid)[inner], canvas.frame.reshape(grid)[inner]
    top, left = box[0].start, box[1].start
    rest = mask & (state == OPEN)
    key = blob_key(colours, rest)
    # Remembered or found anew, a placement shows only pixels that agree with this frame.
    remembered, solved = memory.get(key, ((), True))
    found: list[tuple[int, int, int]] = [(v, x + left, y + top) for v, x, y in remembered]
    for candidate in found:
        canvas.place(*candidate)
    if not solved and canvas.unknown[box][mask & (state == OPEN)].all():
        return  # ground that nobody knows, looked at in vain before
    near = _touching(canvas, proposed, box)
    while (rest := mask & (state == OPEN)).any():
        laid = [near, _by_extremes(canvas, colours, rest, left, top), _by_rarest(canvas, colours, rest, left, top)]
        # Where nothing is known of the background, these pixels may be just that: only a whole sprite is evidence.
        only_whole = bool(canvas.unknown[box][rest].all())
        best = _best(canvas, np.concatenate(laid), int(rest.sum()), only_whole)
        if best is None:
            break
        canvas.place(*best)
        found.append(best)
    memory[key] = [(v, x - left, y - top) for v, x, y in found], not rest.any()


def _touching(canvas: _Canvas, proposed: Candidates, box: tuple[slice, slice]) -> Candidates:
    if not len(proposed):
        return proposed
    sides = canvas.dictionary.sides[proposed[:, 0]]
    x, y = proposed[:, 1], proposed[:, 2]
    meets_x = (x < box[1].stop) & (x + sides[:, 0] > box[1].start)
    return proposed[meets_x & (y < box[0].stop) & (y + sides[:, 1] > box[0].start)]


def _by_extremes(canvas: _Canvas, colours: np.ndarray, rest: np.ndarray, left: int, top: int) -> Candidates:
    """Every variant laid so that an extreme pixel of its falls on the blob's same extreme pixel, of the same colour."""
    d = canvas.dictionary
    y, x = np.nonzero(rest)
    at = extremes(x, y)
    x, y = x[at], y[at]
    corner, variant = np.nonzero(d.corner_colour == colours[y, x][:, None])
    corner_x, corner_y = d.corner_dx[corner, variant], d.corner_dy[corner, variant]
    candidates = np.stack([variant, left + x[corner] - corner_x, top + y[corner] - corner_y], axis=1)
    if len(candidates) <= CORNERS:
        return candidates
    # One number each: unique rows as such would cost ten times as much.
    code = (candidates[:, 0] << 32) + ((candidates[:, 1] + (1 << 15)) << 16) + candidates[:, 2] + (1 << 15)
    return candidates[np.unique(code, return_index=True)[1]]


def _by_rarest(canvas: _Canvas, colours: np.ndarray, rest: np.ndarray, left: int, top: int) -> Candidates:
    """Every variant's every pixel laid on the blob's pixel whose colour is the rarest in the dictionary.

    Where all extremes of a sprite are hidden, this still finds it; common colours would give too many candidates.
    """
    d = canvas.dictionary
    y, x = np.nonzero(rest)
    commonness = d.commonness(colours[y, x])
    rarest = int(np.argmin(commonness))
    if not 0 < commonness[rarest] <= RAREST_PX:
        return np.zeros((0, 3), np.int64)
    rows = np.flatnonzero(d.colour == colours[y[rarest], x[rarest]])
    return np.stack([d.variant[rows], left + x[rarest] - d.dx[rows], top + y[rarest] - d.dy[rows]], axis=1)


def _best(canvas: _Canvas, candidates: Candidates, left_px: int, only_whole: bool) -> tuple[int, int, int] | None:
    """The candidate that saves most bits; failing that, the one that explains most of those wholly visible and those
    that, cut, explain all that is left of the blob."""
    candidates = canvas.inside(candidates)
    if not len(candidates):
        return None
    gain, miss, saved = canvas.weigh(candidates)
    if only_whole:
        saved = np.where(miss == 0, saved, -1.0)
    best = int(np.argmax(saved))
    if only_whole and saved[best] <= 0:
        return None
    if saved[best] <= 0:
        fit = np.flatnonzero(((miss == 0) & (gain > 0)) | (gain >= left_px))
        if not len(fit):
            return None
        best = int(fit[np.lexsort((miss[fit], -gain[fit]))[0]])
    variant, x, y = candidates[best].tolist()
    return variant, x, y


def _placements(canvas: _Canvas) -> tuple[Placement, ...]:
    """Back to front, in the sprites' own terms."""
    return tuple(_placement(canvas.dictionary, *item) for item in reversed(_uncut(canvas)))


def _uncut(canvas: _Canvas) -> list[tuple[int, int, int, np.ndarray | None]]:
    """Found items front to back, where a cut that only hides pixels painted by later items becomes an overlap.

    The greedy search may find the larger of two overlapping sprites first, though it lies behind.
    """
    found = list(canvas.found)
    for i in range(len(found) - 1, -1, -1):
        variant, x, y, shown = found[i]
        if shown is None:
            continue
        _, places, _ = canvas.pixels(np.array([[variant, x, y]]))
        if not (canvas.state[places[~shown]] == COVERED).all():
            continue
        others = [canvas.pixels(np.array([item[:3]]))[1][_shown(item)] for item in found[i + 1 :]]
        covers = [j for j, other in enumerate(others) if np.isin(places, other).any()]
        if not covers:
            continue
        over = np.concatenate([others[j] for j in covers])
        if np.isin(places[~shown], over).all() and not np.isin(places[shown], over).any():
            found.insert(i + 2 + max(covers), (variant, x, y, None))  # behind the last that covers it
            found.pop(i)
    return found


def _shown(item: tuple[int, int, int, np.ndarray | None]) -> np.ndarray | slice:
    return slice(None) if item[3] is None else item[3]


def _placement(dictionary: Dictionary, variant: int, x: int, y: int, shown: np.ndarray | None) -> Placement:
    form = dictionary.variants[variant]
    placement = Placement(form.sprite, x, y, 1, bool(form.flip & 1), bool(form.flip & 2))
    if shown is None:
        return placement
    rows = slice(dictionary.starts[variant], dictionary.starts[variant] + dictionary.counts[variant])
    mask = np.zeros((form.height, form.width), bool)
    mask[dictionary.dy[rows], dictionary.dx[rows]] = shown
    return replace(placement, cut=Cut(flipped(mask, form.flip).copy()))
