"""What is wrong with scenes: numbers that no placement can have."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.recolours import is_ambiguous
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes

_SPRITE, _FLIP, _TRACK, _FIXED = (PLACEMENT_COLUMNS.index(name) for name in ("sprite", "flip", "track", "fixed"))


def scene_faults(scenes: Scenes, path: Path, art: Art | None = None) -> Iterator[str]:
    """One line for each kind of fault, with the first frame that has it; ids are compared with `art` where given."""
    rows, frames = scenes.placements, scenes.frame_of_rows()
    sprites = np.iinfo(np.int32).max if art is None else len(art.sprites)
    checks = {
        f"sprite ids outside 0..{sprites - 1}": (rows[:, _SPRITE] < 0) | (rows[:, _SPRITE] >= sprites),
        "flips outside 0..3": (rows[:, _FLIP] < 0) | (rows[:, _FLIP] > 3),
        "`fixed` that is neither 0 nor 1": (rows[:, _FIXED] < 0) | (rows[:, _FIXED] > 1),
        "tracks below -1": rows[:, _TRACK] < -1,
        "one track twice": _twice(frames, rows[:, _TRACK]),
    }
    for what, wrong in checks.items():
        yield from _told(path, what, frames[wrong])
    yield from _plane_faults(scenes, path, art)
    yield from _told(path, "negative unexplained_px", np.flatnonzero(scenes.unexplained_px < 0))
    things: tuple[tuple[str, Mapping[int, object]], ...] = (
        ("cuts", scenes.cuts),
        ("options", scenes.options),
        ("recolourings", scenes.recolours),
    )
    for what, keys in things:
        if beyond := [row for row in keys if not 0 <= row < len(rows)]:
            yield f"{path}: {what} of placement {beyond[0]}, but there are {len(rows)}. Decompose again."
    yield from _recolour_faults(scenes, path)
    yield from _cut_faults(scenes, path, art)


def _plane_faults(scenes: Scenes, path: Path, art: Art | None) -> Iterator[str]:
    frames = np.repeat(np.arange(len(scenes)), np.diff(scenes.plane_offsets))
    pictures = np.iinfo(np.int32).max if art is None else len(art.backgrounds)
    picture, sides = scenes.planes[:, 0], scenes.planes[:, 3:5]
    yield from _told(path, f"backgrounds outside 0..{pictures - 1}", frames[(picture < 0) | (picture >= pictures)])
    yield from _told(path, "planes without a pixel", frames[(sides < 1).any(1)])


def _recolour_faults(scenes: Scenes, path: Path) -> Iterator[str]:
    if beyond := [row for row in scenes.plane_recolours if not 0 <= row < len(scenes.planes)]:
        yield f"{path}: recolourings of plane {beyond[0]}, but there are {len(scenes.planes)}. Decompose again."
    for what, recolours in (("placement", scenes.recolours), ("plane", scenes.plane_recolours)):
        if unclear := [row for row, recolour in recolours.items() if is_ambiguous(recolour)]:
            yield f"{path}: {what} {unclear[0]} has one colour replaced twice, or none. Decompose again."


def _cut_faults(scenes: Scenes, path: Path, art: Art | None) -> Iterator[str]:
    if art is None:
        return
    for row, cut in scenes.cuts.items():
        if not 0 <= row < len(scenes.placements) or not 0 <= scenes.placements[row, _SPRITE] < len(art.sprites):
            continue  # said above
        sprite = art.sprites[int(scenes.placements[row, _SPRITE])]
        if cut.mask.shape != sprite.box[::-1]:
            high, wide = cut.mask.shape
            yield (
                f"{path}: the cut of placement {row} is {wide}x{high} px, its sprite {sprite.name!r} "
                f"{sprite.box[0]}x{sprite.box[1]} px. Decompose again with this bundle."
            )
            return


def _twice(frames: np.ndarray, tracks: np.ndarray) -> np.ndarray:
    """Rows whose track the same frame has already had."""
    pairs = np.column_stack([frames, tracks])
    _, first = np.unique(pairs, axis=0, return_index=True)
    again = np.ones(len(tracks), bool)
    again[first] = False
    return again & (tracks >= 0)


def _told(path: Path, what: str, frames: np.ndarray) -> Iterator[str]:
    if len(frames):
        yield f"{path}: {what} ({len(frames)} times, first on frame {int(frames[0])}). Decompose again."
