"""A bundle's dictionary as the first paper shows it (Figures 6, 7 and 11): a grid of equal cells on a checkerboard.

python benchmarks/paper/dictionary_picture.py BUNDLE --out dictionary.png --order tsne
python benchmarks/paper/dictionary_picture.py BUNDLE --out dictionary.png --prune      # the most used, as in Figure 11

Neighbours in t-SNE's order look alike; it is one-dimensional, of the sprites' pixels, or of their codes where given.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import tyro
from sklearn.manifold import TSNE

from spritelift_runtime.art import Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import paste
from spritelift_runtime.report.board import checkerboard, enlarged
from spritelift_runtime.sheet import png_bytes

Order = Literal["frequency", "tsne", "ids"]

GAP_PX = 2
GAP = (255, 255, 255)
PERPLEXITY = 15.0
"""Neighbours a sprite is compared with, about; t-SNE wants it well below the number of sprites."""
LEARNING_RATE = 1.0
"""On a line, points have to jump over each other, and at scikit-learn's own rate (50 for so few) they jump at random:
25 discs of growing size come out in a line 1.6 to 2.7 times as long as the shortest; at this rate, in the shortest."""
FEWEST = 4
"""Fewer sprites than these stay as they are: there is nothing to sort."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Draw a bundle's sprites in a grid."""

    bundle: Annotated[Path, tyro.conf.Positional]
    """Folder made by `spritelift export`."""
    out: Path
    """PNG to write."""
    order: Order = "frequency"
    """The most used first; neighbours alike; or as their ids are."""
    codes: Path | None = None
    """Sorts by these in place of pixels: a .npy, one row a sprite."""
    prune: bool = False
    """Leave out what was placed less than once a frame of those learnt from."""
    frames: int | None = None
    """Frames learnt from, where the bundle doesn't say."""
    cell_px: int | None = None
    """Side of a cell; without it, the largest sprite's."""
    columns: int | None = None
    """Cells a line; without it, as many as lines."""
    zoom: int = 3
    """Picture pixels for a sprite's pixel."""


def shown(sprites: Sequence[Sprite], order: Order, codes: np.ndarray | None = None, least_uses: int = 0) -> list[int]:
    """The ids of the sprites that are used at least so often, in order."""
    kept = [i for i, sprite in enumerate(sprites) if sprite.uses >= least_uses]
    if order == "frequency":
        return sorted(kept, key=lambda i: -sprites[i].uses)
    if order == "ids" or len(kept) < FEWEST:
        return kept
    rows = pixels([sprites[i] for i in kept]) if codes is None else codes[kept].reshape(len(kept), -1)
    return [kept[i] for i in along(rows)]


def along(rows: np.ndarray) -> list[int]:
    """The order of the rows (float [n, d]) along one dimension that keeps neighbours together."""
    perplexity = min(PERPLEXITY, (len(rows) - 1) / 3)
    tsne = TSNE(1, perplexity=perplexity, learning_rate=LEARNING_RATE, init="pca", method="exact", random_state=0)
    line = tsne.fit_transform(rows.astype(np.float32))
    return np.argsort(line[:, 0], kind="stable").tolist()


def pixels(sprites: Sequence[Sprite]) -> np.ndarray:
    """float [n, side * side * 4]: colours times alpha, and alpha, in [0, 1], each sprite in the middle of a cell."""
    side = widest(sprites)
    out = np.zeros((len(sprites), side, side, 4))
    for cell, sprite in zip(out, sprites, strict=True):
        left, top = ((side - length) // 2 for length in sprite.size)
        rgba = sprite.rgba / 255
        cell[top : top + sprite.size[1], left : left + sprite.size[0]] = rgba * np.maximum(rgba[..., 3:], (0, 0, 0, 1))
    return out.reshape(len(sprites), -1)


def widest(sprites: Sequence[Sprite]) -> int:
    """The longest side of all."""
    return max((max(sprite.size) for sprite in sprites), default=1)


def grid(sprites: Sequence[Sprite], cell_px: int, columns: int, zoom: int) -> np.ndarray:
    """uint8 [h, w, 3]: the sprites line by line, each in the middle of its cell; what is larger is cut off."""
    lines = max(1, -(-len(sprites) // columns))
    pitch = cell_px * zoom + GAP_PX
    out = np.full((lines * pitch + GAP_PX, columns * pitch + GAP_PX, 3), GAP, np.uint8)
    for number in range(lines * columns):
        y, x = (GAP_PX + pitch * at for at in divmod(number, columns))
        cell = out[y : y + cell_px * zoom, x : x + cell_px * zoom]
        cell[:] = checkerboard(*cell.shape[1::-1])
        if number < len(sprites):
            left, top = ((cell_px - length) // 2 * zoom for length in sprites[number].size)
            paste(cell, enlarged(sprites[number].rgba, zoom), left, top)
    return out


def frames_of(bundle: Bundle, given: int | None) -> int:
    """How many frames were learnt from."""
    known = sum(run["last"] - run["first"] + 1 for run in bundle.trained_on)
    if not (given or known):
        raise SystemExit(f"{bundle.path} doesn't say how many frames it was learnt from. Give --frames N.")
    return given or known


def main(settings: Settings) -> int:
    """Draw, write, say how many."""
    bundle = Bundle.open(settings.bundle)
    codes = None if settings.codes is None else np.load(settings.codes, allow_pickle=False)
    if codes is not None and len(codes) != len(bundle.sprites):
        raise SystemExit(
            f"{settings.codes} has {len(codes)} rows for {len(bundle.sprites)} sprites. Give one for each."
        )
    least = frames_of(bundle, settings.frames) if settings.prune else 0
    sprites = [bundle.sprites[i] for i in shown(bundle.sprites, settings.order, codes, least)]
    columns = settings.columns or max(1, math.ceil(math.sqrt(len(sprites))))
    picture = grid(sprites, settings.cell_px or widest(sprites), columns, settings.zoom)
    settings.out.parent.mkdir(parents=True, exist_ok=True)
    settings.out.write_bytes(png_bytes(picture))
    print(f"{settings.out}: {len(sprites)} of {len(bundle.sprites)} sprites")
    return 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
