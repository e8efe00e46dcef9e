"""pygame's key events as chords."""

import pygame

from spritelift_runtime.window.widgets.chords import MODIFIERS, SIGNS, joined

_NAMES = {
    pygame.K_LEFT: "Left", pygame.K_RIGHT: "Right", pygame.K_UP: "Up", pygame.K_DOWN: "Down",
    pygame.K_HOME: "Home", pygame.K_END: "End", pygame.K_PAGEUP: "PageUp", pygame.K_PAGEDOWN: "PageDown",
    pygame.K_INSERT: "Insert", pygame.K_DELETE: "Delete", pygame.K_BACKSPACE: "Backspace",
    pygame.K_RETURN: "Enter", pygame.K_KP_ENTER: "Enter", pygame.K_ESCAPE: "Esc", pygame.K_TAB: "Tab",
    pygame.K_SPACE: "Space", pygame.K_PAUSE: "Pause", pygame.K_KP_PLUS: "+", pygame.K_KP_MINUS: "-",
    **{pygame.K_F1 + i: f"F{i + 1}" for i in range(12)},
    **{pygame.K_F13 + i: f"F{i + 13}" for i in range(3)},
    **{code: f"{i}" for i, code in enumerate((
        pygame.K_KP0, pygame.K_KP1, pygame.K_KP2, pygame.K_KP3, pygame.K_KP4,
        pygame.K_KP5, pygame.K_KP6, pygame.K_KP7, pygame.K_KP8, pygame.K_KP9,
    ))},
}  # fmt: skip
_CTRL = pygame.KMOD_CTRL | pygame.KMOD_META  # a Mac's command key does what Ctrl does elsewhere


def pressed(event: pygame.event.Event) -> str:
    """The chord of a KEYDOWN event; "" where the key is none that chords know (a modifier alone, say)."""
    mod = getattr(event, "mod", 0)
    typed = getattr(event, "unicode", "")
    # Which keys make a ? differs from keyboard to keyboard: what was typed counts, and the Shift it took doesn't.
    if not mod & (_CTRL | pygame.KMOD_ALT) and typed and typed in SIGNS:
        return typed
    key = _NAMES.get(event.key) or _printable(event.key)
    held = (mod & _CTRL, mod & pygame.KMOD_ALT, mod & pygame.KMOD_SHIFT)
    return joined([name for name, down in zip(MODIFIERS, held, strict=True) if down], key) if key else ""


def _printable(code: int) -> str:
    letter = chr(code) if 0 < code < 0x3000 else ""  # SDL's key codes of printable keys are their characters
    return letter.upper() if letter.isalnum() else letter if letter and letter in SIGNS else ""
