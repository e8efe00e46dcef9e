"""A bundle's sprites for people who write pygame games: surfaces, animated sprites, a scrolling background.

    bundle = spritelift.Bundle.open("bundle")
    pygame.display.set_mode((640, 480))
    hero = AnimatedSprite(bundle, "walk")
    world = ScrollingBackground(bundle, picture=0)
    ...
    hero.update(dt_ms)
    world.look_at(hero.rect.center, screen.get_size())
    world.draw(screen)
    screen.blit(hero.image, world.on_screen(hero.rect))

Open the display first: surfaces take its format, which makes drawing them fast.
"""

import os
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame
from jaxtyping import UInt8

from spritelift_runtime.art import NO_MARGIN, Art, Margin, Sprite
from spritelift_runtime.errors import MissingError


@runtime_checkable
class HasArt(Protocol):
    """A bundle, or anything else with `art`."""

    @property
    def art(self) -> Art:
        """The pictures."""
        ...


def surface_of(rgba: UInt8[np.ndarray, "h w 4"]) -> pygame.Surface:
    """A surface with per-pixel alpha, of its own memory; in the display's format where one is open."""
    surface = pygame.image.frombytes(np.ascontiguousarray(rgba).tobytes(), (rgba.shape[1], rgba.shape[0]), "RGBA")
    return surface.convert_alpha() if pygame.display.get_surface() else surface


def sprite_surfaces(bundle: HasArt) -> dict[str, pygame.Surface]:
    """Every sprite of the bundle as a surface with per-pixel alpha, by name, in the order of ids."""
    return {sprite.name: surface_of(sprite.rgba) for sprite in bundle.art.sprites}


class AnimatedSprite(pygame.sprite.Sprite):
    """A pygame sprite that plays a bundle's animations.

    `image` is the pose to draw, `rect` where it stands in the world: `rect.midbottom` stays where it is when poses
    of other sizes follow, so that feet stay on the ground. Set `flip_x` to face the other way.
    """

    def __init__(self, bundle: HasArt, name: str | Sequence[str], *groups: pygame.sprite.Group) -> None:
        """Play `name`: an animation of the bundle, one sprite's name, or several sprites' names in turn.

        Raises:
            MissingError: neither an animation nor a sprite; the message lists what there is.
        """
        super().__init__(*groups)
        self._sprites = bundle.art.sprites
        self._drawn: dict[tuple[str, bool], pygame.Surface] = {}
        self._stood: Margin = NO_MARGIN
        self.flip_x = False
        self.play(name)

    def play(self, name: str | Sequence[str]) -> None:
        """Start an animation (or sprites by name); what plays already goes on undisturbed."""
        if name == getattr(self, "playing", None):
            return
        self._poses = poses_of(self._sprites, name)
        self.playing = name
        self._pose, self._shown_ms = 0, 0.0
        self.image, self.rect = self._surface(), self._placed()

    def update(self, dt_ms: int | float = 0) -> None:
        """Let `dt_ms` milliseconds pass: the next pose comes when this one's time is over, the first after the last."""
        self._shown_ms += dt_ms
        while self._shown_ms >= self._duration_ms():
            self._shown_ms -= self._duration_ms()
            self._pose = (self._pose + 1) % len(self._poses)
        self.image, self.rect = self._surface(), self._placed()

    @property
    def pose(self) -> str:
        """Name of the sprite that shows now."""
        return self._poses[self._pose].name

    def _duration_ms(self) -> int:
        return max(self._poses[self._pose].duration_ms, 1)

    def _surface(self) -> pygame.Surface:
        sprite, key = self._poses[self._pose], (self.pose, self.flip_x)
        if key not in self._drawn:
            self._drawn[key] = surface_of(sprite.rgba[:, ::-1] if self.flip_x else sprite.rgba)
        return self._drawn[key]

    def _placed(self) -> pygame.Rect:
        rect, margin = self._surface().get_rect(), self._margin()
        before = getattr(self, "rect", None)
        if before is not None:
            foot = _without(before, self._stood).midbottom
            box = _without(rect, margin)
            box.midbottom = foot
            rect.topleft = box.x - margin[0], box.y - margin[1]
        self._stood = margin
        return rect

    def _margin(self) -> Margin:
        left, top, right, bottom = self._poses[self._pose].margin
        return (right, top, left, bottom) if self.flip_x else (left, top, right, bottom)


def _without(rect: pygame.Rect, margin: Margin) -> pygame.Rect:
    """The part of a picture that stands on the ground: without what a repaint added around it."""
    left, top, right, bottom = margin
    return pygame.Rect(rect.x + left, rect.y + top, rect.width - left - right, rect.height - top - bottom)


def poses_of(sprites: Sequence[Sprite], name: str | Sequence[str]) -> tuple[Sprite, ...]:
    """The sprites of the animation `name`, the one sprite of that name, or the sprites of several names.

    Raises:
        MissingError: there is none.
    """
    if not isinstance(name, str):
        return tuple(pose for each in name for pose in poses_of(sprites, each))
    animated = tuple(sprite for sprite in sprites if sprite.animation == name)
    poses = animated or tuple(sprite for sprite in sprites if sprite.name == name)
    if not poses:
        animations = dict.fromkeys(sprite.animation for sprite in sprites if sprite.animation is not None)
        known = ", ".join([*animations, *(sprite.name for sprite in sprites)][:12]) or "none"
        raise MissingError(f"no animation and no sprite is called {name!r}. Some that are: {known}.")
    return poses


class ScrollingBackground:
    """A background picture of the bundle, seen through a camera.

    `camera` is the picture's pixel at the target's top-left corner, in whole pixels. A strip for parallax takes a
    `depth` below 1: it moves that much slower. With `wrap` it repeats for ever.
    """

    def __init__(self, bundle: HasArt, picture: int = 0, *, depth: float = 1.0, wrap: bool = False) -> None:
        """Raises MissingError where the bundle has no such picture."""
        backgrounds = bundle.art.backgrounds
        if not 0 <= picture < len(backgrounds):
            raise MissingError(
                f"the bundle has {len(backgrounds)} background(s), none has number {picture}. Count from 0."
            )
        self.surface = surface_of(backgrounds[picture])
        self.depth, self.wrap = depth, wrap
        self.camera = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        """Width, height of the whole picture in pixels."""
        return self.surface.get_size()

    def look_at(self, point: tuple[int, int], view: tuple[int, int]) -> None:
        """Put `point` of the world in the middle of a view of `view` pixels; never past the picture's edges, unless it
        wraps."""
        corner = [(middle - side // 2) for middle, side in zip(point, view, strict=True)]
        if not self.wrap:
            corner = [
                min(max(at, 0), max(whole - side, 0)) for at, whole, side in zip(corner, self.size, view, strict=True)
            ]
        self.camera = (corner[0], corner[1])

    def on_screen(self, rect: pygame.Rect) -> pygame.Rect:
        """Where a rectangle of the world is in the view."""
        return rect.move(-self.camera[0], -self.camera[1])

    def draw(self, target: pygame.Surface) -> None:
        """Draw what the camera sees over `target`."""
        x, y = (-int(at * self.depth // 1) for at in self.camera)
        if not self.wrap:
            target.blit(self.surface, (x, y))
            return
        wide, high = self.size
        for left in range(x % wide - wide, target.get_width(), wide):
            for top in range(y % high - high, target.get_height(), high):
                target.blit(self.surface, (left, top))
