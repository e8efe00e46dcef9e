"""Scenes to pixels: straight alpha on uint8, by the rule that the art says (`blending`)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import NO_MARGIN, Art, Sprite
from spritelift_runtime.blending import BLENDS, Blend, blended
from spritelift_runtime.scene import Placement, Plane, Recolour, Scene

Rgb = UInt8[np.ndarray, "_ _ 3"]  # sizes without names: canvas and pictures of one call differ in size
Rgba = UInt8[np.ndarray, "_ _ 4"]
PACKED = 4
"""Channels of a pixel that is one number of 32 bits."""


def compose(scene: Scene, art: Art, canvas: Rgb | None = None) -> Rgb:
    """Draw `scene`. `canvas` (painted on in place) starts black where it isn't given."""
    if canvas is None:
        canvas = np.zeros((art.size[1], art.size[0], 3), np.uint8)
    paint(scene, art, canvas)
    return canvas


def paint(scene: Scene, art: Art, canvas: Rgb | Rgba) -> None:
    """Draw `scene` onto `canvas`, in place. Where that has alpha, it becomes 255 under what is opaque, and elsewhere at
    least the alpha of what is painted there."""
    for item in paint_order(scene):
        if isinstance(item, Plane):
            paint_plane(canvas, item, art.backgrounds[item.picture], art.blend)
        else:
            picture, x, y = shown(item, art.sprites[item.sprite])
            paste(canvas, picture, x, y, art.blend)


def paint_order(scene: Scene) -> list[Plane | Placement]:
    """Planes and placements, back to front."""
    items: Iterable[Plane | Placement] = (*scene.planes, *scene.placements)
    return sorted(items, key=lambda item: item.layer)  # stable: planes stay before placements of their layer


def paint_plane(canvas: Rgb | Rgba, plane: Plane, picture: Rgba, blend: Blend = "rounded") -> None:
    """Paint the part of `picture` that the plane's camera sees into the plane's clip, in place."""
    clip_x, clip_y, width, height = plane.clip
    if plane.recolour:
        picture = recoloured(picture, plane.recolour)
    if plane.wrap:
        rows = (np.arange(height) + plane.camera[1]) % picture.shape[0]
        columns = (np.arange(width) + plane.camera[0]) % picture.shape[1]
        paste(canvas, picture[rows[:, None], columns[None, :]], clip_x, clip_y, blend)
        return
    x, y = plane.camera
    left, top = max(x, 0), max(y, 0)
    seen = picture[top : max(y + height, 0), left : max(x + width, 0)]
    paste(canvas, seen, clip_x + left - x, clip_y + top - y, blend)


def paint_placement(canvas: Rgb | Rgba, placement: Placement, rgba: Rgba, blend: Blend = "rounded") -> None:
    """Paint one placement of the sprite picture `rgba`, in place."""
    picture, x, y = drawn(placement, rgba)
    paste(canvas, picture, x, y, blend)


def shown(placement: Placement, sprite: Sprite) -> tuple[Rgba, int, int]:
    """As `drawn`, of a sprite that may have been repainted in another outline: what it has more shows where the cut
    shows the learnt pixel nearest to it, and stands out of the box that the placement places."""
    if sprite.margin == NO_MARGIN and (placement.cut is None or sprite.cut_at is None):
        return drawn(placement, sprite.rgba)
    left, top, right, bottom = sprite.margin
    rgba = sprite.rgba
    if placement.cut is not None:
        mask = placement.cut.mask
        mask = np.pad(mask, ((top, bottom), (left, right))) if sprite.cut_at is None else mask.ravel()[sprite.cut_at]
        rgba, placement = np.where(mask[..., None], rgba, 0).astype(np.uint8), replace(placement, cut=None)
    # One margin on both sides, so that mirroring and turning keep the box's middle in its place.
    wide, high = max(left, right), max(top, bottom)
    rgba = np.pad(rgba, ((high - top, high - bottom), (wide - left, wide - right), (0, 0)))
    return drawn(replace(placement, x=placement.x - wide, y=placement.y - high), rgba)


def drawn(placement: Placement, rgba: Rgba) -> tuple[Rgba, int, int]:
    """The picture a placement pastes, with every option applied, and where (x, y) its corner goes."""
    if placement.cut is not None:
        rgba = np.where(placement.cut.mask[..., None], rgba, 0).astype(np.uint8)
    if placement.flip_x:
        rgba = rgba[:, ::-1]
    if placement.flip_y:
        rgba = rgba[::-1]
    if placement.recolour:
        rgba = recoloured(rgba, placement.recolour)
    if placement.exact:
        return rgba, placement.x, placement.y
    rgba = toned(rgba, placement.opacity, placement.tint)
    if placement.angle == 0.0 and placement.scale == 1.0:
        return rgba, placement.x, placement.y
    return turned(rgba, placement)


def recoloured(rgba: Rgba, recolour: Recolour) -> Rgba:
    """Each colour named replaced by its own; all others, and alpha, stay."""
    out = rgba.copy()
    for old, new in recolour:
        out[(rgba[..., :3] == np.array(old, np.uint8)).all(-1), :3] = new
    return out


def toned(rgba: Rgba, opacity: float, tint: tuple[int, int, int] | None) -> Rgba:
    """Colours times `tint`/255, alpha times `opacity`, both rounded to nearest."""
    out = rgba.copy()
    if tint is not None:
        out[..., :3] = (rgba[..., :3].astype(np.uint16) * np.array(tint, np.uint16) + 127) // 255
    out[..., 3] = np.rint(rgba[..., 3] * np.clip(opacity, 0.0, 1.0)).astype(np.uint8)
    return out


def turned(rgba: Rgba, placement: Placement) -> tuple[Rgba, int, int]:
    """The picture scaled, then rotated about its centre, and the corner it is pasted at."""
    height, width = rgba.shape[:2]
    out = rotated(scaled(rgba, placement.scale), placement.angle)
    return out, centred(placement.x, width, out.shape[1]), centred(placement.y, height, out.shape[0])


def centred(corner: int, side: int, other: int) -> int:
    """Where a picture `other` pixels wide (or high) begins on the middle of one of `side` pixels that begins at
    `corner`."""
    return corner + side // 2 - other // 2


def scaled(rgba: Rgba, scale: float) -> Rgba:
    """The picture resized by nearest neighbour, to the pixel as `pygame.transform.scale` does it; sides are rounded."""
    high, wide = (max(1, round(side * scale)) for side in rgba.shape[:2])
    rows, columns = np.arange(high) * rgba.shape[0] // high, np.arange(wide) * rgba.shape[1] // wide
    return rgba[rows[:, None], columns]


def rotated(rgba: Rgba, angle: float) -> Rgba:
    """The picture turned counter-clockwise by nearest neighbour, as `pygame.transform.rotate` does it.

    Quarter turns are exact. Else sides are cut down to whole pixels, and rows counted from half the height, which is
    half a pixel off the middle where that is even: measured, a pixel or none of a picture then comes out different.
    """
    if angle % 90 == 0:
        return np.rot90(rgba, int(angle // 90) % 4)
    height, width = rgba.shape[:2]
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    wide = max(1, int(abs(cos) * width + abs(sin) * height + 1e-9))
    high = max(1, int(abs(sin) * width + abs(cos) * height + 1e-9))
    x = np.arange(wide)[None, :] - (wide - 1) / 2
    y = np.arange(high)[:, None] - high // 2
    source_x = np.floor(cos * x - sin * y + width / 2).astype(int)
    source_y = np.floor(sin * x + cos * y + height / 2).astype(int)
    inside = (source_x >= 0) & (source_x < width) & (source_y >= 0) & (source_y < height)
    seen = rgba[source_y.clip(0, height - 1), source_x.clip(0, width - 1)]
    return np.where(inside[..., None], seen, 0).astype(np.uint8)


def paste(canvas: Rgb | Rgba, rgba: Rgba, x: int, y: int, blend: Blend = "rounded") -> None:
    """Blend `rgba` onto `canvas` in place with its corner at (x, y); what falls outside is dropped.

    Where the canvas has alpha, the greater one of the two stays: it says where anything was painted.
    """
    high, wide = canvas.shape[:2]
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + rgba.shape[0], high), min(x + rgba.shape[1], wide)
    if top >= bottom or left >= right:
        return
    part = rgba[top - y : bottom - y, left - x : right - x]
    target = canvas[top:bottom, left:right]
    alpha = part[..., 3]
    hard = alpha == 255
    if canvas.shape[2] == PACKED and part.strides[2] == 1:
        np.copyto(target.view(np.uint32)[..., 0], part.view(np.uint32)[..., 0], where=hard)
    else:
        for channel in range(canvas.shape[2]):  # one by one: a mask broadcast over channels copies 3.7 times slower
            np.copyto(target[..., channel], part[..., channel], where=hard)
    if np.count_nonzero(alpha) > np.count_nonzero(hard):
        soft = (alpha > 0) & ~hard
        under, colour = target[soft].astype(np.int32), part[soft].astype(np.int32)
        mixed = blended(under[:, :3], colour[:, :3], colour[:, 3:], BLENDS.index(blend))
        target[soft] = np.concatenate([mixed, np.maximum(under[:, 3:], colour[:, 3:])[:, : under.shape[1] - 3]], 1)
