"""Edits on disk: as JSON, in a journal that survives a crash, and saved as a bundle."""

import json
from dataclasses import replace

import numpy as np
import pytest
from repaint_figures import figure_bundle

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Add, Backdrop, Become, Flip, Lift, Move, Recoloured, Remove
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.merging import Merge
from spritelift_runtime.editing.restaging import Perform, Recast
from spritelift_runtime.editing.saving import SCENES, save
from spritelift_runtime.editing.sheet_edits import Draw, Group, Hang, Paint, Pivot, Redraw, Rename
from spritelift_runtime.editing.splitting import Split
from spritelift_runtime.editing.where import Where
from spritelift_runtime.editing.written import KINDS, of_json, to_json
from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.validate import validate

RGBA = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
GROUND = Plane(picture=0, clip=(0, 0, 24, 24))
EDITS = [
    Move(where=Where(tracks=(3,), first=2, end=9), dx=-4),
    Remove(where=Where.on(1, 0, 2)),
    Flip(where=Where(), x=True),
    Lift(where=Where(sprites=(1,)), by=-2),
    Recoloured(recolour=(((1, 2, 3), (4, 5, 6)),)),
    Become(where=Where(first=3), sprite=1),
    Add(
        placements=(Placement(1, -3, 4, layer=2, cut=Cut(np.eye(3, 2, dtype=bool)), tint=(1, 2, 3)), Placement(0, 0, 0))
    ),
    Backdrop(picture=0, becomes=0),
    Paint(picture=1, x=2, y=3, rgba=RGBA),
    Redraw(sprite=0, rgba=RGBA, margin=(1, 0, 0, 0), carried=True),
    Rename(sprite=0, name='"quoted" hero'),
    Group(sprites=(0, 1), animation="walk"),
    Draw(name="new", rgba=RGBA, duration_ms=40, margin=(0, 1, 1, 0), pivot=(0.5, 1)),
    Split(sprite=0, owner=np.array([[1, 0, 2]], np.uint8), after=4, tracks=30, where=Where(sprites=(0,))),
    Pivot(sprites=(0, 2), at=(3.5, 8)),
    Hang(rgba=RGBA),
    Merge(sprite=1, into=0, flip_x=True, dx=-2, recolour=(((1, 2, 3), (4, 5, 6)),), where=Where(sprites=(1,))),
    Recast(where=Where(tracks=(4,)), cast=((0, (3, 1, -2, False)), (1, (2, 0, 0, True)))),
    Perform(where=Where(first=2, end=4, tracks=(4,)), steps=((0, 1, 2, False), (1, 2, 3, True))),
]
ABOUT = {"bundle": "abc", "size": [24, 24]}


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def document(bundle):
    return Document(bundle.art, Scenes.of(Scene((GROUND,), (Placement(0, t, 3, track=1),)) for t in range(5)))


def test_every_kind_of_edit_is_written_and_read():
    assert {type(edit) for edit in EDITS} == set(KINDS.values())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)
def test_edits_come_back_from_json(edit):
    text = json.dumps(to_json(edit))
    found = of_json(json.loads(text))
    assert type(found) is type(edit)
    assert json.dumps(to_json(found)) == text
    for name, value in vars(edit).items():
        other = getattr(found, name)
        assert np.array_equal(other, value) if isinstance(value, np.ndarray) else other == value


def test_what_has_its_default_is_not_written():
    assert to_json(Move(dx=1)) == {"edit": "move", "dx": 1}
    assert to_json(Remove(where=Where(tracks=(2,)))) == {"edit": "remove", "where": {"tracks": [2]}}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({}, "is no edit"),
        ({"edit": "explode"}, "is no edit"),
        ({"edit": "move", "dz": 1}, "has no 'dz'"),
        ({"edit": "move", "where": {"row": 1}}, "can't be read"),
        ({"edit": "rename"}, "can't be read"),
        ([], "is no edit"),
        ({"edit": "move", "dx": "1"}, "dx can't be"),
        ({"edit": "move", "dx": 1 << 40}, "dx can't be"),
        ({"edit": "flip", "x": 1}, "x can't be"),
        ({"edit": "move", "where": {"tracks": ["a"]}}, "tracks can't be"),
        ({"edit": "move", "where": []}, "can't be read"),
        ({"edit": "add", "placements": [{"sprite": 0, "x": 0, "y": 0.5}]}, "y can't be"),
        ({"edit": "group", "sprites": [0], "animation": 3}, "animation can't be"),
        ({"edit": "pivot", "sprites": [0], "at": [1, 2, 3]}, "at can't be"),
        ({"edit": "pivot", "sprites": [0], "at": [1, float("nan")]}, "at can't be"),
        ({"edit": "recast", "cast": [[0, [1, 0, 0]]]}, "cast can't be"),
        ({"edit": "perform", "steps": [[1, 0, 0, 2]]}, "steps can't be"),
        ({"edit": "split", "sprite": 0, "after": 4, "owner": {"size": [2, 2], "plain": "AAAA"}}, "can't be read"),
        ({"edit": "draw", "name": "a", "rgba": {"size": [2, 2], "rgba": "AAAA"}}, "can't be read"),
        ({"edit": "draw", "name": "a", "rgba": {"size": [1 << 20, 1 << 20], "rgba": ""}}, "can't be read"),
    ],
)
def test_what_is_no_edit_is_refused(written, why):
    with pytest.raises(FormatError, match=why):
        of_json(written)


def test_after_a_crash_nothing_is_lost(document, tmp_path):
    path = tmp_path / "work.edits"
    journal = Journal(document, path, ABOUT)
    journal.apply(Move(where=Where(tracks=(1,)), dx=2), Rename(sprite=0, name="hero"))
    journal.apply(Remove(where=Where.on(0, 0)))
    journal.undo()
    journal.undo()
    journal.redo()
    journal.close()
    with path.open("a") as file:  # killed in the middle of a line
        file.write('[{"edit":"move","dx"')
    found = Document(document.opened, document._columns.joined())
    taken_up = Journal(found, path, ABOUT)
    assert taken_up.recovered == 5
    assert list(found.scenes) == list(document.scenes)
    assert found.art.sprites[0].name == "hero"
    assert (len(found.done), len(found.undone)) == (1, 1)
    taken_up.redo()
    assert not found.scene(0).placements
    taken_up.close()
    assert [type(edit) for deed in found.done for edit in deed.edits] == [Move, Rename, Remove]


def test_a_journal_of_something_else_is_refused(document, tmp_path):
    path = tmp_path / "work.edits"
    Journal(document, path, ABOUT).close()
    with pytest.raises(FormatError, match="something else"):
        Journal(document, path, {"bundle": "other"})
    path.write_text("{}\n")
    with pytest.raises(FormatError, match="no record"):
        Journal(document, path, ABOUT)
    path.write_text(
        json.dumps({"format": "spritelift.edits/1", "about": ABOUT}) + '\n[{"edit":"become","sprite":99}]\n'
    )
    with pytest.raises(FormatError, match="line 2"):
        Journal(document, path, ABOUT)


def test_after_saving_the_record_may_go(document, tmp_path):
    journal = Journal(document, tmp_path / "work.edits", ABOUT)
    journal.close(forget=True)
    assert not (tmp_path / "work.edits").exists()


def test_saved_work_is_a_bundle_with_scenes(bundle, document, tmp_path):
    document.apply(Rename(sprite=0, name="hero"), Paint(picture=0, rgba=np.full((1, 1, 4), 255, np.uint8)))
    document.apply(Split.of(document.art, 1, [(0, 0, 2, 2), (2, 0, 2, 2)]), Move(where=Where(tracks=(1,)), dx=3))
    document.apply(Paint(picture=0, behind=True, rgba=np.full((1, 1, 4), 255, np.uint8)))
    out = tmp_path / "out"
    saved = save(document, bundle, out)
    assert validate(out) == []
    assert [sprite.name for sprite in saved.sprites] == [sprite.name for sprite in document.art.sprites]
    assert len(saved.sprites) == len(bundle.sprites) + 2
    assert np.array_equal(saved.learned.sprites[0].rgba, bundle.learned.sprites[0].rgba)
    scenes = Scenes.load(out / SCENES)
    for t in range(5):
        assert np.array_equal(saved.compose(scenes[t]), compose(document.scene(t), document.art))
    assert not Bundle.open(bundle.path).repainted


def test_what_is_painted_beyond_an_outline_shows_with_cuts_as_it_will_once_saved(bundle, tmp_path):
    wide, high = bundle.sprites[0].box
    half = np.zeros((high, wide), bool)
    half[:, : wide // 2] = True
    scenes = Scenes.of([Scene((GROUND,), (Placement(0, 4, 6, cut=Cut(half)),))])
    document = Document(bundle.art, scenes, bundle.learned.sprites)
    grown = np.pad(bundle.sprites[0].rgba, ((2, 0), (1, 1), (0, 0)))
    grown[:2] = (1, 2, 3, 255)
    document.apply(Redraw(sprite=0, rgba=grown, margin=(1, 2, 1, 0)))
    document.apply(Paint(picture=0, x=0, y=4, rgba=np.full((1, 1, 4), 255, np.uint8)))
    saved = save(document, bundle, tmp_path / "out")
    assert np.array_equal(saved.compose(scenes[0]), compose(scenes[0], document.art))


def test_the_source_is_written_over_only_if_asked(bundle, document):
    with pytest.raises(ConfigError, match="bundle itself"):
        save(document, bundle, bundle.path)
    document.apply(Rename(sprite=0, name="hero"))
    assert save(document, bundle, bundle.path, over=True).sprites[0].name == "hero"


def test_twins_follow_a_new_name(bundle):
    sprites = (bundle.art.sprites[0], replace(bundle.art.sprites[1], variant_of=bundle.art.sprites[0].name))
    document = Document(replace(bundle.art, sprites=sprites), Scenes.of([]))
    document.apply(Rename(sprite=0, name="hero"))
    assert document.art.sprites[1].variant_of == "hero"


def test_a_damaged_line_in_the_middle_is_refused_and_the_file_stays(document, tmp_path):
    path = tmp_path / "work.edits"
    journal = Journal(document, path, ABOUT)
    for _ in range(3):
        journal.apply(Move(dx=1))
    journal.close()
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:2], lines[2][:-3], *lines[3:]]))
    damaged = path.read_bytes()
    with pytest.raises(FormatError, match="line 3, is damaged"):
        Journal(Document(document.art, document.scenes), path, ABOUT)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("line", ["5", "[5]", '"explode"', '{"edit":"move"}', "[[]]"])
def test_a_line_that_is_no_deed_is_refused(document, tmp_path, line):
    path = tmp_path / "work.edits"
    Journal(document, path, ABOUT).close()
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(FormatError, match="line 2"):
        Journal(document, path, ABOUT)


def test_new_sprites_with_a_margin_pivots_and_backgrounds_are_saved(bundle, document, tmp_path):
    tall = np.full((6, 4, 4), (1, 2, 3, 255), np.uint8)
    document.apply(
        Draw(name="tall", rgba=tall, margin=(0, 2, 1, 0), pivot=(1.5, 4), duration_ms=70, animation="new"),
        Pivot(sprites=(0,), at=(3, 12.5)),
        Hang(rgba=np.full((30, 30, 4), 7, np.uint8)),
        Backdrop(becomes=1),
        Add(placements=(Placement(4, 5, 6),)),
    )
    saved = save(document, bundle, tmp_path / "out")
    again = save(Document(saved.art, document.scenes, saved.learned.sprites), saved, tmp_path / "again")
    for found in (saved, again):
        assert validate(found.path) == validate(found.path / SCENES, found) == []
        new = found.sprites[4]
        assert (new.margin, new.pivot, new.duration_ms, new.animation) == ((0, 2, 1, 0), (1.5, 4), 70, "new")
        assert found.sprites[0].pivot == (3, 12.5)
        assert found.sprites[1].pivot is None
        assert np.array_equal(found.compose(document.scene(2)), compose(document.scene(2), document.art))
    atlas = json.loads((tmp_path / "out" / "sprites.json").read_text())
    assert atlas["frames"]["tall"]["pivot"] == {"x": 1.5 / 4, "y": 1.0}
