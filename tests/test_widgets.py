import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from widget_window import Window

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.theme import DARK, LIGHT, SCALES, THEME, THEMES
from spritelift_runtime.window.widgets.actions import Action, Actions, Moment
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.flow import Flow
from spritelift_runtime.window.widgets.label import Label
from spritelift_runtime.window.widgets.messages import (
    Asked,
    Chosen,
    Folded,
    Invoked,
    Pressed,
    Refused,
    Resized,
    Toggled,
)
from spritelift_runtime.window.widgets.painter import joined
from spritelift_runtime.window.widgets.panel import Panel
from spritelift_runtime.window.widgets.property_line import NumberField
from spritelift_runtime.window.widgets.scroll_box import ScrollBox
from spritelift_runtime.window.widgets.signs import SIGNS, draw_sign
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.status_line import StatusLine
from spritelift_runtime.window.widgets.tabs import Tabs
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.tip import REST_MS
from spritelift_runtime.window.widgets.toast import STAY_MS
from spritelift_runtime.window.widgets.toggle import Toggle

ACTIONS = Actions((
    Action(id="undo", title="Undo", keys=("Ctrl+Z",)),
    Action(id="step", title="Step", keys=("Right",), when=frozenset({Moment.FREE})),
    Action(id="nudge", title="Nudge", keys=("Right",), when=frozenset({Moment.SELECTED})),
))  # fmt: skip


def buttons(count=3):
    return [Button(f"b{i}", f"Button {i}") for i in range(count)]


def test_a_click_presses_a_button_once_it_is_let_go_over_it():
    button = Button("go", "Go")
    window = Window(Stack([button]))
    assert window.press(button.rect.center) == []
    assert window.release(button.rect.center) == [Pressed("go")]
    assert window.drag(button.rect.center, (600, 400)) == []


def test_a_button_of_an_action_invokes_it():
    button = Button("go", "Go", action="undo")
    assert Window(Stack([button]), ACTIONS).click(button.rect.center) == [Invoked("undo")]


def test_a_disabled_button_does_nothing_and_has_no_focus():
    off, on = buttons(2)
    off.enabled = False
    window = Window(Stack([off, on]))
    assert window.click(off.rect.center) == []
    window.key(pygame.K_TAB)
    assert window.root.focus is on


@pytest.mark.parametrize("key", [pygame.K_RETURN, pygame.K_SPACE])
def test_enter_and_space_press_what_has_the_focus(key):
    window = Window(Stack(buttons()))
    window.key(pygame.K_TAB)
    window.key(pygame.K_TAB)
    assert window.key(key) == [Pressed("b1")]


def test_tab_goes_around_both_ways_past_what_is_hidden():
    first, hidden, last = buttons()
    hidden.visible = False
    window = Window(Stack([first, hidden, last]))
    order = []
    for held in ((), (), (), ("shift",)):
        window.key(pygame.K_TAB, *held)
        order.append(window.root.focus)
    assert order == [first, last, first, last]


def test_a_click_gives_the_focus_and_the_focus_is_seen():
    first, second, _ = row = buttons()
    window = Window(Stack(row))
    window.click(second.rect.center)
    window.move((630, 470))
    window.draw()
    assert (first.focused, second.focused) == (False, True)
    edge = (second.rect.centerx, second.rect.y)
    assert window.surface.get_at(edge)[:3] == THEME.focus
    assert window.surface.get_at((first.rect.centerx, first.rect.y))[:3] != THEME.focus


def test_a_widget_that_is_hidden_loses_the_keys():
    field = TextField("name")
    window = Window(Stack([field]), ACTIONS)
    window.click(field.rect.center)
    field.visible = False
    window.draw()
    assert window.key(pygame.K_RIGHT) == [Invoked("step")]


def test_a_toggle_asks_for_the_other_state_and_shows_what_it_is_told():
    toggle = Toggle("snap", "Snap")
    window = Window(Stack([toggle]))
    assert window.click(toggle.rect.center) == [Toggled("snap", True)]
    assert not toggle.on
    toggle.on = True
    assert window.click(toggle.rect.center) == [Toggled("snap", False)]


def test_keys_that_no_widget_takes_invoke_what_they_mean_now():
    window = Window(Stack(buttons()), ACTIONS)
    window.key(pygame.K_TAB)
    assert window.key(pygame.K_z, "ctrl") == [Invoked("undo")]
    assert window.key(pygame.K_RIGHT) == [Invoked("step")]
    window.root.moment = Moment.SELECTED
    assert window.key(pygame.K_RIGHT) == [Invoked("nudge")]


def test_a_right_click_asks_for_a_menu_where_it_was():
    stage = Canvas("stage")
    assert Window(stage).click((50, 60), button=3) == [Asked("stage", (50, 60))]


def test_a_resting_window_draws_nothing():
    window = Window(Stack([*buttons(), Toggle("t", "T"), TextField("f", "text"), StatusLine("EDIT", ("one",))]))
    assert window.draw() == []
    before = window.picture()
    window.now += 60_000
    assert window.root.tick(window.now) is None
    assert window.draw() == []
    assert window.picture() == before


def test_a_window_with_hidden_widgets_and_folded_panels_rests_too():
    hidden = Button("b", "B")
    hidden.visible = False
    panel = Panel("p", "Panel", Label("inside"))
    panel.folded = True
    window = Window(Stack([hidden, panel]))
    assert window.draw() == []
    hidden.text = "C"
    assert window.draw() == []
    hidden.visible = True
    assert window.draw() == [pygame.Rect(0, 0, 640, 480)]
    assert window.draw() == []


def test_widgets_put_in_place_of_others_get_a_place():
    stack = Stack([Label("old")])
    window = Window(stack)
    new = Button("new", "New")
    stack.widgets = (new,)
    window.draw()
    assert window.click(new.rect.center) == [Pressed("new")]


def test_a_value_set_again_costs_nothing_and_a_new_one_redraws_its_widget_only():
    label, status = Label("one"), StatusLine("EDIT", ("frame 1",))
    window = Window(Stack([label, status]))
    status.facts, label.text = ("frame 1",), "one"
    assert window.draw() == []
    status.facts = ("frame 2",)
    assert window.draw() == [status.rect]


def test_hovering_redraws_the_button_under_the_pointer_and_the_one_before():
    first, second, _ = row = buttons()
    window = Window(Stack(row))
    window.move(first.rect.center)
    assert window.draw() == [first.rect]
    window.move(second.rect.center)
    assert sorted(map(tuple, window.draw())) == sorted([tuple(first.rect), tuple(second.rect)])


def test_what_is_drawn_in_parts_looks_as_if_drawn_at_once():
    def content():
        return Panel("p", "Panel", Stack([*buttons(), Toggle("t", "T", on=True)]))

    window = Window(content())
    for at in ((20, 50), (20, 90), (20, 120), (600, 300)):
        window.move(at)
        window.draw()
    parts = window.picture()
    again = Window(content())
    again.move((600, 300))
    again.draw()
    assert parts == again.picture()


def test_a_window_of_another_size_is_laid_out_anew():
    window = Window(Stack(buttons()))
    window.surface = pygame.display.set_mode((500, 300))
    assert window.draw() == [pygame.Rect(0, 0, 500, 300)]
    assert window.root.content.rect.size == (500, 300)


def test_a_stack_shares_out_what_is_left_among_those_that_stretch():
    top, stage, wide, bottom = Label("top"), Canvas("a"), Canvas("b"), Label("bottom")
    wide.stretch = 3
    Window(Stack([top, stage, wide, bottom], pad=False))
    high = THEME.row_high
    assert [widget.rect.h for widget in (top, stage, wide, bottom)] == [high, 107, 321, high]


def test_a_panel_folds_by_click_and_keys_and_gives_its_room_away():
    upper, lower = Panel("up", "Up", Canvas("a")), Panel("down", "Down", Canvas("b"))
    window = Window(Stack([upper, lower], pad=False))
    assert window.click((30, 10)) == [Folded("up", True)]
    window.draw()
    assert (upper.rect.h, lower.rect.h) == (THEME.title_high, 480 - THEME.title_high)
    assert window.key(pygame.K_RETURN) == [Folded("up", False)]
    window.draw()
    assert upper.rect.h == 240


def split(side=Side.LEFT, **least):
    return Split("split", Canvas("own"), Canvas("rest"), side, 200, **least)


@pytest.mark.parametrize(
    ("side", "to"),
    [(Side.LEFT, (253, 50)), (Side.RIGHT, (387, 50)), (Side.TOP, (50, 253)), (Side.BOTTOM, (50, 227))],
)
def test_a_split_is_dragged_by_its_grip(side, to):
    content = split(side)
    window = Window(content)
    messages = window.drag(content.grip.center, to)
    assert messages == [Resized("split", 250)]
    window.draw()
    assert (content.own.rect.w if side in (Side.LEFT, Side.RIGHT) else content.own.rect.h) == 250


def test_a_split_keeps_both_sides_at_their_least():
    content = split(least_own=120, least_rest=160)
    window = Window(content)
    window.drag(content.grip.center, (5, 50))
    assert content.size == 120
    window.draw()
    window.drag(content.grip.center, (630, 50))
    assert content.size == 640 - THEME.grip - 160


def test_a_split_moves_by_arrows_and_gives_all_to_one_when_the_other_is_hidden():
    content = split()
    window = Window(content)
    window.key(pygame.K_TAB)
    assert window.key(pygame.K_RIGHT) == [Resized("split", 216)]
    content.own.visible = False
    window.draw()
    assert content.rest.rect == content.rect
    assert content.grip.size == (0, 0)
    content.own.visible = True
    window.draw()
    assert content.own.rect.w == 216


def test_in_a_window_too_small_for_both_sides_each_keeps_its_share():
    content = split(least_own=300, least_rest=600)
    Window(content)
    assert content.own.rect.w == (640 - THEME.grip) // 3


def test_a_folded_panel_at_the_bottom_leaves_its_title():
    panel = Panel("time", "Timeline", Canvas("lanes"))
    content = Split("split", panel, Canvas("stage"), Side.BOTTOM, 200)
    window = Window(content)
    window.click((30, panel.rect.y + 10))
    window.draw()
    assert panel.rect.h == THEME.title_high
    assert content.rest.rect.h == 480 - THEME.title_high - THEME.grip


def test_a_box_scrolls_by_wheel_and_to_what_tab_stops_at():
    row = buttons(30)
    box = ScrollBox(Stack(row))
    window = Window(box)
    window.wheel(-2, (50, 50))
    assert box.scrolled == 6 * THEME.row_high
    window.key(pygame.K_TAB, "shift")
    assert window.root.focus is row[-1]
    assert box.rect.contains(row[-1].rect)
    assert window.click(row[-1].rect.center) == [Pressed("b29")]


def test_what_is_scrolled_out_of_sight_is_not_clicked():
    row = buttons(30)
    window = Window(Stack([Canvas("above"), ScrollBox(Stack(row))], pad=False))
    window.wheel(-9, row[0].rect.center)
    assert row[0].rect.y < 240
    assert window.click((50, 200)) == []


def test_a_tip_with_the_key_comes_where_the_pointer_rests():
    button = Button("undo", "Undo", tip="Take back the last change", action="undo")
    window = Window(Stack([button]), ACTIONS)
    window.move(button.rect.center)
    window.draw()
    assert window.root.tick(REST_MS - 1) == 1
    assert window.draw() == []
    window.root.tick(REST_MS)
    assert len(window.draw()) == 1
    window.move(button.rect.move(3, 0).center)
    assert window.draw() == []
    window.key(pygame.K_F9)
    assert len(window.draw()) == 1
    assert window.root.tick(9 * REST_MS) is None


def test_a_notice_goes_away_by_itself_and_the_window_is_as_before():
    window = Window(Stack(buttons()))
    before = window.picture()
    window.root.tick(0)
    window.root.say("Saved")
    assert len(window.draw()) == 1
    assert window.picture() != before
    wait = window.root.tick(1)
    assert 0 < wait < STAY_MS
    shots = set()
    for now in range(1, STAY_MS + 50, 40):
        window.root.tick(now)
        window.draw()
        shots.add(window.picture())
    assert len(shots) > 4, "it fades"
    assert window.picture() == before
    assert window.root.tick(STAY_MS + 100) is None


def test_a_click_takes_a_notice_away_and_the_others_stay():
    window = Window(Canvas("stage"))
    for word in ("one", "two", "three"):
        window.root.say(word)
    window.draw()
    toasts = window.root._toasts
    window.click(toasts.boxes()[1].center)
    assert [notice.text for notice in toasts.notices] == ["one", "three"]


def test_the_theme_and_the_scale_change_while_the_window_is_open():
    button = Button("go", "Go")
    window = Window(Stack([button]))
    high = button.rect.h
    window.root.wear(LIGHT.scaled(2.0))
    assert window.draw() == [pygame.Rect(0, 0, 640, 480)]
    assert button.rect.h == 2 * high
    assert window.surface.get_at((2, 470))[:3] == LIGHT.panel
    assert window.click(button.rect.center) == [Pressed("go")]


def test_losing_the_window_lets_go_of_what_is_held():
    content = split()
    window = Window(content)
    window.press(content.grip.center)
    window.post((pygame.WINDOWFOCUSLOST, {}))
    window.move((400, 50))
    assert content.size == 200


def test_a_modifier_held_when_the_window_was_left_is_not_held_any_more():
    window = Window(Stack(buttons()))
    window.post((pygame.KEYDOWN, {"key": pygame.K_LSHIFT, "mod": 0}))
    assert window.root.look.shift
    window.post((pygame.WINDOWFOCUSLOST, {}))
    assert not window.root.look.shift


def test_side_by_side_small_widgets_stand_in_the_middle_of_high_ones():
    button, high = Button("b", "B"), Canvas("stage")
    Window(Stack([Stack([button, high], across=True)]))
    assert button.rect.centery == pytest.approx(high.rect.centery, abs=1)
    assert button.rect.h == THEME.row_high


def test_the_status_line_shows_its_badge_and_the_facts_there_is_room_for():
    status = StatusLine("EDIT", ("one", "two", "x" * 500))
    window = Window(Stack([status]))
    colours = {window.surface.get_at((x, status.rect.centery))[:3] for x in range(status.rect.x, 70)}
    assert THEME.accent in colours
    shown = window.picture()
    status.facts = ("one", "two")
    window.draw()
    assert window.picture() == shown


def test_scaled_sizes_are_multiples_and_scaling_back_is_the_same_theme():
    assert DARK.scaled(2.0).row_high == 2 * DARK.row_high
    assert DARK.scaled(2.0).panel == DARK.panel
    for scale in SCALES:
        assert DARK.scaled(scale).scaled(1.0) == DARK


def test_another_scale_is_refused_with_one_that_would_do():
    with pytest.raises(ConfigError, match=r"Try 2\.0"):
        DARK.scaled(3.0)


def luminance(colour):
    parts = [c / 255 for c in colour]
    lit = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("text", "panel", 7), ("text", "raised", 7), ("text", "sunken", 7), ("text", "chosen", 7), ("text", "hover", 7),
        ("faint", "panel", 4.5), ("faint", "sunken", 4.5), ("faint", "chosen", 3), ("on_accent", "accent", 7),
        ("accent_text", "panel", 4.5), ("focus", "panel", 3), ("focus", "raised", 3),
    ],
)  # fmt: skip
def test_words_stand_out_from_what_they_are_written_on(theme, ink, paper, least):
    # WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11
    light, dark = sorted((luminance(getattr(theme, ink)), luminance(getattr(theme, paper))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_draws_inside_its_box(sign):
    surface = pygame.Surface((40, 40))
    draw_sign(surface, sign, pygame.Rect(10, 10, 20, 20), (255, 255, 255))
    drawn = pygame.mask.from_threshold(surface, (255, 255, 255), (1, 1, 1)).get_bounding_rects()
    assert drawn
    assert all(pygame.Rect(9, 9, 22, 22).contains(rect) for rect in drawn)


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(0, 30)] * 2), max_size=8))
def test_joined_rectangles_cover_the_same_and_do_not_overlap(boxes):
    window = pygame.Rect(0, 0, 64, 64)
    rects = [pygame.Rect(box).clip(window) for box in boxes]
    apart = joined(rects, window)
    assert all(any(out.contains(rect) for out in apart) for rect in rects if rect.w and rect.h)
    assert not any(a.colliderect(b) for i, a in enumerate(apart) for b in apart[i + 1 :])


def test_a_number_field_steps_and_refuses_what_is_no_number():
    field = NumberField("x", 5, least=0, most=20)
    window = Window(Stack([field]))
    window.key(pygame.K_TAB)
    assert [message.text for message in window.key(pygame.K_UP) + window.key(pygame.K_DOWN, "shift")] == ["6", "0"]
    window.key(pygame.K_a, "ctrl")
    window.type("21")
    assert window.key(pygame.K_RETURN) == [Refused("x", "21")]
    window.key(pygame.K_TAB)
    window.draw()
    assert field.value == 0


def test_a_flow_takes_as_many_lines_as_it_needs_and_leaves_out_what_can_be_spared():
    buttons = [Button(name, name * 20) for name in "abc"]
    flow = Flow(buttons[:2], spare=buttons[2:])
    window = Window(Stack([flow, Canvas("stage")], pad=False), size=(640, 480))
    assert [button.rect.y for button in buttons] == [0, 0, 0]
    window = Window(Stack([flow, Canvas("stage")], pad=False), size=(buttons[0].rect.w + 20, 480))
    assert [button.rect.y for button in flow.children] == [0, buttons[0].rect.h]
    assert flow.rect.h == 2 * buttons[0].rect.h
    for _ in range(3):
        window.key(pygame.K_TAB)
    assert window.root.focus is not buttons[2]


def test_tabs_show_the_page_that_is_chosen():
    pages = [Canvas("one"), Canvas("two")]
    tabs = Tabs("pages", [("One", pages[0]), ("Two", pages[1])])
    window = Window(tabs)
    assert window.click(tabs.title_rect(1).center) == [Chosen("pages", (1,))]
    window.draw()
    assert [page.visible for page in pages] == [False, True]
    assert pages[1].rect.w == tabs.rect.w
    assert window.key(pygame.K_LEFT) == [Chosen("pages", (0,))]
    assert window.click(tabs.title_rect(0).center) == []
