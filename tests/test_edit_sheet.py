"""Editing the sheet: doubles merged, glued sprites split, things made background, pivots."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose, recoloured
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Backdrop, Remove
from spritelift_runtime.editing.merging import Merge, colours_of, doubles
from spritelift_runtime.editing.parts import PartPainter
from spritelift_runtime.editing.settling import settled
from spritelift_runtime.editing.sheet_edits import Hang, Paint, Pivot, Redraw
from spritelift_runtime.editing.splitting import Split, known_parts, loose_parts, proposed
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scene_faults import scene_faults
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import read_sheet, write_sheet

WIDE, HIGH = 32, 24


def picture(seed, high, wide, *, colours=3, soft=False):
    """A few colours, holes, and perhaps pixels that are half there; its corners can be seen."""
    chance = np.random.default_rng(seed)
    rgba = chance.integers(0, 256, (colours, 4), np.uint8)[chance.integers(0, colours, (high, wide))]
    rgba[..., 3] = np.where(chance.random((high, wide)) < 0.7, 255, 0)
    if soft:
        rgba[..., 3][chance.random((high, wide)) < 0.2] = 100
    rgba[0, 0, 3] = rgba[-1, -1, 3] = 255
    return rgba


def background(seed=9, high=HIGH, wide=WIDE):
    rgba = np.random.default_rng(seed).integers(0, 256, (high, wide, 4), np.uint8)
    rgba[..., 3] = 255
    return rgba


def art_of(*pictures, backgrounds=None):
    sprites = tuple(Sprite(name=f"s{i}", rgba=rgba, uses=i + 1) for i, rgba in enumerate(pictures))
    return Art(size=(WIDE, HIGH), sprites=sprites, backgrounds=backgrounds or (background(),))


GROUND = Plane(picture=0, clip=(0, 0, WIDE, HIGH))
BODY = picture(1, 6, 5, soft=True)
TURNED = BODY[:, ::-1]
TRIMMED = np.pad(BODY, ((1, 2), (3, 0), (0, 0)))
PALETTE = tuple(((c[0], c[1], c[2]), (c[0] // 2 + 100, c[1] // 3, 9)) for c in colours_of(BODY))
OTHER = np.pad(recoloured(BODY[::-1], PALETTE), ((0, 0), (1, 1), (0, 0)))
DOUBLES = art_of(BODY, TURNED, TRIMMED, OTHER, picture(2, 6, 5), np.ones((2, 2, 4), np.uint8))


@st.composite
def placements(draw, sprite, shape):
    high, wide = shape[:2]
    cut = draw(st.none() | st.integers(0, 99))
    mask = None if cut is None else Cut(np.random.default_rng(cut).random((high, wide)) < 0.6)
    colour = st.sampled_from([(), tuple((new, old) for old, new in PALETTE), (((1, 1, 1), (7, 7, 7)),)])
    return Placement(
        sprite, draw(st.integers(-6, WIDE)), draw(st.integers(-6, HIGH)), draw(st.integers(0, 1)), draw(st.booleans()),
        draw(st.booleans()), cut=mask, angle=draw(st.sampled_from([0.0, 0.0, 90.0, 30.0])),
        scale=draw(st.sampled_from([1.0, 1.0, 1.5])), opacity=draw(st.sampled_from([1.0, 0.5])),
        tint=draw(st.sampled_from([None, (200, 100, 255)])), recolour=draw(colour),
    )  # fmt: skip


def test_doubles_are_found_mirrored_trimmed_and_in_other_colours():
    found = {(merge.sprite, merge.into): merge for merge in doubles(DOUBLES)}
    assert set(found) == {(1, 0), (2, 0), (3, 0)}
    assert found[1, 0].flip_x
    assert not found[1, 0].flip_y
    assert (found[2, 0].dx, found[2, 0].dy, found[2, 0].recolour) == (3, 1, ())
    assert (found[3, 0].dx, found[3, 0].flip_y, dict(found[3, 0].recolour)) == (1, True, dict(PALETTE))
    assert {merge.sprite for merge in doubles(DOUBLES, recoloured=False)} == {1, 2}
    assert doubles(DOUBLES, among=(1, 4, 5)) == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_frames_look_the_same_once_doubles_are_one(data):
    sprite = data.draw(st.integers(1, 3))
    rows = data.draw(st.lists(placements(sprite, DOUBLES.sprites[sprite].rgba.shape), min_size=1, max_size=4))
    document = Document(DOUBLES, Scenes.of([Scene((GROUND,), tuple(rows))]))
    before = compose(document.scene(0), document.art)
    document.apply(Merge.of(DOUBLES, sprite, 0))
    assert np.array_equal(before, compose(document.scene(0), document.art))
    turned = [p for p in rows if p.angle or p.scale != 1]
    stayed = [p for p in document.scene(0).placements if p.sprite == sprite]
    assert stayed == ([] if DOUBLES.sprites[sprite].size == BODY.shape[1::-1] else turned)


def test_a_merged_sprite_keeps_its_id_and_is_used_no_more():
    document = Document(DOUBLES, Scenes.of([Scene((GROUND,), (Placement(1, 2, 2),))]))
    document.apply(*doubles(document.art))
    assert [sprite.name for sprite in document.art.sprites] == [sprite.name for sprite in DOUBLES.sprites]
    assert [sprite.uses for sprite in document.art.sprites[:4]] == [10, 0, 0, 0]


@pytest.mark.parametrize(
    ("sprite", "into", "why"), [(4, 0, r"differ in \d+ px"), (5, 0, "other sizes"), (0, 0, "itself"), (9, 0, "no spr")]
)
def test_what_is_no_double_is_not_merged(sprite, into, why):
    with pytest.raises(ConfigError, match=why):
        Merge.of(DOUBLES, sprite, into)


def test_a_merge_of_art_that_has_changed_since_is_refused():
    merge = Merge.of(DOUBLES, 1, 0)
    painted = Paint(picture=0, x=0, y=0, rgba=np.full((1, 1, 4), 255, np.uint8)).art(DOUBLES)
    with pytest.raises(ConfigError, match="no doubles"):
        merge.art(painted)


GLUED = np.zeros((8, 12, 4), np.uint8)
GLUED[:6, :5] = BODY
GLUED[2:, 6:10] = picture(3, 6, 4)


@settings(max_examples=40, deadline=None)
@given(placements(0, GLUED.shape), st.integers(0, 99))
def test_what_is_split_pixel_by_pixel_looks_as_before(placement, seed):
    owner = np.where(GLUED[..., 3] > 0, np.random.default_rng(seed).integers(1, 5, GLUED.shape[:2]), 0)
    document = Document(art_of(GLUED), Scenes.of([Scene((GROUND,), (placement,))]))
    before = compose(document.scene(0), document.art)
    document.apply(Split.by(document.art, 0, owner.astype(np.uint8)))
    assert np.array_equal(before, compose(document.scene(0), document.art))


def test_parts_get_tracks_of_their_own(tmp_path):
    scenes = Scenes.of(
        Scene((GROUND,), (Placement(0, t, 0, track=3), Placement(0, t, 12, track=4), Placement(0, 9, 9)))
        for t in range(3)
    )
    document = Document(art_of(GLUED), scenes)
    document.apply(Split.of(document.art, 0, [(0, 0, 5, 6)], tracks=5))
    for scene in document.scenes:
        tracks = [(p.sprite, p.track) for p in scene.placements]
        assert tracks == [(1, 3), (2, 8), (1, 4), (2, 9), (1, -1), (2, -1)]
    assert list(scene_faults(document.scenes, tmp_path, document.art)) == []


def test_parts_are_proposed_loose_ones_and_those_that_the_sheet_knows():
    art = art_of(GLUED, GLUED[2:, 6:10], picture(8, 4, 4))
    assert loose_parts(GLUED).max() == 2
    touching = GLUED.copy()
    touching[3, 5] = touching[4, 5] = (9, 9, 9, 255)
    assert loose_parts(touching).max() == 1
    art = art_of(touching, touching[2:, 6:10][:, ::-1], picture(8, 4, 4))
    owner = known_parts(art, 0)
    assert owner.max() == 2
    found = np.argwhere(owner == 1)
    assert (found.min(0).tolist(), found.max(0).tolist()) == ([2, 6], [7, 9])
    assert np.array_equal(proposed(art, 0), owner)
    document = Document(art, Scenes.of([Scene((GROUND,), (Placement(0, 4, 4),))]))
    before = compose(document.scene(0), document.art)
    document.apply(Split.by(art, 0, owner))
    document.apply(*doubles(document.art))
    assert [p.sprite for p in document.scene(0).placements] == [1, 4]
    assert np.array_equal(before, compose(document.scene(0), document.art))
    assert proposed(art, 2).max() == 1


def test_crumbs_go_with_the_nearest_part():
    rgba = np.zeros((5, 20, 4), np.uint8)
    rgba[:, :6] = rgba[:, 13:] = rgba[2, 11] = 255
    owner = loose_parts(rgba)
    assert owner.max() == 2
    assert owner[2, 11] == owner[2, 13]


def walk(cameras, *, wrap=False, extra=(), where=(9, 5), there=lambda t: True):
    """A rock that stands in the world, seen by a camera."""
    return Scenes.of(
        Scene(
            (replace(GROUND, camera=(camera, 0), wrap=wrap),),
            (*((Placement(0, where[0] - camera, where[1], track=1),) if there(t) else ()), *extra),
        )
        for t, camera in enumerate(cameras)
    )


def frames(document):
    return [compose(document.scene(t), document.art) for t in range(len(document))]


@pytest.mark.parametrize("blend", ["rounded", "pygame"])
@pytest.mark.parametrize("wrap", [False, True])
def test_what_stands_still_in_the_world_becomes_background(blend, wrap):
    art = replace(art_of(BODY, backgrounds=(background(3, HIGH, 60),)), blend=blend)
    document = Document(art, walk([0, 3, 8, 20, 26], wrap=wrap))
    before = frames(document)
    edits = settled(document, Where(sprites=(0,)))
    assert [type(edit) for edit in edits] == [Paint, Remove]
    document.apply(*edits)
    assert np.array_equal(before, frames(document))
    assert not len(document.scenes.placements)
    document.undo()
    assert np.array_equal(before, frames(document))


def test_frames_without_it_keep_their_background():
    document = Document(art_of(BODY), walk([0] * 6, there=lambda t: 2 <= t < 5))
    before = frames(document)
    edits = settled(document, Where(sprites=(0,)))
    assert [type(edit) for edit in edits] == [Hang, Backdrop, Remove]
    document.apply(*edits)
    assert np.array_equal(before, frames(document))
    assert [scene.planes[0].picture for scene in document.scenes] == [0, 0, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("scenes", "where", "why"),
    [
        (walk([0] * 4, there=lambda t: t != 2), Where(sprites=(0,)), "frame 2 would look different .* isn't there"),
        (
            Scenes.of(Scene((GROUND,), (Placement(0, t, 3),)) for t in range(4)),
            Where(sprites=(0,)),
            "frame 0 would look different .* moves",
        ),
        (
            Scenes.of([Scene((GROUND,), (Placement(1, 9, 5), Placement(0, 9, 5, layer=1)))]),
            Where(sprites=(0,)),
            "stands before s1",
        ),
        (walk([0, 0]), Where(sprites=(1,)), "none of these"),
    ],
)
def test_what_is_no_background_is_refused(scenes, where, why):
    document = Document(art_of(BODY, picture(5, 8, 8)), scenes)
    with pytest.raises(ConfigError, match=why):
        settled(document, where)
    assert not document.done


def test_pivots_are_kept_by_the_sheet(tmp_path):
    art = Pivot(sprites=(0, 2), at=(2.5, 6)).art(DOUBLES)
    art = Pivot(sprites=(4,), at=(-3, 9)).art(Pivot(sprites=(4,), at=(0, 0)).art(art))
    write_sheet(tmp_path, art.sprites)
    assert [sprite.pivot for sprite in read_sheet(tmp_path)] == [(2.5, 6), None, (2.5, 6), None, (-3, 9), None]
    assert Pivot(sprites=(0,)).art(art).sprites[0].pivot is None
    assert art.sprites[0].held_at == (2.5, 6)
    assert art.sprites[1].held_at == (2.5, 3.0)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_part_of_a_frame_is_drawn_as_the_whole_is(data):
    at = st.integers(-6, 14)
    art = replace(art_of(picture(1, 5, 4), picture(2, 3, 6)), size=(12, 10), backgrounds=(background(3, 9, 11),))
    art = Redraw(sprite=1, rgba=picture(4, 5, 8), margin=(1, 1, 1, 1)).art(art)
    clip = (data.draw(at), data.draw(at), data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12)))
    plane = Plane(picture=0, clip=clip, camera=(data.draw(at), data.draw(at)), wrap=data.draw(st.booleans()))
    placements = tuple(
        Placement(
            data.draw(st.integers(0, 1)), data.draw(at), data.draw(at), layer=data.draw(st.integers(-1, 1)),
            flip_x=data.draw(st.booleans()), angle=data.draw(st.sampled_from([0.0, 30.0])),
        )
        for _ in range(3)
    )  # fmt: skip
    scene = Scene((plane,), placements)
    x, y = data.draw(st.integers(0, 11)), data.draw(st.integers(0, 9))
    wide, high = data.draw(st.integers(1, 12 - x)), data.draw(st.integers(1, 10 - y))
    part = PartPainter(art).compose(scene, (x, y, wide, high))
    assert np.array_equal(part, compose(scene, art)[y : y + high, x : x + wide])
