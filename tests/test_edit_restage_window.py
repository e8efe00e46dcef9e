# ruff: noqa: F811 - fixtures are imported, and named as arguments
"""The editor's window: other backgrounds, other characters, one's animation done by another."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
from edit_hand import Hand, open_window
from PIL import Image
from repaint_figures import FRAME
from test_animator import TINY, Marks
from test_edit_files_window import asked, write
from test_edit_window import bundle, hand  # noqa: F401
from test_restaging import GIANTS

from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.edits import Add
from spritelift_runtime.editing.sheet_edits import Draw, Hang
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Placement
from spritelift_runtime.window.edit.row_card import RowCard
from spritelift_runtime.window.widgets.busy import Busy
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learner import new_model

NIGHT = np.full((24, 24, 4), (10, 10, 60, 255), np.uint8)


@pytest.fixture
def other(tmp_path):
    """Another bundle: giants, before two backgrounds."""
    art = replace(GIANTS, size=FRAME, backgrounds=(NIGHT, NIGHT[..., [1, 2, 0, 3]].copy()))
    return write_bundle(tmp_path / "other", art, [PlaneSpec((0, 0, *FRAME), 0, False, (0, 1))])


def work(hand):
    """Let it work to its end."""
    for _ in range(1000):
        if not isinstance(hand.session.root.opened, Busy):
            break
        hand.do()
    hand.do()


def ok(hand):
    hand.key(pygame.K_RETURN)
    work(hand)


def choose(hand, row):
    card = asked(hand)
    assert isinstance(card, RowCard)
    hand.click(card.list.row_rect(row).center)


def press(hand, button):
    hand.click(asked(hand).button(button).rect.center)


def pictures(hand):
    return [hand.document.scene(t).planes[0].picture for t in range(len(hand.document))]


def select_figure(hand):
    hand.click(hand.at(*hand.body()))
    assert hand.editor.state.selected == {0}


def shown(hand, row=0):
    return [hand.document.scene(t).placements[row].sprite for t in range(len(hand.document))]


def test_an_own_background_is_hung_behind_all_frames_or_from_here_on(hand):
    hand.editor.do(Hang(rgba=NIGHT))
    hand.key(pygame.K_b, pygame.KMOD_CTRL)
    choose(hand, 1)
    ok(hand)
    assert pictures(hand) == [1] * 8
    assert len(hand.document.art.backgrounds) == 2  # no second copy of it
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert pictures(hand) == [0] * 8
    hand.editor.go(5)
    hand.session.do("backdrop")
    hand.do()
    choose(hand, 1)
    press(hand, "frames_onward")
    ok(hand)
    assert pictures(hand) == [0] * 5 + [1] * 3


def test_a_picture_file_is_hung_and_repeated_where_it_is_too_small(hand, tmp_path):
    path = tmp_path / "night.png"
    Image.fromarray(NIGHT[:5, :7]).save(path)
    hand.session.do("backdrop_file")
    hand.do()
    write(hand, str(path))
    press(hand, "tiled")
    ok(hand)
    assert not hand.document.done  # a notice says how large it has to be
    hand.session.do("backdrop_file")
    hand.do()
    write(hand, str(path))
    ok(hand)
    assert len(hand.document.done) == 1
    assert np.array_equal(hand.document.art.backgrounds[1], NIGHT)
    hand.session.do("backdrop_file")
    hand.do()
    write(hand, str(tmp_path / "none.png"))
    hand.key(pygame.K_RETURN)
    assert "is missing" in asked(hand).error.text


def test_of_another_bundles_backgrounds_one_is_chosen(hand, other):
    hand.session.do("backdrop_file")
    hand.do()
    write(hand, str(other.path))
    press(hand, "frames_here")
    hand.key(pygame.K_RETURN)
    choose(hand, 1)
    ok(hand)
    assert pictures(hand) == [1] + [0] * 7
    assert np.array_equal(hand.document.art.backgrounds[1], other.art.backgrounds[1])


def test_another_character_of_the_sheet_acts_along_the_track(hand):
    select_figure(hand)
    hand.key(pygame.K_r, pygame.KMOD_CTRL)
    choose(hand, 1)  # the stone
    ok(hand)
    assert shown(hand) == [3] * 8
    assert [p.sprite for p in hand.document.scene(0).placements] == [3, 1]
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert shown(hand) == [0] * 8


@pytest.mark.parametrize(("far", "expected"), [("this frame", [4] + [0] * 7), ("every occurrence", [4] * 8)])
def test_a_character_of_another_bundle_comes_with_its_sprites(hand, other, far, expected):
    select_figure(hand)
    hand.key(pygame.K_r, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    write(hand, str(other.path))
    hand.key(pygame.K_RETURN)
    press(hand, "by_order")
    press(hand, far)
    ok(hand)
    assert shown(hand) == expected
    assert len(hand.document.done) == 1
    assert [sprite.animation for sprite in hand.document.art.sprites[4:]] == ["walk_2"] * 3
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert len(hand.document.art.sprites) == 4


def test_one_does_what_another_does(hand):
    figure = hand.document.art.sprites[1].rgba
    y, x = np.argwhere(figure[..., 3] > 0)[0].tolist()
    hand.click(hand.at(12 + x, 12 + y))
    assert hand.editor.state.selected == {1}
    hand.key(pygame.K_t, pygame.KMOD_CTRL)
    press(hand, "by_same")
    ok(hand)
    follower = [hand.document.scene(t).placements[1] for t in range(3)]
    assert [p.sprite for p in follower] == [0] * 3
    assert [p.x - follower[0].x for p in follower] == [0, 1, 2]
    assert hand.document.scene(5).placements[1].sprite == 1  # it was away meanwhile: the deed ended there
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    hand.session.do("transfer")
    hand.do()
    press(hand, "spot")
    ok(hand)
    assert len({hand.document.scene(t).placements[1].x for t in range(3)}) == 1


def test_nobody_selected_is_said(hand):
    for action in ("recast", "recast_bundle", "transfer"):
        hand.session.do(action)
        hand.do()
        assert hand.session.root.opened is None
    select_figure(hand)
    hand.editor.go(3)  # nobody else is there
    hand.session.do("transfer")
    assert hand.session.root.opened is None
    assert not hand.document.done


def test_without_an_animator_none_is_offered(hand):
    select_figure(hand)
    hand.session.do("recast")
    hand.do()
    with pytest.raises(StopIteration):
        asked(hand).button("by_animator")


def test_poses_that_another_lacks_are_drawn_by_the_bundles_animator(bundle, tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    animated = export_animator(new_model(replace(TINY, pixels=True), (32, 32)), Marks(), bundle)
    session = open_window(animated, tmp_path)
    hand = Hand(session)
    green = hand.document.art.sprites[1].rgba[..., [1, 0, 2, 3]].copy()
    hand.editor.do(Draw(name="green", rgba=green))
    hand.do()
    hand.click(hand.at(*hand.body()))
    hand.key(pygame.K_r, pygame.KMOD_CTRL)
    choose(hand, 2)
    press(hand, "by_animator")
    press(hand, "every occurrence")
    ok(hand)
    assert shown(hand) == [4] * 8  # the one pose that is asked for stands for itself
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.key(pygame.K_r, pygame.KMOD_CTRL)
    choose(hand, 2)
    press(hand, "by_animator")
    ok(hand)
    session.editor.journal.close()
    pygame.display.quit()
    names = [sprite.name for sprite in hand.document.art.sprites]
    assert names[5:] == ["green_1"]
    assert {*shown(hand), hand.document.scene(0).placements[1].sprite} == {4, 5}
    colours = {tuple(colour) for colour in green[green[..., 3] > 0].tolist()}
    drawn = hand.document.art.sprites[5].rgba
    assert {tuple(colour) for colour in drawn[drawn[..., 3] > 0].tolist()} <= colours


def test_what_stands_still_is_marked_as_background_and_what_moves_is_not(hand):
    select_figure(hand)
    hand.key(pygame.K_m, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    ok(hand)
    assert not hand.document.done  # it walks
    stone = Placement(3, 3, 20, track=40)
    hand.editor.do(Add(where=Where(first=2, end=6), placements=(stone,)))
    before = [compose(hand.document.scene(t), hand.document.art) for t in range(8)]
    hand.editor.go(3)
    hand.do()
    hand.click(hand.at(3, 20))
    assert [placement.track for placement in hand.editor.chosen] == [40]
    hand.session.do("settle")
    hand.do()
    ok(hand)
    assert len(hand.document.done) == 2
    assert not any(p.track == 40 for t in range(8) for p in hand.document.scene(t).placements)
    assert pictures(hand) == [0, 0, 1, 1, 1, 1, 0, 0]
    after = [compose(hand.document.scene(t), hand.document.art) for t in range(8)]
    assert np.array_equal(before, after)
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert hand.document.scene(3).placements[-1] == stone
