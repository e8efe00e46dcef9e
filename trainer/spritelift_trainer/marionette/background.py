"""What stands behind all layers (3.5): one colour, or a learned texture of which each frame shows a part."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from scipy.cluster.vq import kmeans2
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.marionette.shape import Shape

FRAMES, CLUSTERS = 100, 5
"""Frames sampled, and clusters of their pixels, for the one colour."""
MOST_PIXELS = 200_000
"""Pixels of these frames that are clustered."""


def solid_colour(frames: UInt8[np.ndarray, "n h w 3"], seed: int = 0) -> Float[np.ndarray, "3"]:
    """The centre of the largest of five clusters of the pixels of up to 100 random frames, in [0, 1]."""
    rng = np.random.default_rng(seed)
    chosen = frames[rng.permutation(len(frames))[:FRAMES]].reshape(-1, 3).astype(np.float64) / 255
    pixels = chosen[rng.permutation(len(chosen))[:MOST_PIXELS]]
    colours = np.unique(pixels, axis=0)
    if len(colours) <= CLUSTERS:  # each is a cluster
        counts = [(pixels == colour).all(1).sum() for colour in colours]
        return colours[int(np.argmax(counts))]
    centres, labels = kmeans2(pixels, CLUSTERS, minit="++", rng=rng)
    return centres[np.bincount(labels, minlength=CLUSTERS).argmax()]


class SolidBackground(nn.Module):
    """One colour, found before training."""

    colour: Tensor

    def __init__(self, colour: Float[np.ndarray, "3"]) -> None:
        super().__init__()
        self.register_buffer("colour", torch.as_tensor(colour, dtype=torch.float32))

    def forward(self, frames: Float[Tensor, "n 3 h w"]) -> tuple[Float[Tensor, "n 3 h w"], list[Tensor]]:
        """The colour behind every pixel, and no probabilities."""
        return self.colour[None, :, None, None].expand_as(frames), []


class Texture(nn.Module):
    """A learned picture, as large as a frame or larger, and where each frame lies on it: whole pixels, by softmax.

    Which network tells the place is not in the paper: a small convolutional one here (ours).
    """

    def __init__(self, shape: Shape, size: tuple[int, int]) -> None:
        super().__init__()
        width, height = shape.size
        if size[0] < width or size[1] < height:
            raise ConfigError(f"a background of {size[0]}x{size[1]} px is smaller than frames of {width}x{height} px.")
        self.picture = nn.Parameter(torch.zeros(3, size[1], size[0]))  # 0.5 everywhere, after the sigmoid
        self.places = (size[0] - width + 1, size[1] - height + 1)
        self.convs = nn.ModuleList(nn.Conv2d(n, 32, 3, 2, 1) for n in (3, 32, 32))
        self.place = nn.Linear(32, sum(self.places))

    def forward(self, frames: Float[Tensor, "n 3 h w"]) -> tuple[Float[Tensor, "n 3 h w"], list[Tensor]]:
        """What lies behind each frame, and the probabilities of its place across and down (none where it has one)."""
        across, down = (part.softmax(1) for part in self.told(frames))
        picture = torch.sigmoid(self.picture)
        rows = picture.unfold(1, frames.shape[2], 1)  # 3, down, wide, h
        mixed = torch.einsum("nd,cdwh->nchw", down, rows)
        behind = torch.einsum("na,nchaw->nchw", across, mixed.unfold(3, frames.shape[3], 1))
        return behind, [part for part in (across, down) if part.shape[1] > 1]

    def told(self, frames: Float[Tensor, "n 3 h w"]) -> tuple[Tensor, ...]:
        """Logits of each frame's place across and down."""
        x = frames
        for conv in self.convs:
            x = leaky_relu(conv(x))
        return self.place(x.mean((2, 3))).split(self.places, 1)
