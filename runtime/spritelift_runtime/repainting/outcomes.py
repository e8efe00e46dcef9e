"""What becomes of each pixel of a pose, by the pixels it points to in poses that were repainted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float32
from scipy.ndimage import distance_transform_edt

from spritelift_runtime.repainting.agreement import Ids
from spritelift_runtime.repainting.examples import Example
from spritelift_runtime.repainting.pointing import Pointing, point
from spritelift_runtime.repainting.smoothing import NEVER, settled

BESIDE = 3.0
"""What it costs to mean the pixel beside the one that a motion points to: of a motion that fits perfectly; squared."""
STEP = 0.5
"""What each pixel between where a motion points to and the nearest pixel of that outcome costs; up to `FAR_PX`."""
FAR_PX = 6.0
CARRIED = 0.5
"""What an example counts that was itself carried over, of one that a person painted."""
TOGETHER = 0.5
"""What neighbours of one colour pay for becoming two."""
UNSURE = 2.2
"""The second best outcome costs less than this more: unsure."""
STRANGE = 0.5
"""So is what agrees less with where it points in the nearest painted pose: most likely that pose doesn't show it."""


@dataclass(frozen=True, eq=False)
class Look:
    """One example as it is seen from a target."""

    example: Example
    target: Ids
    alike: Float32[np.ndarray, "c c"]

    @cached_property
    def pointing(self) -> Pointing:
        """Found when first asked for: many repaints are told by the colours alone."""
        return point(self.target, self.example.old, self.alike)

    @property
    def weight(self) -> float:
        """How much it has to say."""
        return self.pointing.fit * (1.0 if self.example.given else CARRIED)


def recoloured(target: Ids, looks: Sequence[Look]) -> tuple[Ids, np.ndarray]:
    """The target with each pixel as the examples have it, and bool [high, wide], where that is unsure.

    A colour that became one other everywhere does so here, too; one that became several goes by where it points.
    """
    out, unsure = target.copy(), np.zeros(target.shape, bool)
    became: dict[int, list[int]] = {}
    for colour in np.unique(target[target > 0]).tolist():
        found = sorted(set().union(*(look.example.outcomes(colour) for look in looks)))
        if len(found) == 1:
            out[target == colour] = found[0]
        elif found:
            became[colour] = found
    if became:
        _decide(out, unsure, target, looks, became)
    return out, unsure


def _decide(out: Ids, unsure: np.ndarray, target: Ids, looks: Sequence[Look], became: dict[int, list[int]]) -> None:
    pixels, neighbours = looks[0].pointing.pixels, looks[0].pointing.neighbours
    colours = target[pixels[:, 0], pixels[:, 1]]
    labels = sorted(set().union(*became.values()))
    costs = np.zeros((len(pixels), len(labels)), np.float32)
    for colour, found in became.items():
        rows = np.flatnonzero(colours == colour)
        costs[rows] = NEVER
        costs[np.ix_(rows, np.searchsorted(labels, found))] = _costs(rows, colour, found, looks)
    alone = ~np.isin(colours, list(became))
    alike = (colours[neighbours] == colours[:, None]) & (neighbours >= 0) & ~alone[:, None]
    apart = (1 - np.eye(len(labels))).astype(np.float32)
    final = settled(costs, neighbours, (TOGETHER * alike).astype(np.float32), apart)
    ranked = np.sort(final, axis=1)
    y, x = pixels[~alone].T
    out[y, x] = np.array(labels, np.int32)[final.argmin(axis=1)][~alone]
    doubtful = (ranked[:, 1] - ranked[:, 0] < UNSURE) | (looks[0].pointing.fits < STRANGE)
    unsure[y, x] = doubtful[~alone]


def _costs(rows: np.ndarray, colour: int, found: Sequence[int], looks: Sequence[Look]) -> np.ndarray:
    """float64 [row, outcome]: what the examples say against each."""
    total = np.zeros((len(rows), len(found)))
    for look in looks:
        known = look.example.outcomes(colour)
        if not known:
            continue
        each = np.column_stack([_cost(rows, colour, outcome, look) for outcome in found])
        total += look.weight * (each - each.min(axis=1, keepdims=True))
    return total / max(sum(look.weight for look in looks), 1e-6)


def _cost(rows: np.ndarray, colour: int, outcome: int, look: Look) -> np.ndarray:
    """float64 [row]: the least that pointing to a pixel of this colour and outcome costs."""
    example, pointing = look.example, look.pointing
    there = example.plain & (example.old == colour) & (example.new == outcome)
    far = distance_transform_edt(~there) if there.any() else np.full(there.shape, np.inf)
    far = np.where(example.sure | ~there, far, 1.0)
    origins = pointing.origins[rows]
    steps = np.where(origins >= 0, far.ravel()[np.maximum(origins, 0)], FAR_PX)
    beside = BESIDE * (steps > 0) * pointing.fits[rows][:, None] ** 2
    return (pointing.costs[rows] + beside + STEP * np.minimum(steps, FAR_PX)).min(axis=1)
