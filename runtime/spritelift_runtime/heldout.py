"""Which frames of a recording may be scored: those that training never saw."""

from collections.abc import Iterator

import numpy as np

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording


def held_out(bundle: Bundle, recording: Recording) -> list[int]:
    """Frame numbers outside every range that the bundle was trained on; all of an unknown recording.

    Raises:
        ConfigError: training saw every frame.
    """
    free = np.ones(len(recording), bool)
    for part in bundle.trained_on:
        if part["sha256"] == recording.sha256:
            free[part["first"] : part["last"] + 1] = False
    if not free.any():
        raise ConfigError(
            f"training saw all {len(recording)} frames of {recording.path}: nothing is left to score. "
            "Score another play, or train with --holdout 0.2 on two frames or more."
        )
    return np.flatnonzero(free).tolist()


def in_runs(numbers: list[int], most: int) -> Iterator[range]:
    """Runs of consecutive frame numbers, of at most `most` frames each."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1 or at - start == most:
            yield range(numbers[start], numbers[at - 1] + 1)
            start = at
