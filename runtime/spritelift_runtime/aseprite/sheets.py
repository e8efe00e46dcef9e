"""A bundle's sheet as an Aseprite file, and what was changed there as edits.

A frame for each sprite, a tag for each animation, the game's palette. Two layers: `sprites`, to be painted on, and
below it `as it was`, hidden: it says where on the canvas the sprite's box is, however the canvas is cropped or grown.
Each cel's user data is its sprite's name, so frames may be moved, and others added. A slice of the sprite's name has
its pivot, counted from the slice's corner, which is the box's: slices stay where they are when frames or pictures
move. Aseprite knows whole pixels only: a pivot between two is the one before it there, and stays what it is until
another is given.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.aseprite.model import AsepriteFile, Cel, Frame, Layer, Slice, SliceKey, Tag
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.sheet_edits import Group, Pivot, Redraw
from spritelift_runtime.editing.strokes import palette
from spritelift_runtime.errors import FormatError

ROOM_PX = 8
"""Around the largest sprite, to paint on."""
MOST_COLOURS = 256
BELOW, ON = "as it was", "sprites"
Rgba = UInt8[np.ndarray, "_ _ 4"]


@dataclass(frozen=True)
class Taken:
    """What came back."""

    edits: tuple[Edit, ...]
    strangers: tuple[int, ...]
    """Frames that name no sprite, counted from 1 as Aseprite does: they are left out."""
    missing: tuple[str, ...]
    """Sprites without a frame: they stay as they are."""


def to_aseprite(art: Art) -> AsepriteFile:
    """The sheet as it is drawn now; an animation's sprites stand together."""
    order = _order(art)
    wide = max((sprite.size[0] for sprite in art.sprites), default=1) + 2 * ROOM_PX
    high = max((sprite.size[1] for sprite in art.sprites), default=1) + 2 * ROOM_PX
    frames = tuple(_frame(art.sprites[i], wide, high) for i in order)
    layers = Layer(name=BELOW, visible=False, editable=False), Layer(name=ON)
    colours = tuple(palette([sprite.rgba for sprite in art.sprites])[: MOST_COLOURS - 1])
    tags = tuple(_tags([art.sprites[i].animation for i in order]))
    slices = tuple(_slice(art.sprites[i].name, at, frames[at].cels[0], art.sprites[i]) for at, i in enumerate(order))
    return AsepriteFile(
        size=(wide, high), layers=layers, frames=frames, tags=tags, palette=((0, 0, 0, 0), *colours), slices=slices
    )


def taken_back(document: AsepriteFile, art: Art) -> Taken:
    """The edits by which `art` becomes what the file shows.

    Raises:
        FormatError: two frames of one sprite, or two pivots.
    """
    ids = {sprite.name: i for i, sprite in enumerate(art.sprites)}
    tagged = {frame: tag.name for tag in document.tags for frame in range(tag.first, tag.last + 1)}
    pivots = _pivots(document, ids)
    edits: list[Edit] = []
    strangers, seen = [], set()
    for number, frame in enumerate(document.frames):
        name = _name(document, frame)
        if name not in ids:
            strangers.append(number + 1)
            continue
        if name in seen:
            raise FormatError(f"two frames are {name}: a copied frame keeps its user data. Clear it on one of them.")
        seen.add(name)
        now = art.sprites[ids[name]]
        edits += _changes(document, number, ids[name], now, tagged.get(number))
        if pivots.get(name, _whole(now)) != _whole(now):
            edits.append(Pivot(sprites=(ids[name],), at=pivots[name]))
    return Taken(tuple(edits), tuple(strangers), tuple(name for name in ids if name not in seen))


def _order(art: Art) -> list[int]:
    """Sprites of one animation together, animations as they come, those without one last."""
    first: dict[str, int] = {}
    for i, sprite in enumerate(art.sprites):
        if sprite.animation is not None:
            first.setdefault(sprite.animation, i)
    last = len(art.sprites)
    return sorted(range(last), key=lambda i: (first.get(art.sprites[i].animation or "", last), i))


def _frame(sprite: Sprite, wide: int, high: int) -> Frame:
    x, y = (wide - sprite.size[0]) // 2, (high - sprite.size[1]) // 2
    left, top, right, bottom = sprite.margin
    box = sprite.rgba[top : sprite.size[1] - bottom, left : sprite.size[0] - right]
    was = Cel(layer=0, x=x + left, y=y + top, rgba=box, text=sprite.name)
    return Frame(duration_ms=sprite.duration_ms, cels=(was, Cel(layer=1, x=x, y=y, rgba=sprite.rgba, text=sprite.name)))


def _slice(name: str, frame: int, was: Cel, sprite: Sprite) -> Slice:
    """The sprite's box on its frame, hidden from the next one on, with its pivot."""
    pivot = _whole(sprite)
    there = SliceKey(frame=frame, rect=(was.x, was.y, *sprite.box), pivot=pivot)
    return Slice(name=name, keys=(there, SliceKey(frame=frame + 1, rect=(was.x, was.y, 0, 0), pivot=pivot)))


def _whole(sprite: Sprite) -> tuple[int, int]:
    x, y = sprite.held_at
    return math.floor(x), math.floor(y)


def _pivots(document: AsepriteFile, ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """From each box's corner, by sprite."""
    found: dict[str, tuple[int, int]] = {}
    for slice_ in document.slices:
        key = next((key for key in slice_.keys if key.rect[2]), None)
        if slice_.name not in ids or key is None or key.pivot is None:
            continue
        if slice_.name in found:
            raise FormatError(f"two slices are {slice_.name}. Rename or delete one of them.")
        found[slice_.name] = key.pivot
    return found


def _tags(animations: list[str | None]) -> Iterator[Tag]:
    for name in dict.fromkeys(animations):
        if name is not None:
            frames = [i for i, animation in enumerate(animations) if animation == name]
            yield Tag(name=name, first=frames[0], last=frames[-1])


def _name(document: AsepriteFile, frame: Frame) -> str:
    return next((cel.text for cel in reversed(frame.cels) if cel.text), "")


def _changes(document: AsepriteFile, number: int, sprite: int, now: Sprite, animation: str | None) -> Iterator[Edit]:
    frame = document.frames[number]
    rgba, margin = _cropped(document.flat(number), *_corner(document, frame, now), now)
    shows, showed = (np.where(each[..., 3:] > 0, each, 0) for each in (rgba, now.rgba))
    if margin != now.margin or not np.array_equal(shows, showed):
        yield Redraw(sprite=sprite, rgba=rgba, margin=margin)
    if (animation, frame.duration_ms) != (now.animation, now.duration_ms):
        yield Group(sprites=(sprite,), animation=animation, duration_ms=max(frame.duration_ms, 1))


def _corner(document: AsepriteFile, frame: Frame, sprite: Sprite) -> tuple[int, int]:
    """Where on the canvas the sprite's box is: where its hidden picture stands, or in the middle without one."""
    for cel in frame.cels:
        if document.layers[cel.layer].name == BELOW:
            return cel.x, cel.y
    left, top, _, _ = sprite.margin
    return (document.size[0] - sprite.size[0]) // 2 + left, (document.size[1] - sprite.size[1]) // 2 + top


def _cropped(canvas: Rgba, x: int, y: int, sprite: Sprite) -> tuple[Rgba, tuple[int, int, int, int]]:
    """The box at x, y with all that is drawn beyond it, and by how much that stands out."""
    wide, high = sprite.box
    rows, columns = np.flatnonzero(canvas[..., 3].any(1)), np.flatnonzero(canvas[..., 3].any(0))
    left, right = min(x, *columns[:1]), max(x + wide, *(columns[-1:] + 1))
    top, bottom = min(y, *rows[:1]), max(y + high, *(rows[-1:] + 1))
    whole = np.zeros((bottom - top, right - left, 4), np.uint8)
    seen = canvas[max(top, 0) : bottom, max(left, 0) : right]
    whole[max(-top, 0) :, max(-left, 0) :][: seen.shape[0], : seen.shape[1]] = seen
    return whole, (int(x - left), int(y - top), int(right - x - wide), int(bottom - y - high))
