"""Recolourings of many scenes as arrays, and what is wrong with them."""

from collections.abc import Mapping

import numpy as np

from spritelift_runtime.scene import Recolour

Recolours = Mapping[int, Recolour]
"""Of some rows of a table."""


def columns_of(recolours: Recolours, prefix: str = "") -> dict[str, np.ndarray]:
    """Arrays by name; none where nothing is recoloured, as nothing was before there were recolourings."""
    if not recolours:
        return {}
    rows = sorted(recolours)
    pairs = [(*old, *new) for row in rows for old, new in recolours[row]]
    return {
        f"{prefix}recolour_row": np.array(rows, np.int64),
        f"{prefix}recolour_counts": np.array([len(recolours[row]) for row in rows], np.int32),
        f"{prefix}recolour": np.array(pairs, np.uint8).reshape(-1, 6),
    }


def of_columns(columns: Mapping[str, np.ndarray], prefix: str = "") -> dict[int, Recolour]:
    """Back from these arrays.

    Raises:
        ValueError: counts that contradict the pairs.
    """
    if f"{prefix}recolour_row" not in columns:
        return {}
    names = ("recolour_row", "recolour_counts", "recolour")
    rows, counts, pairs = (columns[f"{prefix}{name}"].tolist() for name in names)
    if min(counts, default=0) < 0 or sum(counts) != len(pairs):
        raise ValueError(f"{sum(counts)} colours counted, {len(pairs)} there")
    each = iter(((red, green, blue), (r, g, b)) for red, green, blue, r, g, b in pairs)
    return {row: tuple(next(each) for _ in range(count)) for row, count in zip(rows, counts, strict=True)}


def is_ambiguous(recolour: Recolour) -> bool:
    """Whether it replaces nothing, or one colour twice."""
    olds = [old for old, _ in recolour]
    return not olds or len(set(olds)) < len(olds)
