"""A keyboard that nobody touches: keys are held because we say so."""

import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from spritelift_envs.pygame_hooks import pygame
from spritelift_runtime.errors import ConfigError

_MODS = ("shift", "ctrl", "alt", "meta")
_TYPED = {"space": " ", "return": "\r", "tab": "\t", "backspace": "\b", "escape": "\x1b"}


@cache
def key_codes() -> dict[str, tuple[int, int]]:
    """Key and scan code of each key by its name, as `pygame.key.name` gives it: "left", "space", "a", "left shift"."""
    found: dict[str, tuple[int, int]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pygame isn't begun yet; the names don't depend on it
        for constant, code in vars(pygame).items():
            scan = getattr(pygame, f"KSCAN_{constant[2:].upper()}", None)
            if constant.startswith("K_") and scan is not None and (name := pygame.key.name(code)):
                found.setdefault(name, (code, scan))
    return found


def check_keys(actions: Sequence[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """The actions, each as the names of the keys it holds, sorted.

    Raises:
        ConfigError: there are none, or one names a key that isn't there.
    """
    if not len(actions):
        raise ConfigError('there are no actions. Give the keys that each one holds, e.g. [(), ("left",), ("space",)].')
    for action in actions:
        if isinstance(action, str):
            raise ConfigError(f"action {action!r} is one text. Give the names of its keys, e.g. ({action!r},).")
        for key in action:
            if key not in key_codes():
                raise ConfigError(f"there is no key {key!r}. Give pygame's names: left, space, a, 1, left shift, f1.")
    return tuple(tuple(sorted(action)) for action in actions)


class Keyboard:
    """Which keys are held; the program hears of it by events and by `pygame.key.get_pressed`."""

    def __init__(self) -> None:
        self._held: frozenset[str] = frozenset()

    def hold(self, keys: Iterable[str]) -> None:
        """Hold these keys and no other."""
        now = frozenset(keys)
        before, self._held = self._held, now
        for key in sorted(before - now):
            pygame.event.post(pygame.event.Event(pygame.KEYUP, self._about(key)))
        for key in sorted(now - before):
            typed = _TYPED.get(key, key if len(key) == 1 else "")
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, self._about(key) | {"unicode": typed}))

    def mods(self) -> int:
        """Shift, Ctrl, Alt and Meta, as `pygame.key.get_mods` tells them."""
        held = [getattr(pygame, f"KMOD_{side[0].upper()}{mod.upper()}") for side, mod in self._sides()]
        return sum(held)

    def pressed(self) -> Any:
        """What `pygame.key.get_pressed` gives."""
        down = [False] * 512
        for key in self._held:
            down[key_codes()[key][1]] = True
        return pygame.key.ScancodeWrapper(down)

    def replacements(self) -> list[tuple[Any, str, Any]]:
        """Place, name and substitute of everything that asks the keyboard."""
        return [
            (pygame.key, "get_pressed", self.pressed),
            (pygame.key, "get_mods", self.mods),
            (pygame.key, "get_focused", lambda: True),
        ]

    def _sides(self) -> list[tuple[str, str]]:
        words = [tuple(key.split(" ")) for key in sorted(self._held)]
        return [(pair[0], pair[1]) for pair in words if len(pair) == 2 and pair[1] in _MODS]

    def _about(self, key: str) -> dict[str, Any]:
        code, scan = key_codes()[key]
        return {"key": code, "scancode": scan, "mod": self.mods()}
