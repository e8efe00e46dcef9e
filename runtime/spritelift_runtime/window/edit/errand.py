"""Work that takes longer than a picture may: done beside the window, which stays as quick as it was."""

from collections.abc import Callable
from threading import Thread

from spritelift_runtime.errors import SpriteliftError


class Errand:
    """Begins at once. What it works on must be its own: the window goes on meanwhile."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self._deed = deed
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, name="errand")
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether it is done, or has failed."""
        return not self._thread.is_alive()

    def ended_within(self, seconds: float) -> bool:
        """Whether it is done, or has failed, after so long at most."""
        self._thread.join(seconds)
        return self.ended

    def wait(self) -> None:
        """Until it has ended.

        Raises:
            SpriteliftError, OSError: it failed.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._deed()
        except (SpriteliftError, OSError) as err:
            self._error = err
