"""The order of mining's steps: each makes a further draft of the dictionary and the backdrop, out of the last one."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_trainer.mining.background import commonest_colour, without_revealed
from spritelift_trainer.mining.blobs import Blob, gather
from spritelift_trainer.mining.camera import find_backdrop
from spritelift_trainer.mining.clip import UNKNOWN, Clip
from spritelift_trainer.mining.drafts import Draft, Drafts
from spritelift_trainer.mining.grouping import merged, pairs_together
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.refitting import refitted
from spritelift_trainer.mining.rethinking import found_on, repaint, sampled
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.select import choose, leftovers, without_redundant
from spritelift_trainer.mining.soft import find_soft, worth_keeping
from spritelift_trainer.mining.soft_edges import with_soft_edges
from spritelift_trainer.mining.tallies import count_colours
from spritelift_trainer.mining.tiles import Tiles
from spritelift_trainer.mining.unpaid import without_unpaid
from spritelift_trainer.mining.usage import Usage

MERGE_ROUNDS = 3
SECOND_THOUGHTS = 2
"""Times the background is looked at again in the light of the sprites; the second finds little, a third nothing."""


def with_backdrop(clip: Clip, draft: Draft) -> Draft:
    """Cameras, bands, rooms and tiles, and the background as it mostly looks."""
    backdrop, tiles = find_backdrop(clip)
    seen = _colours(clip, backdrop, tiles)
    for band, counts in zip(backdrop.bands, seen, strict=True):
        modes = [_ground_under_tiles(each.uncovered()) if tiles.cells else each.mode() for each in counts]
        band.pictures[:] = [without_revealed(*each) for each in zip(modes, counts, strict=True)]
    return Draft(backdrop, tiles, seen=seen, known=draft.known)


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
    if not repaint(clip, draft):
        return replace(draft, settled=True)
    return replace(draft, sprites=tuple(_dictionary(clip, draft, gather(draft.tiles.off(clip), backdrop))))


def fitted(clip: Clip, draft: Draft) -> Draft:
    """Sprites completed, tiles given soft edges, what doesn't pay dropped, parts joined."""
    backdrop, sprites = draft.backdrop, list(draft.sprites)
    usage = Usage.of(clip, backdrop, sprites)
    shaped = refitted(clip, backdrop, sprites, usage)
    usage = usage if shaped == sprites else Usage.of(clip, backdrop, shaped)
    if not draft.soft.sprites:  # those are near, blended by the one rule
        softer, blend = with_soft_edges(clip, backdrop, shaped, usage)
        usage = usage if softer == shaped else Usage.of(clip, backdrop, softer, blend)
        shaped, draft = softer, replace(draft, blend=blend)
    sprites = without_unpaid(clip, backdrop, shaped, usage, draft.blend)
    draft = replace(draft, sprites=tuple(sprites))
    return replace(draft, sprites=tuple(_joined_parts(clip, draft, sampled(clip)[::2])))


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
    sprites = choose(blobs, clip, backdrop, [*draft.tiles.sprites(), *draft.known])
    rest = leftovers(blobs, clip, backdrop, sprites)
    return without_redundant(choose(rest, clip, backdrop, sprites))


def _joined_parts(clip: Clip, draft: Draft, sample: np.ndarray) -> list[Sprite]:
    sprites = list(draft.sprites)
    for _ in range(MERGE_ROUNDS):
        found = [placements for _, placements in found_on(clip, draft.backdrop, sprites, sample, draft.blend)]
        pairs = pairs_together(found, sprites)
        if not pairs:
            break
        sprites = merged(sprites, pairs)
    return sprites
