"""What is selected, described by numbers that can be typed: the edits that make them so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from spritelift_runtime.art import Art
from spritelift_runtime.editing.edits import Become, Edit, Lift, Move
from spritelift_runtime.editing.selection import Scope, where_of
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement, Scene

FARTHEST_PX = 9999
"""How far off the frame's corner something can be put."""
MOST_LAYERS = 999


@dataclass(frozen=True)
class About:
    """Placements of a frame, by their place in its order, and how far edits of them go."""

    scene: Scene
    frame: int
    rows: frozenset[int]
    scope: Scope
    spared: tuple[tuple[int, bool], ...] = ()
    """Layers that are left alone."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """In the scene's order."""
        return tuple(self.scene.placements[row] for row in sorted(self.rows))

    def put(self, *, x: int | None = None, y: int | None = None) -> list[Edit]:
        """All of them at this place, as far as it is given; what else is meant moves as far as they do."""

        def way(p: Placement) -> tuple[int, int]:
            return (0 if x is None else x - p.x), (0 if y is None else y - p.y)

        return self._each(way, lambda where, by: Move(where=where, dx=by[0], dy=by[1]))

    def lifted_to(self, layer: int) -> list[Edit]:
        """All of them on this layer."""
        return self._each(lambda p: (layer - p.layer, 0), lambda where, by: Lift(where=where, by=by[0]))

    def become(self, sprite: int) -> list[Edit]:
        """Another sprite in place of each."""
        if all(placement.sprite == sprite for placement in self.placements):
            return []
        return [Become(where=where, sprite=sprite) for where in self._wheres(self.rows)]

    def _each(
        self, way: Callable[[Placement], tuple[int, int]], edit: Callable[[Where, tuple[int, int]], Edit]
    ) -> list[Edit]:
        """Those that go equally far together."""
        groups: dict[tuple[int, int], set[int]] = {}
        for row in self._leaders():
            groups.setdefault(way(self.scene.placements[row]), set()).add(row)
        return [edit(where, by) for by, rows in groups.items() if by != (0, 0) for where in self._wheres(rows)]

    def _leaders(self) -> Iterable[int]:
        """The first of each track, or each sprite, that moves as one: two ways at once are none."""
        if self.scope is Scope.FRAME:
            return sorted(self.rows)
        seen: dict[tuple[str, int], int] = {}
        for row in sorted(self.rows):
            placement = self.scene.placements[row]
            lone = ("row", row) if placement.track < 0 else ("track", placement.track)
            seen.setdefault(("sprite", placement.sprite) if self.scope is Scope.EVERY else lone, row)
        return seen.values()

    def _wheres(self, rows: Iterable[int]) -> tuple[Where, ...]:
        return where_of(self.scene, self.frame, rows, self.scope, self.spared)


def sprite_called(art: Art, text: str) -> int:
    """The sprite of that name, or of that number in the sheet.

    Raises:
        ConfigError: there is none; names one that is spelt nearly so.
    """
    name = text.strip()
    names = {sprite.name: i for i, sprite in enumerate(art.sprites)}
    if name in names:
        return names[name]
    if name.isascii() and name.isdigit() and int(name) < len(art.sprites):
        return int(name)
    near = get_close_matches(name, names, 1, 0.5)
    mend = f"Did you mean {near[0]!r}?" if near else f"The sheet has {len(names)}, from 0 to {len(names) - 1}."
    raise ConfigError(f"there is no sprite {name!r}. {mend}")
