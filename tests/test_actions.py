import subprocess
import sys

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.window.widgets.actions import ALWAYS, Action, Actions, Moment, help_text
from spritelift_runtime.window.widgets.chords import MODIFIERS, NAMED, SIGNS, chord, joined
from spritelift_runtime.window.widgets.fuzzy import ranked, score
from spritelift_runtime.window.widgets.keys_file import keys_text, read_keys
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

CTRL, SHIFT, ALT, META = pygame.KMOD_LCTRL, pygame.KMOD_RSHIFT, pygame.KMOD_LALT, pygame.KMOD_LMETA


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ctrl+z", "Ctrl+Z"), ("Shift + Ctrl + z", "Ctrl+Shift+Z"), ("Cmd+S", "Ctrl+S"), ("escape", "Esc"),
        ("Ctrl++", "Ctrl++"), ("+", "+"), ("Ctrl+Plus", "Ctrl++"), ("pgup", "PageUp"), ("f2", "F2"), ("[", "["),
    ],
)  # fmt: skip
def test_chords_are_written_in_one_way(written, meant):
    assert chord(written) == meant


@pytest.mark.parametrize("wrong", ["Strg+Z", "Ctrl+Foo", "", "Ctrl+", "ZZ", "F16"])
def test_what_is_no_key_is_refused_with_how_to_write_one(wrong):
    with pytest.raises(ConfigError, match=r"Write it as in Ctrl\+Shift\+Z"):
        chord(wrong)


@given(st.sets(st.sampled_from(MODIFIERS)), st.sampled_from([*NAMED, *SIGNS, "A", "7"]))
def test_a_chord_read_again_is_the_same(held, key):
    written = joined([name for name in MODIFIERS if name in held], key)
    assert chord(written) == written


@pytest.mark.parametrize(
    ("code", "mod", "typed", "meant"),
    [
        (pygame.K_z, CTRL | SHIFT, "\x1a", "Ctrl+Shift+Z"), (pygame.K_z, META, "z", "Ctrl+Z"),
        (pygame.K_h, SHIFT, "H", "Shift+H"), (pygame.K_SLASH, SHIFT, "?", "?"), (pygame.K_7, SHIFT, "/", "/"),
        (pygame.K_EQUALS, CTRL, "", "Ctrl+="), (pygame.K_KP_PLUS, CTRL, "", "Ctrl++"), (pygame.K_KP3, 0, "3", "3"),
        (pygame.K_F12, ALT, "", "Alt+F12"), (pygame.K_KP_ENTER, 0, "\r", "Enter"),
        (pygame.K_TAB, SHIFT, "\t", "Shift+Tab"),
        (pygame.K_LSHIFT, SHIFT, "", ""), (pygame.K_LEFTBRACKET, 0, "[", "["), (pygame.K_SPACE, 0, " ", "Space"),
    ],
)  # fmt: skip
def test_key_events_are_chords(code, mod, typed, meant):
    assert pressed(pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode=typed)) == meant


def test_arrows_step_frames_while_nothing_is_selected_and_nudge_what_is():
    assert EDITOR_ACTIONS.on("Left", Moment.FREE).id == "frame_back"
    assert EDITOR_ACTIONS.on("Left", Moment.SELECTED).id == "nudge_left"
    assert EDITOR_ACTIONS.on("Shift+Left", Moment.SELECTED).id == "shift_left"
    assert EDITOR_ACTIONS.on("Left", Moment.PLAY) is None, "the arrows are the game's"


def test_ctrl_d_duplicates_and_escape_deselects_and_leaves_play():
    assert EDITOR_ACTIONS.on("Ctrl+D", Moment.SELECTED).id == "duplicate"
    assert EDITOR_ACTIONS.on("Esc", Moment.SELECTED).id == "deselect"
    assert EDITOR_ACTIONS.on("Esc", Moment.PLAY).id == "leave_game"


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("Ctrl+0", "zoom_fit"), ("1", "zoom_1"), ("6", "zoom_32"), ("Enter", "play_pause"), ("F3", "onion_skin"),
        ("Ctrl+Y", "redo"), ("Ctrl+Shift+Z", "redo"), ("Shift+V", "flip_y"), ("Ctrl+PageUp", "layer_up"),
        ("F2", "rename"),
        ("Shift+X", "layer_visible"), ("Ctrl+Shift+H", "layer_solo"), ("]", "sprite_on"), ("Shift+S", "snap"),
        ("Ctrl+E", "export"), ("F1", "help"), ("?", "help"), ("Ctrl+P", "palette"), ("Home", "first_frame"),
    ],
)  # fmt: skip
def test_the_editor_has_the_keys_that_people_know(key, action):
    assert EDITOR_ACTIONS.on(key, Moment.SELECTED).id == action


def test_an_action_that_cannot_be_done_has_no_key_for_now():
    off = EDITOR_ACTIONS.with_enabled({"undo": False})
    assert off.on("Ctrl+Z", Moment.FREE) is None
    assert off.with_enabled({"undo": True}) == EDITOR_ACTIONS
    assert off.with_enabled({"undo": False}) is off


def test_two_actions_on_one_key_are_refused_at_one_moment_and_not_at_two():
    free, chosen = frozenset({Moment.FREE}), frozenset({Moment.SELECTED})
    Actions((Action(id="a", title="A", keys=("X",), when=free), Action(id="b", title="B", keys=("x",), when=chosen)))
    with pytest.raises(ConfigError, match=r"X means both 'a' and 'b' while nothing is selected.*a = \[\]"):
        Actions(
            (Action(id="a", title="A", keys=("X",), when=free), Action(id="b", title="B", keys=("x",), when=ALWAYS))
        )


def test_two_actions_of_one_name_are_refused():
    with pytest.raises(ConfigError, match="two actions are called 'a'"):
        Actions((Action(id="a", title="A"), Action(id="a", title="B")))


def write(tmp_path, text):
    path = tmp_path / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_gives_actions_other_keys_and_the_rest_keep_theirs(tmp_path):
    path = write(tmp_path, 'undo = "ctrl+u"\nplay_pause = ["Y", "F8"]\nredo = []\n')
    actions = read_keys(path, EDITOR_ACTIONS)
    assert actions.on("Ctrl+U", Moment.FREE).id == "undo"
    assert actions.on("F8", Moment.FREE).id == "play_pause"
    assert [actions.on(key, Moment.FREE) for key in ("Ctrl+Z", "Enter", "Ctrl+Y")] == [None] * 3
    assert actions.on("Ctrl+S", Moment.FREE).id == "save"


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ('undoo = "Ctrl+U"', "no action 'undoo'. Did you mean 'undo'"),
        ('undo = "Strg+U"', "'Strg' is unknown"),
        ('undo = "Ctrl+S"', r"Ctrl\+S means both 'save' and 'undo'.*save = \[\]"),
        ("undo = 3", r'Write undo = "Ctrl\+Z"'),
        ('[keys]\nundo = "Ctrl+U"', "no action 'keys'|keys = "),
    ],
)
def test_a_wrong_line_is_refused_by_the_files_name_and_a_mend(tmp_path, text, mend):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=mend) as caught:
        read_keys(path, EDITOR_ACTIONS)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_is_no_toml_is_refused_with_a_line_that_is(tmp_path):
    with pytest.raises(FormatError, match='undo = "Ctrl'):
        read_keys(write(tmp_path, "undo: Ctrl+Z"), EDITOR_ACTIONS)


def test_the_file_of_all_keys_changes_nothing(tmp_path):
    assert read_keys(write(tmp_path, keys_text(EDITOR_ACTIONS)), EDITOR_ACTIONS) == EDITOR_ACTIONS


def test_the_help_is_made_of_the_actions(tmp_path):
    text = help_text(EDITOR_ACTIONS)
    line = next(line for line in text.splitlines() if line.endswith(" Redo"))
    assert line.split() == ["Ctrl+Y,", "Ctrl+Shift+Z", "Redo"]
    remapped = help_text(read_keys(write(tmp_path, 'redo = "F7"'), EDITOR_ACTIONS))
    line = next(line for line in remapped.splitlines() if line.endswith(" Redo"))
    assert line.split() == ["F7", "Redo"]
    assert "Dark or light" not in text, "it has no key"


def test_every_action_that_is_no_gesture_is_in_the_palettes_reach():
    assert {action.id for action in EDITOR_ACTIONS if action.gesture} == {"move", "scrub", "pan"}


def test_typed_letters_find_words_best_at_their_beginnings():
    words = ["Undo", "Redo", "Duplicate", "One down in the layers", "Delete"]
    assert ranked("do", words)[0] == 3
    assert ranked("undo", words) == [0]
    assert ranked("", words) == [0, 1, 2, 3, 4]
    assert ranked("xyz", words) == []
    assert ranked("odl", words) == [3]


@given(st.text("abc ", max_size=12), st.sets(st.integers(0, 11)))
def test_letters_taken_out_of_a_word_in_order_find_it(word, at):
    query = "".join(letter for i, letter in enumerate(word) if i in at)
    assert score(query, word) is not None
    assert score(query + "z", word) is None


def test_actions_chords_and_files_of_keys_need_no_pygame():
    modules = ("actions", "chords", "keys_file", "shortcuts", "fuzzy", "messages", "line_edit", "cells", "time_axis")
    names = ", ".join(f"spritelift_runtime.window.widgets.{name}" for name in modules)
    code = f"import sys; import {names}; sys.exit('pygame' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
