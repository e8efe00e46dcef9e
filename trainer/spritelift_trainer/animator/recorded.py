"""Clips out of recorded play: windows about characters that a bundle's decomposer follows."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool, Int64

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, PLANE_COLUMNS, Scenes
from spritelift_runtime.visible import IdPainter
from spritelift_trainer.animator.clips import Pairs
from spritelift_trainer.frames import Frames

SMALLEST_PX = 8
"""Longer side of what counts as a character; less is a shot or a spark."""
FEWEST_FRAMES = 8
"""That a character is followed for."""
APART = 12
"""Frames between the two of a pair, at most: the changes within a clip are small (3)."""
ROOM = 1.5
"""Side of a window, in multiples of the larger characters' longer sides."""
WINDOW_STEP = 8
SMALLEST_WINDOW = 32

Numbers = Int64[np.ndarray, " n"]
_FRAME, _SPRITE, _X, _Y, _TRACK, _PLACEMENT = range(6)
Rows = Int64[np.ndarray, "row 6"]
"""Frame, sprite, x, y, track, number of the placement among its frame's."""
Found = Int64[np.ndarray, "pair 12"]
"""Two frames of one track, the camera (x, y) on each, the least and greatest corner (x, y) in the world of a window
that lies on both frames and has the whole character in it both times, and the character's two placements."""


class RecordedClips:
    """Pairs of windows, each pair fixed in the world, so that the background is the same in both.

    Raises:
        ConfigError: nothing in the recordings moves or changes for long enough.
    """

    def __init__(
        self, bundle: Bundle, recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]], window: int = 0
    ) -> None:
        self._frames = Frames(recordings, ranges)
        art, decompose, first, plays = bundle.learned, bundle.decomposer(), 0, []
        for recording, (start, stop) in zip(recordings, ranges, strict=True):
            scenes = decompose(recording.frames[number] for number in range(start, stop))
            plays.append((first, scenes, characters(scenes, art)))
            first += stop - start
        self._plays, self._painter = [(first, scenes) for first, scenes, _ in plays], IdPainter(art)
        side = window or window_for([rows for _, _, rows in plays], art)
        self.size = side, side
        self._pairs = np.concatenate(
            [_shifted(pairs_of(rows, cameras(scenes), art, side), first) for first, scenes, rows in plays]
        )
        if not len(self._pairs):
            raise ConfigError(
                f"nothing larger than {SMALLEST_PX} px moves or changes for {FEWEST_FRAMES} frames in these recordings "
                f"and fits a window of {side} px. Record more play, or give another --set window=..."
            )

    def __len__(self) -> int:
        return len(self._pairs)

    def pairs(self, count: int, seed: int, step: int) -> Pairs:
        """Two windows of each of `count` pairs of frames drawn at random; the same for the same seed and step."""
        each = ((self._frames.raw(numbers), corners) for numbers, corners, _ in self._drawn(count, seed, step))
        return np.stack([self._windows(frames, corners) for frames, corners in each])

    def shown(self, count: int, seed: int, step: int) -> Bool[np.ndarray, "2 n h w"]:
        """Where the followed character is seen in each window of `pairs`."""
        each = self._drawn(count, seed, step)
        return np.stack([self._windows(self._seen(numbers, own), corners) for numbers, corners, own in each])

    def _drawn(self, count: int, seed: int, step: int) -> list[tuple[Numbers, Int64[np.ndarray, "n 2"], Numbers]]:
        """Frames, corners of windows on them, and the followed placements: of the first and of the second frames."""
        random = np.random.default_rng((seed, step))
        chosen = self._pairs[random.integers(0, len(self._pairs), count)]
        corners = random.integers(chosen[:, 6:8], chosen[:, 8:10] + 1)
        swapped = random.random(count) < 0.5
        at = [corners - chosen[:, 2:4], corners - chosen[:, 4:6]]
        both = [np.column_stack([chosen[:, i], at[i], chosen[:, 10 + i]]) for i in (0, 1)]
        ordered = [np.where(swapped[:, None], *each) for each in (both, both[::-1])]
        return [(rows[:, 0], rows[:, 1:3], rows[:, 3]) for rows in ordered]

    def _seen(self, numbers: Numbers, own: Numbers) -> Bool[np.ndarray, "n h w"]:
        """Where these placements are seen on these frames."""
        masks = []
        for number, placement in zip(numbers.tolist(), own.tolist(), strict=True):
            first, scenes = next(play for play in reversed(self._plays) if play[0] <= number)
            masks.append(self._painter.paint(scenes, number - first) == placement + 1)
        return np.stack(masks)

    def _windows(self, frames: np.ndarray, corners: Int64[np.ndarray, "n 2"]) -> np.ndarray:
        side = self.size[0]
        cut = [frame[y : y + side, x : x + side] for frame, (x, y) in zip(frames, corners.tolist(), strict=True)]
        return np.stack(cut)


def characters(scenes: Scenes, art: Art) -> Rows:
    """What is followed for long enough, is no tile, and moves or changes; ordered by track, then by frame."""
    columns = [PLACEMENT_COLUMNS.index(name) for name in ("sprite", "x", "y", "track")]
    frame = np.repeat(np.arange(len(scenes)), np.diff(scenes.placement_offsets))
    own = np.arange(len(frame)) - scenes.placement_offsets[frame]
    rows = np.column_stack([frame, scenes.placements[:, columns], own]).astype(np.int64)
    large = np.array([max(sprite.size) >= SMALLEST_PX for sprite in art.sprites], bool)
    free = scenes.placements[:, PLACEMENT_COLUMNS.index("fixed")] == 0
    rows = rows[free & large[rows[:, _SPRITE]]] if len(rows) else rows
    rows = rows[np.lexsort((rows[:, _FRAME], rows[:, _TRACK]))]
    kept = [part for part in _tracks(rows) if len(part) >= FEWEST_FRAMES and (np.ptp(part[:, 1:4], axis=0) > 0).any()]
    return np.concatenate([np.zeros((0, 6), np.int64), *kept])


def cameras(scenes: Scenes) -> Int64[np.ndarray, "frame 3"]:
    """Picture and camera of each frame's largest plane; picture -1 where there is none."""
    named = {name: i for i, name in enumerate(PLANE_COLUMNS)}
    found = np.full((len(scenes), 3), (-1, 0, 0), np.int64)
    for frame in range(len(scenes)):
        planes = scenes.planes[scenes.plane_offsets[frame] : scenes.plane_offsets[frame + 1]]
        if len(planes):
            largest = planes[np.argmax(planes[:, named["clip_w"]] * planes[:, named["clip_h"]])]
            found[frame] = largest[[named["picture"], named["camera_x"], named["camera_y"]]]
    return found


def window_for(plays: Sequence[Rows], art: Art) -> int:
    """Side of the windows, pixels: room for nine of ten characters to move in."""
    sides = np.array([max(sprite.size) for sprite in art.sprites], np.int64)
    seen = np.concatenate([np.zeros(0, np.int64), *(sides[rows[:, _SPRITE]] for rows in plays)])
    wanted = ROOM * np.quantile(seen, 0.9) if len(seen) else 0
    side = max(SMALLEST_WINDOW, WINDOW_STEP * int(np.ceil(wanted / WINDOW_STEP)))
    return min(side, *art.size)


def pairs_of(rows: Rows, camera: Int64[np.ndarray, "frame 3"], art: Art, side: int) -> Found:
    """All pairs of a track's frames that a window has room for."""
    sizes = np.array([sprite.size for sprite in art.sprites], np.int64).reshape(-1, 2)
    found = [np.zeros((0, 12), np.int64)]
    for track in _tracks(rows):
        for apart in range(1, APART + 1):
            one, other = track[:-apart], track[apart:]
            near = (other[:, _FRAME] - one[:, _FRAME] <= APART) & (
                camera[one[:, _FRAME], 0] == camera[other[:, _FRAME], 0]
            )
            found.append(_windows_of(one[near], other[near], camera[:, 1:], sizes, np.array(art.size), side))
    return np.concatenate(found)


def _windows_of(one: Rows, other: Rows, camera: np.ndarray, sizes: np.ndarray, frame: np.ndarray, side: int) -> Found:
    at = [camera[rows[:, _FRAME]] for rows in (one, other)]
    corners = [rows[:, [_X, _Y]] + shift for rows, shift in zip((one, other), at, strict=True)]
    ends = [corner + sizes[rows[:, _SPRITE]] for corner, rows in zip(corners, (one, other), strict=True)]
    least = np.maximum.reduce([*at, *(end - side for end in ends)])
    most = np.minimum.reduce([*(shift + frame - side for shift in at), *corners])
    changed = (corners[0] != corners[1]).any(1) | (one[:, _SPRITE] != other[:, _SPRITE])
    own = one[:, _PLACEMENT], other[:, _PLACEMENT]
    pairs = np.column_stack([one[:, _FRAME], other[:, _FRAME], *at, least, most, *own])
    return pairs[changed & (least <= most).all(1)]


def _shifted(pairs: Found, first: int) -> Found:
    """Pairs whose frames count from the first recording's on."""
    pairs[:, :2] += first
    return pairs


def _tracks(rows: Rows) -> Iterator[Rows]:
    """The rows of each track."""
    cuts = np.flatnonzero(np.diff(rows[:, _TRACK])) + 1
    return (part for part in np.split(rows, cuts) if len(part) and part[0, _TRACK] >= 0)
