"""Figures 11 to 14 of the second paper: T^Z beside T^X."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from moving_digits import SIDE
from moving_scores import Thetas, angle_of
from scipy.ndimage import gaussian_filter
from sprite_motions import SpriteThetas

Matrices = Float[np.ndarray, "n 2 3"]

BINS = 100
SHOWN = 3_000
"""Points of a scatter plot."""
GRID, KERNEL = 80, 1.5
"""Cells a side of a density over two numbers, and the kernel's standard deviation in cells."""
ENTRIES = ("x from x", "x from y", "x from 1", "y from x", "y from y", "y from 1")


def densities(found: Mapping[str, Matrices], true: Matrices | None) -> Figure:
    """Figure 11: each entry of T^Z, where the matrix has it, and T^Z's largest singular value; dashed: T^X."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    axes = figure.subplots(2, 4)
    for entry, name in enumerate(ENTRIES):
        at = axes[entry // 3, entry % 3]
        for label, each in found.items():
            _density(at, each.reshape(-1, 6)[:, entry], label)
        if true is not None:
            _density(at, true.reshape(-1, 6)[:, entry], "$T^X$", linestyle="--", color="grey")
        at.set_title(name, fontsize=9)
    for label, each in found.items():
        _density(axes[0, 3], np.linalg.svd(each[..., :2], compute_uv=False)[:, 0], label)
        _density(axes[1, 3], np.degrees(angle_of(each[..., :2])), label)
    if true is not None:
        _density(axes[1, 3], np.degrees(angle_of(true[..., :2])), "$T^X$", linestyle="--", color="grey")
    axes[0, 3].set_title("largest singular value", fontsize=9)
    axes[1, 3].set_title("angle, degrees", fontsize=9)
    axes[0, 0].legend(fontsize=8)
    for at in axes.flat:
        at.set_yticks([])
    return figure


def _density(axes: Axes, values: Float[np.ndarray, " n"], label: str, **style: str) -> None:
    if values.std() < 1e-6:  # no histogram: all is in one place
        axes.axvline(values.mean(), label=label, **style)
        return
    low, high = np.percentile(values, (0.2, 99.8))
    inside = values[(values >= low) & (values <= high)]
    axes.hist(inside, BINS, density=True, histtype="step", label=label, **style)


def translations_and_angles(sets: Mapping[str, Thetas]) -> Figure:
    """Figures 12 and 14 (left): the norm of T^Z's translation against T^X's; Figure 13 (right): their angles."""
    figure = Figure(figsize=(7.4, 3.3 * len(sets)), layout="constrained")
    for (name, thetas), (norms, angles) in zip(sets.items(), figure.subplots(len(sets), 2, squeeze=False), strict=True):
        x, y = (np.linalg.norm(each[..., 2], axis=1) for each in (thetas.forward, thetas.found))
        _kernel_density(norms, x * SIDE / 2, y)
        norms.set(xlabel="norm of $T^X$'s translation, px", ylabel="of $T^Z$'s, half canvases", title=name)
        true, found = (np.degrees(angle_of(each[:SHOWN, :, :2])) for each in (thetas.true, thetas.found))
        angles.scatter(true, found, s=2, alpha=0.4, linewidths=0)
        angles.set(xlabel="angle of $T^X$, degrees", ylabel="of $T^Z$, by SVD", title=name)
        angles.axline((0, 0), slope=1, color="grey", linestyle="--", linewidth=0.8)
    return figure


def _kernel_density(axes: Axes, x: Float[np.ndarray, " n"], y: Float[np.ndarray, " n"]) -> None:
    high = [max(1.02 * float(np.percentile(each, 99.8)), 1e-3) for each in (x, y)]
    counts, *edges = np.histogram2d(x, y, GRID, [(0, each) for each in high])
    # Of a grid of counts, as a sum of kernels has no density along a line: that of a T^Z which is T^X.
    density = gaussian_filter(counts.T, KERNEL)
    axes.contourf(*((each[1:] + each[:-1]) / 2 for each in edges), density, levels=12, cmap="Blues")


def translation_in_x(thetas: SpriteThetas) -> Figure:
    """T^Z's translation of moving sprites against the true one."""
    figure = Figure(figsize=(4.2, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.scatter(thetas.true_px[:SHOWN], thetas.moved_px[:SHOWN], s=3, alpha=0.3, linewidths=0)
    axes.axline((0, 0), slope=1, color="grey", linestyle="--", linewidth=0.8)
    axes.set(xlabel="moved in x, px", ylabel="by $T^Z$, px")
    return figure
