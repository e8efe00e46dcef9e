"""What is said of many plays at once, as Gymnasium's vector environments say it: arrays by name, a mask beside each."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_OURS, _THEIRS = "scene", "true_scene"


def moved_aside(infos: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which scenes of the environment's own have another name."""
    names = {_OURS: _THEIRS, f"_{_OURS}": f"_{_THEIRS}"}
    return {names.get(name, name): value for name, value in infos.items()}


def told(infos: dict[str, Any], plays: np.ndarray, said: Sequence[Mapping[str, Any]], count: int) -> dict[str, Any]:
    """`infos` of `count` plays with what is said of some of them."""
    mask = np.zeros(count, bool)
    mask[plays] = True
    for name in said[0] if said else ():
        values = [each[name] for each in said]
        kind = type(values[0])
        column = np.zeros(count, kind) if kind in (int, float) else np.full(count, None, object)
        for play, value in zip(plays, values, strict=True):
            column[play] = value
        infos |= {name: column, f"_{name}": mask.copy()}
    return infos


def finals_of(
    infos: Mapping[str, Any], plays: np.ndarray, seen: Sequence[Any], said: Sequence[Mapping[str, Any]], count: int
) -> dict[str, Any]:
    """`infos` with what was seen, and what is said, of the last frames of these plays' episodes."""
    observations, mask = np.full(count, None, object), np.zeros(count, bool)
    mask[plays] = True
    for play, observation in zip(plays, seen, strict=True):
        observations[play] = observation
    final = told(moved_aside(infos.get("final_info", {})), plays, said, count)
    return {**infos, "final_obs": observations, "_final_obs": mask, "final_info": final, "_final_info": mask.copy()}
