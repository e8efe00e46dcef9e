"""Dictionaries side by side, as in the first paper's Figure 6: a grid for each model, the most used sprites first.

python benchmarks/paper/dictionaries.py "full model=DIR/full_model/bundle" "k / 2=DIR/k_of_2/bundle" --out floating.png
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro
from dictionary_picture import grid, shown, widest

from spritelift_runtime.art import Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.report.board import Board
from spritelift_runtime.sheet import png_bytes

MARGIN_PX, TITLE_PX = 12, 14


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Draw the dictionaries of several bundles."""

    bundles: Annotated[tuple[str, ...], tyro.conf.Positional]
    """TITLE=BUNDLE, each."""
    out: Path
    """PNG to write."""
    cell_px: int = 40
    """Side of a cell in the picture, about."""
    columns: int = 5
    """Cells a line of each grid."""


def picture(named: dict[str, list[Sprite]], cell_px: int, columns: int) -> np.ndarray:
    """uint8 [h, w, 3]: a titled grid for each list, side by side."""
    grids = {}
    for title, sprites in named.items():
        side = widest(sprites)
        grids[title] = grid(sprites, side, columns, max(1, cell_px // side))
    wide = sum(each.shape[1] + MARGIN_PX for each in grids.values()) + MARGIN_PX
    board = Board(wide, max(each.shape[0] for each in grids.values()) + TITLE_PX + 3 * MARGIN_PX)
    x = MARGIN_PX
    for title, each in grids.items():
        board.text(x, MARGIN_PX + TITLE_PX // 2, title, TITLE_PX)
        board.paste(each, x, TITLE_PX + 2 * MARGIN_PX)
        x += each.shape[1] + MARGIN_PX
    return board.rgb


def main(settings: Settings) -> None:
    """Draw and write."""
    named = {}
    for each in settings.bundles:
        title, _, path = each.partition("=")
        sprites = Bundle.open(path).sprites
        named[title] = [sprites[i] for i in shown(sprites, "frequency")]
    settings.out.write_bytes(png_bytes(picture(named, settings.cell_px, settings.columns)))


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
