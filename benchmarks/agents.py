"""Agents that see sprites: what it costs, how fast they learn, and whether they go on when the game looks otherwise.

python benchmarks/agents.py --work DIR                       # everything: long; goes on where it stopped
python benchmarks/agents.py --work DIR --only wrapper freeway --seeds 1 --json
python benchmarks/agents.py --quick                          # does it all run?

Agents learn by proximal policy optimisation (`agents_ppo.py`), eight games at once, one thread, four frames a step;
Atari games are Gymnasium's `v5`, sticky actions and all. Dictionaries are learnt from 2,000 frames of random play, by
`spritelift record`, `train` and `export`. Who sees sprites is paid for rare ones, too (`rarity`). A score is the mean
return of the last 20 episodes that ended by then, while learning. Times are CPU time, of everything.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported

import agents_rows as of
import torch
import tyro
from agents_rows import Bench
from first_path import work_folder
from lab import Lab
from rows import Row, tell


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure agents: all rows, or those named."""

    only: tuple[str, ...] = ()
    """Of wrapper, agreement, freeway, pong, breakout, swarm, race, skin; without it, all of them."""
    seeds: int = 3
    work: Path | None = None
    """Folder for recordings, bundles and agents; what is there already is used again. Without it: a temporary one."""
    plots: Path | None = None
    """Folder for pictures of the learning curves."""
    quick: bool = False
    """Short recordings, hardly any learning: does it all run?"""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""


ROWS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "wrapper": of.wrapper,
    "agreement": of.agreement,
    "freeway": of.freeway,
    "pong": of.pong,
    "breakout": of.against_pixels("breakout", "Breakout"),
    "swarm": of.against_pixels("swarm", "swarm15"),
    "race": of.race,
    "skin": of.skin,
}


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked."""
    if unknown := [name for name in settings.only if name not in ROWS]:
        print(f"no row {', '.join(unknown)}; known: {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    with work_folder(settings) as folder:
        bench = Bench(Lab(folder=folder, quick=settings.quick), settings.seeds, settings.plots)
        rows = [row for name in settings.only or ROWS for row in ROWS[name](bench)]
    return tell(rows, quick=settings.quick, as_text=not settings.json, by_name=True)


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
