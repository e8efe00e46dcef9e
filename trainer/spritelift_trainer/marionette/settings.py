"""How a MarioNette is trained. The defaults are the paper's; what it doesn't give is marked "ours"."""

from dataclasses import dataclass, fields
from typing import Literal

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.checking import at_least
from spritelift_trainer.loop import Schedule
from spritelift_trainer.marionette.losses import BETA_WEIGHT
from spritelift_trainer.marionette.shape import Shape


@dataclass(frozen=True, kw_only=True)
class MarionetteSettings:
    """Model, losses and schedule.

    Raises:
        ConfigError: a number that can't work.
    """

    k: int = 32
    """Side of a sprite, pixels; 0 leaves it to a mined start."""
    sprites: int = 150
    """Dictionary entries; 0 leaves it to a mined start."""
    layers: int = 2
    dim: int = 128
    width: int = 128
    convolutions: Literal[1, 2] = 1
    """Of a downsampling block; the released code has 2."""
    shifts: Literal["crop", "shared"] = "crop"
    """Who tells shifts: a network on each anchor's crop (3.4), or the anchor's own features (ours)."""
    offsets: Literal["discrete", "continuous"] = "discrete"
    """Shifts of whole pixels by softmax (3.4), or any by tanh and bilinear sampling (the released code)."""
    layer_norm: bool = True
    background: Literal["solid", "texture"] = "solid"
    texture_wide: int = 0
    """Width of the learned texture, pixels; 0 is the frame's own."""
    texture_high: int = 0
    """Height, likewise."""
    start: Literal["random", "mined"] = "random"
    """mined: the dictionary begins as the sprites that mining finds, and the encoder is taught where they stand."""
    taught_steps: int = 0
    """Of the steps, those at the beginning in which a mined start teaches (ours)."""
    taught_rate: float = 1e-3
    """Learning rate of these."""
    steps: int = 250_000
    """Optimiser updates (4.2)."""
    batch: int = 8
    """Frames a step (3.6)."""
    learning_rate: float = 1e-4
    background_rate: float = 1e-3
    prior: Literal["arcsine", "hill"] = "arcsine"
    """What makes probabilities decide: the log-likelihood of Beta(0.5, 0.5), or the released code's mean density of
    Beta(2, 2)."""
    prior_weight: float = BETA_WEIGHT
    """The released code has 0.002 for its own."""
    switch_weight: float = 0.0
    """Weight of the L1 norm of switches; the released code has 0.005."""
    revive: bool = False
    """Whether codes that nothing uses start anew beside those that are used most (ours)."""
    bf16: bool = False
    """Whether networks compute in bfloat16."""
    channels_last: bool = False
    compile: bool = False
    """Whether torch compiles the model."""
    seed: int = 0
    log_every: int = 10
    checkpoint_every: int = 250
    picture_every: int = 500

    def __post_init__(self) -> None:
        at_least(
            self, 0, "steps", "taught_steps", "seed", "prior_weight", "switch_weight", "texture_wide", "texture_high"
        )
        at_least(self, 0, "k", "sprites")
        at_least(self, 1, "batch", "dim", "width", "log_every", "checkpoint_every", "picture_every")
        for name in ("learning_rate", "background_rate", "taught_rate"):
            if not getattr(self, name) > 0:  # nan is not, either
                raise ConfigError(f"{name} {getattr(self, name):g} can't work. Give more than 0, such as 1e-4.")
        for name in ("k", "sprites"):
            if not getattr(self, name) and self.start != "mined":
                raise ConfigError(
                    f"{name} 0 leaves it to mining, but the start is random. Give {name}, or start=mined."
                )
        for name in ("dim", "width"):
            if getattr(self, name) % 8:
                nearest = max(getattr(self, name) // 8 * 8, 8)
                raise ConfigError(f"{name} must be a multiple of 8, got {getattr(self, name)}. Try {nearest}.")

    def shape(self, size: tuple[int, int]) -> Shape:
        """The model for frames of this width and height.

        Raises:
            ConfigError: k, layers and the frame's size don't go together.
        """
        of_both = {each.name for each in fields(self)} & {each.name for each in fields(Shape)}
        return Shape(size=size, **{name: getattr(self, name) for name in of_both})

    @property
    def schedule(self) -> Schedule:
        """What the loop is told of this."""
        return Schedule(**{each.name: getattr(self, each.name) for each in fields(Schedule)})


PAPER = MarionetteSettings()
OURS = MarionetteSettings(
    k=0,
    sprites=0,
    shifts="shared",
    background="texture",
    start="mined",
    steps=2000,
    taught_steps=1950,
    taught_rate=4e-3,
    revive=True,
    learning_rate=2e-4,
)
"""What we would do where the paper isn't the point: minutes on two cores in place of hours on a GPU."""
