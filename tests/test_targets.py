"""Placements as anchor labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

pytest.importorskip("torch")
from spritelift_trainer.targets import (
    IGNORED,
    SEEN_PX,
    SEEN_SHARE,
    Grid,
    anchors_of,
    choose_grid,
    grid_fit,
    labels_of,
    variants_of,
    visible_shares,
)

WIDE, HIGH = 40, 32
TILE_PX = 15


def solid(wide, high, colour=200):
    return np.full((high, wide, 4), (colour, colour, colour, 255), np.uint8)


ART = Art(
    size=(WIDE, HIGH),
    sprites=(
        *(Sprite(name=f"s{i}", rgba=solid(3 + 2 * i, 4 + i)) for i in range(3)),
        Sprite(name="tile", rgba=solid(TILE_PX, TILE_PX)),
    ),
    backgrounds=(solid(WIDE, HIGH, 0),),
)


def scenes_of(*placements):
    return Scenes.of([Scene((), tuple(placements))])


def labelled(scenes, grid, corner=(0, 0), size=(WIDE, HIGH)):
    variants = variants_of(scenes, ART)
    a = anchors_of(scenes, ART, variants)
    return variants, labels_of(a.x - corner[0], a.y - corner[1], a.variant, a.share, variants, grid, size)


def placements_read(variants, labels, grid):
    """What the labels say, as the exported graph reads them: {(sprite, flip, x, y)}."""
    found = set()
    for layer, row, column in np.argwhere((labels.variant >= 0) & (labels.variant < len(variants))):
        variant = labels.variant[layer, row, column]
        x = column * grid.cell_px + labels.x[layer, row, column] - grid.reach_px - variants.half[variant, 0]
        y = row * grid.cell_px + labels.y[layer, row, column] - grid.reach_px - variants.half[variant, 1]
        found.add((int(variants.sprite[variant]), int(variants.flip[variant]), int(x), int(y)))
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), cell=st.sampled_from([4, 8]))
def test_labels_read_back_give_the_placements(seed, cell):
    rng = np.random.default_rng(seed)
    scenes = scenes_of(
        *(
            Placement(int(rng.integers(3)), 10 * column - 1, 10 * row - 1, flip_x=bool(rng.integers(2)))
            for column in range(4)
            for row in range(3)
            if rng.random() < 0.7
        )
    )
    variants = variants_of(scenes, ART)
    fitted = grid_fit(anchors_of(scenes, ART, variants), variants, ART.size, cell, 1)
    _, labels = labelled(scenes, fitted.grid)
    wanted = {(p.sprite, int(p.flip_x), p.x, p.y) for p in scenes[0].placements}
    assert placements_read(variants, labels, fitted.grid) == wanted
    assert fitted.collided == fitted.left_out == 0


def test_a_centre_outside_the_frame_goes_to_the_border_cell_when_the_grid_reaches_it():
    scenes = scenes_of(Placement(2, -4, 5))  # 7 px wide: its centre lies at x = -1
    variants = variants_of(scenes, ART)
    fitted = grid_fit(anchors_of(scenes, ART, variants), variants, ART.size, 8, 1)
    _, labels = labelled(scenes, fitted.grid)
    assert fitted.grid.reach_px == 1
    assert placements_read(variants, labels, fitted.grid) == {(2, 0, -4, 5)}


def test_a_large_sprite_is_taught_when_a_small_share_of_it_shows():
    scenes = scenes_of(Placement(3, WIDE - 4, 8))  # 4 of 15 columns: its centre lies 4 px beyond the last
    variants = variants_of(scenes, ART)
    fitted = grid_fit(anchors_of(scenes, ART, variants), variants, ART.size, 4, 1)
    _, labels = labelled(scenes, fitted.grid)
    assert visible_shares(scenes, ART)[0] < SEEN_SHARE
    assert (fitted.grid.reach_px, fitted.left_out, fitted.ignored) == (4, 0, 0)
    assert placements_read(variants, labels, fitted.grid) == {(3, 0, WIDE - 4, 8)}


def test_of_a_large_sprite_a_handful_of_pixels_is_ignored():
    scenes = scenes_of(Placement(3, 1 - TILE_PX, HIGH - SEEN_PX + 1))  # one column of 7 px
    variants = variants_of(scenes, ART)
    assert grid_fit(anchors_of(scenes, ART, variants), variants, ART.size, 4, 1).ignored == 1


def test_what_a_window_doesnt_show_is_not_taught_there():
    scenes = scenes_of(Placement(0, 10, 10))  # 3 px wide
    variants, labels = labelled(scenes, Grid(cell_px=4, layers=1, reach_px=4), corner=(13, 8), size=(16, 16))
    assert (labels.variant == len(variants)).all()


def test_a_hidden_placement_is_ignored_and_not_taught_as_none():
    scenes = scenes_of(Placement(0, 10, 10), Placement(2, 9, 9))
    _, labels = labelled(scenes, Grid(cell_px=4, layers=1))
    shares = visible_shares(scenes, ART)
    assert shares[0] == 0
    assert shares[1] == 1
    assert labels.variant[0, 12 // 4, 11 // 4] == IGNORED
    assert (labels.x != IGNORED).sum() == 1


def test_a_sprite_half_off_the_frame_shows_half():
    assert visible_shares(scenes_of(Placement(0, 0, -2)), ART)[0] == pytest.approx(0.5)


def test_planes_in_front_hide_placements():
    front = Plane(picture=0, clip=(0, 0, 20, HIGH), layer=5)
    scenes = Scenes.of([Scene((front,), (Placement(0, 4, 4), Placement(0, 25, 4)))])
    assert visible_shares(scenes, ART).tolist() == [0.0, 1.0]


def test_the_grid_is_made_finer_until_few_placements_collide():
    near = [Placement(0, 8 * i, 8 * j) for i in range(4) for j in range(3)]
    crowded = [Placement(0, 8 * i + 2, 8 * j) for i in range(4) for j in range(3)]
    for placements, grid in ((near, (4, 1)), (near + crowded, (4, 2))):
        scenes = scenes_of(*placements)
        variants = variants_of(scenes, ART)
        fitted = choose_grid(anchors_of(scenes, ART, variants), variants, ART.size)
        assert (fitted.grid.cell_px, fitted.grid.layers) == grid
        assert fitted.collided == 0


def test_two_placements_of_one_cell_take_its_two_layers_the_larger_first():
    scenes = scenes_of(Placement(2, 8, 9), Placement(0, 8, 8))
    variants, labels = labelled(scenes, Grid(cell_px=8, layers=2))
    assert [labels.variant[layer, 1, 1] for layer in (0, 1)] == [1, 0]
    assert placements_read(variants, labels, Grid(cell_px=8, layers=2)) == {(0, 0, 8, 8), (2, 0, 8, 9)}


def test_collisions_are_counted():
    scenes = scenes_of(Placement(0, 8, 8), Placement(1, 8, 9), Placement(0, 12, 8), Placement(0, 8, 8))
    variants = variants_of(scenes, ART)
    fitted = grid_fit(anchors_of(scenes, ART, variants), variants, ART.size, 8, 1)
    assert fitted.ignored == 1, "the first is hidden by the last"
    assert fitted.collided == 2, "three are left for one cell"


def test_a_windows_labels_are_those_of_the_frame_moved():
    scenes = scenes_of(Placement(1, 13, 11), Placement(0, 30, 20))
    grid = Grid(cell_px=4, layers=1)
    variants, labels = labelled(scenes, grid, corner=(8, 3), size=(16, 16))
    assert labels.variant.shape == (1, 4, 4)
    assert placements_read(variants, labels, grid) == {(1, 0, 5, 8)}
