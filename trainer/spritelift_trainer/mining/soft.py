"""Soft sprites of a clip: found in chains of changing blobs, refitted to all their sightings, kept where they pay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.cost import OFF_BITS, POSE_BITS, TURN_BITS, sprite_bits
from spritelift_runtime.dictionary import Dictionary, packed, unpacked_rgb
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.soft_frames import NEAR_LEVELS, SoftFrames, Softly
from spritelift_runtime.soft_things import Thing, overlap
from spritelift_runtime.soft_weigh import off
from spritelift_trainer.mining.blobs import Blob
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.explaining import Tell
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.soft_chains import (
    Chain,
    View,
    chains_of,
    is_changing,
    views,
    window_around,
)
from spritelift_trainer.mining.soft_fit import FAINTEST, again, fitted, some, told, unexplained_bits
from spritelift_trainer.mining.spread import spread

FIT_VIEWS, TEST_VIEWS = 64, 4
MOST_CHAINS = 200
"""Chains looked at, those with most pixels: of one thing there are many, and the rest is told by what they show."""
MOST_SPRITES = 64
KNOWN_SHARE = 0.2
"""Known sprites that leave no more of the bits of some sightings explain them."""
LEFT_SHARE = 0.4
"""A sprite that leaves more of the bits of its sightings is none: two things that met, or one that bends."""
WIDER = 1.25
"""How far beyond what a chain showed of a thing's size it is looked for elsewhere."""
MOST_CANDIDATES = 4000
"""Shapes offered to the exact dictionary of a clip whose shapes change: those of most pixels in all."""
CHUNK = 64
"""Frames after which it is told that they are explained."""


@dataclass(frozen=True, eq=False)
class SoftFound:
    """Soft sprites, and the things that are theirs on every frame; nothing where the clip's shapes come again."""

    sprites: tuple[Sprite, ...] = ()
    things: tuple[tuple[Thing, ...], ...] = ()
    changing: bool = False

    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        if not self.changing:
            return ()
        said = (
            "Many shapes in this recording never come again (soft edges, fading, turning, scaling, lossy video): "
            "they are no sprites as they are."
        )
        if not self.sprites:
            return (f"{said} No soft sprite was found that explains them: what they show stays unexplained.",)
        return (f"{said} {len(self.sprites)} soft sprite(s) show them nearly, not bit for bit: see psnr_db.",)


NOTHING_SOFT = SoftFound()


def find_soft(clip: Clip, backdrop: Backdrop, blobs: Sequence[Blob]) -> SoftFound:
    """The soft sprites of a clip whose shapes change; of any other, nothing, at no cost."""
    if not is_changing(blobs, len(clip.palette)):
        return NOTHING_SOFT
    sprites: list[Sprite] = []
    chains = chains_of(clip, backdrop)[:MOST_CHAINS]
    # Two things that met make a larger blob than each alone: those are known by then.
    chains.sort(key=lambda chain: (float(np.median(chain.pixels)), chain.first))
    for chain in chains:
        if len(sprites) < MOST_SPRITES:
            sprites += _new(chain, clip, backdrop, sprites)
    if not sprites:
        return SoftFound(changing=True)
    things = swept(clip, backdrop, sprites)
    sprites = [_refitted(i, clip, backdrop, sprites, things) for i in range(len(sprites))]
    sprites, _ = _apart(clip, backdrop, sprites, things)
    things = swept(clip, backdrop, sprites)
    sprites, things = _paid(sprites, things)
    return SoftFound(tuple(_narrowed(sprites, things)), tuple(map(tuple, things)), changing=True)


def worth_keeping(blobs: Sequence[Blob], soft: SoftFound, clip: Clip, backdrop: Backdrop) -> list[Blob]:
    """The blobs that may become exact sprites.

    Where shapes change, one that never came again says nothing of other frames: in the dictionary it costs its entry
    and `TURN_BITS` for almost every pixel, as a residual little more, and every later blob would be compared with it.
    What soft things show is explained.
    """
    if not soft.changing:
        return list(blobs)
    if soft.sprites and not soft.things:
        soft = replace(soft, things=tuple(map(tuple, swept(clip, backdrop, soft.sprites))))
    again = sorted((b for b in blobs if b.runs > 1), key=lambda b: (-b.frames * b.area, b.sighting))
    frames = SoftFrames(soft.sprites, Dictionary())
    return [blob for blob in again[:MOST_CANDIDATES] if not _shown(blob, soft, frames, clip, backdrop)]


def _shown(blob: Blob, soft: SoftFound, frames: SoftFrames, clip: Clip, backdrop: Backdrop) -> bool:
    """Whether soft things show most of the blob where it was first seen."""
    if not soft.things:
        return False
    t, x, y = blob.sighting
    high, wide = blob.mask.shape
    part = (slice(y, y + high), slice(x, x + wide))
    ground = unpacked_rgb(backdrop.frame(t))
    canvas = frames.fitter.painted(ground, soft.things[t])
    near = off(unpacked_rgb(clip.frame(t)), canvas)[part] <= NEAR_LEVELS
    return 2 * int((near & blob.mask).sum()) > blob.area


def _new(chain: Chain, clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite]) -> list[Sprite]:
    """The chain's sprite, where it is none of those known and pays."""
    seen = views(chain, clip, backdrop, FIT_VIEWS)
    few = some(seen, TEST_VIEWS)
    left = _left(sprites, few) / max(1.0, unexplained_bits(few))
    if left <= KNOWN_SHARE:
        return []
    fit, bare = fitted(seen), unexplained_bits(seen)
    bits = _picture_bits(fit.sprite) + fit.bits * len(chain) / len(seen)
    exact = POSE_BITS * len(chain) + sum(TURN_BITS * chain.pixels[i] for i in chain.firsts())
    if fit.bits > LEFT_SHARE * bare or bits > min(exact, left * bare * len(chain) / len(seen)):
        return []
    return [replace(fit.sprite, soft=_wider(fit.sprite.soft or Soft()))]


def _left(sprites: Sequence[Sprite], seen: Sequence[View]) -> float:
    """Bits that known sprites leave of the views."""
    frames = SoftFrames(sprites, Dictionary())
    left = 0.0
    for view in seen:
        known, _ = frames.step(view.frame, packed(view.frame), packed(view.behind), Softly())
        left += float(OFF_BITS[off(view.frame, frames.fitter.painted(view.behind, known.things))].sum())
    return left


def _wider(soft: Soft) -> Soft:
    """Looked for a little beyond what was seen."""
    least, most = soft.scale
    opacity = (FAINTEST, 1.0) if soft.opacity[0] < soft.opacity[1] else soft.opacity
    return replace(soft, scale=(least / WIDER, most * WIDER) if least < most else soft.scale, opacity=opacity)


def swept(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite]) -> list[list[Thing]]:
    """The soft things of every frame, followed through time."""
    frames = SoftFrames(sprites, Dictionary())
    out: list[list[Thing]] = []
    last = Softly()
    for t in range(len(clip)):
        packed_frame = clip.frame(t)
        last = Softly() if t in clip.starts else last
        last, _ = frames.step(unpacked_rgb(packed_frame), packed_frame, backdrop.frame(t), last)
        out.append(list(last.things))
    return out


def _refitted(
    number: int, clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], things: Sequence[Sequence[Thing]]
) -> Sprite:
    """The sprite as its sightings in front of others show it: over more grounds than one chain has."""
    seen, found = _sightings(number, clip, backdrop, sprites, things, FIT_VIEWS)
    return again(sprites[number], found, seen).sprite if seen else sprites[number]


def _apart(
    clip: Clip, backdrop: Backdrop, sprites: list[Sprite], things: list[list[Thing]]
) -> tuple[list[Sprite], list[list[Thing]]]:
    """Without sprites that another one shows for fewer bits more than they cost; those that save least go first."""
    saved = np.zeros(len(sprites))
    for thing in (thing for row in things for thing in row):
        saved[thing.placement.sprite] += thing.saved
    kept = list(range(len(sprites)))
    for i in np.argsort(saved, kind="stable").tolist():
        seen, found = _sightings(i, clip, backdrop, sprites, things, TEST_VIEWS * 2)
        if not seen:
            kept.remove(i)
            continue
        own = again(sprites[i], found, seen, rounds=0).bits
        others = [told(sprites[j], seen).bits for j in kept if j != i]
        uses = sum(thing.placement.sprite == i for row in things for thing in row)
        if (min(others, default=np.inf) - own) * uses / len(seen) < _picture_bits(sprites[i]):
            kept.remove(i)
    return _only(kept, sprites, things)


def _sightings(
    number: int,
    clip: Clip,
    backdrop: Backdrop,
    sprites: Sequence[Sprite],
    things: Sequence[Sequence[Thing]],
    most: int,
) -> tuple[list[View], list[Thing]]:
    """Views of a sprite with nothing in front, spread evenly, and where it stands on each (as sprite 0)."""
    frames = SoftFrames(sprites, Dictionary())
    where = [(t, k) for t, row in enumerate(things) for k in _in_front(number, row, frames)]
    seen, found = [], []
    for at in spread(0, len(where), most).tolist():
        t, k = where[at]
        view, x, y = _view(t, things[t][k], (*things[t][:k], *things[t][k + 1 :]), frames, clip, backdrop)
        seen.append(view)
        p = things[t][k].placement
        found.append(replace(things[t][k], placement=replace(p, sprite=0, x=p.x - x, y=p.y - y)))
    return seen, found


def _in_front(number: int, row: Sequence[Thing], frames: SoftFrames) -> Iterator[int]:
    for k, thing in enumerate(row):
        if thing.placement.sprite == number and not thing.hidden:
            own = frames.fitter.box(thing.placement)
            if not any(overlap(own, frames.fitter.box(other.placement), 1) for other in row[k + 1 :]):
                yield k


def _view(
    t: int, thing: Thing, others: Sequence[Thing], frames: SoftFrames, clip: Clip, backdrop: Backdrop
) -> tuple[View, int, int]:
    part, box = window_around(frames.fitter.box(thing.placement))
    behind = frames.fitter.painted(unpacked_rgb(backdrop.frame(t)), others)[part]
    frame = unpacked_rgb(clip.frame(t))[part]
    view = View(np.ascontiguousarray(frame), np.ascontiguousarray(behind), box)
    return view, part[1].start, part[0].start


def _paid(sprites: Sequence[Sprite], things: list[list[Thing]]) -> tuple[list[Sprite], list[list[Thing]]]:
    """Without sprites that save fewer bits than they cost."""
    saved = np.zeros(len(sprites))
    for thing in (thing for row in things for thing in row):
        saved[thing.placement.sprite] += thing.saved
    return _only(np.flatnonzero(saved > [_picture_bits(sprite) for sprite in sprites]).tolist(), sprites, things)


def _picture_bits(sprite: Sprite) -> float:
    return sprite_bits(packed(sprite.rgba), sprite.rgba[..., 3] > 0)


def _only(
    kept: Sequence[int], sprites: Sequence[Sprite], things: Sequence[Sequence[Thing]]
) -> tuple[list[Sprite], list[list[Thing]]]:
    """These sprites and what is theirs, numbered anew."""
    new = {old: i for i, old in enumerate(kept)}
    rows = [
        [
            replace(thing, placement=replace(thing.placement, sprite=new[thing.placement.sprite]))
            for thing in row
            if thing.placement.sprite in new
        ]
        for row in things
    ]
    return [sprites[i] for i in kept], rows


def _narrowed(sprites: Sequence[Sprite], things: Sequence[Sequence[Thing]]) -> Iterator[Sprite]:
    """With the ranges of options that were seen."""
    for number, sprite in enumerate(sprites):
        seen = [thing.placement for row in things for thing in row if thing.placement.sprite == number]
        soft = sprite.soft or Soft()
        scales, opacities = [p.scale for p in seen] or [1.0], [p.opacity for p in seen] or [1.0]
        yield replace(
            sprite,
            uses=len(seen),
            soft=replace(
                soft,
                scale=(min(scales), max(scales)) if soft.scale[0] < soft.scale[1] else soft.scale,
                opacity=(min(opacities), max(opacities)) if soft.opacity[0] < soft.opacity[1] else soft.opacity,
            ),
        )


def explained_softly(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], tell: Tell) -> Scenes:
    """Every frame explained by exact and soft sprites, in order: soft things are followed."""
    frames = SoftFrames(sprites, Dictionary(sprites))

    def scenes() -> Iterator[Scene]:
        last = Softly()
        for t in range(len(clip)):
            if t % CHUNK == CHUNK - 1:
                tell(CHUNK)
            packed_frame, behind = clip.frame(t), backdrop.frame(t)
            frame = unpacked_rgb(packed_frame)
            last, placed = frames.step(frame, packed_frame, behind, Softly() if t in clip.starts else last)
            scene = frames.scene(backdrop.planes(t), last.things, placed)
            yield replace(scene, unexplained_px=frames.unlike_px(frame, behind, scene))

    return Scenes.of(scenes())
