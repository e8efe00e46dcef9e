"""Clips of paper dolls to try things on: `python examples/film_dolls.py FOLDER` gives three, as folders of pictures."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from spritelift_assets import picture
from spritelift_envs.dolls import DollCast, Look

FRAMES = 32


def film_dolls(folder: Path) -> list[Path]:
    """Three dolls on three stages, as pictures: one sidesteps, one hops along, one paces."""
    sky, floor = picture("meadow_sky")[:, 150:262], picture("cellar_floors")[500:524, 20:132]
    stages = picture("swarm_space")[72:, 48:], picture("meadow_forest")[8:, :112], np.concatenate([sky, floor])
    t = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False)
    x, up = 26 - 26 * np.cos(t), 10 * abs(np.sin(2 * t))
    ways = np.stack([[x, 11 + 0 * t], [x, 11 - up], [26 + 28 * np.sin(t), 11 + 0 * t]]).round().astype(int)
    looks = Look(hair=1, skin=1), Look(hair=2, top=1, arms=1), Look(hair=4, skin=2, body=1)
    walk = next(clip for clip in DollCast.clips if (clip.animation, clip.view) == ("walk", "down"))
    steps = walk.start + 1 + np.arange(FRAMES) % (walk.frames - 1)
    for name, look, painted, way in zip("abc", looks, stages, ways, strict=True):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for n, doll in enumerate(DollCast([look]).frames(np.zeros(FRAMES, int), steps)):
            stage = Image.fromarray(painted)
            figure = Image.fromarray(doll)
            stage.paste(figure, tuple(way[:, n]), figure)
            stage.convert("RGB").save(folder / name / f"{n:03}.png")
    return [folder / name for name in "abc"]


if __name__ == "__main__":
    print(*film_dolls(Path(sys.argv[1] if len(sys.argv) > 1 else "dolls")))
