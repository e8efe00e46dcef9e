"""Video game sprites, the second paper's second experiment (4.4, Figures 4 to 9, 15 to 17 and 21), run again.

python benchmarks/paper/sprites.py --minutes 120 --work out/sprites --json        # goes on with --resume
python benchmarks/paper/sprites.py --minutes 120 --backgrounds 1000 --work out/sprites_1000
python benchmarks/paper/sprites.py --backgrounds 1000 --moving --work out/moving  # Figure 15: they move in x, too
python benchmarks/paper/sprites.py --cast dolls --minutes 10                      # the project's own characters
python benchmarks/paper/sprites.py --quick                                        # does it all run?

Errors are sums over an image of squared errors, values being 0 to 1: the paper gives no unit. Analogies are of 100
unseen characters: x_c is the first frame of a character's clip, x_t1 and x_t2 the first and another frame of the same
clip of another unseen character drawn at random, wanted is that other frame of the first character. Every clip of every
character takes part. Beside them: the frame copied; a map learnt from aligned sheets that is told clip and frame; and
frames recalled from the training characters' sheets, which is told nothing and learns nothing.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

sys.path.append(str(Path(__file__).parents[1]))

import numpy as np
import sprite_figures
import torch
import tyro
from atari_truth import SHARED
from cpu_minutes import Experiment, cost_of, learnt
from rich.table import Table
from sprite_cast import Cast, Indices, split, there_is_a_pack
from sprite_clips import SpriteClips, diamonds
from sprite_recall import recalling
from sprite_scores import Way, cleared, scores, told_of
from transfer_map import REACH, TransferMap

from spritelift_runtime.errors import MissingError
from spritelift_runtime.files import write_bytes, write_json

HELD_OUT = 100
"""Backgrounds to be tested on."""
OWN = {"pixels": True}
"""Training settings that are other than the defaults."""


@dataclass(frozen=True, kw_only=True)
class Settings(Experiment):
    """Learn to animate video game sprites, and score it."""

    minutes: float = 120.0
    backgrounds: int = 0
    """Diamond backgrounds to learn with; the paper has 64, 128, 256, 784 and 1000. 0: none, all is on black."""
    moving: bool = False
    """Whether characters also move in x while learning (Figure 15)."""
    frames: int = 1
    """Frames drawn of each clip to be scored; 0: all."""
    map_characters: int = 100
    """Training characters that the transfer map is learnt from; 0: it is left out."""
    sheets: int = 500
    """Training characters whose sheets others are recalled from; 0: none are."""
    cleared: int = 1_000
    """Frames on which it is scored how much of the character is left in the background alone."""
    data: Path = SHARED / "lpc"
    """Folder of `lpc_layers.zip` and its `compose.py`."""
    cast: Literal["auto", "lpc", "dolls"] = "auto"
    """Whose clips: characters of those layers, or the project's paper dolls; auto: dolls where there are no layers."""

    @property
    def chosen(self) -> Literal["lpc", "dolls"]:
        """The cast that it comes to."""
        if self.cast != "auto":
            return self.cast
        return "lpc" if there_is_a_pack(self.data) else "dolls"


def measure(settings: Settings, folder: Path, casts: tuple[Cast, Cast]) -> dict[str, Any]:
    """Train on the first cast, score on the second one, draw."""
    torch.set_num_threads(1)
    train, unseen = casts
    behind = diamonds(settings.backgrounds, seed=1) if settings.backgrounds else None
    clips = SpriteClips(train, behind, moving=settings.moving)
    test = held_out(unseen, settings.backgrounds)
    about = {name: getattr(settings, name) for name in ("backgrounds", "moving")} | {"cast": settings.chosen}
    budget = settings.budget(about, **OWN)
    found, plan = learnt(budget, clips, folder / "run")
    numbers = scores(found.model, test, told_of(unseen, settings.frames), _beside(settings, train))
    if settings.backgrounds:
        moving = held_out(unseen, settings.backgrounds, settings.moving)
        numbers["left_in_background"] = cleared(found.model, moving, 50 if settings.quick else settings.cleared)
        write_bytes(folder / "figure_10.png", sprite_figures.figure_10(found.model, moving))
    write_bytes(folder / "figure_4.png", sprite_figures.figure_4(found.model, test))
    write_bytes(folder / "figure_5.png", sprite_figures.figure_5(found.model, test))
    about = dict(budget.about) | {"minutes": budget.minutes} | cost_of(plan)
    whole = about | numbers | {"theta_std": found.theta_std, "notes": list(found.notes)}
    write_json(folder / "scores.json", whole)
    return whole


def held_out(unseen: Cast, backgrounds: int, moving: bool = False) -> SpriteClips:
    """Characters to be tested on; before other backgrounds than those learnt with, if it was with some."""
    return SpriteClips(unseen, diamonds(HELD_OUT, seed=3) if backgrounds else None, moving=moving)


def _beside(settings: Settings, train: Cast) -> dict[str, Way]:
    """Ways beside which a model without backgrounds is seen."""
    ways: dict[str, Way] = {}
    if settings.backgrounds:
        return ways
    if settings.map_characters:
        known = TransferMap.of(train, _some(train, settings.map_characters), reach=1 if settings.quick else REACH)
        ways["transfer_map"] = known.way
    if settings.sheets:
        ways["recalled"] = recalling(train, _some(train, 20 if settings.quick else settings.sheets))
    return ways


def _some(cast: Cast, count: int) -> Indices:
    return np.random.default_rng(0).permutation(len(cast))[:count]


def table(found: dict[str, Any]) -> Table:
    """For people."""
    ways = {name: each for name, each in found.items() if isinstance(each, dict)}
    shown = Table(f"{found['cast']}, seed {found['seed']}, {found['train_cpu_min']:.1f} CPU min", *ways)
    for name in next(iter(ways.values()))["sse"]:
        shown.add_row(name, *(f"{each['sse'][name]:.1f}" for each in ways.values()))
    for name in ("average", "character_only", "background_only"):
        shown.add_row(name, *(f"{each[name]:.1f}" for each in ways.values()))
    for name in ("ratio", "exact_foreground", "off_palette"):
        shown.add_row(name, *(f"{each[name]:.4f}" for each in ways.values()))
    if "left_in_background" in found:
        shown.add_row("left_in_background", "", f"{found['left_in_background']:.4f}")
    return shown


def run(settings: Settings, measure: Callable[..., dict[str, Any]], table: Callable[[dict[str, Any]], Table]) -> int:
    """Measure what characters there are; a table, or JSON. 0, also where there are none."""
    try:
        train, _, unseen = split(settings.chosen, settings.data)
    except MissingError as err:
        print(f"Skipped: {err}", file=sys.stderr if settings.json else sys.stdout)
        return 0
    if settings.cast != settings.chosen == "dolls":
        print(f"No layers of characters in {settings.data}: these are the project's own paper dolls.", file=sys.stderr)
    settings.run(lambda folder: measure(settings, folder, (train, unseen)), table)
    return 0


if __name__ == "__main__":
    sys.exit(run(tyro.cli(Settings, description=__doc__), measure, table))
