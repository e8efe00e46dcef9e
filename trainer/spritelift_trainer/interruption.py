"""Ctrl-C as a question asked between two steps, so that no step is left half done."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """Within the block the first Ctrl-C only sets `asked`; a second one interrupts at once.

    Outside the main thread nothing changes, since Python gives signals to that thread alone.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> "Interruption":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
