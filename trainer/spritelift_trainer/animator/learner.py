"""A step of the animator's training (3), and what to do about a T^Z that stays the identity."""

import math

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.animator.analogies import Analogies, chance, merged, recoloured
from spritelift_trainer.animator.clips import AlignedClips, Clips
from spritelift_trainer.animator.losses import Pass, losses
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.nets import Frames
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.animator.transform import Theta, warp
from spritelift_trainer.colours import colours_of, pictures_of
from spritelift_trainer.loop import Numbers, check_finite, seed_of
from spritelift_trainer.pictures import GAP_PX, stacked

BETAS = (0.9, 0.99)
WARM_UP_STEPS = 30
LEAST_RATE = 0.01
"""Of the highest rate, what is left in the end."""
LARGEST_GRADIENT = 1.0
PROBED = 64
"""Pairs on which it is seen whether T^Z tells frames apart."""
SHOWN = 4
"""Pairs of a picture."""


class AnimatorLearner:
    """The model, its optimiser, and one step of both; a pure function of settings and step."""

    def __init__(self, model: SceneSynthesis, settings: AnimatorSettings, clips: Clips, device: torch.device) -> None:
        self.net, self.settings, self.clips, self.device = model.to(device), settings, clips, device
        self.optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate, betas=BETAS)

    def step(self, step: int) -> Numbers:
        """One update; gives what measures it, computed when asked."""
        self._leave_plateau(step)
        rate = self._rate(step)
        self.optimizer.param_groups[0]["lr"] = rate
        first, second = self._pairs(self.settings.batch, step)
        self.net.train()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.bf16):
            seen, theta = both_ways(self.net, first, second)
        parts = losses(seen, self.settings.equivariance, self.settings.invariance) | self._pointing(step)
        loss = torch.stack(list(parts.values())).sum()
        check_finite(loss, self.net, rate)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for part in self.net.apart:
            torch.nn.utils.clip_grad_norm_(part, LARGEST_GRADIENT)
        self.optimizer.step()

        def numbers() -> dict[str, float]:
            values = {"loss": loss.item()} | {name: value.item() for name, value in parts.items()}
            values |= {"psnr_db": -10 * math.log10(max(values["scene"], 1e-10)), "theta_std": spread(theta)}
            return values | {"learning_rate": rate, "attempt": float(self.net.attempt[0])}

        return numbers

    def _pointing(self, step: int) -> dict[str, Tensor]:
        """What the pixel head's answers cost, where there is one."""
        if self.net.pixels is None:
            return {}
        random = chance(self.settings.seed, step)
        return {"pointing": self.settings.pointing * self.net.pixels.loss(self._analogies(step, random), random)}

    def _analogies(self, step: int, random: torch.Generator) -> Analogies:
        """Of clips that are aligned: one character's motion by another's. Of others: by their own in other colours,
        of which some are one."""
        batch = self.settings.batch
        if isinstance(self.clips, AlignedClips):
            frames = self.clips.analogies(batch, self.settings.seed, step)
            return Analogies(*(colours_of(each, self.device) for each in frames))
        first, second = self._pairs(batch, step)
        return Analogies(first, *merged(*recoloured(first, second, random), random), second)

    @torch.no_grad()
    def theta_std(self) -> float:
        """How much theta varies over clips: near 0, T^Z does the same to every character, whatever it sees."""
        self.net.eval()
        return spread(self.net.theta(*self._pairs(PROBED, 0)))

    @property
    def dead(self) -> bool:
        """Whether it varies less than the settings ask for."""
        return self.theta_std() < self.settings.least_motion

    def _leave_plateau(self, step: int) -> None:
        """Begin anew with other weights, if T^Z had its time and is still the identity.

        Whether T^Z is found early, late or never hangs on the first weights. All that is decided here hangs on step and
        weights, so that a run that is taken up again decides the same.
        """
        number, began = self.net.attempt.tolist()
        if step - 1 != began + self.settings.patience or number >= self.settings.restarts or not self.dead:
            return
        self.net.begin_anew(new_model(self.settings, self.net.shape.size, number + 1))
        self.net.attempt.copy_(torch.tensor([number + 1, step - 1]))
        for weights in self.net.apart[0]:
            self.optimizer.state.pop(weights, None)

    def _rate(self, step: int) -> float:
        """Up within some steps of each attempt, and down to next to nothing in half a cosine at the end."""
        settings = self.settings
        rising = min((step - int(self.net.attempt[1])) / WARM_UP_STEPS, 1.0)
        left = (settings.steps - step) / max(settings.decay * settings.steps, 1)
        falling = (1 - math.cos(math.pi * min(max(left, 0.0), 1.0))) / 2
        return settings.learning_rate * rising * (LEAST_RATE + (1 - LEAST_RATE) * falling)

    @torch.no_grad()
    def picture(self, step: int) -> bytes:
        """Some pairs, one above the other: both frames, the second from the first, background alone, character alone,
        and the character on the next pair's background; with a pixel head, its answer to the next pair's motion, then
        to the pair's own in other colours, beside that guide's second frame; PNG."""
        self.net.eval()
        first, second = self._pairs(SHOWN, step)
        columns = panel(self.net, first, second, first.roll(-1, 0))
        if self.net.pixels is not None:
            guide = recoloured(first, second, chance(self.settings.seed, step))
            others = first.roll(-1, 0), second.roll(-1, 0)
            columns += [self.net.exact(first, *others), guide[1], self.net.exact(first, *guide)]
        rows = [side_by_side([column[i] for column in columns]) for i in range(SHOWN)]
        return png_bytes(enlarged(stacked(*rows), 2))

    def _pairs(self, count: int, step: int) -> tuple[Frames, Frames]:
        first, second = self.clips.pairs(count, self.settings.seed, step)
        return colours_of(first, self.device), colours_of(second, self.device)


def both_ways(
    model: SceneSynthesis, first: Frames, second: Frames
) -> tuple[Pass, Float[Tensor, "direction axis column"]]:
    """The second frames from the first ones and the other way round: x_i = x_c = x_t1 = x_b (Figure 1)."""
    frames = torch.cat([first, second])
    character, background = model.character(frames), model.background(frames)
    met, behind_other = character.roll(len(first), 0), background.roll(len(first), 0)
    theta = model.transform(character, met)
    moved = warp(character, theta, model.shape.depth)
    drawn = model.renderer(moved + background)
    return Pass(drawn, frames.roll(len(first), 0), moved, met, background, behind_other), theta


def new_model(settings: AnimatorSettings, size: tuple[int, int], attempt: int = 0) -> SceneSynthesis:
    """A fresh model; the same for the same seed and attempt."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed_of(settings.seed, attempt))
        return SceneSynthesis(settings.shape(size))


def spread(theta: Theta) -> float:
    """Standard deviation over a batch, of the entry that varies most."""
    return float(theta.detach().float().std(0, correction=0).max())


def panel(model: SceneSynthesis, first: Frames, second: Frames, behind: Frames) -> list[Frames]:
    """Both frames, the second from the first, g of the background alone and of the moved character alone (Figure 10's
    columns), and the character on another background."""
    alone = model.background_alone(first), model.character_alone(first, first, second)
    return [first, second, model(first, first, second, first), *alone, model.rebackground(first, second, behind)]


def side_by_side(frames: list[Float[Tensor, "3 h w"]]) -> UInt8[np.ndarray, "h wide 3"]:
    """Frames in [0, 1] as one picture."""
    pictures = pictures_of(torch.stack(frames))
    return np.concatenate([np.pad(each, ((0, 0), (0, GAP_PX), (0, 0))) for each in pictures], axis=1)
