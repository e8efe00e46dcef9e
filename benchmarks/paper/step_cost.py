"""What a training step and a decomposed frame cost, at the released code's settings, on one thread.

python benchmarks/paper/step_cost.py --json
python benchmarks/paper/step_cost.py --switches           # channels_last and torch.compile as well: minutes more

128x128 pixels, k = 32, 2 layers, 150 sprites, batch 8. `paper` has the per-anchor shift network and one convolution a
block, as the text says and `--preset paper` trains; `released` has two, as the released code, whose every step takes
45 CPU-seconds and 9.5 GB; `shared` has the shift head on the encoder's features. Speed doesn't depend on weights: they
are untrained.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import tyro
from rich.console import Console
from rich.table import Table
from torch import nn

from spritelift_trainer.marionette.background import SolidBackground
from spritelift_trainer.marionette.deciding import Readout, decided
from spritelift_trainer.marionette.losses import BETA_WEIGHT, beta_prior, reconstruction
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.shape import Shape

SIZE, BATCH = (128, 128), 8
ASKED = {
    "paper_fp32_cpu_s": 12.0,
    "paper_bf16_cpu_s": 6.0,
    "released_fp32_cpu_s": 12.0,
    "shared_fp32_cpu_s": 2.0,
    "peak_gb": 3.0,
    "decompose_paper_cpu_s": 0.08,
    "decompose_released_cpu_s": 0.08,
    "decompose_shared_cpu_s": 0.05,
}
"""At most."""
ACTIVE = 0.25
"""Share of anchors that are on where a frame is decomposed: 32 sprites of 128 places."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure the cost of a training step and of a decomposed frame."""

    trials: int = 2
    """Times each is measured; the least counts."""
    switches: bool = False
    """Measure channels_last and torch.compile, too, which takes minutes to compile."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""


def main(settings: Settings) -> None:
    """Measure, print a table, and JSON where asked."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    found = dict(measure(settings.trials)) | (dict(switched(settings.trials)) if settings.switches else {})
    console = Console(stderr=settings.json)
    table = Table("what", "asked", "reached", "met")
    for name, value in found.items():
        asked = ASKED.get(name)
        met = ("yes" if value <= asked else "no") if asked else ""
        table.add_row(name, f"<= {asked:g}" if asked else "", f"{value:.3f}", met)
    console.print(table)
    if settings.json:
        json.dump(found, sys.stdout)


def measure(trials: int) -> list[tuple[str, float]]:
    """Every number, with its name."""
    shared = MarioNette(Shape(size=SIZE, shifts="shared"), SolidBackground(np.ones(3)))
    paper = MarioNette(Shape(size=SIZE), SolidBackground(np.ones(3)))
    released = MarioNette(Shape(size=SIZE, convolutions=2), SolidBackground(np.ones(3)))
    frames = torch.rand(BATCH, 3, SIZE[1], SIZE[0])
    found = [
        ("shared_fp32_cpu_s", least(trials, lambda: step(shared, frames, bf16=False))),
        ("paper_fp32_cpu_s", least(trials, lambda: step(paper, frames, bf16=False))),
        ("paper_bf16_cpu_s", least(trials, lambda: step(paper, frames, bf16=True))),
        ("released_fp32_cpu_s", least(1, lambda: step(released, frames, bf16=False))),
    ]
    for name, model in (("paper", paper), ("released", released), ("shared", shared)):
        _switch_some_on(model, frames)
        readout = Readout.of(model)
        cost = least(5 * trials, lambda model=model, readout=readout: decided(model, frames[:1], readout))
        found.append((f"decompose_{name}_cpu_s", cost))
    return [*found, ("peak_gb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)]


def switched(trials: int) -> list[tuple[str, float]]:
    """Steps of the two networks with either switch."""
    frames, found = torch.rand(BATCH, 3, SIZE[1], SIZE[0]), []
    for name, shifts in (("shared", "shared"), ("paper", "crop")):
        model = MarioNette(Shape(size=SIZE, shifts=shifts), SolidBackground(np.ones(3)))
        compiled = torch.compile(model)
        found.append((f"{name}_compiled_cpu_s", least(trials, lambda net=compiled: step(net, frames, bf16=False))))
        model.to(memory_format=torch.channels_last)
        found.append((f"{name}_channels_last_cpu_s", least(trials, lambda net=model: step(net, frames, bf16=False))))
    return found


def step(model: nn.Module, frames: torch.Tensor, *, bf16: bool) -> None:
    """One training step, but for the optimiser's."""
    model.zero_grad(set_to_none=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        drawn = model(frames)
    (reconstruction(drawn.frames, frames) + BETA_WEIGHT * beta_prior(drawn.decisions)).backward()


def least(trials: int, work: Callable[[], Any]) -> float:
    """CPU seconds of the quickest of several trials, after one that doesn't count."""
    work()
    costs = []
    for _ in range(trials):
        started = time.process_time()
        work()
        costs.append(time.process_time() - started)
    return min(costs)


def _switch_some_on(model: MarioNette, frames: torch.Tensor) -> None:
    """Set the switches' bias so that the share of them that is on is `ACTIVE`: untrained, all say much the same."""
    with torch.no_grad():
        model.encoder.switch.bias.zero_()
        logits = torch.logit(model.encoder(frames[:1]).switch.flatten())
        model.encoder.switch.bias.fill_(-float(logits.quantile(1 - ACTIVE)))


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
