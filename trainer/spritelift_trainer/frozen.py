"""Pixels to placements, whole: what export writes as ONNX and checks itself against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import torch
from einops import rearrange
from jaxtyping import UInt8
from torch import Tensor

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.encoder import Encoder, padded
from spritelift_trainer.locator import PlanePlan, background, locate, plan_planes
from spritelift_trainer.rounding import RoundedNet, rounded
from spritelift_trainer.targets import Grid, Variants

OUTPUTS = ("sprite", "x", "y", "flip", "score", "plane")
"""In the design's order; all int64 but `score`."""


class Frozen(Protocol):
    """Anything that export can write: raw frames in, the design's encoder outputs out."""

    exact: ClassVar[bool]
    """Whether every number but `score` is the same on any machine; else some may be near ties."""

    def __call__(self, frames: UInt8[np.ndarray, "n h w 3"]) -> dict[str, np.ndarray]:
        """`OUTPUTS` by name: [n, layer, row, column], `plane` [n, plane, 3]."""
        ...

    def about(self) -> dict[str, Any]:
        """Its anchors, as the bundle's manifest describes them."""
        ...


@dataclass(frozen=True, eq=False)
class FrozenEncoder:
    """Raw frames in, the design's encoder outputs out; every number but `score` is exact on any machine."""

    exact: ClassVar[bool] = True

    size: tuple[int, int]
    grid: Grid
    variants: Variants
    planes: tuple[PlanePlan, ...]
    net: RoundedNet | None
    """None where there is no sprite to find."""

    @torch.inference_mode()
    def __call__(self, frames: UInt8[np.ndarray, "n h w 3"]) -> dict[str, np.ndarray]:
        """`OUTPUTS` by name: [n, layer, row, column], `plane` [n, plane, 3]."""
        packed = torch.from_numpy(frames).float() @ torch.tensor([65536.0, 256.0, 1.0])
        found = [locate(plan, packed) for plan in self.planes]
        out = self._anchors(self._foreground(torch.from_numpy(frames), packed, found))
        rows = [torch.from_numpy(with_absent(plan))[index] for plan, index in zip(self.planes, found, strict=True)]
        out["plane"] = torch.stack(rows, 1) if rows else torch.zeros(len(frames), 0, 3, dtype=torch.int64)
        return {name: out[name].numpy() for name in OUTPUTS}

    def about(self) -> dict[str, Any]:
        """Its anchors, as the bundle's manifest describes them."""
        return {
            "cell_px": self.grid.cell_px,
            "layers": self.grid.layers,
            "offset_range": [-self.grid.reach_px, self.grid.cell_px + self.grid.reach_px - 1],
            "anchor": "centre: x + width // 2, y + height // 2",
        }

    def _foreground(self, frames: Tensor, packed: Tensor, found: Sequence[Tensor]) -> Tensor:
        differs = (packed != background(self.planes, found, self.size)).float()[..., None]
        seen = torch.cat([frames.float() * differs, differs * 255], -1)
        width, height = self.size
        aside = (0, padded(width) - width, 0, padded(height) - height)
        return torch.nn.functional.pad(rearrange(seen, "n h w c -> n c h w"), aside)

    def _anchors(self, foreground: Tensor) -> dict[str, Tensor]:
        rows, columns = self.grid.shape(self.size)
        if self.net is None:
            shape = (len(foreground), self.grid.layers, rows, columns)
            empty = dict.fromkeys(("x", "y", "flip"), torch.zeros(shape, dtype=torch.int64))
            return {"sprite": torch.full(shape, -1), "score": torch.zeros(shape), **empty}
        features = self.net.features(foreground)[:, :, :rows, :columns]
        variant, x, y = (self._logits(head.sums(features)) for head in (self.net.variant, self.net.x, self.net.y))
        return self._placed(variant, x.argmax(-1), y.argmax(-1))

    def _logits(self, head: Tensor) -> Tensor:
        return rearrange(head, "n (layer c) row column -> n layer row column c", layer=self.grid.layers)

    def _placed(self, logits: Tensor, at_x: Tensor, at_y: Tensor) -> dict[str, Tensor]:
        variant = logits.argmax(-1)
        held = variant < len(self.variants)
        corner_x, corner_y = (torch.from_numpy(start) for start in cell_starts(self.grid, self.size))
        columns = variant_columns(self.variants)
        half_x, half_y = (torch.from_numpy(columns[name])[variant] for name in ("half_x", "half_y"))
        return {
            "sprite": torch.from_numpy(columns["sprite"])[variant],
            "x": torch.where(held, corner_x + at_x - half_x, 0),
            "y": torch.where(held, corner_y + at_y - half_y, 0),
            "flip": torch.from_numpy(columns["flip"])[variant],
            "score": torch.sigmoid(logits[..., :-1].amax(-1) - logits[..., -1]),
        }


def freeze(
    net: Encoder | None, art: Art, planes: Sequence[PlaneSpec], scenes: Scenes, grid: Grid, variants: Variants
) -> FrozenEncoder:
    """The trained `net` with everything around it; `scenes` say which cameras to try."""
    plans = plan_planes(art, planes, scenes)
    return FrozenEncoder(art.size, grid, variants, plans, None if net is None else rounded(net))


def with_absent(plan: PlanePlan) -> np.ndarray:
    """int64 [k + 1, 3]: the candidates, and the row that says there is none of them."""
    return np.concatenate([plan.candidates, [[-1, 0, 0]]])


def variant_columns(variants: Variants) -> Mapping[str, np.ndarray]:
    """int64 [v + 1] each: what a class means; the last row is "none"."""
    return {
        "sprite": np.append(variants.sprite, -1),
        "flip": np.append(variants.flip, 0),
        "half_x": np.append(variants.half[:, 0], 0),
        "half_y": np.append(variants.half[:, 1], 0),
    }


def cell_starts(grid: Grid, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Centre of offset 0 for each cell: x int64 [1, columns], y int64 [rows, 1]."""
    rows, columns = grid.shape(size)
    return (
        (np.arange(columns) * grid.cell_px - grid.reach_px)[None, :],
        (np.arange(rows) * grid.cell_px - grid.reach_px)[:, None],
    )
