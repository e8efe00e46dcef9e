"""Soft things: sprites placed with options, followed from frame to frame by drawing them and comparing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.compositor import drawn, paint_placement, rotated, scaled
from spritelift_runtime.scene import Placement
from spritelift_runtime.soft_weigh import OPACITY_STEPS, Between, weigh

ROUNDS = 16
"""Steps of the search around one place; each goes to the best neighbour."""
TURNS_DEG = (8.0, 4.0, 2.0, 1.0, 0.5)
"""How far angles are turned in one step, coarse before fine."""
COLD_TURN_DEG = 6.0
"""Angles tried of a thing that nothing is known of."""
KEPT_PICTURES = 4096
NEAR = [(dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]

Change = tuple[float, float, float]


@dataclass(frozen=True)
class Thing:
    """A placement of a soft sprite, how it fits, and how it changed since the frame before."""

    placement: Placement
    saved: float = 0.0
    """Bits that showing it saves."""
    left: float = 0.0
    """Bits that its pixels still cost."""
    step: tuple[int, int, float, float] = (0, 0, 0.0, 0.0)
    """x, y, angle, scale."""
    hidden: int = 0
    """Frames since it was last seen."""

    def expected(self) -> Placement:
        """Where it is if it goes on as before."""
        p, (dx, dy, turn, growth) = self.placement, self.step
        return replace(p, x=p.x + dx, y=p.y + dy, angle=(p.angle + turn) % 360, scale=max(p.scale + growth, 0.05))


class Fitter:
    """Places soft sprites where they explain a frame best."""

    def __init__(self, sprites: Sequence[Sprite]) -> None:
        self.sprites = list(sprites)
        self._pictures: dict[tuple[int, float, float], np.ndarray] = {}

    def picture(self, sprite: int, angle: float, scale: float) -> np.ndarray:
        """The sprite's RGBA picture, turned and scaled."""
        key = (sprite, angle, scale)
        if key not in self._pictures:
            if len(self._pictures) >= KEPT_PICTURES:
                self._pictures.clear()
            picture = rotated(scaled(self.sprites[sprite].rgba, scale), angle)
            self._pictures[key] = np.ascontiguousarray(picture)
        return self._pictures[key]

    def weighed(self, p: Placement, frame: np.ndarray, between: Between) -> Thing:
        """The placement as a thing, with the best opacity that its sprite was ever seen with."""
        rgba, source = self.picture(p.sprite, p.angle, p.scale), self.sprites[p.sprite]
        x = p.x + source.size[0] // 2 - rgba.shape[1] // 2
        y = p.y + source.size[1] // 2 - rgba.shape[0] // 2
        saved, left, opacity = weigh(frame, between, rgba, x, y, *self.soft(p.sprite).opacity)
        return Thing(replace(p, opacity=opacity), saved, left)

    def soft(self, sprite: int) -> Soft:
        """What the sprite's placements may vary in."""
        return self.sprites[sprite].soft or Soft()

    def settled(self, starts: Sequence[Placement], frame: np.ndarray, between: Between) -> Thing:
        """The best of the places to start from, moved to its best neighbour again and again."""
        known: dict[tuple[int, int, float, float], Thing] = {}

        def value(p: Placement) -> Thing:
            key = (p.x, p.y, p.angle, p.scale)
            if key not in known:
                known[key] = self.weighed(p, frame, between)
            return known[key]

        best = max(map(value, starts), key=lambda thing: thing.saved)
        for turn in TURNS_DEG[2:] if self.soft(best.placement.sprite).turns else (0.0,):
            for _ in range(ROUNDS):
                tried = max(map(value, self._around(best.placement, turn)), key=lambda thing: thing.saved)
                if tried.saved <= best.saved:
                    break
                best = tried
        return best

    def _around(self, p: Placement, turn: float) -> Iterator[Placement]:
        """The neighbours: a pixel away, turned a little, a size larger or smaller, or a pixel away and one of these."""
        scales = self.scales(p.sprite)
        at = int(np.argmin(np.abs(scales - p.scale)))
        looks = {(p.angle, scale) for scale in (p.scale, *scales[max(0, at - 1) : at + 2].tolist())}
        if turn:
            looks |= {((p.angle + turn) % 360, p.scale), ((p.angle - turn) % 360, p.scale)}
        for angle, scale in sorted(looks):
            for dx, dy in NEAR:
                yield replace(p, x=p.x + dx, y=p.y + dy, angle=angle, scale=scale)

    def scales(self, sprite: int) -> np.ndarray:
        """Every scale that makes a picture of another size, in the sprite's range."""
        least, most = self.soft(sprite).scale
        if least == most:
            return np.array([least])
        side = max(self.sprites[sprite].size)
        sides = np.arange(max(1, round(side * least)), max(1, round(side * most)) + 1)
        return np.rint(sides / side * OPACITY_STEPS) / OPACITY_STEPS if side < OPACITY_STEPS else sides / side

    def found(self, box: tuple[int, int, int, int], frame: np.ndarray, between: Between) -> Thing | None:
        """The sprite that saves most bits in a box (left, top, right, bottom) of unlike pixels; None where none does."""
        best: Thing | None = None
        for sprite in range(len(self.sprites)):
            if self.sprites[sprite].soft is None:
                continue
            for angle in np.arange(0, 360, COLD_TURN_DEG).tolist() if self.soft(sprite).turns else (0.0,):
                for scale in self.scales(sprite).tolist():
                    for place in self._places(sprite, angle, scale, box):
                        thing = self.weighed(place, frame, between)
                        if best is None or thing.saved > best.saved:
                            best = thing
        if best is None or best.saved <= 0:
            return None
        return self.settled([best.placement], frame, between)

    def _places(self, sprite: int, angle: float, scale: float, box: tuple[int, int, int, int]) -> Iterator[Placement]:
        """Inside the box where it is the larger, around it where the picture is; every second pixel."""
        high, wide = self.picture(sprite, angle, scale).shape[:2]
        half_x, half_y = (side // 2 for side in self.sprites[sprite].size)
        left, top, right, bottom = box
        for y in range(min(top, bottom - high), max(top, bottom - high) + 2, 2):
            for x in range(min(left, right - wide), max(left, right - wide) + 2, 2):
                yield Placement(sprite, x + wide // 2 - half_x, y + high // 2 - half_y, angle=angle, scale=scale)

    def box(self, p: Placement) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the placement as it is drawn."""
        rgba, (width, height) = self.picture(p.sprite, p.angle, p.scale), self.sprites[p.sprite].size
        left, top = p.x + width // 2 - rgba.shape[1] // 2, p.y + height // 2 - rgba.shape[0] // 2
        return left, top, left + rgba.shape[1], top + rgba.shape[0]

    def painted(self, behind: np.ndarray, things: Sequence[Thing]) -> np.ndarray:
        """A copy of what is behind, with the things on it."""
        canvas = behind.copy()
        for thing in things:
            paint_placement(canvas, thing.placement, self.sprites[thing.placement.sprite].rgba)
        return canvas

    def between(self, behind: np.ndarray, things: Sequence[Thing], number: int) -> Between:
        """What the thing of that number stands between."""
        out = Between.nothing_before(self.painted(behind, things[:number]))
        own = self.box(things[number].placement)
        for thing in things[number + 1 :]:
            if overlap(own, self.box(thing.placement)):
                self._lay(out, thing.placement)
        return out

    def _lay(self, between: Between, p: Placement) -> None:
        rgba, x, y = drawn(p, self.sprites[p.sprite].rgba)
        high, wide = between.through.shape
        rows, columns = slice(max(0, y), min(high, y + rgba.shape[0])), slice(max(0, x), min(wide, x + rgba.shape[1]))
        part = rgba[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x].astype(np.float32)
        alpha = part[..., 3] / 255
        between.through[rows, columns] *= 1 - alpha
        between.over[rows, columns] *= 1 - alpha[..., None]
        between.over[rows, columns] += part[..., :3] * alpha[..., None]


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int], reach: int = 4) -> bool:
    """Whether two boxes (left, top, right, bottom) come closer than `reach` pixels."""
    across = one[0] < other[2] + reach and other[0] < one[2] + reach
    return across and one[1] < other[3] + reach and other[1] < one[3] + reach
