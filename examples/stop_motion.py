"""Clips restaged into a new film: `python examples/stop_motion.py film`, with three paper dolls on three stages.

The character of clip A moves as the one of clip B does, before the background of clip C. Your own clips, filmed by a
camera that stands still: `python examples/stop_motion.py film A.mp4 B.mp4 C`, each a video or a folder of pictures.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from film_dolls import film_dolls
from torch.nn.functional import affine_grid, grid_sample, pad

from spritelift_runtime.window.film import Film
from spritelift_trainer.animator.folders import ClipFolder
from spritelift_trainer.animator.learn import learn
from spritelift_trainer.animator.mixing import MixedClips
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.colours import colours_of, pictures_of

FPS, ZOOM, GAP_PX = 10, 3, 4
STEPS_A_MINUTE = 240  # of clips as small as the dolls', on one core
CPU = torch.device("cpu")


@torch.no_grad()
def main(asked: argparse.Namespace) -> None:
    """Film dolls where no clips are given, learn what moves in the clips, restage them, write the film."""
    clips = ClipFolder(asked.clips or film_dolls(asked.out / "clips"), tuple(asked.size) if asked.size else None)
    mixed, (a, b, c) = MixedClips(clips), clips.clips
    settings = AnimatorSettings(steps=6 if asked.quick else int(STEPS_A_MINUTE * asked.minutes))
    with torch.enable_grad():
        model = learn(mixed, settings, asked.out / "run", CPU).model
    cut = np.dstack([a[0], np.where(mixed.masks[0][0], 255, 0).astype(np.uint8)])
    character, start, behind, cut = (colours_of(each[None], CPU) for each in (a[0], b[0], mixed.stills[2], cut))
    with Film(asked.out / "film.mp4", float(FPS)) as film:
        for t, now in enumerate(colours_of(b, CPU).split(1)):
            drawn = model.restage(character, start, now, behind)
            pasted = cut_out(cut, model.theta(start, now), model.shape.padding, behind)
            film.add(side_by_side(a[t % len(a)], b[t], c[t % len(c)], *pictures_of(torch.cat([drawn, pasted]))))
    print(f"{asked.out / 'film.mp4'}: A, B and C, then A's character as B's on C's stage, drawn and cut out.")


def cut_out(cut: torch.Tensor, theta: torch.Tensor, padding: tuple[int, int], behind: torch.Tensor) -> torch.Tensor:
    """The character's own pixels, moved by what the model sees of the motion: no colour is new, and no limb bends."""
    wide = pad(cut, (0, padding[1], 0, padding[0]))
    moved = grid_sample(wide, affine_grid(theta, list(wide.shape), align_corners=False), "nearest", align_corners=False)
    moved = moved[..., : cut.shape[2], : cut.shape[3]]
    return torch.where(moved[:, 3:] > 0.5, moved[:, :3], behind)


def side_by_side(*frames: np.ndarray) -> np.ndarray:
    """Frames in a row, enlarged."""
    row = np.concatenate(list(np.pad(np.stack(frames), ((0, 0), (0, 0), (0, GAP_PX), (0, 0)))), 1)[:, :-GAP_PX]
    return row.repeat(ZOOM, 0).repeat(ZOOM, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder of the film, its clips and what is learnt; goes on where it was")
    parser.add_argument("clips", type=Path, nargs="*", help="A, B and C: videos, or folders of pictures")
    parser.add_argument("--size", type=int, nargs=2, help="width and height that clips are scaled to, such as 96 64")
    parser.add_argument("--minutes", type=float, default=5.0, help="of learning, more or less (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="hardly any learning: does it all run?")
    told = parser.parse_args()
    if len(told.clips) not in (0, 3):
        parser.error(f"{len(told.clips)} clips given; give three, A, B and C, or none for dolls")
    main(told)
