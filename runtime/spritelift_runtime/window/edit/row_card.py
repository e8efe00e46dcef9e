"""A question whose answer is a row of a list, and what else there is to say about it."""

from collections.abc import Callable, Sequence

from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.widgets.ask import OK, Ask
from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Chosen, Message, Messages, Opened
from spritelift_runtime.window.widgets.row_drawing import Row
from spritelift_runtime.window.widgets.widget import Widget

ROWS = 4


class RowCard(Ask):
    """`then` gets the place of the row that is chosen; the first one is from the start."""

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        then: Callable[[int], object],
        *,
        widgets: Sequence[Widget] = (),
        ok: str = "OK",
        note: str = "",
    ) -> None:
        self.list = Rows("rows", rows, many=False, empty="None is there.")
        self.list.chosen = (0,) if rows else ()
        super().__init__(title, [self.list, *widgets], lambda: then(self.row), ok=ok, note=note)

    @property
    def row(self) -> int:
        """Which is chosen.

        Raises:
            ConfigError: none.
        """
        if not self.list.chosen:
            raise ConfigError("Choose a row of the list first.")
        return self.list.chosen[0]

    def answer(self, message: Message) -> Messages:
        """A second click, or Enter, on a row answers."""
        if isinstance(message, Opened) and message.id == self.list.id:
            self.do(OK)
            return ()
        return () if isinstance(message, Chosen) else super().answer(message)


class Rows(ListView):
    """So many that the card isn't too high."""

    def least(self, look: Look) -> tuple[int, int]:
        """As many rows as there are, up to `ROWS`."""
        return super().least(look)[0], min(max(len(self.rows), 2), ROWS) * look.theme.row_high


def characters_of(art: Art) -> list[tuple[Row, tuple[int, ...]]]:
    """Who can act: each animation with its sprites, then each sprite of none."""
    animations: dict[str, list[int]] = {}
    alone = []
    for i, sprite in enumerate(art.sprites):
        if sprite.animation is None:
            alone.append(i)
        else:
            animations.setdefault(sprite.animation, []).append(i)
    found = [(name, tuple(ids)) for name, ids in animations.items()] + [(art.sprites[i].name, (i,)) for i in alone]
    return [(Row(name, thumb(art.sprites[ids[0]].rgba), counted(len(ids), "pose")), ids) for name, ids in found]


def backgrounds_of(art: Art) -> list[Row]:
    """Each background picture."""
    return [
        Row(f"Background {i}", thumb(rgba), f"{rgba.shape[1]}x{rgba.shape[0]}")
        for i, rgba in enumerate(art.backgrounds)
    ]
