"""Settings that can't work are refused where they are made."""

from typing import Any

from spritelift_runtime.errors import ConfigError


def at_least(settings: Any, least: int, *names: str) -> None:
    """Refuse numbers of `settings`, by name, that are less, or no numbers.

    Raises:
        ConfigError: one is.
    """
    for name in names:
        value = getattr(settings, name)
        if not value >= least:  # nan is not, either
            raise ConfigError(f"{name} {value:g} can't work. Give {least} or more.")
