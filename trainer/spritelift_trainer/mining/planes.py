"""Which plane shows at which pixel: the bands of the frame, each with its own camera path."""

from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.dictionary import unpacked_rgb
from spritelift_runtime.scene import Plane
from spritelift_trainer.mining.clip import UNKNOWN


@dataclass(eq=False)
class Band:
    """One plane of the clip: rows `top:bottom` of the frame, showing `picture` from where its camera stands.

    `camera` is int32 [frame, 3]: picture, x, y of the band's top-left corner; `sizes` the width and height of each
    picture; `pictures` packed int32 [y, x] each, `UNKNOWN` where never seen (filled in by `background`).
    """

    top: int
    bottom: int
    camera: np.ndarray
    sizes: list[tuple[int, int]]
    pictures: list[np.ndarray]

    def view(self, frame: int, width: int) -> np.ndarray:
        """Packed background of the band on that frame, [bottom - top, width]."""
        picture, x, y = self.camera[frame].tolist()
        return self.pictures[picture][y : y + self.bottom - self.top, x : x + width]


@dataclass(frozen=True, eq=False)
class Backdrop:
    """All bands of a clip: together they give every frame's background."""

    bands: list[Band]
    size: tuple[int, int]

    def frame(self, t: int) -> np.ndarray:
        """Packed background int32 [y, x] of frame t."""
        width, height = self.size
        out = np.full((height, width), UNKNOWN, np.int32)
        for band in self.bands:
            out[band.top : band.bottom] = band.view(t, width)
        return out

    def copy(self) -> "Backdrop":
        """One whose pictures can be painted without changing these."""
        return Backdrop(
            [replace(band, pictures=[each.copy() for each in band.pictures]) for band in self.bands], self.size
        )

    def learn(self, pixels: np.ndarray) -> None:
        """Paint pixels int64 [n, 6] (band, picture, row, column, frame, packed colour) into the pictures."""
        for number, picture, row, column, _, colour in pixels.tolist():
            self.bands[number].pictures[picture][row, column] = colour

    def specs(self) -> tuple[PlaneSpec, ...]:
        """The planes as a bundle lists them; pictures are numbered band by band."""
        width = self.size[0]
        specs, first = [], 0
        for band in self.bands:
            numbers = tuple(range(first, first + len(band.pictures)))
            specs.append(
                PlaneSpec(clip=(0, band.top, width, band.bottom - band.top), layer=0, wrap=False, pictures=numbers)
            )
            first += len(numbers)
        return tuple(specs)

    def planes(self, t: int) -> tuple[Plane, ...]:
        """The planes of frame t's scene."""
        out = []
        for spec, band in zip(self.specs(), self.bands, strict=True):
            picture, x, y = band.camera[t].tolist()
            out.append(Plane(picture=spec.pictures[picture], clip=spec.clip, camera=(x, y), layer=spec.layer))
        return tuple(out)

    def rgba(self) -> tuple[np.ndarray, ...]:
        """Every picture as RGBA, transparent where never seen."""
        return tuple(unpacked(picture) for band in self.bands for picture in band.pictures)


def unpacked(picture: np.ndarray) -> np.ndarray:
    """Packed int32 [y, x] to uint8 RGBA; `UNKNOWN` (any negative) becomes transparent black."""
    alpha = np.where(picture >= 0, 255, 0).astype(np.uint8)
    return np.concatenate([unpacked_rgb(picture), alpha[..., None]], axis=-1)


def still(rooms: np.ndarray, size: tuple[int, int]) -> Backdrop:
    """One band over the whole frame that never moves, with a picture for each of the rooms (int [frame])."""
    camera = np.zeros((len(rooms), 3), np.int32)
    camera[:, 0] = rooms
    return Backdrop([Band(0, size[1], camera, [size] * (int(rooms.max()) + 1), [])], size)
