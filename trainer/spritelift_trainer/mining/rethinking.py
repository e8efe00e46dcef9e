"""Second thoughts on backgrounds, in the light of the sprites: holes are filled, what is known is taken out, and the
rest is as it shows where no sprite is."""

from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.dictionary import Dictionary, is_shaped
from spritelift_runtime.explain import explain
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.drafts import Draft
from spritelift_trainer.mining.holes import Filled, Found, holes_among, holes_filled
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.spread import spread
from spritelift_trainer.mining.standing import repeated, without_known
from spritelift_trainer.mining.uncovered import repainted, trusted_among, wanderers_among

SAMPLE_FRAMES = 200
"""Frames looked at where a statistic is enough."""


def repaint(clip: Clip, draft: Draft) -> bool:
    """Paint the draft's backdrop again; whether anything of it changed."""
    backdrop, seen, sprites = draft.backdrop, draft.seen or [], list(draft.sprites)
    found, tiled = found_on(clip, backdrop, sprites, sampled(clip)), bool(draft.tiles.cells)
    holes = holes_among(backdrop, sprites, found)
    # What is behind a thing is a guess only where rooms are tiled; elsewhere it stays unknown until it is seen.
    wanderers = wanderers_among(backdrop, seen, sprites, found) if tiled else trusted_among(backdrop, found)
    # Where it isn't known what things stand on, what changes in place may as well be the sky's dither.
    changes = {i for i in range(len(sprites)) if tiled and i not in wanderers and sprites[i].grid is None}
    filled = holes_filled(backdrop, seen, sprites, holes, changes, found)
    known = [sprites[i] for i in _known_anywhere(sprites, wanderers, holes)]
    changed = bool(filled) | _take_out_known(backdrop, seen, known, [sprites[i] for i in changes])
    proper = [sprite for i, sprite in enumerate(sprites) if i not in holes]
    return _repaint_uncovered(clip, draft, proper, filled if tiled else {}) | changed


def _repaint_uncovered(clip: Clip, draft: Draft, sprites: list[Sprite], filled: Filled) -> bool:
    backdrop, tiled = draft.backdrop, bool(draft.tiles.cells)
    found = found_on(clip, backdrop, sprites, sampled(clip))
    trusted = trusted_among(backdrop, found)
    doubtful = [
        (t, [(p.x, p.y, *sprites[p.sprite].size) for p in placed if p.sprite not in trusted]) for t, placed in found
    ]
    return repainted(clip, backdrop, draft.seen or [], [sprites[i] for i in trusted], doubtful, filled, tiled)


def found_on(
    clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray, blend: Blend = "rounded"
) -> Found:
    """What these sprites explain of the sampled frames."""
    dictionary = Dictionary(sprites, blend)
    return [(t, explain(clip.frame(t), backdrop.frame(t), dictionary).placements) for t in sample.tolist()]


def _take_out_known(backdrop: Backdrop, seen: list[list[Seen]], sprites: list[Sprite], alone: Sequence[Sprite]) -> bool:
    """Take known sprites out of the backgrounds (some only where they stand alone); whether anything changed."""
    changed = False
    for band, counts in zip(backdrop.bands, seen, strict=True):
        # What repeats in a scrolling picture is its tiles: they stay in the picture.
        still = not band.camera[:, 1:].any()
        known = [*sprites, *repeated(zip(band.pictures, counts, strict=True))] if still else sprites
        for i, picture in enumerate(band.pictures):
            band.pictures[i] = without_known(picture, known, alone)
            changed |= bool((band.pictures[i] != picture).any())
    return changed


def _known_anywhere(sprites: list[Sprite], wanderers: list[int], holes: set[int]) -> list[int]:
    """Sprites whose copies in a picture are them: they come and go elsewhere, or have a shape of their own."""
    return [i for i, sprite in enumerate(sprites) if i not in holes and (i in wanderers or is_shaped(sprite.rgba))]


def sampled(clip: Clip) -> np.ndarray:
    """Frames spread over the clip, where a statistic is enough."""
    return spread(0, len(clip), SAMPLE_FRAMES)
