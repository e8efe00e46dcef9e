"""What the encoder is told: the labels of its anchors, and how its soft reconstruction differs from the frame."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn.functional import cross_entropy

from spritelift_runtime.art import Art
from spritelift_trainer.compositor import paint_all
from spritelift_trainer.encoder import Logits
from spritelift_trainer.targets import IGNORED, Grid, Variants

LIKELIEST = 4
"""Variants mixed in one soft sprite; the rest of the probability is next to nothing."""
PAINTED = 24
"""Anchors painted in one soft reconstruction."""


@dataclass(frozen=True, eq=False)
class LabelBatch:
    """Labels of a batch of windows, int64 [n, layer, row, column] each (see `targets.Labels`)."""

    variant: Int64[Tensor, "n layer row column"]
    x: Int64[Tensor, "n layer row column"]
    y: Int64[Tensor, "n layer row column"]


def label_losses(logits: Logits, labels: LabelBatch) -> dict[str, Tensor]:
    """Cross-entropies, summed over anchors and divided by the placements: `variant` and `offset`.

    Empty anchors count in full: dividing by placements, not anchors, already keeps the two in balance.
    """
    placements = (labels.x != IGNORED).sum().clamp(min=1)

    def entropy(values: Tensor, wanted: Tensor) -> Tensor:
        # Few anchors have an offset: reading only those keeps grids that reach far as cheap as others.
        taught = wanted != IGNORED
        return cross_entropy(values[taught], wanted[taught], reduction="sum")

    return {
        "variant": entropy(logits.variant, labels.variant) / placements,
        "offset": (entropy(logits.x, labels.x) + entropy(logits.y, labels.y)) / placements,
    }


class SoftPainter:
    """Paints what the net believes, differentiably (MarioNette's training loss, on anchors that hold something).

    At each anchor stands the mix of its likeliest variants, weighted by their probabilities and smeared over the
    offsets as likely as each is.
    """

    def __init__(self, art: Art, variants: Variants, grid: Grid) -> None:
        self.grid = grid
        self.pictures, self.middle = _centred(art, variants)
        side = self.pictures.shape[-1]
        # shifted[offset, to, from]: moving a line of pixels by `offset` is a product with this.
        self.shifted = torch.stack([torch.eye(side + grid.offsets - 1, side).roll(o, 0) for o in range(grid.offsets)])

    def to(self, device: torch.device) -> "SoftPainter":
        """Move the pictures to `device`."""
        self.pictures, self.shifted = self.pictures.to(device), self.shifted.to(device)
        return self

    def paint(self, logits: Logits, canvas: Float[Tensor, "3 h w"]) -> Float[Tensor, "3 h w"]:
        """Window 0 of `logits`, painted on `canvas` (0 to 255)."""
        share = logits.variant[0].softmax(-1)[..., :-1]
        held = share.sum(-1)
        likeliest = held.flatten().topk(min(PAINTED, held.numel())).indices.sort().values
        top = share.flatten(0, 2)[likeliest].topk(min(LIKELIEST, share.shape[-1]), dim=-1)
        mixed = torch.einsum("mk,mkcyx->mcyx", top.values, self.pictures[top.indices])
        across = self._smear(logits.x[0].flatten(0, 2)[likeliest])
        down = self._smear(logits.y[0].flatten(0, 2)[likeliest])
        placed = torch.einsum("mYy,mcyx,mXx->mcYX", down, mixed, across)
        alpha = placed[:, 3:]
        straight = torch.cat([placed[:, :3] / alpha.clamp(min=1e-4), alpha * 255], 1)
        return paint_all(canvas, straight, self._corners(likeliest, held.shape))

    def _smear(self, offsets: Float[Tensor, "m offsets"]) -> Float[Tensor, "m to from"]:
        return torch.einsum("mo,oij->mij", offsets.softmax(-1), self.shifted)

    def _corners(self, anchors: Int64[Tensor, " m"], shape: torch.Size) -> Int64[Tensor, "m 2"]:
        _, row, column = torch.unravel_index(anchors.cpu(), shape)
        return torch.stack([column, row], 1) * self.grid.cell_px - self.grid.reach_px - self.middle


def reconstruction_loss(painted: Float[Tensor, "3 h w"], window: Float[Tensor, "3 h w"]) -> Tensor:
    """Mean squared difference, colours in [0, 1]."""
    return ((painted - window) / 255).square().mean()


def _centred(art: Art, variants: Variants) -> tuple[Float[Tensor, "v 4 side side"], int]:
    """Premultiplied pictures (colour 0 to 255, alpha 0 to 1) with every centre at the same pixel, and that pixel."""
    sizes = [max(art.sprites[s].size) for s in variants.sprite.tolist()]
    side = max(sizes, default=1) + 1
    middle = side // 2
    pictures = np.zeros((len(variants), 4, side, side), np.float32)
    for i, (sprite, flip) in enumerate(zip(variants.sprite.tolist(), variants.flip.tolist(), strict=True)):
        rgba = art.sprites[sprite].rgba[:: -1 if flip & 2 else 1, :: -1 if flip & 1 else 1].astype(np.float32)
        rgba = np.concatenate([rgba[..., :3] * rgba[..., 3:] / 255, rgba[..., 3:] / 255], -1)
        left, top = middle - variants.half[i]
        pictures[i, :, top : top + rgba.shape[0], left : left + rgba.shape[1]] = rgba.transpose(2, 0, 1)
    return torch.from_numpy(pictures), middle
