"""What the editor's window shows and how it is looked at, by events as a person makes them."""

import json
import re
from dataclasses import replace

import numpy as np
import pygame
import pytest
from edit_hand import FRAMES, GROUND, Hand, hand_on, open_window, scenes
from repaint_figures import figure_bundle

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.edits import Lift, Move
from spritelift_runtime.editing.properties import About, sprite_called
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.editing.sight import Kind, Layer, Sight, layers_of
from spritelift_runtime.editing.tiling import Tiling, tiling_of
from spritelift_runtime.editing.where import Where
from spritelift_runtime.editing.written import of_json, to_json
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.window.edit.describing import MIXED
from spritelift_runtime.window.state import View
from spritelift_runtime.window.theme import SCALES, THEME
from spritelift_runtime.window.widgets.row_drawing import switch_rects

FIGURES = Layer(0, Kind.SPRITES)
CTRL, SHIFT, ALT = pygame.KMOD_CTRL, pygame.KMOD_SHIFT, pygame.KMOD_ALT


class Recording:
    """Frames that differ from the scenes in one pixel."""

    fps = 60.0

    def __init__(self, bundle):
        self.size = bundle.art.size
        self.frames = np.stack([compose(scene, bundle.art) for scene in scenes()])
        self.frames[:, 20, 1] = 255 - self.frames[:, 20, 1]

    def __len__(self):
        return len(self.frames)


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def hand(bundle, tmp_path, monkeypatch):
    """A window over scenes and their recording."""
    with hand_on(bundle, tmp_path, monkeypatch, Recording(bundle)) as hand:
        yield hand


@pytest.fixture
def alone(bundle, tmp_path, monkeypatch):
    """A window over scenes without their recording."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    session = open_window(bundle, tmp_path, None)
    yield Hand(session)
    session.editor.journal.close()
    pygame.display.quit()


def picture(hand):
    return hand.session.panels.stage.frame


def test_keys_and_buttons_show_each_view(hand):
    rebuilt = compose(scenes()[0], hand.document.art)
    assert np.array_equal(picture(hand), rebuilt)
    hand.key(pygame.K_1, CTRL)
    assert picture(hand)[20, 1].tolist() == (255 - rebuilt[20, 1]).tolist()
    hand.click(hand.session.panels.tools.views[View.DIFFERENCE].rect.center)
    assert np.argwhere((picture(hand) == THEME.alarm).all(2)).tolist() == [[20, 1]]
    hand.key(pygame.K_4, CTRL)
    assert picture(hand)[20, 1].tolist() in [list(colour) for colour in THEME.checker]
    hand.key(pygame.K_5, CTRL)
    stage = hand.session.panels.stage
    assert picture(hand) is None
    assert stage.picture.get_size() == stage.rect.size
    hand.click(stage.rect.center)  # nothing can be selected on it
    assert not hand.editor.state.selected
    hand.key(pygame.K_2, CTRL)
    assert np.array_equal(picture(hand), rebuilt)


def test_without_a_recording_there_is_nothing_to_compare_with(alone):
    before = picture(alone)
    for view in (View.ORIGINAL, View.DIFFERENCE):
        button = alone.session.panels.tools.views[view]
        assert not button.enabled
        alone.click(button.rect.center)
        assert np.array_equal(picture(alone), before)


@pytest.mark.parametrize("view", list(View))
def test_a_resting_window_redraws_nothing_in_any_view(hand, view):
    hand.session.do(f"view_{view.name.lower()}")
    hand.session.do("onion_skin")
    hand.session.do("grid")
    hand.do()
    hand.do()
    assert not any(hand.do() for _ in range(10))


def test_onion_skin_shows_what_moves_where_it_was_and_will_be(hand):
    hand.editor.go(1)
    hand.do()
    plain = picture(hand)
    hand.key(pygame.K_F3)
    skinned = picture(hand)
    changed = np.argwhere((skinned != plain).any(2))
    assert len(changed)
    rows = {x for _, x in changed.tolist()}
    assert max(rows) <= 2 + 7 + 9, "only the first figure moves, a pixel a frame"
    body = hand.editor.picker.ids(hand.editor.seen) == 1
    assert np.array_equal(skinned[body], plain[body]), "what stands on this frame is seen as it is"
    hand.key(pygame.K_F3)
    assert np.array_equal(picture(hand), plain)


def test_a_hidden_layer_is_not_drawn_and_cant_be_clicked(hand):
    hand.editor.click(*hand.body())
    hand.do()
    hand.key(pygame.K_x, SHIFT)
    assert np.array_equal(picture(hand), compose(Scene((GROUND,)), hand.document.art))
    assert not hand.editor.state.selected
    hand.click(hand.at(*hand.body()))
    assert not hand.editor.state.selected
    hand.key(pygame.K_x, SHIFT)
    hand.click(hand.at(*hand.body()))
    assert hand.editor.state.selected == {0}
    assert not hand.document.done, "none of it is an edit"


def test_eyes_locks_and_solo_are_in_the_panel(hand):
    page(hand, 1)
    layers = hand.session.panels.side.layers
    assert [row.text for row in layers.rows] == ["Sprites 0", "Background 0"]
    switch(hand, layers, 0, 1)
    assert hand.editor.state.sight.locked == {FIGURES}
    hand.click(hand.at(*hand.body()))
    hand.session.do("select_all")
    assert not hand.editor.state.selected, "it is seen, and can't be selected"
    switch(hand, layers, 0, 1)
    switch(hand, layers, 1, 2)
    assert np.array_equal(picture(hand), compose(Scene((GROUND,)), hand.document.art))
    hand.key(pygame.K_h, CTRL | SHIFT)
    assert hand.editor.state.sight == Sight()


def test_a_double_click_on_a_layer_selects_all_of_it(hand):
    page(hand, 1)
    row = hand.session.panels.side.layers.row_rect(0)
    hand.click((row.x + 40, row.centery))
    hand.click((row.x + 40, row.centery))
    assert hand.editor.state.selected == {0, 1}


def test_one_track_alone_and_again_all(hand):
    hand.editor.select_tracks({9})
    hand.do()
    hand.key(pygame.K_o)
    assert np.array_equal(
        picture(hand), compose(replace(scenes()[0], placements=scenes()[0].placements[1:]), hand.document.art)
    )
    hand.click(hand.at(*hand.body()))
    assert not hand.editor.state.selected
    hand.key(pygame.K_o)
    assert hand.editor.state.sight == Sight()


def test_the_list_of_tracks_chooses_and_goes_to_their_start(hand):
    page(hand, 2)
    tracks = hand.session.panels.side.tracks
    assert [row.note for row in tracks.rows] == ["0 to 7", "0 to 7"]
    hand.editor.go(3)
    row = tracks.row_rect(1)
    hand.click((row.x + 20, row.centery))
    assert not hand.editor.state.selected, "it isn't on this frame"
    hand.click((row.x + 20, row.centery))
    assert (hand.editor.state.frame, hand.editor.state.selected) == (0, {1})
    switch(hand, tracks, 0, 0)
    assert hand.editor.state.sight.tracks == {7}
    switch(hand, tracks, 0, 1)
    assert hand.session.watching.watch.followed == 7


def test_a_followed_track_stays_in_the_middle_while_it_plays(hand):
    hand.editor.select_tracks({7})
    hand.do()
    hand.key(pygame.K_f)
    hand.do()
    stage = hand.session.panels.stage
    places = []
    for _ in range(3):
        middle = stage.pixel(stage.rect.center)
        figure = hand.editor.scene.placements[0]
        places.append((middle[0] - figure.x, middle[1] - figure.y))
        hand.editor.go(hand.editor.state.frame + 1)
        hand.do()
    assert len(set(places)) == 1
    hand.press(stage.rect.center, 2)  # who moves the picture by hand wants to look elsewhere
    hand.move((stage.rect.centerx + 30, stage.rect.centery), (0, 1, 0))
    hand.let_go((stage.rect.centerx + 30, stage.rect.centery), 2)
    assert hand.session.watching.watch.followed is None


def test_typed_values_are_edits_with_the_scope_that_is_chosen(hand):
    fields = hand.session.panels.tools.fields
    hand.click(hand.at(*hand.body()))
    assert [fields[name].text for name in ("x", "y", "layer", "sprite")] == [
        "2",
        "3",
        "0",
        hand.document.art.sprites[0].name,
    ]
    enter(hand, fields["x"], "12")
    assert [hand.document.scene(t).placements[0].x for t in (0, 1)] == [12, 3]
    hand.session.do("undo")
    hand.click(hand.session.panels.tools.scopes["TRACK"].rect.center)
    enter(hand, fields["x"], "12")
    assert [hand.document.scene(t).placements[0].x for t in (0, 1)] == [12, 13]
    enter(hand, fields["layer"], "-2")
    assert {hand.document.scene(t).placements[0].layer for t in range(FRAMES)} == {-2}
    enter(hand, fields["sprite"], hand.document.art.sprites[1].name)
    assert {hand.document.scene(t).placements[0].sprite for t in range(FRAMES)} == {1}
    assert len(hand.document.done) == 3
    hand.session.do("flip_x")
    hand.do()
    assert hand.session.panels.tools.flips["flip_x"].on


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("x", "left", "whole number from -9999"), ("y", "12345", "to 9999"), ("sprite", "stoen", "Did you mean .stone")],
)
def test_a_wrong_text_says_so_and_changes_nothing(hand, field, text, said):
    heard = []
    hand.session.root.say = lambda text, tone=None: heard.append(text)
    hand.click(hand.at(*hand.body()))
    enter(hand, hand.session.panels.tools.fields[field], text)
    assert re.search(said, heard[0])
    assert not hand.document.done


def test_what_is_typed_is_about_what_was_selected_then(hand):
    field = hand.session.panels.tools.fields["x"]
    hand.click(hand.at(*hand.body()))
    hand.click(field.rect.center)
    hand.key(pygame.K_a, CTRL)
    hand.type("9")
    other = hand.document.scene(0).placements[1]
    inside = np.argwhere(hand.document.art.sprites[1].rgba[..., 3] > 0)[0].tolist()
    hand.click(hand.at(other.x + inside[1], other.y + inside[0]))
    assert hand.editor.state.selected == {1}
    assert [p.x for p in hand.document.scene(0).placements] == [9, 12]


def test_values_that_differ_are_left_out_and_one_typed_counts_for_all(hand):
    fields = hand.session.panels.tools.fields
    hand.session.do("select_all")
    hand.do()
    assert (fields["x"].text, fields["x"].hint, fields["layer"].text) == ("", MIXED, "0")
    enter(hand, fields["x"], "5")
    assert [p.x for p in hand.document.scene(0).placements] == [5, 5]
    assert len(hand.document.done) == 1
    hand.session.do("deselect")
    hand.do()
    assert not any(field.enabled or field.text for field in fields.values())


def test_every_occurrence_goes_as_far_as_the_first_of_its_sprite():
    scene = Scene((), (Placement(0, 2, 2), Placement(0, 6, 2), Placement(1, 9, 2)))
    edits = About(scene, 0, frozenset({0, 1, 2}), Scope.EVERY).put(x=10)
    assert [(edit.where.sprites, edit.dx) for edit in edits] == [((0,), 8), ((1,), 1)]


def test_a_sprite_is_found_by_name_or_number(bundle):
    art = bundle.art
    assert sprite_called(art, f" {art.sprites[1].name} ") == 1
    assert sprite_called(art, "2") == 2
    with pytest.raises(ConfigError, match="from 0 to"):
        sprite_called(art, "99")


def test_the_status_line_says_what_is_under_the_pointer(hand):
    status = hand.session.panels.status
    x, y = hand.body()
    hand.move(hand.at(x, y))
    red, green, blue = picture(hand)[y, x].tolist()
    name = hand.document.art.sprites[0].name
    assert status.note == f"{name}   track 7   #{red:02x}{green:02x}{blue:02x}   {x}, {y}"
    assert status.swatch == (red, green, blue)
    hand.move(hand.session.panels.sheet.rect.center)
    assert status.note == ""
    assert status.facts[:3] == (
        f"frame 0 / {FRAMES}",
        f"zoom {hand.session.panels.stage.seen.zoom}",
        "0 px unexplained",
    )


def test_the_grid_is_drawn_over_the_frame_only(hand):
    before = pygame.surfarray.array3d(hand.session.panels.stage.picture)
    hand.key(pygame.K_g, SHIFT)
    after = pygame.surfarray.array3d(hand.session.panels.stage.picture)
    eye = hand.session.panels.stage.seen
    columns = {x for x, _ in np.argwhere((before != after).any(2)).tolist()}
    assert {eye.x, eye.x + 8 * eye.zoom, eye.x + 16 * eye.zoom} <= columns
    assert min(columns) == eye.x
    assert max(columns) < eye.x + 24 * eye.zoom


def test_things_snap_to_the_tiles_pitch_and_phase(hand):
    hand.click(hand.at(*hand.body()))
    hand.key(pygame.K_s, SHIFT)
    x, y = hand.body()
    hand.drag(hand.at(x, y), hand.at(x + 5, y + 4))
    assert hand.editor.chosen[0].x == hand.editor.chosen[0].y == 8
    hand.key(pygame.K_RIGHT, SHIFT)
    assert hand.editor.chosen[0].x == 16
    assert "snap" in hand.session._parts[0].checked


def tiles_art():
    def tile(name, side, grid):
        return Sprite(name=name, rgba=np.full((side, side, 4), 255, np.uint8), grid=grid)

    return Art(
        size=(64, 48),
        sprites=(
            tile("wall", 16, (16, 16, 3, 5)), tile("brick", 16, (16, 16, 3, 5)), tile("pebble", 4, (16, 16, 9, 1)),
            tile("hero", 10, None),
        ),
    )  # fmt: skip


def test_the_grid_has_the_games_own_pitch_at_the_phase_of_the_tiles_seen():
    art = tiles_art()
    still = Scene((), (Placement(0, 19, 21, fixed=True),))
    assert tiling_of(still, art) == Tiling(16, 16, 3, 5, (3, 5))
    scrolled = Scene((), (Placement(0, 14, 21, fixed=True), Placement(2, 20, 17, fixed=True), Placement(3, 1, 1)))
    tiling = tiling_of(scrolled, art)
    assert (tiling.x, tiling.y) == (14, 5)
    assert tiling.nearest(20, 20) == (14, 21)
    assert tiling.nearest(21, 14, art.sprites[2]) == (20, 17), "a trimmed tile stands in its cell as it did"


def test_without_tiles_the_grid_moves_with_the_ground():
    ground = Plane(picture=0, clip=(0, 0, 64, 48), camera=(13, 2))
    line = Plane(picture=1, clip=(0, 0, 64, 8), layer=3)
    plain = replace(tiles_art(), sprites=())
    assert tiling_of(Scene((ground, line)), plain) == Tiling(8, 8, 3, 6)
    assert tiling_of(Scene(), plain) == Tiling(8, 8, 0, 0)


def test_layers_are_listed_from_the_front_and_told_apart():
    strips = Plane(picture=0, clip=(0, 0, 9, 9)), Plane(picture=0, clip=(0, 9, 9, 9))
    scene = Scene(
        (*strips, Plane(picture=2, clip=(0, 0, 9, 2), layer=4)),
        (Placement(0, 0, 0, fixed=True), Placement(1, 0, 0), Placement(1, 4, 4, layer=2)),
    )  # fmt: skip
    assert list(layers_of(scene).items()) == [
        (Layer(4, Kind.PLANE, 2), 1), (Layer(2, Kind.SPRITES), 1), (Layer(0, Kind.SPRITES), 1),
        (Layer(0, Kind.TILES), 1), (Layer(0, Kind.PLANE, 0), 2),
    ]  # fmt: skip
    assert Sight().seen(scene) is scene
    hidden = Sight(hidden=frozenset({Layer(0, Kind.PLANE, 0), Layer(0, Kind.TILES)})).seen(scene)
    assert (len(hidden.planes), len(hidden.placements)) == (1, 2)


def test_speed_and_loop(hand):
    playback = hand.session.playback
    hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_PERIOD, mod=SHIFT, unicode=">"))
    assert playback.speed == 2.0
    hand.click(hand.session.panels.speed.rect.center)
    assert (playback.speed, hand.session.panels.speed.text) == (4.0, "4x")
    hand.key(pygame.K_l)
    hand.key(pygame.K_k)
    for _ in range(20):
        hand.do()
    assert not playback.playing
    assert hand.editor.state.frame == FRAMES - 1
    hand.click(hand.session.panels.speed.rect.center)
    hand.key(pygame.K_k)
    assert (playback.speed, hand.editor.state.frame) == (0.25, 0), "it begins again"


def test_panels_hide_and_come_back(hand):
    panels = hand.session.panels
    rooms = (panels.left, panels.side.whole, panels.tools.line, panels.time)
    wide = panels.stage.rect.w
    for key, room in zip((pygame.K_1, pygame.K_2, pygame.K_3), rooms, strict=False):
        hand.key(key, ALT)
        assert not room.visible
    assert panels.stage.rect.w > wide
    hand.key(pygame.K_2, ALT)
    hand.key(pygame.K_f, CTRL)
    assert not any(room.visible for room in rooms)
    hand.key(pygame.K_f, CTRL)
    assert [room.visible for room in rooms] == [False, True, False, True]


@pytest.mark.parametrize("scale", SCALES)
def test_at_every_scale_fields_and_stage_are_inside_the_window(hand, scale):
    while hand.session.root.look.theme.scale != scale:
        hand.session.do("larger")
        hand.do()
    panels = hand.session.panels
    window = pygame.Rect(0, 0, 1280, 720)
    for widget in (
        *panels.tools.fields.values(),
        *panels.tools.flips.values(),
        panels.stage,
        panels.timeline,
        panels.status,
    ):
        assert window.contains(widget.rect)
    assert panels.stage.rect.w >= 220 * scale
    assert panels.stage.rect.h >= 120 * scale


def page(hand, number):
    hand.click(hand.session.panels.side.whole.title_rect(number).center)


def switch(hand, panel, row, number):
    """Click a row's switch."""
    hand.do()
    hand.click(switch_rects(panel.row_rect(row), panel.rows[row], panel.look)[number].center)


def enter(hand, field, text):
    hand.click(field.rect.center)
    hand.key(pygame.K_a, CTRL)
    hand.type(text)
    hand.key(pygame.K_RETURN)


def test_what_is_on_a_locked_layer_is_left_alone_however_far_an_edit_goes(hand):
    hand.editor.do(Lift(where=Where(first=4, tracks=(7,)), by=3))  # its track, and its sprite, go on on another layer
    page(hand, 1)
    hand.editor.go(5)
    for _ in range(2):
        hand.do()
    layers = hand.session.panels.side.layers
    switch(hand, layers, [row.text for row in layers.rows].index("Sprites 3"), 1)
    hand.editor.go(0)
    was = [hand.document.scene(t).placements[0] for t in range(FRAMES)]
    for scope in (Scope.EVERY, Scope.TRACK, Scope.ONWARD):
        hand.editor.state = replace(hand.editor.state, scope=scope)
        hand.editor.select([0])
        hand.do()
        hand.key(pygame.K_RIGHT)
        now = [hand.document.scene(t).placements[0] for t in range(FRAMES)]
        assert [one.x - other.x for one, other in zip(now, was, strict=True)] == [1] * 4 + [0] * 4, scope
        hand.session.do("undo")
    hand.session.do("undo")
    assert len(hand.document.done) == 0


def test_spared_layers_are_written_down():
    edit = Move(where=Where(sprites=(1,), spared=((3, False), (4, True))), dx=1)
    assert of_json(json.loads(json.dumps(to_json(edit)))) == edit
