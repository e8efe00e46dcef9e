"""Writing a recording while it is played: it opens even if the writer is killed."""

import logging
import platform
import shutil
from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, SupportsFloat

import av
import numpy as np

from spritelift_runtime.errors import ConfigError, SizeError, UnavailableError
from spritelift_runtime.files import write_json
from spritelift_runtime.recording.actions import action_to_json, keys_to_json, space_to_json
from spritelift_runtime.recording.steps import Episodes, Steps
from spritelift_runtime.recording.video import VideoWriter, playable_rate, whole_frames

FORMAT = "spritelift.recording/1"
JSON, VIDEO, STEPS, TRUTH = "recording.json", "frames.mkv", "steps.jsonl", "truth.npz"
_OPEN = {"closed": False, "frames": None, "episodes": None}
_log = logging.getLogger(__name__)


class RecordingWriter:
    """An open recording; made by `Recording.create`, finished by leaving its `with` block or `close`.

    One that is closed without a frame is removed again.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        size: tuple[int, int],
        fps: int | float = 60,
        source: str = "",
        seed: int | None = None,
        action_space: Any = None,
        key_map: Mapping[str | tuple[Any, ...], Any] | None = None,
        **about: Any,
    ) -> None:
        self.path = Path(path)
        self.size = (int(size[0]), int(size[1]))
        self.fps = fps
        """Frames a second of game time; may be corrected until the recording is closed."""
        refuse_taken(self.path)
        _check(self.size, fps)
        self._space = action_space
        self._rate = playable_rate(fps)
        self._about = {
            "source": source,
            "seed": seed,
            "action_space": space_to_json(action_space),
            "key_map": keys_to_json(key_map),
            "video_rate": [self._rate.numerator, self._rate.denominator],
            **about,
            "versions": _versions() | about.get("versions", {}),
        }
        self._made_folder = not self.path.exists()
        self._frames, self._episodes, self._closed = 0, Episodes(), False
        self._begin()

    def _begin(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            self._video = VideoWriter(self.path / VIDEO, self.size, self._rate)
            self._steps = (self.path / STEPS).open("w", encoding="utf-8", newline="\n")
            self._write_info(closed=False)
        except BaseException:
            self._remove()
            raise

    def __len__(self) -> int:
        return self._frames

    @property
    def closed(self) -> bool:
        """Whether nothing can be appended any more: it was closed, or the disk failed."""
        return self._closed

    @property
    def file_bytes(self) -> int:
        """Size of the files so far."""
        return sum((self.path / name).stat().st_size for name in (VIDEO, STEPS))

    def append(
        self,
        frame: np.ndarray,
        action: Any = None,
        reward: SupportsFloat = 0.0,
        terminated: bool | np.bool_ = False,
        truncated: bool | np.bool_ = False,
    ) -> None:
        """Add what was seen (uint8 [h, w, 3]), then what was done on it and what came of it.

        Give each episode's last frame without an action.

        Raises:
            SizeError: the frame has another size than the recording, or is not uint8 RGB.
            UnavailableError: the disk is full or gone; the frames so far are kept.
        """
        self._check_frame(frame)
        stored = action_to_json(action, self._space)
        step = self._episodes.step(stored, float(reward), bool(terminated), bool(truncated))
        line = step.line()  # before the frame: an action that is not JSON must leave no frame without its step
        try:
            self._video.write(np.ascontiguousarray(frame))
            self._steps.write(line)
            self._steps.flush()
        except (OSError, av.FFmpegError) as err:
            self._keep_whole_frames()
            kept = f"its first {self._frames} frames are kept" if self._frames else "nothing was recorded"
            raise UnavailableError(
                f"{self.path} can't be written ({err.strerror}); {kept}. Make room on the disk and record again."
            ) from err
        self._frames += 1

    def close(self) -> None:
        """Finish the files. Closing twice does no harm."""
        self._finish(logging.WARNING)

    def _finish(self, level: int) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self._video.close()
            self._steps.close()
            if self._frames:
                self._write_info(closed=True)
        except (OSError, av.FFmpegError) as err:
            _log.warning("%s was not finished (%s); it opens as a recording that was cut off.", self.path, err.strerror)
        if not self._frames:
            _log.log(level, "no frame was recorded; %s was removed again.", self.path)
            self._remove()

    def _keep_whole_frames(self) -> None:
        """Close after a failed write: what the disk has taken stays, as a recording that was cut off."""
        self._closed = True
        for file in (self._video, self._steps):
            with suppress(OSError, av.FFmpegError):
                file.close()
        self._frames = min(len(Steps.read(self.path / STEPS)), whole_frames(self.path / VIDEO, self._rate))
        if not self._frames:
            self._remove()

    def __enter__(self) -> "RecordingWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(logging.WARNING if err is None else logging.DEBUG)  # an error says what happened itself

    def _check_frame(self, frame: np.ndarray) -> None:
        if self._closed:
            raise ConfigError(f"{self.path} is closed. Append inside the `with Recording.create(...)` block.")
        width, height = self.size
        if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
            raise SizeError(
                f"frame {self._frames} is {frame.dtype} {list(frame.shape)}; "
                f"give RGB as uint8 [{height}, {width}, 3] (height, width, channels)."
            )
        if frame.shape[:2] != (height, width):
            raise SizeError(
                f"frame {self._frames} is {frame.shape[1]}x{frame.shape[0]} px, but this recording is "
                f"{width}x{height}. Record each size to a folder of its own."
            )

    def _write_info(self, *, closed: bool) -> None:
        counts = {"closed": closed, "frames": self._frames, "episodes": self._episodes.count} if closed else _OPEN
        write_json(
            self.path / JSON, {"format": FORMAT, "size": list(self.size), "fps": self.fps, **counts, **self._about}
        )

    def _remove(self) -> None:
        if self._made_folder:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        for name in (JSON, VIDEO, STEPS):
            (self.path / name).unlink(missing_ok=True)


def refuse_taken(path: Path) -> None:
    """ConfigError unless `path` is free or an empty folder."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ConfigError(f"{path} is already there and not an empty folder. Choose another --out, or remove it first.")


def _check(size: tuple[int, int], fps: int | float) -> None:
    if min(size) < 1:
        raise SizeError(f"a recording of {size[0]}x{size[1]} px holds nothing; both sides must be at least 1.")
    if not 0 < fps < float("inf"):
        raise ConfigError(f"fps={fps} can't be; give frames a second of game time, for example 60.")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "numpy": np.__version__, "av": av.__version__}
    try:
        return {"spritelift": metadata.version("spritelift"), **found}
    except metadata.PackageNotFoundError:  # run from a source tree that is not installed
        return found
