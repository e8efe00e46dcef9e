"""A pygame program from outside: started, stepped frame by frame, stopped."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spritelift_envs.pygame_program.lines import Line

_PIPE_BYTES = 1 << 20
"""Room for a whole frame of most programs, so that the two processes take turns once a frame (Linux)."""


@dataclass(frozen=True, eq=False)
class Turn:
    """What the program did when it was its turn: it showed a frame, or it ended."""

    frame: np.ndarray | None = None
    """uint8 [h, w, 3]; None where it ended."""
    fps: float = 0.0
    """Frames a second that it asked its clock for; 0 where it asked for none."""
    watched: dict[str, Any] = field(default_factory=dict)
    ended: str = ""
    """ "left": it ended by itself; "failed": by an error, or a crash, or it showed nothing for too long."""
    error: str = ""


class Program:
    """One pygame program, and the process that it runs in. Nothing is left of either after `close`."""

    def __init__(self, script: str, args: Sequence[str], watch: Sequence[str], rate: float, limit_s: float) -> None:
        """`limit_s` of real time without a frame end it; `rate` is what Stage takes."""
        self._about = {"script": script, "args": list(args), "watch": list(watch), "rate": rate}
        self._limit_s = limit_s
        self._process: subprocess.Popen[bytes] | None = None
        self._plays = False

    def start(self, seed: int) -> Turn:
        """Begin anew, up to the first frame; the same seed is the same play."""
        self.stop()
        if self._process is None:
            self._process, self._line = _nursery()
            self._line.send(self._about)
            self._line.receive()  # ready; a busy machine takes seconds for it, which are not the program's
        self._line.send({"seed": seed})
        self._plays = True
        return self._turn()

    def step(self, keys: Sequence[str], frames: int) -> Turn:
        """Hold these keys for so many frames; the last of them is what is given."""
        self._line.send({"keys": list(keys), "frames": frames})
        return self._turn()

    def stop(self) -> None:
        """End the program, if it runs."""
        if not self._plays:
            return
        self._plays = False
        with suppress(BrokenPipeError):
            self._line.send({"stop": True})
        self._wait_until_gone()

    def close(self) -> None:
        """End it, and its process."""
        self._plays = False
        if self._process is None:
            return
        process, self._process = self._process, None
        with suppress(ProcessLookupError):
            process.kill() if os.name == "nt" else os.killpg(process.pid, signal.SIGKILL)
        process.communicate()  # waits, and closes the pipes

    def _turn(self) -> Turn:
        try:
            about, content = self._hear()
        except EOFError as err:
            self.close()
            return Turn(ended="failed", error=str(err) or "its process was killed")
        if "size" in about:
            return Turn(_rgb(about, content), about["fps"], about["watched"])
        self._plays = False
        if "ended" in about:
            self._wait_until_gone()
            return Turn(ended=about["ended"], error=about["error"])
        code = about["gone"]
        return Turn(ended="failed", error=f"its process ended with {_exit_words(code)}") if code else Turn(ended="left")

    def _wait_until_gone(self) -> None:
        try:
            while "gone" not in self._hear()[0]:
                pass
        except (EOFError, BrokenPipeError):  # where processes can't fork, the whole process goes
            self.close()

    def _hear(self) -> tuple[dict[str, Any], bytearray]:
        """What it says next.

        Raises:
            EOFError: it is gone, or has been silent for too long.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        if os.name != "nt" and not select.select([self._process.stdout], [], [], self._limit_s)[0]:
            raise EOFError(f"it showed nothing for {self._limit_s:g} s")
        return self._line.receive()


def _nursery() -> tuple["subprocess.Popen[bytes]", Line]:
    drivers = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    # The same order of sets each time; and it finds the packages that this process finds.
    fixed = {"PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "spritelift_envs.pygame_program.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        pipesize=_PIPE_BYTES,
        env={**os.environ, **drivers, **fixed},
        start_new_session=os.name != "nt",  # so that all its processes can be ended together
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return process, Line(process.stdout.fileno(), process.stdin.fileno())


def _rgb(about: dict[str, Any], content: bytearray) -> np.ndarray:
    width, height = about["size"]
    pixels = np.frombuffer(content, np.uint8).reshape(height, width, -1)
    if about["order"] == "RGB":
        return pixels
    frame = np.empty((height, width, 3), np.uint8)
    for to, channel in enumerate((2, 1, 0)):  # five times as fast as one reversed copy
        frame[..., to] = pixels[..., channel]
    return frame


def _exit_words(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
