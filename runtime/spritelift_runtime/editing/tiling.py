"""The grid that a frame's tiles stand on: what things snap to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scene import Scene

PITCH_PX = 8
"""Where the sheet knows of no grid."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Tiling:
    """Cells of `wide` x `high` px; one of them has its corner at (x, y) of the frame, in pixels, 0 <= x < wide."""

    wide: int = PITCH_PX
    high: int = PITCH_PX
    x: int = 0
    y: int = 0
    corner: Pair = (0, 0)
    """Where the sheet's grids have a cell's corner: those of sprites are counted from the same place."""

    def nearest(self, x: int, y: int, sprite: Sprite | None = None) -> Pair:
        """The place on the grid nearest to (x, y): a cell's corner. Tiles stand in a cell where they were seen to."""
        inset_x, inset_y = self._inset(sprite)
        left, top = self.x + inset_x, self.y + inset_y
        return left + round((x - left) / self.wide) * self.wide, top + round((y - top) / self.high) * self.high

    def _inset(self, sprite: Sprite | None) -> Pair:
        if sprite is None or sprite.grid is None or sprite.grid[:2] != (self.wide, self.high):
            return 0, 0
        return (sprite.grid[2] - self.corner[0]) % self.wide, (sprite.grid[3] - self.corner[1]) % self.high


def tiling_of(scene: Scene, art: Art) -> Tiling:
    """The pitch that most of the sheet's tiles have, at the phase in which tiles stand on this frame.

    Where none stands on it, the phase is that of the largest plane's camera: tiles move with the ground.
    """
    grids = [sprite.grid for sprite in art.sprites if sprite.grid is not None]
    wide, high = _most((grid[:2] for grid in grids), (PITCH_PX, PITCH_PX))
    corner = _most(((x % wide, y % high) for *pitch, x, y in grids if pitch == [wide, high]), (0, 0))
    x, y = _most(_shifts(scene, art, (wide, high)), _camera(scene))
    return Tiling(wide, high, (corner[0] + x) % wide, (corner[1] + y) % high, corner)


def _shifts(scene: Scene, art: Art, pitch: Pair) -> Iterable[Pair]:
    """How far each tile of the frame is from where its sprite's grid says."""
    for placement in scene.placements:
        grid = art.sprites[placement.sprite].grid
        if placement.fixed and grid is not None and grid[:2] == pitch and not placement.flip:
            yield (placement.x - grid[2]) % pitch[0], (placement.y - grid[3]) % pitch[1]


def _camera(scene: Scene) -> Pair:
    plane = max(scene.planes, key=lambda plane: (plane.clip[2] * plane.clip[3], plane.layer), default=None)
    return (0, 0) if plane is None else (plane.clip[0] - plane.camera[0], plane.clip[1] - plane.camera[1])


def _most(pairs: Iterable[Pair], other: Pair) -> Pair:
    """The commonest, the smallest of equals; `other` where there is none."""
    counts = Counter(pairs)
    return min(counts, key=lambda pair: (-counts[pair], pair)) if counts else other
