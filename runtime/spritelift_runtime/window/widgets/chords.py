"""Key chords as text, such as "Ctrl+Shift+Z": written in one way, however they were typed. No pygame here."""

from spritelift_runtime.errors import ConfigError

MODIFIERS = ("Ctrl", "Alt", "Shift")
"""In the order in which a chord names them."""
_MODIFIER_WORDS = {
    "ctrl": "Ctrl", "control": "Ctrl", "cmd": "Ctrl", "command": "Ctrl",
    "alt": "Alt", "option": "Alt", "shift": "Shift",
}  # fmt: skip
NAMED = (
    "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Insert", "Delete", "Backspace",
    "Enter", "Esc", "Tab", "Space", "Pause", *(f"F{i}" for i in range(1, 16)),
)  # fmt: skip
SIGNS = ",.;:'\"/?\\|[]{}()<>-_=+*!@#$%^&~`"
_NAMES = {name.lower(): name for name in NAMED} | {
    "escape": "Esc", "return": "Enter", "del": "Delete", "pgup": "PageUp", "pgdn": "PageDown", "plus": "+",
}  # fmt: skip


def chord(text: str) -> str:
    """`text` as chords are written here: "shift + ctrl+z" becomes "Ctrl+Shift+Z".

    Raises:
        ConfigError: no such key.
    """
    compact = text.replace(" ", "")
    words = compact.split("+")
    if compact == "+" or compact.endswith("++"):  # the key + itself
        words = [*words[:-2], "+"]
    *held, key = words
    unknown = [word for word in held if word.lower() not in _MODIFIER_WORDS]
    if unknown or _key(key) is None:
        raise ConfigError(
            f"{text!r} is no key ({(unknown or [key])[0]!r} is unknown). Write it as in Ctrl+Shift+Z, F2, Left or [."
        )
    named = {_MODIFIER_WORDS[word.lower()] for word in held}
    return joined([word for word in MODIFIERS if word in named], _key(key) or "")


def joined(modifiers: list[str], key: str) -> str:
    """A chord of modifiers in their order, and a key as `chord` names it."""
    return "+".join([*modifiers, key])


def _key(word: str) -> str | None:
    if len(word) == 1:
        return word.upper() if word.isalnum() else word if word in SIGNS else None
    return _NAMES.get(word.lower())
