"""Every number asked of the path from recorded play to a playing window, measured and set beside what is asked.

python benchmarks/first_path.py                        # everything: 20 minutes of two cores
python benchmarks/first_path.py --quick                # short recordings, hardly any training: does it all run?
python benchmarks/first_path.py --only swarm live --work DIR     # keeps recordings and runs in DIR for the next time
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import tyro
from floor import floor_of
from lab import GAMES, HERE, QUICK_FRAMES, Lab, call, command
from rich.console import Console
from rows import Row, as_json, markdown, text, update

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.heldout import held_out
from spritelift_runtime.recording import Recording
from spritelift_runtime.truth import Truth

Part = Literal["demo", "swarm", "meadow", "invaders", "mining", "cold", "live"]
REPORTED = ("unexplained_px", "psnr_db", "f1", "class_f1", "foreground_iou", "bytes_per_frame", "warm_fps")
COLD_FRAMES = 200


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure the first path: every number of it, or the parts named."""

    only: tuple[Part, ...] = ()
    """Parts to measure; all where none is named."""
    work: Path | None = None
    """Folder for recordings, runs and bundles; what is there already is used again. Without it: a temporary one."""
    again: bool = False
    """Train again what the parts need, though there are runs in --work."""
    quick: bool = False
    """Short recordings and hardly any training."""
    json: Annotated[str | None, tyro.conf.arg(metavar="FILE|-")] = None
    """Also write the rows as JSON; with -, to stdout and nothing else there."""
    markdown: Annotated[str | None, tyro.conf.arg(metavar="FILE|-")] = None
    """Also print Markdown tables (-), or put them in their places in a page such as docs/results.md."""


def demo(lab: Lab) -> Iterator[Row]:
    """`spritelift demo`, as a person runs it."""
    frames = ["--frames", QUICK_FRAMES] if lab.quick else []
    found, cost = command("demo", "--out", lab.folder / "demo", "--no-window", *frames)
    yield Row(group="demo", what="seconds", note="wall clock, imports included", reached=cost.wall_s, most=180)
    yield Row(group="demo", what="CPU seconds", note="both cores", reached=cost.cpu_s)
    yield Row(group="demo", what="exact_frames", reached=found["metrics"]["exact_frames"], least=0.98)
    yield from reported("demo", found["metrics"], ("encoder_precision", "encoder_recall", "precision", "recall"))


def bundled(name: str) -> Callable[[Lab], Iterator[Row]]:
    """A bundled game: exactness, and agreement with its truth."""

    def rows(lab: Lab) -> Iterator[Row]:
        yield from training_rows(name, lab)
        found, _ = command("eval", lab.bundle(name), lab.recording(name))
        yield Row(
            group=name,
            what="exact_frames",
            note=f"{found['frames_scored']} held out, {found['unseen_world_frames']} show unseen world",
            reached=found["exact_frames"],
            least=0.98,
        )
        for metric, least in (("encoder_precision", 0.75), ("encoder_recall", 0.75), ("precision", 0.95)):
            yield Row(group=name, what=metric, reached=found[metric], least=least)
        yield Row(group=name, what="recall", reached=found["recall"], least=0.95)
        seen = sprites_seen(Recording.open(lab.recording(name)), Bundle.open(lab.bundle(name)))
        note = f"{found['sprites']} learnt, {seen} seen in the frames trained on"
        yield Row(group=name, what="dictionary / sprites seen", note=note, reached=found["sprites"] / seen, most=1.5)
        yield from reported(name, found, ("exact_frames_all", *REPORTED, "cold_fps"))

    return rows


def invaders(lab: Lab) -> Iterator[Row]:
    """A real game that nobody here drew, beside the floor."""
    cost = lab.run("invaders")[1]
    yield Row(group="invaders", what="training, seconds", note="wall clock", reached=cost.wall_s, most=300)
    yield Row(group="invaders", what="training, CPU seconds", note="both cores", reached=cost.cpu_s)
    found, _ = command("eval", lab.bundle("invaders"), lab.recording("invaders"))
    yield Row(group="invaders", what="psnr_db", reached=found["psnr_db"], least=40)
    yield Row(group="invaders", what="unexplained_px", note="of 33,600", reached=found["unexplained_px"], most=20)
    yield Row(group="invaders", what="sprites", reached=found["sprites"], most=300)
    yield from reported("invaders", found, ("exact_frames", "encoder_precision", "encoder_recall", "crumbs_per_frame"))
    yield from reported("invaders", found, ("placements_per_frame", "bytes_per_frame", "cold_fps", "warm_fps"))
    recording, bundle = Recording.open(lab.recording("invaders")), Bundle.open(lab.bundle("invaders"))
    floor = floor_of(recording, held_out(bundle, recording)[0])
    yield Row(group="invaders", what="floor: exact_frames", note="mode + whole blobs", reached=floor.exact_frames)
    yield Row(group="invaders", what="floor: sprites", reached=floor.sprites)


def mining(lab: Lab) -> Iterator[Row]:
    """Mining alone, all frames of the recording, on one core."""
    found, _ = call([HERE / "mining_cost.py", lab.recording("invaders")], OMP_NUM_THREADS="1")
    note = f"{found['frames']} frames, one core"
    yield Row(group="mining", what="CPU seconds", note=note, reached=found["cpu_s"], most=20)
    yield Row(group="mining", what="wall seconds", reached=found["wall_s"])
    yield Row(group="mining", what="peak memory, GB", reached=found["peak_bytes"] / 1e9, most=2)
    yield Row(group="mining", what="exact_frames", note="of the frames mined", reached=found["exact_frames"])


def cold(lab: Lab) -> Iterator[Row]:
    """Pixels to verified scene, each frame for itself, one thread."""
    recording, bundle = Recording.open(lab.recording("invaders")), Bundle.open(lab.bundle("invaders"))
    numbers = held_out(bundle, recording)[::2][:COLD_FRAMES]
    frames = [recording.frames[number] for number in numbers]
    decomposer = bundle.decomposer(threads=1)
    decomposer.frame(frames[0])  # loads the model
    wall, cpu, each = time.perf_counter(), time.process_time(), []
    for frame in frames:
        begun = time.perf_counter()
        decomposer.frame(frame)
        each.append(1000 * (time.perf_counter() - begun))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    yield Row(group="cold", what="cold_fps", note="CPU time", reached=len(frames) / cpu, least=150)
    yield Row(group="cold", what="frames a second", note="wall clock", reached=len(frames) / wall)
    yield Row(group="cold", what="ms a frame, median", note="wall clock", reached=float(np.median(each)))
    yield Row(group="cold", what="ms a frame, 95th percentile", note="wall", reached=float(np.percentile(each, 95)))


def live(lab: Lab) -> Iterator[Row]:
    """Swarm in the window: decomposed and redrawn as it is played."""
    frames = QUICK_FRAMES if lab.quick else 900
    words = [HERE / "live_play.py", lab.bundle("swarm"), GAMES["swarm"].env, frames]
    found, _ = call(words, SDL_VIDEODRIVER="dummy")
    size = "x".join(map(str, found["window"]))
    yield Row(group="live", what="ms a frame, median", note=f"window {size}", reached=found["median_ms"], most=8)
    yield Row(group="live", what="ms a frame, 95th percentile", reached=found["p95_ms"], most=8)
    yield Row(group="live", what="frames within 8 ms", reached=found["within_8_ms"])
    yield Row(group="live", what="CPU ms a frame", note="with the game itself", reached=found["cpu_ms_with_game"])


PARTS: dict[str, Callable[[Lab], Iterator[Row]]] = {
    "demo": demo,
    "swarm": bundled("swarm"),
    "meadow": bundled("meadow"),
    "invaders": invaders,
    "mining": mining,
    "cold": cold,
    "live": live,
}
NEEDS_ATARI = {"invaders", "mining", "cold"}
TRAINED = {"swarm": "swarm", "live": "swarm", "meadow": "meadow", "invaders": "invaders", "cold": "invaders"}
"""The game whose bundle a part needs."""


def training_rows(name: str, lab: Lab) -> Iterator[Row]:
    """What training cost, nothing asked."""
    cost = lab.run(name)[1]
    yield Row(group=name, what="training, seconds", note="wall clock", reached=cost.wall_s)
    yield Row(group=name, what="training, CPU seconds", note="both cores", reached=cost.cpu_s)


def reported(group: str, metrics: dict, names: tuple[str, ...]) -> Iterator[Row]:
    """Numbers that nothing is asked of."""
    for name in names:
        yield Row(group=group, what=name, reached=metrics[name])


def sprites_seen(recording: Recording, bundle: Bundle) -> int:
    """The game's own sprites with a visible pixel in the frames that training saw."""
    truth, seen = Truth.load(recording.truth_path or ""), set()
    for frame in range(held_out(bundle, recording)[0]):
        shown = np.unique(truth.segments[frame])
        seen.update(truth.boxes(frame)[shown[shown > 0] - 1, 0].tolist())
    return len(seen)


def measure(settings: Settings, lab: Lab) -> Iterator[Row]:
    """The rows of the parts asked for."""
    parts = settings.only or tuple(PARTS)
    if settings.again:
        for name in {TRAINED[part] for part in parts if part in TRAINED}:
            lab.forget(name)
    for part in parts:
        if part in NEEDS_ATARI and not GAMES["invaders"].installed:
            print(f"{part}: skipped, ale-py is not installed (pip install 'spritelift[atari]').", file=sys.stderr)
            continue
        print(f"--- {part}", file=sys.stderr)
        yield from PARTS[part](lab)


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """The folder given (quick work apart from the rest), or one that is gone afterwards."""
    if settings.work is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    else:
        yield settings.work / "quick" if settings.quick else settings.work


def write(settings: Settings, rows: list[Row]) -> None:
    """Say what was found, in the ways asked for."""
    written = json.dumps(as_json(rows, settings.quick), indent=1)
    if settings.json == "-":
        print(written)
    else:
        Console(width=None if sys.stdout.isatty() else 110).print(text(rows))
    if settings.json not in (None, "-"):
        Path(settings.json).write_text(written)
    if settings.markdown == "-":
        print(markdown(rows), file=sys.stderr if settings.json == "-" else sys.stdout)
    elif settings.markdown is not None:
        for group in update(Path(settings.markdown), rows):
            print(f"{settings.markdown} has no place for {group}: add <!-- {group} --> and <!-- end -->.")


def main(settings: Settings) -> int:
    """Measure; 1 where a number is not as asked."""
    with work_folder(settings) as folder:
        rows = list(measure(settings, Lab(folder=folder, quick=settings.quick)))
    write(settings, rows)
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(tyro.cli(Settings, description=__doc__)))
