"""Which blobs become sprites: those that save more bits than they cost, given the sprites already chosen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy import ndimage

from spritelift_runtime.art import Sprite
from spritelift_runtime.cost import (
    CUT_FRAME_BITS,
    CUT_RUN_BITS,
    KEEP_BITS,
    MOVE_BITS,
    PLACEMENT_BITS,
    RESIDUAL_PIXEL_BITS,
    sprite_bits,
)
from spritelift_runtime.dictionary import EIGHT, SHAPED_PX, Dictionary, blob_key, flipped, is_shaped, packed
from spritelift_runtime.explain import Explanation, explain
from spritelift_trainer.mining.blobs import Blob
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.description import placed_cut_bits
from spritelift_trainer.mining.planes import Backdrop, unpacked

SEEN_SHARE = 0.75
"""Share of a sprite's pixels that must be seen for it to count as there in full."""
GLUED_PARTS = 3
"""A blob that is mostly one known sprite, and exactly it and up to two more, is those touching."""
APART = 5
"""Loose parts that are each seen this many times as often as they are seen together so are things by themselves."""


def sprite_of(blob: Blob) -> Sprite:
    """The blob as a sprite; pixels outside its mask are transparent."""
    rgba = unpacked(np.where(blob.mask, blob.colours, -1).astype(np.int32))
    return Sprite(name="", rgba=rgba, uses=blob.frames)


def choose(blobs: Iterable[Blob], clip: Clip, backdrop: Backdrop, known: Iterable[Sprite] = ()) -> list[Sprite]:
    """The dictionary for these blobs, `known` sprites first.

    Whole blobs go before clipped ones and common ones before rare ones, so that what is seen plainly explains what
    is seen merged, covered or cut.
    """
    dictionary = Dictionary(known)
    for blob in sorted(blobs, key=lambda b: (b.clipped, -b.frames, -b.area, b.sighting)):
        if blob.parts > 1 and not may_pay(blob):
            continue
        mirrored = _mirror_of(blob, dictionary)
        if mirrored is not None:
            dictionary = _with_flip(dictionary, *mirrored)
        elif pays(blob, explained(blob, clip, backdrop, dictionary), dictionary):
            dictionary.add([sprite_of(blob)])
    return dictionary.sprites


def explained(blob: Blob, clip: Clip, backdrop: Backdrop, dictionary: Dictionary) -> Explanation:
    """The blob at its first sighting, explained by the dictionary as it is."""
    t, x, y = blob.sighting
    high, wide = blob.mask.shape
    margin = dictionary.largest
    top, left = max(y - margin, 0), max(x - margin, 0)
    window = (slice(top, y + high + margin), slice(left, x + wide + margin))
    frame, background = clip.frame(t)[window], backdrop.frame(t)[window]
    only = np.zeros(frame.shape, bool)
    only[y - top : y - top + high, x - left : x - left + wide] = blob.mask
    return explain(frame, background, dictionary, only=only, corner=(left, top))


def pays(blob: Blob, explanation: Explanation, dictionary: Dictionary) -> bool:
    """Whether the blob as a sprite of its own costs fewer bits than the explanation, over the whole clip."""
    if is_glued(explanation, dictionary, blob):
        return False
    # Staying where it was costs nothing again, moving a little; what is left unexplained is paid for on every frame.
    more = len(explanation.placements) - 1
    cuts = [p for p in explanation.placements if p.cut is not None]
    drawn = sum(placed_cut_bits(p, dictionary.sprites) for p in cuts)
    left = RESIDUAL_PIXEL_BITS * float(explanation.left.sum())
    changes = (blob.runs - blob.births) * (MOVE_BITS * more + CUT_RUN_BITS * len(cuts))
    lasting = blob.frames * (left + KEEP_BITS * more + CUT_FRAME_BITS * len(cuts))
    saved = blob.births * (PLACEMENT_BITS * more + drawn) + changes + lasting
    return saved > sprite_bits(blob.colours, blob.mask) + PLACEMENT_BITS


def may_pay(blob: Blob) -> bool:
    """Whether a cluster of parts could pay as one sprite if each part were a placement: quick to ask."""
    each = blob.births * PLACEMENT_BITS + (blob.runs - blob.births) * MOVE_BITS + blob.frames * KEEP_BITS
    return (blob.parts - 1) * each > sprite_bits(blob.colours, blob.mask) + PLACEMENT_BITS


def is_glued(explanation: Explanation, dictionary: Dictionary, blob: Blob) -> bool:
    """Whether the blob is a few sprites touching, or standing close together, each of them to be seen.

    Two proper sprites and something more are those two; the rest is looked at for itself (`leftovers`).
    """
    visible = _visible_px(explanation, dictionary)
    parts = []
    for p, seen in zip(explanation.placements, visible, strict=True):
        sprite = dictionary.sprites[p.sprite]
        opaque = int((sprite.rgba[..., 3] == 255).sum())
        # Mostly behind others, a sprite is a guess at something not known yet, and not a thing beside them.
        if p.cut is None and seen >= SEEN_SHARE * opaque:
            parts.append((opaque, is_shaped(sprite.rgba), sprite.uses))
    proper = sum(shaped for _, shaped, _ in parts)
    if proper >= 2:
        return True
    if not parts or not is_exact(explanation):
        return False
    largest, shaped, _ = max(parts)
    if (proper and len(explanation.placements) == 1) or _strangers(parts, explanation, blob):
        return True
    return shaped and 2 * largest >= blob.area and len(explanation.placements) <= GLUED_PARTS


def _strangers(parts: Sequence[tuple[int, bool, int]], explanation: Explanation, blob: Blob) -> bool:
    """Whether loose parts (pixels, shaped, uses), one more than a speck, mostly stand without each other.

    The sparks of a ring come in many rings: of these, each shape is one thing.
    """
    whole = blob.parts > 1 and len(parts) == len(explanation.placements)
    apart = all(uses >= APART * blob.frames for _, _, uses in parts)
    return whole and apart and max(opaque for opaque, _, _ in parts) >= SHAPED_PX


def _visible_px(explanation: Explanation, dictionary: Dictionary) -> list[int]:
    """How many pixels of each placement no later one paints over."""
    taken: set[tuple[int, int]] = set()
    visible = []
    for p in reversed(explanation.placements):
        mask = dictionary.sprites[p.sprite].rgba[..., 3] == 255
        mask = mask if p.cut is None else mask & p.cut.mask
        y, x = np.nonzero(flipped(mask[..., None], int(p.flip_x) + 2 * int(p.flip_y))[..., 0])
        own = set(zip((y + p.y).tolist(), (x + p.x).tolist(), strict=True)) - taken
        visible.append(len(own))
        taken |= own
    return visible[::-1]


def is_exact(explanation: Explanation) -> bool:
    """Whether sprites explain everything, none of them cut."""
    return not explanation.left.any() and all(p.cut is None for p in explanation.placements)


def _mirror_of(blob: Blob, dictionary: Dictionary) -> tuple[int, int] | None:
    """(sprite, flip) where the blob is a known sprite's mirror image and not that sprite itself."""
    rgba = sprite_of(blob).rgba
    for i, sprite in enumerate(dictionary.sprites):
        if sprite.rgba.shape == rgba.shape and not np.array_equal(sprite.rgba, rgba):
            for flip in (1, 2, 3):
                if np.array_equal(flipped(sprite.rgba, flip), rgba):
                    return i, flip
    return None


def _with_flip(dictionary: Dictionary, sprite: int, flip: int) -> Dictionary:
    sprites = list(dictionary.sprites)
    old = sprites[sprite]
    if flip not in old.flips:
        sprites[sprite] = replace(old, flips=tuple(sorted((*old.flips, flip))))
    return Dictionary(sprites)


def leftovers(blobs: Iterable[Blob], clip: Clip, backdrop: Backdrop, sprites: Iterable[Sprite]) -> list[Blob]:
    """What the sprites leave of the blobs, as blobs: a thing only ever seen touching a known one shows up here."""
    dictionary = Dictionary(sprites)
    rest: dict[bytes, Blob] = {}
    for blob in (blob for blob in blobs if blob.parts == 1):
        for part in _left_parts(blob, clip, backdrop, dictionary):
            known = rest.setdefault(blob_key(part.colours, part.mask), part)
            if known is not part:
                known.frames, known.runs = known.frames + part.frames, known.runs + part.runs
                known.births += part.births
    return list(rest.values())


def _left_parts(blob: Blob, clip: Clip, backdrop: Backdrop, dictionary: Dictionary) -> Iterator[Blob]:
    t, x, y = blob.sighting
    top, left = max(y - dictionary.largest, 0), max(x - dictionary.largest, 0)
    labels, _ = ndimage.label(explained(blob, clip, backdrop, dictionary).left, EIGHT)
    frame = clip.frame(t)[top:, left:]
    for label, box in enumerate(ndimage.find_objects(labels), 1):
        colours, mask = frame[box].copy(), labels[box] == label
        place = (t, left + box[1].start, top + box[0].start)
        yield Blob(colours, mask, blob.clipped, place, blob.frames, blob.runs, blob.births)


def without_redundant(sprites: Sequence[Sprite]) -> list[Sprite]:
    """The dictionary less sprites that a few of the others make exactly: pairs that were met before their halves."""
    kept = list(sprites)
    loose = [sprite for sprite in sprites if sprite.grid is None]
    for sprite in sorted(loose, key=lambda s: -int((s.rgba[..., 3] > 0).sum())):
        others = [other for other in kept if other is not sprite]
        if _made_of(sprite, others):
            kept = others
    return kept


def _made_of(sprite: Sprite, others: Sequence[Sprite]) -> bool:
    dictionary = Dictionary(others)
    picture = np.where(sprite.rgba[..., 3] == 255, packed(sprite.rgba), UNKNOWN)
    # A margin: beyond a picture's edge anything may hide, and every sprite is part of some larger one.
    picture = np.pad(picture, dictionary.largest, constant_values=UNKNOWN)
    found = explain(picture, np.full_like(picture, UNKNOWN), dictionary)
    mask = picture != UNKNOWN
    return is_exact(found) and is_glued(found, dictionary, Blob(picture, mask, False, (0, 0, 0), sprite.uses))
