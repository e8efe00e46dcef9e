"""Named settings of training, and changes to them by name."""

from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.fit import FitSettings
from spritelift_trainer.marionette.settings import OURS, PAPER, MarionetteSettings

Settings = FitSettings | MarionetteSettings
Chosen = TypeVar("Chosen", bound=Settings | AnimatorSettings)
PRESETS: dict[str, Settings] = {"fast": FitSettings(), "marionette": OURS, "paper": PAPER}
_SWITCHES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def settings_of(preset: str, steps: int | None, seed: int, changes: Mapping[str, Any]) -> Settings:
    """The preset's settings, with changes; of these, texts are read as what the setting is.

    Raises:
        ConfigError: no such preset or setting, or a value that can't work.
    """
    if preset not in PRESETS:
        raise ConfigError(f"no preset {preset!r}; known: {', '.join(sorted(PRESETS))}.")
    if seed < 0 or (steps is not None and steps < 0):
        raise ConfigError(f"seed {seed}, steps {steps}: neither can be negative. Give 0 or more.")
    own: dict[str, Any] = {"seed": seed} | ({} if steps is None else {"steps": steps})
    return changed(replace(PRESETS[preset], **own), preset, changes)


def changed(found: Chosen, preset: str, changes: Mapping[str, Any]) -> Chosen:
    """Settings with changes by name; of these, texts are read as what the setting is.

    Raises:
        ConfigError: no such setting, or a value that can't work; names the preset.
    """
    kinds = get_type_hints(type(found))
    own: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in kinds:
            known = get_close_matches(name, kinds) or [each.name for each in fields(found)]
            raise ConfigError(f"preset {preset} has no setting {name!r}. Try {', '.join(known)}.")
        own[name] = _as(kinds[name], name, value)
    return replace(found, **own)


def _as(kind: Any, name: str, value: Any) -> Any:
    """The value as the setting's own kind."""
    if get_origin(kind) is Literal:
        known = {str(each): each for each in get_args(kind)}
        if str(value) in known:
            return known[str(value)]
        raise ConfigError(f"{name} can't be {value!r}; known: {', '.join(known)}.")
    if kind is bool:
        if str(value).lower() in _SWITCHES:
            return _SWITCHES[str(value).lower()]
        raise ConfigError(f"{name} can't be {value!r}. Give true or false.")
    try:
        return kind(value)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise ConfigError(f"{name} can't be {value!r}. Give {what}.") from None
