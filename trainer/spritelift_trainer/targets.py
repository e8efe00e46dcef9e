"""Placements to anchor labels: which cell of the encoder's output grid says what.

A placement belongs to the cell its *centre* (x + width // 2, y + height // 2) falls in, so sprites that are
partly off-screen mostly still have a cell. Its class is a variant: one sprite in one flip.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int64

from spritelift_runtime.art import Art
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.visible import HALF, IdPainter

IGNORED = -100
"""Label of a cell that teaches nothing (torch's own default for cross-entropy)."""
SEEN_SHARE = 0.3
SEEN_PX = 8
"""Placements of which less than this share of the sprite's pixels shows, and fewer pixels than this, are ignored, not
taught as "none". A share alone won't do: the platform game's frames end after 4 of a wall's 15 columns, 60 pixels."""
FARTHEST_PX = 16
"""How far outside the frame a centre is still taught: half a sprite of 32 px."""
COLLIDING_SHARE = 0.02
"""Share of placements that may lose their cell to another one before a finer grid is chosen."""
GRIDS = ((4, 1), (4, 2))
"""(cell_px, layers) tried in turn. Cells of 8 px cost a third less but learn far slower: 600 steps on the platform
game gave a precision and recall of 0.61 and 0.58 with (8, 2), 0.89 and 0.83 with (4, 1)."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The encoder's output grid: one anchor for each layer, row and column."""

    cell_px: int
    """Side of one cell, in pixels: 4 or 8."""
    layers: int
    """Placements one cell can hold."""
    reach_px: int = 0
    """How far outside the frame a centre may lie; the border cell holds it. Offsets run from -reach_px."""

    @property
    def offsets(self) -> int:
        """Different offsets along one axis."""
        return self.cell_px + 2 * self.reach_px

    def shape(self, size: tuple[int, int]) -> tuple[int, int]:
        """Rows, columns of the grid over a frame of `size` (width, height)."""
        return -(-size[1] // self.cell_px), -(-size[0] // self.cell_px)


@dataclass(frozen=True, eq=False)
class Variants:
    """The classes the encoder tells apart; class `len(variants)` is "none"."""

    sprite: Int64[np.ndarray, " v"]
    flip: Int64[np.ndarray, " v"]
    """1 = x, 2 = y, 3 = both."""
    size: Int64[np.ndarray, "v 2"]
    """Width, height."""
    area: Int64[np.ndarray, " v"]
    """Pixels that are not fully transparent."""

    @property
    def half(self) -> Int64[np.ndarray, "v 2"]:
        """width // 2, height // 2: the centre's place in the sprite."""
        return self.size // 2

    def taught(self, variant: Int64[np.ndarray, " n"], share: Float32[np.ndarray, " n"]) -> Bool[np.ndarray, " n"]:
        """Whether enough shows of placements to be taught, `share` being how much of each one's pixels."""
        return (share >= SEEN_SHARE) | (share * self.area[variant] >= SEEN_PX)

    def boxes(
        self, x: Int64[np.ndarray, " n"], y: Int64[np.ndarray, " n"], variant: Int64[np.ndarray, " n"]
    ) -> Int64[np.ndarray, "n 4"]:
        """Left, top, right, bottom of placements with these centres."""
        start = np.stack([x, y], 1) - self.half[variant]
        return np.concatenate([start, start + self.size[variant]], 1)

    def __len__(self) -> int:
        return len(self.sprite)


@dataclass(frozen=True, eq=False)
class Anchors:
    """Placements as labels, frame by frame."""

    frame: Int64[np.ndarray, " n"]
    variant: Int64[np.ndarray, " n"]
    x: Int64[np.ndarray, " n"]
    """Centre, frame pixels."""
    y: Int64[np.ndarray, " n"]
    share: Float32[np.ndarray, " n"]
    """Of the sprite's pixels, how many show."""
    starts: Int64[np.ndarray, " frames_and_1"]
    """Rows `starts[f]:starts[f + 1]` are frame f's."""

    def __len__(self) -> int:
        return len(self.frame)


def area_within(boxes: Int64[np.ndarray, "n 4"], frame: tuple[int, int, int, int]) -> Int64[np.ndarray, " n"]:
    """Pixels of each box (left, top, right, bottom) inside another."""
    start, end = np.maximum(boxes[:, :2], frame[:2]), np.minimum(boxes[:, 2:], frame[2:])
    return (end - start).clip(min=0).prod(1)


def variants_of(scenes: Scenes, art: Art) -> Variants:
    """Every (sprite, flip) that is placed at least once; a sprite that looks the same flipped counts once."""
    pairs = np.unique(scenes.placements[:, [0, 4]], axis=0).astype(np.int64)
    sizes = [art.sprites[s].size for s, _ in pairs]
    areas = [int((art.sprites[s].rgba[..., 3] > 0).sum()) for s, _ in pairs]
    return Variants(pairs[:, 0], pairs[:, 1], np.array(sizes, np.int64).reshape(-1, 2), np.array(areas, np.int64))


def anchors_of(scenes: Scenes, art: Art, variants: Variants) -> Anchors:
    """Labels of `scenes`; frame numbers count from the first scene."""
    table = np.full((len(art.sprites) or 1, 4), -1, np.int64)
    table[variants.sprite, variants.flip] = np.arange(len(variants))
    rows = scenes.placements
    frame, variant = scenes.frame_of_rows(), table[rows[:, 0], rows[:, 4]]
    x, y = (rows[:, 1 + axis] + variants.half[variant, axis] for axis in (0, 1))
    share = visible_shares(scenes, art)
    frame, variant, x, y = (column.astype(np.int64) for column in (frame, variant, x, y))
    return Anchors(frame, variant, x, y, share, scenes.placement_offsets.astype(np.int64))


def visible_shares(scenes: Scenes, art: Art) -> Float32[np.ndarray, " placements"]:
    """For each placement row, the share of its sprite's pixels that nothing covers and the frame holds."""
    painter = IdPainter(art)
    seen = [np.zeros(0, np.int64)]
    for frame, placed in enumerate(np.diff(scenes.placement_offsets).tolist()):
        ids = painter.paint(scenes, frame)
        seen.append(np.bincount(ids[ids > 0], minlength=placed + 1)[1:])
    areas = np.array([(sprite.rgba[..., 3] >= HALF).sum() for sprite in art.sprites] or [0])
    area = areas[scenes.placements[:, 0]] if len(scenes.placements) else areas[:0]
    return np.where(area > 0, np.concatenate(seen) / np.maximum(area, 1), 1.0).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class GridFit:
    """How well a grid holds the placements it should."""

    grid: Grid
    collided: int
    """Placements that found every layer of their cell taken."""
    left_out: int
    """Placements whose centre lies farther off-screen than the grid reaches."""
    ignored: int
    """Placements too hidden to be taught."""


def choose_grid(
    anchors: Anchors, variants: Variants, size: tuple[int, int], grids: Sequence[tuple[int, int]] = GRIDS
) -> GridFit:
    """The first of `grids` in which at most `COLLIDING_SHARE` of the placements collide, else the best."""
    fits = []
    for cell_px, layers in grids:
        fits.append(grid_fit(anchors, variants, size, cell_px, layers))
        if fits[-1].collided <= COLLIDING_SHARE * len(anchors):
            return fits[-1]
    return min(fits, key=lambda fit: fit.collided)


def grid_fit(anchors: Anchors, variants: Variants, size: tuple[int, int], cell_px: int, layers: int) -> GridFit:
    """What a grid of these cells, with the reach the placements need, holds and what it doesn't."""
    taught = variants.taught(anchors.variant, anchors.share)
    beyond = np.maximum.reduce([-anchors.x, -anchors.y, anchors.x - size[0] + 1, anchors.y - size[1] + 1])
    reach = int(min(max(beyond[taught].max(initial=0), 0), FARTHEST_PX))
    held = taught & (beyond <= reach)
    grid = Grid(cell_px=cell_px, layers=layers, reach_px=reach)
    row, column = cells_of(anchors.x[held], anchors.y[held], grid, size)
    rank = rank_in_cell((anchors.frame[held] * 4096 + row) * 4096 + column)
    return GridFit(
        grid=grid,
        collided=int((rank >= layers).sum()),
        left_out=int((taught & (beyond > reach)).sum()),
        ignored=int((~taught).sum()),
    )


def cells_of(
    x: Int64[np.ndarray, " n"], y: Int64[np.ndarray, " n"], grid: Grid, size: tuple[int, int]
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"]]:
    """Row, column of each centre; centres off the frame belong to its border cells."""
    rows, columns = grid.shape(size)
    return (y // grid.cell_px).clip(0, rows - 1), (x // grid.cell_px).clip(0, columns - 1)


def rank_in_cell(cell: Int64[np.ndarray, " n"]) -> Int64[np.ndarray, " n"]:
    """How many earlier rows have the same cell number."""
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.empty(len(cell), np.int64)
    rank[order] = np.arange(len(cell)) - first
    return rank


@dataclass(frozen=True, eq=False)
class Labels:
    """What the anchors of one window of a frame should say."""

    variant: Int64[np.ndarray, "layer row column"]
    """Class; `len(variants)` for none, `IGNORED` where nothing is taught."""
    x: Int64[np.ndarray, "layer row column"]
    """Offset index of the centre along x (0 is `-reach_px`); `IGNORED` where there is no placement."""
    y: Int64[np.ndarray, "layer row column"]


def labels_of(
    x: Int64[np.ndarray, " n"],
    y: Int64[np.ndarray, " n"],
    variant: Int64[np.ndarray, " n"],
    share: Float32[np.ndarray, " n"],
    variants: Variants,
    grid: Grid,
    size: tuple[int, int],
) -> Labels:
    """Labels of a window of `size` (width, height) with centres at window pixels x, y.

    Placements whose centre lies outside the window by at most `reach_px` go to its border cells, if their box doesn't
    end before it. Hidden ones make their cell's first free layer ignored. In a crowded cell the largest comes first.
    """
    reach, none = grid.reach_px, len(variants)
    near = (x >= -reach) & (y >= -reach) & (x < size[0] + reach) & (y < size[1] + reach)
    near &= area_within(variants.boxes(x, y, variant), (0, 0, *size)) > 0
    order = np.flatnonzero(near)[np.lexsort((x[near], y[near], -variants.area[variant[near]]))]
    x, y, variant, share = x[order], y[order], variant[order], share[order]
    row, column = cells_of(x, y, grid, size)
    shape = (grid.layers, *grid.shape(size))
    label, at_x, at_y = np.full(shape, none), np.full(shape, IGNORED), np.full(shape, IGNORED)
    taught = variants.taught(variant, share)
    layer = np.zeros(len(x), np.int64)
    layer[taught] = rank_in_cell(row[taught] * shape[2] + column[taught])
    held = taught & (layer < grid.layers)
    anchor = (layer[held], row[held], column[held])
    label[anchor] = variant[held]
    at_x[anchor] = x[held] - column[held] * grid.cell_px + reach
    at_y[anchor] = y[held] - row[held] * grid.cell_px + reach
    _ignore(label, row[~taught], column[~taught], none)
    return Labels(label, at_x, at_y)


def _ignore(label: np.ndarray, row: np.ndarray, column: np.ndarray, none: int) -> None:
    for r, c in zip(row.tolist(), column.tolist(), strict=True):
        empty = np.flatnonzero(label[:, r, c] == none)
        if len(empty):
            label[empty[0], r, c] = IGNORED
