"""A person's own keys: one TOML file, `action = "Ctrl+Z"`, `action = ["F5", "R"]` or `action = []`. No pygame here."""

import tomllib
from pathlib import Path
from typing import Any

from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.window.widgets.actions import Actions


def read_keys(path: Path | str, actions: Actions) -> Actions:
    """`actions` with the keys that the file at `path` gives them; actions it doesn't name keep theirs.

    Raises:
        FormatError: not a TOML file.
        ConfigError: an unknown action or key, or two actions on one key at one moment; it names the file.
    """
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise FormatError(f'{path} is not TOML: {err}. A line of it reads like: undo = "Ctrl+Z".') from err
    try:
        return actions.remapped({name: _keys(name, value) for name, value in content.items()})
    except ConfigError as err:
        raise ConfigError(f"{path}: {err}") from err


def keys_text(actions: Actions) -> str:
    """The file that gives every action the keys it has: a start for one's own."""
    lines = ["# Keys of spritelift's editor. An action left out keeps its keys; [] takes them away."]
    category = ""
    for action in actions:
        if action.category != category:
            category = action.category
            lines += ["", f"# {category}"]
        keys = ", ".join(_quoted(key) for key in action.keys)
        lines.append(f"{action.id} = [{keys}]")
    return "\n".join(lines) + "\n"


def _quoted(key: str) -> str:
    return "'\"'" if key == '"' else '"' + key.replace("\\", "\\\\") + '"'


def _keys(name: str, value: Any) -> tuple[str, ...]:
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ConfigError(f'{name} = {value!r} is no key. Write {name} = "Ctrl+Z" or {name} = ["Ctrl+Z", "F5"].')
    return tuple(keys)
