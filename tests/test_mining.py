"""Mining, on small scenes whose sprites, cameras and backgrounds are known."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_trainer.mining.clip import read_clip
from spritelift_trainer.mining.drafts import Draft
from spritelift_trainer.mining.mine import mine_clip
from spritelift_trainer.mining.steps import with_backdrop, with_sprites

WIDE, HIGH = 96, 64
SKY = (90, 140, 220)


def blob(seed: int, width: int = 8, height: int = 8) -> np.ndarray:
    """A speckled oval, RGBA: connected, unlike its mirror image."""
    rng = np.random.default_rng(seed)
    y, x = (np.mgrid[:height, :width] - np.array([[[height - 1]], [[width - 1]]]) / 2) / [[[height / 2]], [[width / 2]]]
    rgba = np.zeros((height, width, 4), np.uint8)
    inside = x * x + y * y <= 1.1
    rgba[inside, :3] = rng.choice([[200, 30, 30], [250, 220, 60], [40, 40, 40], [255, 255, 255]], int(inside.sum()))
    rgba[inside, 3] = 255
    return rgba


def flat(colour: tuple[int, int, int] = SKY) -> np.ndarray:
    return np.full((HIGH, WIDE, 4), (*colour, 255), np.uint8)


def art_of(pictures: Sequence[np.ndarray], *backgrounds: np.ndarray) -> Art:
    sprites = tuple(Sprite(name=f"s{i}", rgba=rgba) for i, rgba in enumerate(pictures))
    return Art(size=(WIDE, HIGH), sprites=sprites, backgrounds=backgrounds)


def whole(picture: int = 0) -> tuple[Plane, ...]:
    return (Plane(picture=picture, clip=(0, 0, WIDE, HIGH)),)


def mined(art: Art, scenes: Sequence[Scene]):
    frames = np.stack([compose(scene, art) for scene in scenes])
    lifted, backdrop, found, _ = mine_clip(read_clip([frames]), lambda _what, _done, _of: None)
    for i, scene in enumerate(found):  # whatever else is asserted: what is not counted as unexplained is exact
        assert (compose(scene, lifted) != frames[i]).any(axis=2).sum() == scene.unexplained_px
    return lifted, backdrop, found


def pictures_of(art: Art) -> set[bytes]:
    return {sprite.rgba.tobytes() for sprite in art.sprites}


def bouncing(t: int, speed: int, reach: int) -> int:
    place = t * speed % (2 * reach)
    return min(place, 2 * reach - place)


def still_scenes(count: int, placed: Callable[[int], tuple[Placement, ...]]) -> list[Scene]:
    return [Scene(whole(), placed(t)) for t in range(count)]


def test_moving_sprites_are_lifted_pixel_for_pixel_though_they_cross():
    art = art_of([blob(1), blob(2), blob(3, 12, 6)], flat())
    scenes = still_scenes(
        120,
        lambda t: (
            Placement(0, bouncing(t, 2, 80), 20, 1),
            Placement(1, bouncing(t, 3, 82), 22, 1),
            Placement(2, 30, bouncing(t, 1, 50), 1),
        ),
    )
    lifted, _, found = mined(art, scenes)
    assert pictures_of(lifted) == pictures_of(art)
    assert (found.unexplained_px == 0).all()


def test_what_a_sprite_hides_of_another_is_an_overlap_in_the_right_order():
    art = art_of([blob(1), blob(2)], flat())
    scenes = still_scenes(
        90, lambda t: (Placement(0, 40, 18 + bouncing(t, 1, 4), 1), Placement(1, bouncing(t, 1, 80), 22, 1))
    )
    lifted, _, found = mined(art, scenes)
    at = {lifted.sprites[i].rgba.tobytes(): i for i in range(len(lifted.sprites))}
    front = at[art.sprites[1].rgba.tobytes()]
    crossing = [scene for scene in found if len(scene.placements) == 2]
    assert len(crossing) > 60
    assert all(scene.placements[1].sprite == front for scene in found[38:42])


def test_a_world_that_scrolls_is_stitched_and_its_score_line_kept_apart():
    rng = np.random.default_rng(5)
    world = np.zeros((HIGH - 12, 300, 4), np.uint8)
    world[...] = (*SKY, 255)
    for x in range(0, 300, 6):
        world[rng.integers(0, 20) :, x : x + 5, :3] = rng.integers(0, 200, 3)
    line = np.full((12, WIDE, 4), (20, 20, 20, 255), np.uint8)
    line[3:9, 4:40, :3] = rng.integers(0, 256, (6, 36, 1))
    art = art_of([blob(1)], world, line)
    views = [min(2 * t, 190) if t < 120 else max(190 - 2 * (t - 120), 0) for t in range(200)]
    scenes = [
        Scene(
            (
                Plane(picture=1, clip=(0, 0, WIDE, 12)),
                Plane(picture=0, clip=(0, 12, WIDE, HIGH - 12), camera=(view, 0)),
            ),
            (Placement(0, 44, 16 + bouncing(t, 1, 20), 1),),
        )
        for t, view in enumerate(views)
    ]
    lifted, backdrop, found = mined(art, scenes)
    moving = [band for band in backdrop.bands if band.camera.any()]
    assert len(moving) == 1
    assert moving[0].camera[:, 1].tolist() == views
    assert 9 <= moving[0].top <= 12  # the line's last rows are one colour: they may go with either
    assert pictures_of(lifted) == pictures_of(art)
    assert (found.unexplained_px == 0).all()


def test_a_marching_crowd_is_sprites_and_not_a_camera():
    art = art_of([blob(1), blob(2)], flat())
    crowd = [(12 * column, 12 * row) for column in range(4) for row in range(2)]
    scenes = still_scenes(100, lambda t: tuple(Placement(y // 12, bouncing(t, 1, 40) + x, 8 + y, 1) for x, y in crowd))
    lifted, backdrop, found = mined(art, scenes)
    assert not any(band.camera.any() for band in backdrop.bands)
    assert pictures_of(lifted) == pictures_of(art)
    assert all(len(scene.placements) == len(crowd) for scene in found)


def test_something_that_erodes_is_one_sprite_with_a_cut():
    art = art_of([blob(1, 20, 14), blob(2)], flat())
    gone = np.random.default_rng(3).permutation(20 * 14).reshape(14, 20)
    frames = []
    for t in range(160):
        frame = compose(Scene(whole(), (Placement(1, bouncing(t, 2, 80), 10, 1),)), art)
        part = art.sprites[0].rgba.copy()
        part[gone < max(0, t - 60), 3] = 0
        frames.append(
            compose(
                Scene((), (Placement(0, 40, 40, 1),)), Art(size=art.size, sprites=(Sprite(name="p", rgba=part),)), frame
            )
        )
    lifted, _, found = mined_frames(np.stack(frames))
    assert len(lifted.sprites) <= 8  # itself, the other one, and a few specks
    assert found.cuts
    assert (found.unexplained_px == 0).mean() >= 0.9
    assert found.unexplained_px.max() <= 1  # a pixel on a dozen frames costs less than a speck in the dictionary


def mined_frames(frames: np.ndarray):
    return mine_clip(read_clip([frames]), lambda _what, _done, _of: None)[:3]


def test_a_known_sprite_that_stands_still_all_along_is_placed_too():
    art = art_of([blob(1, 10, 10)], flat())
    scenes = still_scenes(60, lambda t: (Placement(0, 5, 50, 1), Placement(0, bouncing(t, 2, 80), 20, 1)))
    lifted, _, found = mined(art, scenes)
    assert pictures_of(lifted) == pictures_of(art)
    assert all(len(scene.placements) == 2 for scene in found)


def test_parts_that_are_never_seen_apart_are_one_sprite():
    ring = np.zeros((10, 10, 4), np.uint8)
    ring[:4, :4], ring[6:, 5:9] = (255, 0, 0, 255), (255, 255, 0, 255)
    ring[1, 1, :3] = 9
    art = art_of([ring], flat())
    scenes = still_scenes(80, lambda t: (Placement(0, bouncing(t, 2, 80), bouncing(t, 1, 50), 1),))
    lifted, _, found = mined(art, scenes)
    assert len(lifted.sprites) == 1
    assert all(len(scene.placements) == 1 for scene in found)


def drawn(*lines: str) -> np.ndarray:
    ink = np.array([[letter == "#" for letter in line] for line in lines])
    return np.where(ink[..., None], np.array([20, 20, 20, 255], np.uint8), 0).astype(np.uint8)


def in_rows(art: Art, seed: int, count: int) -> list[Scene]:
    """All of the art's sprites in a new order on each frame, a pixel apart, more than once."""
    rng = np.random.default_rng(seed)

    def placed(_t: int) -> tuple[Placement, ...]:
        placements = []
        for y in (4, 24, 44):
            x = 4
            for i in rng.permutation(len(art.sprites)).tolist():
                placements.append(Placement(i, x, y, 1))
                x += art.sprites[i].size[0] + 1
        return tuple(placements)

    return still_scenes(count, placed)


STROKES = ("##", "##", "##", "##", "##", "##", "##", "##", "##")
DOTTED = ("##", "##", "..", "##", "##", "##", "##", "##", "##")
CROSS = (".##.", ".##.", "####", ".##.", ".##.", ".##.", ".##.", ".###")


def test_loose_halves_are_one_sprite_though_others_always_stand_beside_them():
    art = art_of([blob(1), blob(2), blob(3, 12, 6), drawn(*STROKES), drawn(*DOTTED)], flat())
    lifted, _, found = mined(art, in_rows(art, 0, 60))
    assert pictures_of(lifted) == pictures_of(art)
    assert (found.unexplained_px == 0).all()


def test_plain_things_that_meet_again_and_again_and_mostly_stand_apart_are_two():
    art = art_of([drawn(*CROSS), drawn(*STROKES)], flat())
    places = np.random.default_rng(0).integers(0, 40, (160, 4)).tolist()

    def placed(t: int) -> tuple[Placement, ...]:
        x, y, far_x, far_y = places[t]
        beside = (x + 5, y) if t % 8 == 0 else (50 + far_x, far_y)
        return Placement(0, x, y, 1), Placement(1, *beside, 1)

    clip = read_clip([np.stack([compose(scene, art) for scene in still_scenes(160, placed)])])
    chosen = with_sprites(clip, with_backdrop(clip, Draft())).sprites  # each meeting is new: together they cost less
    assert {sprite.rgba.tobytes() for sprite in chosen} == pictures_of(art)


def test_a_mirror_image_is_the_same_sprite_flipped():
    art = art_of([blob(1, 10, 12)], flat())
    scenes = still_scenes(80, lambda t: (Placement(0, bouncing(t, 2, 80), 30, 1, t * 2 % 160 >= 80),))
    lifted, _, found = mined(art, scenes)
    assert len(lifted.sprites) == 1
    assert set(lifted.sprites[0].flips) == {0, 1}
    assert len({scene.placements[0].flip_x for scene in found}) == 2


def test_a_sprite_with_the_backgrounds_colour_in_it_is_known_from_where_it_shows():
    ground = flat()
    ground[:, WIDE // 2 :, :3] = (40, 40, 40)
    body = blob(1, 10, 10)
    body[3:7, 3:7, :3] = SKY
    body[4, 4, :3] = (40, 40, 40)
    art = art_of([body], ground)
    scenes = still_scenes(90, lambda t: (Placement(0, bouncing(t, 2, 84), 30, 1),))
    lifted, _, found = mined(art, scenes)
    assert (found.unexplained_px == 0).mean() >= 0.95
    assert len(lifted.sprites) <= 3


@pytest.mark.parametrize("frames", [1, 40])
def test_where_nothing_moves_there_is_a_background_and_no_sprite(frames):
    picture = np.random.default_rng(1).integers(0, 256, (HIGH, WIDE, 3), dtype=np.uint8)
    lifted, _, found = mined_frames(np.repeat(picture[None], frames, axis=0))
    assert not lifted.sprites
    assert np.array_equal(lifted.backgrounds[0][..., :3], picture)
    assert (found.unexplained_px == 0).all()


def test_mining_twice_gives_the_same_bytes():
    art = art_of([blob(1), blob(2)], flat())
    scenes = still_scenes(
        50, lambda t: (Placement(0, bouncing(t, 2, 80), 20, 1), Placement(1, 30, bouncing(t, 1, 50), 1))
    )
    first, second = mined(art, scenes), mined(art, scenes)
    assert first[2].to_bytes() == second[2].to_bytes()
    assert [s.rgba.tobytes() for s in first[0].sprites] == [s.rgba.tobytes() for s in second[0].sprites]
