"""Six actions for each game: two ways and one button that goes with them, or four ways and one button."""

from dataclasses import dataclass
from typing import Any

from spritelift_runtime.errors import ConfigError

# SDL's key codes, spelled out so that importing the games doesn't import pygame.
KEY_SPACE, KEY_RIGHT, KEY_LEFT, KEY_DOWN, KEY_UP = 32, 1073741903, 1073741904, 1073741905, 1073741906


@dataclass(frozen=True)
class Keys:
    """What is held on one frame."""

    direction: int
    """-1 left, 0 neither, 1 right."""
    button: bool
    down: int = 0
    """-1 up, 0 neither, 1 down."""


Controls = tuple[Keys, ...]
"""The keys that each action of a game holds; the action is the index."""

SIDEWAYS: Controls = tuple(Keys(direction, button) for button in (False, True) for direction in (0, -1, 1))
FOUR_WAYS: Controls = (
    Keys(0, False), Keys(0, True), Keys(0, False, -1), Keys(1, False), Keys(-1, False), Keys(0, False, 1)
)  # fmt: skip
"""In the Arcade Learning Environment's order: nothing, the button, up, right, left, down."""


def keys_of(action: Any, controls: Controls = SIDEWAYS) -> Keys:
    """The keys that an action stands for.

    Raises:
        ConfigError: not a whole number from 0 to the last action's.
    """
    try:
        number = int(action)
        if number == action and 0 <= number < len(controls):
            return controls[number]
    except (TypeError, ValueError):
        pass
    raise ConfigError(f"action {action!r} is none of the game's. Give a whole number from 0 to {len(controls) - 1}.")


def action_of(direction: int, button: bool) -> int:
    """The sideways action that holds these keys."""
    return SIDEWAYS.index(Keys(direction, button))


def meanings(button: str, controls: Controls = SIDEWAYS) -> list[str]:
    """Each action's name, as the Arcade Learning Environment spells them: NOOP, LEFT, RIGHT, FIRE, LEFTFIRE, ..."""
    across, down = {0: "", -1: "LEFT", 1: "RIGHT"}, {0: "", -1: "UP", 1: "DOWN"}
    words = [down[keys.down] + across[keys.direction] + (button if keys.button else "") for keys in controls]
    return [word or "NOOP" for word in words]


def key_map(controls: Controls = SIDEWAYS) -> dict[tuple[int, ...], int]:
    """Held keys (sorted pygame key codes) to actions; the button is space, or the up arrow where nothing goes up."""
    across, down = {0: (), -1: (KEY_LEFT,), 1: (KEY_RIGHT,)}, {0: (), -1: (KEY_UP,), 1: (KEY_DOWN,)}
    climbs = any(keys.down for keys in controls)
    buttons = ((KEY_SPACE,),) if climbs else ((KEY_SPACE,), (KEY_UP,))
    found: dict[tuple[int, ...], int] = {}
    for action, keys in enumerate(controls):
        for button in buttons if keys.button else ((),):
            found[tuple(sorted((*across[keys.direction], *down[keys.down], *button)))] = action
    return found
