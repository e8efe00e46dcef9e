import pygame
from widget_window import Window

from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.widgets.actions import Action, Actions
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.help_card import HelpCard
from spritelift_runtime.window.widgets.menu import LINE, Item, Menu, items_of
from spritelift_runtime.window.widgets.menu_bar import MenuBar
from spritelift_runtime.window.widgets.messages import Invoked
from spritelift_runtime.window.widgets.palette import Palette
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS
from spritelift_runtime.window.widgets.stack import Stack

ACTIONS = Actions((
    Action(id="undo", title="Undo", keys=("Ctrl+Z",), category="Edit"),
    Action(id="redo", title="Redo", keys=("Ctrl+Y",), category="Edit", enabled=False),
    Action(id="grid", title="Show the grid", category="View"),
    Action(id="pan", title="Move the picture", category="View", mouse="drag"),
    Action(id="zoom", title="Zoom in", keys=("Ctrl++",), category="View"),
))  # fmt: skip
INNER = Item(title="Panels", items=items_of(ACTIONS, "grid"))


def open_menu():
    window = Window(Stack([Button("below", "Below"), Canvas("stage")]), ACTIONS)
    window.before = window.picture()
    menu = Menu((*items_of(ACTIONS, "undo", "redo"), LINE, INNER, *items_of(ACTIONS, "zoom")), (100, 100))
    window.root.open(menu)
    window.draw()
    return window, menu


def test_a_menu_invokes_what_is_clicked_and_is_gone():
    window, menu = open_menu()
    assert window.picture() != window.before
    assert window.click(menu.item_rect(0).center) == [Invoked("undo")]
    window.draw()
    assert window.picture() == window.before
    assert window.root.opened is None


def test_what_cannot_be_done_is_not_invoked_and_the_menu_stays():
    window, menu = open_menu()
    assert window.click(menu.item_rect(1).center) == []
    assert window.root.opened is menu


def test_arrows_skip_lines_and_go_into_a_menu_within():
    window, menu = open_menu()
    for _ in range(3):
        window.key(pygame.K_DOWN)
    assert menu.at_item == 3
    window.key(pygame.K_RIGHT)
    inner = window.root.opened
    assert inner.outer is menu
    window.key(pygame.K_LEFT)
    assert window.root.opened is menu
    window.key(pygame.K_RETURN)
    assert window.key(pygame.K_RETURN) == [Invoked("grid")]
    assert window.root.opened is None


def test_pointing_opens_a_menu_within_and_pointing_elsewhere_closes_it():
    window, menu = open_menu()
    window.move(menu.item_rect(3).center)
    inner = window.root.opened
    window.draw()
    assert inner.rect.x >= menu.rect.right - THEME.line
    assert inner.rect.y + THEME.gap // 2 == menu.item_rect(3).y
    window.move(menu.item_rect(4).center)
    assert window.root.opened is menu
    assert menu.at_item == 4


def test_escape_and_a_click_elsewhere_close_a_menu_and_nothing_below_is_pressed():
    window, _ = open_menu()
    assert window.click((20, 20)) == []
    assert window.root.opened is None
    window, _ = open_menu()
    assert window.key(pygame.K_ESCAPE) == []
    assert window.root.opened is None


def test_a_menu_stays_inside_the_window():
    window = Window(Canvas("stage"))
    menu = Menu((*items_of(ACTIONS, "undo"), INNER), (630, 470))
    window.root.open(menu)
    assert window.surface.get_rect().contains(menu.rect)
    window.move(menu.item_rect(1).center)
    assert window.surface.get_rect().contains(window.root.opened.rect)
    assert window.root.opened.rect.right <= menu.rect.x + THEME.line


def open_bar():
    bar = MenuBar("menus", [("Edit", items_of(ACTIONS, "undo")), ("View", (INNER, *items_of(ACTIONS, "zoom")))])
    return Window(Stack([bar, Canvas("stage")], pad=False), ACTIONS), bar


def test_a_bar_opens_by_click_and_pointing_at_the_next_title_changes_to_its_menu():
    window, bar = open_bar()
    window.click(bar.title_rect(0).center)
    assert [item.action for item in window.root.opened.items] == ["undo"]
    window.move(bar.title_rect(1).center)
    menu = window.root.opened
    assert menu.rect.topleft == bar.title_rect(1).bottomleft
    assert window.click(menu.item_rect(1).center) == [Invoked("zoom")]
    assert bar.shown is None


def test_a_bar_goes_by_keys():
    window, _ = open_bar()
    for key in (pygame.K_TAB, pygame.K_DOWN, pygame.K_RIGHT):
        window.key(key)
    assert window.root.opened.items[0] is INNER
    assert window.root.opened.at_item == 0
    window.key(pygame.K_RIGHT)
    assert window.root.opened.outer is not None
    assert window.key(pygame.K_RETURN) == [Invoked("grid")]
    assert window.root.opened is None


def test_a_click_on_an_open_title_closes_its_menu():
    window, bar = open_bar()
    window.click(bar.title_rect(0).center)
    window.click(bar.title_rect(0).center)
    assert window.root.opened is None
    assert bar.shown is None


def open_palette(actions=ACTIONS):
    window = Window(Stack([Button("below", "Below"), Canvas("stage")]), actions)
    palette = Palette(actions)
    window.before = window.picture()
    window.root.open(palette)
    window.draw()
    return window, palette


def test_the_palette_finds_an_action_by_some_letters_and_enter_invokes_it():
    window, palette = open_palette()
    window.type("shgr")
    assert [action.id for action in palette.found] == ["grid"]
    assert window.key(pygame.K_RETURN) == [Invoked("grid")]
    assert window.root.opened is None


def test_the_palette_lists_all_but_gestures_and_goes_by_keys_pointer_and_wheel():
    window, palette = open_palette()
    assert [action.id for action in palette.found] == ["undo", "redo", "grid", "zoom"]
    window.key(pygame.K_UP)
    assert palette.at_row == 3
    window.key(pygame.K_DOWN)
    window.key(pygame.K_DOWN)
    assert palette.at_row == 1
    assert window.key(pygame.K_RETURN) == [], "it can't be done now"
    assert window.click(palette.row_rect(3).center) == [Invoked("zoom")]


def test_the_palette_closes_with_escape_and_by_a_click_elsewhere():
    window, _ = open_palette()
    assert window.picture() != window.before
    window.key(pygame.K_ESCAPE)
    window.draw()
    assert window.picture() == window.before
    window, _ = open_palette()
    assert window.click((20, 20)) == []
    assert window.root.opened is None


def test_a_palette_longer_than_its_room_scrolls():
    window, palette = open_palette(EDITOR_ACTIONS)
    for _ in range(30):
        window.key(pygame.K_DOWN)
    window.draw()
    assert palette.rect.contains(palette.row_rect(palette.at_row))
    window.wheel(2, palette.rect.center)
    assert palette.first_row == 30 - palette.rows + 1 - 6


def test_letters_that_nothing_has_find_nothing():
    window, palette = open_palette()
    window.type("qqq")
    window.draw()
    assert palette.found == ()
    assert window.key(pygame.K_RETURN) + window.key(pygame.K_DOWN) == []


def test_the_help_shows_every_key_and_any_key_closes_it():
    window = Window(Canvas("stage"), size=(1280, 720))
    card = HelpCard(EDITOR_ACTIONS)
    window.root.open(card)
    window.draw()
    lines = {line for column in card._columns for line in column}
    assert {line for _, page in EDITOR_ACTIONS.help() for line in page} <= lines
    assert window.surface.get_rect().contains(card.rect)
    assert window.key(pygame.K_F1) == []
    assert window.root.opened is None


def test_help_without_room_for_all_turns_by_wheel_and_arrows():
    window = Window(Canvas("stage"), size=(500, 300))
    card = HelpCard(EDITOR_ACTIONS)
    window.root.open(card)
    window.key(pygame.K_RIGHT)
    window.wheel(-1, (200, 200))
    assert card.scroll == 2
    window.key(pygame.K_LEFT)
    assert (card.scroll, window.root.opened) == (1, card)


def test_a_modal_overlay_keeps_keys_and_clicks_from_what_is_below():
    window, _ = open_palette()
    assert window.key(pygame.K_z, "ctrl") == []
    assert window.click((20, 20)) == []
