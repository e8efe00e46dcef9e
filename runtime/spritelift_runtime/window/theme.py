"""How the windows look: every colour, size and distance of them, dark and light, in one place."""

from dataclasses import dataclass, fields, replace

from spritelift_runtime.errors import ConfigError

Colour = tuple[int, int, int]

SCALES = (1.0, 1.5, 2.0)
"""Display scales a theme's sizes can be had in."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Colours are RGB, sizes are window pixels. The defaults are the dark theme at scale 1."""

    scale: float = 1.0
    """What the sizes have been multiplied by."""

    letterbox: Colour = (14, 15, 20)
    """Around the stage."""
    panel: Colour = (27, 29, 37)
    """Behind tabs, timeline and status line."""
    raised: Colour = (46, 50, 63)
    """Buttons and the timeline's groove."""
    hover: Colour = (60, 65, 82)
    """A button or a row under the pointer."""
    sunken: Colour = (20, 22, 28)
    """Behind lists, lanes, and words being typed."""
    chosen: Colour = (77, 66, 46)
    """Behind chosen rows and marked letters."""
    edge: Colour = (60, 65, 82)
    rim: Colour = (112, 120, 150)
    """Edges of the exploded view's sheets."""
    text: Colour = (232, 234, 242)
    faint: Colour = (150, 156, 176)
    accent: Colour = (255, 190, 92)
    """The chosen view and the playhead."""
    on_accent: Colour = (32, 24, 10)
    accent_text: Colour = (255, 190, 92)
    """Words of the accent's kind on a panel: keys in menus and the help."""
    focus: Colour = (122, 190, 255)
    """Around what the keys go to."""
    done: Colour = (140, 232, 132)
    """Good news."""
    alarm: Colour = (255, 72, 104)
    """Unexplained pixels."""
    grid: Colour = (255, 255, 255)
    """Lines over the frame."""
    checker: tuple[Colour, Colour] = ((52, 55, 66), (64, 67, 80))
    """Where nothing is painted."""
    boxes: tuple[Colour, ...] = (
        (255, 204, 92), (98, 214, 255), (255, 122, 158), (140, 232, 132),
        (201, 153, 255), (255, 158, 94), (104, 240, 206), (240, 240, 250),
    )  # fmt: skip
    """Boxes of placements, one colour a sprite, around and around."""

    text_px: int = 18
    """Height pygame's default font is asked for: its capitals are about 0.6 of it. At 19 and 20 its i has no dot."""
    small_px: int = 16
    gap: int = 8
    tabs_high: int = 40
    timeline_high: int = 40
    status_high: int = 32
    tab_wide: int = 126
    least_window: tuple[int, int] = (800, 400)
    """Narrower, and the tabs' words don't fit."""

    radius: int = 5
    """Of rounded corners."""
    line: int = 1
    focus_line: int = 2
    row_high: int = 26
    """A row of a list or a menu, a button, a field."""
    title_high: int = 30
    """A panel's title, the menu bar."""
    lane_high: int = 24
    names_wide: int = 132
    """The timeline's column of names."""
    cell_px: int = 76
    """Side of a grid's cell, the name below it left out."""
    grip: int = 6
    """Between two panels, where they can be moved."""
    scroll_wide: int = 8
    menu_wide: int = 240
    palette_wide: int = 520
    toast_wide: int = 320

    def scaled(self, scale: float) -> "Theme":
        """The same with every size as on a display of that scale (of `SCALES`), whatever this one's is.

        Raises:
            ConfigError: another scale.
        """
        if scale not in SCALES:
            raise ConfigError(f"display scale {scale} is not one of {', '.join(map(str, SCALES))}. Try 2.0.")
        by = scale / self.scale
        sizes = {
            field.name: round(getattr(self, field.name) * by) for field in fields(self) if field.type in (int, "int")
        }
        least = round(self.least_window[0] * by), round(self.least_window[1] * by)
        return replace(self, scale=scale, least_window=least, **sizes)


DARK = Theme()
LIGHT = Theme(
    letterbox=(205, 208, 217),
    panel=(240, 241, 245),
    raised=(221, 224, 232),
    hover=(206, 210, 222),
    sunken=(252, 252, 254),
    chosen=(255, 226, 176),
    edge=(190, 195, 208),
    rim=(130, 137, 160),
    text=(29, 31, 41),
    faint=(92, 98, 117),
    accent=(240, 160, 44),
    on_accent=(40, 26, 4),
    accent_text=(148, 82, 0),
    focus=(22, 112, 214),
    done=(24, 122, 48),
    alarm=(206, 24, 66),
    checker=((214, 216, 224), (198, 201, 211)),
    boxes=(
        (204, 138, 0), (0, 128, 188), (206, 50, 96), (46, 140, 40),
        (128, 72, 206), (206, 92, 20), (0, 136, 110), (92, 98, 117),
    ),
)  # fmt: skip
THEMES = {"dark": DARK, "light": LIGHT}
THEME = DARK
"""What the player looks like."""
