"""Tiles in the cells of their grids, as the exact search sees them."""

import numpy as np
import pytest

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.explain import explain
from spritelift_runtime.scene import Placement

PITCH, CORNER = 8, (3, 5)
GROUND = np.zeros((48, 64), np.int32)


def picture(seed: int, side: int) -> np.ndarray:
    rgba = np.full((side, side, 4), 255, np.uint8)
    rgba[..., :3] = np.random.default_rng(seed).choice([70, 130, 190, 250], (side, side, 1))
    return rgba


BRICK = Sprite(name="brick", rgba=picture(1, PITCH), grid=(PITCH, PITCH, *CORNER))
HERO = Sprite(name="hero", rgba=picture(2, 10))
CELLS = [(CORNER[0] + PITCH * column, CORNER[1] + PITCH * row) for row in range(5) for column in range(7)]


def painted(*placed: tuple[Sprite, int, int]) -> np.ndarray:
    """The sprites on black, back to front, on a canvas with a margin; then the frame without it."""
    canvas = np.zeros((48 + 32, 64 + 32), np.int32)
    for sprite, x, y in placed:
        canvas[y + 16 : y + 16 + sprite.size[1], x + 16 : x + 16 + sprite.size[0]] = packed(sprite.rgba)
    return canvas[16:-16, 16:-16].copy()


def test_tiles_that_touch_are_placed_cell_by_cell_and_marked_fixed():
    frame = painted(*((BRICK, x, y) for x, y in CELLS[:21]))
    found = explain(frame, GROUND, Dictionary([BRICK, HERO]))
    assert {(p.x, p.y) for p in found.placements} == set(CELLS[:21])
    assert all(p.fixed and p.cut is None for p in found.placements)
    assert not found.left.any()


def test_a_tile_is_known_where_the_frames_edge_clips_it():
    frame = painted((BRICK, CORNER[0] - PITCH, CORNER[1]), (BRICK, 59, 13))
    found = explain(frame, GROUND, Dictionary([BRICK]))
    assert {(p.x, p.y, p.fixed) for p in found.placements} == {(-5, 5, True), (59, 13, True)}


@pytest.mark.parametrize("hero", [(20, 11), (19, 13), (25, 15)])
def test_a_tile_half_hidden_is_the_tile_behind_what_hides_it(hero):
    frame = painted(*((BRICK, x, y) for x, y in CELLS[:21]), (HERO, *hero))
    found = explain(frame, GROUND, Dictionary([BRICK, HERO]))
    hidden = {(x, y) for x, y in CELLS[:21] if hero[0] <= x <= hero[0] + 2 and hero[1] <= y <= hero[1] + 2}
    assert {(p.x, p.y) for p in found.placements if p.sprite == 0} == set(CELLS[:21]) - hidden
    assert [(p.x, p.y, p.fixed) for p in found.placements if p.sprite == 1] == [(*hero, False)]
    assert not found.left.any()


def test_a_brick_that_falls_off_its_grid_is_not_fixed():
    found = explain(painted((BRICK, 30, 20)), GROUND, Dictionary([BRICK]))
    assert found.placements == (Placement(0, 30, 20, 1, fixed=False),)


def test_a_window_of_the_frame_has_the_frames_cells():
    frame = painted(*((BRICK, x, y) for x, y in CELLS))
    found = explain(frame[10:, 6:], GROUND[10:, 6:], Dictionary([BRICK]), corner=(6, 10))
    assert all(p.fixed for p in found.placements)
    assert not found.left.any()
