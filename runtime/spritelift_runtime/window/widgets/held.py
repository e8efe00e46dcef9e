"""Which modifiers are held, told by events, so that posted ones count like typed ones."""

import pygame

from spritelift_runtime.window.widgets.look import Look

_HELD = {"ctrl": pygame.KMOD_CTRL | pygame.KMOD_META, "shift": pygame.KMOD_SHIFT, "alt": pygame.KMOD_LALT}
_MODIFIERS = {
    pygame.K_LCTRL: "ctrl", pygame.K_RCTRL: "ctrl", pygame.K_LMETA: "ctrl", pygame.K_RMETA: "ctrl",
    pygame.K_LSHIFT: "shift", pygame.K_RSHIFT: "shift", pygame.K_LALT: "alt", pygame.K_SPACE: "space",
}  # fmt: skip


def note_held(look: Look, event: pygame.event.Event) -> None:
    """Remember in `look` what an event says of modifiers and the space bar."""
    if event.type in (pygame.KEYDOWN, pygame.KEYUP) and event.key in _MODIFIERS:
        setattr(look, _MODIFIERS[event.key], event.type == pygame.KEYDOWN)
    elif event.type == pygame.KEYDOWN:
        for name, bits in _HELD.items():
            setattr(look, name, bool(getattr(event, "mod", 0) & bits))
    elif event.type == pygame.WINDOWFOCUSLOST:  # the releases go to another window
        look.ctrl = look.shift = look.alt = look.space = False
