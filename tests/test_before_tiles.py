"""What stands before tiles is no tile, no background, and fitted against the tiles."""

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_trainer.mining.before_tiles import fitted_before_tiles
from spritelift_trainer.mining.clip import UNKNOWN, Clip, read_clip
from spritelift_trainer.mining.planes import still, unpacked
from spritelift_trainer.mining.rooms import rooms_of
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.standing import repeated, without_known
from spritelift_trainer.mining.untiling import GROUND, is_made_of, untiled
from spritelift_trainer.mining.usage import Usage

HIGH, WIDE, CELL = 96, 128, 16
BROWN = (60, 30, 10)
FLOOR = [(column, row) for column in range(7) for row in (1, 3, 4)]
TORCHES = [(1, 4), (5, 4)]


def picture(seed: int, side: int = CELL) -> np.ndarray:
    """A speckled square in few colours."""
    colours = np.array([(200, 40, 40), (250, 220, 60), (40, 40, 60), (255, 255, 255)], np.uint8)
    return colours[np.random.default_rng(seed).integers(0, 4, (side, side))]


def flickering(t: int) -> np.ndarray:
    """Walls in cells of 16 px from (3, 5) on, before two of them torches of two poses; a walker."""
    frame = np.full((HIGH, WIDE, 3), BROWN, np.uint8)
    for column, row in FLOOR:
        frame[5 + CELL * row : 21 + CELL * row, 3 + CELL * column : 19 + CELL * column] = picture(1)
    for column, row in TORCHES:
        y, x = 9 + CELL * row, 8 + CELL * column
        frame[y : y + 6, x : x + 5] = (0, 255, 40 * (t // 3 % 2))
    frame[42:50, 20 + t % 60 : 28 + t % 60] = picture(9, 8)
    return frame


def clip_of(frames: list[np.ndarray]) -> Clip:
    return read_clip([np.stack(frames)])


def packed(rgb: tuple[int, int, int] | np.ndarray) -> np.ndarray:
    return (np.asarray(rgb, np.int32) @ np.array([1, 1 << 8, 1 << 16])).astype(np.int32)


def test_a_wall_with_a_torch_before_it_is_the_wall_and_something_before_it():
    clip = clip_of([flickering(t) for t in range(60)])
    _, tiles = rooms_of(clip)
    assert [cell.tolist() for cell in tiles.cells] == [packed(picture(1)).tolist()]
    bare, behind = tiles.off(clip).frame(0), tiles.behind(clip).frame(0)
    for column, row in TORCHES:
        torch = (slice(9 + CELL * row, 15 + CELL * row), slice(8 + CELL * column, 13 + CELL * column))
        assert (bare[torch] == packed((0, 255, 0))).all()
        bare[torch] = packed(BROWN)
    assert (bare[69:85, 3:115] == packed(BROWN)).all()
    assert (behind[69:85, 3:115] == UNKNOWN).all()
    assert (behind[:21] == packed(BROWN)).all()


def test_a_tile_before_another_is_taken_off_with_it():
    wall, head = packed(picture(1)), np.full((CELL, CELL), GROUND, np.int32)
    head[8:] = packed((9, 9, 9))
    both = np.where(head >= 0, head, wall)
    ids, palette = np.unique(np.pad(both, CELL, constant_values=5), return_inverse=True)[::-1]
    cells = np.stack([wall, head])
    frames = ids.reshape(1, 3 * CELL, 3 * CELL).astype(np.uint16)
    off = untiled(frames, palette.astype(np.int32), 0, 0, cells, np.zeros(0, np.uint64), GROUND)
    assert (palette[off] == 5).all()
    assert is_made_of(both, cells)
    assert not is_made_of(wall, cells[1:])


def test_what_shares_half_of_a_tiles_pixels_like_confetti_does_not_stand_before_it():
    wall = packed(picture(1))
    door = np.where(np.random.default_rng(0).random(wall.shape) < 0.5, wall, packed((7, 7, 7)))
    assert not is_made_of(door, wall[None])
    ids, palette = np.unique(np.pad(door, CELL, constant_values=5), return_inverse=True)[::-1]
    frames = ids.reshape(1, 3 * CELL, 3 * CELL).astype(np.uint16)
    off = untiled(frames, palette.astype(np.int32), 0, 0, wall[None], np.zeros(0, np.uint64), GROUND)
    assert (off == frames).all()


def test_pixels_that_look_like_one_wall_are_told_by_another():
    dark, bright = packed((10, 10, 10)), packed((255, 240, 0))
    torch = np.full((8, 5), dark)
    torch[2:6, 1:4] = bright
    walls = [packed(picture(2)), packed(picture(3))]
    walls[0][1::3] = dark  # mortar
    frames = []
    for t in range(40):
        frame = np.full((HIGH, WIDE), packed(BROWN), np.int32)
        frame[32:48, 32:48] = walls[t // 10 % 2]
        frame[36:44, 38:43] = torch
        frames.append(unpacked(frame)[..., :3])
    clip = clip_of(frames)
    backdrop = still(np.zeros(40, int), (WIDE, HIGH))
    backdrop.bands[0].pictures = [np.full((HIGH, WIDE), packed(BROWN), np.int32)]
    gaps = unpacked(np.where(torch == walls[0][4:12, 6:11], UNKNOWN, torch).astype(np.int32))
    tiles = [Sprite(name="", rgba=unpacked(wall), grid=(CELL, CELL, 0, 0)) for wall in walls]
    sprites = [*tiles, Sprite(name="", rgba=gaps)]
    fitted = fitted_before_tiles(clip, backdrop, sprites, 2, Usage.of(clip, backdrop, sprites))
    assert (gaps[..., 3] == 0).sum() > 5
    assert fitted is not None
    assert np.array_equal(fitted.rgba, unpacked(torch.astype(np.int32)))


def test_what_stands_in_two_rooms_is_kept_once_and_a_part_of_a_thing_stays():
    rooms = [np.full((HIGH, WIDE), packed(colour), np.int32) for colour in (BROWN, (20, 80, 40))]
    chest = packed(picture(4))
    for room, (x, y) in zip(rooms, ((30, 40), (70, 20)), strict=True):
        room[y : y + CELL, x : x + CELL] = chest
    seen = [Seen.blank(room.shape) for room in rooms]
    assert [sprite.size for sprite in repeated(zip(rooms, seen, strict=True))] == [(CELL, CELL)]
    lid = Sprite(name="", rgba=unpacked(chest[:5]))
    assert np.array_equal(without_known(rooms[0], [lid], alone=[lid]), rooms[0])
    whole = Sprite(name="", rgba=unpacked(chest))
    assert (without_known(rooms[0], [whole], alone=[whole])[40:56, 30:46] == UNKNOWN).all()
