"""A repaint carried to other poses in the editor's window: asked for, shown, taken pose by pose."""

import threading
from dataclasses import replace

import numpy as np
import pygame
import pytest
from edit_hand import hand_on, scenes
from repaint_figures import figure_bundle, figure_sprites, with_hat
from test_animator import TINY, Marks

from spritelift_runtime.editing.carrying import ANIMATOR, MATCHING, proposals, repaint_of, taken
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.sheet_edits import Draw, Redraw
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.pose_choice import NOW
from spritelift_runtime.window.edit.proposals_card import ProposalsCard
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learner import new_model

POSES = [sprite.rgba for sprite in figure_sprites()[:3]]
RED, GREEN, BLUE = (192, 48, 48, 255), (40, 160, 60, 255), (30, 60, 200, 255)


def recoloured(rgba, old=RED, new=GREEN):
    """The shirt in another colour."""
    out = rgba.copy()
    out[(rgba == old).all(2)] = new
    return out


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def document(bundle):
    return Document(bundle.art, scenes())


@pytest.fixture
def hand(bundle, tmp_path, monkeypatch):
    with hand_on(bundle, tmp_path, monkeypatch) as hand:
        yield hand


def paint(hand, sprite=0, rgba=None):
    hand.editor.do(Redraw(sprite=sprite, rgba=recoloured(POSES[sprite]) if rgba is None else rgba))
    hand.editor.select_tracks({7})  # sprite 0 is what is meant
    hand.do()


def asked(hand):
    hand.key(pygame.K_RETURN, pygame.KMOD_CTRL)
    return shown(hand)


def shown(hand):
    """The card, once all is found."""
    while hand.session.root.opened is None:
        for thread in threading.enumerate():
            if thread.name == "errand":
                thread.join()
        hand.do()
    assert isinstance(hand.session.root.opened, ProposalsCard)
    return hand.session.root.opened


def test_what_is_painted_on_one_pose_is_carried_to_the_others_as_one_deed(hand):
    paint(hand)
    card = asked(hand)
    assert [pose.proposal.sprite for pose in card.poses] == [1, 2]
    hand.key(pygame.K_RETURN)
    art = hand.document.art
    for sprite in (1, 2):
        assert np.array_equal(art.sprites[sprite].rgba, recoloured(POSES[sprite]))
    assert len(hand.document.done) == 2
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert np.array_equal(hand.document.art.sprites[1].rgba, POSES[1])


def test_a_pose_that_is_not_taken_stays_and_keys_and_clicks_choose(hand):
    paint(hand)
    card = asked(hand)
    hand.do()
    hand.key(pygame.K_LEFT)
    assert [pose.way for pose in card.poses] == [NOW, MATCHING]
    hand.click(card.poses[1].boxes()[0].center)
    assert not card.taken
    hand.key(pygame.K_UP)
    hand.key(pygame.K_RIGHT)
    assert [pose.way for pose in card.poses] == [MATCHING, NOW]
    hand.key(pygame.K_RETURN)
    assert np.array_equal(hand.document.art.sprites[1].rgba, recoloured(POSES[1]))
    assert np.array_equal(hand.document.art.sprites[2].rgba, POSES[2])


def test_all_or_none_is_a_button_and_esc_takes_nothing(hand):
    paint(hand)
    card = asked(hand)
    hand.do()
    hand.click(card.button("carry_" + NOW).rect.center)
    assert not card.taken
    hand.click(card.button("carry_" + MATCHING).rect.center)
    assert len(card.taken) == 2
    hand.key(pygame.K_ESCAPE)
    assert hand.session.root.opened is None
    assert len(hand.document.done) == 1


def test_a_double_click_takes_what_is_chosen_and_paints_on_that_pose_by_hand(hand):
    paint(hand)
    card = asked(hand)
    hand.do()
    for _ in range(2):
        hand.click(card.poses[1].boxes()[0].center)
    hand.do()
    assert hand.session.root.opened is None
    assert hand.session.panels.bench.easel.painter.subject == Subject(2)
    assert np.array_equal(hand.document.art.sprites[1].rgba, recoloured(POSES[1]))
    assert np.array_equal(hand.document.art.sprites[2].rgba, POSES[2])


def test_what_is_painted_while_proposals_are_looked_for_counts(hand):
    paint(hand)
    hand.session.do("carry")
    hand.editor.do(Redraw(sprite=0, rgba=recoloured(POSES[0], new=BLUE)))
    shown(hand)
    hand.key(pygame.K_RETURN)
    assert np.array_equal(hand.document.art.sprites[1].rgba, recoloured(POSES[1], new=BLUE))


def test_it_says_why_there_is_nothing_to_carry(hand):
    hand.editor.select_tracks({7})
    hand.key(pygame.K_RETURN, pygame.KMOD_CTRL)
    assert "Paint on one of its 3 poses first" in hand.session.root._toasts.notices[-1].text
    hand.session.do("paint_behind")
    hand.session.do("carry")
    assert "has no poses" in hand.session.root._toasts.notices[-1].text


def test_a_sprite_alone_and_poses_all_painted_have_no_other(document):
    with pytest.raises(ConfigError, match="Group it"):
        repaint_of(document, 3)
    document.apply(*(Redraw(sprite=i, rgba=recoloured(POSES[i])) for i in range(3)))
    with pytest.raises(ConfigError, match="all 3 poses of walk are painted"):
        repaint_of(document, 0)


def test_what_was_carried_before_is_not_what_is_painted_now(document, bundle):
    document.apply(Redraw(sprite=0, rgba=recoloured(POSES[0])))
    found, _ = proposals(repaint_of(document, 0), document.art, bundle)
    document.apply(*(taken(each, MATCHING) for each in found))
    with pytest.raises(ConfigError, match="nothing was painted"):
        repaint_of(document, 0)
    document.apply(Redraw(sprite=1, rgba=recoloured(POSES[1], new=BLUE)))
    repaint = repaint_of(document, 0)
    assert list(repaint.painted) == [1]
    found, _ = proposals(repaint, document.art, bundle)
    for each in found:
        assert np.array_equal(each.ways[MATCHING].rgba, recoloured(POSES[each.sprite], new=BLUE))
    document.undo()
    document.undo()
    assert list(repaint_of(document, 0).painted) == [0]


def test_a_hat_makes_every_pose_grow_and_stand_where_it_stood(document, bundle):
    document.apply(Redraw(sprite=0, rgba=with_hat(POSES[0]), margin=(0, 2, 0, 0)))
    document.apply(Draw(name="new", rgba=POSES[1], animation="walk"))  # a pose that was not there before
    found, _ = proposals(repaint_of(document, 0), document.art, bundle)
    assert [each.sprite for each in found] == [1, 2, 4]
    document.apply(*(taken(each, MATCHING) for each in found))
    assert np.array_equal(document.art.sprites[2].rgba, with_hat(POSES[2]))
    assert document.art.sprites[2].margin == (0, 2, 0, 0)
    for sprite in (1, 4):  # whose head is a row lower
        assert np.array_equal(document.art.sprites[sprite].rgba, with_hat(POSES[1], row=1)[1:])


def test_a_margin_that_has_gone_since_is_room_again(document):
    document.apply(Redraw(sprite=0, rgba=np.pad(POSES[0], ((2, 0), (0, 0), (0, 0))), margin=(0, 2, 0, 0), carried=True))
    document.apply(Redraw(sprite=0, rgba=np.pad(recoloured(POSES[0]), ((0, 0), (0, 1), (0, 0))), margin=(0, 0, 1, 0)))
    ((rgba, margin),) = repaint_of(document, 0).painted.values()
    assert margin == (0, 0, 1, 0)
    assert rgba.shape[:2] == (POSES[0].shape[0] + 2, POSES[0].shape[1] + 1)


def test_an_animator_with_exact_pixels_proposes_beside_matching(tmp_path):
    whole = figure_bundle(tmp_path / "bundle")
    bundle = export_animator(new_model(replace(TINY, pixels=True), (32, 32)), Marks(), whole)
    document = Document(bundle.art, scenes())
    document.apply(Redraw(sprite=0, rgba=recoloured(POSES[0])))
    found, fault = proposals(repaint_of(document, 0), document.art, bundle)
    assert not fault
    for each in found:
        assert list(each.ways) == [MATCHING, ANIMATOR]
        drawn = each.ways[ANIMATOR].rgba
        assert ((drawn == recoloured(POSES[each.sprite])).all(2)[drawn[..., 3] > 0]).mean() > 0.9
    document.apply(taken(found[0], ANIMATOR))
    assert np.array_equal(document.art.sprites[1].rgba, found[0].ways[ANIMATOR].rgba)


def test_what_keeps_the_animator_from_it_is_told_and_matching_stays(tmp_path):
    whole = figure_bundle(tmp_path / "bundle")
    bundle = export_animator(new_model(replace(TINY, pixels=True), (32, 32)), Marks(), whole)
    document = Document(bundle.art, scenes())
    tall = np.pad(POSES[0], ((24, 0), (0, 0), (0, 0)))
    tall[0] = GREEN
    document.apply(Redraw(sprite=0, rgba=tall, margin=(0, 24, 0, 0)))
    found, fault = proposals(repaint_of(document, 0), document.art, bundle)
    assert [list(each.ways) for each in found] == [[MATCHING]] * 2
    assert "--set window=" in fault
