"""Whether a window can be opened here."""

import os
import sys
from collections.abc import Mapping

from spritelift_runtime.errors import UnavailableError

_HEADLESS = ("dummy", "offscreen")


def has_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether SDL would open a window that somebody can see."""
    driver = environ.get("SDL_VIDEODRIVER", "")
    if driver in _HEADLESS:
        return False
    if platform in ("win32", "darwin") or driver:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def require_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Refuse to open a window where there is nowhere to show it, unless SDL's dummy driver was asked for.

    Raises:
        UnavailableError: no display.
    """
    if not has_display(environ, platform) and environ.get("SDL_VIDEODRIVER", "") not in _HEADLESS:
        raise UnavailableError(
            "there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are unset). "
            "Run it on a desktop, or unseen: SDL_VIDEODRIVER=dummy spritelift ... --frames N."
        )
