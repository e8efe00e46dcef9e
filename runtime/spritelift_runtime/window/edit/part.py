"""What the window is made of: parts, each with the actions it does and the messages it answers, around one desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pygame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.panels import Panels
from spritelift_runtime.window.sources import Frames
from spritelift_runtime.window.widgets.actions import Moment
from spritelift_runtime.window.widgets.messages import Message
from spritelift_runtime.window.widgets.root import Root

Deed = Callable[[], object]
Deeds = Mapping[str, Deed]
"""What actions do, by their id."""


@dataclass(frozen=True, eq=False)
class Work:
    """What is edited, and where it goes."""

    bundle: Bundle
    out: Path
    """The new bundle; other files are written beside it, their names beginning with its own."""
    recording: Frames | None = None
    """What the scenes were made from, where that is at hand."""
    fps: float = 60.0
    """Frames a second of the game."""
    live: LiveGame | None = None
    """The game itself, where it is played."""

    paint_with: str | None = None
    """The program that a person paints with; None for the system's choice."""

    def beside(self, ending: str) -> Path:
        """A file or folder beside the new bundle."""
        return self.out.with_name(self.out.name + ending)


@dataclass(frozen=True, eq=False)
class Desk:
    """What all parts work on."""

    editor: Editor
    work: Work
    panels: Panels
    root: Root


class Part:
    """One thing that the window can do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def editor(self) -> Editor:
        """The desk's."""
        return self.desk.editor

    def deeds(self) -> Deeds:
        """Actions that it does."""
        return {}

    def take(self, message: Message) -> bool:
        """Answer a message; False where it is none of this part's."""
        return False

    def early(self, event: pygame.event.Event) -> bool:
        """Look at an event before the widgets do; True where it is taken from them."""
        return False

    def tick(self, now_ms: int) -> None:
        """Let time pass."""

    def show(self) -> None:
        """Put what it knows into its widgets: at no cost where nothing has changed."""

    @property
    def moment(self) -> Moment | None:
        """What goes on, where this part knows that."""
        return None

    @property
    def badge(self) -> str:
        """The status line's, where it is this part's."""
        return ""

    @property
    def facts(self) -> tuple[str, ...]:
        """What the status line says of it."""
        return ()

    @property
    def possible(self) -> Mapping[str, bool]:
        """Actions that can, or can't, be done as things are now."""
        return {}

    @property
    def checked(self) -> frozenset[str]:
        """Actions that are switched on now: they have a mark in the menus."""
        return frozenset()
