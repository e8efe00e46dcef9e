"""Edits of the sheet and of backgrounds. Sprites keep their ids: nothing is ever taken out, more may be added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import NO_MARGIN, Art, Held, Margin, Sprite
from spritelift_runtime.editing.checks import (
    check_background,
    check_duration,
    check_name,
    check_pivot,
    check_sprite,
)
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.errors import ConfigError, SizeError

Rgba = UInt8[np.ndarray, "h w 4"]
NOTHING = np.zeros((1, 1, 4), np.uint8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Paint(Edit):
    """New pixels for a rectangle of a sprite's picture, of a background's with `behind`."""

    picture: int
    behind: bool = False
    x: int = 0
    y: int = 0
    rgba: Rgba = field(default_factory=NOTHING.copy)

    def back(self, art: Art) -> "Paint":
        """The edit that takes it back from what it makes of `art`."""
        picture = art.backgrounds[self.picture] if self.behind else art.sprites[self.picture].rgba
        high, wide = self.rgba.shape[:2]
        return replace(self, rgba=picture[self.y : self.y + high, self.x : self.x + wide].copy())

    def _art(self, art: Art) -> Art:
        if self.behind:
            pictures = list(art.backgrounds)
            check_background(art, self.picture)
            pictures[self.picture] = _painted(pictures[self.picture], self)
            return replace(art, backgrounds=tuple(pictures))
        return _with(art, (self.picture,), lambda sprite: replace(sprite, rgba=_painted(sprite.rgba, self)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Redraw(Edit):
    """Another picture for a sprite. One that is larger than the sprite's box stands out of it by `margin`."""

    sprite: int
    rgba: Rgba = field(default_factory=NOTHING.copy)
    margin: Margin = NO_MARGIN
    carried: bool = False
    """Whether it follows what was painted on another pose: what is painted later is what the next repaint is about."""

    def _art(self, art: Art) -> Art:
        check_sprite(art, self.sprite)
        anew = replace(art.sprites[self.sprite], rgba=self.rgba, margin=self.margin, cut_at=None)
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
        check_name(art, self.name)
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
        if self.duration_ms is not None:
            check_duration(self.duration_ms)
        if self.animation is not None and not self.animation.strip():
            raise ConfigError("an animation needs a name. Give one, or None to take sprites out of theirs.")
        return _with(art, self.sprites, self._grouped)

    def _grouped(self, sprite: Sprite) -> Sprite:
        duration = sprite.duration_ms if self.duration_ms is None else self.duration_ms
        return replace(sprite, animation=self.animation, duration_ms=duration)


@dataclass(frozen=True, kw_only=True)
class Pivot(Edit):
    """Where engines hold these sprites: x, y from their box's corner, in whole or half pixels; None: its middle."""

    sprites: tuple[int, ...]
    at: Held | None = None

    def _art(self, art: Art) -> Art:
        check_pivot(self.at)
        return _with(art, self.sprites, lambda sprite: replace(sprite, pivot=self.at))


@dataclass(frozen=True, kw_only=True, eq=False)
class Draw(Edit):
    """One more sprite, at the end of the sheet, as one of another bundle is, say."""

    name: str
    rgba: Rgba = field(default_factory=NOTHING.copy)
    animation: str | None = None
    duration_ms: int = 100
    margin: Margin = NO_MARGIN
    pivot: Held | None = None

    def _art(self, art: Art) -> Art:
        check_name(art, self.name)
        check_duration(self.duration_ms)
        check_pivot(self.pivot)
        new = Sprite(
            name=self.name, rgba=self.rgba, animation=self.animation, duration_ms=self.duration_ms, margin=self.margin,
            pivot=self.pivot,
        )  # fmt: skip
        if min(*self.margin, *(side - 1 for side in new.box)) < 0:
            raise SizeError(f"{self.name} of {new.size[0]}x{new.size[1]} px has no pixel within its margin.")
        return replace(art, sprites=(*art.sprites, new))


@dataclass(frozen=True, kw_only=True, eq=False)
class Hang(Edit):
    """One more background picture, after those there are."""

    rgba: Rgba = field(default_factory=NOTHING.copy)

    def _art(self, art: Art) -> Art:
        return replace(art, backgrounds=(*art.backgrounds, self.rgba))


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
