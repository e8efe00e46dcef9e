"""Pictures that follow each other where nothing scrolls: the clip cut into rooms, each with a background of its own."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.cost import DICTIONARY_BITS, PLACEMENT_BITS, picture_bits
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.cuts import groups_of, mode_of
from spritelift_trainer.mining.grids import tiles_of
from spritelift_trainer.mining.spread import spread
from spritelift_trainer.mining.tiles import NO_TILES, Tiles

ALIKE = (0.97, 0.93, 0.85, 0.7, 0.5)
"""Shares of pixels in which two stretches must agree to show one room: each is tried, the fewest bits decide."""
STRETCH_SAMPLES, SAMPLES = 24, 160


def rooms_of(clip: Clip) -> tuple[np.ndarray, Tiles]:
    """int [frame]: the room of each frame, numbered as they are entered; and the tiles that stand in them.

    A marching crowd changes as many pixels as a door does. What tells them apart is the bits to paint the pictures and
    what stands before them: the crowd's members are the same few shapes wherever they march. So it is with tiles.
    """
    first, groups = groups_of(clip, ALIKE[0])
    lengths = np.diff(first, append=len(clip))
    samples = [_samples(first[groups == i], lengths[groups == i]) for i in range(int(groups.max()) + 1)]
    plays = [clip.ids[frames] for frames in samples]
    tiles = tiles_of([clip.palette[mode_of(ids)] for ids in plays]).steady(plays, clip.palette)
    ways = [_cheapest_rooms(clip, samples, each) for each in ([NO_TILES, tiles] if tiles.cells else [NO_TILES])]
    bits, rooms = min(ways, key=lambda way: way[0])
    return np.repeat(rooms[groups], lengths), tiles if bits < ways[0][0] else NO_TILES


def _samples(first: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Frames spread over some stretches, of which the first frames and the lengths are given."""
    frames = [spread(a, a + n, STRETCH_SAMPLES) for a, n in zip(first.tolist(), lengths.tolist(), strict=True)]
    every = np.concatenate(frames)
    return every[spread(0, len(every), STRETCH_SAMPLES)]


def _cheapest_rooms(clip: Clip, samples: list[np.ndarray], tiles: Tiles) -> tuple[float, np.ndarray]:
    """Fewest bits to tell the samples of all stretches with these tiles, and the room of each stretch."""
    bare = [tiles.off_ids(clip, clip.ids[frames]) for frames in samples]
    pictures = [mode_of(ids) for ids in bare]
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
    picture = mode_of(ids[np.linspace(0, len(ids) - 1, min(SAMPLES, len(ids))).astype(int)]).astype(np.int32)
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
