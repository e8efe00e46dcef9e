"""Pictures that follow each other where nothing scrolls: the clip cut into rooms, each with a background of its own."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.cost import DICTIONARY_BITS, PLACEMENT_BITS, picture_bits
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.tiles import NO_TILES, Tiles, tiles_of

CUT_SHARE = 0.05
"""A frame that differs from the last one in more of its pixels may be another room."""
MOST_CUTS = 250
"""With more of them the screen flickers, and no room lasts."""
ALIKE = (0.97, 0.93, 0.85, 0.7, 0.5)
"""Shares of pixels in which two stretches must agree to show one room: each is tried, the fewest bits decide."""
STRETCH_SAMPLES, SAMPLES = 24, 160


def rooms_of(clip: Clip) -> tuple[np.ndarray, Tiles]:
    """int [frame]: the room of each frame, numbered as they are entered; and the tiles that stand in them.

    A marching crowd changes as many pixels as a door does. What tells them apart is the bits to paint the pictures and
    what stands before them: the crowd's members are the same few shapes wherever they march. So it is with tiles.
    """
    first = _first_frames(clip)
    first = first if len(first) <= MOST_CUTS else [0]
    samples = [_spread(a, b, STRETCH_SAMPLES) for a, b in zip(first, [*first[1:], len(clip)], strict=True)]
    tiles = tiles_of([clip.palette[_mode(clip.ids[frames])] for frames in samples])
    ways = [_cheapest_rooms(clip, samples, each) for each in ([NO_TILES, tiles] if tiles.cells else [NO_TILES])]
    bits, rooms = min(ways, key=lambda way: way[0])
    return np.repeat(rooms, np.diff([*first, len(clip)])), tiles if bits < ways[0][0] else NO_TILES


def _cheapest_rooms(clip: Clip, samples: list[np.ndarray], tiles: Tiles) -> tuple[float, np.ndarray]:
    """Fewest bits to tell the samples of all stretches with these tiles, and the room of each stretch."""
    bare = [tiles.off_ids(clip, clip.ids[frames]) for frames in samples]
    pictures = [_mode(ids) for ids in bare]
    alike = np.array([[(a == b).mean() for b in pictures] for a in pictures])
    tried = [np.zeros(len(samples), np.int64), *(_linked(alike >= share) for share in ALIKE)]
    seen = {rooms.tobytes(): rooms for rooms in tried}
    places: set[tuple[int, int, bytes]] = set()
    for ids, frames in zip(bare, samples, strict=True):
        for i in {0, len(frames) // 2, len(frames) - 1} if tiles.cells else ():
            places |= tiles.places_in(ids[i], clip.ids[frames[i]])
    kept = sum(DICTIONARY_BITS + picture_bits(cell, cell >= 0) for cell in tiles.cells)
    ways = [(PLACEMENT_BITS * len(places) + kept + _bits(bare, rooms), rooms) for rooms in seen.values()]
    return min(ways, key=lambda way: way[0])


def _first_frames(clip: Clip) -> list[int]:
    """Frames on which another room may begin."""
    changed = clip.changed_px > CUT_SHARE * clip.size[0] * clip.size[1]
    changed[list(clip.starts)] = True
    return np.flatnonzero(changed).tolist()


def _spread(first: int, last: int, most: int) -> np.ndarray:
    return np.unique(np.linspace(first, last - 1, min(most, last - first)).astype(int))


def _linked(alike: np.ndarray) -> np.ndarray:
    """int [n]: stretches that are alike, directly or through others, have one number; numbered as they come."""
    rooms = np.full(len(alike), -1, np.int64)
    for i in range(len(alike)):
        if rooms[i] < 0:
            rooms[i] = rooms.max(initial=-1) + 1
            waiting = [i]
            while waiting:
                more = np.flatnonzero(alike[waiting.pop()] & (rooms < 0))
                rooms[more] = rooms[i]
                waiting.extend(more.tolist())
    return rooms


def _bits(bare: list[np.ndarray], rooms: np.ndarray) -> float:
    """Bits to paint the rooms and, on sampled frames, every shape that stands before them: each shape once, and each
    of its places once."""
    ways = []
    # A crowd that dwells leaves traces in its most frequent colours: it may pay to paint nothing but the ground.
    for plain in (False, True):
        bits, shapes, places = 0.0, dict[int, float](), set[tuple[int, ...]]()
        for room in range(int(rooms.max()) + 1):
            stretches = [bare[i] for i in np.flatnonzero(rooms == room)]
            picture = _picture(np.concatenate(stretches), plain)
            bits += picture_bits(picture, np.ones(picture.shape, bool))
            each = -(-STRETCH_SAMPLES // max(2, SAMPLES // len(bare)))
            for frame in (frame for stretch in stretches for frame in stretch[::each]):
                found, costs = _shapes(frame.astype(np.int32), picture)
                shapes.update(zip(found[:, 0].tolist(), costs.tolist(), strict=True))
                places.update((room, *place) for place in found.tolist())
        ways.append(bits + PLACEMENT_BITS * len(places) + sum(shapes.values()))
    return min(ways)


def _picture(ids: np.ndarray, plain: bool) -> np.ndarray:
    """int32 [y, x]: what the frames [n, y, x] mostly show; if `plain`, the ground's colour everywhere."""
    picture = _mode(ids[np.linspace(0, len(ids) - 1, min(SAMPLES, len(ids))).astype(int)]).astype(np.int32)
    return np.full_like(picture, np.bincount(picture.ravel()).argmax()) if plain else picture


@njit(cache=True)
@no_type_check
def _shapes(frame: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hash, left and top of every blob, and the bits to keep it."""
    blobs = find_blobs(frame != picture, frame, 1)
    found, costs = np.empty((len(blobs.boxes), 3), np.int64), np.empty(len(blobs.boxes))
    for b in range(len(blobs.boxes)):
        left, top, right, bottom = blobs.boxes[b]
        found[b, 0], found[b, 1], found[b, 2] = np.int64(blobs.hashes[b]), left, top
        box = (slice(top, bottom), slice(left, right))
        costs[b] = DICTIONARY_BITS + picture_bits(frame[box], blobs.labels[box] == b + 1)
    return found, costs


@njit(cache=True)
@no_type_check
def _mode(stack: np.ndarray) -> np.ndarray:
    """The most frequent id of each pixel of [n, h, w]; of several the lowest."""
    out = np.empty(stack.shape[1:], stack.dtype)
    for y in range(stack.shape[1]):
        for x in range(stack.shape[2]):
            ids = np.sort(stack[:, y, x])
            best, run = 0, 0
            for k in range(len(ids)):
                run = run + 1 if k and ids[k] == ids[k - 1] else 1
                if run > best:
                    best, out[y, x] = run, ids[k]
    return out
