"""Known sprites that stand in a background picture are sprites there too: found by trial, frame by frame."""

import numpy as np
from scipy import ndimage
from spritelift_runtime.cost import DICTIONARY_PIXEL_BITS, PLACEMENT_BITS
from spritelift_runtime.dictionary import EIGHT, Dictionary
from spritelift_runtime.explain import explain

from spritelift_trainer.mining.background import Seen, Standing, standing_things
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Band

TRIALS = 6


def without_known(
    picture: np.ndarray, seen: Seen, clip: Clip, band: Band, number: int, dictionary: Dictionary
) -> np.ndarray:
    """The picture less each thing that known sprites, drawn over what is behind it, would show just as well."""
    out = picture.copy()
    frames = np.flatnonzero(band.camera[:, 0] == number)
    for thing in standing_things(picture, seen):
        # Once in the background or once as placements: the cheaper of the two.
        worth = thing.mask.sum() * DICTIONARY_PIXEL_BITS > PLACEMENT_BITS
        if worth and _explained_without(thing, picture, clip, band, frames, dictionary):
            out[thing.box][thing.mask] = thing.fill[thing.mask]
    return out


def _explained_without(
    thing: Standing, picture: np.ndarray, clip: Clip, band: Band, frames: np.ndarray, dictionary: Dictionary
) -> bool:
    visible = [t for t in frames if _on_screen(thing, band, int(t), clip.size[0])]
    trials = [visible[i] for i in np.linspace(0, len(visible) - 1, min(TRIALS, len(visible))).astype(int)]
    good = sum(_explained_on(thing, picture, clip, band, int(t), dictionary) for t in trials)
    return bool(trials) and good >= 0.8 * len(trials)


def _on_screen(thing: Standing, band: Band, t: int, width: int) -> bool:
    _, x, y = band.camera[t].tolist()
    rows, columns = thing.box
    inside_x = columns.start >= x and columns.stop <= x + width
    return inside_x and rows.start >= y and rows.stop <= y + band.bottom - band.top


def _explained_on(thing: Standing, picture: np.ndarray, clip: Clip, band: Band, t: int, dictionary: Dictionary) -> bool:
    """Whether, without the thing in the background, known sprites make frame t's pixels there, uncut and exactly."""
    _, x, y = band.camera[t].tolist()
    margin = dictionary.largest
    rows, columns = thing.box
    top, left = max(rows.start - margin, y), max(columns.start - margin, x)
    bottom = min(rows.stop + margin, y + band.bottom - band.top)
    right = min(columns.stop + margin, x + clip.size[0])
    background = picture[top:bottom, left:right].copy()
    local = (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))
    background[local][thing.mask] = thing.fill[thing.mask]
    frame = clip.frame(t)[band.top + top - y : band.top + bottom - y, left - x : right - x]
    labels, _ = ndimage.label(frame != background, EIGHT)
    touched = np.unique(labels[local][thing.mask])
    only = np.isin(labels, touched[touched > 0])
    found = explain(frame, background, dictionary, only=only)
    return bool(only.any()) and not found.left.any() and all(p.cut is None for p in found.placements)
