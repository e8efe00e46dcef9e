"""Repaint a lifted game: `python examples/night.py demo/bundle demo/night` makes its day a night, its hero a ghost.

Any painting program does as well: open sprites.png and backgrounds/*.png of a bundle, keep their sizes, save.
"""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from spritelift_runtime.bundle import Bundle

MOONLIGHT = np.array([0.36, 0.42, 0.78])
"""What is left of red, green and blue."""


def main(asked: argparse.Namespace) -> None:
    """Copy the bundle, darken its backgrounds, turn its sprites' hues."""
    shutil.copytree(asked.bundle, asked.out)
    for picture in sorted((asked.out / "backgrounds").glob("*.png")):
        repaint(picture, lambda rgb: rgb * MOONLIGHT)
    repaint(asked.out / "sprites.png", lambda rgb: rgb[..., [2, 1, 0]])
    print(f"{asked.out}: repainted is {Bundle.open(asked.out).repainted}. Play it with `spritelift play`.")


def repaint(path: Path, colours: Callable[[np.ndarray], np.ndarray]) -> None:
    """Send the picture's colours through `colours`; its transparency stays."""
    rgba = np.asarray(Image.open(path).convert("RGBA")).copy()
    rgba[..., :3] = np.clip(colours(rgba[..., :3].astype(float)), 0, 255).round().astype(np.uint8)
    Image.fromarray(rgba).save(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, help="folder of a bundle")
    parser.add_argument("out", type=Path, help="folder of the repainted one; must not exist yet")
    main(parser.parse_args())
