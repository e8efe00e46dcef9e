"""The differentiable compositor: the runtime's painting rules in torch, soft or exact.

Colours and alpha are floats in [0, 255], straight alpha. Hard painting equals `spritelift_runtime.compositor`
bit for bit, because every value in its two rules (`blending.blended`) is a whole number that float32 holds.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import drawn, paint_order
from spritelift_runtime.scene import Plane, Scene

Canvas = Float[Tensor, "3 high wide"]
Picture = Float[Tensor, "4 h w"]
Blend = Callable[[Tensor, Tensor], Tensor]


def blend_soft(under: Canvas, picture: Picture) -> Canvas:
    """`under` behind `picture`, differentiable in both (MarioNette's eq. 4 without its rounding)."""
    alpha = picture[3:] / 255
    return alpha * picture[:3] + (1 - alpha) * under


def blend_hard(under: Canvas, picture: Picture) -> Canvas:
    """`under` behind `picture` by the runtime's `rounded` rule; no gradient."""
    alpha = picture[3:]
    return torch.floor((alpha * picture[:3] + (255 - alpha) * under + 127) / 255)


def blend_hard_as_pygame(under: Canvas, picture: Picture) -> Canvas:
    """`under` behind `picture` by the runtime's `pygame` rule; no gradient."""
    return under + torch.floor(((picture[:3] - under) * picture[3:] + picture[:3]) / 256)


def blend_straight_through(under: Canvas, picture: Picture) -> Canvas:
    """The hard rule's values with the soft rule's gradients."""
    soft = blend_soft(under, picture)
    return soft + (blend_hard(under, picture) - soft).detach()


def paint(canvas: Canvas, picture: Picture, x: int, y: int, blend: Blend) -> Canvas:
    """`canvas` with `picture`'s corner at (x, y); what falls outside is dropped. `canvas` itself stays as it was."""
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + picture.shape[1], canvas.shape[1]), min(x + picture.shape[2], canvas.shape[2])
    if top >= bottom or left >= right:
        return canvas
    part = picture[:, top - y : bottom - y, left - x : right - x]
    painted = canvas.clone()
    painted[:, top:bottom, left:right] = blend(canvas[:, top:bottom, left:right], part)
    return painted


def paint_all(
    canvas: Canvas, pictures: Float[Tensor, "n 4 h w"], corners: Int64[Tensor, "n 2"], blend: Blend = blend_soft
) -> Canvas:
    """Paint n pictures in their order, each with its corner at its (x, y)."""
    for picture, (x, y) in zip(pictures, corners.tolist(), strict=True):
        canvas = paint(canvas, picture, x, y, blend)
    return canvas


def compose(scene: Scene, art: Art, *, hard: bool = True) -> Canvas:
    """Draw a scene as the runtime does; with `hard`, the same bytes (as floats)."""
    width, height = art.size
    exact = blend_hard if art.blend == "rounded" else blend_hard_as_pygame
    blend = exact if hard else blend_soft
    canvas = torch.zeros(3, height, width)
    for item in paint_order(scene):
        if isinstance(item, Plane):
            canvas = _paint_plane(canvas, item, art, blend)
        else:
            rgba, x, y = drawn(item, art.sprites[item.sprite].rgba)
            canvas = paint(canvas, torch.from_numpy(rgba.copy()).permute(2, 0, 1).float(), x, y, blend)
    return canvas


def _paint_plane(canvas: Canvas, plane: Plane, art: Art, blend: Blend) -> Canvas:
    picture = torch.from_numpy(art.backgrounds[plane.picture].copy()).permute(2, 0, 1).float()
    x, y, width, height = plane.clip
    rows, columns = torch.arange(height) + plane.camera[1], torch.arange(width) + plane.camera[0]
    high, wide = picture.shape[1:]
    if plane.wrap:
        return paint(canvas, picture[:, (rows % high)[:, None], columns % wide], x, y, blend)
    shown = picture[:, rows.clamp(0, high - 1)[:, None], columns.clamp(0, wide - 1)]
    shown[3] *= ((rows >= 0) & (rows < high))[:, None] & (columns >= 0) & (columns < wide)
    return paint(canvas, shown, x, y, blend)
