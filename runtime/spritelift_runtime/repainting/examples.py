"""A pose before and after: what was repainted, and what was added to it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool
from scipy.ndimage import label

from spritelift_runtime.repainting.agreement import Ids

SYSTEMATIC = 0.5
"""One colour that became one other on at least this share of its pixels was recoloured, wherever it lies."""
_TOUCHING = np.ones((3, 3), int)


@dataclass(frozen=True, eq=False)
class Example:
    """One pose as colour numbers (0: transparent), before and after, on one canvas."""

    old: Ids
    new: Ids
    sure: Bool[np.ndarray, "_ _"]
    """Where `new` can be relied on: everywhere in what a person painted."""
    given: bool = True
    """Whether a person painted it; else it was carried over from others."""

    @cached_property
    def additions(self) -> tuple[Bool[np.ndarray, "_ _"], ...]:
        """Masks of what was drawn beyond the old outline, each with what it covers of the body: a hat, whole."""
        changed = self.old != self.new
        parts, count = label(changed & ~self._recoloured, _TOUCHING)
        beyond = changed & (self.old == 0)
        return tuple(parts == n for n in range(1, count + 1) if (beyond & (parts == n)).any())

    @cached_property
    def plain(self) -> Bool[np.ndarray, "_ _"]:
        """The old pose's pixels that no addition covers."""
        added = np.zeros(self.old.shape, bool)
        for part in self.additions:
            added |= part
        return (self.old > 0) & ~added

    def outcomes(self, colour: int) -> set[int]:
        """What the old colour became, where no addition covers it."""
        return set(np.unique(self.new[self.plain & (self.old == colour)]).tolist())

    @property
    def _recoloured(self) -> Bool[np.ndarray, "_ _"]:
        """Changed pixels of the body that are part of a colour's general change, and not of a thing drawn over it."""
        out = np.zeros(self.old.shape, bool)
        changed = (self.old > 0) & (self.old != self.new)
        for old, new in {*zip(self.old[changed].tolist(), self.new[changed].tolist(), strict=True)}:
            here = (self.old == old) & (self.new == new)
            if here.sum() >= SYSTEMATIC * (self.old == old).sum():
                out |= here
        return out
