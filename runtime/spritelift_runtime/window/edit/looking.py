"""How the window looks: zoom, theme, scale, which panels there are."""

from functools import partial

from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.theme import SCALES, THEMES
from spritelift_runtime.window.widgets.help_card import HelpCard
from spritelift_runtime.window.widgets.palette import Palette
from spritelift_runtime.window.widgets.widget import Widget

FIRST_THEME = "dark"


class Looking(Part):
    """Changes nothing of the work."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.theme, self.scale = FIRST_THEME, 1.0
        panels = desk.panels
        self._rooms: dict[str, Widget] = {
            "panel_sprites": panels.left,
            "panel_layers": panels.side.whole,
            "panel_tools": panels.tools.line,
            "timeline": panels.time,
        }
        self._hidden_before: frozenset[str] = frozenset()

    def deeds(self) -> Deeds:
        """Of the window alone."""
        root, panels = self.desk.root, self.desk.panels
        return {
            "palette": lambda: root.open(Palette(root.actions)),
            "help": lambda: root.open(HelpCard(root.actions)),
            "theme": self._other_theme,
            "larger": self._larger,
            "stage_alone": self._stage_alone,
            "zoom_in": lambda: self._zoom(panels.looked_at.seen.zoom + 1),
            "zoom_out": lambda: self._zoom(panels.looked_at.seen.zoom - 1),
            "zoom_fit": lambda: self._zoom(0),
            **{name: partial(self._turn, name) for name in self._rooms},
            **{f"zoom_{2**i}": partial(self._zoom, 2**i) for i in range(6)},
        }

    @property
    def checked(self) -> frozenset[str]:
        """Panels that are there."""
        return frozenset(name for name, room in self._rooms.items() if room.visible)

    def _turn(self, name: str) -> None:
        self._rooms[name].visible = not self._rooms[name].visible

    def _stage_alone(self) -> None:
        """Hide all panels; where they are hidden, show again those that were there."""
        shown = self.checked
        for name, room in self._rooms.items():
            room.visible = not shown and name not in self._hidden_before
        if shown:
            self._hidden_before = frozenset(self._rooms) - shown

    def _zoom(self, zoom: int) -> None:
        picture = self.desk.panels.looked_at
        middle = picture.rect.w // 2, picture.rect.h // 2
        picture.eye = picture.seen.at(zoom, middle) if zoom > 0 else Eye()

    def _other_theme(self) -> None:
        self.theme = "light" if self.theme == "dark" else "dark"
        self._wear()

    def _larger(self) -> None:
        self.scale = SCALES[(SCALES.index(self.scale) + 1) % len(SCALES)]
        self._wear()

    def _wear(self) -> None:
        self.desk.root.wear(THEMES[self.theme].scaled(self.scale))
