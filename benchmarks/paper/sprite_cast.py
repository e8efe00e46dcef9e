"""The characters of the second paper's video game sprites (4.4): 672 of them, in twenty clips each.

Drawn from layers of the Liberated Pixel Cup, which are no part of this project, by the enumeration that lies beside
them. The paper's own one (Reed et al.'s) is unpublished: this one has the same counts, and other characters. The
project's own paper dolls are as many, and have the same clips.
"""

import importlib.util
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Literal, Protocol

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_envs.dolls.cast import split as split_dolls
from spritelift_envs.dolls.moves import Clip, clips_of
from spritelift_runtime.errors import MissingError

SIDE = 60
PACK, COMPOSER = "lpc_layers.zip", "compose.py"
OPAQUE = 128
"""A pixel with at least this alpha is the character's, any other isn't."""

Cells = UInt8[np.ndarray, "n 60 60 4"]
"""Frames of characters on nothing: RGBA, 0 where there is no character."""
Indices = Int64[np.ndarray, " n"]


class Cast(Protocol):
    """Characters that all have the same clips: the same frame number shows the same moment of the same motion."""

    clips: tuple[Clip, ...]

    def __len__(self) -> int:
        """How many characters there are."""

    def frames(self, character: Indices, frame: Indices) -> Cells:
        """These frames of these characters; alpha is 0 or 255."""


class LpcCast:
    """Characters of the pack in the folder `data`; those of `chosen`, in that order."""

    def __init__(self, data: Path, chosen: Indices) -> None:
        composer = composer_of(data)
        self._pack = composer.LPC(data / PACK)
        self._cut = composer.LPC.frames
        self._layers: dict[str, Layer] = {}
        every = [keys for _, keys in composer.characters()]
        self._keys: list[list[str]] = [every[i] for i in chosen]
        self.clips = clips_of([(name, frames) for name, (_, frames) in composer.ANIM.items()], composer.VIEWS)

    def __len__(self) -> int:
        return len(self._keys)

    def frames(self, character: Indices, frame: Indices) -> Cells:
        """As `Cast` has it, put together from the layers of these frames alone."""
        made = np.zeros((len(character), SIDE, SIDE, 4), np.uint8)
        for one, c, t in zip(made, character, frame, strict=True):
            for key in self._keys[c]:
                self._layer(key).put(one, t)
        return snapped(made)

    def _layer(self, key: str) -> "Layer":
        if key not in self._layers:
            cut = self._cut(self._pack.sheet(key), SIDE)
            self._layers[key] = Layer(np.concatenate([cut[clip.animation, clip.view] for clip in self.clips]))
        return self._layers[key]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer, on every frame."""

    cells: Cells

    def put(self, under: UInt8[np.ndarray, "60 60 4"], frame: int) -> None:
        """Onto what is below it, in place: straight alpha, as the pack's own composer has it."""
        over = self.cells[frame]
        np.copyto(under.view(np.uint32), over.view(np.uint32), where=over[..., 3:] == 255)
        if self._soft[frame]:
            at = (over[..., 3] > 0) & (over[..., 3] < 255)
            under[at] = blended(over[at], under[at])

    @cached_property
    def _soft(self) -> np.ndarray:
        """Frames with pixels that are neither there nor not."""
        return ((self.cells[..., 3] > 0) & (self.cells[..., 3] < 255)).any((1, 2))


def blended(over: UInt8[np.ndarray, "n 4"], under: UInt8[np.ndarray, "n 4"]) -> UInt8[np.ndarray, "n 4"]:
    """Pixels of straight alpha, one above the other."""
    (top, a), (below, b) = ((each[:, :3] / 255, each[:, 3:] / 255) for each in (over, under))
    alpha = a + b * (1 - a)
    colour = (top * a + below * b * (1 - a)) / np.maximum(alpha, 1e-6)
    return (255 * np.concatenate([colour, alpha], 1) + 0.5).astype(np.uint8)


def snapped(cells: Cells) -> Cells:
    """Alpha 0 or 255; no colour where there is nothing."""
    there = cells[..., 3:] >= OPAQUE
    return np.where(there, cells | np.array([0, 0, 0, 255], np.uint8), np.uint8(0))


def composer_of(data: Path) -> ModuleType:
    """The module that lies beside the layers, and knows who is made of which.

    Raises:
        MissingError: the folder hasn't both.
    """
    path = data / COMPOSER
    if not there_is_a_pack(data):
        raise MissingError(
            f"{data} has no {PACK} with its {COMPOSER}. Give the folder that has them with --data, or --cast dolls."
        )
    spec = importlib.util.spec_from_file_location("lpc_composer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def there_is_a_pack(data: Path) -> bool:
    """Whether the folder has the layers, and who is made of which."""
    return (data / COMPOSER).is_file() and (data / PACK).is_file()


def split(kind: Literal["lpc", "dolls"], data: Path) -> tuple[Cast, Cast, Cast]:
    """Characters to learn from, to try on and to be tested on: 500, 72 and 100 (4.4).

    Raises:
        MissingError: layers are asked for that the folder hasn't.
    """
    if kind == "dolls":
        return split_dolls()
    train, validation, test = (LpcCast(data, np.asarray(each)) for each in composer_of(data).split())
    return train, validation, test
