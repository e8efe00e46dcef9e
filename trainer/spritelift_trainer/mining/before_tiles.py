"""Sprites that stand before tiles, fitted to what differs from the tiles: a torch has the colour of a wall's mortar in
places, and only another wall tells which of the two shows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import ndimage

from spritelift_runtime.art import Sprite
from spritelift_runtime.cost import picture_bits
from spritelift_runtime.dictionary import flipped, packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.shown import shown_pixels
from spritelift_trainer.mining.usage import Usage
from spritelift_trainer.mining.views import (
    HIDDEN,
    LEAST_LOOKS,
    MOSTLY,
    NOTHING,
    around,
    commonest,
    own_colours,
    redrawn,
    sightings,
)


def fitted_before_tiles(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], i: int, usage: Usage
) -> Sprite | None:
    """Sprite i with the pixels that most of its sightings have and that can't be what is behind; None where it stays
    as it is."""
    sprite = sprites[i]
    views = [_against_tiles(clip, backdrop, sprites, *seen) for seen in sightings(sprites, i, usage)]
    if not views:
        return None
    shown, behind = np.stack(views, axis=1)
    own, seen = own_colours(sprite), (shown != HIDDEN) & (shown != behind)
    colours, _ = commonest(np.where(seen, shown, NOTHING))
    colours = np.where(colours == NOTHING, own, colours)
    telling = (shown != HIDDEN) & (behind != colours)
    looks, counts = telling.sum(axis=0), (telling & (shown == colours)).sum(axis=0)
    mask = np.where(looks < LEAST_LOOKS, own != NOTHING, counts >= MOSTLY * looks) & (colours != NOTHING)
    always, times = commonest(np.where(shown != HIDDEN, shown, NOTHING))
    untold = ~mask & ~seen.any(axis=0) & (times == (shown != HIDDEN).sum(axis=0)) & (times >= LEAST_LOOKS)
    colours = np.where(untold, always, colours)
    return redrawn(sprite, colours, _most_simply(colours, mask, untold))


def _most_simply(colours: np.ndarray, mask: np.ndarray, untold: np.ndarray) -> np.ndarray:
    """The mask with those of the pixels of which nothing tells whether they are the sprite's, or behind it, with which
    it takes fewer bits to draw: gaps in an outline."""
    for y, x in np.argwhere(untold & ndimage.binary_dilation(mask)).tolist():
        with_it = mask.copy()
        with_it[y, x] = True
        mask = with_it if picture_bits(colours, with_it) < picture_bits(colours, mask) else mask
    return mask


def _against_tiles(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], t: int, p: Placement, found: Sequence[Placement]
) -> np.ndarray:
    """[2, y, x]: colours where the sprite stands, `HIDDEN` where another placement shows that is no tile; and what is
    behind, tiles included."""
    frame, behind = clip.frame(t), backdrop.frame(t)
    for other in found:
        # All of a tile is behind: what its cut hides may be the sprite, of which another tile explains a little.
        whole = replace(other, cut=None) if other.fixed else other
        rows, columns, y, x = shown_pixels(whole, sprites[other.sprite], behind.shape)
        if other.fixed:
            behind[y, x] = packed(sprites[other.sprite].rgba)[rows, columns]
        else:
            frame[y, x] = HIDDEN
    return np.stack([flipped(around(each, sprites[p.sprite], p), p.flip) for each in (frame, behind)])
