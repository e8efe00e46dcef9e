"""Scores of several seeds: their interquartile mean, and between what it lies (Agarwal et al. 2021)."""

from collections.abc import Sequence

import numpy as np

DRAWN = 2000
LIKELY = (2.5, 97.5)
"""Per cent: between these lies the bootstrap's interval."""


def interquartile_mean(values: Sequence[float] | np.ndarray) -> float:
    """The mean of the middle half; what lies on its edge counts by the part of it that is inside."""
    ordered = np.sort(np.asarray(values, float))
    edges = np.arange(len(ordered) + 1) / len(ordered)
    inside = np.clip(np.minimum(edges[1:], 0.75) - np.maximum(edges[:-1], 0.25), 0, None)
    return float((ordered * inside).sum() / inside.sum())


def interval(*samples: Sequence[float], of=lambda mean: mean) -> tuple[float, float]:
    """Between what `of` the interquartile means of these samples lies, each drawn again from itself."""
    rng = np.random.default_rng(0)
    drawn = [
        of(*(interquartile_mean(rng.choice(np.asarray(sample, float), len(sample))) for sample in samples))
        for _ in range(DRAWN)
    ]
    low, high = np.percentile(drawn, LIKELY)
    return float(low), float(high)
