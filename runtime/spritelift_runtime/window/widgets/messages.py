"""What widgets have to say: small frozen records that a window collects and steps its state by. No pygame here."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """Something that a person did to a widget. `id` is the widget's."""

    id: str


@dataclass(frozen=True)
class Pressed(Message):
    """A button."""


@dataclass(frozen=True)
class Invoked(Message):
    """An action, by its key, a menu, a button or the palette; `id` is the action's."""


@dataclass(frozen=True)
class Toggled(Message):
    """A switch is `on` now."""

    on: bool


@dataclass(frozen=True)
class Folded(Message):
    """A panel (or a group of a grid, by its title) is folded away, or back."""

    folded: bool
    group: str = ""


@dataclass(frozen=True)
class Slid(Message):
    """A slider stands at `value`; `done` once it is let go, which is when an undo step ends."""

    value: float
    done: bool = True


@dataclass(frozen=True)
class Scrubbed(Message):
    """A timeline stands at `frame`; `done` once it is let go."""

    frame: int
    done: bool = True


@dataclass(frozen=True)
class Resized(Message):
    """A side panel is `size` pixels wide (or high) now, of a display of scale 1."""

    size: int


@dataclass(frozen=True)
class Chosen(Message):
    """The rows (cells, lanes) chosen now, in order."""

    rows: tuple[int, ...]


@dataclass(frozen=True)
class Opened(Message):
    """A row was clicked twice, or Enter pressed on it."""

    row: int


@dataclass(frozen=True)
class Renamed(Message):
    """A row's new name."""

    row: int
    text: str


@dataclass(frozen=True)
class Switched(Message):
    """One of a row's own switches (an eye, a lock) was clicked; `on` is what it should become."""

    row: int
    switch: str
    on: bool


@dataclass(frozen=True)
class Typed(Message):
    """A field's text while it is being typed."""

    text: str


@dataclass(frozen=True)
class Entered(Message):
    """A field's text, with Enter or by leaving it."""

    text: str


@dataclass(frozen=True)
class Refused(Message):
    """A text that doesn't fit its field was to be entered."""

    text: str


@dataclass(frozen=True)
class Cancelled(Message):
    """A field was left with Esc; its text is what it was."""


@dataclass(frozen=True)
class Dropped(Message):
    """`payload` was dragged from the widget `source` and let go over this one, at a window `position`."""

    source: str
    payload: Any
    position: tuple[int, int]


@dataclass(frozen=True)
class FileDropped(Message):
    """A file was dragged in from another program and let go over the widget `id`, as far as can be told."""

    path: str
    position: tuple[int, int]


@dataclass(frozen=True)
class Asked(Message):
    """A right click that nothing else took, at a window `position`: time for a menu of what is there."""

    position: tuple[int, int]


@dataclass(frozen=True)
class Opening(Message):
    """A widget wants `overlay` opened. The root answers this one itself; windows don't see it."""

    overlay: Any


Messages = tuple[Message, ...]
