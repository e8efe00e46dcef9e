"""Video game sprites, the second paper's second experiment (4.4, Figures 4 to 9, 15 to 17 and 21), run again.

python benchmarks/paper/sprites.py --minutes 120 --work out/sprites --json        # goes on with --resume
python benchmarks/paper/sprites.py --minutes 120 --backgrounds 1000 --work out/sprites_1000
python benchmarks/paper/sprites.py --cast dolls --minutes 10                      # the project's own characters
python benchmarks/paper/sprites.py --quick                                        # does it all run?

Errors are sums over an image of squared errors, values being 0 to 1: the paper gives no unit. Analogies are of 100
unseen characters: x_c is the first frame of a character's clip, x_t1 and x_t2 the first and another frame of the same
clip of another unseen character drawn at random, wanted is that other frame of the first character. Every clip of every
character takes part. Beside them: the frame copied, and a map learnt from aligned sheets that is told clip and frame.
"""

import sys
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
from first_path import work_folder
from rich.table import Table
from sprite_cast import Cast, split, there_is_a_pack
from sprite_clips import SpriteClips, diamonds
from sprite_scores import scores, told_of
from transfer_map import REACH, TransferMap

from spritelift_runtime.errors import MissingError
from spritelift_runtime.files import write_bytes, write_json

HELD_OUT = 100
"""Backgrounds to be tested on."""


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
    test = SpriteClips(unseen, diamonds(HELD_OUT, seed=3) if settings.backgrounds else None)
    about = {name: getattr(settings, name) for name in ("backgrounds", "moving")} | {"cast": settings.chosen}
    budget = settings.budget(about, pixels=True)
    found, plan = learnt(budget, clips, folder / "run")
    numbers = scores(found.model, test, told_of(unseen, settings.frames), _known(settings, train))
    write_bytes(folder / "figure_4.png", sprite_figures.figure_4(found.model, test))
    write_bytes(folder / "figure_5.png", sprite_figures.figure_5(found.model, test))
    whole = dict(budget.about) | cost_of(plan) | numbers | {"theta_std": found.theta_std, "notes": list(found.notes)}
    write_json(folder / "scores.json", whole)
    return whole


def _known(settings: Settings, train: Cast) -> TransferMap | None:
    """The map beside which a model without backgrounds is seen."""
    count = min(settings.map_characters, len(train))
    if settings.backgrounds or not count:
        return None
    characters = np.random.default_rng(0).permutation(len(train))[:count]
    return TransferMap.of(train, characters, reach=1 if settings.quick else REACH)


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
    return shown


def main(settings: Settings) -> int:
    """Measure; a table, or JSON."""
    try:
        train, _, unseen = split(settings.chosen, settings.data)
    except MissingError as err:
        print(f"Skipped: {err}", file=sys.stderr if settings.json else sys.stdout)
        return 0
    if settings.cast != settings.chosen == "dolls":
        print(f"No layers of characters in {settings.data}: these are the project's own paper dolls.", file=sys.stderr)
    with work_folder(settings) as folder:
        found = measure(settings, folder, (train, unseen))
    settings.tell(found, table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
