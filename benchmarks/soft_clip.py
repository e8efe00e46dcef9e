"""A clip as modern pygame games draw them: 24-bit pictures with soft edges that turn, grow, shrink and fade."""

import math
import os
from dataclasses import dataclass

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame

from spritelift_runtime.truth import Truth

SIZE = (160, 120)
VISIBLE = 64
"""Least alpha that counts as seen."""
NAMES = ("ball", "gem", "ship", "ghost", "cloud")


@dataclass(frozen=True, kw_only=True)
class Mover:
    """One thing that crosses the screen; all its motion is a function of time."""

    kind: int
    start: tuple[float, float]
    speed: tuple[float, float]
    spin: float = 0.0
    """Degrees a frame."""
    pulse: float = 0.0
    """How much it grows and shrinks, a share of its size."""
    fade: float = 0.0
    """How much of it fades away and comes back."""
    seconds: float = 3.0
    """Of one pulse or fade."""

    def surface(self, pictures: list[pygame.Surface], t: int) -> tuple[pygame.Surface, int, int]:
        """What is blitted on frame t, and where."""
        phase = 0.5 - 0.5 * math.cos(2 * math.pi * t / (30 * self.seconds))
        picture = pictures[self.kind]
        if self.pulse:
            wide, high = picture.get_size()
            factor = 1 + self.pulse * phase
            picture = pygame.transform.scale(picture, (round(wide * factor), round(high * factor)))
        if self.spin:
            picture = pygame.transform.rotate(picture, self.spin * t % 360)
        if self.fade:
            picture = picture.copy()
            picture.set_alpha(round(255 * (1 - self.fade * phase)))
        x, y = (self._bounced(axis, t) for axis in (0, 1))
        return picture, round(x) - picture.get_width() // 2, round(y) - picture.get_height() // 2

    def _bounced(self, axis: int, t: int) -> float:
        room = SIZE[axis] - 30  # far enough from the edge for the largest
        gone = (self.start[axis] + self.speed[axis] * t) % (2 * room)
        return 15 + min(gone, 2 * room - gone)


CAST = (
    Mover(kind=0, start=(10, 20), speed=(1.0, 0.5)),
    Mover(kind=0, start=(100, 60), speed=(-0.5, 1.0)),
    Mover(kind=1, start=(60, 10), speed=(0.5, 0.5), spin=3),
    Mover(kind=2, start=(20, 80), speed=(1.5, 0), pulse=0.5),
    Mover(kind=3, start=(90, 30), speed=(0, 0.5), fade=0.8, seconds=4),
    Mover(kind=4, start=(40, 50), speed=(0.25, 0)),
)


def drawn(frames: int) -> tuple[np.ndarray, Truth]:
    """uint8 [t, h, w, 3], and what stands where."""
    behind, pictures = ground(), [picture(kind) for kind in range(len(NAMES))]
    segments = np.zeros((frames, SIZE[1], SIZE[0]), np.uint16)
    shown, rows = np.empty((frames, SIZE[1], SIZE[0], 3), np.uint8), []
    for t in range(frames):
        canvas = behind.copy()
        for number, mover in enumerate(CAST, start=1):
            surface, x, y = mover.surface(pictures, t)
            canvas.blit(surface, (x, y))
            rows.append((t, mover.kind, *stamp(segments[t], surface, x, y, number)))
        shown[t] = pygame.surfarray.array3d(canvas).swapaxes(0, 1)
    return shown, Truth(np.array(rows, np.int32), segments, NAMES)


def stamp(ids: np.ndarray, surface: pygame.Surface, x: int, y: int, number: int) -> tuple[int, int, int, int]:
    """Write a number where the surface is seen; gives the box of that. Nothing leaves the frame."""
    alpha = pygame.surfarray.array_alpha(surface).T.astype(int) * (surface.get_alpha() or 0) // 255
    seen = alpha >= min(VISIBLE, int(alpha.max()))
    high, wide = seen.shape
    ids[y : y + high, x : x + wide][seen] = number
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    return x + columns[0], y + rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1


def ground() -> pygame.Surface:
    """A 24-bit sky, with hills."""
    y, x = np.mgrid[: SIZE[1], : SIZE[0]].astype(float)
    hill = y > 85 + 10 * np.sin(x / 17) + 5 * np.sin(x / 7)
    sky = np.stack([40 + y * 0.8, 70 + y * 0.9 + x * 0.1, 150 + x * 0.3], -1)
    land = np.stack([60 + x * 0.2, 130 - (y - 85) * 1.2, 60 + y * 0.1], -1)
    return pygame.surfarray.make_surface(
        np.where(hill[..., None], land, sky).clip(0, 255).astype(np.uint8).swapaxes(0, 1)
    )


def picture(kind: int) -> pygame.Surface:
    """One of the five, RGBA."""
    side = (20, 18, 22, 20, 28)[kind]
    y, x = (np.mgrid[:side, :side] + 0.5) / side * 2 - 1
    far = np.hypot(x, y)
    shapes = {
        0: (1 - far) * 8,  # a ball with a smooth rim
        1: (1 - np.abs(x) - np.abs(y)) * 99,  # a hard diamond
        2: np.where((np.abs(x) < (y + 1) / 2) & (y < 0.8), 1, 0),  # a hard triangle
        3: (0.9 - np.hypot(x, np.where(y < 0, y, 0))) * 6,  # round above, straight below
        4: (1 - np.hypot(x, 1.8 * y)) * 0.8,  # all of it is translucent
    }
    colours = np.array([(240, 90, 60), (80, 230, 220), (250, 220, 90), (230, 230, 250), (255, 255, 255)])[kind]
    shade = (0.75 - 0.25 * (x + y))[..., None]
    surface = pygame.Surface((side, side), pygame.SRCALPHA, 32)
    pygame.surfarray.blit_array(surface, (colours * shade).clip(0, 255).astype(int).swapaxes(0, 1))
    alpha = pygame.surfarray.pixels_alpha(surface)
    alpha[:] = (shapes[kind] * 255).clip(0, 255).astype(np.uint8).T
    del alpha  # lets go of the surface
    return surface
