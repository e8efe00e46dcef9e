"""The system's clipboard for text; where there is none, one of our own, so that copying within the window works."""

import sys

import pygame

_own = [""]


def copy_text(text: str) -> None:
    """Put `text` on the clipboard."""
    _own[0] = text
    if _ready():
        try:
            pygame.scrap.put(_kind(), text.encode("utf-8"))
        except (pygame.error, TypeError):
            return  # a system without a clipboard: our own has it


def pasted_text() -> str:
    """What text is on the clipboard; "" for none."""
    content = None
    if _ready():
        try:
            content = pygame.scrap.get(_kind())
        except (pygame.error, TypeError):
            content = None
    return content.decode("utf-8", "replace").replace("\0", "") if content else _own[0]


def _ready() -> bool:
    if not pygame.display.get_init() or pygame.display.get_surface() is None:
        return False
    if pygame.display.get_driver() in ("dummy", "offscreen"):
        return False
    try:
        if not pygame.scrap.get_init():
            pygame.scrap.init()
    except pygame.error:
        return False
    return True


def _kind() -> str:
    # X11 calls UTF-8 text by this; elsewhere pygame's own name is the one that other programs read.
    return "text/plain;charset=utf-8" if sys.platform.startswith("linux") else pygame.SCRAP_TEXT
