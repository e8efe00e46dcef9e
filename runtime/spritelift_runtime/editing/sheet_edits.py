"""Edits of the sheet and of backgrounds. Sprites keep their ids: nothing is ever taken out, more may be added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import NO_MARGIN, Art, Margin, Sprite
from spritelift_runtime.editing.edits import Edit, OfPlacements, check_sprite
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Cut, Placement, moved

Rgba = UInt8[np.ndarray, "h w 4"]
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""
NOTHING = np.zeros((1, 1, 4), np.uint8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Paint(Edit):
    """New pixels for a rectangle of a sprite's picture, of a background's with `behind`."""

    picture: int
    behind: bool = False
    x: int = 0
    y: int = 0
    rgba: Rgba = field(default_factory=NOTHING.copy)

    def _art(self, art: Art) -> Art:
        if self.behind:
            pictures = list(art.backgrounds)
            _check_background(art, self.picture)
            pictures[self.picture] = _painted(pictures[self.picture], self)
            return replace(art, backgrounds=tuple(pictures))
        return _with(art, (self.picture,), lambda sprite: replace(sprite, rgba=_painted(sprite.rgba, self)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Redraw(Edit):
    """Another picture for a sprite. One that is larger than the sprite's box stands out of it by `margin`."""

    sprite: int
    rgba: Rgba = field(default_factory=NOTHING.copy)
    margin: Margin = NO_MARGIN

    def _art(self, art: Art) -> Art:
        check_sprite(art, self.sprite)
        anew = replace(art.sprites[self.sprite], rgba=self.rgba, margin=self.margin)
        (wide, high), (new_wide, new_high) = art.sprites[self.sprite].box, anew.box
        if (wide, high) != (new_wide, new_high):
            raise SizeError(
                f"{anew.name} places {wide}x{high} px, the picture {new_wide}x{new_high} without its margin. "
                "Draw it at the sprite's size, or with the same room all around."
            )
        return _with(art, (self.sprite,), lambda _: anew)


@dataclass(frozen=True, kw_only=True)
class Rename(Edit):
    """Another name for a sprite."""

    sprite: int
    name: str

    def _art(self, art: Art) -> Art:
        if not self.name.strip() or any(other.name == self.name for other in art.sprites):
            raise ConfigError(f"a sprite can't be called {self.name!r}: names are not empty, and no two are the same.")
        check_sprite(art, self.sprite)
        old = art.sprites[self.sprite].name
        twins = (replace(each, variant_of=self.name) if each.variant_of == old else each for each in art.sprites)
        return _with(replace(art, sprites=tuple(twins)), (self.sprite,), lambda each: replace(each, name=self.name))


@dataclass(frozen=True, kw_only=True)
class Group(Edit):
    """These sprites as an animation, in the order of their ids; None: in none. Optionally how long each is shown."""

    sprites: tuple[int, ...]
    animation: str | None = None
    duration_ms: int | None = None

    def _art(self, art: Art) -> Art:
        if self.duration_ms is not None and self.duration_ms < 1:
            raise ConfigError(f"a sprite can't be shown for {self.duration_ms} ms. Give at least 1.")
        return _with(art, self.sprites, self._grouped)

    def _grouped(self, sprite: Sprite) -> Sprite:
        duration = sprite.duration_ms if self.duration_ms is None else self.duration_ms
        return replace(sprite, animation=self.animation, duration_ms=duration)


@dataclass(frozen=True, kw_only=True, eq=False)
class Draw(Edit):
    """One more sprite, at the end of the sheet."""

    name: str
    rgba: Rgba = field(default_factory=NOTHING.copy)
    animation: str | None = None

    def _art(self, art: Art) -> Art:
        if not self.name.strip() or any(other.name == self.name for other in art.sprites):
            raise ConfigError(f"a new sprite can't be called {self.name!r}: there is one, or that is no name.")
        return replace(art, sprites=(*art.sprites, Sprite(name=self.name, rgba=self.rgba, animation=self.animation)))


@dataclass(frozen=True, kw_only=True)
class Split(OfPlacements):
    """A sprite of several glued together becomes its parts: rectangles of it, new sprites, each placed on its own.

    `after` is how many sprites the sheet has before. Placements that are turned, scaled or partly seen through stay
    whole.
    """

    sprite: int
    parts: tuple[Box, ...]
    after: int

    @classmethod
    def of(cls, art: Art, sprite: int, parts: Sequence[Box]) -> "Split":
        """Of every placement of `sprite`."""
        return cls(sprite=sprite, parts=tuple(parts), after=len(art.sprites), where=Where(sprites=(sprite,)))

    def _art(self, art: Art) -> Art:
        check_sprite(art, self.sprite)
        whole = art.sprites[self.sprite]
        wide, high = whole.box
        if len(art.sprites) != self.after or whole.margin != NO_MARGIN:
            raise ConfigError(f"{whole.name} can't be split here. Split it before it is repainted larger.")
        names = {each.name for each in art.sprites}
        parts = []
        for i, (x, y, w, h) in enumerate(self.parts):
            if x < 0 or y < 0 or w < 1 or h < 1 or x + w > wide or y + h > high:
                raise ConfigError(f"part {x, y, w, h} isn't inside {whole.name}, which is {wide}x{high} px.")
            name = next(n for k in range(len(names) + 1) if (n := f"{whole.name}_{i + 1 + k}") not in names)
            names.add(name)
            parts.append(
                replace(whole, name=name, rgba=whole.rgba[y : y + h, x : x + w].copy(), animation=None, uses=0)
            )
        return replace(art, sprites=(*art.sprites, *parts))

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        if not placement.exact:
            return (placement,)
        wide, high = art.sprites[placement.sprite].box
        return [
            moved(
                replace(placement, sprite=self.after + i, cut=_part_of(placement.cut, (x, y, w, h))),
                wide - x - w if placement.flip_x else x,
                high - y - h if placement.flip_y else y,
            )
            for i, (x, y, w, h) in enumerate(self.parts)
        ]


def _part_of(cut: Cut | None, box: Box) -> Cut | None:
    x, y, w, h = box
    return None if cut is None else Cut(cut.mask[y : y + h, x : x + w].copy())


def _painted(picture: Rgba, paint: Paint) -> Rgba:
    high, wide = paint.rgba.shape[:2]
    if paint.x < 0 or paint.y < 0 or paint.y + high > picture.shape[0] or paint.x + wide > picture.shape[1]:
        raise SizeError(
            f"{wide}x{high} px at {paint.x}, {paint.y} aren't inside one of {picture.shape[1]}x{picture.shape[0]}."
        )
    anew = picture.copy()
    anew[paint.y : paint.y + high, paint.x : paint.x + wide] = paint.rgba
    return anew


def _with(art: Art, sprites: Sequence[int], change: Callable[[Sprite], Sprite]) -> Art:
    every = list(art.sprites)
    for sprite in sprites:
        check_sprite(art, sprite)
        every[sprite] = change(every[sprite])
    return replace(art, sprites=tuple(every))


def _check_background(art: Art, picture: int) -> None:
    if not 0 <= picture < len(art.backgrounds):
        raise ConfigError(f"there is no background {picture}; there are {len(art.backgrounds)}, counted from 0.")
