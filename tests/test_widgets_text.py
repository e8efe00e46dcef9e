import string

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from widget_window import Window

from spritelift_runtime.window.lettering import CUT, Lettering
from spritelift_runtime.window.widgets import clipboard, line_edit
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.line_edit import Line
from spritelift_runtime.window.widgets.messages import Cancelled, Entered, Refused, Typed
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.text_field import TextField


def a_field(text="hero walk", **settings):
    field = TextField("name", text, **settings)
    window = Window(Stack([field, Canvas("stage")]))
    window.key(pygame.K_TAB)
    return field, window


def test_typing_over_a_field_replaces_its_text_and_enter_enters_it():
    field, window = a_field()
    assert window.type("ox") == [Typed("name", "o"), Typed("name", "ox")]
    assert field.text == "hero walk"
    assert window.key(pygame.K_RETURN) == [Entered("name", "ox")]
    assert field.text == "ox"


def test_escape_gives_the_text_back():
    field, window = a_field()
    window.type("ox")
    assert window.key(pygame.K_ESCAPE) == [Cancelled("name")]
    assert field.line.text == field.text == "hero walk"


def test_leaving_a_field_enters_what_was_typed_and_says_nothing_of_what_was_not():
    field, window = a_field()
    window.type("ox")
    assert window.click((300, 300)) == [Entered("name", "ox")]
    window.click(field.rect.center)
    assert window.click((300, 300)) == []


def test_the_cursor_moves_marks_and_erases_by_letter_word_and_line():
    field, window = a_field()
    window.key(pygame.K_END)
    window.key(pygame.K_LEFT, "ctrl")
    assert field.line == Line("hero walk", 5, 5)
    window.key(pygame.K_LEFT)
    window.key(pygame.K_HOME, "shift")
    assert field.line.marked_text == "hero"
    assert window.key(pygame.K_DELETE) == [Typed("name", " walk")]
    window.key(pygame.K_END)
    assert window.key(pygame.K_BACKSPACE, "ctrl") == [Typed("name", " ")]


def test_copy_cut_and_paste_work_without_a_systems_clipboard():
    field, window = a_field()
    window.key(pygame.K_a, "ctrl")
    window.key(pygame.K_c, "ctrl")
    window.key(pygame.K_END)
    assert window.key(pygame.K_v, "ctrl") == [Typed("name", "hero walkhero walk")]
    window.key(pygame.K_a, "ctrl")
    assert window.key(pygame.K_x, "ctrl") == [Typed("name", "")]
    assert clipboard.pasted_text() == "hero walkhero walk"
    assert field.line.text == ""


def test_a_click_sets_the_cursor_a_drag_marks_and_a_double_click_takes_a_word():
    field, window = a_field()
    y = field.rect.centery
    window.click((field.rect.x + 1, y))
    assert field.line == Line("hero walk", 0, 0)
    window.now += 1000
    window.drag((field.rect.x + 1, y), (600, y))
    assert field.line.marked_text == "hero walk"
    at = field.rect.x + 55, y
    window.click(at)
    window.click_again(at)
    assert field.line.marked_text == "walk"


def test_a_text_that_does_not_fit_is_not_entered():
    field, window = a_field("1", fits=str.isdigit)
    window.type("x")
    assert window.key(pygame.K_RETURN) == [Refused("name", "x")]
    assert window.click((300, 300)) == []
    assert field.line.text == field.text == "1"


def test_a_long_text_scrolls_with_its_cursor():
    field, window = a_field("a" * 300)
    for key in (pygame.K_END, pygame.K_HOME):
        window.key(key)
        window.draw()
        cursor = [
            x for x in range(field.rect.x + 3, field.rect.right - 3)
            if window.surface.get_at((x, field.rect.centery + 1))[:3] == field.theme.accent_text
        ]  # fmt: skip
        assert len(cursor) == 1
    window.key(pygame.K_END)
    window.draw()
    window.click((field.rect.right - 12, field.rect.centery))
    assert field.line.at > 290


def test_setting_a_fields_text_shows_it_unless_something_is_being_typed():
    field, window = a_field()
    field.text = "coin"
    assert field.line.text == "coin"
    window.type("new")
    field.text = "heart"
    assert field.line.text == "new"
    window.key(pygame.K_ESCAPE)
    assert field.line.text == "heart"


def test_a_property_line_gives_its_fields_equal_room_right_of_the_name():
    x, y = NumberField("x", 1), NumberField("y", None)
    line = PropertyLine("Place", [x, y])
    window = Window(Stack([line]))
    assert x.rect.w == y.rect.w
    assert line.rect.x < x.rect.x < x.rect.right < y.rect.x
    assert y.rect.right == pytest.approx(line.rect.right, abs=1)
    window.click(y.rect.center)
    window.type("12")
    assert window.key(pygame.K_RETURN) == [Entered("y", "12")]
    assert y.value == 12


def test_a_number_that_nobody_knows_stays_so_until_one_is_entered():
    field = NumberField("x", None)
    window = Window(Stack([field]))
    window.key(pygame.K_TAB)
    assert window.key(pygame.K_UP) + window.key(pygame.K_RETURN) == []
    assert field.value is None


lines = st.builds(
    lambda text, at, start: Line(text, min(at, len(text)), min(start, len(text))),
    st.text(string.ascii_letters + " _-", max_size=12), st.integers(0, 12), st.integers(0, 12),
)  # fmt: skip


@given(lines, st.text(max_size=4))
def test_typed_text_stands_before_the_cursor_without_control_letters(line, text):
    typed = line_edit.typed(line, text)
    shown = "".join(letter for letter in text if letter.isprintable())
    assert typed.text[: typed.at].endswith(shown)
    assert len(typed.text) == len(line.text) - len(line.marked_text) + len(shown)
    assert typed.marked_text == ""


@given(lines, st.sampled_from([-1, 1]), st.booleans(), st.booleans())
def test_the_cursor_stays_inside_and_moves_do_not_change_the_text(line, by, word, mark):
    moved = line_edit.step(line, by, word=word, mark=mark)
    assert 0 <= moved.at <= len(line.text)
    assert moved.text == line.text
    assert mark or moved.marked_text == ""


@given(lines, st.sampled_from([-1, 1]), st.booleans())
def test_erasing_takes_letters_away_in_one_place(line, by, word):
    left = line_edit.erased(line, by, word=word)
    cut = len(line.text) - len(left.text)
    assert line.text[: left.at] + line.text[left.at + cut :] == left.text
    ends = line.at == 0 if by < 0 else line.at == len(line.text)
    assert cut > 0 or (ends and line.at == line.start)


@given(st.text(string.printable.strip(), max_size=30), st.integers(0, 200))
def test_words_are_cut_to_the_room_there_is(words, wide):
    lettering = Lettering()
    fitted = lettering.fitted(words, (0, 0, 0), wide)
    if lettering.wide(words) <= wide:
        assert fitted is lettering.text(words, (0, 0, 0))
    else:
        assert fitted.get_width() <= max(wide, 1) or wide < lettering.wide(CUT)
