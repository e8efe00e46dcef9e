"""The operating system's window: opened, read and shown."""

import os
from collections.abc import Callable

import pygame

from spritelift_runtime.errors import UnavailableError
from spritelift_runtime.window.layout import window_size
from spritelift_runtime.window.theme import THEME

UNSEEN = ("dummy", "offscreen")
"""SDL's drivers that show nothing."""
ROOMY = (1280, 800)
"""A new window is no larger than this."""


def open_window(native: tuple[int, int], zoom: int, live: bool, title: str, unattended: bool) -> pygame.Surface:
    """Open a resizable window for frames of `native` px and give its surface.

    `unattended` says that the run ends by itself, so that nobody has to see the window.

    Raises:
        UnavailableError: no display.
    """
    try:
        pygame.display.init()
        # Without any display SDL quietly draws into the void, and a person would wait for a window for ever.
        if pygame.display.get_driver() == "offscreen" and not os.environ.get("SDL_VIDEODRIVER") and not unattended:
            raise pygame.error("no display found")
        chosen = zoom or largest_zoom(lambda zoom: window_size(native, zoom, live))
        window = pygame.display.set_mode(window_size(native, chosen, live), pygame.RESIZABLE)
    except pygame.error as err:
        pygame.display.quit()
        raise UnavailableError(
            f"no window can be opened here ({err}). Run it on a desktop, "
            "or unseen: SDL_VIDEODRIVER=dummy, and --frames N to end it."
        ) from err
    pygame.display.set_caption(title)
    pygame.display.set_icon(_icon())
    pygame.key.set_repeat(350, 40)
    return window


def unseen() -> bool:
    """Whether the open window is one that nobody can see."""
    return pygame.display.get_driver() in UNSEEN


def largest_zoom(sized: Callable[[int], tuple[int, int]]) -> int:
    """The largest whole zoom, 1 at least, at which a new window of `sized(zoom)` px finds room."""
    desktop = (10_000, 10_000) if unseen() else min(pygame.display.get_desktop_sizes())
    room = [min(int(side * 0.9), most) for side, most in zip(desktop, ROOMY, strict=True)]
    zoom = 1
    while all(have <= side for have, side in zip(sized(zoom + 1), room, strict=True)):
        zoom += 1
    return zoom


def _icon() -> pygame.Surface:
    icon = pygame.Surface((32, 32))
    icon.fill(THEME.panel)
    for i, colour in enumerate(THEME.boxes[:3]):
        pygame.draw.rect(icon, colour, (4 + 5 * i, 14 - 5 * i, 14, 14), border_radius=2)
    return icon
