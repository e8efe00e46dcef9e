"""The actions of a recording, as a Gymnasium space and as members of it."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces

from spritelift_runtime.recording import Recording
from spritelift_runtime.recording.actions import action_of_json


class RecordedActions:
    """What was done on a recording's frames.

    The space is the recorded environment's own where it is Discrete, MultiDiscrete, MultiBinary, or a Box that the
    recording tells the bounds of. Anything else (the held keys of a pygame program) becomes Discrete: one number for
    each distinct action, in the order of their text; frames on which nobody acted have none.
    """

    def __init__(self, recording: Recording | None) -> None:
        stored = [] if recording is None else recording.actions
        known = _space_of(recording.info.get("action_space")) if recording is not None else None
        texts = sorted({json.dumps(each) for each in stored if each is not None})
        self.space: spaces.Space = known or spaces.Discrete(max(len(texts), 1))
        self.meanings: tuple[str, ...] = tuple(texts) if known is None else ()
        """JSON of each action, where the space is made of them."""
        self._stored, self._number = stored, {text: i for i, text in enumerate(self.meanings)}

    def __getitem__(self, frame: int) -> Any:
        """The action done on a frame, as a member of the space; None where nobody acted."""
        stored = self._stored[frame] if frame < len(self._stored) else None
        if stored is None:
            return None
        return self._number[json.dumps(stored)] if self.meanings else action_of_json(stored, self.space)


def _space_of(about: Mapping[str, Any] | None) -> spaces.Space | None:
    """The space that a recording describes; None where it doesn't say enough."""
    kind = about["type"] if about else None
    if about is None or kind not in _MAKERS:
        return None
    try:
        return _MAKERS[kind](about)
    except KeyError:
        return None


def _box(about: Mapping[str, Any]) -> spaces.Box:
    dtype = np.dtype(about["dtype"]).type
    return spaces.Box(np.array(about["low"], dtype), np.array(about["high"], dtype), dtype=dtype)


_MAKERS: dict[str, Any] = {
    "Discrete": lambda about: spaces.Discrete(about["n"], start=about["start"]),
    "MultiDiscrete": lambda about: spaces.MultiDiscrete(about["nvec"], start=about["start"]),
    "MultiBinary": lambda about: spaces.MultiBinary(about["n"]),
    "Box": _box,
}
