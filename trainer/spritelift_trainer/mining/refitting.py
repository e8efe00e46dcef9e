"""Sprites fitted again to all their sightings: one first seen half hidden is completed, one glued to another freed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import flipped
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.before_tiles import fitted_before_tiles
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.shown import shown_pixels
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage
from spritelift_trainer.mining.views import (
    AROUND_PX,
    HIDDEN,
    LEAST_LOOKS,
    LEAST_SIGHTINGS,
    MOSTLY,
    NOTHING,
    around,
    commonest,
    mostly_visible,
    own_colours,
    redrawn,
    sightings,
)

EVER = 0.1
"""Share of the sightings in which one of the sprite's own pixels must show to stay its."""


def refitted(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary with each sprite as most of its sightings show it, where that tells the clip in fewer bits."""
    fitted, tiled = Telling(clip, backdrop, sprites), any(sprite.grid is not None for sprite in sprites)
    if tiled:
        return _refitted_before_tiles(clip, fitted, backdrop, usage)
    for i in range(len(sprites)):
        for shape in _shapes(clip, backdrop, sprites, i, usage):
            tried = fitted.by([*fitted.sprites[:i], shape, *fitted.sprites[i + 1 :]])
            if _saved(fitted, tried, usage.frames[i], SAMPLE) > 0:
                fitted = tried
                break
    return fitted.sprites


def _refitted_before_tiles(clip: Clip, fitted: Telling, backdrop: Backdrop, usage: Usage) -> list[Sprite]:
    """The same where there are tiles: all together, as the poses of one thing stand before one tile; or one by one."""
    sprites = fitted.sprites
    loose = [i for i in range(len(sprites)) if sprites[i].grid is None]  # a tile's cell is all there is of it
    shapes = {i: fitted_before_tiles(clip, backdrop, sprites, i, usage) for i in loose}
    changed = {i: shape for i, shape in shapes.items() if shape is not None}
    if not changed:
        return sprites
    tried = fitted.by([changed.get(i, sprite) for i, sprite in enumerate(sprites)])
    shown = np.unique(np.concatenate([usage.frames[i] for i in changed]))
    if _saved(fitted, tried, shown, SAMPLE * len(changed)) > 0:
        fitted, changed = tried, {i: sprites[i] for i in changed}  # some may have been better as they were
    for i, shape in changed.items():
        tried = fitted.by([*fitted.sprites[:i], shape, *fitted.sprites[i + 1 :]])
        fitted = tried if _saved(fitted, tried, usage.frames[i], SAMPLE) > 0 else fitted
    return fitted.sprites


def _saved(old: Telling, new: Telling, shown: np.ndarray, most: int) -> float:
    """Bits saved by the new dictionary on the frames that show what changed (at most so many are looked at)."""
    frames = some_of(shown, most)
    changed = [each for each in zip(new.sprites, old.sprites, strict=True) if each[0] is not each[1]]
    more = sum(dictionary_bits(now) - dictionary_bits(before) for now, before in changed)
    return (old.bits(frames) - new.bits(frames)) * len(shown) / max(1, len(frames)) - more


def _shapes(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], i: int, usage: Usage) -> Iterator[Sprite]:
    """What sprite i may be instead: as it is when it comes, as it is mostly, as it is where others don't hide it."""
    sprite = sprites[i]
    # Things that erode or get covered are whole when they come.
    for placed in (usage.births(i, SAMPLE), usage.placements(i, some_of(usage.frames[i], SAMPLE))):
        placed = mostly_visible(sprite, placed)
        if len(placed) >= LEAST_SIGHTINGS:
            yield from _mostly_shown(sprite, np.stack([_view(clip, backdrop, sprite, t, p) for t, p in placed]))
    views = [_without_others(clip, backdrop, sprites, *seen) for seen in sightings(sprites, i, usage)]
    if views:
        yield from _mostly_shown(sprite, np.stack(views))


def _mostly_shown(sprite: Sprite, views: np.ndarray) -> Iterator[Sprite]:
    """What most of the views [n, y, x] of the sprite have; nothing where that is the sprite itself."""
    colours, counts = commonest(views)
    looks = (views != HIDDEN).sum(axis=0)
    own = own_colours(sprite)
    # What another hides half of the time says nothing against the sprite's own pixels.
    stays = (own != NOTHING) & (((views == own).sum(axis=0) >= EVER * looks) | (looks < len(views)))
    colours = np.where(stays, own, colours)
    mask = stays | ((colours >= 0) & (counts >= np.maximum(MOSTLY * looks, LEAST_LOOKS)))
    shape = redrawn(sprite, colours, mask)
    if shape is not None:
        yield shape


def _view(clip: Clip, backdrop: Backdrop, sprite: Sprite, t: int, p: Placement) -> np.ndarray:
    """Foreground colours int32 where the sprite stands and `AROUND_PX` around it, as it looks unflipped."""
    return flipped(_foreground(clip, backdrop, sprite, t, p), p.flip)


def _without_others(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], t: int, p: Placement, found: Sequence[Placement]
) -> np.ndarray:
    """The same view, `HIDDEN` where another placement on that frame shows."""
    view = _foreground(clip, backdrop, sprites[p.sprite], t, p)
    for other in found:
        moved = replace(other, x=other.x - p.x + AROUND_PX, y=other.y - p.y + AROUND_PX)
        _, _, y, x = shown_pixels(moved, sprites[other.sprite], view.shape)
        view[y, x] = HIDDEN
    return flipped(view, p.flip)


def _foreground(clip: Clip, backdrop: Backdrop, sprite: Sprite, t: int, p: Placement) -> np.ndarray:
    frame, background = around(clip.frame(t), sprite, p), around(backdrop.frame(t), sprite, p)
    return np.where(frame != background, frame, NOTHING)
