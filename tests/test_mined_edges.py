"""Tiles whose edge blends with what stands behind them: how much, in which colour and by which rule is mined."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.blending import BLENDS, blended
from spritelift_runtime.bundle import write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_trainer.mining.blends import Pairs, fitted_blend
from spritelift_trainer.mining.clip import UNKNOWN, read_clip
from spritelift_trainer.mining.drafts import Draft
from spritelift_trainer.mining.explaining import explained
from spritelift_trainer.mining.mine import mine_clip
from spritelift_trainer.mining.planes import still

WIDE, HIGH, CELL = 112, 96, 16
SOFT = {(0, 4): (91, 41, 23, 165), (0, 11): (200, 180, 30, 90)}
"""By row and column of the tile."""
LEARNT = 380  # the hero walks all of both floors


def speckled(seed: int, side: int) -> np.ndarray:
    rgba = np.full((side, side, 4), 255, np.uint8)
    colours = np.array([(200, 40, 40), (250, 220, 60), (40, 40, 60), (255, 255, 255), (10, 160, 90)], np.uint8)
    rgba[..., :3] = colours[np.random.default_rng(seed).integers(0, len(colours), (side, side))]
    return rgba


def game(blend: str) -> Art:
    brick = speckled(1, CELL)
    for place, colour in SOFT.items():
        brick[place] = colour
    sky = np.full((HIGH, WIDE, 4), (40, 20, 0, 255), np.uint8)
    pictures = (brick, speckled(2, 9))
    return Art(
        size=(WIDE, HIGH),
        sprites=tuple(Sprite(name=f"s{i}", rgba=rgba) for i, rgba in enumerate(pictures)),
        backgrounds=(sky,),
        blend=blend,
    )


def frame_at(t: int, art: Art, in_front: bool = False) -> np.ndarray:
    """A hero who jumps as he walks and sinks in by a row where he lands, on two floors of bricks."""
    floor = [Placement(0, CELL * column, CELL * row, 1) for column in range(7) for row in (2, 5)]
    x, height = 3 + 3 * t % 190, abs(t % 14 - 7)
    hero = Placement(1, x if x < 98 else 193 - x, CELL * (5 if t // 60 % 2 else 2) - 8 - height, 1)
    placed = (*floor, hero) if in_front else (hero, *floor)
    return compose(Scene((Plane(picture=0, clip=(0, 0, WIDE, HIGH)),), placed), art)


def mined(frames: list[np.ndarray]) -> tuple[Art, list[Scene], tuple]:
    art, backdrop, scenes, _ = mine_clip(read_clip([np.stack(frames)]), lambda _what, _done, _of: None)
    return art, list(scenes), backdrop.specs()


@pytest.mark.parametrize("blend", BLENDS)
def test_a_tiles_soft_edge_is_mined_and_frames_never_seen_are_exact(blend, tmp_path: Path):
    true = game(blend)
    art, scenes, planes = mined([frame_at(t, true) for t in range(LEARNT)])
    tile = next(sprite for sprite in art.sprites if sprite.grid is not None)
    found = {tuple(place): tile.rgba[*place].tolist() for place in np.argwhere(tile.rgba[..., 3] < 255).tolist()}
    assert art.blend == blend
    assert found.keys() == SOFT.keys()
    assert all(np.abs(np.array(found[place]) - SOFT[place]).max() <= 3 for place in SOFT)
    assert len(art.sprites) == 2  # no crumb is left that only told blends
    assert not any(scene.unexplained_px for scene in scenes)
    later = [frame_at(t, true) for t in range(LEARNT, LEARNT + 60)]
    for frame, scene in zip(later, write_bundle(tmp_path / "b", art, planes).decomposer()(later), strict=True):
        assert np.array_equal(compose(scene, art), frame)


def test_what_passes_before_hard_tiles_makes_none_of_them_soft():
    true = game("pygame")
    hard = [replace(sprite, rgba=np.where([0, 0, 0, 1], 255, sprite.rgba).astype(np.uint8)) for sprite in true.sprites]
    art, scenes, _ = mined([frame_at(t, replace(true, sprites=tuple(hard)), in_front=True) for t in range(LEARNT)])
    assert art.blend == "rounded"
    assert all((sprite.rgba[..., 3] % 255 == 0).all() for sprite in art.sprites)
    assert not any(scene.unexplained_px for scene in scenes)


def test_a_blend_over_ground_that_nobody_saw_is_not_taken_for_the_ground():
    true = game("pygame")
    tile = replace(true.sprites[0], grid=(CELL, CELL, 0, 0))
    backdrop = still(np.zeros(1, int), (WIDE, HIGH))
    ground = packed(true.backgrounds[0])
    ground[32, 4], ground[0, 0] = UNKNOWN, UNKNOWN
    backdrop.bands[0].pictures = [ground]
    clip = read_clip([frame_at(0, true)[None]])
    hero = replace(true.sprites[1], flips=(0,))
    told = next(explained(clip, backdrop, Dictionary([tile, hero], "pygame"), [0]))
    assert told.left_px == {0: 2}
    assert told.learnt[:, 2:4].tolist() == [[0, 0]]


def test_a_draft_read_again_blends_as_it_did():
    sprites = game("pygame").sprites
    again = Draft.of_bytes(Draft(sprites=sprites, blend="pygame").to_bytes([]), [])
    assert again.blend == "pygame"
    assert np.array_equal(again.sprites[0].rgba, sprites[0].rgba)


SEEN = {
    (40, 20, 0): (73, 33, 14),
    (200, 203, 204): (130, 98, 87),
    (56, 76, 84): (78, 53, 44),
    (131, 133, 171): (105, 73, 75),
    (0, 0, 0): (59, 26, 14),
    (255, 255, 189): (149, 117, 82),
}


def pairs_of(seen: dict, usual: tuple[int, int, int] = (73, 33, 14)) -> Pairs | None:
    behind, shown = (packed(np.array(list(each), np.uint8)[None])[0].astype(np.int64) for each in (seen, seen.values()))
    return Pairs.of(int(packed(np.array([[usual]], np.uint8))[0, 0]), behind, shown, np.full(len(seen), 5))


def test_a_real_games_pixel_is_one_colour_and_alpha_by_pygames_rule_and_none_by_the_other():
    pairs = pairs_of(SEEN)
    assert fitted_blend(pairs, BLENDS.index("rounded")) is None
    fit = fitted_blend(pairs, BLENDS.index("pygame"))
    assert (fit.rgba, fit.explained) == ((91, 41, 23, 165), 25)


def test_a_sighting_over_something_else_than_was_thought_doesnt_spoil_a_blend_but_several_do():
    wrong = {(9, 9, 9): (1, 2, 3)}
    assert fitted_blend(pairs_of(SEEN | wrong), 1).rgba == (91, 41, 23, 165)
    assert fitted_blend(pairs_of(SEEN | wrong | {(8, 8, 8): (3, 2, 1), (7, 7, 7): (99, 2, 1)}), 1) is None


def test_one_colour_behind_besides_the_usual_one_tells_no_blend():
    assert pairs_of(dict(list(SEEN.items())[:2])) is None
    assert pairs_of(dict(list(SEEN.items())[:3])) is not None


@pytest.mark.parametrize("rule", range(len(BLENDS)))
def test_what_is_fitted_gives_every_pair_that_was_seen(rule):
    random = np.random.default_rng(rule)
    for _ in range(20):
        rgba, behind = random.integers(1, 255, 4), random.integers(0, 256, (6, 3))
        shown = blended(behind, rgba[:3], rgba[3], rule)
        seen = dict(zip(map(tuple, behind.tolist()), map(tuple, shown.tolist()), strict=True))
        fit = fitted_blend(pairs_of(seen, tuple(shown[0].tolist())), rule)
        assert np.array_equal(blended(behind, np.array(fit.rgba[:3]), fit.rgba[3], rule), shown)
