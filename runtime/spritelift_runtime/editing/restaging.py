"""Other characters and other backgrounds in the same scenes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.editing.checks import check_background, check_sprite, free_name
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Backdrop, Edit, OfPlacements, inside
from spritelift_runtime.editing.sheet_edits import Draw, Hang
from spritelift_runtime.editing.stepwise import Steps, at_once
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError, MissingError, SizeError
from spritelift_runtime.scene import Placement, Scene

Role = tuple[int, int, int, bool]
"""A sprite that comes, where its box's corner stands from that of the sprite that goes (x, y), neither of them flipped,
and whether it is mirrored."""


@dataclass(frozen=True, kw_only=True)
class Recast(OfPlacements):
    """Another character acts: each sprite of `cast` (its id, then who comes for it) is exchanged wherever it is placed.

    Who is turned or scaled stands about the same middle.
    """

    cast: tuple[tuple[int, Role], ...] = ()

    def _art(self, art: Art) -> Art:
        for sprite, (becomes, *_) in self.cast:
            check_sprite(art, sprite)
            check_sprite(art, becomes)
        return art

    def _each(self, placement: Placement, art: Art) -> Sequence[Placement]:
        role = dict(self.cast).get(placement.sprite)
        return (placement if role is None else acted(placement, role, art),)


@dataclass(frozen=True, kw_only=True)
class Perform(Edit):
    """Who is meant does on each frame of `where` what the next of `steps` says; beyond the last, nothing."""

    where: Where = field(default_factory=Where)
    steps: tuple[Role, ...] = ()

    def _art(self, art: Art) -> Art:
        for becomes in {step[0] for step in self.steps}:
            check_sprite(art, becomes)
        return art

    def _scene(self, scene: Scene, frame: int, art: Art) -> Scene:
        rows = self.where.rows_of(scene, frame)
        if not rows or frame - self.where.first >= len(self.steps):
            return scene
        step = self.steps[frame - self.where.first]
        each = (acted(p, step, art) if row in rows else p for row, p in enumerate(scene.placements))
        return replace(scene, placements=tuple(each))


def acted(placement: Placement, role: Role, art: Art) -> Placement:
    """Another sprite in a placement; what was cut off or shown in other colours isn't any more."""
    becomes, dx, dy, mirrored = role
    (wide, high), (new_wide, new_high) = art.sprites[placement.sprite].box, art.sprites[becomes].box
    if placement.angle or placement.scale != 1.0:
        dx, dy = (wide - new_wide) // 2, (high - new_high) // 2
    stands = inside(placement, (wide, high), (dx, dy, new_wide, new_high))
    return replace(stands, sprite=becomes, flip_x=placement.flip_x != mirrored, cut=None, recolour=())


def brought(source: Art, sprites: Iterable[int], art: Art) -> tuple[Draw, ...]:
    """The edits that bring sprites of another bundle into this sheet, whole: under their own names as far as these are
    free, and together in animations of names that are.

    Raises:
        ConfigError: a sprite that the other bundle hasn't.
    """
    names = {sprite.name for sprite in art.sprites}
    titles = {sprite.animation or "" for sprite in art.sprites}
    animations: dict[str, str] = {}
    drawn = []
    for i in sprites:
        check_sprite(source, i)
        sprite = source.sprites[i]
        if sprite.animation is not None and sprite.animation not in animations:
            animations[sprite.animation] = free_name(titles, sprite.animation)
        drawn.append(
            Draw(
                name=free_name(names, sprite.name),
                rgba=sprite.rgba,
                animation=animations.get(sprite.animation or ""),
                duration_ms=sprite.duration_ms,
                margin=sprite.margin,
                pivot=sprite.pivot,
            )
        )
    return tuple(drawn)


def poses_of(art: Art, animation: str) -> tuple[int, ...]:
    """The sprites of an animation, in their order.

    Raises:
        MissingError: there is no such animation.
    """
    found = tuple(i for i, sprite in enumerate(art.sprites) if sprite.animation == animation)
    if not found:
        known = ", ".join(dict.fromkeys(sprite.animation for sprite in art.sprites if sprite.animation)) or "none"
        raise MissingError(f"no animation is called {animation!r}. There are: {known}.")
    return found


def behind(
    document: Document, rgba: UInt8[np.ndarray, "h w 4"], *, picture: int = -1, where: Where | None = None,
    tiled: bool = False,
) -> tuple[Hang, Backdrop]:  # fmt: skip
    """The edits that put another picture behind the same sprites, in place of `picture` (-1: of all that show there).
    Planes keep their clip, camera and wrap.

    Raises:
        ConfigError: no such background, or no frame shows it.
        SizeError: cameras see more than the new picture has, and it isn't `tiled` over what they see.
    """
    return at_once(behind_steps(document, rgba, picture, where or Where(), tiled))


def behind_steps(
    document: Document, rgba: UInt8[np.ndarray, "h w 4"], picture: int, where: Where, tiled: bool
) -> Steps[tuple[Hang, Backdrop]]:
    """The same, a little at a time."""
    if picture != -1:
        check_background(document.art, picture)
    wide, high = yield from _seen_size(document, picture, where)
    if rgba.shape[1] < wide or rgba.shape[0] < high:
        if not tiled:
            raise SizeError(
                f"the picture is {rgba.shape[1]}x{rgba.shape[0]} px, cameras see {wide}x{high} px of the old one. "
                f"Give one of at least {wide}x{high} px, or have it repeated."
            )
        times = -(-high // rgba.shape[0]), -(-wide // rgba.shape[1])
        rgba = np.tile(rgba, (*times, 1))[: max(high, rgba.shape[0]), : max(wide, rgba.shape[1])]
    return Hang(rgba=rgba), Backdrop(where=where, picture=picture, becomes=len(document.art.backgrounds))


def _seen_size(document: Document, picture: int, where: Where) -> Steps[tuple[int, int]]:
    """How far to the right and down cameras see of it; planes that wrap can do with any size."""
    wide = high = count = 0
    for frame in range(where.first, len(document) if where.end is None else min(where.end, len(document))):
        yield frame / len(document)
        for plane in document.scene(frame).planes:
            if picture in (-1, plane.picture):
                count += 1
                if not plane.wrap:
                    old_high, old_wide = document.art.backgrounds[plane.picture].shape[:2]
                    wide = max(wide, min(plane.camera[0] + plane.clip[2], old_wide))
                    high = max(high, min(plane.camera[1] + plane.clip[3], old_high))
    if not count:
        raise ConfigError("no frame shows that background. Choose one that is shown, and frames that show it.")
    return wide, high
