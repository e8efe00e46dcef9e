"""The editor without a window: what is under the pointer, how far an edit goes, what a stroke paints."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.editing.strokes import NOTHING, everywhere, flood, line, mirrored, palette, stroke
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

FRAMES = 4
SCOPES = tuple(Scope)
RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def ring():
    """A sprite with a hole in the middle."""
    rgba = np.full((5, 5, 4), RED, np.uint8)
    rgba[1:4, 1:4] = 0
    return rgba


ART = Art(
    size=(32, 24),
    sprites=(Sprite(name="block", rgba=np.full((4, 6, 4), BLUE, np.uint8)), Sprite(name="ring", rgba=ring())),
    backgrounds=(np.full((24, 32, 4), 255, np.uint8),),
)
GROUND = Plane(picture=0, clip=(0, 0, 32, 24))


@pytest.fixture
def editor(tmp_path):
    scenes = Scenes.of(
        Scene(
            (GROUND,),
            (
                Placement(0, 4 + t, 4, track=1),
                Placement(1, 3 + t, 3, layer=1, track=2),
                Placement(0, 20, 16),
                Placement(0, 26, 20, fixed=True, track=5),
            ),
        )
        for t in range(FRAMES)
    )
    journal = Journal(Document(ART, scenes), tmp_path / "work.edits", {})
    yield Editor(journal)
    journal.close()


def tell(editor, **changes):
    editor.state = replace(editor.state, **changes)


def test_a_click_selects_what_is_seen_through_holes_too(editor):
    editor.click(3, 3)
    assert [p.sprite for p in editor.chosen] == [1]
    editor.click(5, 5)  # the ring's hole
    assert editor.state.selected == {0}
    editor.click(21, 17, more=True)
    assert editor.state.selected == {0, 2}
    editor.click(5, 5, more=True)
    assert editor.state.selected == {2}
    for x, y in [(15, 2), (-1, 5), (5, 99)]:
        editor.click(x, y)
        assert not editor.state.selected


def test_a_band_takes_what_it_touches_and_tiles_only_if_asked(editor):
    editor.band((0, 0, 32, 24))
    assert editor.state.selected == {0, 1, 2}
    editor.band((22, 17, 1, 1))
    assert editor.state.selected == {2}
    tell(editor, tiles=True)
    editor.select_all()
    assert editor.state.selected == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("scope", "frames"), [(Scope.FRAME, {1}), (Scope.TRACK, {0, 1, 2, 3}), (Scope.ONWARD, {1, 2, 3})]
)
def test_an_edit_goes_as_far_as_its_scope(editor, scope, frames):
    editor.go(1)
    editor.click(4, 3)
    tell(editor, scope=scope)
    editor.move(0, 9)
    moved = {t for t in range(FRAMES) if editor.journal.document.scene(t).placements[1].y == 12}
    assert moved == frames
    assert editor.chosen[0].track == 2


def test_every_occurrence_means_all_tracks_and_what_has_none(editor):
    editor.click(21, 17)
    tell(editor, scope=Scope.EVERY)
    editor.remove()
    assert {p.sprite for t in range(FRAMES) for p in editor.journal.document.scene(t).placements} == {1}


def test_without_a_track_a_whole_track_is_this_frame(editor):
    editor.click(21, 17)
    editor.click(3, 3, more=True)
    tell(editor, scope=Scope.TRACK)
    editor.flip(x=True)
    flipped = [[p.flip_x for p in editor.journal.document.scene(t).placements] for t in range(FRAMES)]
    assert flipped[0] == [False, True, True, False]
    assert flipped[1:] == [[False, True, False, False]] * 3


def test_what_is_selected_is_followed_along_its_track(editor):
    editor.click(5, 5)
    editor.go(3)
    assert editor.chosen == (Placement(0, 7, 4, track=1),)
    editor.go(99)
    assert editor.state.frame == FRAMES - 1
    editor.click(21, 17)
    editor.go(0)
    assert not editor.state.selected


def test_copy_paste_duplicate_cut_and_place(editor):
    editor.click(5, 5)
    editor.copy()
    editor.go(2)
    editor.paste()
    assert editor.chosen == (Placement(0, 4, 4),)
    editor.duplicate()
    assert editor.chosen == (Placement(0, 12, 12),)
    editor.cut()
    assert len(editor.scene.placements) == 5
    editor.place(1, 10, 10)
    assert editor.chosen == (Placement(1, 8, 8, layer=1),)
    editor.become(0)
    editor.lift(3)
    assert editor.chosen == (Placement(0, 7, 8, layer=4),)


def test_snapping_brings_the_first_onto_the_grid(editor):
    editor.click(5, 5)
    tell(editor, snaps=True)
    assert editor.snapped(3, 3) == (4, 4)
    assert editor.snapped(-3, 2) == (-4, 4)
    editor.deselect()
    assert editor.snapped(3, 1) == (3, 1)


def test_undo_and_redo_at_the_ends_do_nothing(editor):
    editor.undo()
    editor.redo()
    assert not editor.journal.document.done


def test_a_fast_pointer_leaves_no_gap():
    points = line((0, 0), (7, 3))
    assert points[0] == (0, 0)
    assert points[-1] == (7, 3)
    assert all(max(abs(x - u), abs(y - v)) == 1 for (x, y), (u, v) in pairwise(points))
    assert line((2, 2), (2, 2)) == [(2, 2)]


def test_strokes_fills_and_mirrors():
    rgba = ring()
    paint = stroke(1, rgba, mirrored([(0, 0), (1, 9)], 5), BLUE)
    assert (paint.picture, paint.x, paint.y, paint.rgba.shape) == (1, 0, 0, (1, 5, 4))
    assert paint.rgba[0, 0].tolist() == paint.rgba[0, 4].tolist() == list(BLUE)
    assert paint.rgba[0, 1:4].tolist() == rgba[0, 1:4].tolist()
    assert stroke(1, rgba, [(0, 0)], RED) is None
    assert stroke(1, rgba, [(-1, 0), (0, 5)], BLUE) is None
    assert len(flood(rgba, (2, 2))) == 9
    assert len(flood(rgba, (0, 0))) == 16
    rgba[2, 2] = RED
    assert len(flood(rgba, (2, 2))) == 1
    assert len(everywhere(rgba, (2, 2))) == 17
    assert flood(rgba, (9, 9)) == everywhere(rgba, (-1, 0)) == []
    assert palette([rgba, ART.sprites[0].rgba]) == [BLUE, RED]
    assert stroke(1, rgba, everywhere(rgba, (0, 0)), NOTHING).rgba.max() == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_storm_of_actions_can_be_undone_to_the_start(editor, seed):
    chance = random.Random(seed)
    start = list(editor.journal.document.scenes)
    actions = [
        lambda: editor.go(chance.randrange(FRAMES)),
        lambda: editor.click(chance.randrange(-2, 34), chance.randrange(-2, 26), more=chance.random() < 0.3),
        lambda: editor.band((chance.randrange(32), chance.randrange(24), 9, 9)),
        lambda: editor.move(*editor.snapped(chance.randrange(-9, 9), chance.randrange(-9, 9))),
        editor.remove, editor.copy, editor.cut, editor.paste, editor.duplicate, editor.undo, editor.redo,
        lambda: editor.flip(x=True), lambda: editor.lift(-1), lambda: editor.become(chance.randrange(2)),
        lambda: editor.place(chance.randrange(2), 5, 5), editor.select_all,
        lambda: tell(editor, scope=chance.choice(SCOPES)),
    ]  # fmt: skip
    for _ in range(400):
        chance.choice(actions)()
    while editor.journal.document.done:
        editor.undo()
    assert list(editor.journal.document.scenes) == start
