"""What only the first paper's experiments need: pictures of dictionaries, and recordings with their truth."""

import sys
from pathlib import Path

import numpy as np
import pytest

from spritelift_runtime.art import Sprite
from spritelift_runtime.report.board import CHECKER

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

from dictionary_picture import GAP, along, frames_of, grid, pixels, shown


def disc(radius, uses=0):
    """A red disc, larger or smaller, in a picture of 15x15 px."""
    y, x = np.mgrid[-7:8, -7:8]
    rgba = np.zeros((15, 15, 4), np.uint8)
    rgba[np.hypot(x, y) <= radius] = (255, 0, 0, 255)
    return Sprite(name=f"disc_{radius}", rgba=rgba, uses=uses)


def test_the_most_used_sprites_come_first_and_the_seldom_used_can_go():
    sprites = [disc(3, uses=5), disc(4, uses=90), disc(5, uses=20)]
    assert shown(sprites, "frequency") == [1, 2, 0]
    assert shown(sprites, "frequency", least_uses=20) == [1, 2]
    assert shown(sprites, "ids") == [0, 1, 2]
    assert shown(sprites, "tsne") == [0, 1, 2]  # too few to sort


def test_t_sne_puts_discs_in_the_order_of_their_size():
    radii = np.random.default_rng(0).permutation(np.linspace(1, 7, 25))
    order = along(pixels([disc(radius) for radius in radii]))
    steps = np.diff(radii[order])
    assert np.mean(np.sign(steps) == np.sign(steps.sum())) > 0.8


def test_codes_given_sort_in_place_of_pixels():
    sprites = [disc(3) for _ in range(12)]
    codes = np.arange(12.0).reshape(-1, 1) * [1, 0, 2]
    assert shown(sprites, "tsne", codes) in ([*range(12)], [*range(11, -1, -1)])


def test_the_grid_has_equal_cells_with_each_sprite_in_the_middle():
    picture = grid([disc(3), disc(1)], cell_px=17, columns=2, zoom=2)
    assert picture.shape == (2 * 17 + 4, 2 * 34 + 6, 3)
    assert tuple(picture[0, 0]) == GAP
    assert tuple(picture[2, 2]) in CHECKER
    for left in (2, 38):
        assert tuple(picture[2 + 17, left + 17]) == (255, 0, 0)


def test_a_bundle_that_does_not_say_how_long_it_learnt_asks_for_it():
    class Silent:
        path, trained_on = "bundle", ()

    assert frames_of(Silent(), 12) == 12
    with pytest.raises(SystemExit, match="--frames N"):
        frames_of(Silent(), None)
