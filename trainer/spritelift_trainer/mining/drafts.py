"""What mining has learnt so far, kept on disk from step to step: who is interrupted loses no more than one step."""

import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.files import write_bytes
from spritelift_trainer.mining.planes import Backdrop, Band
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.soft import NOTHING_SOFT, SoftFound
from spritelift_trainer.mining.tiles import NO_TILES, Tiles

FORMAT = "spritelift.draft/1"
FILE = "draft.npz"


@dataclass(frozen=True, eq=False)
class Draft:
    """What mining has learnt so far. A step leaves the draft it was given as it was."""

    backdrop: Backdrop = field(default_factory=lambda: Backdrop([], (0, 0)))
    tiles: Tiles = NO_TILES
    sprites: tuple[Sprite, ...] = ()
    settled: bool = False
    """Whether looking at the background again changed nothing any more."""
    steps: int = 0
    """How many were done."""
    seen: list[list[Seen]] | None = None
    """What each pixel of each band's pictures showed; not kept on disk, as it is quickly counted again."""

    soft: SoftFound = NOTHING_SOFT
    """The soft sprites; of these, where they stand on each frame isn't kept on disk."""
    blend: Blend = "rounded"
    """How partly transparent pixels of the other sprites are laid over what is behind them."""
    known: tuple[Sprite, ...] = ()
    """Sprites that are known before mining begins; not kept on disk."""

    def to_bytes(self, frames: Sequence[Any]) -> bytes:
        """An .npz of it, without pickles; `frames` says (in JSON's words) which frames it was learnt from."""
        cells = np.stack(self.tiles.cells) if self.tiles.cells else np.zeros((0, 1, 1), np.int32)
        arrays: dict[str, Any] = {"cells": cells, "hashes": self.tiles.hashes}
        arrays |= {f"sprite_{i}": sprite.rgba for i, sprite in enumerate(self.sprites)}
        for b, band in enumerate(self.backdrop.bands):
            arrays[f"camera_{b}"] = band.camera
            arrays |= {f"picture_{b}_{i}": picture for i, picture in enumerate(band.pictures)}
        arrays |= {f"soft_{i}": sprite.rgba for i, sprite in enumerate(self.soft.sprites)}
        about = {
            **_key(frames),
            "steps": self.steps,
            "settled": self.settled,
            "size": self.backdrop.size,
            "bands": [{"top": band.top, "bottom": band.bottom, "sizes": band.sizes} for band in self.backdrop.bands],
            "tiles": {"pitch": self.tiles.pitch, "corner": self.tiles.corner},
            "sprites": [{name: getattr(sprite, name) for name in _WORDS} for sprite in self.sprites],
            "soft": [asdict(sprite.soft or Soft()) for sprite in self.soft.sprites],
            "changing": self.soft.changing,
            "blend": self.blend,
        }
        packed = io.BytesIO()
        np.savez_compressed(packed, about=np.array(json.dumps(about)), **arrays)
        return packed.getvalue()

    @classmethod
    def of_bytes(cls, content: bytes, frames: Sequence[Any]) -> "Draft | None":
        """What `to_bytes` wrote; None where it was learnt from other frames, by another version, or is damaged."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            about = json.loads(str(arrays["about"]))
            key = json.loads(json.dumps(_key(frames)))
            return _draft(about, arrays) if {name: about[name] for name in key} == key else None
        except (BadZipFile, OSError, ValueError, KeyError, TypeError, zlib.error):  # it can always be made again
            return None


_WORDS = tuple(each.name for each in fields(Sprite) if each.name not in ("rgba", "soft"))
"""An exact sprite but for its picture."""


def _key(frames: Sequence[Any]) -> dict[str, Any]:
    return {"format": FORMAT, "version": version("spritelift"), "frames": frames}


def _draft(about: dict[str, Any], arrays: dict[str, np.ndarray]) -> Draft:
    bands = []
    for b, each in enumerate(about["bands"]):
        pictures = [arrays[f"picture_{b}_{i}"] for i in range(len(each["sizes"]))]
        sizes = [(wide, high) for wide, high in each["sizes"]]
        bands.append(Band(each["top"], each["bottom"], arrays[f"camera_{b}"], sizes, pictures))
    words = [{name: _frozen(value) for name, value in each.items()} for each in about["sprites"]]
    return Draft(
        Backdrop(bands, _frozen(about["size"])),
        Tiles(
            _frozen(about["tiles"]["pitch"]), _frozen(about["tiles"]["corner"]), [*arrays["cells"]], arrays["hashes"]
        ),
        tuple(Sprite(rgba=arrays[f"sprite_{i}"], **each) for i, each in enumerate(words)),
        about["settled"],
        about["steps"],
        soft=SoftFound(tuple(_soft_sprites(about["soft"], arrays)), changing=about["changing"]),
        blend=about["blend"],
    )


def _soft_sprites(rows: list[dict[str, Any]], arrays: dict[str, np.ndarray]) -> Iterator[Sprite]:
    for i, row in enumerate(rows):
        soft = Soft(**{name: _frozen(value) for name, value in row.items()})
        yield Sprite(name="", rgba=arrays[f"soft_{i}"], soft=soft)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Drafts:
    """The newest draft, in memory and, where there is a folder, on disk."""

    def __init__(self, folder: Path | None = None, frames: Sequence[Any] = (), known: tuple[Sprite, ...] = ()) -> None:
        self._path, self._frames = None if folder is None else folder / FILE, frames
        found = self._path is not None and self._path.is_file() and Draft.of_bytes(self._path.read_bytes(), frames)
        self.newest = replace(found or Draft(), known=known)

    def keep(self, draft: Draft) -> None:
        """Take a further one."""
        if self._path is not None:
            write_bytes(self._path, draft.to_bytes(self._frames))
        self.newest = draft


def forget(folder: Path) -> None:
    """Remove a folder's draft: mining is done."""
    (folder / FILE).unlink(missing_ok=True)
