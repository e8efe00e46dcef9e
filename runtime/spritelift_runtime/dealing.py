"""Work for each of several things, one after the other or on threads."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Deal = Callable[..., Iterable[Any]]
"""As `map`: what a function gives for each of several things, in their order."""
one_by_one: Deal = map


class Threads:
    """Deals work out to so many threads, which are started with the first of it; a copy starts its own.

    It helps where most of the time is spent in compiled code that lets others run meanwhile.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ThreadPoolExecutor | None = None

    def __call__(self, work: Callable[..., Any], *things: Iterable[Any]) -> Iterable[Any]:
        """As `map`."""
        if self.count < 2:
            return map(work, *things)
        self._pool = self._pool or ThreadPoolExecutor(self.count)
        return self._pool.map(work, *things)

    def __getstate__(self) -> dict[str, Any]:
        return {"count": self.count, "_pool": None}
