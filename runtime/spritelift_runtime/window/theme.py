"""How the window looks: every colour, size and distance of it, in one place."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Colours are RGB, sizes are window pixels."""

    letterbox: Colour = (14, 15, 20)
    """Around the stage."""
    panel: Colour = (27, 29, 37)
    """Behind tabs, timeline and status line."""
    raised: Colour = (46, 50, 63)
    """Buttons and the timeline's groove."""
    edge: Colour = (60, 65, 82)
    rim: Colour = (112, 120, 150)
    """Edges of the exploded view's sheets."""
    text: Colour = (232, 234, 242)
    faint: Colour = (150, 156, 176)
    accent: Colour = (255, 190, 92)
    """The chosen view and the playhead."""
    on_accent: Colour = (32, 24, 10)
    alarm: Colour = (255, 72, 104)
    """Unexplained pixels."""
    checker: tuple[Colour, Colour] = ((52, 55, 66), (64, 67, 80))
    """Where nothing is painted."""
    boxes: tuple[Colour, ...] = (
        (255, 204, 92), (98, 214, 255), (255, 122, 158), (140, 232, 132),
        (201, 153, 255), (255, 158, 94), (104, 240, 206), (240, 240, 250),
    )  # fmt: skip
    """Boxes of placements, one colour a sprite, around and around."""

    text_px: int = 19
    """Height pygame's default font is asked for: its capitals are about 0.6 of it."""
    small_px: int = 16
    gap: int = 8
    tabs_high: int = 40
    timeline_high: int = 40
    status_high: int = 32
    tab_wide: int = 126
    least_window: tuple[int, int] = (800, 400)
    """Narrower, and the tabs' words don't fit."""


THEME = Theme()
