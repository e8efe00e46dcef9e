"""Everything that decides the animator's layers."""

from dataclasses import dataclass
from typing import Literal

from spritelift_runtime.errors import ConfigError

PATCH = 4
"""Pixels a side that one cell of the fast net takes in at once."""
MOST_STAGES = 4


@dataclass(frozen=True, kw_only=True)
class Networks:
    """The networks. The paper's layers are in figures that give no numbers: every default is ours.

    Raises:
        ConfigError: numbers that can't work, with those that would.
    """

    net: Literal["fast", "resnet"] = "fast"
    """fast: 4x4 pixels become one cell's channels, and all layers work on cells. resnet: stages of stride 2, as in
    Dupont et al., on whose work the paper builds (2)."""
    width: int = 32
    """Channels within the networks."""
    channels: int = 32
    """Channels of the maps z that are moved and drawn (2)."""
    blocks: int = 2
    """Residual blocks of an encoder (of each of its stages, in the resnet)."""
    stages: int = 2
    """Halvings of the resnet."""
    depth: int = 1
    """Slices of the volume that f_c's map is taken for; above 1, T^Z is a 3x4 affine map of it (Dupont et al.; 4.5)."""
    transform: Literal["centred", "whole"] = "centred"
    """How T^Z looks at two maps: it finds the character in each and compares the two places, or sees them whole."""
    look: int = 32
    """Channels within T^Z."""
    pixels: bool = False
    """Whether there is a head for exact pixels beside h (ours)."""

    def __post_init__(self) -> None:
        for name in ("width", "channels", "look"):
            value = getattr(self, name)
            if value < 8 or value % 8:
                nearest = max(value // 8 * 8, 8)
                raise ConfigError(f"{name} must be a multiple of 8, got {value}. Try {nearest}.")
        if self.blocks < 0:
            raise ConfigError(f"{self.blocks} residual blocks can't work. Give 0 or more.")
        if not 1 <= self.stages <= MOST_STAGES:
            raise ConfigError(f"{self.stages} stages: there can be 1 to {MOST_STAGES}.")
        if self.depth < 1 or self.channels % self.depth:
            raise ConfigError(f"a depth of {self.depth} doesn't divide {self.channels} channels. Try --set depth=1.")

    @property
    def stride(self) -> int:
        """Pixels a side of one cell."""
        return PATCH if self.net == "fast" else 2**self.stages

    @property
    def axes(self) -> int:
        """2 where T^Z moves a map, 3 where it moves a volume: T^Z has `axes` x (`axes` + 1) entries."""
        return 3 if self.depth > 1 else 2


@dataclass(frozen=True, kw_only=True)
class Shape(Networks):
    """Networks for frames of a size.

    Raises:
        ConfigError: sizes that don't go together, with those that would.
    """

    size: tuple[int, int]
    """Width and height of the frames, pixels; any, as they are padded to whole cells."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.size) < 4 * self.stride:
            least = 4 * self.stride
            raise ConfigError(f"frames of {self.size[0]}x{self.size[1]} px are too small. Give {least} px a side.")

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of a map; the last ones may stand on padding."""
        return -(-self.size[1] // self.stride), -(-self.size[0] // self.stride)

    @property
    def padding(self) -> tuple[int, int]:
        """Rows and columns of pixels that are added at the bottom and on the right."""
        return self.cells[0] * self.stride - self.size[1], self.cells[1] * self.stride - self.size[0]
