"""The baseline for bytes_per_frame: whole blobs, hashed exactly, and what each does from frame to frame, through xz.

python benchmarks/naive_codec.py RECORDING...     # bytes a frame: all frames, and the last fifth on its own

Background: the most frequent colour of each pixel over time. Blobs: 8-connected pixels that differ from it; every
distinct one is in the dictionary. Blobs are matched to the last frame's by linear assignment on the place predicted at
constant velocity. Streams of kinds (as predicted, moved, changed sprite, gone, new), of sprites, of steps, of places;
each stream, the dictionary and the background go through xz. Nothing is lost, as `decoded` proves on every frame.
"""

import lzma
import sys
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage
from scipy.optimize import linear_sum_assignment

from spritelift_runtime.recording import Recording

AS_PREDICTED, MOVED, CHANGED, GONE, NEW, NO_MORE = range(6)
FAR_PX = 24
"""Farther from its predicted place, a blob is another one."""
OTHER_SPRITE_PX = 6
"""How far a change of sprite is, when blobs are matched."""


@dataclass
class Streams:
    """What is written; `blobs` in the order of their numbers."""

    kinds: list[int] = field(default_factory=list)
    sprites: list[int] = field(default_factory=list)
    steps_x: list[int] = field(default_factory=list)
    steps_y: list[int] = field(default_factory=list)
    places_x: list[int] = field(default_factory=list)
    places_y: list[int] = field(default_factory=list)
    blobs: list[np.ndarray] = field(default_factory=list)


def packed(frames):
    """uint8 [t, h, w, 3] as int32 [t, h, w]."""
    return np.stack([frame.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32) for frame in frames])


def mode(colours):
    """The most frequent colour of each pixel."""
    best, times = colours[0].copy(), np.zeros(colours.shape[1:], np.int32)
    for colour in np.unique(colours):
        count = (colours == colour).sum(0, dtype=np.int32)
        best, times = np.where(count > times, colour, best), np.maximum(count, times)
    return best


def blobs_of(frame, background):
    """(key, picture with -1 around the blob, x, y) of every blob."""
    labels, _ = ndimage.label(frame != background, np.ones((3, 3)))
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        picture = np.where(labels[rows, columns] == number, frame[rows, columns], -1).astype(np.int32)
        yield (picture.shape, picture.tobytes()), picture, columns.start, rows.start


def encoded(colours, background):
    """All frames as `Streams`."""
    out, known, last = Streams(), {}, []
    for frame in colours:
        found = []
        for key, picture, x, y in blobs_of(frame, background):
            if key not in known:
                known[key] = len(known)
                out.blobs.append(picture)
            found.append((known[key], x, y))
        last = encode_frame(out, last, found)
    return out


def encode_frame(out, last, found):
    """Code the blobs (sprite, x, y) `found`, given (sprite, x, y, dx, dy) of the `last` frame's; gives these anew."""
    now, matched, taken = [], match(last, found), set()
    for i, (sprite, x, y, dx, dy) in enumerate(last):
        j = matched.get(i)
        if j is None:
            out.kinds.append(GONE)
            continue
        taken.add(j)
        to, new_x, new_y = found[j]
        step = new_x - x, new_y - y
        if to != sprite:
            out.kinds.append(CHANGED)
            out.sprites.append(to)
        else:
            out.kinds.append(AS_PREDICTED if step == (dx, dy) else MOVED)
        if out.kinds[-1] != AS_PREDICTED:
            out.steps_x.append(step[0] - dx)
            out.steps_y.append(step[1] - dy)
        now.append((to, new_x, new_y, *step))
    for j, (sprite, x, y) in enumerate(found):
        if j not in taken:
            out.kinds.append(NEW)
            out.sprites.append(sprite)
            out.places_x.append(x)
            out.places_y.append(y)
            now.append((sprite, x, y, 0, 0))
    out.kinds.append(NO_MORE)
    return now


def match(last, found):
    """Which blob found each of the last ones is."""
    if not last or not found:
        return {}
    old, new = np.array(last), np.array(found)
    ahead = old[:, 1:3] + old[:, 3:5]
    cost = np.abs(ahead[:, None] - new[None, :, 1:3]).sum(2) + OTHER_SPRITE_PX * (old[:, None, 0] != new[None, :, 0])
    pairs = zip(*linear_sum_assignment(np.minimum(cost, FAR_PX)), strict=True)
    return {int(i): int(j) for i, j in pairs if cost[i, j] < FAR_PX}


def decoded(streams, background, count):
    """Every frame, packed colours [h, w]."""
    kinds, sprites = iter(streams.kinds), iter(streams.sprites)
    steps = zip(streams.steps_x, streams.steps_y, strict=True)
    places = zip(streams.places_x, streams.places_y, strict=True)
    last = []
    for _ in range(count):
        now = []
        for sprite, x, y, dx, dy in last:
            kind = next(kinds)
            if kind == GONE:
                continue
            to = next(sprites) if kind == CHANGED else sprite
            off_x, off_y = (0, 0) if kind == AS_PREDICTED else next(steps)
            now.append((to, x + dx + off_x, y + dy + off_y, dx + off_x, dy + off_y))
        while next(kinds) == NEW:
            now.append((next(sprites), *next(places), 0, 0))
        frame = background.copy()
        for sprite, x, y, *_ in now:
            picture = streams.blobs[sprite]
            part = frame[y : y + picture.shape[0], x : x + picture.shape[1]]
            np.copyto(part, picture, where=picture >= 0)
        yield frame
        last = now


def xz(numbers):
    """Bytes of a stream: as few bytes a number as the largest needs, low bytes first, then all second ones."""
    numbers = np.asarray(numbers, np.int64).ravel()
    unsigned = (numbers << 1) ^ (numbers >> 63)
    width = max(1, (int(unsigned.max(initial=0)).bit_length() + 7) // 8)
    planes = unsigned.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()
    return len(lzma.compress(planes, format=lzma.FORMAT_XZ, check=lzma.CHECK_NONE, preset=9 | lzma.PRESET_EXTREME))


def pictures_xz(pictures):
    """Bytes of pictures: their sizes, one palette, each pixel's place in it."""
    sizes = [side for picture in pictures for side in picture.shape]
    palette, places = np.unique(np.concatenate([p.ravel() for p in pictures] or [np.zeros(0)]), return_inverse=True)
    return xz(sizes) + 3 * len(palette) + xz(places) if len(pictures) else 0


def bytes_per_frame(frames):
    """Dictionary, background, placements and their sum, in bytes a frame; proven by decoding."""
    colours = packed(frames)
    background = mode(colours)
    streams = encoded(colours, background)
    for number, frame in enumerate(decoded(streams, background, len(colours))):
        if not np.array_equal(frame, colours[number]):
            raise AssertionError(f"frame {number} did not come back.")
    columns = (streams.kinds, streams.sprites, streams.steps_x, streams.steps_y, streams.places_x, streams.places_y)
    parts = pictures_xz(streams.blobs), pictures_xz([background]), sum(map(xz, columns))
    return {
        name: size / len(colours)
        for name, size in zip(("dictionary", "background", "placements", "all"), (*parts, sum(parts)), strict=True)
    }


def main(paths):
    """A table row for every recording."""
    print("| recording | frames | dictionary | background | placements | all |")
    print("|---|---|---|---|---|---|")
    for path in paths:
        frames = Recording.open(path).frames[:]
        for part in (frames, frames[-(len(frames) // 5) :]):
            print(
                f"| {path} | {len(part)} |", " | ".join(f"{size:.2f}" for size in bytes_per_frame(part).values()), "|"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
