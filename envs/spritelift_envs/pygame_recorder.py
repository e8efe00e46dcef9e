"""Recording pygame programs: one that knows nothing of it, or one's own game from inside."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from spritelift_envs.interrupts import ctrl_c_as_a_wish
from spritelift_envs.pygame_hooks import display_frame, held_keys, pygame, watched_display
from spritelift_envs.pygame_scripts import End, fault_of, program_of
from spritelift_envs.scribe import Progress
from spritelift_runtime.errors import ConfigError, SizeError, SpriteliftError, UnavailableError
from spritelift_runtime.recording import Recording, RecordingWriter
from spritelift_runtime.recording.writer import refuse_taken

_EARLY_FRAMES = 30
"""Frames kept back while nobody knows yet how many make a second."""


def record_script(
    script: Path | str,
    out: Path | str,
    *,
    frames: int | None = None,
    args: Sequence[str] = (),
    progress: Progress | None = None,
) -> Recording:
    """Run a pygame program, unmodified, and record what it shows until it ends, `frames` are reached or Ctrl-C.

    `script` is a file or a module's name, `args` what it is called with. A frame is recorded at every
    `pygame.display.flip()` and `update()`, at the display's own resolution; a frame's action is the sorted list
    of names of the keys held when the next one was made.

    Raises:
        MissingError: no such file or module.
        ConfigError: it failed, or showed nothing.
        SizeError: the display's size changed. What came before is kept in all cases.
    """
    if frames is not None and frames < 1:
        raise ConfigError(f"frames={frames} records nothing; give 1 or more.")
    refuse_taken(Path(out))
    run = program_of(str(script))
    with ctrl_c_as_a_wish() as stop:
        recorder = DisplayRecorder(Path(out), str(script), frames=frames, stop=stop, progress=progress)
        try:
            with recorder.watching():
                fault = fault_of(run, str(script), args)
        finally:
            pygame.quit()
        recorder.failed = recorder.failed or fault
    recorder.report()
    return Recording.open(out)


@contextmanager
def record_pygame(path: Path | str, *, source: str | None = None) -> Iterator["DisplayRecorder"]:
    """Record your own game's display in a `with` block around its loop; `len()` of what it gives counts frames.

    Call `pygame.display.flip()` or `update()` by their full names there: a `flip` imported before is not seen.

    Raises:
        ConfigError: `path` is taken, or nothing was shown.
        SizeError: the display's size changed. What came before is kept.
    """
    refuse_taken(Path(path))
    with ctrl_c_as_a_wish() as stop:
        recorder = DisplayRecorder(Path(path), source or Path(sys.argv[0]).name, stop=stop)
        try:
            with recorder.watching():
                yield recorder
        except End:
            if recorder.failed is None:
                raise KeyboardInterrupt from None
        recorder.report()


class DisplayRecorder:
    """Writes a frame each time the display is shown.

    A frame is written when the next one comes: only then are the keys known that led from it to the next.
    """

    def __init__(
        self,
        out: Path,
        source: str,
        *,
        frames: int | None = None,
        stop: Callable[[], bool] = lambda: False,
        progress: Progress | None = None,
    ) -> None:
        self.failed: SpriteliftError | None = None
        """What went wrong while the program ran, to be raised when it has ended."""
        self._out, self._source, self._frames, self._stop, self._progress = out, source, frames, stop, progress
        self._writer: RecordingWriter | None = None
        self._early: list[tuple[np.ndarray, list[str] | None]] = []
        self._waiting: np.ndarray | None = None
        self._watching = False
        self._asked_fps = 0.0
        self._began_s = self._last_s = 0.0

    def __len__(self) -> int:
        written = len(self._writer) if self._writer is not None else 0
        return written + len(self._early) + (self._waiting is not None)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Record within this block; the recording is closed after it."""
        self._watching = True
        try:
            with watched_display(self._shown, self._ticked):
                yield
        finally:
            self._watching = False
            self._finish()

    def report(self) -> None:
        """Raise what went wrong, if anything did."""
        kept = f"The first {len(self)} frames are kept in {self._out}." if len(self) else "Nothing was recorded."
        if isinstance(self.failed, UnavailableError):  # a full disk; it says what is kept
            raise self.failed
        if self.failed is not None:
            raise type(self.failed)(f"{self.failed} {kept}") from self.failed.__cause__
        if not len(self):
            raise ConfigError(
                f"{self._source} never called pygame.display.flip() or update(), so there was nothing to record. "
                "Does it need --args, or another entry point?"
            )

    def _ticked(self, fps: float) -> None:
        self._asked_fps = fps or self._asked_fps

    def _shown(self) -> None:
        if not self._watching:  # a `flip` that the program took and kept
            return
        try:
            frame = display_frame()
            if frame is not None:
                self._take(frame)
        except SpriteliftError as err:
            self.failed = err
        if self.failed is not None or self._stop() or len(self) == self._frames:
            raise End

    def _take(self, frame: np.ndarray) -> None:
        if self._waiting is not None:
            if frame.shape != self._waiting.shape:
                (height, width, _), (new_height, new_width, _) = self._waiting.shape, frame.shape
                raise SizeError(
                    f"the display changed from {width}x{height} to {new_width}x{new_height} px; "
                    "a recording has one size. Record each size apart."
                )
            self._write(self._waiting, held_keys())
        self._waiting, self._last_s = frame, time.monotonic()
        self._began_s = self._began_s or self._last_s

    def _write(self, frame: np.ndarray, keys: list[str] | None) -> None:
        # The video needs its rate at the start, but most programs show a frame or two before their clock ticks.
        self._early.append((frame, keys))
        if self._asked_fps or len(self._early) == _EARLY_FRAMES:
            self._write_early()

    def _write_early(self) -> None:
        if self._writer is None:
            height, width, _ = self._early[0][0].shape
            versions = {"pygame": pygame.version.ver}
            self._writer = Recording.create(
                self._out, size=(width, height), fps=self._fps(), source=self._source, versions=versions
            )
        while self._early:
            self._writer.append(*self._early.pop(0))
            if self._progress is not None:
                self._progress(len(self._writer), self._writer.file_bytes)

    def _fps(self) -> float:
        """Asked of the clock, else measured, else 60."""
        shown_after_first = len(self) - 1
        measured = shown_after_first / max(self._last_s - self._began_s, 1e-3)
        return self._asked_fps or round(measured, 2) or 60.0

    def _finish(self) -> None:
        """Write the last frame, and the rate that turned out."""
        if self._writer is not None and self._writer.closed:  # the disk failed: what is written is all there is
            self._waiting = None
            self._early.clear()
        if self._waiting is None:
            return
        self._early.append((self._waiting, None))
        self._waiting = None
        try:
            self._write_early()
        finally:
            if self._writer is not None:
                self._writer.fps = self._fps()
                self._writer.close()
