"""Painting in the editor's window, by events as a person makes them, under the dummy driver."""

import sys

import numpy as np
import pygame
import pytest
from edit_hand import hand_on, scenes
from repaint_figures import figure_bundle, with_hat

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.brush import Brush, Stroke, Tool, edit_of, flipped
from spritelift_runtime.editing.colours import hex_of, hsv_of, of_hex, of_hsv, ramped
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.importing import imported
from spritelift_runtime.editing.sheet_edits import Draw, Paint, Redraw
from spritelift_runtime.editing.strokes import NOTHING
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import SizeError, UnavailableError
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import png_bytes, read_png
from spritelift_runtime.window.edit.outside import LOOK_MS
from spritelift_runtime.window.edit.programs import opened
from spritelift_runtime.window.widgets.actions import Moment

RED = (200, 16, 16, 255)
RIGHT, MIDDLE = 3, 2


class Easel:
    """The easel of a window, and a hand on it."""

    def __init__(self, hand, sprite=0):
        self.hand, self.bench = hand, hand.session.panels.bench
        cell = next(i for i, cell in enumerate(hand.session.panels.sheet.cells) if cell.payload == sprite)
        for _ in range(2):
            hand.click(hand.session.panels.sheet.cell_rect(cell).center)
        hand.do()

    @property
    def painter(self):
        return self.bench.easel.painter

    def at(self, x, y):
        """The window position of a pixel of the picture's box."""
        easel, eye = self.bench.easel, self.bench.easel.seen
        half = eye.zoom // 2
        return easel.rect.x + eye.x + x * eye.zoom + half, easel.rect.y + eye.y + y * eye.zoom + half

    def drag(self, *points, button=1):
        self.hand.press(self.at(*points[0]), button)
        for point in points[1:]:
            self.hand.move(self.at(*point), (1, 0, 0))
        self.hand.let_go(self.at(*points[-1]), button)

    def pixel(self, x, y, sprite=0):
        sprite = self.hand.document.art.sprites[sprite]
        return tuple(sprite.rgba[y + sprite.margin[1], x + sprite.margin[0]].tolist())


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def hand(bundle, tmp_path, monkeypatch):
    with hand_on(bundle, tmp_path, monkeypatch) as hand:
        yield hand


@pytest.fixture
def easel(hand):
    easel = Easel(hand)
    easel.painter.set(colour=RED)
    return easel


def key(hand, letter, mod=0):
    hand.key(getattr(pygame, f"K_{letter}"), mod)


def test_a_double_click_in_the_sheet_opens_the_easel_beside_the_stage_and_esc_closes_it(hand):
    easel = Easel(hand, sprite=2)
    assert easel.painter.subject == Subject(2)
    assert easel.bench.whole.visible
    assert hand.session.panels.stage.rect.w > 100
    assert hand.session.root.moment is Moment.PAINT
    key(hand, "ESCAPE")
    hand.do()
    assert not easel.bench.whole.visible
    assert hand.session.root.moment is Moment.FREE


def test_a_double_click_on_the_stage_opens_what_stands_there_and_a_drag_after_a_click_does_not(hand):
    painter = hand.session.panels.bench.easel.painter
    spot = hand.at(*hand.body())
    hand.click(spot)
    hand.drag(spot, hand.at(20, 10))
    assert painter.subject is None
    hand.session.do("undo")
    hand.now += 1000
    for _ in range(2):
        hand.click(spot)
    assert painter.subject == Subject(0)


def test_a_stroke_is_seen_in_the_frame_while_it_lasts_and_is_one_deed(hand, easel):
    before = pygame.image.tobytes(hand.session.panels.stage.picture, "RGB")
    hand.press(easel.at(1, 1))
    hand.move(easel.at(4, 1), (1, 0, 0))
    assert pygame.image.tobytes(hand.session.panels.stage.picture, "RGB") != before
    assert not hand.document.done
    hand.let_go(easel.at(4, 1))
    assert len(hand.document.done) == 1
    assert [easel.pixel(x, 1) for x in (1, 2, 3, 4)] == [RED] * 4
    for frame in range(len(hand.document)):
        shown = compose(hand.document.scene(frame), hand.document.art)
        assert (shown[4, 2 + frame + 1 : 2 + frame + 5] == RED[:3]).all()
    key(hand, "z", pygame.KMOD_CTRL)
    assert not hand.document.done
    assert pygame.image.tobytes(hand.session.panels.stage.picture, "RGB") == before


def test_keys_choose_tools_as_in_aseprite(hand, easel):
    for letter, tool in zip("begil", (Tool.PENCIL, Tool.ERASER, Tool.FILL, Tool.PICK, Tool.LINE), strict=True):
        key(hand, letter)
        assert easel.painter.brush.tool is tool
        assert f"tool_{tool}" in {
            item.action for _, items in hand.session.panels.tools.bar.menus for item in items if item.checked
        }
    hand.click(easel.bench.tools["pencil"].rect.center)
    assert easel.painter.brush.tool is Tool.PENCIL
    key(hand, "x")
    assert (easel.painter.brush.colour, easel.painter.brush.other) == (NOTHING, RED)
    hand.key(pygame.K_PLUS)
    assert easel.painter.brush.size == 2
    hand.key(pygame.K_MINUS)
    assert easel.painter.brush.size == 1


def test_the_right_button_and_the_eraser_leave_nothing(hand, easel):
    x, y = (part - 2 - i for i, part in enumerate(hand.body()))
    easel.drag((x, y), button=RIGHT)
    assert easel.pixel(x, y)[3] == 0
    key(hand, "z", pygame.KMOD_CTRL)
    assert easel.pixel(x, y)[3] == 255
    key(hand, "e")
    easel.drag((x, y))
    assert easel.pixel(x, y)[3] == 0


def test_a_fill_goes_to_what_is_joined_and_with_shift_everywhere(hand, easel):
    art = hand.document.art
    x, y = (part - 2 - i for i, part in enumerate(hand.body()))
    old = art.sprites[0].rgba
    key(hand, "g")
    hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_LSHIFT, mod=0, unicode=""))
    easel.drag((x, y))
    hand.do(pygame.event.Event(pygame.KEYUP, key=pygame.K_LSHIFT, mod=0))
    new = hand.document.art.sprites[0].rgba
    assert ((new == RED).all(2) == (old == old[y, x]).all(2)).all()


def test_alt_takes_a_colour_and_shift_draws_a_line_from_the_last_stroke(hand, easel):
    x, y = (part - 2 - i for i, part in enumerate(hand.body()))
    wanted = easel.pixel(x, y)
    hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_LALT, mod=0, unicode=""))
    easel.drag((x, y))
    hand.do(pygame.event.Event(pygame.KEYUP, key=pygame.K_LALT, mod=0))
    assert easel.painter.brush.colour == wanted
    assert not hand.document.done
    easel.painter.set(colour=RED)
    easel.drag((0, 0))
    hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_LSHIFT, mod=0, unicode=""))
    easel.drag((5, 0))
    assert [easel.pixel(x, 0) for x in range(6)] == [RED] * 6


def test_the_mirror_paints_both_sides_and_a_brush_is_wide(hand, easel):
    key(hand, "m", pygame.KMOD_SHIFT)
    easel.painter.set(size=2)
    easel.drag((0, 0))
    wide = hand.document.art.sprites[0].box[0]
    assert [easel.pixel(x, y) for x in (0, 1, wide - 1, wide - 2) for y in (0, 1)] == [RED] * 8


def test_a_sprite_painted_beyond_its_edge_grows_and_stands_where_it_stood(hand, easel):
    before = compose(hand.document.scene(0), hand.document.art)
    easel.drag((1, -2))
    sprite = hand.document.art.sprites[0]
    assert sprite.margin == (0, 2, 0, 0)
    after = compose(hand.document.scene(0), hand.document.art)
    changed = np.argwhere((before != after).any(2))
    assert changed.tolist() == [[3 - 2, 2 + 1]]
    easel.drag((1, -3))
    assert hand.document.art.sprites[0].margin == (0, 3, 0, 0)
    assert easel.pixel(1, -2) == RED


def test_nothing_is_painted_beyond_the_room_around_a_sprite(hand, easel):
    art = hand.document.art
    far = Stroke(((500, 0),), RED)
    assert edit_of(art, Subject(0), Brush(), far) is None
    both = edit_of(art, Subject(0), Brush(), Stroke(((-1, 0), (500, 0)), RED))
    assert both.margin == (1, 0, 0, 0)


def test_esc_forgets_a_stroke_and_undoing_below_one_does_too(hand, easel):
    easel.drag((1, 1))
    hand.press(easel.at(2, 2))
    key(hand, "ESCAPE")
    hand.let_go(easel.at(2, 2))
    assert len(hand.document.done) == 1
    assert easel.bench.whole.visible
    hand.press(easel.at(2, 2))
    key(hand, "z", pygame.KMOD_CTRL)
    hand.let_go(easel.at(2, 2))
    assert not hand.document.done


def test_a_stroke_whose_pointer_went_away_ends(hand, easel):
    hand.press(easel.at(1, 1))
    hand.do(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    assert len(hand.document.done) == 1
    hand.move(easel.at(5, 5))
    assert hand.editor.planned is None


def test_a_picture_that_is_undone_leaves_the_easel(hand):
    hand.editor.do(Draw(name="new", rgba=np.zeros((4, 4, 4), np.uint8)))
    hand.do()
    easel = Easel(hand, sprite=4)
    hand.press(easel.at(1, 1))
    key(hand, "z", pygame.KMOD_CTRL)
    hand.do()
    assert easel.painter.subject is None
    assert not easel.bench.whole.visible


def test_swatches_are_the_pictures_own_colours_then_the_games(hand, easel):
    (_, own), (_, game) = easel.bench.swatches.groups
    assert set(own) == {tuple(c) for c in hand.document.art.sprites[0].rgba.reshape(-1, 4).tolist() if c[3]}
    assert (90, 160, 90, 255) in game
    assert not set(own) & set(game)
    hand.click(easel.bench.swatches.boxes()[1].center)
    assert easel.painter.brush.colour == own[1]
    key(hand, "RIGHTBRACKET")
    assert easel.painter.brush.colour == easel.bench.swatches.colours[2]


def test_a_new_colour_is_typed_or_mixed(hand, easel):
    hand.click(easel.bench.code.rect.center)
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.do(pygame.event.Event(pygame.TEXTINPUT, text="#12ab9f"))
    hand.key(pygame.K_RETURN)
    assert easel.painter.brush.colour == (0x12, 0xAB, 0x9F, 255)
    groove = easel.bench.shades["value"].groove
    hand.click((groove.right - 1, groove.centery))
    assert max(easel.painter.brush.colour) == 255
    key(hand, "e")
    assert easel.painter.brush.tool is Tool.ERASER


def test_commas_go_from_pose_to_pose_and_arrows_from_frame_to_frame(hand, easel):
    key(hand, "PERIOD")
    assert easel.painter.subject == Subject(1)
    for _ in range(2):
        key(hand, "COMMA")
    assert easel.painter.subject == Subject(2)
    key(hand, "RIGHT")
    assert hand.editor.state.frame == 1


def test_after_a_click_on_the_stage_the_keys_move_what_is_selected(hand, easel):
    hand.click(hand.at(*hand.body()))
    key(hand, "RIGHT")
    assert hand.document.scene(0).placements[0].x == 3
    assert easel.bench.whole.visible


def test_a_background_is_painted_in_every_frame(hand):
    hand.session.do("paint_behind")
    hand.do()
    hand.do()
    easel = Easel.__new__(Easel)
    easel.hand, easel.bench = hand, hand.session.panels.bench
    assert easel.painter.subject == Subject(0, behind=True)
    easel.painter.set(colour=RED)
    easel.drag((20, 1), (22, 1))
    for frame in (0, 7):
        shown = compose(hand.document.scene(frame), hand.document.art)
        assert (shown[1, 20:23] == RED[:3]).all()


def test_the_wheel_zooms_the_easel_and_the_middle_button_moves_it(hand, easel):
    spot = easel.at(3, 3)
    hand.move(spot)
    zoom = easel.bench.easel.seen.zoom
    hand.do(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=-2, flipped=False))
    assert easel.bench.easel.seen.zoom == zoom - 2
    assert easel.bench.easel.pixel(spot) == (3, 3)
    hand.press(spot, MIDDLE)
    hand.move((spot[0] + 2 * (zoom - 2), spot[1]), (0, 1, 0))
    hand.let_go(spot, MIDDLE)
    assert easel.bench.easel.pixel(spot) == (1, 3)
    hand.key(pygame.K_0, pygame.KMOD_CTRL)
    assert easel.bench.easel.seen.zoom == zoom
    assert not hand.document.done


def test_a_picture_is_flipped_with_what_stands_out_of_it(hand, easel):
    easel.drag((-2, 1))
    key(hand, "h", pygame.KMOD_SHIFT)
    sprite = hand.document.art.sprites[0]
    assert sprite.margin == (0, 0, 2, 0)
    assert easel.pixel(sprite.box[0] + 1, 1) == RED
    twice = flipped(hand.document.art, Subject(0), x=True)
    assert isinstance(twice, Redraw)
    assert twice.margin == (2, 0, 0, 0)


def test_a_sprite_that_is_on_another_frame_takes_the_stage_there(hand):
    hand.editor.go(3)  # sprite 1 isn't on it
    Easel(hand, sprite=1)
    assert hand.editor.state.frame == 2
    assert hand.document.shown_on(3, 0) is None


def test_a_resting_easel_redraws_nothing(hand, easel):
    hand.do()
    assert not any(hand.do() for _ in range(20))


def test_colours_are_written_read_and_mixed():
    assert of_hex("#12ab9f") == of_hex("12AB9F") == (0x12, 0xAB, 0x9F, 255)
    assert of_hex("f00") == (255, 0, 0, 255)
    assert of_hex("#01020380") == (1, 2, 3, 128)
    assert of_hex("#12ab9") is of_hex("red") is of_hex("") is None
    assert [of_hex(hex_of(colour)) for colour in (RED, (1, 2, 3, 128))] == [RED, (1, 2, 3, 128)]
    assert of_hsv(hsv_of((255, 0, 0, 255))) == (255, 0, 0, 255)
    dark, light, gray = (80, 0, 0, 255), (250, 90, 90, 255), (90, 90, 90, 255)
    assert ramped([light, dark, gray]) == [gray, dark, light]


def test_a_sprite_that_grew_and_shrinks_again_in_another_outline_can_be_drawn(bundle):
    document = Document(bundle.art, Scenes.of([scenes()[0]]))
    box = document.art.sprites[0].rgba
    document.apply(
        Redraw(sprite=0, rgba=np.pad(box, ((2, 0), (1, 0), (0, 0)), constant_values=255), margin=(1, 2, 0, 0))
    )
    document.apply(Redraw(sprite=0, rgba=box))
    assert document.art.sprites[0].cut_at is None


PAINTER = """import sys
from PIL import Image
for path in sys.argv[1:]:
    picture = Image.open(path)
    picture.putpixel((1, 0), (200, 16, 16, 255))
    picture.save(path)
"""


@pytest.fixture
def outside(hand, monkeypatch):
    """What would be opened elsewhere, in place of opening it."""
    asked = []
    monkeypatch.setattr("spritelift_runtime.window.edit.outside.opened", lambda files, program: asked.append(files))
    return asked


def said(hand):
    return [notice.text for notice in hand.session.root._toasts.notices]


def wait(hand, looks=3):
    for _ in range(looks):
        hand.now += LOOK_MS
        hand.do()


def test_what_is_saved_in_another_program_changes_here_and_can_be_undone(hand, easel, outside):
    hand.key(pygame.K_p, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    (file,) = outside.pop()
    assert file.name == "stands.png"
    assert np.array_equal(read_png(file), hand.document.art.sprites[0].rgba)
    wait(hand)
    assert not hand.document.done
    painted = read_png(file)
    painted[0, 0] = RED
    file.write_bytes(png_bytes(painted)[:40])  # a program that is still writing
    wait(hand, 4)
    assert not hand.document.done
    file.write_bytes(png_bytes(painted))
    wait(hand)
    assert easel.pixel(0, 0) == RED
    assert len(hand.document.done) == 1
    wait(hand)
    assert len(hand.document.done) == 1
    hand.session.do("undo")
    wait(hand)
    assert easel.pixel(0, 0) != RED
    painted[0, 1] = RED
    file.write_bytes(png_bytes(painted))
    wait(hand)
    assert easel.pixel(1, 0) == RED


def test_a_picture_of_a_wrong_size_is_refused_in_words_and_changes_nothing(hand, easel, outside):
    hand.session.do("paint_outside")
    (file,) = outside.pop()
    file.write_bytes(png_bytes(read_png(file)[1:]))
    wait(hand)
    assert not hand.document.done
    assert "Paint on a canvas of" in said(hand)[-1]
    file.write_bytes(png_bytes(np.zeros((900, 900, 4), np.uint8)))
    wait(hand)
    assert "900x900" in said(hand)[-1]
    file.write_bytes(b"no picture")
    wait(hand, 20)
    assert "can't be read" in said(hand)[-1]
    file.unlink()
    wait(hand)
    assert not hand.document.done


def test_all_poses_are_opened_and_a_larger_picture_grows_its_sprite(hand, easel, outside):
    hand.session.do("paint_poses_outside")
    files = outside.pop()
    assert [file.stem for file in files] == ["stands", "steps", "falls"]
    files[1].write_bytes(png_bytes(with_hat(read_png(files[1]))))
    wait(hand)
    assert hand.document.art.sprites[1].margin == (0, 2, 0, 0)


def test_one_s_own_program_gets_the_file_by_its_name(tmp_path, monkeypatch):
    script, file = tmp_path / "painter.py", tmp_path / "a name; with 'signs'.png"
    script.write_text(PAINTER)
    file.write_bytes(png_bytes(np.zeros((2, 2, 4), np.uint8)))
    program = opened([script, file], sys.executable)
    assert program.wait(60) == 0
    assert tuple(read_png(file)[0, 1]) == RED
    with pytest.raises(UnavailableError, match="--paint-with PROGRAM"):
        opened([file], str(tmp_path / "no program"))


def test_a_program_that_can_t_be_started_is_said_and_the_file_is_watched_all_the_same(hand, easel, monkeypatch):
    monkeypatch.setenv("PATH", "")
    hand.session.do("paint_outside")
    assert "--paint-with" in said(hand)[-1]
    file = hand.session.desk.work.beside(".paint") / "stands.png"
    painted = read_png(file)
    painted[0, 0] = RED
    file.write_bytes(png_bytes(painted))
    wait(hand)
    assert easel.pixel(0, 0) == RED


def test_a_png_is_imported_by_its_path_and_a_wrong_one_is_told_on_the_card(hand, easel, tmp_path):
    painted = hand.document.art.sprites[0].rgba.copy()
    painted[0, 0] = RED
    (tmp_path / "painted picture.png").write_bytes(png_bytes(painted))
    (tmp_path / "small.png").write_bytes(png_bytes(painted[1:]))
    hand.key(pygame.K_i, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    ask = hand.session.root.opened
    hand.type(str(tmp_path / "small.png"))
    hand.key(pygame.K_RETURN)
    assert "Paint on a canvas of" in ask.error.text
    assert not hand.document.done
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.type(str(tmp_path / "painted"))
    hand.key(pygame.K_TAB)
    hand.key(pygame.K_RETURN)
    assert hand.session.root.opened is None
    assert easel.pixel(0, 0) == RED


def test_a_file_dropped_on_a_cell_or_the_easel_is_taken_over_there(hand, easel, tmp_path):
    red = hand.document.art.sprites[3].rgba.copy()
    red[..., :3], red[1, 1] = RED[:3], 0
    stone = tmp_path / "picture.png"
    stone.write_bytes(png_bytes(red))
    sheet = hand.session.panels.sheet
    cell = next(i for i, cell in enumerate(sheet.cells) if cell.payload == 3)
    hand.move(sheet.cell_rect(cell).center)
    hand.do(pygame.event.Event(pygame.DROPFILE, file=str(stone)))
    assert easel.pixel(0, 0, sprite=3) == RED
    hand.move(easel.at(1, 1))
    hand.do(pygame.event.Event(pygame.DROPFILE, file=str(stone)))
    assert "is 2x2 px" in said(hand)[-1]
    assert len(hand.document.done) == 1


def test_a_file_dropped_elsewhere_is_for_the_sprite_of_its_name(hand, tmp_path):
    (tmp_path / "steps.png").write_bytes(png_bytes(with_hat(hand.document.art.sprites[1].rgba)))
    (tmp_path / "other.png").write_bytes(png_bytes(hand.document.art.sprites[1].rgba))
    hand.move(hand.session.panels.stage.rect.center)
    hand.do(pygame.event.Event(pygame.DROPFILE, file=str(tmp_path / "steps.png")))
    assert hand.document.art.sprites[1].margin == (0, 2, 0, 0)
    hand.do(pygame.event.Event(pygame.DROPFILE, file=str(tmp_path / "other.png")))
    assert "any sprite's" in said(hand)[-1]


def test_a_background_keeps_its_size(bundle, tmp_path):
    file, behind = tmp_path / "ground.png", Subject(0, behind=True)
    file.write_bytes(png_bytes(np.full((24, 24, 4), 255, np.uint8)))
    document = Document(bundle.art, Scenes.of([scenes()[0]]))
    document.apply(imported(document.art, behind, file))
    assert (document.art.backgrounds[0] == 255).all()
    assert imported(document.art, behind, file) is None
    file.write_bytes(png_bytes(np.full((24, 25, 4), 255, np.uint8)))
    with pytest.raises(SizeError, match="Save it with 24x24 px"):
        imported(document.art, behind, file)


def test_strokes_on_a_background_are_undone_and_done_again_and_keep_no_whole_pictures(bundle):
    document = Document(bundle.art, scenes())
    for x in range(3):
        document.apply(Paint(picture=0, behind=True, x=x, y=2, rgba=np.full((2, 2, 4), 10 * x, np.uint8)))
    painted = document.art.backgrounds[0]
    assert not any(deed.arts for deed in document.done)
    while document.done:
        document.undo()
    assert np.array_equal(document.art.backgrounds[0], bundle.art.backgrounds[0])
    while document.undone:
        document.redo()
    assert np.array_equal(document.art.backgrounds[0], painted)
    assert list(document.scenes) == list(scenes())


def test_in_a_small_window_the_easel_takes_the_room_of_all_panels_and_gives_it_back(hand):
    hand.session.do("panel_sprites")  # hidden by hand: not the easel's to show
    hand.session.do("larger")
    hand.session.do("larger")
    hand.do()
    before = {name: room.visible for name, room in hand.session.looking._rooms.items()}
    hand.editor.select([0])
    hand.session.do("paint")
    for _ in range(3):
        hand.do()
    easel = hand.session.panels.bench.easel
    assert not any(room.visible for room in hand.session.looking._rooms.values())
    assert easel.seen.zoom > 4
    hand.session.do("paint_close")
    hand.do()
    assert {name: room.visible for name, room in hand.session.looking._rooms.items()} == before
