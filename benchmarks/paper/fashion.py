"""Videos of people, the second paper's third experiment (4.5, Table 1, Figures 25 and 26), on clips that a user has.

python benchmarks/paper/fashion.py --data CLIPS --minutes 120 --work out/fashion --json   # goes on with --resume
python benchmarks/paper/fashion.py --data CLIPS --size 128 128 --set depth=4         # the volumes that 4.5 hopes for
python benchmarks/paper/fashion.py --data CLIPS --quick                                   # does it all run?

CLIPS holds a video, or a folder of pictures, for each clip, filmed by a camera that stands still. Scores are of the
second of two frames of a clip held out, drawn from the first one: h(x_1, x_1, x_2, x_1). Beside it: the first frame
copied. Perceptual, FID and AKD columns appear where their libraries and weights are there; without them they are null.
"""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import numpy as np
import torch
import tyro
from cpu_minutes import Experiment, cost_of, learnt
from fashion_columns import COLUMNS, columns
from rich.table import Table

from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.files import write_bytes, write_json
from spritelift_runtime.report.board import enlarged
from spritelift_runtime.sheet import png_bytes
from spritelift_trainer.animator.clips import Clips, Pairs
from spritelift_trainer.animator.folders import MOST_FRAMES, ClipFolder, clips_in, held_out
from spritelift_trainer.animator.learner import side_by_side
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.colours import colours_of, pictures_of
from spritelift_trainer.pictures import stacked

CPU = torch.device("cpu")
TEST_SEED = 7
AT_ONCE = 50
ROWS = 6
"""Of each figure."""
PAPER = {"lpips": 0.4222, "fid": 70.87, "akd": 13.06}
"""Table 1, "Ours"."""


@dataclass(frozen=True, kw_only=True)
class Settings(Experiment):
    """Learn to animate people in videos, and score it."""

    data: Path
    """Folder of clips: videos, or folders of pictures."""
    minutes: float = 120.0
    size: tuple[int, int] = (64, 64)
    """Width and height that frames are scaled to."""
    held_out: float = 0.1
    """Share of the clips to be tested on."""
    frames: int = MOST_FRAMES
    """Of each clip that are used, evenly over it."""
    examples: int = 500
    """Pairs of frames to be tested on."""


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """Read, train, score, draw."""
    torch.set_num_threads(1)
    split = held_out(clips_in(settings.data), settings.held_out)
    clips, test = (ClipFolder(paths, settings.size, settings.frames) for paths in split)
    about = {"size": list(settings.size), "clips": [path.name for path in clips.paths]}
    found, plan = learnt(settings.budget(about), clips, folder / "run")
    numbers, missing = scores(found.model, test.pairs(10 if settings.quick else settings.examples, TEST_SEED, 0))
    write_bytes(folder / "figure_25.png", figure_25(found.model, test))
    write_bytes(folder / "figure_26.png", figure_26(found.model, test))
    counts = {"seed": settings.seed, "size": list(settings.size), "trained_clips": len(clips), "test_clips": len(test)}
    whole = counts | cost_of(plan) | numbers | {"theta_std": found.theta_std, "notes": [*found.notes, *missing]}
    write_json(folder / "scores.json", whole)
    return whole


def scores(model: SceneSynthesis, pairs: Pairs) -> tuple[dict[str, Any], list[str]]:
    """Of what is drawn, and of the first frame copied; and what is missing for the other columns."""
    first, second = pairs
    drawn = np.concatenate([_second(model, *pairs[:, at : at + AT_ONCE]) for at in range(0, len(first), AT_ONCE)])
    others, missing = columns(drawn, second)
    return {"ours": errors(drawn, second) | others, "copy": errors(first, second), "examples": len(first)}, missing


def errors(found: np.ndarray, wanted: np.ndarray) -> dict[str, float]:
    """Mean squared error per value in [0, 1], and the mean of each frame's PSNR in dB, 100 where nothing is wrong."""
    squared = ((found / 255.0 - wanted / 255.0) ** 2).mean((1, 2, 3))
    return {"mse": float(squared.mean()), "psnr_db": float(np.minimum(-10 * np.log10(squared + 1e-30), 100).mean())}


@torch.no_grad()
def _second(model: SceneSynthesis, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    one, other = colours_of(first, CPU), colours_of(second, CPU)
    return pictures_of(model(one, one, other, one))


@torch.no_grad()
def figure_25(model: SceneSynthesis, clips: Clips) -> bytes:
    """Both frames of a clip, and the second as it is drawn from the first. PNG."""
    first, second = (colours_of(each, CPU) for each in clips.pairs(ROWS, TEST_SEED, 1))
    return _board(first, second, model(first, first, second, first))


@torch.no_grad()
def figure_26(model: SceneSynthesis, clips: Clips) -> bytes:
    """Both frames of a clip, a frame of another one, and that one moved as the first clip moves. PNG."""
    first, second = (colours_of(each, CPU) for each in clips.pairs(ROWS, TEST_SEED, 2))
    character, _ = (colours_of(each, CPU) for each in clips.pairs(ROWS, TEST_SEED, 3))
    return _board(first, second, character, model.transfer(character, first, second))


def _board(*columns_of: torch.Tensor) -> bytes:
    rows = [side_by_side([column[i] for column in columns_of]) for i in range(ROWS)]
    return png_bytes(enlarged(stacked(*rows), 2))


def table(found: dict[str, Any]) -> Table:
    """For people, beside what the paper reached."""
    shown = Table("", "copied", f"seed {found['seed']}, {found['train_cpu_min']:.1f} CPU min", "the paper")
    for name in ("mse", "psnr_db", *COLUMNS):
        each = (found["copy"].get(name), found["ours"][name], PAPER.get(name))
        shown.add_row(name, *("" if number is None else f"{number:.4g}" for number in each))
    return shown


def main(settings: Settings) -> int:
    """Measure; a table, or JSON."""
    try:
        settings.run(partial(measure, settings), table)
    except SpriteliftError as err:
        print(err, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
