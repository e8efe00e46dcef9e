"""A step of MarioNette's training (3.6), and of what a mined start teaches before it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.colours import colours_of, pictures_of
from spritelift_trainer.frames import Frames
from spritelift_trainer.loop import Numbers, check_finite, seed_of
from spritelift_trainer.marionette.deciding import Readout
from spritelift_trainer.marionette.lifting import whole_levels
from spritelift_trainer.marionette.losses import beta_prior, hill_prior, reconstruction
from spritelift_trainer.marionette.model import Drawn, MarioNette
from spritelift_trainer.marionette.revival import REVIVE_EVERY, count_uses, revive
from spritelift_trainer.marionette.settings import MarionetteSettings
from spritelift_trainer.marionette.teaching import Lesson, teaching_losses
from spritelift_trainer.pictures import dictionary_picture, stacked, triptych

PRIORS = {"arcsine": beta_prior, "hill": hill_prior}
WARM_UP_STEPS = 50
"""Taught steps in which their learning rate rises."""
AWAKE = 0.01
"""A mean switch below it: the run draws nothing but background, from where no gradient leads back."""
WAKE_BY = 2.0
"""Added to the switches' last bias then."""


class MarionetteLearner:
    """The model, its optimiser, and one step of both; a pure function of settings and step."""

    def __init__(
        self,
        model: MarioNette,
        settings: MarionetteSettings,
        frames: Frames,
        device: torch.device,
        lesson: Lesson | None = None,
    ) -> None:
        self.net = model.to(device)
        if settings.channels_last:
            self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.settings, self.frames, self.device, self.lesson = settings, frames, device, lesson
        self.taught = settings.taught_steps if lesson is not None else 0
        groups: list[dict[str, Any]] = [
            {"params": [p for name, p in model.named_parameters() if not name.startswith("background.")]},
            {"params": list(model.background.parameters()), "lr": settings.background_rate},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.learning_rate)
        self._draw: Callable[..., Drawn] = torch.compile(self.net) if settings.compile else self.net

    def step(self, step: int) -> Numbers:
        """One update; gives what measures it, computed when asked."""
        chosen = self.frames.chosen(self.settings.batch, self.settings.seed, step)
        frames = self._colours(self.frames.raw(chosen))
        self.net.train()
        rate = learning_rate(step, self.taught, self.settings)
        self.optimizer.param_groups[0]["lr"] = rate
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.bf16):
            if self.lesson is not None and step <= self.taught:
                losses, drawn = teaching_losses(self.net, self.lesson, frames, chosen), None
            else:
                drawn = self._draw(frames, self._order(step))
                losses = self._drawing_losses(drawn, frames)
        loss = torch.stack(list(losses.values())).sum()
        check_finite(loss, self.net, rate)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        if self.settings.revive and drawn is not None:
            self._revive(drawn, step)

        def numbers() -> dict[str, float]:
            values = {"loss": loss.item()} | {name: value.item() for name, value in losses.items()}
            if "reconstruction" in values:
                values["psnr_db"] = -10 * math.log10(max(values["reconstruction"], 1e-10))
            return values | {"learning_rate": rate}

        return numbers

    def _drawing_losses(self, drawn: Drawn, frames: Float[Tensor, "n 3 h w"]) -> dict[str, Tensor]:
        settings = self.settings
        losses = {"reconstruction": reconstruction(drawn.frames, frames)}
        if settings.prior_weight:
            losses["prior"] = settings.prior_weight * PRIORS[settings.prior](drawn.decisions)
        if settings.switch_weight:
            losses["switches"] = settings.switch_weight * drawn.switch.mean()
        return losses

    def _order(self, step: int) -> Float[Tensor, "layer n a"]:
        """Who overlaps whom in this step."""
        shape = self.net.shape
        random = torch.Generator().manual_seed(seed_of(self.settings.seed, step))
        return torch.rand(shape.layers, self.settings.batch, shape.anchors, generator=random).to(self.device)

    def _revive(self, drawn: Drawn, step: int) -> None:
        shares = torch.einsum("nla,nlam->m", drawn.switch.detach(), drawn.scores.detach())
        count_uses(self.net.dictionary, shares / shares.sum().clamp(min=1e-12))
        if step % REVIVE_EVERY:
            return
        revive(self.net.dictionary, self.optimizer, seed_of(self.settings.seed, step))
        if drawn.switch.mean() < AWAKE:
            with torch.no_grad():
                self.net.encoder.switch.bias.add_(WAKE_BY)

    @torch.no_grad()
    def picture(self, step: int) -> bytes:
        """The dictionary, and one frame: as recorded, softly drawn, the difference; PNG."""
        self.net.eval()
        frame = self.frames.raw(self.frames.chosen(1, self.settings.seed, step))
        order = self._order(step)[:, :1]
        shown = pictures_of(self.net(self._colours(frame), order).frames)[0]
        return png_bytes(enlarged(stacked(triptych(frame[0], shown), dictionary_picture(self._art())), 2))

    def _colours(self, frames: UInt8[np.ndarray, "n h w 3"]) -> Float[Tensor, "n 3 h w"]:
        return colours_of(frames, self.net.dictionary.latent)

    def _art(self) -> Art:
        sprites = whole_levels(Readout.of(self.net).sprites)
        return Art(size=self.net.shape.size, sprites=tuple(Sprite(name="", rgba=each) for each in sprites))


def learning_rate(step: int, taught: int, settings: MarionetteSettings) -> float:
    """The paper's, which stays as it is; over taught steps, up to theirs and down to it in half a cosine."""
    if step > taught:
        return settings.learning_rate
    rising = min(WARM_UP_STEPS, taught // 2)
    if step < rising:
        return settings.taught_rate * step / rising
    left = (1 + math.cos(math.pi * (step - rising) / (taught - rising))) / 2
    return settings.learning_rate + (settings.taught_rate - settings.learning_rate) * left
