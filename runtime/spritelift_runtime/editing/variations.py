"""A whole game shown otherwise, as edits: other colours, another background, other sprites, or some of them gone.

What an agent knows of a game shows when it is shown otherwise. Each function gives edits for the window or for a
running environment; they can be joined, one's after the other's.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import Rgba
from spritelift_runtime.editing.casting import Align, role
from spritelift_runtime.editing.edits import Edit, Remove
from spritelift_runtime.editing.restaging import Recast
from spritelift_runtime.editing.sheet_edits import Paint, Redraw
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.segmenting import chosen

Colour = tuple[int, int, int]
Palette = Mapping[Colour, Colour] | Callable[[np.ndarray], np.ndarray]
"""Colours and what they become; or a function of uint8 [n, 3]."""
Names = Sequence[str | int]
"""Of sprites or animations, globs of these, or ids."""


def in_colours(art: Art, palette: Palette, *, names: Names | None = None, behind: bool = True) -> tuple[Edit, ...]:
    """Everything in other colours: sprites (those named, else all) and, unless `behind` is False, backgrounds."""
    sprites = range(len(art.sprites)) if names is None else ids_of(art, names)
    edits = [Paint(picture=i, rgba=_toned(art.sprites[i].rgba, palette)) for i in sprites]
    pictures = enumerate(art.backgrounds) if behind else ()
    return (*edits, *(Paint(picture=i, behind=True, rgba=_toned(rgba, palette)) for i, rgba in pictures))


def before(art: Art, picture: np.ndarray | Colour) -> tuple[Edit, ...]:
    """Another background: one colour, or a picture (RGB or RGBA) that is repeated where a background is larger."""
    tile = np.asarray(picture, np.uint8)
    tile = tile.reshape(1, 1, -1) if tile.ndim == 1 else tile
    if tile.ndim != 3 or tile.shape[2] not in (3, 4) or not tile.size:
        raise SizeError(f"a background of shape {tile.shape} is no picture. Give (h, w, 3), (h, w, 4), or a colour.")
    tile = np.dstack([tile, np.full(tile.shape[:2], 255, np.uint8)]) if tile.shape[2] == 3 else tile
    return tuple(
        Paint(picture=i, behind=True, rgba=_tiled(tile, *behind.shape[:2])) for i, behind in enumerate(art.backgrounds)
    )


def instead(art: Art, others: Mapping[str | int, str | int | np.ndarray]) -> tuple[Edit, ...]:
    """Other sprites: for each name (an animation's or a glob, too) or id the sprite that stands in its place, about
    the same middle; or a picture of the same size that it becomes. All at once: sprites may change places.

    Raises:
        ConfigError: no such sprite, or a name for several where one is meant.
        SizeError: a picture of another size.
    """
    edits, became = list[Edit](), dict[int, int]()
    for name, other in others.items():
        for sprite in ids_of(art, [name]):
            if isinstance(other, np.ndarray):
                edits.append(Redraw(sprite=sprite, rgba=other, margin=art.sprites[sprite].margin))
            else:
                became[sprite] = _one(art, other)
    cast = tuple((goes, role(art, goes, comes, Align.MIDDLE)) for goes, comes in became.items())
    return (*edits, Recast(cast=cast)) if cast else tuple(edits)


def without(art: Art, names: Names) -> tuple[Edit, ...]:
    """These sprites gone.

    Raises:
        ConfigError: no such sprite.
    """
    return (Remove(where=Where(sprites=ids_of(art, names))),)


def hue_turned(degrees: float | int) -> Callable[[np.ndarray], np.ndarray]:
    """A palette: each colour turned about the grey axis of RGB; greys stay."""
    turn, third = np.deg2rad(degrees), np.full((3, 3), 1 / 3)
    axis = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    # Rodrigues' rotation, about the axis (1, 1, 1).
    matrix = np.cos(turn) * np.eye(3) + np.sin(turn) * axis + (1 - np.cos(turn)) * third
    return lambda rgb: np.rint(rgb @ matrix.T).clip(0, 255).astype(np.uint8)


def grey(rgb: np.ndarray) -> np.ndarray:
    """A palette: brightness alone (ITU-R BT.601, as televisions and Gymnasium's preprocessing have it)."""
    return np.rint(rgb @ np.array([0.299, 0.587, 0.114]))[:, None].repeat(3, 1).astype(np.uint8)


def ids_of(art: Art, names: Names) -> tuple[int, ...]:
    """The sprites that are meant, in their order.

    Raises:
        ConfigError: no such sprite.
    """
    ids = {name for name in names if not isinstance(name, str)}
    if wrong := [each for each in ids if not 0 <= each < len(art.sprites)]:
        raise ConfigError(f"there is no sprite {wrong[0]}; the sheet has {len(art.sprites)}, counted from 0.")
    return tuple(sorted(ids | chosen([name for name in names if isinstance(name, str)], art)))


def _toned(rgba: Rgba, palette: Palette) -> Rgba:
    out = rgba.copy()
    if callable(palette):
        out[..., :3] = palette(rgba[..., :3].reshape(-1, 3)).reshape(*rgba.shape[:2], 3)
        return out
    for old, new in palette.items():
        out[(rgba[..., :3] == np.array(old, np.uint8)).all(-1), :3] = new
    return out


def _tiled(tile: Rgba, high: int, wide: int) -> Rgba:
    return np.ascontiguousarray(np.tile(tile, (-(-high // len(tile)), -(-wide // tile.shape[1]), 1))[:high, :wide])


def _one(art: Art, name: str | int) -> int:
    ids = ids_of(art, [name])
    if len(ids) != 1:
        raise ConfigError(f"{name!r} means {len(ids)} sprites, and one is to stand in their place. Name one.")
    return ids[0]
