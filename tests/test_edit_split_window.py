# ruff: noqa: F811 - fixtures are imported, and named as arguments
"""The editor's window: a sprite of several glued together, split."""

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_edit_files_window import asked
from test_edit_restage_window import ok
from test_edit_sheet_window import choose
from test_edit_window import bundle, hand  # noqa: F401

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.edits import Add
from spritelift_runtime.editing.pieces import Pieces
from spritelift_runtime.editing.sheet_edits import Draw
from spritelift_runtime.scene import Placement


@pytest.fixture
def glued(hand):
    """Three loose squares in one sprite, placed as a track; its id."""
    rgba = np.zeros((4, 14, 4), np.uint8)
    for x, colour in ((0, (250, 0, 0, 255)), (5, (0, 250, 0, 255)), (10, (0, 0, 250, 255))):
        rgba[:, x : x + 4] = colour
    hand.editor.do(Draw(name="glued", rgba=rgba), Add(placements=(Placement(4, 5, 17, track=50, layer=5),)))
    for _ in range(3):
        hand.do()
    choose(hand, 4)
    hand.key(pygame.K_k, pygame.KMOD_CTRL)
    hand.do()
    return hand


def drag(hand, first, last):
    view = asked(hand).view
    hand.drag(view.window_at(first[0] + 0.5, first[1] + 0.5), view.window_at(last[0] + 0.5, last[1] + 0.5))


def frames(hand):
    return [compose(hand.document.scene(t), hand.document.art) for t in range(8)]


def test_loose_pieces_are_proposed_and_get_tracks_of_their_own(glued):
    before = frames(glued)
    assert asked(glued).told.name == "3 parts"
    ok(glued)
    assert len(glued.document.done) == 2
    assert [sprite.name for sprite in glued.document.art.sprites[5:]] == ["glued_1", "glued_2", "glued_3"]
    tracks = [p.track for p in glued.document.scene(0).placements if p.sprite > 4]
    assert len(set(tracks)) == 3
    assert tracks[0] == 50
    assert np.array_equal(before, frames(glued))
    glued.key(pygame.K_z, pygame.KMOD_CTRL)
    assert len(glued.document.art.sprites) == 5


def test_a_click_joins_a_piece_to_the_next_part_and_in_the_end_frees_it(glued):
    card = asked(glued)
    seen = []
    for _ in range(3):
        glued.click(card.view.window_at(1.5, 1.5))
        owner = card.view.pieces.owner
        seen.append((owner[0, 0] == owner[0, 5], owner[0, 0] == owner[0, 10]))
    assert seen == [(True, False), (False, True), (False, False)]
    glued.click(card.view.window_at(1.5, 1.5))
    assert card.told.name == "2 parts"
    ok(glued)
    assert len(glued.document.art.sprites) == 7


def test_a_rectangle_cuts_a_piece_and_none_at_all_is_refused(glued):
    card = asked(glued)
    glued.click(card.button("whole").rect.center)
    assert card.told.name == "1 part"
    glued.key(pygame.K_RETURN)
    assert "one part" in card.error.text
    drag(glued, (9, 3), (0, 0))
    assert card.told.name == "2 parts"
    before = frames(glued)
    ok(glued)
    sizes = [sprite.size for sprite in glued.document.art.sprites[5:]]
    assert sorted(sizes) == [(4, 4), (9, 4)]
    assert np.array_equal(before, frames(glued))


def test_one_sprite_is_split_at_a_time(hand):
    choose(hand, 0, 1)
    hand.session.do("split")
    assert hand.session.root.opened is None


@given(st.data())
def test_whatever_is_clicked_and_cut_each_pixel_seen_has_a_part(data):
    side = st.integers(-1, 8)
    seen = np.array([[(x * 7 + y * 3) % 5 > 0 for x in range(8)] for y in range(6)])
    owner = np.where(seen, 1 + (np.arange(8)[None] > 3), 0).astype(np.uint8)
    pieces = Pieces.of(owner)
    for _ in range(data.draw(st.integers(0, 8))):
        x, y = data.draw(side), data.draw(side)
        cuts = data.draw(st.booleans())
        pieces = pieces.cut((x, y, data.draw(side), data.draw(side))) if cuts else pieces.on(x, y)
        owner = pieces.owner
        assert np.array_equal(owner > 0, seen)
        assert np.unique(owner[seen]).tolist() == list(range(1, pieces.count + 1))
