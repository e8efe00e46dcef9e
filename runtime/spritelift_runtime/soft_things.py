"""Soft things: sprites placed with options, followed from frame to frame by drawing them and comparing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.compositor import centred, drawn, paint_placement, rotated, scaled
from spritelift_runtime.scene import Placement
from spritelift_runtime.soft_weigh import OPACITY_STEPS, Between, scan

ROUNDS = 16
"""Steps of the search around one place; each goes to the best neighbour."""
TURNS_DEG = (2.0, 1.0, 0.5)
"""How far angles are turned in one step, coarse before fine."""
COLD_TURN_DEG, COLD_STRIDE = 4.0, 2
"""Angles and places tried of a thing that nothing is known of."""
ANEW_PX = 2
FINALISTS = 8
"""Looks that are looked at closely, of all that may be there."""
KEPT_PICTURES = 4096


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

    def best_of(
        self,
        look: tuple[int, float, float],
        corners: tuple[int, int, int, int],
        frame: np.ndarray,
        between: Between,
        stride: int = 1,
    ) -> Thing:
        """The best place of a look (sprite, angle, scale), with the opacity that fits best.

        `corners` are the first and last x, then y, of the picture's corner as it is drawn.
        """
        rgba, (width, height) = self.picture(*look), self.sprites[look[0]].size
        saved, left, opacity, x, y = scan(frame, between, rgba, corners, stride, *self.soft(look[0]).opacity)
        x, y = centred(x, rgba.shape[1], width), centred(y, rgba.shape[0], height)
        return Thing(Placement(look[0], x, y, angle=look[1], scale=look[2], opacity=opacity), saved, left)

    def around(self, look: tuple[int, float, float], p: Placement, reach: int) -> tuple[int, int, int, int]:
        """The corners for `best_of` of a look with its middle at most `reach` pixels from a placement's."""
        high, wide = self.picture(*look).shape[:2]
        width, height = self.sprites[p.sprite].size
        x, y = centred(p.x, width, wide), centred(p.y, height, high)
        return x - reach, x + reach, y - reach, y + reach

    def soft(self, sprite: int) -> Soft:
        """What the sprite's placements may vary in."""
        return self.sprites[sprite].soft or Soft()

    def settled(self, starts: Sequence[Placement], frame: np.ndarray, between: Between) -> Thing:
        """The best of the places to start from, moved to its best neighbour again and again."""
        first = [((p.sprite, p.angle, p.scale), p) for p in starts]
        best = max(
            (self.best_of(look, self.around(look, p, 1), frame, between) for look, p in first),
            key=lambda thing: thing.saved,
        )
        for turn in TURNS_DEG if self.soft(best.placement.sprite).turns else (0.0,):
            for _ in range(ROUNDS):
                p = best.placement
                tried = max(
                    (self.best_of(look, self.around(look, p, 1), frame, between) for look in self._looks(p, turn)),
                    key=lambda thing: thing.saved,
                )
                if tried.saved <= best.saved:
                    break
                best = tried
        return best

    def anew(self, p: Placement, frame: np.ndarray, between: Between) -> Thing:
        """The best of all angles and sizes, near where the placement is."""
        looks = [
            (p.sprite, angle, scale) for angle in self.angles(p.sprite) for scale in self.scales(p.sprite).tolist()
        ]
        rough = [self.best_of(look, self.around(look, p, ANEW_PX), frame, between) for look in looks]
        best = sorted(rough, key=lambda thing: -thing.saved)[:FINALISTS]
        return max((self.settled([thing.placement], frame, between) for thing in best), key=lambda thing: thing.saved)

    def _looks(self, p: Placement, turn: float) -> list[tuple[int, float, float]]:
        """The placement's look, those turned a little, and a size larger and smaller."""
        looks = [(p.sprite, p.angle, p.scale)]
        if turn:
            looks += [(p.sprite, (p.angle + by) % 360, p.scale) for by in (-turn, turn)]
        scales = self.scales(p.sprite)
        if len(scales) > 1:
            at = int(np.argmin(np.abs(scales - p.scale)))
            looks += [(p.sprite, p.angle, scale) for scale in scales[max(0, at - 1) : at + 2].tolist()]
        return looks

    def scales(self, sprite: int) -> np.ndarray:
        """Every scale that makes a picture of another size, in the sprite's range."""
        least, most = self.soft(sprite).scale
        if least == most:
            return np.array([least])
        side = max(self.sprites[sprite].size)
        sides = np.arange(max(1, round(side * least)), max(1, round(side * most)) + 1)
        return np.rint(sides / side * OPACITY_STEPS) / OPACITY_STEPS if side < OPACITY_STEPS else sides / side

    def found(self, box: tuple[int, int, int, int], frame: np.ndarray, between: Between) -> Thing | None:
        """What saves most bits in a box (left, top, right, bottom) of unlike pixels; None where nothing does."""
        rough: list[Thing] = []
        for sprite in range(len(self.sprites)):
            if self.sprites[sprite].soft is None:
                continue
            looks = [(sprite, angle, scale) for angle in self.angles(sprite) for scale in self.scales(sprite).tolist()]
            rough += [self.best_of(look, self._corners(look, box), frame, between, COLD_STRIDE) for look in looks]
        rough = sorted((thing for thing in rough if thing.saved > 0), key=lambda thing: -thing.saved)[:FINALISTS]
        fine = [self.settled([thing.placement], frame, between) for thing in rough]
        return max(fine, key=lambda thing: thing.saved, default=None)

    def angles(self, sprite: int) -> list[float]:
        """Angles tried where nothing is known, in degrees."""
        return np.arange(0, 360, COLD_TURN_DEG).tolist() if self.soft(sprite).turns else [0.0]

    def _corners(self, look: tuple[int, float, float], box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Inside the box where it is the larger, around it where the picture is."""
        high, wide = self.picture(*look).shape[:2]
        left, top, right, bottom = box
        across, down = sorted((left, right - wide)), sorted((top, bottom - high))
        return across[0] - 1, across[1] + 1, down[0] - 1, down[1] + 1

    def box(self, p: Placement) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the placement as it is drawn."""
        rgba, (width, height) = self.picture(p.sprite, p.angle, p.scale), self.sprites[p.sprite].size
        left, top = centred(p.x, width, rgba.shape[1]), centred(p.y, height, rgba.shape[0])
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
