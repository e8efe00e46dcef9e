"""From recordings to a dictionary that explains them: the order of the steps, each of which is a file here."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.explain import explain
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.mining.background import count_colours, without_revealed
from spritelift_trainer.mining.blobs import gather
from spritelift_trainer.mining.camera import find_backdrop
from spritelift_trainer.mining.clip import Clip, read_clip
from spritelift_trainer.mining.description import Usage, without_unpaid
from spritelift_trainer.mining.grouping import merged, pairs_together
from spritelift_trainer.mining.holes import Found, holes_among, holes_filled
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.mining.naming import named
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.refitting import refitted
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.select import choose, leftovers, without_redundant
from spritelift_trainer.mining.standing import repeated, without_known
from spritelift_trainer.mining.uncovered import repainted, trusted_among

Progress = Callable[[str, int, int], None]
"""(what is being done, how much is done, of how much)."""

CHUNK = 64
SAMPLE_FRAMES = 200
"""Frames looked at where a statistic is enough."""
MERGE_ROUNDS = 3
SECOND_THOUGHTS = 2
"""Times the background is looked at again in the light of the sprites; the second finds little, a third nothing."""


def mine(recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]], progress: Progress | None = None) -> Mined:
    """Mine frames `first:stop` of each recording (one range each) into one dictionary.

    The result depends on the frames alone: no randomness, no clock.
    """
    tell = progress or (lambda _what, _done, _of: None)
    clip = read_clip(_chunks(recordings, ranges, tell), _starts(ranges))
    frames = tuple((i, t) for i, (first, stop) in enumerate(ranges) for t in range(first, stop))
    art, backdrop, scenes = mine_clip(clip, tell, recordings[0].fps)
    notes = () if art.sprites else ("Nothing moves in this recording: there is a background, and no sprite to learn.",)
    return Mined(art=art, planes=backdrop.specs(), scenes=scenes, frames=frames, notes=notes)


def mine_clip(clip: Clip, tell: Progress, fps: float = 60.0) -> tuple[Art, Backdrop, Scenes]:
    """The art, the planes with their cameras, and all frames explained."""
    tell("camera", 0, 1)
    backdrop, tiles = find_backdrop(clip)
    bare, tile_sprites = tiles.off(clip), tiles.sprites()
    seen = _paint_pictures(bare, backdrop)
    tell("blobs", 0, 2)
    sprites = _dictionary(clip, backdrop, tile_sprites)
    sample = _sample(clip)
    for _ in range(SECOND_THOUGHTS):
        if not _thought_again(clip, backdrop, seen, sprites, sample):
            break
        tell("blobs", 1, 2)
        sprites = _dictionary(clip, backdrop, tile_sprites)
    usage = Usage.of(clip, backdrop, sprites)
    sprites = without_unpaid(clip, backdrop, refitted(clip, backdrop, sprites, usage), usage)
    sprites = _joined_parts(clip, backdrop, sprites, sample[::2])
    scenes = _explain_all(clip, backdrop, sprites, tell)
    sprites, scenes = named(sprites, scenes, clip.size, fps)
    return Art(size=clip.size, sprites=tuple(sprites), backgrounds=backdrop.rgba()), backdrop, scenes


def _chunks(recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]], tell: Progress) -> Iterator[np.ndarray]:
    total, done = sum(stop - first for first, stop in ranges), 0
    for recording, (first, stop) in zip(recordings, ranges, strict=True):
        for start in range(first, stop, CHUNK):
            tell("reading", done, total)
            chunk = recording.frames[start : min(start + CHUNK, stop)]
            done += len(chunk)
            yield chunk


def _starts(ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    lengths = [stop - first for first, stop in ranges]
    return tuple(int(start) for start in np.cumsum([0, *lengths[:-1]]))


def _paint_pictures(clip: Clip, backdrop: Backdrop) -> list[list[Seen]]:
    """Fill in every band's pictures; returns what each pixel showed, for later second thoughts."""
    seen = [[count_colours(clip, band, i) for i in range(len(band.sizes))] for band in backdrop.bands]
    for band, counts in zip(backdrop.bands, seen, strict=True):
        band.pictures[:] = [without_revealed(each.mode(), each) for each in counts]
    return seen


def _dictionary(clip: Clip, backdrop: Backdrop, known: list[Sprite]) -> list[Sprite]:
    blobs = gather(clip, backdrop)
    sprites = choose(blobs, clip, backdrop, known)
    rest = leftovers(blobs, clip, backdrop, sprites)
    return without_redundant(choose(rest, clip, backdrop, sprites))


def _thought_again(
    clip: Clip, backdrop: Backdrop, seen: list[list[Seen]], sprites: list[Sprite], sample: np.ndarray
) -> bool:
    """Look at the background again in the light of the sprites; whether anything of it changed."""
    found = _found(clip, backdrop, sprites, sample)
    holes = holes_among(backdrop, sprites, found)
    changed = holes_filled(backdrop, seen, sprites, holes, found)
    proper = [sprite for i, sprite in enumerate(sprites) if i not in holes]
    changed |= _take_out_known(backdrop, seen, proper)
    found = _found(clip, backdrop, proper, sample)
    trusted = trusted_among(backdrop, proper, found)
    doubtful = [
        (t, [(p.x, p.y, *proper[p.sprite].size) for p in placed if p.sprite not in trusted]) for t, placed in found
    ]
    return repainted(clip, backdrop, seen, [proper[i] for i in trusted], doubtful) | changed


def _found(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray) -> Found:
    dictionary = Dictionary(sprites)
    return [(t, explain(clip.frame(t), backdrop.frame(t), dictionary).placements) for t in sample.tolist()]


def _take_out_known(backdrop: Backdrop, seen: list[list[Seen]], sprites: list[Sprite]) -> bool:
    """Take known sprites out of the backgrounds; whether anything changed."""
    changed = False
    for band, counts in zip(backdrop.bands, seen, strict=True):
        for i, picture in enumerate(band.pictures):
            # What repeats in a scrolling picture is its tiles: they stay in the picture.
            still = not band.camera[:, 1:].any()
            known = [*sprites, *repeated(picture, counts[i])] if still else sprites
            band.pictures[i] = without_known(picture, known)
            changed |= bool((band.pictures[i] != picture).any())
    return changed


def _sample(clip: Clip) -> np.ndarray:
    return np.unique(np.linspace(0, len(clip) - 1, min(SAMPLE_FRAMES, len(clip))).astype(int))


def _joined_parts(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], sample: np.ndarray) -> list[Sprite]:
    for _ in range(MERGE_ROUNDS):
        found = [placements for _, placements in _found(clip, backdrop, sprites, sample)]
        pairs = pairs_together(found, sprites)
        if not pairs:
            break
        sprites = merged(sprites, pairs)
    return sprites


def _explain_all(clip: Clip, backdrop: Backdrop, sprites: list[Sprite], tell: Progress) -> Scenes:
    dictionary = Dictionary(sprites)

    def scenes() -> Iterator[Scene]:
        for t in range(len(clip)):
            if t % CHUNK == 0:
                tell("explaining", t, len(clip))
            found = explain(clip.frame(t), backdrop.frame(t), dictionary)
            left = found.left & ~backdrop.learn(t, clip.frame(t), found.left)
            yield Scene(backdrop.planes(t), found.placements, int(left.sum()))

    return Scenes.of(scenes())
