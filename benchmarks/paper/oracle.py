"""T^Z fixed to the true T^X (Figure 18): the motion that the second paper learns is told, at training or afterwards."""

import copy

import numpy as np
import torch
from moving_digits import Motion, MovingDigits
from torch import nn

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learner import AnimatorLearner
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.nets import Frames, Maps
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.animator.transform import Theta


class Told(nn.Module):
    """A T^Z that looks at nothing: it says what it was told last."""

    def __init__(self) -> None:
        super().__init__()
        self.theta = torch.eye(2, 3)[None]

    def tell(self, motion: Motion) -> None:
        """Both ways round, as a step of training goes both ways; the first half is there."""
        thetas = np.concatenate([motion.inverse(), motion.forward()])
        self.theta = torch.from_numpy(thetas).float()

    def forward(self, first: Maps, second: Maps, character: Maps | None = None) -> Theta:
        """T^X, for as many pairs as were told, or twice as many.

        Raises:
            ConfigError: other pairs than it was told of; a `character` whose own place should count.
        """
        if character is not None or len(first) not in (len(self.theta), len(self.theta) // 2):
            raise ConfigError("a T^Z that is told knows the pairs it was told of, and no places. Tell it of these.")
        return self.theta[: len(first)].to(first.device)


class OracleLearner(AnimatorLearner):
    """Learns f_c, f_b and g beside a T^Z that is told, of moving digits."""

    clips: MovingDigits

    def __init__(self, model: SceneSynthesis, settings: AnimatorSettings, clips: Clips, device: torch.device) -> None:
        model.transform = Told()
        super().__init__(model, settings, clips, device)

    def _pairs(self, count: int, step: int) -> tuple[Frames, Frames]:
        tell(self.net, self.clips.drawn_for(count, self.settings.seed, step).motion)
        return super()._pairs(count, step)


def tell(model: SceneSynthesis, motion: Motion) -> None:
    """What moves in the next pairs; nothing to a model that sees for itself."""
    if isinstance(model.transform, Told):
        model.transform.tell(motion)


def told(model: SceneSynthesis) -> SceneSynthesis:
    """The same f_c, f_b and g with a T^Z that is told."""
    other = copy.deepcopy(model)
    other.transform = Told()
    return other
