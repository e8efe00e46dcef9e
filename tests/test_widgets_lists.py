from itertools import pairwise

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from widget_window import Window

from spritelift_runtime.window.layout import column_of
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.widgets import selection
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.cells import Cells, offsets_of
from spritelift_runtime.window.widgets.grid import Grid
from spritelift_runtime.window.widgets.grid_drawing import Cell, Group
from spritelift_runtime.window.widgets.lane_drawing import Lane
from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.messages import (
    Chosen,
    Dropped,
    Folded,
    Opened,
    Renamed,
    Scrubbed,
    Slid,
    Switched,
)
from spritelift_runtime.window.widgets.row_drawing import Row, draw_row, fitted_picture
from spritelift_runtime.window.widgets.scrubber import Scrubber
from spritelift_runtime.window.widgets.selection import Selection
from spritelift_runtime.window.widgets.slider import Slider
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.time_axis import Axis, Span, shown_spans, ticks
from spritelift_runtime.window.widgets.timeline import Timeline


def a_list(count=5000, **settings):
    rows = ListView("rows", [Row(f"row {i}") for i in range(count)], **settings)
    return rows, Window(rows)


def at(rows, row):
    return rows.row_rect(row).move(0, 0).center


def test_a_list_draws_the_rows_seen_only(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "spritelift_runtime.window.widgets.list_view.draw_row",
        lambda surface, rect, row, *rest: (drawn.append(row.text), draw_row(surface, rect, row, *rest)),
    )
    rows, window = a_list()
    assert len(drawn) == 20
    drawn.clear()
    rows.scroll = 100 * THEME.row_high
    window.draw()
    assert drawn[0] == "row 100"
    assert len(drawn) == 20


def test_clicks_with_ctrl_and_shift_choose_many():
    rows, window = a_list()
    assert window.click(at(rows, 2)) == [Chosen("rows", (2,))]
    assert window.click(at(rows, 5), "shift") == [Chosen("rows", (2, 3, 4, 5))]
    assert window.click(at(rows, 0), "shift") == [Chosen("rows", (0, 1, 2))]
    window.click(at(rows, 5), "shift")
    assert window.click(at(rows, 3), "ctrl") == [Chosen("rows", (2, 4, 5))]
    assert window.click(at(rows, 8), "ctrl") == [Chosen("rows", (2, 4, 5, 8))]
    assert window.click(at(rows, 1)) == [Chosen("rows", (1,))]


def test_a_list_of_single_choices_keeps_to_one():
    rows, window = a_list(many=False)
    window.click(at(rows, 2))
    assert window.click(at(rows, 5), "shift") == [Chosen("rows", (5,))]
    assert window.key(pygame.K_a, "ctrl") == []


def test_arrows_choose_and_scroll_what_they_choose_into_sight():
    rows, window = a_list()
    window.click(at(rows, 0))
    assert window.key(pygame.K_DOWN) == [Chosen("rows", (1,))]
    assert window.key(pygame.K_DOWN, "shift") == [Chosen("rows", (1, 2))]
    assert window.key(pygame.K_END) == [Chosen("rows", (4999,))]
    assert rows.rect.contains(rows.row_rect(4999))
    assert window.key(pygame.K_PAGEUP) == [Chosen("rows", (4999 - 17,))]
    window.key(pygame.K_HOME)
    assert rows.scrolled == 0


def test_a_double_click_and_enter_open_a_row():
    rows, window = a_list()
    window.click(at(rows, 3))
    assert window.click_again(at(rows, 3)) == [Opened("rows", 3)]
    assert window.key(pygame.K_RETURN) == [Opened("rows", 3)]
    assert window.click(at(rows, 3)) == []
    assert window.click_again(at(rows, 4)) == [Chosen("rows", (4,))], "another row is no double click"


def test_a_row_is_renamed_in_place():
    rows, window = a_list(renames=True)
    window.click(at(rows, 3))
    window.key(pygame.K_F2)
    window.type("hero")
    assert window.key(pygame.K_DOWN) == []
    assert window.key(pygame.K_RETURN) == [Renamed("rows", 3, "hero")]
    assert rows.typing is None


def test_renaming_ends_with_escape_or_an_empty_name_and_counts_when_left():
    rows, window = a_list(renames=True)
    window.click(at(rows, 3))
    window.key(pygame.K_F2)
    window.type("hero")
    assert window.key(pygame.K_ESCAPE) == []
    window.key(pygame.K_F2)
    window.key(pygame.K_DELETE)
    assert window.key(pygame.K_RETURN) == []
    window.type("coin")
    assert window.click(at(rows, 9)) == [Renamed("rows", 3, "coin")]


def test_a_switch_of_a_row_is_clicked_without_choosing_it():
    rows = ListView("rows", [Row("track", switches=(("eye", True), ("lock", False)))])
    window = Window(rows)
    right = rows.row_rect(0).right
    assert window.click((right - 20, 10)) == [Switched("rows", 0, "lock", True)]
    assert window.click((right - 46, 10)) == [Switched("rows", 0, "eye", False)]


def test_a_click_below_the_rows_chooses_nothing_and_a_right_click_what_is_there():
    rows, window = a_list(3)
    window.click(at(rows, 1))
    assert window.click((50, 400)) == [Chosen("rows", ())]
    assert window.click(at(rows, 2), button=3)[0] == Chosen("rows", (2,))


def test_the_wheel_and_the_bar_scroll():
    rows, window = a_list()
    window.wheel(-2, (50, 50))
    assert rows.scrolled == 6 * THEME.row_high
    window.wheel(9, (50, 50))
    assert rows.scrolled == 0
    window.drag(rows.thumb().center, (rows.rect.right - 2, 479))
    assert rows.scrolled == 5000 * THEME.row_high - 480
    assert rows.chosen == ()


def test_fewer_rows_than_before_leave_nothing_broken():
    rows, window = a_list(renames=True)
    window.key(pygame.K_TAB)
    window.key(pygame.K_END)
    window.key(pygame.K_F2)
    rows.rows = rows.rows[:2]
    window.draw()
    window.key(pygame.K_ESCAPE)
    assert window.key(pygame.K_RETURN) == [Opened("rows", 1)]
    assert rows.scrolled == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), min_size=1))
def test_a_row_clicked_last_is_chosen_unless_ctrl_took_it_away(clicks):
    chosen = Selection()
    for row, ctrl, shift in clicks:
        before = chosen
        chosen = selection.picked(chosen, row, ctrl=ctrl, shift=shift)
        toggled = ctrl and not shift
        assert (row in chosen.rows) == (row not in before.rows if toggled else True)
        assert ctrl or shift or chosen.rows == {row}


def a_grid(names=("a", "b", "c", "d", "e"), **settings):
    picture = pygame.Surface((8, 8))
    cells = tuple(Cell(name, picture, 3, payload=name.upper()) for name in names)
    return Grid("grid", [Group("first", cells[:3]), Group("second", cells[3:])], **settings)


def test_cells_are_chosen_by_click_and_arrows_go_across_groups():
    grid = a_grid()
    window = Window(grid)
    assert window.click(grid.cell_rect(1).center) == [Chosen("grid", (1,))]
    assert window.key(pygame.K_RIGHT) == [Chosen("grid", (2,))]
    assert window.key(pygame.K_RIGHT) == [Chosen("grid", (3,))]
    assert window.key(pygame.K_RIGHT, "shift") == [Chosen("grid", (3, 4))]
    assert window.key(pygame.K_UP) == [Chosen("grid", (1,))]
    assert window.click(grid.cell_rect(4).center, "ctrl") == [Chosen("grid", (1, 4))]
    window.click(grid.cell_rect(2).center)
    assert window.key(pygame.K_DOWN) == [Chosen("grid", (4,))], "the line below is shorter"


def test_a_group_folds_and_its_cells_are_gone():
    grid = a_grid()
    window = Window(grid)
    below = grid.cell_rect(3).y
    assert window.click((20, 10)) == [Folded("grid", True, "first")]
    assert grid.cell_rect(0).size == (0, 0)
    assert grid.cell_rect(3).y < below
    assert window.click((20, 10)) == [Folded("grid", False, "first")]
    assert grid.cell_rect(3).y == below


def test_a_cell_is_dragged_onto_what_takes_it():
    grid, stage = a_grid(), Canvas("stage", accepts=lambda payload: payload == "B")
    window = Window(Split("split", grid, stage, Side.LEFT, 300))
    start, target = grid.cell_rect(1).center, stage.rect.center
    messages = window.drag(start, (start[0] + 2, start[1]), target)
    assert messages == [Chosen("grid", (1,)), Dropped("stage", "grid", "B", target)]
    assert window.drag(grid.cell_rect(0).center, target) == [Chosen("grid", (0,))], "what isn't taken isn't dropped"
    assert window.drag(grid.cell_rect(1).center, grid.cell_rect(4).center) == [Chosen("grid", (1,))]


def test_a_short_pull_is_a_click_and_what_is_dragged_is_seen_and_goes():
    grid, stage = a_grid(), Canvas("stage", accepts=lambda payload: True)
    window = Window(Split("split", grid, stage, Side.LEFT, 300))
    start = grid.cell_rect(1).center
    window.press(start)
    window.move((start[0] + 3, start[1]))
    assert grid.drag is None
    window.release((start[0] + 3, start[1]))
    window.draw()
    before = window.picture()
    window.now += 1000
    window.press(start)
    window.move(stage.rect.center)
    window.draw()
    ghost = window.surface.get_at((stage.rect.centerx - THEME.cell_px // 2, stage.rect.centery))
    assert ghost[:3] == THEME.accent
    window.release(stage.rect.center)
    window.move(start)
    window.draw()
    assert window.picture() == before


def test_a_tip_gives_a_cells_whole_name_and_a_double_click_opens_it():
    grid = a_grid()
    window = Window(grid)
    assert grid.tip_at(grid.cell_rect(2).center) == "c"
    window.click(grid.cell_rect(2).center)
    assert window.click_again(grid.cell_rect(2).center) == [Opened("grid", 2)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(1, 4))
def test_every_cell_is_found_where_it_stands(counts, across):
    cells = Cells(tuple(counts), offsets_of(counts), across, wide=10, high=20, title_high=7)
    places = [cells.place_of(i) for i in range(sum(counts))]
    assert [cells.cell_at(x + 9, y + 19) for x, y in places] == list(range(sum(counts)))
    assert cells.all_high == 7 * len(counts) + 20 * sum(-(-count // across) for count in counts)


@given(st.integers(1, 30), st.integers(1, 5), st.lists(st.sampled_from(["Left", "Right", "Up", "Down"]), max_size=20))
def test_arrows_stay_inside_a_grid_and_right_undoes_left(count, across, keys):
    cells = Cells((count,), (0,), across, 10, 10, 0)
    cell = 0
    for key in keys:
        cell = cells.stepped(cell, key)
        assert 0 <= cell < count
    if cell > 0:
        assert cells.stepped(cells.stepped(cell, "Left"), "Right") == cell


def test_small_pictures_are_enlarged_by_whole_numbers():
    assert fitted_picture(pygame.Surface((10, 7)), 35).get_size() == (30, 21)
    assert fitted_picture(pygame.Surface((100, 50)), 40).get_size() == (40, 20)


def test_a_slider_is_dragged_stepped_and_kept_in_its_range():
    slider = Slider("opacity", 50, 0, 100, step=5)
    window = Window(Stack([slider]))
    groove = slider.groove
    messages = window.drag((groove.centerx, groove.centery), (groove.right + 50, groove.centery))
    assert messages == [Slid("opacity", 100.0, False), Slid("opacity", 100.0)]
    assert window.key(pygame.K_LEFT) == [Slid("opacity", 95.0)]
    assert window.key(pygame.K_LEFT, "shift") == [Slid("opacity", 45.0)]
    assert window.key(pygame.K_HOME) == [Slid("opacity", 0.0)]
    assert window.key(pygame.K_DOWN) == []
    assert window.wheel(1, groove.center) == [Slid("opacity", 5.0)]


def test_a_scrubber_says_each_frame_and_when_it_is_let_go():
    scrubber = Scrubber("scrub", 101, marks=((50, 1.0),))
    window = Window(Stack([scrubber]))
    groove = scrubber.groove
    y = groove.y + 2
    messages = window.drag((groove.x, y), (groove.x + groove.wide // 2, y), (groove.x + groove.wide + 90, y))
    assert messages == [Scrubbed("scrub", 50, False), Scrubbed("scrub", 100, False), Scrubbed("scrub", 100)]
    assert window.key(pygame.K_LEFT, "shift") == [Scrubbed("scrub", 90)]
    window.draw()
    assert window.surface.get_at((column_of(groove, 50, 101), groove.y))[:3] == THEME.alarm


def a_timeline(frames=1000, lanes=30):
    spans = (Span(0, 100, "walk"), Span(200, 500, "jump"))
    timeline = Timeline("time", frames, [Lane(f"track {i}", spans, keys=(250,)) for i in range(lanes)])
    return timeline, Window(timeline)


def test_the_timeline_scrubs_where_it_is_pressed_and_dragged():
    timeline, window = a_timeline()
    y = timeline.rect.y + 5
    messages = window.drag((timeline.x_of(300) + 1, y), (timeline.x_of(600) + 1, y))
    assert [message.done for message in messages] == [False, False, True]
    assert [message.frame for message in messages] == pytest.approx([300, 600, 600], abs=2)


def test_lanes_are_chosen_by_their_names_without_scrubbing():
    timeline, window = a_timeline()
    assert window.click((20, timeline.lane_rect(2).centery)) == [Chosen("time", (2,))]
    assert window.click((20, timeline.lane_rect(4).centery), "shift") == [Chosen("time", (2, 3, 4))]
    assert window.key(pygame.K_DOWN) == [Chosen("time", (5,))]
    assert timeline.frame == 0


def test_the_wheel_zooms_about_the_pointer_and_shift_moves():
    timeline, window = a_timeline()
    x = timeline.x_of(400)
    for _ in range(6):
        window.wheel(1, (x, 100))
    assert timeline.axis.px_per_frame > 1.5
    assert timeline.x_of(400) == pytest.approx(x, abs=2)
    window.post((pygame.KEYDOWN, {"key": pygame.K_LSHIFT, "mod": 0}))
    window.wheel(-1, (x, 100))
    assert timeline.x_of(400) == pytest.approx(x - 48, abs=2)
    window.post((pygame.KEYUP, {"key": pygame.K_LSHIFT, "mod": 0}))
    for _ in range(20):
        window.wheel(-1, (x, 100))
    assert timeline.axis.seen == (0, 1000)


def test_the_wheel_over_the_names_scrolls_lanes_and_the_middle_button_moves():
    timeline, window = a_timeline()
    window.wheel(-1, (20, 100))
    assert timeline.scrolled == 3 * THEME.row_high
    for _ in range(6):
        window.wheel(1, (300, 100))
    x = timeline.x_of(400)
    window.press((400, 100), button=2)
    window.move((360, 100))
    window.release((360, 100), button=2)
    assert timeline.x_of(400) == pytest.approx(x - 40, abs=2)


def test_a_frame_stepped_to_is_brought_into_sight():
    timeline, window = a_timeline()
    for _ in range(12):
        window.wheel(1, (timeline.track.x, 100))
    window.click((timeline.track.x + 1, 100))
    assert window.key(pygame.K_END) == [Scrubbed("time", 999)]
    assert timeline.track.x <= timeline.x_of(999) < timeline.track.right


def test_the_current_frame_is_a_line_over_all_lanes():
    timeline, window = a_timeline()
    timeline.frame = 700
    window.draw()
    column = {window.surface.get_at((timeline.x_of(700), y))[:3] for y in range(30, 470)}
    assert column == {THEME.accent}


def test_a_timeline_tells_the_track_and_the_span_under_the_pointer():
    timeline, _ = a_timeline()
    inside = timeline.x_of(300), timeline.lane_rect(1).centery
    assert timeline.tip_at(inside) == "track 1  jump"
    assert timeline.tip_at((20, inside[1])) == "track 1"


axes = st.builds(
    lambda frames, wide, first, zoom: Axis(frames, wide).zoomed(0, zoom).moved_to(first),
    st.integers(1, 5000), st.integers(50, 900), st.floats(0, 5000), st.floats(1, 200),
)  # fmt: skip


@given(axes, st.integers(0, 5000))
def test_a_frame_is_found_at_the_pixels_it_takes(axis, frame):
    frame = min(frame, axis.frames - 1)
    middle = round((axis.x_of(frame) + axis.x_of(frame + 1)) / 2)
    assert abs(axis.frame_at(middle) - frame) <= max(1, round(1 / axis.px_per_frame))


@given(axes, st.integers(0, 899), st.floats(0.1, 10))
def test_zooming_keeps_the_frame_under_the_pointer_and_shows_no_more_than_there_is(axis, x, by):
    zoomed = axis.zoomed(min(x, axis.wide - 1), by)
    first, end = zoomed.seen
    assert 0 <= first < end <= axis.frames
    free = 0 < zoomed.first < axis.frames - axis.wide / zoomed.px_per_frame
    if free:
        x = min(x, axis.wide - 1)
        assert abs(zoomed.first + x / zoomed.px_per_frame - (axis.first + x / axis.px_per_frame)) < 1e-6


@given(axes, st.integers(40, 90))
def test_numbers_on_the_ruler_have_room(axis, apart):
    xs = [axis.x_of(frame) for frame in ticks(axis, apart)]
    assert all(b - a >= apart - 1 for a, b in pairwise(xs))


@given(axes, st.sets(st.integers(0, 400), max_size=60))
def test_spans_drawn_are_those_seen_and_no_more_than_pixels(axis, cuts):
    edges = sorted(cuts)
    spans = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    drawn = shown_spans(spans, [span.end for span in spans], axis)
    first, end = axis.seen
    seen = [span for span in spans if span.first < end and span.end > first]
    assert {span for span, _, _ in drawn} <= set(seen)
    assert len(drawn) <= axis.wide + 2
    covered = {x for _, left, right in drawn for x in range(left, right)}
    for span in seen:
        assert axis.x_of(span.first) in covered or axis.x_of(span.first) + 1 in covered
