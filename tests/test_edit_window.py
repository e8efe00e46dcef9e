"""The editor's window, by events as a person makes them, under the dummy driver."""

import random
from threading import Event

import numpy as np
import pygame
import pytest
from edit_hand import FRAMES, GROUND, hand_on, scenes
from repaint_figures import figure_bundle

from spritelift.__main__ import main
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.saving import SCENES, save
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import read_png
from spritelift_runtime.window.edit import filing
from spritelift_runtime.window.edit.door import edit
from spritelift_runtime.window.edit.lanes import lanes_of, tracks_of
from spritelift_runtime.window.edit.record import RECORD
from spritelift_runtime.window.edit.view import Eye

KEYS = "z y x c v d a h LEFT UP DELETE ESCAPE LEFTBRACKET k TAB F1 PAGEUP 1 3 t HOME RETURN SPACE"


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def hand(bundle, tmp_path, monkeypatch):
    """A window, and a hand that moves pointer and keys in it."""
    with hand_on(bundle, tmp_path, monkeypatch) as hand:
        yield hand


def test_a_click_selects_a_drag_moves_and_a_key_undoes(hand):
    x, y = hand.body()
    hand.click(hand.at(x, y))
    assert hand.editor.state.selected == {0}
    hand.drag(hand.at(x, y), hand.at(x + 5, y + 2))
    assert hand.document.scene(0).placements[0] == Placement(0, 7, 5, track=7)
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    assert list(hand.document.scenes) == list(scenes())
    hand.key(pygame.K_y, pygame.KMOD_CTRL)
    assert hand.document.scene(0).placements[0].x == 7


def test_while_it_is_dragged_it_is_seen_where_it_will_be(hand):
    x, y = hand.body()
    hand.press(hand.at(x, y))
    before = pygame.image.tobytes(hand.session.panels.stage.picture, "RGB")
    hand.move(hand.at(x + 6, y), (1, 0, 0))
    assert pygame.image.tobytes(hand.session.panels.stage.picture, "RGB") != before
    assert not hand.document.done
    hand.let_go(hand.at(x + 6, y))
    assert len(hand.document.done) == 1


def test_a_band_selects_and_esc_lets_go(hand):
    hand.drag(hand.at(0, 0), hand.at(23, 23))
    assert hand.editor.state.selected == {0, 1}
    hand.key(pygame.K_ESCAPE)
    assert not hand.editor.state.selected


def test_scopes_are_buttons_and_arrows_nudge_or_step(hand):
    hand.key(pygame.K_RIGHT)
    assert hand.editor.state.frame == 1
    hand.click(hand.session.panels.tools.scopes["TRACK"].rect.center)
    assert hand.editor.state.scope is Scope.TRACK
    hand.click(hand.at(*[a + b for a, b in zip(hand.body(), (1, 0), strict=True)]))
    hand.key(pygame.K_RIGHT)
    assert [hand.document.scene(t).placements[0].x for t in range(FRAMES)] == [3 + t for t in range(FRAMES)]


def test_a_sprite_is_dragged_from_the_sheet(hand):
    sheet = hand.session.panels.sheet
    first = sheet.rect.x + 40, sheet.rect.y + 60
    hand.press(first)
    for share in (0.1, 0.5, 1.0):
        goal = hand.at(12, 12)
        hand.move(tuple(int(a + share * (b - a)) for a, b in zip(first, goal, strict=True)), (1, 0, 0))
    hand.let_go(hand.at(12, 12))
    assert len(hand.document.scene(0).placements) == 3
    assert hand.editor.state.selected == {2}


def test_the_timeline_scrubs_and_playing_goes_round(hand):
    scrubber = hand.session.panels.scrubber
    hand.click((scrubber.rect.right - 4, scrubber.rect.centery))
    assert hand.editor.state.frame == FRAMES - 1
    hand.key(pygame.K_k)
    assert hand.session.playback.playing
    for _ in range(20):
        hand.do()
    assert hand.session.playback.playing
    hand.key(pygame.K_k)
    frame = hand.editor.state.frame
    hand.do()
    assert hand.editor.state.frame == frame


def test_the_wheel_zooms_about_the_pointer(hand):
    before = hand.session.panels.stage.pixel(hand.at(4, 5))
    position = hand.at(4, 5)
    hand.move(position)
    hand.do(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=3, flipped=False))
    assert hand.session.panels.stage.pixel(position) == before
    hand.key(pygame.K_0, pygame.KMOD_CTRL)
    assert hand.session.panels.stage.eye == Eye()


def test_a_resting_window_redraws_nothing(hand):
    hand.do()
    assert not any(hand.do() for _ in range(20))


def test_themes_scales_help_and_palette_open_and_close(hand):
    for id_ in ("theme", "larger", "theme", "larger", "larger"):
        hand.session.do(id_)
        hand.do()
    hand.key(pygame.K_F1)
    assert hand.session.root.opened is not None
    hand.key(pygame.K_ESCAPE)
    assert hand.session.root.opened is None
    hand.key(pygame.K_p, pygame.KMOD_CTRL)
    for letter in "select all":
        hand.do(pygame.event.Event(pygame.TEXTINPUT, text=letter))
    hand.key(pygame.K_RETURN)
    assert hand.editor.state.selected == {0, 1}


def test_saving_says_where_and_quitting_ends(hand):
    hand.key(pygame.K_s, pygame.KMOD_CTRL)
    hand.session.finish()
    assert not hand.session.unsaved
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.key(pygame.K_DELETE)
    assert hand.session.unsaved
    hand.do(pygame.event.Event(pygame.QUIT))
    assert hand.session.quit


def test_what_is_done_while_it_is_being_saved_is_not_saved_yet(hand, tmp_path, monkeypatch):
    begun, go_on = Event(), Event()

    def slowly(document, *others):
        begun.set()
        go_on.wait(60)
        return save(document, *others)

    monkeypatch.setattr(filing, "save", slowly)
    hand.session.do("save")
    begun.wait(60)
    hand.session.do("select_all")
    hand.session.do("delete")
    assert hand.session.filing.facts == ("saving",)
    go_on.set()
    hand.session.finish()
    assert hand.session.unsaved
    assert list(Scenes.load(tmp_path / "saved" / SCENES)) == list(scenes())
    hand.session.do("save")
    hand.session.do("save")  # once more, when it is done
    hand.session.finish()
    assert not hand.session.unsaved
    assert not Scenes.load(tmp_path / "saved" / SCENES)[0].placements


def test_a_save_that_fails_says_why(hand, tmp_path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "mine.txt").write_text("not to be lost")
    hand.session.do("select_all")
    hand.session.do("delete")
    heard = []
    hand.session.root.say = lambda text, tone=None: heard.append(text)
    hand.session.do("save")
    hand.session.finish()
    assert str(tmp_path / "saved") in heard[0]
    assert hand.session.unsaved


def test_pose_keys_go_to_where_the_track_ends_or_shows_another_sprite(hand):
    hand.key(pygame.K_PERIOD)
    assert hand.editor.state.frame == 1  # nothing is selected: a frame on
    hand.editor.go(0)
    hand.editor.select_tracks({9})
    hand.key(pygame.K_PERIOD)
    assert hand.editor.state.frame == 3


def test_up_and_down_go_through_the_layers(hand):
    picked = []
    for action in ("next_up", "next_up", "next_up", "next_down"):
        hand.session.do(action)
        picked.append(hand.editor.state.selected)
    assert picked == [{0}, {1}, {0}, {1}]


def test_every_action_that_has_a_key_and_is_on_is_in_a_menu(hand):
    listed = {item.action for _, items in hand.session.panels.tools.bar.menus for item in items}
    for action in hand.session.root.actions:
        if action.enabled and action.keys and not action.id.startswith(("nudge", "shift", "zoom", "next")):
            assert action.id in listed


@pytest.mark.parametrize("seed", range(2))
def test_a_storm_of_events_breaks_nothing_and_can_be_undone(hand, seed):
    chance = random.Random(seed)
    keys = [getattr(pygame, f"K_{name}") for name in KEYS.split()]
    mods = [0, 0, pygame.KMOD_CTRL, pygame.KMOD_SHIFT]
    for _ in range(700):
        position = chance.randrange(1280), chance.randrange(720)
        what = chance.randrange(5)
        if what < 2:
            hand.key(chance.choice(keys), chance.choice(mods))
        elif what == 2:
            hand.drag(position, (chance.randrange(1280), chance.randrange(720)))
        elif what == 3:
            hand.click(position)
        else:
            hand.do(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=chance.choice((-1, 1)), flipped=False))
    while hand.document.done:
        hand.editor.undo()
    assert list(hand.document.scenes) == list(scenes())


def test_lanes_have_a_span_for_each_stay(bundle):
    tracks = tracks_of(scenes())
    assert tracks == [7, 9]
    first, second = lanes_of(scenes(), bundle.art, tracks)
    assert [(span.first, span.end) for span in first.spans] == [(0, 8)]
    assert [(span.first, span.end) for span in second.spans] == [(0, 3), (5, 8)]


def test_the_door_edits_unseen_recovers_and_says_what_cant_be(bundle, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    file, out = tmp_path / SCENES, tmp_path / "out"
    scenes().save(file)
    assert edit(bundle, scenes(), out, frames=3) == 3
    assert not out.with_name("out" + RECORD).exists()
    assert main(["edit", str(bundle.path), "--scenes", str(file), "--out", str(out), "--ticks", "2"]) == 0
    with pytest.raises(ConfigError, match="never end"):
        edit(bundle, scenes(), out)
    with pytest.raises(ConfigError, match="no scenes"):
        edit(bundle, Scenes.of([]), out, frames=1)
    assert main(["edit", str(bundle.path), "--out", str(out)]) == 2
    assert "--recording" in capsys.readouterr().err


def test_work_that_was_not_saved_is_there_again_and_saving_writes_a_bundle(bundle, tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    out = tmp_path / "out"

    def then(*events):
        left = list(events)
        monkeypatch.setattr(pygame.event, "get", lambda: [left.pop(0)] if left else [])
        return edit(bundle, scenes(), out, frames=len(events) + 4)

    def key(key, mod=0):
        return pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode="")

    then(key(pygame.K_a, pygame.KMOD_CTRL), key(pygame.K_DELETE))
    assert out.with_name("out" + RECORD).exists()
    then(key(pygame.K_s, pygame.KMOD_CTRL), key(pygame.K_e, pygame.KMOD_CTRL))
    assert np.array_equal(read_png(tmp_path / "out_000000.png")[..., :3], bundle.compose(Scene((GROUND,), ())))
    saved = Bundle.open(out)
    assert not out.with_name("out" + RECORD).exists()
    found = Scenes.load(out / SCENES)
    assert not found[0].placements
    assert list(found)[1:] == list(scenes())[1:]
    assert [sprite.name for sprite in saved.sprites] == [sprite.name for sprite in bundle.sprites]
