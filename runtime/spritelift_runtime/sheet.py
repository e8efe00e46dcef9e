"""Sprite sheets: one PNG and one TexturePacker JSON hash, which Phaser and PixiJS load as they are."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from spritelift_runtime.art import NO_MARGIN, Margin, Soft, Sprite
from spritelift_runtime.errors import FormatError, MissingError, SizeError
from spritelift_runtime.files import write_bytes, write_json
from spritelift_runtime.packing import Packing, pack

FORMAT = "spritelift.sheet/1"
PICTURE, ATLAS = "sprites.png", "sprites.json"

Rgba = UInt8[np.ndarray, "_ _ 4"]


def write_sheet(folder: Path | str, sprites: Sequence[Sprite]) -> None:
    """Write `sprites.png` and `sprites.json` into `folder`; the same sprites give the same bytes.

    Raises:
        FormatError: two sprites of one name.
        SizeError: a sprite without a pixel.
    """
    folder = Path(folder)
    _check(sprites)
    packing = pack([sprite.size for sprite in sprites])
    write_bytes(folder / PICTURE, png_bytes(_painted(sprites, packing)))
    write_json(folder / ATLAS, _atlas(sprites, packing))


def read_sheet(folder: Path | str) -> tuple[Sprite, ...]:
    """The sprites of a sheet, in order of their ids. A repainted PNG of the same layout is welcome.

    Raises:
        MissingError: one of the two files is not there.
        FormatError: not a sheet, or picture and JSON disagree about the layout.
    """
    return read_sheet_files(Path(folder) / ATLAS, Path(folder) / PICTURE)


def read_sheet_files(atlas: Path, picture: Path) -> tuple[Sprite, ...]:
    """As `read_sheet`, from a JSON and a PNG that need not lie in one folder."""
    layout = _read_atlas(atlas)
    rgba = read_png(picture)
    frames: dict[str, Any] = layout["frames"]
    meta = layout.get("meta", {})
    _check_size(picture, rgba, meta.get("size"))
    own = meta.get("spritelift", {})
    order = own.get("order", list(frames))
    if sorted(order) != sorted(frames):
        raise FormatError(f"{atlas}: meta.spritelift.order and frames name different sprites. Export the sheet again.")
    uses = own.get("uses", [0] * len(order))
    flips = own.get("flips", [[0]] * len(order))
    grids = own.get("grids", [None] * len(order))
    soft, margins = own.get("soft", {}), own.get("margins", {})
    if not len(order) == len(uses) == len(flips) == len(grids):
        raise FormatError(f"{atlas}: meta.spritelift's columns differ in length. Export the sheet again.")
    variants = own.get("variants", {})
    animation = {name: title for title, names in layout.get("animations", {}).items() for name in names}
    sprites = (
        Sprite(
            name=name,
            rgba=_cut_out(rgba, frames[name], f"{atlas}: sprite {name!r}"),
            animation=animation.get(name),
            duration_ms=int(frames[name].get("duration", 100)),
            uses=int(count),
            flips=tuple(seen),
            grid=_grid(grid, f"{atlas}: sprite {name!r}"),
            variant_of=variants.get(name),
            soft=_soft(soft[name]) if name in soft else None,
            margin=_margin(margins[name], frames[name], f"{atlas}: sprite {name!r}") if name in margins else NO_MARGIN,
        )
        for name, count, seen, grid in zip(order, uses, flips, grids, strict=True)
    )
    return tuple(_held(sprite, frames[sprite.name].get("pivot"), f"{atlas}: {sprite.name!r}") for sprite in sprites)


def _held(sprite: Sprite, pivot: Any, whose: str) -> Sprite:
    """The sprite with its pivot, which the file counts in shares of the picture, to the nearest half pixel."""
    if pivot is None:
        return sprite
    try:
        x, y = (
            round(2 * (float(pivot[side]) * px - off)) / 2
            for side, px, off in zip("xy", sprite.size, sprite.margin, strict=False)
        )
    except (KeyError, TypeError, ValueError, OverflowError) as err:
        raise FormatError(f"{whose} has the pivot {pivot!r}; give x and y, as shares of its sides.") from err
    return sprite if (x, y) == sprite.held_at else replace(sprite, pivot=(x, y))


def _grid(grid: Any, whose: str) -> tuple[int, int, int, int] | None:
    if grid is None:
        return None
    if not (
        isinstance(grid, list) and len(grid) == 4 and all(type(side) is int for side in grid) and min(grid[:2]) > 0
    ):
        raise FormatError(f"{whose} has the grid {grid!r}; give pitch x, pitch y (1 or more), x, y. Export it again.")
    return grid[0], grid[1], grid[2], grid[3]


def _margin(margin: Any, frame: dict[str, Any], whose: str) -> Margin:
    sides = isinstance(margin, list) and len(margin) == 4 and all(type(side) is int and side >= 0 for side in margin)
    if not sides or sum(margin[0::2]) >= frame["frame"]["w"] or sum(margin[1::2]) >= frame["frame"]["h"]:
        raise FormatError(
            f"{whose} has the margin {margin!r}; give left, top, right, bottom (0 or more) that leave a pixel between "
            "them. Repaint it again."
        )
    return margin[0], margin[1], margin[2], margin[3]


def _soft(row: dict[str, Any]) -> Soft:
    return Soft(turns=bool(row["turns"]), scale=tuple(row["scale"]), opacity=tuple(row["opacity"]))


def png_bytes(picture: UInt8[np.ndarray, "_ _ *c"]) -> bytes:
    """A PNG of grey, RGB or RGBA, colours under full transparency included; the same pixels give the same bytes."""
    packed = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def read_png(path: Path) -> Rgba:
    """The pixels of a picture file as RGBA.

    Raises:
        MissingError: no such file.
        FormatError: not a picture.
    """
    try:
        with Image.open(path) as picture:
            return np.array(picture.convert("RGBA"))
    except FileNotFoundError:
        raise MissingError(f"{path} is missing. Put it back, or export again.") from None
    except (OSError, ValueError, SyntaxError) as err:  # Pillow raises all three on broken PNGs
        raise FormatError(f"{path} can't be read as a picture ({err}). Save it as PNG again.") from err


def _check(sprites: Sequence[Sprite]) -> None:
    seen: dict[str, int] = {}
    for i, sprite in enumerate(sprites):
        if sprite.name in seen:
            raise FormatError(
                f"sprites {seen[sprite.name]} and {i} are both called {sprite.name!r}; a sheet finds sprites by name. "
                f"Rename one, to {sprite.name + '_2'!r} say."
            )
        if min(sprite.size) < 1:
            raise SizeError(f"sprite {sprite.name!r} is {sprite.size[0]}x{sprite.size[1]} px. Leave empty sprites out.")
        seen[sprite.name] = i


def _painted(sprites: Sequence[Sprite], packing: Packing) -> Rgba:
    width, height = packing.size
    sheet = np.zeros((height, width, 4), np.uint8)
    for sprite, (x, y) in zip(sprites, packing.corners, strict=True):
        sheet[y : y + sprite.size[1], x : x + sprite.size[0]] = sprite.rgba
    return sheet


def _atlas(sprites: Sequence[Sprite], packing: Packing) -> dict[str, Any]:
    animations: dict[str, list[str]] = {}
    soft = {sprite.name: asdict(sprite.soft) for sprite in sprites if sprite.soft is not None}
    margins = {sprite.name: list(sprite.margin) for sprite in sprites if sprite.margin != NO_MARGIN}
    for sprite in sprites:
        if sprite.animation is not None:
            animations.setdefault(sprite.animation, []).append(sprite.name)
    return {
        "frames": {s.name: _frame(s, corner) for s, corner in zip(sprites, packing.corners, strict=True)},
        "animations": animations,
        "meta": {
            "app": "spritelift",
            "version": "1.0",
            "image": PICTURE,
            "format": "RGBA8888",
            "size": {"w": packing.size[0], "h": packing.size[1]},
            "scale": "1",
            # JavaScript reorders number-like keys, so the order of ids is written down and not left to `frames`.
            "spritelift": {
                "format": FORMAT,
                "order": [sprite.name for sprite in sprites],
                "uses": [int(sprite.uses) for sprite in sprites],
                "flips": [[int(flip) for flip in sprite.flips] for sprite in sprites],
                "variants": {sprite.name: sprite.variant_of for sprite in sprites if sprite.variant_of is not None},
                "grids": [sprite.grid and [int(side) for side in sprite.grid] for sprite in sprites],
                **({"soft": soft} if soft else {}),
                **({"margins": margins} if margins else {}),
            },
        },
    }


def _frame(sprite: Sprite, corner: tuple[int, int]) -> dict[str, Any]:
    (width, height), (left, top, _, _), (x, y) = sprite.size, sprite.margin, sprite.held_at
    return {
        "frame": {"x": corner[0], "y": corner[1], "w": width, "h": height},
        "rotated": False,
        "trimmed": False,
        "spriteSourceSize": {"x": 0, "y": 0, "w": width, "h": height},
        "sourceSize": {"w": width, "h": height},
        # Engines hold a sprite there: by the middle of what placements place, it stands where it stood.
        "pivot": {"x": (left + x) / width, "y": (top + y) / height},
        "duration": int(sprite.duration_ms),
    }


def _read_atlas(path: Path) -> dict[str, Any]:
    try:
        layout = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingError(f"{path} is missing. Put it back, or export again.") from None
    except (ValueError, OSError) as err:
        raise FormatError(f"{path} can't be read as JSON ({err}). Export the sheet again.") from err
    if not isinstance(layout, dict) or not isinstance(layout.get("frames"), dict):
        raise FormatError(f"{path} has no `frames` by name. Save it as a JSON hash, not as an array.")
    return layout


def _check_size(picture: Path, rgba: Rgba, wanted: dict[str, int] | None) -> None:
    height, width = rgba.shape[:2]
    if wanted is not None and (width, height) != (wanted["w"], wanted["h"]):
        raise FormatError(
            f"{picture} is {width}x{height} px, its sprites were laid out on {wanted['w']}x{wanted['h']} px. "
            f"Save it at {wanted['w']}x{wanted['h']} px, every sprite where it was."
        )


def _cut_out(sheet: Rgba, frame: dict[str, Any], where: str) -> Rgba:
    if frame.get("rotated") or frame.get("trimmed"):
        raise FormatError(f"{where} is rotated or trimmed. Pack the sheet without rotation and without trimming.")
    try:
        x, y, width, height = (int(frame["frame"][side]) for side in "xywh")
    except (KeyError, TypeError, ValueError) as err:
        raise FormatError(f"{where} has no whole frame x, y, w, h ({err}). Export the sheet again.") from err
    inside = x >= 0 and y >= 0 and width > 0 and height > 0
    if not inside or y + height > sheet.shape[0] or x + width > sheet.shape[1]:
        raise FormatError(
            f"{where} lies at {x},{y} {width}x{height} px, outside the picture of "
            f"{sheet.shape[1]}x{sheet.shape[0]} px. Export the sheet again."
        )
    return sheet[y : y + height, x : x + width].copy()
