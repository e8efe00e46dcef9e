"""What a person can do, by name: title, keys, when it can be done. Menus, palette, keys and help all read this.

No pygame here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.widgets.chords import chord


class Moment(StrEnum):
    """What goes on when a key is pressed; the value finishes the sentence "... has a key of its own"."""

    FREE = "while nothing is selected"
    SELECTED = "while something is selected"
    PAINT = "while a picture is being painted"
    PLAY = "while the game is being played"


ARRANGING = frozenset({Moment.FREE, Moment.SELECTED})
EDITING = ARRANGING | {Moment.PAINT}
ALWAYS = frozenset(Moment)


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that can be done. Keys are chords; any of them does it."""

    id: str
    title: str
    keys: tuple[str, ...] = ()
    category: str = "General"
    when: frozenset[Moment] = EDITING
    mouse: str = ""
    """How the pointer does it without a menu, for the help."""
    enabled: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(chord(key) for key in self.keys))

    @property
    def gesture(self) -> bool:
        """Whether only the pointer can do it, so that no menu can."""
        return bool(self.mouse) and not self.keys

    @property
    def key_text(self) -> str:
        """Its first key, for menus and tips; "" where it has none."""
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True)
class Actions:
    """All actions of a window, in the order of its help; no two share a key at one moment."""

    listed: tuple[Action, ...] = field(default=())

    def __post_init__(self) -> None:
        for problem in (self._twice(), self._clash()):
            if problem:
                raise ConfigError(problem)

    def __iter__(self) -> Iterator[Action]:
        return iter(self.listed)

    def __getitem__(self, id_: str) -> Action:
        """The action of that id.

        Raises:
            ConfigError: there is none.
        """
        try:
            return self._by_id[id_]
        except KeyError:
            near = get_close_matches(id_, self._by_id, 1, 0.5)
            mend = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(self._by_id)}."
            raise ConfigError(f"no action {id_!r}. {mend}") from None

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def on(self, key: str, moment: Moment) -> Action | None:
        """The action that the chord `key` means at a moment; None where it means nothing or can't be done now."""
        action = self._by_key.get((key, moment))
        return action if action is not None and action.enabled else None

    def remapped(self, keys: Mapping[str, Iterable[str]]) -> "Actions":
        """The same with other keys for the actions named.

        Raises:
            ConfigError: an unknown action or key, or two actions on one key at one moment.
        """
        new = {id_: replace(self[id_], keys=tuple(own)) for id_, own in keys.items()}
        return Actions(tuple(new.get(action.id, action) for action in self.listed))

    def with_enabled(self, enabled: Mapping[str, bool]) -> "Actions":
        """The same, with the actions named able to be done or not. Keys are as checked before."""
        if all(self[id_].enabled == on for id_, on in enabled.items()):
            return self
        return Actions(tuple(replace(action, enabled=enabled.get(action.id, action.enabled)) for action in self.listed))

    def help(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Category by category, lines of keys (and what the pointer does) and titles; what has neither is left out."""
        pages: dict[str, list[tuple[str, str]]] = {}
        for action in self.listed:
            ways = ", ".join([*action.keys, *([action.mouse] if action.mouse else [])])
            if ways:
                pages.setdefault(action.category, []).append((ways, action.title))
        return tuple((category, tuple(lines)) for category, lines in pages.items())

    @cached_property
    def _by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.listed}

    @cached_property
    def _by_key(self) -> dict[tuple[str, Moment], Action]:
        return {(key, moment): action for action in self.listed for key in action.keys for moment in action.when}

    def _twice(self) -> str | None:
        ids = [action.id for action in self.listed]
        twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
        return twice and f"two actions are called {twice!r}. Give one another id."

    def _clash(self) -> str | None:
        taken: dict[tuple[str, Moment], Action] = {}
        for action in self.listed:
            for key in action.keys:
                for moment in sorted(action.when):
                    other = taken.setdefault((key, moment), action)
                    if other is not action:
                        return (
                            f"{key} means both {other.id!r} and {action.id!r} {moment.value}. "
                            f"Give one of them another key, or none: {other.id} = []."
                        )
        return None


def help_text(actions: Actions) -> str:
    """The help as plain text: categories, under each its lines."""
    wide = max((len(ways) for _, lines in actions.help() for ways, _ in lines), default=0)
    pages = [
        "\n".join([category, *(f"  {ways:<{wide}}  {title}" for ways, title in lines)])
        for category, lines in actions.help()
    ]
    return "\n\n".join(pages)
