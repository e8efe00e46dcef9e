"""Second thoughts on the background: what each world pixel shows while no sprite covers it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.explain import explain
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.background import ground_of, nearest_of
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.holes import Filled, Found, world_place
from spritelift_trainer.mining.planes import Backdrop, Band
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.shown import shown_pixels

PLACES = 3
"""A sprite seen at fewer places of the world may be a flaw of the background and is not trusted to cover it."""
BUSY_SHARE, OTHER_SHARE = 0.1, 0.15
"""A pixel that sprites cover so often and that, uncovered, so often has another colour, has that colour."""
COVERED_BUT = 0.05
"""A background colour counts as covered all the time though this share of its sightings was not."""
LEAST_SIGHTINGS = 4
"""A pixel sampled less often keeps the background it has."""


Boxes = Sequence[tuple[int, list[tuple[int, int, int, int]]]]
"""Frames with boxes: x, y, width, height."""


def repainted(
    clip: Clip,
    backdrop: Backdrop,
    seen: list[list[Seen]],
    trusted: list[Sprite],
    doubtful: Boxes,
    filled: Filled,
    tiled: bool = False,
) -> bool:
    """Repaint the backdrop's pictures from what shows uncovered on the sampled frames; whether anything changed.

    `doubtful` has these frames, with the boxes (x, y, width, height) of placed sprites that are not trusted. What was
    `filled` just now stays: no sprite is known yet of what stood there, so that it would be taken for uncovered.

    A pixel that a sprite covers on every sample becomes unknown: whatever stands there all the time is then a
    placement on every frame, like its copies elsewhere, and nobody claims to know what is behind it. Where rooms are
    `tiled`, it is their ground: tiles, and things that stand in their cells, stand on nothing else.
    """
    counts = _counts(clip, backdrop, seen, Dictionary(trusted), doubtful)
    changed = False
    for b, (band, band_counts) in enumerate(zip(backdrop.bands, counts, strict=True)):
        for i, picture in enumerate(band.pictures):
            if i not in band_counts:  # on no sampled frame
                continue
            painted = _repainted(picture, band_counts[i], seen[b][i])
            painted = np.where(filled[b, i], picture, painted) if (b, i) in filled else painted
            band.pictures[i] = grounded(painted) if tiled else painted
            changed |= bool((band.pictures[i] != picture).any())
    return changed


def grounded(picture: np.ndarray) -> np.ndarray:
    """The packed picture with the nearest ground's colour wherever nothing is known."""
    ground = ground_of(picture)
    unknown = picture == UNKNOWN
    if not ground.any() or not unknown.any():
        return picture
    return np.where(unknown, nearest_of(picture, ground), picture).astype(np.int32)


@dataclass(eq=False)
class _Counts:
    """Over the sampled frames, for each pixel of one picture."""

    free: Seen
    """Colours it showed while nothing covered it."""
    total: np.ndarray
    """How often it was on the frame."""
    own: np.ndarray
    """How often it showed the picture's own colour, covered or not."""
    own_free: np.ndarray
    """How often of these uncovered."""
    doubtful: np.ndarray
    """How often a sprite that is not trusted stood there."""


def _repainted(picture: np.ndarray, counts: _Counts, seen: Seen) -> np.ndarray:
    # Wrong is a colour that was seen, but never without a sprite over it that has this colour there itself; and one
    # that was never seen there: a guess of what is behind something. A third kind: a pose of something that moves on
    # the spot, now and then the very one that the background holds; between its poses the true background shows.
    shown = counts.free.mode()
    covered = (counts.own >= LEAST_SIGHTINGS) & (counts.own_free <= COVERED_BUT * counts.own)
    guessed = (counts.own == 0) & (counts.total > 0)
    # Under tiles, which were off when colours were counted, is their ground: no guess, as they stand on nothing else.
    bare = seen.uncovered()
    guessed &= (shown != UNKNOWN) | (picture != bare)
    guessed &= bare != UNKNOWN  # mostly something stands there before a tile: before it, not behind
    out = np.where(covered | guessed, shown, picture)
    other, sightings = counts.free.besides(picture)
    busy = counts.total - counts.free.total >= BUSY_SHARE * counts.total
    often = (sightings >= LEAST_SIGHTINGS) & (sightings >= OTHER_SHARE * counts.total)
    often &= bare != UNKNOWN
    often &= counts.doubtful == 0  # a thing seen at two places is no background between poses
    return np.where(busy & often & ~covered & ~guessed, other, out).astype(np.int32)


def trusted_among(backdrop: Backdrop, found: Found) -> list[int]:
    """The sprites that were seen at several places of the world."""
    return _at_several((p.sprite, *world_place(p, backdrop, t)) for t, placements in found for p in placements)


def wanderers_among(backdrop: Backdrop, seen: list[list[Seen]], sprites: list[Sprite], found: Found) -> list[int]:
    """The sprites that were seen at several places which were seen without them, too; and tiles."""
    bare = backdrop.copy()
    for band, counts in zip(bare.bands, seen, strict=True):
        band.pictures[:] = [each.share(picture) > 0 for each, picture in zip(counts, band.pictures, strict=True)]
    places = []
    for t, placements in found:
        was_bare = bare.frame(t) > 0
        for p in placements:
            _, _, y, x = shown_pixels(p, sprites[p.sprite], was_bare.shape)
            if sprites[p.sprite].grid is not None or 2 * was_bare[y, x].sum() > len(y):
                places.append((p.sprite, *world_place(p, backdrop, t)[2:]))  # the corner of each room is one place
    return _at_several(places)


def _at_several(places: Iterable[tuple[int, ...]]) -> list[int]:
    """The sprites, in their order, with `PLACES` places or more; each is given as its sprite and what tells it."""
    several = Counter(sprite for sprite, *_ in set(places))
    return sorted(sprite for sprite, count in several.items() if count >= PLACES)


def _counts(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], trusted: Dictionary, doubtful: Boxes
) -> list[dict[int, _Counts]]:
    """For each band, the counts of the pictures that it shows."""
    counts: list[dict[int, _Counts]] = [{} for _ in backdrop.bands]
    for t, boxes in doubtful:
        found = explain(clip.frame(t), backdrop.frame(t), trusted)
        covered = _covered(found.placements, trusted, clip.size)
        doubted = np.zeros(covered.shape, bool)
        for x, y, width, height in boxes:
            doubted[max(0, y) : y + height, max(0, x) : x + width] = True
        for band, band_counts, band_seen in zip(backdrop.bands, counts, seen, strict=True):
            picture = int(band.camera[t, 0])
            if picture not in band_counts:
                band_counts[picture] = _blank(band_seen[picture])
            _count(clip.frame(t), covered, doubted, band, band_counts[picture], t)
    return counts


def _blank(seen: Seen) -> _Counts:
    nothing = np.zeros(seen.total.shape, np.int32)
    return _Counts(Seen.blank(seen.total.shape), *(nothing.copy() for _ in range(4)))


def _count(frame: np.ndarray, covered: np.ndarray, doubted: np.ndarray, band: Band, counts: _Counts, t: int) -> None:
    picture, x, y = band.camera[t].tolist()
    rows = slice(band.top, band.bottom)
    view = (slice(y, y + band.bottom - band.top), slice(x, x + frame.shape[1]))
    own = frame[rows] == band.pictures[picture][view]
    counts.total[view] += 1
    counts.own[view] += own
    counts.own_free[view] += own & ~covered[rows]
    counts.doubtful[view] += doubted[rows]
    counts.free.add(frame[rows], x, y, ~covered[rows])


def _covered(placements: tuple[Placement, ...], dictionary: Dictionary, size: tuple[int, int]) -> np.ndarray:
    """bool [y, x]: pixels some placement covers."""
    covered = np.zeros((size[1], size[0]), bool)
    for p in placements:
        _, _, y, x = shown_pixels(p, dictionary.sprites[p.sprite], covered.shape)
        covered[y, x] = True
    return covered
