"""Six actions for both games: left, right and one button."""

from dataclasses import dataclass
from typing import Any

from spritelift_runtime.errors import ConfigError

# SDL's key codes, spelled out so that importing the games doesn't import pygame.
KEY_SPACE, KEY_RIGHT, KEY_LEFT, KEY_UP = 32, 1073741903, 1073741904, 1073741906


@dataclass(frozen=True)
class Keys:
    """What is held on one frame."""

    direction: int
    """-1 left, 0 neither, 1 right."""
    button: bool


ACTIONS = tuple(Keys(direction, button) for button in (False, True) for direction in (0, -1, 1))


def keys_of(action: Any) -> Keys:
    """The keys that an action stands for.

    Raises:
        ConfigError: not a whole number from 0 to 5.
    """
    try:
        number = int(action)
        if number == action and 0 <= number < len(ACTIONS):
            return ACTIONS[number]
    except (TypeError, ValueError):
        pass
    raise ConfigError(f"action {action!r} is none of the game's. Give a whole number from 0 to {len(ACTIONS) - 1}.")


def action_of(direction: int, button: bool) -> int:
    """The action that holds these keys."""
    return ACTIONS.index(Keys(direction, button))


def meanings(button: str) -> list[str]:
    """Each action's name, as the Arcade Learning Environment spells them: NOOP, LEFT, RIGHT, FIRE, LEFTFIRE, ..."""
    words = {0: "", -1: "LEFT", 1: "RIGHT"}
    return [words[keys.direction] + (button if keys.button else "") or "NOOP" for keys in ACTIONS]


def key_map() -> dict[tuple[int, ...], int]:
    """Held keys (sorted pygame key codes) to actions; the button is space or the up arrow."""
    sides = {0: (), -1: (KEY_LEFT,), 1: (KEY_RIGHT,)}
    found: dict[tuple[int, ...], int] = {}
    for action, keys in enumerate(ACTIONS):
        for button in ((KEY_SPACE,), (KEY_UP,)) if keys.button else ((),):
            found[tuple(sorted((*sides[keys.direction], *button)))] = action
    return found
