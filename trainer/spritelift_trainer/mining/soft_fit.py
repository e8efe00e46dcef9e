"""One soft sprite from many sightings: which picture it is, how opaque, and what of it varies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.compositor import centred, rotated, scaled
from spritelift_runtime.cost import MOVE_BITS, OFF_BITS, OPTION_BITS
from spritelift_runtime.scene import Placement
from spritelift_runtime.soft_things import Fitter, Thing
from spritelift_runtime.soft_weigh import Between, off
from spritelift_trainer.mining.soft_chains import View
from spritelift_trainer.mining.spread import spread

FAINTEST = 1 / 16
"""Least opacity looked for."""
BEST_REFERENCES = 6
"""Sightings tried as the picture itself on several views: of all, those that do best on `FIRST_VIEWS`."""
FIRST_VIEWS, FEW_VIEWS = 2, 8
FINALISTS = 3
"""Angles and sizes that are looked at closely, of all that may be a sighting's."""
AGREES_PX = 3
"""A picture whose sides differ by more from a sighting's is not tried on it."""
MOST_PADDING = 2
"""A game's picture may have so many transparent rows on a side, that its turning and scaling count."""
ROUNDS = 3
LEAST_SPREAD = 4.0
"""Variance of what is behind a pixel, in levels², that says as much of its alpha as the guess before it."""
SEEN_LEVELS, HARD, NOTHING = 2.0, 248, 5
"""Pixels that differ by so little from what is behind are guessed transparent; alphas above, below are 255, 0."""
STEADY = 0.9
"""Opacities that stay above say that alphas aren't quite right yet, rather than that something fades."""
GAUGE = 98
"""Percentile of all opacities that counts as 1."""


Look = tuple[float, float, tuple[int, int, int, int, int, int]]
"""Angle, scale; left, top, right, bottom of what shows of the picture then, and the picture's width and height."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A sprite, its placements on the views, and the bits that these still cost."""

    sprite: Sprite
    things: tuple[Thing, ...]
    bits: float

    @property
    def placements(self) -> list[Placement]:
        """On each view."""
        return [thing.placement for thing in self.things]


def fitted(views: Sequence[View]) -> Fit:
    """The sprite that tells the views in the fewest bits; the simplest of the ways it may vary that does."""
    sides = np.array([(right - left, bottom - top) for left, top, right, bottom in (view.box for view in views)])
    best = _refined(_started(views, Soft(opacity=(FAINTEST, 1.0)), _plainest(views)), views)
    if (np.ptp(sides, axis=0) > 1).any():
        spread = float(sides.max() / max(1, sides.min()))
        grows = Soft(scale=(1 / spread, spread))
        for soft in (grows, Soft(turns=True)):
            fit = _refined(_started(views, soft, views), views)
            best = min(best, fit, key=lambda fit: fit.bits)
    return _settled_range(best, views)


def told(sprite: Sprite, views: Sequence[View]) -> Fit:
    """Where a sprite stands on the views, nothing else being known."""
    fitter = Fitter([sprite])
    looks = _looks(fitter)
    things = []
    for view in views:
        between = Between.nothing_before(view.behind)
        starts = list(_centred(looks, sprite, view)) or [_middle(sprite, view)]
        first = [
            fitter.best_of(look, fitter.around(look, p, 0), view.frame, between)
            for look, p in (((0, p.angle, p.scale), p) for p in starts)
        ]
        best = sorted(first, key=lambda thing: -thing.saved)[:FINALISTS]
        settled = [fitter.settled([thing.placement], view.frame, between) for thing in best]
        things.append(max(settled, key=lambda thing: thing.saved))
    return Fit(sprite, tuple(things), _bits(fitter, things, views))


def _looks(fitter: Fitter) -> list[Look]:
    """Every angle and scale that is tried."""
    looks = []
    for angle in fitter.angles(0):
        for scale in fitter.scales(0).tolist():
            shown = fitter.picture(0, angle, scale)[..., 3] > 0
            rows, columns = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
            if len(rows):
                box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
                looks.append((angle, scale, (*box, shown.shape[1], shown.shape[0])))
    return looks


def _centred(looks: Sequence[Look], sprite: Sprite, view: View) -> Iterator[Placement]:
    """The looks whose sides agree with the sighting's, upon its middle."""
    left, top, right, bottom = view.box
    for angle, scale, box in looks:
        wide, high = box[2] - box[0], box[3] - box[1]
        if max(abs(wide - right + left), abs(high - bottom + top)) <= AGREES_PX:
            x = centred((left + right - wide) // 2 - box[0], box[4], sprite.size[0])
            y = centred((top + bottom - high) // 2 - box[1], box[5], sprite.size[1])
            yield Placement(0, x, y, angle=angle, scale=scale)


def unexplained_bits(views: Sequence[View]) -> float:
    """What the views cost with nothing on them."""
    return sum(float(OFF_BITS[off(view.frame, view.behind)].sum()) for view in views)


def _plainest(views: Sequence[View]) -> list[View]:
    """The views that differ most from what is behind them."""
    contrast = [float(off(view.frame, view.behind).sum(dtype=np.int64)) for view in views]
    return [views[i] for i in np.argsort(contrast)[::-1][:2].tolist()]


def some(views: Sequence[View], most: int) -> list[View]:
    """At most so many of the views, evenly spread."""
    return [views[i] for i in spread(0, len(views), most).tolist()]


def _started(views: Sequence[View], soft: Soft, references: Sequence[View]) -> Fit:
    """The best of the references, taken for the sprite itself, with as much padding as fits best."""
    few = some(views, FEW_VIEWS)
    sprites = [Sprite(name="", rgba=_picture(view), soft=soft) for view in references]
    if len(sprites) > BEST_REFERENCES:
        first = some(few, FIRST_VIEWS)
        sprites = sorted(sprites, key=lambda sprite: told(sprite, first).bits)[:BEST_REFERENCES]
    best = min((told(sprite, few) for sprite in sprites), key=lambda fit: fit.bits)
    if soft.turns or soft.scale != (1.0, 1.0):
        best = _padded(best, few)
    return told(best.sprite, views)


def _picture(view: View) -> np.ndarray:
    left, top, right, bottom = view.box
    part = (slice(top, bottom), slice(left, right))
    rgba = np.zeros((bottom - top, right - left, 4), np.uint8)
    rgba[..., :3] = view.frame[part]
    rgba[..., 3] = np.where(off(view.frame, view.behind)[part] > 0, 255, 0)
    return rgba


def _padded(fit: Fit, views: Sequence[View]) -> Fit:
    """With transparent rows and columns added, where the sprite then turns and grows as it was seen to.

    A picture's own middle and size count there, which what shows of it doesn't tell. All ways are tried: one side alone
    moves the middle, which is mostly worse.
    """
    seen = spread(0, len(views), FEW_VIEWS).tolist()
    few = [views[i] for i in seen]
    starts = [fit.placements[i] for i in seen]
    ways = list(product(range(MOST_PADDING + 1), repeat=4))
    best = min(ways, key=lambda way: _placed(*_with_padding(fit.sprite, starts, way), few).bits)
    return _placed(*_with_padding(fit.sprite, fit.placements, best), views)


def _with_padding(
    sprite: Sprite, placements: Sequence[Placement], way: tuple[int, ...]
) -> tuple[Sprite, list[Placement]]:
    top, bottom, left, right = way
    rgba = np.pad(sprite.rgba, ((top, bottom), (left, right), (0, 0)))
    return replace(sprite, rgba=rgba), [replace(p, x=p.x - left, y=p.y - top) for p in placements]


def _placed(sprite: Sprite, starts: Sequence[Placement], views: Sequence[View]) -> Fit:
    """The sprite on every view, near where it is thought to be."""
    fitter = Fitter([sprite])
    things = [
        fitter.settled([start], view.frame, Between.nothing_before(view.behind))
        for start, view in zip(starts, views, strict=True)
    ]
    return Fit(sprite, tuple(things), _bits(fitter, things, views))


def _bits(fitter: Fitter, things: Sequence[Thing], views: Sequence[View]) -> float:
    soft = fitter.soft(0)
    options = int(soft.turns) + int(soft.scale[0] < soft.scale[1])
    bits = len(views) * (MOVE_BITS + OPTION_BITS * options)
    for thing, view in zip(things, views, strict=True):
        bits += float(OFF_BITS[off(view.frame, fitter.painted(view.behind, [thing]))].sum())
    return bits


def _refined(fit: Fit, views: Sequence[View], rounds: int = ROUNDS) -> Fit:
    """Alternate between where the sprite stands and what it looks like, while that saves bits."""
    best = fit
    for _ in range(rounds):
        rgba = matted(best, views)
        if not rgba[..., 3].any():
            break
        tried = _placed(replace(best.sprite, rgba=rgba), best.placements, views)
        tried = _in_gauge(tried, views)
        if tried.bits >= best.bits:
            break
        best = tried
    return best


def again(sprite: Sprite, things: Sequence[Thing], views: Sequence[View], rounds: int = ROUNDS) -> Fit:
    """The sprite refitted to sightings that are known: `things` are its placements (of sprite 0) on the views."""
    fit = _placed(sprite, [thing.placement for thing in things], views)
    if rounds and sprite.soft is not None and (sprite.soft.turns or sprite.soft.scale != (1.0, 1.0)):
        fit = _padded(fit, views)  # more angles and sizes than one chain has
    return _refined(fit, views, rounds)


def _in_gauge(fit: Fit, views: Sequence[View]) -> Fit:
    """Opacities scaled so that the greatest is 1: a picture half as opaque shown twice as much is the same."""
    least, most = fit.sprite.soft.opacity if fit.sprite.soft else (1.0, 1.0)
    if least == most:
        return fit
    top = float(np.percentile([thing.placement.opacity for thing in fit.things], GAUGE))
    if top >= 0.97:
        return fit
    rgba = fit.sprite.rgba.copy()
    rgba[..., 3] = np.rint(rgba[..., 3] * top).astype(np.uint8)
    return _placed(replace(fit.sprite, rgba=rgba), fit.placements, views)


def matted(fit: Fit, views: Sequence[View]) -> np.ndarray:
    """The sprite's RGBA by least squares over all views: C = B + o (p - a B), with p = a F premultiplied.

    For each of its pixels a and p are unknown, and every view that shows it gives three equations. Where what is
    behind hardly varies, a pixel that differs from it is taken for opaque, another for transparent.
    """
    sums = _Sums(fit.sprite.rgba.shape[:2])
    for thing, view in zip(fit.things, views, strict=True):
        sums.add(fit.sprite, thing, view)
    return sums.solved()


class _Sums:
    """The normal equations of every pixel of a picture."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        count = shape[0] * shape[1]
        self.square, self.seen, self.unlike = np.zeros((3, count))
        self.behind, self.behind_square, self.change, self.change_behind = np.zeros((4, count, 3))

    def add(self, sprite: Sprite, thing: Thing, view: View) -> None:
        """One view of it."""
        numbers, x, y = _numbers(sprite, thing.placement)
        high, wide = view.frame.shape[:2]
        rows, columns = np.arange(numbers.shape[0]) + y, np.arange(numbers.shape[1]) + x
        there = (numbers >= 0) & ((rows >= 0) & (rows < high))[:, None] & ((columns >= 0) & (columns < wide))[None]
        j, i = np.nonzero(there)
        at, o = numbers[j, i], thing.placement.opacity
        behind = view.behind[j + y, i + x].astype(np.float64)
        change = view.frame[j + y, i + x] - behind
        np.add.at(self.square, at, o * o)
        np.add.at(self.seen, at, 1.0)
        np.add.at(self.unlike, at, np.abs(change).max(axis=1))
        np.add.at(self.behind, at, o * o * behind)
        np.add.at(self.behind_square, at, o * o * behind**2)
        np.add.at(self.change, at, o * change)
        np.add.at(self.change_behind, at, o * change * behind)

    def solved(self) -> np.ndarray:
        """RGBA uint8 [h, w, 4]."""
        square = np.maximum(self.square, 1e-9)[:, None]
        spread = (self.behind_square - self.behind**2 / square).sum(axis=1)
        common = (self.change_behind - self.change * self.behind / square).sum(axis=1)
        guess = self.unlike / np.maximum(self.seen, 1) > SEEN_LEVELS
        weight = LEAST_SPREAD * square[:, 0]
        alpha = np.clip((guess * weight - common) / (spread + weight), 0, 1)
        alpha = np.where(255 * alpha >= HARD, 1.0, np.where(255 * alpha < NOTHING, 0.0, alpha))
        colour = (self.change + alpha[:, None] * self.behind) / square / np.maximum(alpha, 1e-6)[:, None]
        rgba = np.column_stack([np.clip(np.rint(colour), 0, 255), np.rint(255 * alpha)])
        rgba[(alpha == 0) | (self.seen == 0)] = 0
        return rgba.reshape(*self.shape, 4).astype(np.uint8)


def _numbers(sprite: Sprite, p: Placement) -> tuple[np.ndarray, int, int]:
    """Which of the sprite's pixels (a flat index, -1 for none) each drawn pixel shows, and the corner it goes to."""
    height, width = sprite.rgba.shape[:2]
    index = np.arange(height * width).reshape(height, width)
    coded = np.stack([index & 255, index >> 8 & 255, index >> 16, np.full_like(index, 255)], -1).astype(np.uint8)
    out = rotated(scaled(coded, p.scale), p.angle).astype(np.int64)
    numbers = np.where(out[..., 3] > 0, out[..., 0] | out[..., 1] << 8 | out[..., 2] << 16, -1)
    return numbers, centred(p.x, width, out.shape[1]), centred(p.y, height, out.shape[0])


def _settled_range(fit: Fit, views: Sequence[View]) -> Fit:
    """With the range of options that was really seen; none where that costs nothing."""
    soft = fit.sprite.soft or Soft()
    opacities = [thing.placement.opacity for thing in fit.things]
    plain = replace(soft, opacity=(1.0, 1.0))
    if soft.opacity[0] < soft.opacity[1]:
        steady = _placed(replace(fit.sprite, soft=plain), fit.placements, views)
        if min(opacities) > STEADY or steady.bits <= fit.bits + OPTION_BITS * len(views):
            return steady
        plain = replace(soft, opacity=(min(opacities), 1.0))
    if soft.scale[0] < soft.scale[1]:
        scales = [thing.placement.scale for thing in fit.things]
        plain = replace(plain, scale=(min(scales), max(scales)))
    return replace(fit, sprite=replace(fit.sprite, soft=plain))


def _middle(sprite: Sprite, view: View) -> Placement:
    left, top, right, bottom = view.box
    return Placement(0, (left + right - sprite.size[0]) // 2, (top + bottom - sprite.size[1]) // 2)
