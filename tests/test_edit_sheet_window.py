# ruff: noqa: F811 - fixtures are imported, and named as arguments
"""The editor's window: the sheet's sprites renamed, grouped, timed, held and merged."""

import numpy as np
import pygame
import pytest
from test_edit_files_window import asked, write
from test_edit_window import bundle, hand  # noqa: F401

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.editing.sheet_edits import Draw
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.sheet_part import renamed, usual_name
from spritelift_runtime.window.widgets.menu import Menu


def choose(hand, *sprites):
    """Click cells of the sheet, the second and later ones with Ctrl."""
    sheet = hand.session.panels.sheet
    for i, sprite in enumerate(sprites):
        cell = next(row for row, cell in enumerate(sheet.cells) if cell.payload == sprite)
        if i:
            hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_LCTRL, mod=0, unicode=""))
        hand.click(sheet.cell_rect(cell).center)
    hand.do(pygame.event.Event(pygame.KEYUP, key=pygame.K_LCTRL, mod=0))


def names(hand):
    return [sprite.name for sprite in hand.document.art.sprites]


def chosen_names(hand):
    sheet = hand.session.panels.sheet
    return [sheet.cells[row].name for row in sheet.chosen]


def double(hand, *, mirrored=True):
    """The first figure once more."""
    rgba = hand.document.art.sprites[0].rgba
    hand.editor.do(Draw(name="double", rgba=rgba[:, ::-1].copy() if mirrored else rgba))
    hand.do()
    hand.do()


def test_f2_renames_the_chosen_cell_and_it_stays_chosen(hand):
    choose(hand, 1)
    hand.key(pygame.K_F2)
    write(hand, "hero")
    hand.key(pygame.K_RETURN)
    hand.do()
    hand.do()
    assert names(hand)[1] == "hero"
    assert chosen_names(hand) == ["hero"]
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert "hero" not in names(hand)


def test_f2_renames_what_is_selected_on_the_frame(hand):
    choose(hand, 2)
    hand.click(hand.at(*hand.body()))
    hand.do()
    hand.key(pygame.K_F2)
    write(hand, "hero")
    hand.key(pygame.K_RETURN)
    assert names(hand)[0] == "hero"


def test_a_name_that_is_taken_is_said_on_the_card(hand):
    choose(hand, 1)
    hand.key(pygame.K_F2)
    write(hand, names(hand)[0])
    hand.key(pygame.K_RETURN)
    assert "no two are the same" in asked(hand).error.text
    assert not hand.document.done


def test_several_are_numbered_and_may_take_each_others_names():
    art = Art(
        size=(8, 8), sprites=tuple(Sprite(name=n, rgba=np.ones((1, 1, 4), np.uint8)) for n in ("b_2", "b_1", "x"))
    )
    for edit in renamed(art, (0, 1), "b"):
        art = edit.art(art)
    assert [sprite.name for sprite in art.sprites] == ["b_1", "b_2", "x"]
    assert usual_name(art, (0, 1)) == "b"


def test_grouping_ungrouping_and_how_long(hand):
    choose(hand, 0, 3)
    hand.key(pygame.K_g, pygame.KMOD_CTRL)
    write(hand, "dance")
    hand.key(pygame.K_TAB)
    write(hand, "80")
    hand.key(pygame.K_RETURN)
    sprites = hand.document.art.sprites
    assert [(sprites[i].animation, sprites[i].duration_ms) for i in (0, 3)] == [("dance", 80)] * 2
    hand.do()
    hand.do()
    assert len(chosen_names(hand)) == 2
    hand.session.do("duration")
    write(hand, "0")
    hand.key(pygame.K_RETURN)
    assert "from 1 to" in asked(hand).error.text
    write(hand, "120")
    hand.key(pygame.K_RETURN)
    hand.key(pygame.K_g, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    sprites = hand.document.art.sprites
    assert [(sprites[i].animation, sprites[i].duration_ms) for i in (0, 3)] == [(None, 120)] * 2


def test_a_pivot_is_pointed_at_typed_or_the_feet(hand):
    choose(hand, 0)
    hand.session.do("pivot")
    hand.do()
    hand.click(asked(hand).view.window_at(2.1, 4.4))
    hand.key(pygame.K_RETURN)
    assert hand.document.art.sprites[0].pivot == (2, 4.5)
    hand.session.do("pivot")
    hand.do()
    write(hand, "1.5")
    hand.key(pygame.K_RETURN)
    assert hand.document.art.sprites[0].pivot == (1.5, 4.5)
    hand.session.do("pivot")
    hand.do()
    hand.click(asked(hand).button("feet").rect.center)
    hand.key(pygame.K_RETURN)
    assert hand.document.art.sprites[0].pivot == (4, 12)
    hand.session.do("pivot")
    hand.do()
    write(hand, "0.3")
    hand.key(pygame.K_RETURN)
    assert "half" in asked(hand).error.text


def test_chosen_doubles_are_merged_and_others_are_not(hand):
    double(hand)
    choose(hand, 4, 0)
    hand.key(pygame.K_m, pygame.KMOD_CTRL)
    assert len(hand.document.done) == 2
    choose(hand, 0, 1)
    hand.key(pygame.K_m, pygame.KMOD_CTRL)
    assert len(hand.document.done) == 2  # they differ: a notice says by how much


def test_merging_needs_two(hand):
    hand.session.do("merge")
    assert not hand.document.done
    with pytest.raises(ConfigError, match="Click one"):
        _ = hand.session.chosen.ids


def test_a_right_click_opens_what_can_be_done(hand):
    sheet = hand.session.panels.sheet
    hand.press(sheet.cell_rect(0).center, 3)
    assert isinstance(hand.session.root.opened, Menu)
    assert "rename" in [item.action for item in hand.session.root.opened.items]
    hand.key(pygame.K_ESCAPE)
    hand.let_go(sheet.cell_rect(0).center, 3)
    hand.press(hand.at(*hand.body()), 3)
    assert hand.editor.state.selected == {0}
    assert "delete" in [item.action for item in hand.session.root.opened.items]
