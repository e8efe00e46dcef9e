"""Which sprites are meant: cells chosen in the sheet, else those of what is selected on the frame; and their menus."""

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.part import Desk, Part
from spritelift_runtime.window.widgets.menu import Menu, items_of
from spritelift_runtime.window.widgets.messages import Asked, Chosen, Message

SHEET_MENU = (
    "paint", "paint_outside", "import_png", "carry", "",
    "rename", "duration", "pivot", "",
    "group", "ungroup", "",
    "split", "merge", "merge_doubles",
)  # fmt: skip
STAGE_MENU = (
    "paint", "",
    "cut", "copy", "paste", "duplicate", "delete", "",
    "flip_x", "flip_y", "layer_up", "layer_down", "",
    "rename", "pivot", "",
    "recast", "recast_bundle", "transfer", "settle",
)  # fmt: skip


class ChosenSprites(Part):
    """Keeps the choice as the sheet changes; a right click opens a menu of what can be done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._of_sheet: tuple[int, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._groups: object = None

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of sprites, in the sheet's order.

        Raises:
            ConfigError: none is chosen.
        """
        ids = self._of_sheet or tuple(sorted({placement.sprite for placement in self.editor.chosen}))
        if not ids:
            raise ConfigError("No sprite is chosen. Click one in the sheet, or something on the frame.")
        return ids

    @property
    def of_sheet(self) -> bool:
        """Whether the sheet says which are meant."""
        return bool(self._of_sheet)

    def take(self, message: Message) -> bool:
        """Cells chosen, and right clicks."""
        match message:
            case Chosen(id="sheet", rows=rows):
                self._of_sheet = tuple(sorted(self.desk.panels.sheet.cells[row].payload for row in rows))
            case Asked(id="sheet", position=position) if self._of_sheet:
                self._menu(SHEET_MENU, position)
            case Asked(id="stage", position=position):
                self._ask_stage(position)
            case Asked(id="placements", position=position) if self.editor.state.selected:
                self._menu(STAGE_MENU, position)
            case _:
                return False
        return True

    def tick(self, now_ms: int) -> None:
        """What is selected on the frame last counts; the sheet's cells may stand elsewhere now."""
        sheet, selected = self.desk.panels.sheet, self.editor.state.selected
        if selected != self._selected:
            self._selected = selected
            if selected:
                self._of_sheet = sheet.chosen = ()
        count = len(self.editor.journal.document.art.sprites)
        if sheet.groups is not self._groups:
            self._groups = sheet.groups
            self._of_sheet = tuple(i for i in self._of_sheet if i < count)
            sheet.chosen = tuple(row for row, cell in enumerate(sheet.cells) if cell.payload in self._of_sheet)

    def _ask_stage(self, position: tuple[int, int]) -> None:
        x, y = self.desk.panels.stage.pixel(position)
        row = self.editor.picker.at(self.editor.scene, x, y)
        if row is not None and row not in self.editor.state.selected:
            self.editor.click(x, y)
        if row is not None or self.editor.state.selected:
            self._menu(STAGE_MENU, position)

    def _menu(self, ids: tuple[str, ...], position: tuple[int, int]) -> None:
        self.desk.root.open(Menu(items_of(self.desk.root.actions, *ids), position))
