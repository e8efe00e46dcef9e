"""Where a pygame program plays: what it shows is handed over, and it goes on when it is told the keys."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from spritelift_envs.pygame_hooks import display_surface, pygame
from spritelift_envs.pygame_program.keyboard import Keyboard
from spritelift_envs.pygame_program.lines import Line, Payload
from spritelift_envs.pygame_program.virtual_time import VirtualTime

_BGRX = (0xFF0000, 0xFF00, 0xFF)


class Stage:
    """Stands between the program and pygame."""

    def __init__(self, line: Line, rate: float, watch: Sequence[str]) -> None:
        """`rate`: frames a second of a program that asks for none; `watch`: names of its variables to tell."""
        self._line, self._watch = line, watch
        self._time, self._keyboard = VirtualTime(rate, self._shown), Keyboard()
        self._to_come = 1

    def replacements(self) -> list[tuple[Any, str, Any]]:
        """Place, name and substitute of all that the program is to find changed."""
        shows = [(pygame.display, name, self._showing(getattr(pygame.display, name))) for name in ("flip", "update")]
        return [*shows, *self._time.replacements(), *self._keyboard.replacements()]

    def _showing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **settings: Any) -> Any:
            result = call(*args, **settings)
            self._shown()
            return result

        return called

    def _shown(self) -> None:
        """A frame was shown. It is the last one under these keys, or there are more to come."""
        self._time.shown()
        self._to_come -= 1
        if self._to_come or (surface := display_surface()) is None:
            self._to_come = max(self._to_come, 1)
            return
        self._hand_over(surface)

    def _hand_over(self, surface: pygame.Surface) -> None:
        try:
            self._line.send(*_picture(surface, {"fps": self._time.asked_fps, "watched": self._watched()}))
            order, _ = self._line.receive()
        except (EOFError, BrokenPipeError):
            os._exit(0)  # nobody plays any more
        if "stop" in order:
            os._exit(0)  # at once: programs catch exceptions, and fade out their music
        self._to_come = order["frames"]
        self._keyboard.hold(order["keys"])

    def _watched(self) -> dict[str, Any]:
        """The program's own variables of these names; None where there is none yet, or nothing that JSON knows."""
        own = vars(sys.modules["__main__"])
        return {name: _plain(own.get(name)) for name in self._watch}


def _picture(surface: pygame.Surface, about: dict[str, Any]) -> tuple[dict[str, Any], Payload]:
    """What the surface shows, as it lies in memory where that is how most do, else as RGB."""
    width, height = surface.get_size()
    about |= {"size": [width, height]}
    if surface.get_bytesize() == 4 and surface.get_pitch() == 4 * width and surface.get_masks()[:3] == _BGRX:
        return about | {"order": "BGRX"}, memoryview(surface.get_buffer()).cast("B")  # type: ignore[arg-type]
    return about | {"order": "RGB"}, pygame.image.tobytes(surface, "RGB")


def _plain(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return None
