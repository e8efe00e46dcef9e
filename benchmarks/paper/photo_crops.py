"""Frames for the first paper's single picture (section 4.4, Figure 10): crops of one photograph at random places.

The paper's is of 768x512 px, with a dictionary of 50 sprites of 32x32; this one, see photograph.py, of 640x427.
"""

from pathlib import Path

import numpy as np
from photograph import CREDIT, photograph, written

from spritelift_runtime.recording import Recording

SIZE = (128, 128)
FRAMES = 2000


def record(out: Path, frames: int = FRAMES, seed: int = 0, size: tuple[int, int] = SIZE) -> Recording:
    """A recording of crops of `size`; `info["corners"]` has each one's x and y in the photograph."""
    picture = photograph()
    corners = corners_of(frames, seed, size, picture.shape[1::-1])
    crops = (picture[y : y + size[1], x : x + size[0]] for x, y in corners)
    return written(out, crops, size, source="photo_crops", seed=seed, credit=CREDIT, corners=corners)


def corners_of(frames: int, seed: int, size: tuple[int, int], whole: tuple[int, ...]) -> list[list[int]]:
    """x and y of each crop; every place is as likely."""
    room = np.array(whole) - size + 1
    return np.random.default_rng(seed).integers(0, room, (frames, 2)).tolist()
