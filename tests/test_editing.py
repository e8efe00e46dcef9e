"""Edits are records: done, undone, done again, and the same in a recording and in a running game."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing import remembering
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Add, Backdrop, Become, Flip, Lift, Move, Recoloured, Remove
from spritelift_runtime.editing.merging import Merge
from spritelift_runtime.editing.restaging import Perform, Recast
from spritelift_runtime.editing.sheet_edits import Draw, Group, Paint, Pivot, Redraw, Rename
from spritelift_runtime.editing.splitting import Split
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

WIDE, HIGH, FRAMES = 32, 24, 6


def picture(seed, high, wide):
    rgba = np.random.default_rng(seed).integers(0, 256, (high, wide, 4), np.uint8)
    rgba[..., 3] = 255
    return rgba


ART = Art(
    size=(WIDE, HIGH),
    sprites=tuple(Sprite(name=f"s{i}", rgba=picture(i, 4 + i, 6)) for i in range(3)),
    backgrounds=(picture(10, HIGH, WIDE), picture(11, HIGH, WIDE)),
)
GROUND = Plane(picture=0, clip=(0, 0, WIDE, HIGH))
SCENES = Scenes.of(
    Scene((GROUND,), (Placement(0, t, 2, track=1), Placement(1, 20 - t, 8, track=2), Placement(0, 9, 15, track=3)))
    for t in range(FRAMES)
)


@pytest.fixture
def document():
    return Document(ART, SCENES)


def frames_of(document):
    return [compose(document.scene(t), document.art) for t in range(len(document))]


def same(one, other):
    return all(one.scene(t) == other.scene(t) for t in range(FRAMES)) and one.art is other.art


def test_one_placement_of_one_frame_moves(document):
    document.apply(Move(where=Where.on(2, 1), dx=3, dy=-1))
    assert document.scene(2).placements[1] == Placement(1, 21, 7, track=2)
    assert document.scene(2).placements[0] == SCENES[2].placements[0]
    assert document.scene(3) == SCENES[3]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (Where(tracks=(1,)), 6),
        (Where(first=4, tracks=(1,)), 2),
        (Where(sprites=(0,)), 12),
        (Where(sprites=(0,), tracks=(3,), first=1, end=3), 2),
        (Where(), 18),
        (Where(sprites=(2,)), 0),
    ],
)
def test_tracks_occurrences_and_from_here_on(document, where, count):
    document.apply(Remove(where=where))
    assert sum(len(document.scene(t).placements) for t in range(FRAMES)) == 18 - count
    assert len(document.scenes.placements) == 18 - count


def test_every_edit_of_placements_does_what_it_says(document):
    one = Where(tracks=(2,))
    document.apply(
        Flip(where=one, x=True), Lift(where=one, by=2), Recoloured(where=one, recolour=(((1, 2, 3), (4, 5, 6)),))
    )
    placement = document.scene(0).placements[1]
    assert (placement.flip_x, placement.flip_y, placement.layer) == (True, False, 2)
    assert placement.recolour == (((1, 2, 3), (4, 5, 6)),)
    document.apply(Become(where=one, sprite=2))
    assert document.scene(0).placements[1] == Placement(2, 20, 7, layer=2, flip_x=True, track=2)
    document.apply(Add(where=Where(first=5), placements=(Placement(1, 0, 0),)), Backdrop(becomes=1))
    assert document.scene(5).placements[-1] == Placement(1, 0, 0)
    assert {plane.picture for t in range(FRAMES) for plane in document.scene(t).planes} == {1}


def test_paint_shows_in_every_frame_and_nowhere_else(document):
    before = frames_of(document)
    document.apply(Paint(picture=1, x=2, y=1, rgba=np.full((2, 3, 4), 255, np.uint8)))
    for t, (was, now) in enumerate(zip(before, frames_of(document), strict=True)):
        changed = np.argwhere((was != now).any(2))
        assert (now[9:11, 22 - t : 25 - t] == 255).all()
        assert all(9 <= y < 11 and 22 - t <= x < 25 - t for y, x in changed)


def test_backgrounds_are_painted_too(document):
    document.apply(Paint(picture=0, behind=True, x=30, y=20, rgba=np.full((1, 1, 4), 9, np.uint8)))
    assert document.art.backgrounds[0][20, 30].tolist() == [9, 9, 9, 9]
    assert ART.backgrounds[0][20, 30].tolist() != [9, 9, 9, 9]


def test_a_sprite_may_be_redrawn_larger_with_a_margin(document):
    document.apply(Redraw(sprite=0, rgba=picture(5, 6, 8), margin=(1, 2, 1, 0)))
    assert document.art.sprites[0].box == (6, 4)
    with pytest.raises(SizeError, match="6x4"):
        document.apply(Redraw(sprite=0, rgba=picture(5, 6, 8)))


def test_names_groups_and_new_sprites(document):
    document.apply(Rename(sprite=0, name="hero"), Group(sprites=(0, 2), animation="walk", duration_ms=50))
    document.apply(Draw(name="new", rgba=picture(7, 3, 3)))
    assert [sprite.name for sprite in document.art.sprites] == ["hero", "s1", "s2", "new"]
    assert document.art.sprites[2].animation == "walk"
    assert document.art.sprites[0].duration_ms == 50


@pytest.mark.parametrize("flip", [{}, {"flip_x": True}, {"flip_y": True}, {"flip_x": True, "flip_y": True}])
@pytest.mark.parametrize("cut", [False, True])
def test_what_is_split_looks_as_before_and_its_parts_move_apart(flip, cut):
    mask = np.random.default_rng(1).random((5, 6)) < 0.7
    placement = Placement(1, 3, 4, cut=Cut(mask) if cut else None, **flip)
    document = Document(ART, Scenes.of([Scene((GROUND,), (placement,))]))
    before = frames_of(document)
    document.apply(Split.of(document.art, 1, [(0, 0, 2, 5), (2, 0, 4, 5)]))
    assert np.array_equal(before, frames_of(document))
    assert [p.sprite for p in document.scene(0).placements] == [3, 4]
    assert len({sprite.name for sprite in document.art.sprites}) == 5


def test_doubles_are_merged_by_becoming_one(document):
    document.apply(Become(where=Where(sprites=(1,)), sprite=0))
    assert set(document.scenes.placements[:, 0].tolist()) == {0}


def test_undo_takes_back_all_of_a_deed_and_redo_does_it_again(document):
    fresh = Document(ART, SCENES)
    document.apply(Move(where=Where(tracks=(1,)), dx=1), Paint(picture=0, rgba=np.zeros((1, 1, 4), np.uint8)))
    after = [document.scene(t) for t in range(FRAMES)], document.art
    document.undo()
    assert same(document, fresh)
    document.redo()
    assert ([document.scene(t) for t in range(FRAMES)], document.art) == after
    document.undo()
    document.apply(Remove(where=Where.on(0, 0)))
    assert not document.undone
    with pytest.raises(ConfigError, match="again"):
        document.redo()
    document.undo()
    with pytest.raises(ConfigError, match="undo"):
        document.undo()


def test_a_frame_whose_own_edit_was_undone_still_has_those_of_runs(document):
    document.apply(Remove(where=Where.on(2, 0)))
    document.undo()
    document.apply(Move(where=Where(tracks=(2,)), dx=5))
    assert document.scenes[2].placements[1].x == 23
    assert list(document.scenes) == [document.scene(t) for t in range(FRAMES)]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Rename(sprite=0, name="s1"), "no two"),
        (Rename(sprite=0, name="  "), "empty"),
        (Become(sprite=3), "no sprite 3"),
        (Add(placements=(Placement(-1, 0, 0),)), "no sprite -1"),
        (Backdrop(becomes=2), "no background 2"),
        (Paint(picture=0, x=6, rgba=np.zeros((1, 1, 4), np.uint8)), "inside"),
        (Paint(picture=4, behind=True), "no background 4"),
        (Group(sprites=(0,), duration_ms=0), "at least 1"),
        (Draw(name="s0"), "can't be called"),
        (Split.of(ART, 0, [(0, 0, 6, 4)]), "one part"),
        (Split.by(ART, 0, np.ones((3, 3), np.uint8)), "can't be split"),
        (Pivot(sprites=(0,), at=(0.3, 1.0)), "half pixels"),
        (Draw(name="n", rgba=picture(0, 2, 2), margin=(1, 0, 1, 0)), "no pixel"),
        (Merge(sprite=0, into=1), "other sizes"),
        (Merge(sprite=0, into=0), "itself"),
        (Recast(cast=((0, (7, 0, 0, False)),)), "no sprite 7"),
        (Perform(steps=((-1, 0, 0, False),)), "no sprite -1"),
        (Group(sprites=(0,), animation=" "), "needs a name"),
    ],
)
def test_what_cant_be_done_changes_nothing(document, edit, why):
    with pytest.raises((ConfigError, SizeError), match=why):
        document.apply(Move(dx=1), edit)
    assert same(document, Document(ART, SCENES))
    assert not document.done


def test_frames_that_are_none_are_refused():
    with pytest.raises(ConfigError, match="none"):
        Where(first=3, end=3)
    with pytest.raises(ConfigError, match="one frame"):
        Where(rows=(1,))


ANYWHERE = st.builds(
    lambda first, length, sprites, tracks: Where(
        first=first, end=length and first + length, sprites=sprites, tracks=tracks
    ),
    st.integers(0, FRAMES),
    st.none() | st.integers(1, 3),
    st.none() | st.just((0,)) | st.just((1, 2)),
    st.none() | st.just((2,)),
)
EDITS = st.one_of(
    st.builds(lambda where, dx, dy: Move(where=where, dx=dx, dy=dy), ANYWHERE, st.integers(-5, 5), st.integers(-5, 5)),
    st.builds(lambda where: Remove(where=where), ANYWHERE),
    st.builds(lambda where, x, y: Flip(where=where, x=x, y=y), ANYWHERE, st.booleans(), st.booleans()),
    st.builds(lambda where, sprite: Become(where=where, sprite=sprite), ANYWHERE, st.integers(0, 2)),
    st.builds(lambda where: Add(where=where, placements=(Placement(2, 1, 1, track=2),)), ANYWHERE),
    st.builds(lambda where, becomes: Backdrop(where=where, becomes=becomes), ANYWHERE, st.integers(0, 1)),
    st.builds(
        lambda x, v: Paint(picture=0, x=x, rgba=np.full((2, 2, 4), v, np.uint8)), st.integers(0, 4), st.integers(0, 255)
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(EDITS, max_size=12), st.integers(0, 12))
def test_undone_edits_leave_no_trace_and_a_running_game_shows_the_same(edits, back):
    document, running = Document(ART, SCENES), Document(ART)
    for edit in edits:
        document.apply(edit)
        running.apply(edit)
    for t in range(FRAMES):
        assert running.changed(SCENES[t], t) == document.scene(t)
    assert list(document.scenes) == [document.scene(t) for t in range(FRAMES)]
    steps = min(back, len(edits))
    for _ in range(steps):
        document.undo()
    for _ in range(steps):
        document.redo()
    for t in range(FRAMES):
        assert running.changed(SCENES[t], t) == document.scene(t)
    for _ in edits:
        document.undo()
    assert same(document, Document(ART, SCENES))


def test_a_scene_that_no_edit_means_stays_the_same_object():
    scene = SCENES[0]
    document = Document(ART)
    document.apply(Move(where=Where(tracks=(9,)), dx=1), Rename(sprite=0, name="n"))
    assert document.changed(scene, 0) is scene
    assert replace(scene) is not scene


steps = st.tuples(st.sampled_from(["all", "one", "undo", "redo", "look", "save"]), st.integers(0, FRAMES - 1))


@given(steps=st.lists(steps, min_size=20, max_size=60))
@settings(deadline=None, max_examples=60)
def test_however_little_is_remembered_frames_are_what_the_deeds_make_of_them(steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembering, "NEAR", 2)
        patch.setattr(remembering, "FAR", 2)
        document = Document(ART, SCENES)
        for what, frame in steps:
            if what == "all":
                document.apply(Move(where=Where(tracks=(1,)), dx=1))
            elif what == "one":
                document.apply(Lift(where=Where.on(frame, 0, 1), by=1))
            elif what == "undo" and document.done:
                document.undo()
            elif what == "redo" and document.undone:
                document.redo()
            elif what == "look":
                assert document.scene(frame) == document.changed(SCENES[frame], frame)
            elif what == "save":
                assert list(document.scenes) == [document.changed(SCENES[t], t) for t in range(FRAMES)]


def test_after_many_deeds_few_scenes_are_remembered_and_undo_finds_each(document):
    for _ in range(1000):
        document.apply(Move(where=Where(), dx=1))
        document.scene(3)
    assert len(document._seen._near[3]) < 40
    while document.done:
        document.undo()
        assert document.scene(3).placements[0].x == 3 + len(document.done)
