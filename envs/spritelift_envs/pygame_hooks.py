"""Looking over a pygame program's shoulder: told whenever it shows a frame, and how fast it wants to run."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from spritelift_runtime.errors import ConfigError, UnavailableError

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on stdout, which would break every --json
import pygame


@contextmanager
def watched_display(shown: Callable[[], None], ticked: Callable[[float], None]) -> Iterator[None]:
    """Call `shown` after every `pygame.display.flip` or `update`, and `ticked` with the rate given to `Clock.tick`.

    Only pygame's modules are changed, and changed back: a program that has taken `flip` by
    `from pygame.display import flip` before is not seen.
    """
    with replacing(
        [
            (pygame.display, "flip", _then(pygame.display.flip, shown)),
            (pygame.display, "update", _then(pygame.display.update, shown)),
            *watched_clock(ticked),
        ]
    ):
        yield


def watched_clock(ticked: Callable[[float], None]) -> list[tuple[Any, str, Any]]:
    """pygame's clock, which tells `ticked` the rate it is given, for `replacing`; pygame-ce has it in two places."""
    clock = _watched_clock(ticked)
    return [(place, "Clock", clock) for place in (pygame.time, pygame) if hasattr(place, "Clock")]


@contextmanager
def replacing(replaced: Iterable[tuple[Any, str, Any]]) -> Iterator[None]:
    """Within the block, `name` of `place` (a module) is something else."""
    replaced = list(replaced)
    before = [(place, name, getattr(place, name)) for place, name, _ in replaced]
    for place, name, new in replaced:
        setattr(place, name, new)
    try:
        yield
    finally:
        for place, name, old in before:
            setattr(place, name, old)


def display_frame() -> np.ndarray | None:
    """What the display shows, uint8 [h, w, 3]; None where there is no display.

    Raises:
        ConfigError: it is drawn by OpenGL, out of pygame's reach.
    """
    surface = display_surface()
    if surface is None:
        return None
    return colours_of(surface)


def colours_of(surface: pygame.Surface) -> np.ndarray:
    """A surface's pixels, uint8 [h, w, 3]."""
    width, height = surface.get_size()
    return np.frombuffer(pygame.image.tobytes(surface, "RGB"), np.uint8).reshape(height, width, 3)


def display_surface() -> pygame.Surface | None:
    """What the display shows, as pygame holds it; None where there is no display.

    Raises:
        ConfigError: it is drawn by OpenGL, out of pygame's reach.
    """
    surface = pygame.display.get_surface()
    if surface is None:
        return None
    check_driver()
    if surface.get_flags() & pygame.OPENGL:
        raise ConfigError("the program draws with OpenGL, which pygame can't read back. Record it as a lossless video.")
    return surface


def check_driver() -> None:
    """Raise UnavailableError where SDL has fallen back to a display whose surfaces can't be read."""
    if pygame.display.get_driver() == "offscreen":
        raise UnavailableError(
            "there is no display to show the program on. Run it on a desktop, or unseen: SDL_VIDEODRIVER=dummy."
        )


def held_keys() -> list[str]:
    """Names of the keys that are down, sorted."""
    down = pygame.key.get_pressed()
    return sorted({pygame.key.name(key) for key in _KEYS if down[key]} - {""})


def _then(call: Callable[..., Any], shown: Callable[[], None]) -> Callable[..., Any]:
    def called(*args: Any, **settings: Any) -> Any:
        result = call(*args, **settings)
        shown()
        return result

    return called


def _watched_clock(ticked: Callable[[float], None]) -> type:
    make = pygame.time.Clock

    class Clock:
        """pygame's clock, which can't be subclassed."""

        def __init__(self) -> None:
            self._clock = make()

        def tick(self, framerate: float = 0) -> int:
            ticked(framerate)
            return self._clock.tick(framerate)

        def tick_busy_loop(self, framerate: float = 0) -> int:
            ticked(framerate)
            return self._clock.tick_busy_loop(framerate)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._clock, name)

    return Clock


_KEYS = sorted({code for name, code in vars(pygame).items() if name.startswith("K_")})
