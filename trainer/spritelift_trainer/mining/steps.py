"""The order of mining's steps: each makes a further draft of the dictionary and the backdrop, out of the last one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import Dictionary, is_shaped
from spritelift_runtime.explain import explain
from spritelift_trainer.mining.background import without_revealed
from spritelift_trainer.mining.blobs import Blob, gather
from spritelift_trainer.mining.camera import find_backdrop
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.drafts import Draft, Drafts
from spritelift_trainer.mining.grouping import merged, pairs_together
from spritelift_trainer.mining.holes import Found, holes_among, holes_filled
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.refitting import refitted
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.select import choose, leftovers, without_redundant
from spritelift_trainer.mining.soft import find_soft, worth_keeping
from spritelift_trainer.mining.spread import spread
from spritelift_trainer.mining.standing import repeated, without_known
from spritelift_trainer.mining.tallies import count_colours
from spritelift_trainer.mining.tiles import Tiles, commonest_colour
from spritelift_trainer.mining.uncovered import repainted, trusted_among, wanderers_among
from spritelift_trainer.mining.unpaid import without_unpaid
from spritelift_trainer.mining.usage import Usage

SAMPLE_FRAMES = 200
"""Frames looked at where a statistic is enough."""
MERGE_ROUNDS = 3
SECOND_THOUGHTS = 2
"""Times the background is looked at again in the light of the sprites; the second finds little, a third nothing."""


def with_backdrop(clip: Clip, _draft: Draft) -> Draft:
    """Cameras, bands, rooms and tiles, and the background as it mostly looks."""
    backdrop, tiles = find_backdrop(clip)
    seen = _colours(clip, backdrop, tiles)
    for band, counts in zip(backdrop.bands, seen, strict=True):
        modes = [_ground_under_tiles(each.uncovered()) if tiles.cells else each.mode() for each in counts]
        band.pictures[:] = [without_revealed(*each) for each in zip(modes, counts, strict=True)]
    return Draft(backdrop, tiles, seen=seen)


def with_sprites(clip: Clip, draft: Draft) -> Draft:
    """The blobs that pay become sprites; where shapes change all the time, soft ones first."""
    blobs = gather(draft.tiles.off(clip), draft.backdrop)  # tiles touch what they are no part of
    draft = replace(draft, soft=find_soft(clip, draft.backdrop, blobs))
    return replace(draft, sprites=tuple(_dictionary(clip, draft, blobs)))


def thought_again(clip: Clip, draft: Draft) -> Draft:
    """The background looked at again in the light of the sprites, and the sprites in the light of that."""
    if draft.settled:
        return draft
    backdrop = draft.backdrop.copy()
    draft = replace(draft, backdrop=backdrop, seen=draft.seen or _colours(clip, backdrop, draft.tiles))
    if not _repainted(clip, draft):
        return replace(draft, settled=True)
    return replace(draft, sprites=tuple(_dictionary(clip, draft, gather(draft.tiles.off(clip), backdrop))))


def fitted(clip: Clip, draft: Draft) -> Draft:
    """Sprites completed, those that don't pay dropped, parts joined."""
    backdrop, sprites = draft.backdrop, list(draft.sprites)
    usage = Usage.of(clip, backdrop, sprites)
    shaped = refitted(clip, backdrop, sprites, usage)
    usage = usage if shaped == sprites else Usage.of(clip, backdrop, shaped)
    sprites = without_unpaid(clip, backdrop, shaped, usage)
    return replace(draft, sprites=tuple(_joined_parts(clip, draft.backdrop, sprites, sampled(clip)[::2])))


Step = Callable[[Clip, Draft], Draft]
STEPS: tuple[Step, ...] = (with_backdrop, with_sprites, *[thought_again] * SECOND_THOUGHTS, fitted)


def draft_of(clip: Clip, drafts: Drafts, tell: Callable[[str, int, int], None]) -> Draft:
    """The last draft, out of the newest that there is."""
    for number in range(drafts.newest.steps, len(STEPS)):
        tell("blobs", number, len(STEPS))
        drafts.keep(replace(STEPS[number](clip, drafts.newest), steps=number + 1))
    return drafts.newest


def _ground_under_tiles(picture: np.ndarray) -> np.ndarray:
    return np.where(picture == UNKNOWN, commonest_colour(picture[picture != UNKNOWN]), picture).astype(np.int32)


def _colours(clip: Clip, backdrop: Backdrop, tiles: Tiles) -> list[list[Seen]]:
    """What each pixel of each band's pictures showed."""
    behind = tiles.behind(clip)
    return [count_colours(behind, band) for band in backdrop.bands]


def _dictionary(clip: Clip, draft: Draft, blobs: list[Blob]) -> list[Sprite]:
    backdrop = draft.backdrop
    blobs = worth_keeping(blobs, draft.soft, clip, backdrop)
    sprites = choose(blobs, clip, backdrop, draft.tiles.sprites())
    rest = leftovers(blobs, clip, backdrop, sprites)
    return without_redundant(choose(rest, clip, backdrop, sprites))


def _repainted(clip: Clip, draft: Draft) -> bool:
    """Paint the draft's backdrop again; whether anything of it changed."""
    backdrop, seen, sprites = draft.backdrop, draft.seen or [], list(draft.sprites)
    sample = sampled(clip)
    found = _found(clip, backdrop, sprites, sample)
    holes = holes_among(backdrop, sprites, found)
    tiled = bool(draft.tiles.cells)
    # What is behind a thing is a guess only where rooms are tiled; elsewhere it stays unknown until it is seen.
    trusted = trusted_among(backdrop, sprites, found)
    wanderers = wanderers_among(backdrop, seen, sprites, found) if tiled else trusted
    # Where it isn't known what things stand on, what changes in place may as well be the sky's dither.
    changes = {i for i in range(len(sprites)) if tiled and i not in wanderers and sprites[i].grid is None}
    filled = holes_filled(backdrop, seen, sprites, holes, changes, found)
    proper = [sprite for i, sprite in enumerate(sprites) if i not in holes]
    known = [sprites[i] for i in _known_anywhere(sprites, wanderers, holes)]
    changed = bool(filled) | _take_out_known(backdrop, seen, known, [sprites[i] for i in changes])
    found = _found(clip, backdrop, proper, sample)
    trusted = trusted_among(backdrop, proper, found)
    doubtful = [
        (t, [(p.x, p.y, *proper[p.sprite].size) for p in placed if p.sprite not in trusted]) for t, placed in found
    ]
    return (
        repainted(clip, backdrop, seen, [proper[i] for i in trusted], doubtful, filled if tiled else {}, tiled)
        | changed
    )


def _found(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray) -> Found:
    dictionary = Dictionary(sprites)
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


def _joined_parts(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray) -> list[Sprite]:
    for _ in range(MERGE_ROUNDS):
        found = [placements for _, placements in _found(clip, backdrop, sprites, sample)]
        pairs = pairs_together(found, sprites)
        if not pairs:
            break
        sprites = merged(sprites, pairs)
    return sprites
