"""Sprites repainted in another outline than they were learnt in."""

from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite


def with_cuts(sprite: Sprite, learnt: Sprite) -> Sprite:
    """The repainted sprite, knowing which of the learnt one's pixels are nearest to what it has more.

    Cuts say which learnt pixels show; one that is new has to go with a neighbour of it.
    """
    left, top, right, bottom = sprite.margin
    stood = np.pad(learnt.rgba[..., 3] > 0, ((top, bottom), (left, right)))
    if not stood.any() or not ((sprite.rgba[..., 3] > 0) & ~stood).any():
        return sprite
    from scipy.ndimage import distance_transform_edt  # slow to import, and only such repaints need it

    y, x = distance_transform_edt(~stood, return_distances=False, return_indices=True)
    return replace(sprite, cut_at=((y - top) * learnt.size[0] + x - left).astype(np.int32))
