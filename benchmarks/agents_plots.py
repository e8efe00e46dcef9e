"""Learning curves of agents as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from agents_arms import TOGETHER
from agents_runs import LAST, Curve
from agents_scores import interquartile_mean

mpl.use("Agg")  # no screen
from matplotlib import pyplot as plt
from matplotlib.ticker import EngFormatter, MaxNLocator

COLOURS = {"sprites": "#c2410c", "memory": "#475569", "pixels": "#0369a1", "shuffled": "#9333ea"}
POINTS = 120


def draw(path: Path, title: str, arms: Mapping[str, Sequence[Curve]]) -> None:
    """Returns against steps and CPU seconds: each seed thin, their interquartile mean thick."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True, layout="constrained")
    for axis, column, label in zip(axes, (0, 2), ("environment steps", "CPU seconds"), strict=True):
        for arm, curves in arms.items():
            _lines(axis, arm, curves, column)
        axis.set_xlabel(label)
        axis.xaxis.set_major_locator(MaxNLocator(5))
        axis.xaxis.set_major_formatter(EngFormatter(sep=""))
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.25)
    axes[0].set_ylabel(f"return, mean of {LAST} episodes")
    axes[0].legend(frameon=False)
    figure.suptitle(title)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _lines(axis, arm: str, curves: Sequence[Curve], column: int) -> None:
    traces = [np.array(curve.episodes, float).reshape(-1, 3) for curve in curves]
    traces = [trace for trace in traces if len(trace) > TOGETHER]
    if not traces:
        return
    ends = [trace[TOGETHER:, column] for trace in traces]
    means = [_running(trace[:, 1]) for trace in traces]
    for end, mean in zip(ends, means, strict=True):
        axis.plot(end, mean, color=COLOURS[arm], alpha=0.3, linewidth=0.8)
    both = np.linspace(max(end[0] for end in ends), min(end[-1] for end in ends), POINTS)
    at = np.stack([np.interp(both, end, mean) for end, mean in zip(ends, means, strict=True)], 1)
    axis.plot(both, [interquartile_mean(each) for each in at], color=COLOURS[arm], linewidth=2, label=arm)


def _running(returns: np.ndarray) -> np.ndarray:
    """The mean of the last episodes by each, from the first of the second round on."""
    return np.array([returns[max(0, end - LAST) : end].mean() for end in range(TOGETHER + 1, len(returns) + 1)])
