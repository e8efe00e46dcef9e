"""Second thoughts on the background: what each world pixel shows while no sprite covers it."""

import numpy as np
from scipy import ndimage
from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.explain import Memory, explain
from spritelift_runtime.scene import Placement

from spritelift_trainer.mining.background import Seen
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.planes import Backdrop, Band

PLACES = 3
"""A sprite seen at fewer places of the world may be a flaw of the background and is not trusted to cover it."""
LEAST_SIGHTINGS = 4
"""A pixel sampled less often keeps the background it has."""


def repainted(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], sprites: list[Sprite], sample: np.ndarray
) -> bool:
    """Repaint the backdrop's pictures from what shows uncovered on the sampled frames; whether anything changed.

    A pixel that a sprite covers on every sample takes its nearest uncovered neighbour's colour: whatever stands there
    all the time is then a placement on every frame, like its copies elsewhere.
    """
    trusted = _trusted(clip, backdrop, sprites, sample)
    free, total = _uncovered_counts(clip, backdrop, seen, trusted, sample)
    changed = False
    for b, band in enumerate(backdrop.bands):
        for i, picture in enumerate(band.pictures):
            new = _repainted(picture, free[b][i], total[b][i])
            changed |= bool((new != picture).any())
            band.pictures[i] = new
    return changed


def _repainted(picture: np.ndarray, free: Seen, total: np.ndarray) -> np.ndarray:
    shown = free.mode()
    known = (shown != UNKNOWN) & (total >= LEAST_SIGHTINGS)
    hidden = (shown == UNKNOWN) & (total >= LEAST_SIGHTINGS) & (picture != UNKNOWN)
    out = np.where(known, shown, picture)
    if hidden.any() and not hidden.all():
        nearest = ndimage.distance_transform_edt(hidden, return_distances=False, return_indices=True)
        out = out[nearest[0], nearest[1]]
    return out.astype(np.int32)


def _trusted(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray) -> Dictionary:
    places: list[set[tuple[int, ...]]] = [set() for _ in sprites]
    dictionary, memory = Dictionary(sprites), Memory()
    for t in sample:
        found = explain(clip.frame(t), backdrop.frame(t), dictionary, memory=memory)
        for placement in found.placements:
            places[placement.sprite].add(_world_place(placement, backdrop, t))
    return Dictionary(sprite for sprite, where in zip(sprites, places, strict=True) if len(where) >= PLACES)


def _world_place(placement: Placement, backdrop: Backdrop, t: int) -> tuple[int, ...]:
    below = (b for b, band in enumerate(backdrop.bands) if placement.y < band.bottom)
    number = next(below, len(backdrop.bands) - 1)
    band = backdrop.bands[number]
    picture, x, y = band.camera[t].tolist()
    return number, picture, placement.x + x, placement.y + y - band.top


def _uncovered_counts(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], trusted: Dictionary, sample: np.ndarray
) -> tuple[list[list[Seen]], list[list[np.ndarray]]]:
    """Per band and picture: colours of uncovered sightings, and how often each pixel was on a sampled frame."""
    free = [[Seen(np.zeros_like(each.counts), each.palette) for each in counts] for counts in seen]
    total = [[np.zeros(each.counts.shape[:2], np.int32) for each in counts] for counts in seen]
    lookup = [_colour_index(clip, counts) for counts in seen]
    memory: Memory = {}
    for t in sample:
        found = explain(clip.frame(t), backdrop.frame(t), trusted, memory=memory)
        covered = _covered(found.placements, trusted, clip.size)
        for b, band in enumerate(backdrop.bands):
            picture, view = int(band.camera[t, 0]), _window(band, t, clip.size[0])
            total[b][picture][view] += 1
            y, x = np.nonzero(~covered[band.top : band.bottom])
            colour = lookup[b][clip.ids[t, band.top : band.bottom][y, x]]
            free[b][picture].counts[view][y, x, colour] += 1
    return free, total


def _colour_index(clip: Clip, counts: list[Seen]) -> np.ndarray:
    """Id of the clip's palette -> column of the band's counts (one palette for all its pictures)."""
    table = np.zeros(len(clip.palette), np.int64)
    where = {int(colour): i for i, colour in enumerate(counts[0].palette)}
    for i, colour in enumerate(clip.palette.tolist()):
        table[i] = where.get(colour, 0)
    return table


def _window(band: Band, t: int, width: int) -> tuple[slice, slice]:
    _, x, y = band.camera[t].tolist()
    return slice(y, y + band.bottom - band.top), slice(x, x + width)


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
