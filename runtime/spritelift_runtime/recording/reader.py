"""Reading a recording, also one whose writer was killed."""

import logging
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from spritelift_runtime.errors import FormatError, MissingError
from spritelift_runtime.files import read_json, sha256
from spritelift_runtime.recording.frames import Frames
from spritelift_runtime.recording.plays import MARK, Part, check_one_size, joined_hash, joined_steps, play_folders
from spritelift_runtime.recording.steps import Steps
from spritelift_runtime.recording.video import whole_frames
from spritelift_runtime.recording.writer import JSON, STEPS, TRUTH, VIDEO, RecordingWriter

_log = logging.getLogger(__name__)


class Recording:
    """One play: `frames[i]` was seen, then `steps[i].action` was done.

    `Recording.create` writes one, `Recording.open` reads one.
    """

    frames: Frames
    """Every frame, read as it is asked for."""
    steps: Steps
    """What was done on every frame."""
    cut_off: bool
    """Whether its writer was stopped before it could close it: it ends with the last whole frame."""

    def __init__(self, path: Path) -> None:
        plays = _plays(path) if (path / MARK).is_file() else [_Play(path)]
        self.path, self._plays = path, plays
        self.info: dict[str, Any] = plays[0].info
        self.size: tuple[int, int] = plays[0].size
        self.fps = float(self.info["fps"])
        self.cut_off = any(play.cut_off for play in plays)
        self.steps = plays[0].steps if len(plays) == 1 else joined_steps([play.steps for play in plays])
        self.frames = Frames(path, self.size, [play.part for play in plays])

    @staticmethod
    def create(path: Path | str, *, size: tuple[int, int], **settings: Any) -> RecordingWriter:
        """Start a recording of `size` (width, height) px in a new or empty folder.

        Settings: `fps` (frames a second of game time), `source`, `seed`, `action_space` (Gymnasium's),
        `key_map`, and anything else JSON can hold. Use it in a `with` block.

        Raises:
            ConfigError: the folder is taken.
            UnavailableError: PyAV here has no lossless RGB encoder.
        """
        return RecordingWriter(path, size=size, **settings)

    @staticmethod
    def open(path: Path | str) -> "Recording":
        """Open a recording, or a folder of plays as one. What was cut off by a crash opens up to its last whole frame.

        Raises:
            MissingError: the folder or one of its files is not there.
            FormatError: it is no recording, or holds no frame.
        """
        return Recording(Path(path))

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def source(self) -> str:
        """What was recorded: an environment's id, a program, a file."""
        return self.info["source"]

    @property
    def actions(self) -> list[Any]:
        """The action done on each frame, as JSON; None on each episode's last."""
        return self.steps.actions

    @property
    def episodes(self) -> list[tuple[int, int]]:
        """First frame and the frame after the last one, of each episode."""
        return self.steps.ranges

    @cached_property
    def sha256(self) -> str:
        """Hash of the frames' files: the same frames give the same hash."""
        hashes = [sha256(play.path / VIDEO) for play in self._plays]
        return hashes[0] if self.path == self._plays[0].path else joined_hash(hashes)

    @property
    def truth_path(self) -> Path | None:
        """What the frames truly show, where the game told."""
        path = self.path / TRUTH
        return path if path.is_file() else None

    def close(self) -> None:
        """Let go of the files."""
        self.frames.close()

    def __enter__(self) -> "Recording":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Play:
    """What one folder holds."""

    def __init__(self, path: Path) -> None:
        self.path, self.info = path, _read_info(path)
        self.size: tuple[int, int] = (self.info["size"][0], self.info["size"][1])
        self.cut_off = not self.info["closed"]
        rate = Fraction(*self.info["video_rate"])
        steps = Steps.read(path / STEPS)
        count = min(len(steps), whole_frames(path / VIDEO, rate)) if self.cut_off else self.info["frames"]
        if not count:
            raise FormatError(f"{path} holds no whole frame. Remove it and record again.")
        if len(steps) < count:
            raise FormatError(f"{path / STEPS} has {len(steps)} of {count} lines. Record again, or restore the file.")
        self.steps, self.part = steps[:count], Part(path / VIDEO, rate, count)
        if self.cut_off:
            _log.warning("%s was cut off while it was recorded; it holds its first %d frames.", path, count)


def _plays(path: Path) -> list[_Play]:
    """The plays of a folder; the newest is left out if its writer was stopped before it held a frame."""
    read_json(path / MARK, "plays")
    folders, plays = play_folders(path), []
    for folder in folders:
        try:
            plays.append(_Play(folder))
        except (FormatError, MissingError):
            if folder != folders[-1]:
                raise
    check_one_size(path, [play.size for play in plays])
    return plays


def _read_info(path: Path) -> dict[str, Any]:
    if not path.is_dir():
        raise MissingError(f"{path} is not there. Make it with `spritelift record --out {path}`.")
    if not any(path.iterdir()):
        raise FormatError(f"{path} is empty. Record into it with `spritelift record --out {path}`.")
    info = read_json(path / JSON, "recording")
    for name in (VIDEO, STEPS):
        if not (path / name).is_file():
            raise MissingError(f"{path / name} is missing. Restore it, or record again.")
    if missing := _PARTS.keys() - info.keys():
        raise FormatError(f"{path / JSON} lacks {', '.join(sorted(missing))}. Record again, or restore the file.")
    for name, fits in _PARTS.items():
        if not fits(info[name]):
            raise FormatError(f"{path / JSON}: {name} can't be {info[name]!r}. Record again, or restore the file.")
    return info


def _counts(value: Any) -> bool:
    return isinstance(value, int) and value > 0


def _two_counts(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_counts(part) for part in value)


_PARTS: dict[str, Callable[[Any], bool]] = {
    "size": _two_counts,
    "fps": lambda value: isinstance(value, int | float) and value > 0,
    "closed": lambda value: isinstance(value, bool),
    "frames": lambda value: value is None or _counts(value),
    "video_rate": _two_counts,
    "source": lambda value: isinstance(value, str),
}
"""What recording.json has to say, and what of it can be worked with."""
