"""Arguments that several verbs share, as types."""

from pathlib import Path
from typing import Annotated

import tyro

from spritelift_runtime.errors import ConfigError

BundlePath = Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="BUNDLE")]
RecordingPath = Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="RECORDING")]
OptionalPath = Annotated[Path | None, tyro.conf.arg(metavar="PATH", help_behavior_hint="(optional)")]
OptionalText = Annotated[str | None, tyro.conf.arg(metavar="TEXT", help_behavior_hint="(optional)")]
Switch = Annotated[bool, tyro.conf.arg(help_behavior_hint="")]
Limit = Annotated[int | None, tyro.conf.arg(metavar="N", help_behavior_hint="(default: no limit)")]


def at_least(option: str, value: float | None, least: float) -> None:
    """Refuse a number that is too small to mean anything; None is no number and passes."""
    if value is not None and not value >= least:  # nan is not, either
        raise ConfigError(f"{option} {value:g} can't work. Give {least:g} or more.")


def new_file(path: Path) -> None:
    """Refuse a path where no file can be written, before hours of work are spent on its content."""
    if path.is_dir():
        raise ConfigError(f"{path} is a folder. Choose the name of a file.")
    for folder in path.parents:
        if folder.exists():
            if not folder.is_dir():
                raise ConfigError(f"{path} can't be written: {folder} is a file. Choose another path.")
            return


def exactly_one(**options: object) -> str:
    """The name of the one option that was given.

    Raises:
        ConfigError: none was, or several were.
    """
    given = [name for name, value in options.items() if value is not None]
    if len(given) != 1:
        names = ", ".join(f"--{name}" for name in options)
        found = " and ".join(f"--{name}" for name in given) or "none"
        raise ConfigError(f"one of {names} is needed, {found} given. Give exactly one.")
    return given[0]
