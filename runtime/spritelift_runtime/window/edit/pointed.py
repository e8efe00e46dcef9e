"""What is under the pointer, at the end of the status line: who stands there, colour, pixel."""

from spritelift_runtime.window.edit.part import Desk, Part
from spritelift_runtime.window.views import Rgb


class Pointed(Part):
    """Says so only while the pointer is over the frame."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: tuple[object, ...] = ()
        self._kept: tuple[object, ...] = ()
        """What the ids in `_shown` are of."""

    def show(self) -> None:
        """Only where it is another pixel, or another picture."""
        stage, status = self.desk.panels.stage, self.desk.panels.status
        seen, frame = self.editor.seen, stage.frame
        pixel = self._pixel()
        shown = (pixel, id(seen), id(frame))
        if shown == self._shown:
            return
        self._shown, self._kept = shown, (seen, frame)
        status.note, status.swatch = "", None
        if pixel is not None and frame is not None:
            red, green, blue = (int(channel) for channel in frame[pixel[1], pixel[0]])
            status.swatch = red, green, blue
            who = self._who(pixel)
            status.note = "   ".join([*who, f"#{red:02x}{green:02x}{blue:02x}", f"{pixel[0]}, {pixel[1]}"])

    def _pixel(self) -> tuple[int, int] | None:
        stage, root = self.desk.panels.stage, self.desk.root
        frame: Rgb | None = stage.frame
        if frame is None or root.opened is not None or not stage.rect.collidepoint(root.look.pointer):
            return None
        x, y = stage.pixel(root.look.pointer)
        return (x, y) if 0 <= x < frame.shape[1] and 0 <= y < frame.shape[0] else None

    def _who(self, pixel: tuple[int, int]) -> tuple[str, ...]:
        editor = self.editor
        row = editor.picker.at(editor.seen, *pixel)
        if row is None:
            return ()
        placement = editor.seen.placements[row]
        name = editor.journal.document.art.sprites[placement.sprite].name
        return (name, f"track {placement.track}") if placement.track >= 0 else (name,)
