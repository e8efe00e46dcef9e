"""Games (section 4.3 of the first paper): Space Invaders as they had it, and two of ours, from either start.

python benchmarks/paper/games.py --json              # ten minutes each
python benchmarks/paper/games.py --quick             # does it all run?

Space Invaders has k = 16, as in the paper. Meadow scrolls: a learned texture, larger than its frames, stands behind.
Random starts have the shared shift head, dead codes revived and a learning rate of 1e-3, so that minutes show anything.
Scored hard, on the last fifth.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro
from learnt import IN_MINUTES, TEXTURE_IN_MINUTES, Budget, Model, learnt, tell

sys.path.append(str(Path(__file__).parents[1]))

from first_path import work_folder
from lab import GAMES, Lab

RANDOM = IN_MINUTES | {"k": 16, "sprites": 64}
SCROLLING = {"background": "texture", "texture_wide": 480, "texture_high": 192}
"""Meadow's; large enough for much of its world."""
MODELS = {
    "invaders": Model(changes=RANDOM),
    "invaders, mined": Model(preset="marionette", changes={"k": 16}),
    "swarm": Model(changes=RANDOM),
    "swarm, mined": Model(preset="marionette"),
    "meadow": Model(changes=RANDOM | TEXTURE_IN_MINUTES | SCROLLING),
    "meadow, mined": Model(preset="marionette", changes=SCROLLING),
}
SHOWN = ("psnr_frame_db", "precision", "recall", "class_f1", "foreground_iou", "sprites", "steps")


@dataclass(frozen=True, kw_only=True)
class Settings(Budget):
    """Learn games and score them."""

    only: tuple[str, ...] = ()
    """Rows, e.g. "swarm, mined"; all where none is named."""


def measure(settings: Settings, lab: Lab) -> list[dict[str, Any]]:
    """A row for each model."""
    rows = []
    for name, model in MODELS.items():
        game = name.split(",")[0]
        if (settings.only and name not in settings.only) or not GAMES[game].installed:
            continue
        found = learnt(settings.given(model), lab.recording(game), lab.folder / "games" / name)
        rows.append({"game": name} | found)
        print(f"{name}: {found['psnr_frame_db']:.1f} dB", file=sys.stderr)
    return rows


def main(settings: Settings) -> None:
    """Measure; a table, or JSON."""
    with work_folder(settings) as folder:
        rows = measure(settings, Lab(folder=folder, quick=settings.quick))
    tell(rows, "game", SHOWN, settings.json)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
