"""Masks of chosen sprites: where they are what shows on top (Smirnov et al. 2021, section 4.4 and Figure 9)."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

import numpy as np
from jaxtyping import Bool, UInt8
from PIL import Image

from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.report.board import enlarged
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.visible import IdPainter

MASKS, OVERVIEW = "masks", "overview.png"
SHOWN_FRAMES = 6
"""Frames of the overview."""
COLUMNS = 3
SHOWN_PX = 400
"""About how wide a frame of the overview is."""
GAP_PX = 6
TINT = (255, 40, 160)
TINTED = 0.5
"""Share of the tint in what was chosen."""
DIMMED = 0.35
"""Share of its brightness that the rest keeps."""
NAMED = 3
"""Known names that a wrong one is answered with."""

Rgb = UInt8[np.ndarray, "high wide 3"]
Mask = Bool[np.ndarray, "high wide"]


def chosen(names: Sequence[str], art: Art) -> frozenset[int]:
    """The ids of the sprites that `names` mean: names or globs ("hero_*") of sprites, or of animations.

    Raises:
        ConfigError: a name that no sprite and no animation has; the closest are named.
    """
    known = list(dict.fromkeys(name for s in art.sprites for name in (s.name, s.animation) if name is not None))
    meant, unknown = set[int](), []
    for name in names:
        ids = [i for i, s in enumerate(art.sprites) if _means(name, s.name) or _means(name, s.animation)]
        meant.update(ids)
        unknown += [] if ids else [name]
    if unknown:
        raise ConfigError(_unknown(unknown, known))
    return frozenset(meant)


def masks(scenes: Scenes, art: Art, sprites: Iterable[int], *, inverted: bool = False) -> Iterator[Mask]:
    """For each scene, where one of `sprites` is what shows; where none of them does with `inverted`.

    A pixel is a sprite's where its alpha is at least half (of its greatest, where all of it is fainter) and nothing
    in front of it has as much.
    """
    painter = IdPainter(art)
    wanted = np.zeros(len(art.sprites), bool)
    wanted[list(sprites)] = True
    for frame in range(len(scenes)):
        first, last = scenes.placement_offsets[frame : frame + 2].tolist()
        picked = np.concatenate([[False], wanted[scenes.placements[first:last, 0]]])
        yield picked[painter.paint(scenes, frame)] ^ inverted


def write_masks(folder: Path, found: Iterable[Mask], first: int = 0) -> np.ndarray:
    """Write `masks/000000.png` and so on, 8 bit grey, 255 where the mask is; `first` is the first frame's number.

    Gives the pixels of each mask, int64 [frames].
    """
    (folder / MASKS).mkdir(parents=True, exist_ok=True)
    sizes = []
    for number, mask in enumerate(found, start=first):
        (folder / MASKS / f"{number:06}.png").write_bytes(png_bytes(mask.astype(np.uint8) * 255))
        sizes.append(int(mask.sum()))
    return np.array(sizes, np.int64)


def read_mask(folder: Path, number: int) -> Mask:
    """The mask of frame `number` of the recording, as it was written."""
    with Image.open(folder / MASKS / f"{number:06}.png") as picture:
        return np.array(picture) > 0


def telling_frames(sizes: np.ndarray) -> list[int]:
    """Indices of at most `SHOWN_FRAMES` masks, evenly spread over those that have a pixel, or over all of none."""
    some = np.flatnonzero(sizes) if sizes.any() else np.arange(len(sizes))
    return some[np.unique(np.linspace(0, len(some) - 1, min(SHOWN_FRAMES, len(some))).round().astype(int))].tolist()


def overview(frames: Sequence[Rgb], found: Sequence[Mask]) -> UInt8[np.ndarray, "_ _ 3"]:
    """Frames in lines of three, what was chosen tinted, the rest dimmed."""
    zoom = max(1, round(SHOWN_PX / frames[0].shape[1]))
    cells = iter([enlarged(tinted(frame, mask), zoom) for frame, mask in zip(frames, found, strict=True)])
    lines = []
    while line := list(islice(cells, COLUMNS)):
        line += [np.zeros_like(line[0])] * (min(COLUMNS, len(frames)) - len(line))
        lines.append(np.concatenate([np.pad(cell, ((0, GAP_PX), (0, GAP_PX), (0, 0))) for cell in line], axis=1))
    return np.pad(np.concatenate(lines), ((GAP_PX, 0), (GAP_PX, 0), (0, 0)))


def tinted(frame: Rgb, mask: Mask) -> Rgb:
    """One frame of the overview."""
    chosen_px = (1 - TINTED) * frame + TINTED * np.array(TINT)
    return np.where(mask[..., None], chosen_px, DIMMED * frame).round().astype(np.uint8)


def _means(pattern: str, name: str | None) -> bool:
    # The name itself first: a sprite may be called "door[1]".
    return name is not None and (pattern == name or fnmatchcase(name, pattern))


def _unknown(names: Sequence[str], known: Sequence[str]) -> str:
    if not known:
        return "this bundle has no sprites. Train on frames in which something moves."
    close = [f"{name!r} (closest: {', '.join(get_close_matches(name, known, NAMED, cutoff=0.0))})" for name in names]
    return f"no sprite or animation is called {', nor '.join(close)}. The bundle's sprites.json lists all."
