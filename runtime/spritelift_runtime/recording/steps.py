"""What was done on each frame: `steps.jsonl`, as columns with a view of each step."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np

from spritelift_runtime.errors import FormatError


@dataclass(frozen=True)
class Step:
    """Frame `t` of its episode was seen, then `action` was done, then came `reward` and, perhaps, the end."""

    episode: int
    t: int
    action: Any = None
    """As its space's `to_jsonable` gives it; None on an episode's last frame, and where nobody acts."""
    reward: float = 0.0
    terminated: bool = False
    truncated: bool = False

    def line(self) -> str:
        """Its line in `steps.jsonl`."""
        return json.dumps(vars(self), separators=(",", ":")) + "\n"


class Episodes:
    """Numbers steps as they come.

    An episode is over with a frame without an action that follows frames with one (its last frame), or with a
    step that terminated or truncated, where no such frame is given. Frames where nobody ever acts are one episode.
    """

    def __init__(self) -> None:
        self._episode, self._t = 0, 0
        self._acted = self._ended = self._over = False

    @property
    def count(self) -> int:
        """Episodes begun so far."""
        return self._episode + (self._t > 0)

    def step(self, action: Any, reward: float, terminated: bool, truncated: bool) -> Step:
        """The next step of the play."""
        if self._over or (self._ended and action is not None):
            self._episode, self._t, self._acted = self._episode + 1, 0, False
        step = Step(self._episode, self._t, action, reward, terminated, truncated)
        self._t += 1
        self._ended = terminated or truncated
        self._over = action is None and (self._acted or self._ended)
        self._acted = self._acted or action is not None
        return step


class Steps(Sequence[Step]):
    """All steps of a recording, in order; columns come as arrays."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    @classmethod
    def read(cls, path: Path) -> "Steps":
        """Read `steps.jsonl`; a last line that a crash cut off is left out.

        Raises:
            FormatError: a whole line is not a step.
        """
        whole, _, _ = path.read_bytes().rpartition(b"\n")
        lines = whole.splitlines()
        try:
            rows = json.loads(b"[" + b",".join(lines) + b"]")
        except ValueError as err:
            raise FormatError(f"{path} has a line that is not JSON ({err}). Record again, or restore it.") from err
        if any(not isinstance(row, dict) or row.keys() != _COLUMNS for row in rows):
            raise FormatError(f"{path} has a line without the columns {', '.join(_COLUMNS)}. Record again.")
        for number, row in enumerate(rows, start=1):
            if not all(isinstance(row[name], kind) for name, kind in _KINDS.items()):
                raise FormatError(f"{path} line {number} has words where numbers belong. Record again, or restore it.")
        return cls(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> "Steps": ...
    def __getitem__(self, index: int | slice) -> "Step | Steps":
        if isinstance(index, slice):
            return Steps(self._rows[index])
        return Step(**self._rows[index])

    @property
    def actions(self) -> list[Any]:
        """The action done on each frame, None where there is none."""
        return [row["action"] for row in self._rows]

    @cached_property
    def episode(self) -> np.ndarray:
        """int64 [n]: the episode each frame belongs to."""
        return np.array([row["episode"] for row in self._rows], np.int64)

    @cached_property
    def t(self) -> np.ndarray:
        """int64 [n]: each frame's number within its episode."""
        return np.array([row["t"] for row in self._rows], np.int64)

    @cached_property
    def rewards(self) -> np.ndarray:
        """float64 [n]: what followed each action."""
        return np.array([row["reward"] for row in self._rows], np.float64)

    @cached_property
    def terminated(self) -> np.ndarray:
        """bool [n]: whether the action ended the game."""
        return np.array([row["terminated"] for row in self._rows], bool)

    @cached_property
    def truncated(self) -> np.ndarray:
        """bool [n]: whether a limit from outside the game ended it."""
        return np.array([row["truncated"] for row in self._rows], bool)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """First frame and the frame after the last one, of each episode."""
        starts = [0, *(np.flatnonzero(np.diff(self.episode)) + 1).tolist(), len(self)]
        return list(pairwise(starts)) if len(self) else []


_KINDS = {"episode": int, "t": int, "reward": int | float, "terminated": bool, "truncated": bool}
_COLUMNS = dict.fromkeys(vars(Step(0, 0))).keys()
