"""Which action the keys held now mean, from a Gymnasium key map."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pygame

from spritelift_runtime.errors import ConfigError

_WASD = {"w": pygame.K_UP, "a": pygame.K_LEFT, "s": pygame.K_DOWN, "d": pygame.K_RIGHT}


@dataclass(frozen=True)
class KeyMap:
    """Sets of pygame key codes, and the action each means."""

    actions: tuple[tuple[frozenset[int], Any], ...]
    idle: Any
    """The action without a key."""
    alias: Mapping[int, int]
    """Keys that stand for others (arrows where the game only knows w, a, s, d)."""

    @property
    def keys(self) -> frozenset[int]:
        """Every key that the game uses."""
        used: frozenset[int] = frozenset().union(*(keys for keys, _ in self.actions))
        return used | frozenset(self.alias)

    def action(self, held: Iterable[int]) -> Any:
        """The action of the largest set of keys that are all held; of two as large, the first in the map."""
        meant = {self.alias.get(key, key) for key in held}
        best = max(self.actions, key=lambda entry: len(entry[0]) if entry[0] <= meant else 0, default=None)
        return best[1] if best is not None and best[0] and best[0] <= meant else self.idle

    def words(self) -> list[tuple[str, str]]:
        """The help's lines: the game's keys, and what the map calls them."""
        single = [next(iter(keys)) for keys, _ in self.actions if len(keys) == 1]
        names = ", ".join(pygame.key.name(key) or str(key) for key in dict.fromkeys(single))
        lines = [(names, "the game's own keys")] if names else []
        return [*lines, ("arrows", "as w, a, s, d")] if self.alias else lines


def key_map(keys: Mapping[Any, Any] | None, env: Any) -> KeyMap:
    """The key map of `env`: `keys` where given, else what the environment says by `get_keys_to_action`.

    Keys are as in `gymnasium.utils.play`: a tuple of key codes or characters, one string of characters, one code.

    Raises:
        ConfigError: there is none, or a key that is no key.
    """
    given = keys if keys is not None else _own_keys(env)
    if not given:
        name = getattr(getattr(env, "spec", None), "id", None) or type(env).__name__
        raise ConfigError(
            f"{name} has no key map (get_keys_to_action). Give keys={{('a',): 0, ...}}, or let a policy play."
        )
    actions = tuple((_codes(combination), action) for combination, action in given.items())
    used = frozenset().union(*(codes for codes, _ in actions))
    idle = next((action for codes, action in actions if not codes), None)
    return KeyMap(actions, idle if idle is not None else _idle(env), _arrows(used))


def _own_keys(env: Any) -> Mapping[Any, Any] | None:
    ask: Callable[[], Mapping[Any, Any]] | None = getattr(getattr(env, "unwrapped", env), "get_keys_to_action", None)
    return ask() if ask is not None else None


def _arrows(used: frozenset[int]) -> dict[int, int]:
    letters = {ord(letter): arrow for letter, arrow in _WASD.items()}
    if used & set(letters.values()):
        return {}
    return {arrow: letter for letter, arrow in letters.items() if letter in used}


def _codes(combination: Any) -> frozenset[int]:
    parts = combination if isinstance(combination, tuple | list | frozenset | set | str) else (combination,)
    return frozenset(_code(part) for part in parts if part is not None)


def _code(key: Any) -> int:
    if isinstance(key, int | np.integer):
        return int(key)
    if isinstance(key, str) and len(key) == 1:
        return ord(key.lower())  # SDL's key codes of printable keys are their characters
    try:
        return pygame.key.key_code(str(key))
    except ValueError:
        raise ConfigError(
            f"the key map has the key {key!r}, which pygame doesn't know. Try 'left', 'space' or 'a'."
        ) from None


def _idle(env: Any) -> Any:
    space = getattr(env, "action_space", None)
    shape = getattr(space, "shape", ())
    return np.zeros(shape, space.dtype) if space is not None and shape else 0
