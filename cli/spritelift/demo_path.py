"""The demo's path from play to a playing window, step by step, each timed."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spritelift.decomposing import decompose
from spritelift.progress import frames_bar, recording_line, training_bars
from spritelift.recording_ways import record
from spritelift.results import folder_bytes, seconds, stdout_for_results
from spritelift_runtime.errors import ConfigError

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle
    from spritelift_runtime.recording import Recording
    from spritelift_runtime.scenes import Scenes

GAME = "spritelift/Meadow-v0"
PREVIEW_S = 6
TRAINING: dict[str, Any] = {"steps": 240, "minutes": 1.5}
"""Enough to see it work within three minutes of two cores; the sprites are mined, so they are exact all the same."""
FOLDERS = {"recording": {"recording.json"}, "run": {"run.json", "mined"}, "bundle": {"bundle.json"}}
"""What the demo makes, and what an earlier one of the kind is known by (`mined`: stopped before it trained)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """What the demo made."""

    out: Path
    recording: "Recording"
    bundle: "Bundle"
    scenes: "Scenes"
    metrics: Mapping[str, Any]
    seconds: Mapping[str, float]
    """By step."""
    notes: tuple[str, ...] = field(default=())

    def summary(self) -> dict[str, Any]:
        """All of it in words JSON knows."""
        return {
            "out": self.out,
            "game": GAME,
            "frames": len(self.recording),
            "sprites": len(self.bundle.sprites),
            "bytes": {name: folder_bytes(self.out / name) for name in (*FOLDERS, "scenes.npz", "preview.gif")},
            "seconds": self.seconds,
            "metrics": self.metrics,
            "notes": list(self.notes),
        }


def make_demo(out: Path, frames: int) -> Made:
    """Record `frames` frames of the bundled game and go the whole path with them, into `out`."""
    from spritelift_runtime.metrics import evaluate

    clear(out)
    clock = Clock()
    with clock.step("record"), recording_line() as told:
        recording = record(out / "recording", env=GAME, policy="scripted", frames=frames, progress=told)
    notes, bundle = _learn(out, clock)
    with clock.step("decompose"), frames_bar("decompose") as told:
        scenes = decompose(bundle, recording, progress=told)
        scenes.save(out / "scenes.npz")
    with clock.step("measure"), frames_bar("measure") as told:
        metrics = evaluate(bundle, recording, progress=told)
    with clock.step("preview"):
        _preview(out / "preview.gif", bundle, recording, scenes)
    return Made(
        out=out, recording=recording, bundle=bundle, scenes=scenes, metrics=metrics, seconds=clock.seconds, notes=notes
    )


def clear(out: Path) -> None:
    """Remove what an earlier demo left in `out`; refuse to touch anything else by those names.

    Raises:
        ConfigError: a folder of that name holds something else.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file. Choose another --out.")
    for name, marks in FOLDERS.items():
        folder = out / name
        found = {path.name for path in folder.iterdir()} if folder.is_dir() else {name} if folder.exists() else set()
        if found and not found & marks:
            raise ConfigError(f"{folder} is not of an earlier demo. Choose another --out, or remove it.")
    for name in FOLDERS:
        shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)


def _learn(out: Path, clock: "Clock") -> tuple[tuple[str, ...], "Bundle"]:
    from spritelift_trainer.export import export  # brings torch
    from spritelift_trainer.train import train

    with clock.step("train"), training_bars() as told:
        run = train([out / "recording"], out / "run", progress=told, **TRAINING)
    with clock.step("export"), stdout_for_results():
        return tuple(run.notes), export([run.path], out / "bundle")


def _preview(path: Path, bundle: "Bundle", recording: "Recording", scenes: "Scenes") -> None:
    from spritelift_runtime.preview import write_preview

    first = max(0, len(recording) - round(PREVIEW_S * recording.fps))  # the end: training saw none of its last fifth
    write_preview(path, recording.frames[first:], scenes[first:], bundle.art, fps=recording.fps)


class Clock:
    """How long each step took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        begun = time.monotonic()
        yield
        self.seconds[name] = seconds(time.monotonic() - begun)
