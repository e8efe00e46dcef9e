"""Pictures as networks have them, and back."""

import numpy as np
import torch
from einops import rearrange
from jaxtyping import Float, UInt8
from torch import Tensor


def colours_of(pictures: UInt8[np.ndarray, "n h w c"], like: Tensor | torch.device) -> Float[Tensor, "n c h w"]:
    """Frames or sprites in [0, 1]; of the kind, and on the device, of `like`, or float32 on a device."""
    return rearrange(torch.from_numpy(pictures).to(like), "n h w c -> n c h w") / 255


def pictures_of(colours: Float[Tensor, "n c h w"]) -> UInt8[np.ndarray, "n h w c"]:
    """What is drawn, [0, 1] and what goes beyond, as whole levels."""
    levels = (255 * colours.detach().clamp(0, 1)).round().byte()
    return rearrange(levels, "n c h w -> n h w c").cpu().numpy()
