"""`spritelift demo`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spritelift.arguments import Switch, at_least
from spritelift.demo_path import GAME, Made, make_demo
from spritelift.display import has_display
from spritelift.results import folder_bytes, show, size_words


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The whole path on a bundled game: record, train, export, decompose, measure, then open the player."""

    out: Path = Path("demo")
    """Folder for everything it makes; an earlier demo in it is replaced."""
    window: Switch = True
    """Don't open the player at the end."""
    frames: int = 900
    """Frames to record."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Make everything, say what there is, open the player where somebody can see it."""
        at_least("--frames", self.frames, 60)
        made = make_demo(self.out, self.frames)
        if self.json:
            show(made.summary(), as_json=True)
        else:
            print(words(made), flush=True)
        if not self.window:
            return 0
        if has_display():
            return self._play(made)
        print("There is no display here, so the player stays closed.", file=sys.stderr)
        return 0

    def _play(self, made: Made) -> int:
        from spritelift_runtime.window.player import play_scenes

        with made.recording:
            play_scenes(made.bundle, made.scenes, made.recording)
        return 0


def words(made: Made) -> str:
    """A short table of what was made and where, and the command to try next."""
    found, took = made.metrics, made.seconds
    lines = [
        ("record", "recording", f"{len(made.recording)} frames of {GAME}, played by its script"),
        ("train", "run", f"{len(made.bundle.sprites)} sprites learnt, the last fifth of the frames held out"),
        ("export", "bundle", "sprite sheet, backgrounds, ONNX model"),
        ("decompose", "scenes.npz", f"{len(made.scenes.placements) / len(made.scenes):.0f} sprites placed a frame"),
        ("measure", "", f"held out: {_exact(found)}, {found['psnr_db']:.1f} dB"),
        ("preview", "preview.gif", "recorded, rebuilt, sprites alone"),
    ]
    rows = [f"  {step:<10}{took[step]:>7.1f} s  {about:<58}{_where(made.out, name)}" for step, name, about in lines]
    total = f"  {'all':<10}{sum(took.values()):>7.1f} s"
    bundle, recording = made.out / "bundle", made.out / "recording"
    following = [
        f"Look at {made.out / 'preview.gif'}, then repaint {bundle / 'sprites.png'} and play the game in your colours:",
        f"  spritelift play {bundle} --env {GAME}",
        "or see the recording taken apart:",
        f"  spritelift play {bundle} --recording {recording}",
    ]
    return "\n".join(["", *rows, total, *(f"  note: {note}" for note in made.notes), "", *following])


def _exact(found: Mapping[str, Any]) -> str:
    if found["exact_frames"] is None:  # a short play, whose last part shows only ground never seen before
        return f"{found['exact_frames_all']:.1%} of frames exact, all of them of unseen ground"
    return f"{found['exact_frames']:.1%} of frames exact"


def _where(out: Path, name: str) -> str:
    return f"{out / name}  ({size_words(folder_bytes(out / name))})" if name else ""
