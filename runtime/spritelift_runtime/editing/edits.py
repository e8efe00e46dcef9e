"""Edits: what someone wants changed, as records. The same record does the same in the window and in a running game.

An edit says what a scene and what the art become; who keeps them, and how that is undone, is `document.py`'s.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spritelift_runtime.art import Art
from spritelift_runtime.editing.checks import check_background, check_sprite
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Placement, Recolour, Scene, altered, moved


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Changes nothing. Edits of placements or planes say `where`; those of the sheet touch no scene."""

    where: Where | None = None

    def art(self, art: Art) -> Art:
        """The art afterwards.

        Raises:
            ConfigError, SizeError: it can't be done to this art.
        """
        return self._art(art)

    def scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        """A frame's scene afterwards; `art` is as it is then. The very same scene where nothing changes."""
        return self._scene(scene, frame, art)

    def _art(self, art: Art) -> Art:
        return art

    def _scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        return scene


@dataclass(frozen=True, kw_only=True)
class OfPlacements(Edit, ABC):
    """An edit of each placement that is meant."""

    where: Where = field(default_factory=Where)

    @abstractmethod
    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        """What stands in its place: each kind's own."""

    def _scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        rows = self.where.rows_of(scene, frame)
        if not rows:
            return scene
        placements: list[Placement] = []
        for row, placement in enumerate(scene.placements):
            placements += self._each(placement, art) if row in rows else (placement,)
        return replace(scene, placements=tuple(placements))


@dataclass(frozen=True, kw_only=True)
class Move(OfPlacements):
    """Whole pixels to the right and down."""

    dx: int = 0
    dy: int = 0

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        return (moved(placement, self.dx, self.dy),)


@dataclass(frozen=True, kw_only=True)
class Remove(OfPlacements):
    """Gone."""

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Flip(OfPlacements):
    """The other way round, in x, in y or in both."""

    x: bool = False
    y: bool = False

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        return (altered(placement, flip_x=placement.flip_x != self.x, flip_y=placement.flip_y != self.y),)


@dataclass(frozen=True, kw_only=True)
class Lift(OfPlacements):
    """Painted `by` layers later; earlier, if it is negative."""

    by: int = 1

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        return (altered(placement, layer=placement.layer + self.by),)


@dataclass(frozen=True, kw_only=True)
class Recoloured(OfPlacements):
    """Shown in other colours; `()` shows its own again."""

    recolour: Recolour = ()

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        return (altered(placement, recolour=self.recolour),)


@dataclass(frozen=True, kw_only=True)
class Become(OfPlacements):
    """Another sprite in its place, about the same middle. A cut is kept where the new one has the same size."""

    sprite: int = 0

    def _art(self, art: Art) -> Art:
        check_sprite(art, self.sprite)
        return art

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        (wide, high), (new_wide, new_high) = art.sprites[placement.sprite].box, art.sprites[self.sprite].box
        cut = placement.cut if (wide, high) == (new_wide, new_high) else None
        became = altered(placement, sprite=self.sprite, cut=cut, recolour=())
        return (moved(became, (wide - new_wide) // 2, (high - new_high) // 2),)


@dataclass(frozen=True, kw_only=True)
class Add(Edit):
    """More placements, painted last of their layer, on each frame that is meant."""

    where: Where = field(default_factory=Where)
    placements: tuple[Placement, ...] = ()

    def _art(self, art: Art) -> Art:
        for placement in self.placements:
            check_sprite(art, placement.sprite)
        return art

    def _scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        return replace(scene, placements=scene.placements + self.placements) if self.where.holds(frame) else scene


@dataclass(frozen=True, kw_only=True)
class Backdrop(Edit):
    """Another picture behind, in every plane that shows `picture`; -1: in all of them."""

    where: Where = field(default_factory=Where)
    picture: int = -1
    becomes: int = 0

    def _art(self, art: Art) -> Art:
        check_background(art, self.becomes)
        return art

    def _scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        meant = [plane for plane in scene.planes if self.picture in (-1, plane.picture)]
        if not meant or not self.where.holds(frame):
            return scene
        planes = (replace(p, picture=self.becomes) if p in meant else p for p in scene.planes)
        return replace(scene, planes=tuple(planes))


def inside(placement: Placement, box: tuple[int, int], rect: Rect) -> Placement:
    """Moved to where a rectangle of its sprite's box (of width and height `box`) is drawn, flips counted."""
    (wide, high), (x, y, w, h) = box, rect
    dx = wide - x - w if placement.flip_x else x
    return moved(placement, dx, high - y - h if placement.flip_y else y)
