"""How an animator is trained. The paper gives neither rates nor weights nor sizes: every number here is ours."""

from dataclasses import dataclass, fields

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.shape import Networks, Shape
from spritelift_trainer.checking import at_least
from spritelift_trainer.loop import Schedule


@dataclass(frozen=True, kw_only=True)
class AnimatorSettings(Networks):
    """Networks, losses and schedule.

    Raises:
        ConfigError: a number that can't work.
    """

    equivariance: float = 0.01
    """alpha_equiv (eq. 4). Strong, it rewards an f_c that sees nothing but background, which stays where it is."""
    invariance: float = 0.01
    """alpha_inv (eq. 4)."""
    pointing: float = 1.0
    """Weight of the pixel head's loss; it shares no weights with h, so neither learns from the other."""
    steps: int = 4000
    """Optimiser updates."""
    batch: int = 16
    """Pairs of frames a step; each is learnt from both ways round, with its maps computed once."""
    learning_rate: float = 2e-3
    """Adam's, at its highest. Twice as much learnt as fast with this T^Z; one that sees maps whole stayed with the
    identity then."""
    decay: float = 0.5
    """Share of the steps, the last ones, in which the rate falls in half a cosine."""
    patience: int = 500
    """Steps after which T^Z must tell frames apart; else training begins anew from other weights."""
    least_motion: float = 0.01
    """Standard deviation of theta over clips (its most variable entry; the canvas is 2 wide) below which it doesn't."""
    restarts: int = 3
    """How often it may begin anew."""
    bf16: bool = False
    """Whether networks compute in bfloat16."""
    seed: int = 0
    log_every: int = 10
    checkpoint_every: int = 250
    picture_every: int = 500

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 0, "steps", "seed", "equivariance", "invariance", "pointing", "least_motion", "restarts")
        at_least(self, 1, "batch", "patience", "log_every", "checkpoint_every", "picture_every")
        if not self.learning_rate > 0:  # nan is not, either
            raise ConfigError(f"learning_rate {self.learning_rate:g} can't work. Give more than 0, such as 2e-3.")
        if not 0 <= self.decay <= 1:
            raise ConfigError(f"decay {self.decay:g} is no share of the steps. Give 0 to 1, such as 0.5.")

    def shape(self, size: tuple[int, int]) -> Shape:
        """The model for frames of this width and height.

        Raises:
            ConfigError: sizes that don't go together.
        """
        return Shape(size=size, **{each.name: getattr(self, each.name) for each in fields(Networks)})

    @property
    def schedule(self) -> Schedule:
        """What the loop is told of this."""
        return Schedule(**{each.name: getattr(self, each.name) for each in fields(Schedule)})
