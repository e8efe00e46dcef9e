"""What edits ask of art before they change it."""

from spritelift_runtime.art import Art, Held
from spritelift_runtime.errors import ConfigError

MOST_MS = 0xFFFF
FAR_PX = 1 << 14
"""From its sprite, a pivot is never farther."""


def check_sprite(art: Art, sprite: int) -> None:
    """Let sprites pass that there are.

    Raises:
        ConfigError: any other.
    """
    if not 0 <= sprite < len(art.sprites):
        raise ConfigError(f"there is no sprite {sprite}; the sheet has {len(art.sprites)}, counted from 0.")


def check_background(art: Art, picture: int) -> None:
    """Let background pictures pass that there are.

    Raises:
        ConfigError: any other.
    """
    if not 0 <= picture < len(art.backgrounds):
        raise ConfigError(f"there is no background {picture}; there are {len(art.backgrounds)}, counted from 0.")


def check_name(art: Art, name: str) -> None:
    """Let names pass that a sprite of this sheet can be given.

    Raises:
        ConfigError: an empty one, or one that a sprite has.
    """
    if not name.strip() or any(sprite.name == name for sprite in art.sprites):
        raise ConfigError(f"a sprite can't be called {name!r}: names are not empty, and no two are the same.")


def check_duration(duration_ms: int) -> None:
    """Let times pass that a sprite can be shown.

    Raises:
        ConfigError: none at all, or longer than an Aseprite file can say.
    """
    if not 1 <= duration_ms <= MOST_MS:
        raise ConfigError(f"a sprite can't be shown for {duration_ms} ms. Give at least 1, at most {MOST_MS}.")


def check_pivot(at: Held | None) -> None:
    """Let pivots pass that files can say: whole and half pixels.

    Raises:
        ConfigError: any other.
    """
    if at is not None and not all(abs(side) <= FAR_PX and 2 * side == int(2 * side) for side in at):
        raise ConfigError(f"the pivot {at} can't be. Give x and y in whole or half pixels, up to {FAR_PX}.")


def free_name(taken: set[str], name: str) -> str:
    """`name`, or with the first number behind it that makes it one of its own; then taken, too."""
    free = next(n for k in range(1, len(taken) + 2) if (n := name if k == 1 else f"{name}_{k}") not in taken)
    taken.add(free)
    return free
