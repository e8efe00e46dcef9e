"""How fast an exported animator draws, one result at a time, on one thread.

python benchmarks/animator_speed.py --json

Weights don't matter for it: the model is as it is before training. From frames, each result encodes three frames for
T^Z and one for the background; from cached encodings, it moves, adds and draws. Exact pixels are the pixel head's, of
frames in forty colours: the more colours, the longer it takes.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import tyro
from rich.console import Console
from rich.table import Table

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import write_bundle
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learner import new_model
from spritelift_trainer.animator.settings import AnimatorSettings

ASKED = {"from_frames": ">= 100", "from_encodings": ">= 300", "exact_pixels": ""}
COLOURS = 40
RUNS = 5


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Time an animator."""

    side: int = 64
    """Of the frames, pixels."""
    net: Literal["fast", "resnet"] = "fast"
    seconds: float = 1.0
    """Of each of the five runs, of which the fastest counts."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""


class Noise:
    """Frames of nothing in particular, in as many colours as a game's."""

    def __init__(self, side: int) -> None:
        self.size = side, side

    def pairs(self, count: int, seed: int, step: int) -> np.ndarray:
        """As `Clips` has it."""
        random = np.random.default_rng((seed, step))
        colours = random.integers(0, 256, (COLOURS, 3), dtype=np.uint8)
        return colours[random.integers(0, COLOURS, (2, count, *self.size))]


def measure(settings: Settings) -> dict[str, float]:
    """Results a CPU second."""
    clips = Noise(settings.side)
    model = new_model(AnimatorSettings(net=settings.net, pixels=True), clips.size)
    with tempfile.TemporaryDirectory() as folder:
        bundle = write_bundle(Path(folder) / "bundle", Art(size=clips.size, sprites=(), backgrounds=()), [])
        animator = Animator.open(export_animator(model, clips, bundle))
    frames, others = clips.pairs(1, 1, 1)
    one, other, behind = animator.character(frames), animator.character(others), animator.backdrop(frames)
    ways: dict[str, Callable[[], object]] = {
        "from_frames": lambda: animator.restage(frames, frames, others, others),
        "from_encodings": lambda: animator.render(animator.moved(one, one, other) + behind),
        "exact_pixels": lambda: animator.exact(frames, frames, others),
    }
    return {name: max(_pace(way, settings.seconds) for _ in range(RUNS)) for name, way in ways.items()}


def _pace(way: Callable[[], object], seconds: float) -> float:
    way()
    count, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < seconds:
        way()
        count += 1
    return count / spent


def main(settings: Settings) -> None:
    """Measure; a table, or JSON."""
    found = measure(settings)
    table = Table("results a CPU second", "asked", "reached")
    for name, value in found.items():
        table.add_row(name.replace("_", " "), ASKED[name], f"{value:.0f}")
    Console(stderr=settings.json).print(table)
    if settings.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
