"""Long recordings: what mining ever more frames of one game costs, in CPU seconds and in memory.

python benchmarks/long.py --work DIR --markdown docs/results.md     # 100,000 frames take a quarter of an hour of a core
python benchmarks/long.py --frames 1000 2000 --work DIR             # fewer
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from first_path import work_folder
from lab import GAMES, HERE, Game, Lab, call, command
from rich.console import Console
from rows import Row, as_json, text, update

GROUP = "long"
FRAMES = (5_000, 20_000, 100_000)
LARGEST_GB = 4.0
LEAST_FPS = 150.0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure mining the first so many frames of one long recording."""

    frames: tuple[int, ...] = FRAMES
    """Each is mined in a process of its own, with one thread."""
    game: str = "SpaceInvaders"
    """Which of the benchmarks' games."""
    recording: Path | None = None
    """A recording that is there already; without it, one is made in --work."""
    work: Path | None = None
    """Folder for the recording; what is there already is used again. Without it: a temporary one."""
    quick: bool = False
    """A few hundred frames: does it all run?"""
    out: Path | None = None
    """Also write the numbers to a JSON file, anew after each length."""
    markdown: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None
    """Also put the table in its place in a page such as docs/results.md."""


def rows_of(found: dict) -> list[Row]:
    """The numbers of one length."""
    frames = found["frames"]
    limits = {"mining_fps": {"least": LEAST_FPS}, "peak_gb": {"most": LARGEST_GB}}
    numbers = {
        "cpu_s": found["cpu_s"],
        "mining_fps": frames / found["cpu_s"],
        "peak_gb": found["peak_bytes"] / 1e9,
        "sprites": found["sprites"],
        "exact_frames": found["exact_frames"],
    }
    return [
        Row(group=GROUP, what=f"{frames:,} frames: {name}", reached=value, **limits.get(name, {}))
        for name, value in numbers.items()
    ]


def recorded(settings: Settings, folder: Path) -> Path:
    """A recording as long as the longest asked for."""
    if settings.recording is not None:
        return settings.recording
    game, lengths = GAMES[settings.game], lengths_of(settings)
    name = f"long_{settings.game}_{max(lengths)}"
    long = Game(env=game.env, frames=max(lengths), policy=game.policy, seed=game.seed)
    return Lab(folder=folder, makers={name: lambda out, _frames: record(long, out)}).recording(name)


def record(game: Game, out: Path) -> None:
    """By the command, as a person would."""
    words = ["--env", game.env, "--policy", game.policy, "--seed", game.seed, "--frames", game.frames]
    command("record", *words, "--out", out)


def lengths_of(settings: Settings) -> tuple[int, ...]:
    """How many frames to mine."""
    return (200, 400) if settings.quick else settings.frames


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked."""
    rows, stages = list[Row](), dict[str, dict[str, float]]()
    with work_folder(settings) as folder:
        recording = recorded(settings, folder)
        for frames in lengths_of(settings):
            found, _ = call([HERE / "mining_cost.py", recording, frames], OMP_NUM_THREADS="1")
            rows += rows_of(found)
            stages[str(frames)] = found["stages_s"]
            if settings.out is not None:
                about = as_json(rows, settings.quick) | {"stages_s": stages}
                settings.out.write_text(json.dumps(about, indent=1) + "\n")
    Console(width=None if sys.stdout.isatty() else 110).print(text(rows))
    for group in update(settings.markdown, rows) if settings.markdown is not None else []:
        print(f"{settings.markdown} has no place for {group}: add <!-- {group} --> and <!-- end -->.", file=sys.stderr)
    return 1 if any(row.met is False for row in rows) and not settings.quick else 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
