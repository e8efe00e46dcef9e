# ruff: noqa: F811 - fixtures are imported, and named as arguments
"""The editor's window: what it saves, writes for other tools and takes back."""

import os
import shutil
from pathlib import Path

import av
import numpy as np
import pygame
import pytest
from edit_hand import Hand, scenes
from test_edit_window import bundle, hand  # noqa: F401

from spritelift_runtime.aseprite.reading import read
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.saving import SCENES, save_over
from spritelift_runtime.editing.sheet_edits import Rename
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import read_sheet
from spritelift_runtime.window.edit import door
from spritelift_runtime.window.edit.door import edit
from spritelift_runtime.window.edit.exporting import range_of
from spritelift_runtime.window.edit.opening import EDITED
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.record import scenes_journal
from spritelift_runtime.window.widgets import busy
from spritelift_runtime.window.widgets.ask import OK, Ask
from spritelift_runtime.window.widgets.busy import Busy


def asked(hand):
    card = hand.session.root.opened
    assert isinstance(card, Ask)
    return card


def write(hand, text):
    """In place of what the field says."""
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.do(pygame.event.Event(pygame.TEXTINPUT, text=text))


def answer(hand, action, text=""):
    """Ask, type into the first field, Enter, and let it work."""
    hand.session.do(action)
    hand.do()
    if text:
        write(hand, text)
    hand.key(pygame.K_RETURN)
    for _ in range(2000):
        if not isinstance(hand.session.root.opened, Busy):
            break
        hand.do()


def test_save_as_asks_where_and_goes_there_from_then_on(hand, tmp_path):
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.key(pygame.K_DELETE)
    hand.key(pygame.K_s, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    write(hand, str(tmp_path / "elsewhere"))
    hand.key(pygame.K_RETURN)
    hand.session.finish()
    assert not hand.session.unsaved
    assert not Scenes.load(tmp_path / "elsewhere" / SCENES)[0].placements
    hand.key(pygame.K_z, pygame.KMOD_CTRL)
    hand.key(pygame.K_s, pygame.KMOD_CTRL)
    hand.session.finish()
    assert Scenes.load(tmp_path / "elsewhere" / SCENES)[0].placements
    assert not (tmp_path / "saved").exists()


def test_what_is_there_is_replaced_only_when_asked_twice(hand, bundle, tmp_path):
    other = bundle.path.with_name("other")
    other.mkdir()
    (other / "bundle.json").write_text("mine")
    answer(hand, "save_as", str(other))
    assert "is there already" in asked(hand).error.text
    assert (other / "bundle.json").read_text() == "mine"
    hand.key(pygame.K_RETURN)
    assert hand.session.root.opened is None
    hand.session.finish()
    assert Bundle.open(other).size == bundle.size


def test_what_was_opened_is_never_written_over(hand, bundle, tmp_path):
    before = (bundle.path / "bundle.json").read_bytes()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "mine.txt").write_text("mine")
    answer(hand, "save_as", str(bundle.path))
    hand.key(pygame.K_RETURN)
    assert "which you opened" in asked(hand).error.text
    write(hand, str(tmp_path / "work"))
    hand.key(pygame.K_RETURN)
    hand.key(pygame.K_RETURN)
    assert "Something else is there" in asked(hand).error.text
    hand.session.finish()
    assert (bundle.path / "bundle.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("name", "count"), [("film.gif", 2), ("film.mp4", 3)])
def test_a_film_of_some_frames(hand, tmp_path, name, count):  # a GIF shows every second one of 60 a second
    hand.session.do("export_film")
    write(hand, str(tmp_path / name))
    for _ in range(2):
        hand.key(pygame.K_TAB)
    write(hand, "2-4")
    hand.key(pygame.K_RETURN)
    while isinstance(hand.session.root.opened, Busy):
        hand.do()
    with av.open(str(tmp_path / name)) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == count
    assert pictures[0].shape == (48, 48, 3)


def test_a_film_that_is_stopped_or_cant_be_leaves_nothing(hand, tmp_path, monkeypatch):
    monkeypatch.setattr(busy, "SLICE_S", 0)  # a frame in each tick
    answer(hand, "export_film", str(tmp_path / "film.avi"))
    assert "has to end in .mp4 or .gif" in asked(hand).error.text
    write(hand, str(tmp_path / "film.gif"))
    before = set(tmp_path.iterdir())
    hand.do(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode=""))
    hand.do()
    assert set(tmp_path.iterdir()) != before
    hand.key(pygame.K_ESCAPE)
    assert set(tmp_path.iterdir()) == before
    assert hand.session.root.opened is None


def test_esc_leaves_everything_as_it_was(hand, tmp_path):
    before = set(tmp_path.iterdir())
    for action in ("save_as", "export_film", "export_sheet", "export_aseprite", "sheet_back"):
        hand.session.do(action)
        hand.key(pygame.K_ESCAPE)
        assert hand.session.root.opened is None
    assert set(tmp_path.iterdir()) == before


def test_the_sheet_goes_out_as_picture_and_atlas(hand, tmp_path):
    hand.editor.do(Rename(sprite=0, name="hero"))
    answer(hand, "export_sheet", str(tmp_path / "sheet"))
    assert read_sheet(tmp_path / "sheet")[0].name == "hero"


def test_a_sheet_painted_elsewhere_comes_back_as_one_deed(hand, tmp_path):
    file = tmp_path / "sheet.aseprite"
    answer(hand, "export_aseprite", str(file))
    assert len(read(file.read_bytes()).frames) == len(hand.document.art.sprites)
    painted = hand.document.art.sprites[0].rgba.copy()
    painted[0, 2] = (255, 0, 255, 255)
    hand.editor.do(Rename(sprite=1, name="renamed since"))
    hand.session.do("undo")
    answer(hand, "sheet_back", str(file))
    assert not hand.document.done  # nothing was painted
    _paint(hand, file, painted)
    answer(hand, "sheet_back", str(file))
    assert np.array_equal(hand.document.art.sprites[0].rgba, painted)
    assert len(hand.document.done) == 1


def _paint(hand, file, rgba):
    from spritelift_runtime.aseprite.sheets import to_aseprite
    from spritelift_runtime.aseprite.writing import written
    from spritelift_runtime.editing.sheet_edits import Redraw

    file.write_bytes(written(to_aseprite(Redraw(sprite=0, rgba=rgba).art(hand.document.art))))


def test_a_file_that_is_none_is_refused_on_the_card(hand, tmp_path):
    (tmp_path / "no.aseprite").write_bytes(b"hello")
    answer(hand, "sheet_back", str(tmp_path / "no.aseprite"))
    assert "Aseprite" in asked(hand).error.text
    assert not hand.document.done


def test_tab_completes_a_path_and_a_row_goes_into_a_folder(hand, tmp_path):
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "night.aseprite").write_bytes(b"")
    (tmp_path / "drawn" / "notes.txt").write_bytes(b"")
    hand.session.do("sheet_back")
    hand.do()
    write(hand, str(tmp_path / "dra"))
    hand.key(pygame.K_TAB)
    assert asked(hand).field.line.text == f"{tmp_path}/drawn/"
    assert [row.text for row in asked(hand).here.rows] == ["../", "night.aseprite"]
    hand.click(asked(hand).here.row_rect(1).center)
    assert asked(hand).field.path == tmp_path / "drawn" / "night.aseprite"


@pytest.mark.parametrize(("text", "frames"), [("0-9", range(10)), (" 3 - 3", range(3, 4)), ("7", range(7, 8))])
def test_ranges_are_first_and_last(text, frames):
    assert range_of(text, 9) == frames


@pytest.mark.parametrize("text", ["", "-", "5-3", "0-10", "a-b", "1-2-3", "-1", "²"])
def test_ranges_that_cant_be(text):
    assert range_of(text, 9) is None


@pytest.fixture
def other(bundle, tmp_path):
    """Another bundle, with scenes in it."""
    path = tmp_path / "other"
    shutil.copytree(bundle.path, path)
    scenes()[:3].save(path / SCENES)
    return path


def test_opening_something_else_goes_on_in_the_same_window(bundle, other, tmp_path, monkeypatch):
    typed = [
        [key(pygame.K_o, pygame.KMOD_CTRL)],
        [key(pygame.K_a, pygame.KMOD_CTRL)],
        [pygame.event.Event(pygame.TEXTINPUT, text=str(other)), key(pygame.K_RETURN)],
        [],
        [key(pygame.K_a, pygame.KMOD_CTRL)],
        [key(pygame.K_DELETE)],
        [key(pygame.K_s, pygame.KMOD_CTRL)],
    ]
    monkeypatch.setattr(pygame.event, "get", lambda: typed.pop(0) if typed else [])
    assert edit(bundle, scenes(), tmp_path / "out", frames=10) == 10
    found = Scenes.load(tmp_path / f"other{EDITED}" / SCENES)
    assert len(found) == 3
    assert not found[0].placements
    assert not (tmp_path / "out").exists()


def test_what_is_not_saved_is_asked_about_before_opening(hand, other, tmp_path):
    hand.editor.do(Rename(sprite=0, name="hero"))
    answer(hand, "open", str(other))
    assert not hand.session.quit
    hand.key(pygame.K_RETURN)
    assert hand.session.quit
    assert Bundle.open(tmp_path / "saved").sprites[0].name == "hero"
    hand.session.next[1].close()


def test_what_does_not_fit_is_not_opened(hand, other):
    far = Scene((), (Placement(99, 0, 0),))
    Scenes.of([far]).save(other / SCENES)
    answer(hand, "open", str(other))
    assert "sprite ids outside" in asked(hand).error.text
    (other / SCENES).unlink()
    hand.key(pygame.K_RETURN)
    assert "is missing" in asked(hand).error.text
    assert hand.session.next is None


def key(key, mod=0):
    return pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode="")


def over(hand):
    """Open the menu's card; Enter alone would leave everything as it is."""
    hand.session.do("save_over")
    hand.do()
    hand.click(asked(hand).button(OK).rect.center)
    for _ in range(2000):
        if hand.session.quit:
            break
        hand.do()


def goes_on(hand):
    """The window over what was saved."""
    work, journal = hand.session.next
    return Hand(hand.session.followed_by(Editor(journal), hand.session.root.actions, work))


def test_saving_over_the_source_goes_on_over_what_was_saved(hand, bundle, tmp_path):
    hand.editor.do(Rename(sprite=0, name="hero"))
    hand.key(pygame.K_a, pygame.KMOD_CTRL)
    hand.key(pygame.K_DELETE)
    over(hand)
    assert Bundle.open(bundle.path).sprites[0].name == "hero"
    assert not Scenes.load(bundle.path / SCENES)[0].placements
    assert not (tmp_path / "saved").exists()
    hand.session.finish()
    hand = goes_on(hand)
    assert hand.document.art.sprites[0].name == "hero"
    assert not hand.document.done
    assert not hand.session.unsaved
    hand.editor.do(Rename(sprite=0, name="villain"))
    hand.key(pygame.K_s, pygame.KMOD_CTRL)
    hand.session.finish()
    assert Bundle.open(tmp_path / "saved").sprites[0].name == "villain"
    assert Bundle.open(bundle.path).sprites[0].name == "hero"
    hand.editor.journal.close()


def test_enter_alone_does_not_save_over_the_source(hand, bundle):
    before = (bundle.path / "bundle.json").read_bytes()
    hand.editor.do(Rename(sprite=0, name="hero"))
    for key in (pygame.K_RETURN, pygame.K_ESCAPE):
        hand.session.do("save_over")
        hand.do()
        assert str(bundle.path) in asked(hand).content.children[1].text
        hand.key(key)
        assert hand.session.root.opened is None
    assert (bundle.path / "bundle.json").read_bytes() == before
    assert hand.document.done


def test_a_window_goes_on_after_saving_over_and_its_record_is_fresh(bundle, tmp_path, monkeypatch):
    deeds = iter(["frame_on", "select_all", "delete", "save_over", OK, *[""] * 3000])

    def step(session, frames):
        for now_ms, deed in enumerate(deeds):
            if deed == OK:
                session.root.opened.do(OK)
            elif deed:
                session.do(deed)
            session.tick([], now_ms)
            if session.quit:
                return 1
        return 0

    shown = []
    monkeypatch.setattr(door, "_tick", lambda session, frames: shown.append(session) or step(session, frames))
    edit(bundle, scenes(), tmp_path / "out", frames=10)
    second = shown[1]
    assert second.editor.state.frame == 1
    assert not second.editor.scene.placements
    assert second.editor.scene_of(0).placements
    assert not (tmp_path / "out.edits").exists()  # nothing was done since


def test_killed_after_saving_over_its_record_is_known_to_be_saved(bundle, tmp_path):
    document, path = Document(bundle.art, scenes()), tmp_path / "out.edits"
    journal = scenes_journal(Work(bundle, tmp_path / "out"), scenes())
    journal.apply(Rename(sprite=0, name="hero"))
    new = save_over(journal.document, bundle, journal.path)
    assert journal.path == path
    again = scenes_journal(Work(new, tmp_path / "out"), document.scenes)
    assert not again.recovered
    assert again.document.art.sprites[0].name == "hero"
    again.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child does nothing but write and end
@pytest.mark.parametrize("renamed", [0, 1])
def test_killed_while_saving_over_the_old_bundle_or_the_new_is_whole(bundle, tmp_path, monkeypatch, renamed):
    document = Document(bundle.art, scenes())
    document.apply(Rename(sprite=0, name="hero"))
    (tmp_path / "record").write_text("")
    left, real = [renamed], Path.rename

    def rename(path, target):
        if left[0] == 0:
            os._exit(9)
        left[0] -= 1
        return real(path, target)

    child = os.fork()
    if child == 0:
        Path.rename = rename
        save_over(document, bundle, tmp_path / "record")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    name = bundle.sprites[0].name
    assert Bundle.open(bundle.path).sprites[0].name == name
    assert save_over(document, bundle, tmp_path / "record").sprites[0].name == "hero"
    assert not [path for path in bundle.path.parent.iterdir() if path.name.endswith(".was")]
