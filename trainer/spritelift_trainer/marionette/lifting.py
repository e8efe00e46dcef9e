"""A trained model's pictures as a bundle has them: whole sprites of eight bits, and what lies behind them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from einops import rearrange
from jaxtyping import Float, Int64, UInt8
from torch import Tensor, nn

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec
from spritelift_trainer.colours import colours_of
from spritelift_trainer.marionette.background import SolidBackground, Texture
from spritelift_trainer.marionette.deciding import Readout, decided
from spritelift_trainer.marionette.model import MarioNette

OPAQUE = 255
NEARLY = 12
"""Levels of alpha from 0, or from opaque, that count as these. A sigmoid reaches neither end, so that no margin would
ever be transparent, and no sprite smaller than k x k; and a twentieth of what lies behind is hardly seen."""


@dataclass(frozen=True, eq=False)
class Lifted:
    """What of a model goes into a bundle."""

    art: Art
    planes: tuple[PlaneSpec, ...]
    entry: Int64[np.ndarray, "sprites"]
    """Which dictionary entry each sprite of the art is."""
    corner: Int64[np.ndarray, "sprites 2"]
    """x, y of each trimmed picture inside its k x k one."""
    empty: Int64[np.ndarray, "others"]
    """Entries that show nothing: an anchor that has one is as good as off."""


def lifted(model: MarioNette, uses: Int64[np.ndarray, "m"]) -> Lifted:
    """The sprites that show something and were placed at all, most used first, and the background.

    `uses` is how often each dictionary entry was placed (`counted`).
    """
    pictures = whole_levels(Readout.of(model).sprites)
    shows = pictures[..., 3].any((1, 2))
    order = np.argsort(-uses, kind="stable")
    entry = order[(shows & (uses > 0))[order]]
    boxes = [_box(pictures[e, ..., 3] > 0) for e in entry]
    sprites = tuple(
        Sprite(name=f"sprite_{i:03d}", rgba=pictures[e][box], uses=int(uses[e]))
        for i, (e, box) in enumerate(zip(entry, boxes, strict=True))
    )
    corner = np.array([(columns.start, rows.start) for rows, columns in boxes], np.int64).reshape(-1, 2)
    art = Art(size=model.shape.size, sprites=sprites, backgrounds=(_backdrop(model.background, model.shape.size),))
    # Layer and wrapping as mined planes have them: behind all placements, and nothing known beyond the picture.
    plane = PlaneSpec(clip=(0, 0, *model.shape.size), layer=0, wrap=False, pictures=(0,))
    return Lifted(art, (plane,), entry, corner, np.flatnonzero(~shows))


def counted(model: MarioNette, batches: Iterable[UInt8[np.ndarray, "_ h w 3"]]) -> Int64[np.ndarray, "m"]:
    """How often each dictionary entry is placed on these frames."""
    readout = Readout.of(model)
    uses = np.zeros(len(readout.codes), np.int64)
    for frames in batches:
        placed = decided(model, colours_of(frames, readout.codes), readout)[:, 2]
        uses += torch.bincount(placed, minlength=len(uses)).cpu().numpy()
    return uses


def whole_levels(sprites: Float[Tensor, "m 4 k k"]) -> UInt8[np.ndarray, "m k k 4"]:
    """Pictures in [0, 1] rounded to eight bits; what is nearly transparent or nearly opaque is so altogether."""
    levels = rearrange(sprites.detach() * OPAQUE, "m c y x -> m y x c").round().to(torch.uint8).cpu().numpy()
    alpha = levels[..., 3]
    alpha[alpha >= OPAQUE - NEARLY] = OPAQUE
    levels[alpha <= NEARLY] = 0  # colours, too: nobody sees them
    return levels


def _box(shown: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns that hold all of a mask."""
    rows, columns = (np.flatnonzero(shown.any(axis)) for axis in (1, 0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


@torch.no_grad()
def _backdrop(background: nn.Module, size: tuple[int, int]) -> UInt8[np.ndarray, "high wide 4"]:
    """The texture, or one colour as large as the frame; opaque."""
    if isinstance(background, Texture):
        colours = torch.sigmoid(background.picture)
    else:
        assert isinstance(background, SolidBackground)
        colours = background.colour[:, None, None].expand(3, size[1], size[0])
    rgb = rearrange(colours * OPAQUE, "c y x -> y x c").round().to(torch.uint8).cpu().numpy()
    return np.dstack([rgb, np.full(rgb.shape[:2], OPAQUE, np.uint8)])
