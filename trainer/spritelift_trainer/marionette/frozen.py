"""A trained model from pixels to placements, whole and hard: what export writes as ONNX and checks itself against."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import torch
from jaxtyping import Float, Int64, UInt8
from torch import Tensor

from spritelift_trainer.colours import colours_of
from spritelift_trainer.frozen import OUTPUTS
from spritelift_trainer.marionette.background import Texture
from spritelift_trainer.marionette.deciding import Readout, at_anchors
from spritelift_trainer.marionette.lifting import Lifted
from spritelift_trainer.marionette.model import MarioNette


@dataclass(frozen=True, eq=False)
class FrozenMarioNette:
    """Raw frames in, the design's encoder outputs out, with the sprites of a lifted art.

    An anchor has the sprite that suits it best of those in the art, and of the entries that show nothing: with one of
    these it is off. The network's sums differ in the last bits from machine to machine, which near ties don't survive.
    """

    exact: ClassVar[bool] = False

    model: MarioNette
    lifted: Lifted

    @torch.inference_mode()
    def __call__(self, frames: UInt8[np.ndarray, "n h w 3"]) -> dict[str, np.ndarray]:
        """`OUTPUTS` by name: [n, layer, row, column], `plane` [n, 1, 3]."""
        colours = colours_of(frames, self.readout.codes)
        out = self._anchors(colours) | {"plane": self._planes(colours)}
        return {name: out[name].cpu().numpy() for name in OUTPUTS}

    def about(self) -> dict[str, Any]:
        """Its anchors, as the bundle's manifest describes them."""
        shape = self.model.shape
        half, middle = shape.k // 2, shape.cell // 2
        return {
            "cell_px": shape.cell,
            "layers": shape.layers,
            "offset_range": [middle - half, middle + half],
            "anchor": f"centre before trimming: x - left + {half}, y - top + {half}",
            "trimmed": {"px": shape.k, "left_top": self.lifted.corner.tolist()},
        }

    @cached_property
    def readout(self) -> Readout:
        """The entries that an anchor may have: those of the art's sprites, then those that show nothing."""
        return Readout.of(self.model).only(np.concatenate([self.lifted.entry, self.lifted.empty]))

    @cached_property
    def meaning(self) -> dict[str, Int64[np.ndarray, "entries"]]:
        """What each of these entries is in the art: its `sprite` (-1 for none), and x, y of its trimmed picture."""
        empty = len(self.lifted.empty)
        x, y = np.pad(self.lifted.corner, ((0, empty), (0, 0))).T
        return {"sprite": np.append(np.arange(len(self.lifted.entry)), np.full(empty, -1)), "x": x, "y": y}

    def _anchors(self, colours: Float[Tensor, "n 3 h w"]) -> dict[str, Tensor]:
        grid = (len(colours), self.model.shape.layers, *self.model.shape.grid)
        out = {name: torch.zeros(grid, dtype=torch.int64, device=colours.device) for name in ("x", "y", "flip")}
        out["sprite"] = torch.full_like(out["x"], -1)
        if not len(self.lifted.entry):
            return out | {"score": torch.zeros(grid)}
        anchors = self.model.encoder(colours)
        frame, layer, at, chosen, left, top = at_anchors(self.model, colours, anchors, self.readout).unbind(1)
        sprite, x, y = (torch.from_numpy(self.meaning[part]).to(at.device)[chosen] for part in ("sprite", "x", "y"))
        for name, told in {"sprite": sprite, "x": left + x, "y": top + y}.items():
            none = -1 if name == "sprite" else 0
            out[name].flatten(2)[frame, layer, at] = torch.where(sprite >= 0, told, none)
        return out | {"score": anchors.switch.view(grid)}

    def _planes(self, colours: Float[Tensor, "n 3 h w"]) -> Int64[Tensor, "n 1 3"]:
        camera = torch.zeros(len(colours), 1, 3, dtype=torch.int64, device=colours.device)
        if isinstance(self.model.background, Texture):
            for axis, logits in enumerate(self.model.background.told(colours)):
                camera[:, 0, 1 + axis] = logits.argmax(1)
        return camera
