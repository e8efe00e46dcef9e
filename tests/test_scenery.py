"""Rooms and tiles: what stands still, told from what marches."""

import numpy as np

from spritelift_trainer.mining import cuts
from spritelift_trainer.mining.clip import Clip, read_clip
from spritelift_trainer.mining.grids import tiles_of
from spritelift_trainer.mining.rooms import rooms_of

HIGH, WIDE = 96, 128
BROWN, GREEN = (60, 30, 10), (20, 80, 40)


def picture(seed: int, side: int = 8) -> np.ndarray:
    """A speckled square in few colours."""
    colours = np.array([(200, 40, 40), (250, 220, 60), (40, 40, 60), (255, 255, 255)], np.uint8)
    return colours[np.random.default_rng(seed).integers(0, 4, (side, side))]


def flat(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((HIGH, WIDE, 3), colour, np.uint8)


def walled(cells: list[tuple[int, int]], seed: int = 1, colour: tuple[int, int, int] = BROWN) -> np.ndarray:
    """A room with the same block in some cells of a grid of 8 px whose first corner is at (3, 5)."""
    room = flat(colour)
    for column, row in cells:
        room[5 + 8 * row : 13 + 8 * row, 3 + 8 * column : 11 + 8 * column] = picture(seed)
    return room


def with_hero(room: np.ndarray, t: int) -> np.ndarray:
    frame = room.copy()
    x = 20 + t % 60
    frame[60:68, x : x + 8] = picture(9)
    return frame


def clip_of(frames: list[np.ndarray]) -> Clip:
    return read_clip([np.stack(frames)])


FLOOR = [(column, 9) for column in range(15)] + [(column, 4) for column in range(3, 9)]


def test_a_touching_row_of_blocks_is_one_tile_and_its_ground_is_plain():
    clip = clip_of([with_hero(walled(FLOOR), t) for t in range(60)])
    rooms, tiles = rooms_of(clip)
    assert not rooms.any()
    assert [sprite.rgba[..., :3].tobytes() for sprite in tiles.sprites()] == [picture(1).tobytes()]
    bare = tiles.off(clip)
    assert (bare.frame(0) == clip.frame(0)[0, 0]).mean() > 0.98  # the hero is what is left


def test_the_grid_is_found_where_it_stands():
    tiles = tiles_of([clip_of([walled(FLOOR)]).frame(0)])
    assert tiles.pitch == (8, 8)
    assert tiles.corner == (3, 5)


def test_the_same_tiles_laid_elsewhere_are_one_room():
    other = [(column, 6) for column in range(12)] + [(column, 2) for column in range(4, 12)]
    frames = [with_hero(walled(FLOOR if t // 30 % 2 else other), t) for t in range(120)]
    rooms, tiles = rooms_of(clip_of(frames))
    assert not rooms.any()
    assert len(tiles.cells) == 1


def speckled_rooms() -> list[np.ndarray]:
    """A brown and a green room, each with white specks of its own."""
    rng = np.random.default_rng(0)
    painted = (np.where(rng.random((HIGH, WIDE, 1)) < 0.2, 255, flat(colour)) for colour in (BROWN, GREEN))
    return [room.astype(np.uint8) for room in painted]


def test_a_door_to_another_picture_is_another_room_and_back_is_the_first():
    order = [0] * 40 + [1] * 40 + [0] * 40
    rooms, _ = rooms_of(clip_of([with_hero(speckled_rooms()[i], t) for t, i in enumerate(order)]))
    assert rooms.tolist() == order


def test_doors_passed_very_often_lead_to_the_same_few_rooms(monkeypatch):
    monkeypatch.setattr(cuts, "MOST_CUTS", 4)
    order = ([0] * 12 + [1] * 12) * 5
    rooms, _ = rooms_of(clip_of([with_hero(speckled_rooms()[i], t) for t, i in enumerate(order)]))
    assert rooms.tolist() == order


def test_a_screen_that_flickers_all_along_is_no_row_of_rooms(monkeypatch):
    monkeypatch.setattr(cuts, "MOST_CUTS", 4)
    rooms, _ = rooms_of(clip_of([speckled_rooms()[t // 2 % 2] for t in range(60)]))
    assert not rooms.any()


def test_a_crowd_that_steps_now_and_then_is_no_new_room():
    def crowd(t: int) -> np.ndarray:
        frame = flat((0, 0, 0))
        for i in range(24):
            x, y = 4 + 13 * (i % 6) + 3 * (t // 20), 4 + 13 * (i // 6)
            frame[y : y + 8, x : x + 8] = picture(i // 6)
        return frame

    rooms, tiles = rooms_of(clip_of([crowd(t) for t in range(160)]))
    assert not rooms.any()
    assert not tiles.cells


def test_a_tile_that_the_edge_clips_is_taken_off_too():
    room = walled(FLOOR)
    room[5:13, 123:128] = picture(1)[:, :5]
    clip = clip_of([with_hero(room, t) for t in range(40)])
    _, tiles = rooms_of(clip)
    assert (tiles.off(clip).frame(0)[5:13, 123:128] == clip.frame(0)[0, 0]).all()
