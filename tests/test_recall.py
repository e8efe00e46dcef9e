"""One frame of a new character, every other one from sheets of characters built like it."""

import numpy as np
import pytest

import spritelift
from spritelift_runtime.colour_codes import codes_of
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.recall.outlines import differences, nearby_differences, outlines_of
from spritelift_runtime.recall.recalled import recalled
from spritelift_runtime.recall.sheet_library import SheetLibrary

HIGH, WIDE = 20, 16
LENGTHS = (3, 2)
"""Of a walk, and of a jump."""
SEEN = [(2, 0), (0, 3), (2, 3), (3, 2), (3, 0), (0, 2)]
"""Hats and coats of the characters in the library, by their heights in pixels."""


def character(seed, hat, coat):
    """Somebody in colours of their own, who walks to the right and jumps, with an arm that swings."""
    colours = np.random.default_rng(seed).permutation(np.arange(40, 240, 4))[: 6 * 3].reshape(6, 3)
    return np.stack([_drawn(colours, hat, coat, *at) for at in [(2, 8, 0), (4, 8, 1), (6, 8, 2), (2, 8, 1), (2, 5, 2)]])


def _drawn(colours, hat, coat, x, y, arm):
    cell = np.zeros((HIGH, WIDE, 4), np.uint8)
    parts = [(y - 4, 4, x + 1, 4), (y, 6, x, 6), (y + 6, 3, x + 1, 1), (y + 6, 3, x + 4, 1)]
    parts += [(y - 4 - hat + 1, hat, x, 6), (y, coat, x, 6), (y + 1 + arm, 2, x + 4, 4)]
    for colour, (top, tall, left, broad) in zip([0, 1, 2, 2, 3, 4, 5], parts, strict=True):
        cell[top : top + tall, left : left + broad] = (*colours[colour], 255)
    return cell


@pytest.fixture(scope="module")
def library():
    return SheetLibrary.of((character(seed, *SEEN[seed % len(SEEN)]) for seed in range(18)), LENGTHS)


def test_outlines_are_where_colours_change_and_know_no_colours():
    one, other = character(1, 2, 3), character(2, 2, 3)
    assert not np.array_equal(one, other)
    assert np.array_equal(outlines_of(codes_of(one)), outlines_of(codes_of(other)))
    hatless = outlines_of(codes_of(character(1, 0, 3)))
    assert differences(hatless[0], outlines_of(codes_of(one))).min() > 0


def test_differences_nearby_are_those_of_a_window():
    one, other = (outlines_of(codes_of(character(1, *each))) for each in ((2, 3), (0, 0)))
    found = nearby_differences(one[0], other[:2], (HIGH, WIDE), 2).reshape(2, HIGH, WIDE)
    bits = np.unpackbits(one[0] ^ other[:2], axis=1)[:, : 2 * HIGH * WIDE].reshape(2, 2, HIGH, WIDE).sum(1)
    assert found[1, 7, 5] == bits[1, 5:10, 3:8].sum()
    assert found[0, 0, 15] == bits[0, :3, 13:].sum()


@pytest.mark.parametrize("motion", [(0, 1), (0, 2), (3, 4)])
@pytest.mark.parametrize(("hat", "coat", "least"), [(2, 3, 1), (0, 2, 1), (0, 0, 1), (3, 3, 0.9)])
def test_unseen_characters_move_as_they_would(library, hat, coat, least, motion):
    first, second = motion
    new, guide = character(100, hat, coat), character(200, 0, 2)
    found = recalled(library, new[first], guide[first], guide[second])
    assert found.moments == motion
    assert found.known.all()
    there = new[second, ..., 3] > 0
    assert (found.cells == new[second]).all(-1)[there].mean() >= least
    assert not found.cells[~there].any()


def test_a_character_may_be_in_another_moment_than_its_guide(library):
    new, guide = character(100, 2, 3), character(200, 3, 0)
    found = recalled(library, new[1], guide[0], guide[2])
    assert found.moments == (1, 2)
    assert np.array_equal(found.cells, new[2])


def test_a_colour_that_was_hidden_is_told_and_never_off_the_palette(library):
    new, guide = character(100, 2, 3), character(200, 3, 0)
    armless = new[0].copy()
    armless[9:11, 6:8] = new[0][9, 5]
    armless[9:11, 8:10] = 0
    found = recalled(library, armless, guide[0], guide[2])
    palette = {tuple(each) for each in armless.reshape(-1, 4)}
    assert {tuple(each) for each in found.cells.reshape(-1, 4)} <= palette
    wrong = (found.cells != new[2]).any(-1)
    assert wrong.any()
    assert not found.known[wrong].any()


def test_an_empty_frame_gives_an_empty_one(library):
    guide = character(200, 3, 0)
    found = recalled(library, np.zeros((HIGH, WIDE, 4), np.uint8), guide[0], guide[1])
    assert not found.cells.any()


def test_sheets_that_are_not_laid_out_alike_are_refused():
    with pytest.raises(ConfigError, match="laid out alike"):
        SheetLibrary.of([character(0, 2, 3), character(1, 2, 3)[:4]], LENGTHS)
    with pytest.raises(ConfigError, match="at least one"):
        SheetLibrary.of([], LENGTHS)


def test_a_frame_of_another_size_is_refused(library):
    one = character(0, 2, 3)
    with pytest.raises(SizeError, match="16x20"):
        recalled(library, *one[:3, :-1])


def test_it_is_public():
    assert spritelift.SheetLibrary is SheetLibrary
    assert spritelift.recalled is recalled
