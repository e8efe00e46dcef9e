"""Pieces of a sprite, and which part each goes to: what someone changes before a split."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.splitting import Owner
from spritelift_runtime.errors import ConfigError

MOST = 250


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pixels by piece, and pieces by part; a piece goes from part to part as a whole."""

    piece: UInt8[np.ndarray, "h w"]
    """Counted from 1; 0 where nothing can be seen."""
    parts: tuple[int, ...]
    """Of each piece."""

    @classmethod
    def of(cls, owner: Owner) -> "Pieces":
        """Each part a piece."""
        return cls(owner, tuple(range(1, int(owner.max(initial=0)) + 1)))

    @property
    def owner(self) -> Owner:
        """The part of each pixel, counted from 1 without a gap, in the order of the pieces."""
        there = [number for number in np.unique(self.piece).tolist() if number]
        numbers = {part: i + 1 for i, part in enumerate(dict.fromkeys(self.parts[number - 1] for number in there))}
        lookup = np.zeros(len(self.parts) + 1, np.uint8)
        lookup[there] = [numbers[self.parts[number - 1]] for number in there]
        return lookup[self.piece]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return int(self.owner.max(initial=0))

    def on(self, x: int, y: int) -> "Pieces":
        """The piece at a pixel in the next part, and after the last one in a part of its own again; the same where
        nothing can be seen, or no other piece is."""
        inside = 0 <= y < self.piece.shape[0] and 0 <= x < self.piece.shape[1]
        piece = int(self.piece[y, x]) if inside else 0
        if not piece:
            return self
        others = {self.parts[number - 1] for number in np.unique(self.piece).tolist() if number not in (0, piece)}
        now, own = self.parts[piece - 1], max(self.parts) + 1
        after = sorted(part for part in others if part > now)
        # In a part of its own it goes on to the first one; together with others, past the last one, it gets its own.
        becomes = after[0] if after else own if now in others else min(others, default=now)
        return replace(self, parts=(*self.parts[: piece - 1], becomes, *self.parts[piece:]))

    def cut(self, rect: Rect) -> "Pieces":
        """What can be seen in a rectangle as a piece and a part of its own; the same where that is nothing.

        Raises:
            ConfigError: there are too many already.
        """
        x, y, wide, high = rect
        seen = np.zeros(self.piece.shape, bool)
        seen[max(y, 0) : max(y + high, 0), max(x, 0) : max(x + wide, 0)] = True
        seen &= self.piece > 0
        if not seen.any():
            return self
        if len(self.parts) >= MOST:
            raise ConfigError(f"A sprite has no more than {MOST} pieces. Split it, and then its parts.")
        piece = np.where(seen, len(self.parts) + 1, self.piece).astype(np.uint8)
        return Pieces(piece, (*self.parts, max(self.parts) + 1))
