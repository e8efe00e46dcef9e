"""The pictures of paper dolls in docs/animator.md: `python docs/doll_figures.py film`.

`film` is what `python examples/stop_motion.py film` made.

`dolls.png` shows each head of hair in some frames of its clips, `stop_motion.png` some frames of the film.
"""

import argparse
from pathlib import Path

import av
import numpy as np

from spritelift_envs.dolls import DollCast, Look
from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes

OUT = Path(__file__).parent / "pictures"
GRASS = (120, 150, 120)
SHOWN = (
    ("walk", "down", 0), ("walk", "right", 2), ("walk", "left", 6), ("walk", "up", 3), ("slash", "right", 0),
    ("slash", "right", 3), ("slash", "down", 1), ("thrust", "right", 4), ("thrust", "down", 4),
    ("spellcast", "right", 3), ("shoot", "right", 7),
)  # fmt: skip
FILMED = (0, 3, 6, 10, 16, 22)


def main(asked: argparse.Namespace) -> None:
    """Make both."""
    (OUT / "dolls.png").write_bytes(png_bytes(enlarged(dolls(), 2)))
    with av.open(str(asked.film / "film.mp4")) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    # Every third pixel: the film is enlarged by three, and the page's pictures have to stay small.
    shown = np.concatenate([frames[t][1::3, 1::3] for t in FILMED])
    (OUT / "stop_motion.png").write_bytes(png_bytes(shown))


def dolls() -> np.ndarray:
    """RGB: a row for each doll."""
    starts = {(clip.animation, clip.view): clip.start for clip in DollCast.clips}
    numbers = np.array([starts[animation, view] + n for animation, view, n in SHOWN])
    cast = DollCast([Look(n % 2, n % 3, n, n // 2 % 2, n // 3 % 2, n // 5 % 2, n % 2) for n in range(7)])
    rows = [np.concatenate(list(cast.frames(np.full(len(numbers), n), numbers)), 1) for n in range(len(cast))]
    whole = np.concatenate(rows)
    return np.where(whole[..., 3:] > 0, whole[..., :3], np.array(GRASS, np.uint8))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("film", type=Path, help="folder that examples/stop_motion.py filled")
    main(parser.parse_args())
