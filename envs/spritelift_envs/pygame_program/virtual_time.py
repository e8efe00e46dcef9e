"""Time for a pygame program: it passes when the program waits or shows a frame, never by itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spritelift_envs.pygame_hooks import pygame

EPOCH_S = 1_000_000_000.0
"""What `time.time` says at the start: always the same moment."""
PATIENCE_MS = 200.0
"""Game time in which a frame should be shown. A program that waits longer (a pause, a "press any key") is handed the
keys again, as nothing else would bring it on."""
LOOKS = 1000
"""Looks at the clock after which somebody waits by looking: from there on, each takes a millisecond."""
_IDLE_MS = 10.0


@dataclass
class Timer:
    """An event that `pygame.time.set_timer` asked for."""

    event: Any
    every_ms: float
    due_ms: float
    left: int
    """How often it still comes; 0 for ever."""


class VirtualTime:
    """The time, in game milliseconds since the program began. `waiting` is called where it waits without showing
    anything for `PATIENCE_MS`."""

    def __init__(self, rate: float, waiting: Callable[[], None]) -> None:
        """`rate`: frames a second of a program that never asks for any."""
        self.now_ms = 0.0
        self.asked_fps = 0.0
        """The rate that was last given to a clock; 0 for none yet."""
        self._rate, self._waiting = rate, waiting
        self._shown_ms: float | None = None
        self._looks = 0
        self._timers: dict[int, Timer] = {}

    def shown(self) -> None:
        """A frame was shown; where no time has passed since the last one, it does now."""
        if self.now_ms == self._shown_ms:
            self._pass(1000 / self._rate)
        self._shown_ms, self._looks = self.now_ms, 0

    def wait(self, ms: float) -> None:
        """Let time pass."""
        if self._shown_ms is not None and self.now_ms - self._shown_ms >= PATIENCE_MS:
            self._waiting()
        self._pass(max(ms, 0.0))

    def look(self) -> float:
        """The time, for somebody who asks."""
        self._looks += 1
        if self._looks > LOOKS:
            self.wait(1.0)
        return self.now_ms

    def set_timer(self, event: Any, millis: int, loops: int = 0) -> None:
        """As `pygame.time.set_timer`."""
        kind = event if isinstance(event, int) else event.type
        self._timers.pop(kind, None)
        if millis > 0:
            made = pygame.event.Event(event) if isinstance(event, int) else event
            self._timers[kind] = Timer(made, millis, self.now_ms + millis, loops)

    def wait_for_event(self, timeout: int = 0) -> Any:
        """As `pygame.event.wait`: the next event, or NOEVENT after `timeout` ms (0: never)."""
        until = self.now_ms + timeout
        while (event := pygame.event.poll()).type == pygame.NOEVENT:
            if timeout and self.now_ms >= until:
                break
            self.wait(min(_IDLE_MS, until - self.now_ms) if timeout else _IDLE_MS)
        return event

    def replacements(self) -> list[tuple[Any, str, Any]]:
        """Place, name and substitute of everything that tells or takes time."""
        clock = clock_of(self)
        clocks = [(place, "Clock", clock) for place in (pygame.time, pygame) if hasattr(place, "Clock")]
        return [
            *clocks,
            (pygame.time, "get_ticks", lambda: int(self.look())),
            (pygame.time, "wait", self._waited),
            (pygame.time, "delay", self._waited),
            (pygame.time, "set_timer", self.set_timer),
            (pygame.event, "wait", self.wait_for_event),
            (time, "sleep", lambda seconds: self.wait(1000 * seconds)),
            (time, "time", lambda: EPOCH_S + self.look() / 1000),
            (time, "time_ns", lambda: int(EPOCH_S * 1e9) + int(self.look() * 1e6)),
            *((time, name, lambda: self.look() / 1000) for name in ("monotonic", "perf_counter")),
            *((time, f"{name}_ns", lambda: int(self.look() * 1e6)) for name in ("monotonic", "perf_counter")),
        ]

    def _waited(self, ms: int) -> int:
        self.wait(ms)
        return ms

    def _pass(self, ms: float) -> None:
        end = self.now_ms + ms
        while due := [timer for timer in self._timers.values() if timer.due_ms <= end]:
            timer = min(due, key=lambda each: each.due_ms)
            self.now_ms = max(self.now_ms, timer.due_ms)
            self._ring(timer)
        self.now_ms = end

    def _ring(self, timer: Timer) -> None:
        if pygame.display.get_init():
            pygame.event.post(timer.event)
        timer.due_ms += timer.every_ms
        timer.left -= 1
        if not timer.left:
            del self._timers[timer.event.type]


def clock_of(virtual: VirtualTime) -> type:
    """A class like `pygame.time.Clock`, of this time."""

    class Clock:
        """Waits in virtual time."""

        def __init__(self) -> None:
            self._ticked_ms, self._took_ms = virtual.now_ms, 0.0

        def tick(self, framerate: float = 0) -> int:
            """Let pass what is left of a frame's time; gives the milliseconds since the last tick."""
            if framerate > 0:
                virtual.asked_fps = float(framerate)
                virtual.wait(self._ticked_ms + 1000 / framerate - virtual.now_ms)
            whole = int(virtual.now_ms) - int(self._ticked_ms)
            self._took_ms, self._ticked_ms = virtual.now_ms - self._ticked_ms, virtual.now_ms
            return whole

        tick_busy_loop = tick

        def get_time(self) -> int:
            """Milliseconds between the last two ticks."""
            return int(self._took_ms)

        get_rawtime = get_time

        def get_fps(self) -> float:
            """Frames a second, as of the last tick."""
            return 1000 / self._took_ms if self._took_ms else 0.0

    return Clock
