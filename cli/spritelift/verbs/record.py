"""`spritelift record`."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro

from spritelift.arguments import Changes, Limit, OptionalPath, OptionalText, Switch, changes_of, exactly_one
from spritelift.display import require_display
from spritelift.progress import recording_line
from spritelift.recording_ways import record
from spritelift.results import folder_bytes, seconds, show
from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Record:
    """Record play: a Gymnasium environment, a pygame program, or a lossless video or PNG folder.

    Ctrl-C or closing the window ends it cleanly; what was recorded is kept.
    """

    env: OptionalText = None
    """Id of a Gymnasium environment, e.g. spritelift/Meadow-v0 or ALE/SpaceInvaders-v5."""
    pygame: OptionalText = None
    """A pygame program, run unmodified: a script's path, or a module such as pygame.examples.aliens."""
    media: OptionalPath = None
    """A lossless video or a folder of PNG pictures."""
    out: Path
    """Folder to record into; new or empty."""
    frames: Limit = None
    """End after this many frames."""
    human: Switch = False
    """Play it yourself in a window (environments)."""
    policy: str = "random"
    """Who plays an environment: random, scripted (bundled games), or your own module:function."""
    seed: int = 0
    """Seed of the environment and of the random policy."""
    zoom: int = 0
    """Window pixels for a game pixel; 0 is what fits the screen."""
    set: Changes = ()
    """A setting of the environment, such as --set frame_skip=4; may be said again."""
    args: Annotated[tuple[str, ...], tyro.conf.arg(metavar="WORD", help_behavior_hint="(default: none)")] = ()
    """Words passed on to the pygame program; `-- WORD ...` at the end does the same."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Record, then say what there is."""
        exactly_one(env=self.env, pygame=self.pygame, media=self.media)
        if self.set and self.env is None:
            raise ConfigError("--set is for environments. Leave it out, or give --env.")
        if self.human or self.pygame is not None:
            require_display()
        begun = time.monotonic()
        with recording_line() as progress:
            recording = record(
                self.out,
                env=self.env,
                pygame=self.pygame,
                media=self.media,
                frames=self.frames,
                policy=self.policy,
                seed=self.seed,
                human=self.human,
                zoom=self.zoom,
                settings={name: _value(word) for name, word in changes_of(self.set, "frame_skip=4").items()},
                args=self.args,
                progress=progress,
            )
        with recording:
            found = {"recording": self.out, "frames": len(recording), "size": "x".join(map(str, recording.size))}
            found |= {"fps": recording.fps, "bytes": folder_bytes(self.out)}
        show(found | {"seconds": seconds(time.monotonic() - begun)}, as_json=self.json)
        return 0


def _value(word: str) -> Any:
    """What a word stands for: a number, true, false, null, a list; else the word itself."""
    try:
        return json.loads(word)
    except json.JSONDecodeError:
        return word
