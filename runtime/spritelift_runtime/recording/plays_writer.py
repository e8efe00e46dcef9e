"""Writing play after play while only so many frames are kept."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, SupportsFloat

import numpy as np

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_json
from spritelift_runtime.recording.plays import MARK
from spritelift_runtime.recording.writer import RecordingWriter, refuse_taken

FORMAT = "spritelift.plays/1"
Keep = Literal["newest", "best", "spread"]
PIECES = 4
"""A play longer than this part of what is kept goes on as another one: else one endless play would push out all others.
So much room is kept free for the play that is on, as only its end tells whether it stays."""


@dataclass(frozen=True)
class Kept:
    """A play that is on disk."""

    number: int
    frames: int
    score: float
    """The sum of its rewards."""


class PlaysWriter:
    """Writes a folder of plays, each a recording of its own, and removes whole plays where they become too many.

    At no time are there more than `frames` frames (at least 8). Which plays stay: the `newest`; the `best`, by the sum
    of their rewards, of equals the newer; or a `spread` of them, evenly over all that were played.
    """

    def __init__(self, path: Path | str, *, frames: int, keep: Keep = "newest", **settings: Any) -> None:
        """`settings` are those of `Recording.create`.

        Raises:
            ConfigError: `path` is taken, or a setting can't work.
        """
        check_kept(frames, keep)
        self.path, self._frames, self._goes, self._settings = Path(path), frames, _WHO_GOES[keep], settings
        refuse_taken(self.path)
        write_json(self.path / MARK, {"format": FORMAT, "frames": frames, "keep": keep})
        self._kept: list[Kept] = []
        self._begun, self._score = 0, 0.0
        self._writer: RecordingWriter | None = None

    def __len__(self) -> int:
        """Frames on disk."""
        return sum(play.frames for play in self._kept) + (0 if self._writer is None else len(self._writer))

    def append(
        self,
        frame: np.ndarray,
        action: Any = None,
        reward: SupportsFloat = 0.0,
        terminated: bool | np.bool_ = False,
        truncated: bool | np.bool_ = False,
    ) -> None:
        """Add what was seen (uint8 [h, w, 3]), then what was done on it and what came of it.

        Raises:
            SizeError: the frame has another size than those before, or is not uint8 RGB.
            UnavailableError: the disk is full or gone; the frames so far are kept.
        """
        if self._writer is None:
            self._writer = RecordingWriter(self.path / f"{self._begun:06d}", **self._settings)
            self._begun, self._score = self._begun + 1, 0.0
        self._writer.append(frame, action, reward, terminated, truncated)
        self._score += float(reward)
        if len(self._writer) >= self._frames // PIECES:
            self.end()

    def end(self) -> None:
        """The play is over; the next frame begins another one."""
        if self._writer is not None:
            self._writer.close()
            self._kept.append(Kept(self._begun - 1, len(self._writer), self._score))
            self._writer = None
        while len(self) > self._frames - self._frames // PIECES:  # room for the next one
            self._remove(self._goes(self._kept))

    def _remove(self, play: Kept) -> None:
        self._kept.remove(play)
        folder = self.path / f"{play.number:06d}"
        going = folder.rename(folder.with_name(f".{folder.name}"))  # at once: who is killed now leaves no half play
        shutil.rmtree(going, ignore_errors=True)


def check_kept(frames: int, keep: str) -> None:
    """ConfigError unless so many frames can be kept, in this way."""
    if frames < 2 * PIECES:
        raise ConfigError(f"frames={frames} holds no play. Give {2 * PIECES} or more.")
    if keep not in _WHO_GOES:
        raise ConfigError(f"keep can't be {keep!r}; known: {', '.join(_WHO_GOES)}.")


def least_missed(plays: Sequence[Kept]) -> Kept:
    """Of plays in their order, the one whose neighbours are closest to each other: never the first, nor the last."""
    if len(plays) < 3:
        return plays[0]
    gaps = [after.number - before.number for before, after in zip(plays, plays[2:], strict=False)]
    return plays[1 + int(np.argmin(gaps))]


_WHO_GOES: dict[str, Callable[[Sequence[Kept]], Kept]] = {
    "newest": lambda plays: plays[0],
    "best": lambda plays: min(plays, key=lambda play: (play.score, play.number)),
    "spread": least_missed,
}
