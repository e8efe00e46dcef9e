"""Arguments that several verbs share, as types."""

from collections.abc import Iterable
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
Changes = Annotated[
    tuple[str, ...], tyro.conf.UseAppendAction, tyro.conf.arg(metavar="NAME=VALUE", help_behavior_hint="")
]
FrameRange = Annotated[str | None, tyro.conf.arg(metavar="A:B", help_behavior_hint="(default: all)")]


def at_least(option: str, value: float | None, least: float) -> None:
    """Refuse a number that is too small to mean anything; None is no number and passes."""
    if value is not None and not value >= least:  # nan is not, either
        raise ConfigError(f"{option} {value:g} can't work. Give {least:g} or more.")


def changes_of(words: Iterable[str], such_as: str) -> dict[str, str]:
    """What `--set NAME=VALUE` means, said any number of times.

    Raises:
        ConfigError: one of them has no value; `such_as` shows how it is written.
    """
    pairs = [each.partition("=") for each in words]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise ConfigError(f"--set {wrong[0]} gives no value. Write NAME=VALUE, such as {such_as}.")
    return {name: value for name, _, value in pairs}


def range_of(words: str | None, count: int) -> range:
    """The frames that `--frames A:B` means, of `count`; all of them where nothing was said.

    Raises:
        ConfigError: words of another form, or no frame of the recording.
    """
    if words is None:
        return range(count)
    first, colon, stop = words.partition(":")
    if not colon or not all(part.isdecimal() or not part for part in (first, stop)):
        raise ConfigError(f"--frames {words} can't be read. Give first and end, e.g. --frames 0:{count} for all.")
    numbers = range(count)[int(first or 0) : int(stop or count)]
    if not numbers:
        raise ConfigError(f"--frames {words} holds none of the recording's {count} frames. Give A:B within 0:{count}.")
    return numbers


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
