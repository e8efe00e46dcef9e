"""Who comes for whom: one character's poses for another's, and one's animation done by another."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from enum import StrEnum

import numpy as np
from PIL import Image

from spritelift_runtime.art import Art, Held, Sprite
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.restaging import Perform, Role, acted
from spritelift_runtime.editing.splitting import box_of
from spritelift_runtime.editing.stepwise import Steps, at_once
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, moved

Cast = tuple[tuple[int, Role], ...]
LOOK_PX = 48
"""Height at which the tallest poses of two characters are compared."""
MIRRORED_BY = 0.05
"""A pose is taken mirrored where its outline agrees by that much better so."""


class Align(StrEnum):
    """What of the one stands where that of the other stood; the value is what people read."""

    FEET = "feet"
    MIDDLE = "middle"
    PIVOT = "pivot"


def role(art: Art, goes: int, comes: int, align: Align = Align.FEET, *, mirrored: bool = False) -> Role:
    """One sprite for another, so that they stand alike."""
    (x, y), (new_x, new_y) = _point(art.sprites[goes], align), _point(art.sprites[comes], align)
    if mirrored:
        new_x = art.sprites[comes].box[0] - new_x
    return comes, int(np.floor(x - new_x + 0.5)), int(np.floor(y - new_y + 0.5)), mirrored


def by_order(art: Art, goes: Sequence[int], comes: Sequence[int], align: Align = Align.FEET) -> Cast:
    """Pose by pose; where one has fewer, its poses are shown longer, or some are left out.

    Raises:
        ConfigError: no poses.
    """
    _check(goes, comes)
    return tuple((pose, role(art, pose, comes[i * len(comes) // len(goes)], align)) for i, pose in enumerate(goes))


def by_look(art: Art, goes: Sequence[int], comes: Sequence[int], align: Align = Align.FEET) -> Cast:
    """For each pose the one whose outline is likest, mirrored or not, both characters being made equally tall.

    Raises:
        ConfigError: no poses.
    """
    _check(goes, comes)
    tall, new_tall = (max(_high(art.sprites[i]) for i in poses) for poses in (goes, comes))
    outlines = [_outline(art.sprites[i], new_tall) for i in comes]
    cast = []
    for pose in goes:
        own = _outline(art.sprites[pose], tall)
        plain = [_agreement(own, each) for each in outlines]
        turned = [_agreement(own, each[:, ::-1]) for each in outlines]
        mirrored = max(turned) > max(plain) + MIRRORED_BY
        best = int(np.argmax(turned if mirrored else plain))
        cast.append((pose, role(art, pose, comes[best], align, mirrored=mirrored)))
    return tuple(cast)


def poses_shown(document: Document, track: int, first: int = 0, end: int | None = None) -> tuple[int, ...]:
    """The sprites that a track shows, in the order in which they come first."""
    return at_once(poses_steps(document, {track}, first, end))


def poses_steps(document: Document, tracks: Set[int], first: int = 0, end: int | None = None) -> Steps[tuple[int, ...]]:
    """The same of several tracks, a little at a time."""
    found: dict[int, None] = {}
    for frame in range(first, len(document) if end is None else min(end, len(document))):
        yield frame / len(document)
        found |= {each.sprite: None for each in document.scene(frame).placements if each.track in tracks}
    return tuple(found)


def transferred(
    document: Document,
    leader: int,
    follower: int,
    cast: Mapping[int, Role],
    *,
    first: int = 0,
    at: int = 0,
    frames: int | None = None,
    motion: bool = True,
    align: Align = Align.FEET,
) -> Perform:
    """The edit after which the track `follower` does, from frame `at` on, what `leader` does from frame `first` on:
    pose after pose as long as it does, as `cast` says for each, and with `motion` along the same way, from where it
    stands; else it stays on its own. It ends with the first of the two tracks, or after so many `frames`.

    Raises:
        ConfigError: a track isn't there on that frame, or a pose has no role.
    """
    return at_once(
        transferred_steps(
            document, leader, follower, cast, first=first, at=at, frames=frames, motion=motion, align=align
        )
    )


def transferred_steps(
    document: Document, leader: int, follower: int, cast: Mapping[int, Role], *, first: int, at: int,
    frames: int | None = None, motion: bool, align: Align,
) -> Steps[Perform]:  # fmt: skip
    """The same, a little at a time."""
    steps: list[Role] = []
    start: Held = (0.0, 0.0)
    way = start
    while frames is None or len(steps) < frames:
        yield min((at + len(steps)) / max(len(document), 1), 1.0)
        led = _of_track(document, leader, first + len(steps))
        own = _of_track(document, follower, at + len(steps))
        if led is None or own is None:
            break
        if led.sprite not in cast:
            raise ConfigError(f"nobody comes for {document.art.sprites[led.sprite].name}. Name a pose for it.")
        acts = acted(replace(led, angle=0.0, scale=1.0), cast[led.sprite], document.art)
        here, there = (_stands(each, document.art, align) for each in (acts, own))
        if not steps or not motion:
            start = there
            way = here
        # Halves always go the same way: to even numbers, it would tremble.
        goal = moved(acts, int(np.floor(start[0] - way[0] + 0.5)), int(np.floor(start[1] - way[1] + 0.5)))
        steps.append(_step(own, goal, document.art))
    if not steps:
        raise ConfigError(
            f"track {leader} isn't there on frame {first}, or track {follower} on frame {at}. Choose frames that show "
            "them."
        )
    where = Where(first=at, end=at + len(steps), tracks=(follower,))
    return Perform(where=where, steps=tuple(steps))


def _step(own: Placement, goal: Placement, art: Art) -> Role:
    """What brings a placement to another: `acted`, backwards."""
    (wide, high), (new_wide, new_high) = art.sprites[own.sprite].box, art.sprites[goal.sprite].box
    dx, dy = goal.x - own.x, goal.y - own.y
    dx = wide - dx - new_wide if own.flip_x else dx
    dy = high - dy - new_high if own.flip_y else dy
    return goal.sprite, dx, dy, own.flip_x != goal.flip_x


def _stands(placement: Placement, art: Art, align: Align) -> Held:
    """Its point in the frame."""
    sprite = art.sprites[placement.sprite]
    (x, y), (wide, high) = _point(sprite, align), sprite.box
    x = wide - x if placement.flip_x else x
    return placement.x + x, placement.y + (high - y if placement.flip_y else y)


def _point(sprite: Sprite, align: Align) -> Held:
    """From the box's corner."""
    seen = sprite.rgba[..., 3] > 0
    if align is Align.FEET and seen.any():
        x, y, wide, high = box_of(seen)
        return x + wide / 2 - sprite.margin[0], float(y + high - sprite.margin[1])
    return sprite.held_at if align is Align.PIVOT else (sprite.box[0] / 2, sprite.box[1] / 2)


def _of_track(document: Document, track: int, frame: int) -> Placement | None:
    if not 0 <= frame < len(document) or track < 0:
        return None
    return next((placement for placement in document.scene(frame).placements if placement.track == track), None)


def _high(sprite: Sprite) -> int:
    seen = sprite.rgba[..., 3] > 0
    return box_of(seen)[3] if seen.any() else 1


def _outline(sprite: Sprite, tall: int) -> np.ndarray:
    """bool [h, w]: what can be seen, its feet in the middle of the lower edge, the character's height `LOOK_PX`."""
    canvas = np.zeros((2 * LOOK_PX, 4 * LOOK_PX), bool)
    seen = sprite.rgba[..., 3] > 0
    if not seen.any():
        return canvas
    x, y, wide, high = box_of(seen)
    size = [min(max(round(side * LOOK_PX / tall), 1), 2 * LOOK_PX) for side in (wide, high)]
    part = Image.fromarray(seen[y : y + high, x : x + wide]).resize((size[0], size[1]), Image.Resampling.NEAREST)
    left = (canvas.shape[1] - size[0]) // 2
    canvas[canvas.shape[0] - size[1] :, left : left + size[0]] = np.array(part)
    return canvas


def _agreement(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def _check(goes: Sequence[int], comes: Sequence[int]) -> None:
    if not goes or not comes:
        raise ConfigError("a character without a pose can't act. Give at least one sprite each.")
