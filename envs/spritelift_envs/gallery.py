"""The assets' drawings as a World's art, and placements by name."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from spritelift_assets import drawings
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scene import Placement

SIZE = (160, 144)
"""Width, height of a game's frames in pixels, where it doesn't say otherwise."""
FPS = 60.0


def game_art(name: str, backgrounds: Iterable[np.ndarray], size: tuple[int, int] = SIZE) -> Art:
    """The sprites of `art/<name>.txt`, in its order, and the given background pictures (RGBA); frames of `size`."""
    sprites = tuple(
        Sprite(name=d.name, rgba=d.rgba, animation=d.animation, duration_ms=d.duration_ms) for d in drawings(name)
    )
    return Art(size=size, sprites=sprites, backgrounds=tuple(backgrounds))


class Brush:
    """Makes placements of sprites called by name."""

    def __init__(self, art: Art) -> None:
        self._ids = {sprite.name: i for i, sprite in enumerate(art.sprites)}
        # Most things stand where they stood a frame ago, and a placement never changes: make it once.
        self._placement = lru_cache(maxsize=4096)(Placement)

    def at(
        self, name: str, x: int, y: int, layer: int, *, flip_x: bool = False, flip_y: bool = False, fixed: bool = False
    ) -> Placement:
        """The sprite `name` with its top-left corner at (x, y)."""
        return self._placement(self._ids[name], x, y, layer, flip_x, flip_y, fixed=fixed)

    def number(self, value: int, x: int, y: int, layer: int) -> list[Placement]:
        """Digits of `value` from x rightwards, 6 px each, no leading zeros."""
        return [self.at(f"digit_{digit}", x + 6 * i, y, layer) for i, digit in enumerate(str(value))]
