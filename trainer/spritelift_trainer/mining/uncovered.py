"""Second thoughts on the background: what each world pixel shows while no sprite covers it."""

from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.explain import explain
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.background import Seen
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.holes import Found, world_place
from spritelift_trainer.mining.planes import Backdrop, Band

PLACES = 3
"""A sprite seen at fewer places of the world may be a flaw of the background and is not trusted to cover it."""
BUSY_SHARE, OTHER_SHARE = 0.1, 0.15
"""A pixel that sprites cover so often and that, uncovered, so often has another colour, has that colour."""
COVERED_BUT = 0.05
"""A background colour counts as covered all the time though this share of its sightings was not."""
LEAST_SIGHTINGS = 4
"""A pixel sampled less often keeps the background it has."""


def repainted(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], trusted: list[Sprite], sample: np.ndarray
) -> bool:
    """Repaint the backdrop's pictures from what shows uncovered on the sampled frames; whether anything changed.

    A pixel that a sprite covers on every sample becomes unknown: whatever stands there all the time is then a
    placement on every frame, like its copies elsewhere, and nobody claims to know what is behind it.
    """
    counts = _counts(clip, backdrop, seen, Dictionary(trusted), sample)
    changed = False
    for band, band_counts in zip(backdrop.bands, counts, strict=True):
        for i, picture in enumerate(band.pictures):
            band.pictures[i] = _repainted(picture, band_counts[i])
            changed |= bool((band.pictures[i] != picture).any())
    return changed


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


def _repainted(picture: np.ndarray, counts: _Counts) -> np.ndarray:
    # Wrong is a colour that was seen, but never without a sprite over it that has this colour there itself; and one
    # that was never seen there: a guess of what is behind something. A third kind: a pose of something that moves on
    # the spot, now and then the very one that the background holds; between its poses the true background shows.
    shown = counts.free.mode()
    covered = (counts.own >= LEAST_SIGHTINGS) & (counts.own_free <= COVERED_BUT * counts.own)
    guessed = (counts.own == 0) & (counts.total > 0)
    out = np.where(covered | guessed, shown, picture)
    other, sightings = _besides(counts.free, picture)
    busy = counts.total - counts.free.counts.sum(axis=2) >= BUSY_SHARE * counts.total
    often = (sightings >= LEAST_SIGHTINGS) & (sightings >= OTHER_SHARE * counts.total)
    return np.where(busy & often & ~covered & ~guessed, other, out).astype(np.int32)


def _besides(free: Seen, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The most frequent uncovered colour other than the picture's own, and how often it was seen."""
    others = np.where(free.palette == picture[..., None], 0, free.counts)
    return free.palette[others.argmax(axis=2)], others.max(axis=2)


def trusted_among(backdrop: Backdrop, sprites: list[Sprite], found: Found) -> list[int]:
    """The sprites that were seen at several places of the world."""
    places: list[set[tuple[int, ...]]] = [set() for _ in sprites]
    for t, placements in found:
        for placement in placements:
            places[placement.sprite].add(world_place(placement, backdrop, t))
    return [i for i, where in enumerate(places) if len(where) >= PLACES]


def _counts(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], trusted: Dictionary, sample: np.ndarray
) -> list[list[_Counts]]:
    counts = [[_blank(each) for each in pictures] for pictures in seen]
    columns = [_colour_columns(clip, pictures[0]) for pictures in seen]
    for t in sample:
        found = explain(clip.frame(t), backdrop.frame(t), trusted)
        covered = _covered(found.placements, trusted, clip.size)
        for band, band_counts, column in zip(backdrop.bands, counts, columns, strict=True):
            _count(clip.ids[t], clip.palette, covered, band, band_counts[int(band.camera[t, 0])], column, t)
    return counts


def _blank(seen: Seen) -> _Counts:
    nothing = np.zeros(seen.counts.shape[:2], np.int32)
    return _Counts(Seen(np.zeros_like(seen.counts), seen.palette), nothing, nothing.copy(), nothing.copy())


def _count(
    ids: np.ndarray, palette: np.ndarray, covered: np.ndarray, band: Band, counts: _Counts, column: np.ndarray, t: int
) -> None:
    picture, x, y = band.camera[t].tolist()
    rows = slice(band.top, band.bottom)
    view = (slice(y, y + band.bottom - band.top), slice(x, x + ids.shape[1]))
    own = palette[ids[rows]] == band.pictures[picture][view]
    counts.total[view] += 1
    counts.own[view] += own
    counts.own_free[view] += own & ~covered[rows]
    free_y, free_x = np.nonzero(~covered[rows])
    counts.free.counts[view][free_y, free_x, column[ids[rows][free_y, free_x]]] += 1


def _colour_columns(clip: Clip, seen: Seen) -> np.ndarray:
    """Id of the clip's palette -> column of the band's counts (one palette serves all its pictures)."""
    columns = {int(colour): i for i, colour in enumerate(seen.palette)}
    return np.array([columns.get(colour, 0) for colour in clip.palette.tolist()], np.int64)


def _covered(placements: tuple[Placement, ...], dictionary: Dictionary, size: tuple[int, int]) -> np.ndarray:
    """bool [y, x]: pixels some placement covers."""
    margin = dictionary.largest
    covered = np.zeros((size[1] + 2 * margin, size[0] + 2 * margin), bool)
    for p in placements:
        mask = dictionary.sprites[p.sprite].rgba[..., 3] > 0
        mask = mask if p.cut is None else mask & p.cut.mask
        mask = mask[:, ::-1] if p.flip_x else mask
        mask = mask[::-1] if p.flip_y else mask
        covered[p.y + margin :, p.x + margin :][: mask.shape[0], : mask.shape[1]] |= mask
    return covered[margin : margin + size[1], margin : margin + size[0]]
