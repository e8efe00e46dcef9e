"""Everything that decides the model's layers."""

from dataclasses import dataclass
from typing import Literal

from spritelift_runtime.errors import ConfigError

SIDES = (8, 16, 32, 64)
"""Sprite sides k that can be: powers of two."""
MOST_LAYERS = 4


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Frame, dictionary and networks. What the paper doesn't give is marked "ours".

    Raises:
        ConfigError: k, layers or sizes that don't go together, with those that would.
    """

    size: tuple[int, int]
    """Width and height of the frames, pixels."""
    k: int = 32
    """Side of a sprite, pixels (3.1)."""
    sprites: int = 150
    """Dictionary entries m (the released code's default; the paper gives 50 for a photo, 5 in an ablation)."""
    layers: int = 2
    """Depth layers (3.2)."""
    dim: int = 128
    """Length d of codes and anchor features (3.1)."""
    width: int = 128
    """Channels of the encoders (ours; the released code's, too)."""
    convolutions: Literal[1, 2] = 1
    """Partial convolutions of a downsampling block: the paper's one, or the released code's two, of which the first
    keeps the resolution."""
    shifts: Literal["crop", "shared"] = "crop"
    """Whether shifts are told by a network on each anchor's crop (3.4), or by the anchor's own features (ours)."""
    offsets: Literal["discrete", "continuous"] = "discrete"
    """Whether shifts are of whole pixels (3.4), or of any size: the released code's way."""
    layer_norm: bool = True
    """Whether codes and anchor features are normalised (3.1; without it, an ablation of 4.2)."""

    def __post_init__(self) -> None:
        if self.k not in SIDES:
            nearest = min(SIDES, key=lambda side: abs(side - self.k))
            raise ConfigError(f"k is {self.k}, and must be one of {', '.join(map(str, SIDES))}. Try --set k={nearest}.")
        if min(self.size) < self.k:
            fitting = [side for side in SIDES if side <= min(self.size)]
            mend = f"Try --set k={fitting[-1]}." if fitting else f"Frames need {SIDES[0]} px a side at least."
            raise ConfigError(f"frames of {self.size[0]}x{self.size[1]} px don't hold a sprite of {self.k} px. {mend}")
        if not 1 <= self.layers <= MOST_LAYERS:
            raise ConfigError(f"{self.layers} layers: there can be 1 to {MOST_LAYERS}.")
        if self.sprites < 1:
            raise ConfigError(f"a dictionary of {self.sprites} sprites can't draw anything. Give 1 or more.")

    @property
    def cell(self) -> int:
        """Pixels between neighbouring anchors: 2w / k x 2h / k of them in each layer (3.2)."""
        return self.k // 2

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of anchors in one layer; the last ones may stand on padding."""
        return -(-self.size[1] // self.cell), -(-self.size[0] // self.cell)

    @property
    def anchors(self) -> int:
        """Anchors of one layer."""
        return self.grid[0] * self.grid[1]

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width of the frame with its padding: whole cells."""
        return self.grid[0] * self.cell, self.grid[1] * self.cell

    @property
    def blocks(self) -> int:
        """Downsampling blocks of the frame encoder: log2(k) - 1 (3.2)."""
        return self.k.bit_length() - 2

    @property
    def outcomes(self) -> int:
        """Shifts an axis can have: -k/2 to k/2 (3.4)."""
        return self.k + 1
