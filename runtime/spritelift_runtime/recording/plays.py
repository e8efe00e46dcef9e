"""Many plays of one game in one folder, each a recording of its own; read as one recording, play after play.

plays.json       what made them
000000/, ...     recordings, in the order in which they were played
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.errors import FormatError
from spritelift_runtime.recording.steps import Steps
from spritelift_runtime.recording.video import VideoReader

MARK = "plays.json"


@dataclass(frozen=True)
class Part:
    """The video of one play."""

    path: Path
    rate: Fraction
    frames: int


class PartsReader:
    """Reads frames of several videos by number, as if they were one; one of them is open at a time."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._starts = [0, *accumulate(part.frames for part in parts)]
        self._reader: VideoReader | None = None
        self._open = -1

    def read(self, number: int) -> UInt8[np.ndarray, "h w 3"]:
        """Frame `number`, counted from the first part's first.

        Raises:
            FormatError: its file ends before it, or is damaged there.
        """
        part = bisect_right(self._starts, number) - 1
        if self._reader is None or part != self._open:
            self.close()
            self._reader, self._open = VideoReader(self._parts[part].path, self._parts[part].rate), part
        return self._reader.read(number - self._starts[part])

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def play_folders(path: Path) -> list[Path]:
    """The recordings in a folder of plays, in their order. Those being removed have names that begin with a dot."""
    return sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))


def joined_steps(parts: Sequence[Steps]) -> Steps:
    """The steps of all parts; each part begins an episode."""
    rows: list[dict[str, Any]] = []
    for part in parts:
        first = rows[-1]["episode"] + 1 if rows else 0
        rows += [vars(step) | {"episode": first + step.episode} for step in part]
    return Steps(rows)


def joined_hash(hashes: Sequence[str]) -> str:
    """A hash of several files' hashes."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def check_one_size(path: Path, sizes: Sequence[tuple[int, int]]) -> None:
    """FormatError where plays have frames of different sizes, or there is none."""
    if not sizes:
        raise FormatError(f"{path} holds no play with a whole frame. Record into another folder.")
    if len(set(sizes)) > 1:
        found = ", ".join(sorted({f"{width}x{height}" for width, height in sizes}))
        raise FormatError(f"{path} has plays of {found} px. Keep those of one size in it.")
