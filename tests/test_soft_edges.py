"""Partly transparent pixels of exact sprites: blended by the game's own rule, verified over what is behind them."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.blending import BLENDS, PYGAME, ROUNDED, blended
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose, paste
from spritelift_runtime.continuing import still_true
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.errors import FormatError
from spritelift_runtime.explain import explain, find
from spritelift_runtime.scene import Placement, Plane, Scene

SIZE = (48, 32)
GROUND = Plane(picture=0, clip=(0, 0, *SIZE))


def speckled(seed: int, side: int = 6, soft: int = 0, grid: tuple[int, int, int, int] | None = None) -> Sprite:
    """A square of random colours, so many pixels of its edge partly transparent."""
    random = np.random.default_rng(seed)
    rgba = np.full((side, side, 4), 255, np.uint8)
    rgba[..., :3] = random.integers(0, 256, (side, side, 3))
    rgba[0, random.permutation(side)[:soft], 3] = random.integers(1, 255, soft)
    return Sprite(name=f"s{seed}", rgba=rgba, flips=(0,) if grid else (0, 1), grid=grid)


def art_of(blend: str, soft: int = 3) -> Art:
    tile, *heroes = (speckled(0, 8, soft, (8, 8, 0, 0)), speckled(1), speckled(2, 6, soft), speckled(3))
    sky = np.random.default_rng(9).integers(0, 256, (SIZE[1], SIZE[0], 4), dtype=np.uint8)
    sky[..., 3] = 255
    sky[:, 40:44] = 0  # nobody ever saw that
    return Art(size=SIZE, sprites=(*heroes, tile), backgrounds=(sky,), blend=blend)


@pytest.fixture(scope="module", params=BLENDS)
def bundle(tmp_path_factory, request) -> Bundle:
    path = tmp_path_factory.mktemp("soft") / "bundle"
    return write_bundle(path, art_of(request.param), [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def test_the_pygame_rule_is_how_pygame_blits_on_32_bit_surfaces():
    random = np.random.default_rng(0)
    rgba = random.integers(0, 256, (64, 77, 4), dtype=np.uint8)
    under = random.integers(0, 256, (64, 77, 3), dtype=np.uint8)
    surface = pygame.Surface((77, 64), 0, 32)
    pygame.surfarray.blit_array(surface, under.transpose(1, 0, 2))
    surface.blit(pygame.image.frombuffer(rgba.tobytes(), (77, 64), "RGBA"), (0, 0))
    shown = pygame.surfarray.array3d(surface).transpose(1, 0, 2)
    canvases = {blend: under.copy() for blend in BLENDS}
    for blend, canvas in canvases.items():
        paste(canvas, rgba, 0, 0, blend)
    assert np.array_equal(canvases["pygame"], shown)
    assert (canvases["rounded"] != shown).any(axis=2).mean() > 0.3


def test_both_rules_leave_what_nothing_covers_and_hide_what_all_covers():
    under, colour = np.meshgrid(np.arange(256), np.arange(256))
    for rule in (ROUNDED, PYGAME):
        assert np.array_equal(blended(under, colour, 0, rule), under)
        assert np.array_equal(blended(under, colour, 255, rule), colour)


def test_a_bundle_says_how_its_game_blends_unless_it_rounds(bundle):
    opened = Bundle.open(bundle.path)
    assert opened.learned.blend == opened.art.blend == bundle.manifest.get("blend", "rounded")
    assert ("blend" in bundle.manifest) == (opened.art.blend == "pygame")


def test_a_rule_that_nobody_knows_is_refused(bundle, tmp_path):
    copy = tmp_path / "b"
    shutil.copytree(bundle.path, copy)
    (copy / "bundle.json").write_text(json.dumps(bundle.manifest | {"blend": "screen"}))
    with pytest.raises(FormatError, match=r"has no blend that can be used\. Put the exported file back"):
        Bundle.open(copy)


@pytest.mark.parametrize("blend", BLENDS)
def test_who_stands_behind_a_soft_edge_is_found_whole_and_the_frame_exact(blend):
    art = art_of(blend)
    frame = compose(Scene((GROUND,), (Placement(0, 10, 3, 1), *(Placement(3, 8 * x, 8, 1) for x in range(4)))), art)
    told = explain(packed(frame), packed(art.backgrounds[0]), Dictionary(art.sprites, art.blend))
    assert not told.left.any()
    assert {(p.sprite, p.x, p.y, p.cut) for p in told.placements if not p.fixed} == {(0, 10, 3, None)}
    other = BLENDS[1 - BLENDS.index(blend)]
    assert explain(packed(frame), packed(art.backgrounds[0]), Dictionary(art.sprites, other)).left.any()


@pytest.mark.parametrize("turned", [False, True])
def test_a_cut_hides_soft_pixels_with_the_hard_ones_nearest_to_them(turned):
    soft = speckled(2, 6, 3)
    art = replace(art_of("pygame"), sprites=(replace(soft, rgba=soft.rgba[::-1].copy()) if turned else soft,))
    frame = compose(Scene((GROUND,), (Placement(0, 10, 3, 1),)), art)
    frame[:6] = art.backgrounds[0][:6, :, :3]  # half of it is behind the scenery
    told = explain(packed(frame), packed(art.backgrounds[0]), Dictionary(art.sprites, art.blend))
    (placement,) = told.placements
    assert not placement.cut.mask[:3].any()
    assert placement.cut.mask[3:].all()
    assert not told.left.any()
    assert np.array_equal(compose(Scene((GROUND,), told.placements), art), frame)


def test_without_soft_pixels_the_rule_changes_nothing():
    art = art_of("rounded", soft=0)
    random = np.random.default_rng(4)
    things = tuple(Placement(int(random.integers(4)), *random.integers(0, 28, 2).tolist(), 1) for _ in range(9))
    frame = packed(compose(Scene((GROUND,), things), art))
    one, other = (find(frame, packed(art.backgrounds[0]), Dictionary(art.sprites, blend)) for blend in BLENDS)
    assert np.array_equal(one[0].items, other[0].items)
    assert np.array_equal(one[1], other[1])


def haloed(name: str = "haloed") -> Sprite:
    """Two soft rows over four hard ones: the upper one touches no hard pixel."""
    rgba = speckled(5).rgba.copy()
    rgba[:2, :, 3] = 100
    return Sprite(name=name, rgba=rgba)


@pytest.mark.parametrize(("x", "stays"), [(12, False), (30, True)])
def test_soft_pixels_are_their_items_own_from_frame_to_frame(x, stays):
    art = replace(art_of("rounded"), sprites=(haloed(),))
    dictionary, behind = Dictionary(art.sprites), packed(art.backgrounds[0])
    last = packed(compose(Scene((GROUND,), (Placement(0, 10, 8, 1),)), art))
    frame = last.copy()
    frame[8, x] ^= 1
    still = still_true(frame, last, behind, *find(last, behind, dictionary), dictionary.tables)
    assert len(still.found.items) == stays
    assert still.only[8:14, 10:16].all() == (not stays)
    assert still.only[8:14, 10:16].any() == (not stays)
    assert still.only[8, x]


def test_what_arrives_behind_the_soft_edge_of_what_stayed_is_verified_with_it(tmp_path):
    """Its lone pixel is where the edge is, which shows that it isn't there."""
    loose = np.zeros((6, 9, 4), np.uint8)
    loose[:, :6], loose[0, 8] = speckled(6).rgba, 255
    art = replace(art_of("rounded"), sprites=(haloed(), Sprite(name="loose", rgba=loose)))
    stood, comes = Placement(0, 20, 10, 1), Placement(1, 13, 10, 1)
    frames = [compose(Scene((GROUND,), there), art) for there in ((stood,), (comes, stood))]
    frames[1][10, 21] = frames[0][10, 21]
    scenes = write_bundle(tmp_path / "b", art, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))]).decomposer()(frames)
    assert {p.sprite for p in scenes[1].placements} == {0, 1}
    assert scenes[1].unexplained_px == (compose(scenes[1], art) != frames[1]).any(axis=2).sum() == 1


def test_black_where_a_blend_over_unseen_ground_should_be_is_not_what_drawing_gives(tmp_path):
    art = replace(art_of("rounded"), sprites=(haloed(),))
    frame = compose(Scene((GROUND,), (Placement(0, 38, 8, 1),)), art)
    frame[8, 41] = 0
    scene = write_bundle(tmp_path / "b", art, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))]).decomposer().frame(frame)
    assert scene.placements
    assert scene.unexplained_px == (compose(scene, art) != frame).any(axis=2).sum() == 1


THING = st.tuples(
    st.integers(0, 2), st.integers(-3, 44), st.integers(-3, 28), st.booleans(), st.integers(-2, 2), st.integers(0, 1)
)
TILES = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(things=st.lists(THING, max_size=4), tiles=TILES, seed=st.integers(0, 99), in_front=st.booleans())
def test_what_is_told_unexplained_is_what_composing_gets_wrong(bundle, things, tiles, seed, in_front):
    art, random = bundle.learned, np.random.default_rng(seed)
    walls = [Placement(3, 8 * x, 8 * y, 1) for x, y in sorted(tiles)]
    frames = []
    for t in range(5):
        heroes = [Placement(s, x + dx * t, y + dy * t, 1, flip) for s, x, y, flip, dx, dy in things]
        frames.append(compose(Scene((GROUND,), (*walls, *heroes) if in_front else (*heroes, *walls)), art))
    frames[2][5:8, 5:8] = random.integers(0, 256, (3, 3, 3))  # and something nobody knows, which stays a while
    frames[3][5:8, 5:8] = frames[2][5:8, 5:8]
    decomposer = bundle.decomposer()
    for frame, scene in zip(frames, decomposer(frames), strict=True):
        assert scene.unexplained_px == (compose(scene, art) != frame).any(axis=2).sum()
    for frame in frames:
        scene = decomposer.frame(frame)
        assert scene.unexplained_px == (compose(scene, art) != frame).any(axis=2).sum()
