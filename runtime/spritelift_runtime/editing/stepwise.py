"""Work over thousands of frames, done a little at a time: it gives how far it is, and in the end a result."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[float, None, T]
"""Gives from 0 to 1 how far it is; returns what came of it."""


def at_once(steps: Steps[T]) -> T:
    """All of it, without a pause."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def within(steps: Steps[T], low: float, high: float) -> Steps[T]:
    """As a part of something larger, which is then from `low` to `high`."""
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        yield low + (high - low) * done
