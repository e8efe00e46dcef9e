"""The bundle's ONNX encoder: what it says of frames, as it stands in `docs/design.md`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime

from spritelift_runtime.bundle import Bundle, PlaneSpec
from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.ground import moves
from spritelift_runtime.onnx_session import session_of
from spritelift_runtime.scene import Placement, Plane, Scene

_OUTPUTS = ["sprite", "x", "y", "flip", "plane"]


@dataclass(frozen=True, eq=False)
class Encoded:
    """What the encoder says of some frames: its outputs as designed (`docs/design.md`, Encoder ONNX)."""

    sprite: np.ndarray
    x: np.ndarray
    y: np.ndarray
    flip: np.ndarray
    plane: np.ndarray

    def scene(self, i: int, specs: tuple[PlaneSpec, ...]) -> Scene:
        """Frame i as the encoder alone sees it."""
        at = np.nonzero(self.sprite[i] >= 0)
        columns = (self.sprite[i][at], self.x[i][at], self.y[i][at], self.flip[i][at])
        rows = zip(*(column.tolist() for column in columns), strict=True)
        placements = tuple(Placement(s, x, y, 1, bool(flip & 1), bool(flip & 2)) for s, x, y, flip in rows)
        return Scene(self.planes(i, specs), placements)

    def planes(self, i: int, specs: tuple[PlaneSpec, ...]) -> tuple[Plane, ...]:
        """The planes of frame i; those without a picture are left out.

        Raises:
            FormatError: the encoder tells of more or fewer planes than the bundle lists.
        """
        if len(self.plane[i]) != len(specs):
            raise FormatError(
                f"the encoder finds {len(self.plane[i])} plane(s), the bundle lists {len(specs)}. Export it again."
            )
        return tuple(
            Plane(picture=picture, clip=spec.clip, camera=(x, y), wrap=spec.wrap, layer=spec.layer)
            for spec, (picture, x, y) in zip(specs, self.plane[i].tolist(), strict=True)
            if picture >= 0
        )

    def proposals(self, i: int, variants: dict[tuple[int, int], int]) -> np.ndarray:
        """int64 [n, 3]: variant (by sprite and flip), x, y of frame i's placements of known variants."""
        at = np.nonzero(self.sprite[i] >= 0)
        pairs = zip(self.sprite[i][at].tolist(), self.flip[i][at].tolist(), strict=True)
        known = np.array([variants.get(pair, -1) for pair in pairs], np.int64)
        return np.stack([known, self.x[i][at], self.y[i][at]], axis=1)[known >= 0]


Encode = Callable[[np.ndarray], Encoded]
"""What says something of uint8 [n, h, w, 3], n at least 1."""


class Encoder:
    """Runs the encoder of a bundle; one that has none sees planes that don't move, and nothing on them.

    Raises:
        ConfigError: the bundle has no encoder, and planes whose camera only an encoder could tell.
    """

    def __init__(self, bundle: Bundle, threads: int) -> None:
        self._planes = bundle.planes
        self._opened = bundle, threads
        self._session = _session(bundle, threads)

    def __call__(self, frames: np.ndarray) -> Encoded:
        """Of uint8 [n, h, w, 3], n at least 1."""
        if self._session is not None:
            return Encoded(*self._session.run(_OUTPUTS, {"frames": np.ascontiguousarray(frames)}))
        pictures = [(spec.pictures[0], 0, 0) for spec in self._planes]
        plane = np.tile(np.array(pictures, np.int64).reshape(-1, 3), (len(frames), 1, 1))
        nothing = np.full((len(frames), 1, 1, 1), -1, np.int64)
        return Encoded(nothing, nothing, nothing, nothing, plane)

    def __getstate__(self) -> dict[str, Any]:
        """All but the running model: a copy opens the file for itself."""
        return {**self.__dict__, "_session": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._session = _session(*self._opened)


def _session(bundle: Bundle, threads: int) -> "onnxruntime.InferenceSession | None":
    if bundle.encoder_path is None:
        if any(moves(spec, bundle.learned) for spec in bundle.planes):
            raise ConfigError(f"{bundle.path} has no encoder to tell where its planes stand. Make it with export.")
        return None
    return session_of(bundle.encoder_path, threads)
