"""One partly transparent pixel, from what it showed over what: its colour and alpha, exactly, by either rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spritelift_runtime.blending import blended

LEAST_BEHINDS = 3
"""Different colours that were behind a pixel, the usual one among them, over which it must show just what is expected.
That is nine levels for four unknown ones: what isn't blended hardly ever fits."""
NEARLY = 0.75
"""Share of the sightings that have to be as expected: now and then what is behind is taken for something else."""
MOST_PAIRS = 24
"""Pairs looked at, the most frequent first."""
_ALPHAS = np.arange(1, 255)


@dataclass(frozen=True)
class Pairs:
    """What one pixel of a tile showed over what."""

    usual: tuple[int, int]
    """Packed colours: what is mostly behind it, and what it shows there."""
    behind: np.ndarray
    """Packed colours int64 [n] that were behind it elsewhere, each differing from what it showed."""
    shown: np.ndarray
    counts: np.ndarray
    """How often each pair was seen."""

    @classmethod
    def of(cls, usual: int, behind: np.ndarray, shown: np.ndarray, counts: np.ndarray) -> "Pairs | None":
        """Of all pairs that were seen, int64 [n]; `usual` is the colour that it mostly shows. None where they say
        nothing of a blend."""
        usually = np.flatnonzero(shown == usual)
        ground = int(behind[usually[np.argmax(counts[usually])]]) if len(usually) else -1
        # Where what is behind shows as it is, it lies in front; where it is as ever, something is there that we don't
        # know.
        telling = np.flatnonzero((behind != shown) & (behind != ground))
        telling = telling[np.argsort(-counts[telling], kind="stable")][:MOST_PAIRS]
        odd = telling[shown[telling] != usual]
        if ground < 0 or 1 + len(np.unique(behind[odd])) < LEAST_BEHINDS:
            return None
        return cls((ground, usual), behind[telling], shown[telling], counts[telling])


@dataclass(frozen=True)
class Fit:
    """A colour and an alpha that give what a pixel showed."""

    rgba: tuple[int, int, int, int]
    explained: int
    """Sightings that it gives, but for the usual one."""


def fitted_blend(pairs: Pairs, rule: int) -> Fit | None:
    """The colour and alpha that give the usual pair, and most of the others, by a rule (`blending.BLENDS`); of several
    the middle. None where they give too few."""
    behind, shown = _channels([pairs.usual[0], *pairs.behind]), _channels([pairs.usual[1], *pairs.shown])
    right = np.ones((len(_ALPHAS), len(pairs.counts)), bool)
    colours = np.zeros((len(_ALPHAS), 3), np.int64)
    for channel in range(3):
        gives = np.stack([_table(b, rule) == s for b, s in zip(behind[channel], shown[channel], strict=True)])
        weight = np.where(gives[0], 1 + np.tensordot(pairs.counts, gives[1:], 1), 0)
        colours[:, channel] = [_middle(row) for row in weight]
        chosen = gives[:, np.arange(len(_ALPHAS)), colours[:, channel]]
        right &= (chosen[0] & chosen[1:]).T
    explained = right @ pairs.counts
    best = _middle(explained)
    fits = right[best]
    odd = fits & (pairs.shown != pairs.usual[1])
    if explained[best] < NEARLY * pairs.counts.sum() or 1 + len(np.unique(pairs.behind[odd])) < LEAST_BEHINDS:
        return None
    red, green, blue = colours[best].tolist()
    return Fit((red, green, blue, int(_ALPHAS[best])), int(explained[best]))


def _middle(values: np.ndarray) -> int:
    """The middle one of the places of the greatest value."""
    best = np.flatnonzero(values == values.max())
    return int(best[len(best) // 2])


def _channels(packed: Sequence[int]) -> list[list[int]]:
    """Red, green and blue of each packed colour."""
    return [[int(colour) >> shift & 255 for colour in packed] for shift in (0, 8, 16)]


@lru_cache(maxsize=512)
def _table(behind: int, rule: int) -> np.ndarray:
    """uint8 [254, 256]: what each alpha of 1 to 254 and each level gives over a level behind."""
    level = np.arange(256)
    return blended(np.int64(behind), level[None, :], _ALPHAS[:, None], rule).astype(np.uint8)
