"""Frames to scenes: the bundle's ONNX encoder proposes, the exact search verifies and repairs."""

import ctypes
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import onnxruntime
from jaxtyping import UInt8

from spritelift_runtime.bundle import Bundle, PlaneSpec
from spritelift_runtime.compositor import compose
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.explain import explain
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track

BATCH = 16
UNSEEN = -2
"""Packed colour of background pixels that training never saw; equals no frame's pixel."""

Frame = UInt8[np.ndarray, "h w 3"]


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
        """The planes of frame i; those without a picture are left out."""
        return tuple(
            Plane(picture=picture, clip=spec.clip, camera=(x, y), wrap=spec.wrap, layer=spec.layer)
            for spec, (picture, x, y) in zip(specs, self.plane[i].tolist(), strict=True)
            if picture >= 0
        )


class Decomposer:
    """Turns one game's frames into scenes.

    Raises:
        ConfigError: the bundle has no encoder, and planes whose camera only an encoder could tell.
    """

    def __init__(self, bundle: Bundle, threads: int = 1) -> None:
        self.bundle = bundle
        art = bundle.learned
        self._dictionary = Dictionary(art.sprites)
        self._variant = {(v.sprite, v.flip): i for i, v in enumerate(self._dictionary.variants)}
        self._pictures = [np.where(p[..., 3] == 255, packed(p), UNSEEN).astype(np.int32) for p in art.backgrounds]
        self._soft = any(bool(((s.rgba[..., 3] > 0) & (s.rgba[..., 3] < 255)).any()) for s in art.sprites)
        self._session = _session(bundle, threads)
        self._fixed = None if self._soft else _fixed_planes(bundle)
        self._background: tuple[tuple[Plane, ...], np.ndarray] | None = None

    def __call__(self, frames: Iterable[Frame]) -> Scenes:
        """Scenes of `frames` (uint8 [n, h, w, 3], a recording's frames, or any iterable), in order, with tracks.

        Raises:
            SizeError: frames of another size than the bundle's.
        """
        return track(Scenes.of(self.stream(frames)), self.bundle.learned)

    def stream(self, frames: Iterable[Frame]) -> Iterator[Scene]:
        """The same one by one, without tracks."""
        for batch in _batches(frames):
            self._check_size(batch)
            encoded = self._encode(batch) if self._fixed is None else None
            for i, frame in enumerate(batch):
                yield self._scene(frame) if encoded is None else self._verified(frame, encoded, i)

    def frame(self, frame: Frame) -> Scene:
        """One frame for itself."""
        self._check_size(frame[None])
        return self._scene(frame)

    def _scene(self, frame: Frame) -> Scene:
        """Where no plane moves, the exact search mostly suffices; the encoder is asked where something is left."""
        if self._fixed is not None:
            behind = self._behind(self._fixed)
            found = explain(packed(frame), behind, self._dictionary)
            if not (found.left & (behind != UNSEEN)).any():  # ground that nobody ever saw is no sprite to look for
                return Scene(self._fixed, found.placements, int(found.left.sum()))
        return self._verified(frame, self._encode(frame[None]), 0)

    def encode(self, frames: Iterable[Frame]) -> Scenes:
        """The encoder's own placements and planes, unverified (placements in the order of its grid)."""

        def scenes() -> Iterator[Scene]:
            for batch in _batches(frames):
                encoded = self._encode(batch)
                yield from (encoded.scene(i, self.bundle.planes) for i in range(len(batch)))

        return Scenes.of(scenes())

    def _encode(self, batch: np.ndarray) -> Encoded:
        self._check_size(batch)
        if self._session is None:
            pictures = [(spec.pictures[0], 0, 0) for spec in self.bundle.planes]
            plane = np.tile(np.array(pictures, np.int64).reshape(-1, 3), (len(batch), 1, 1))
            nothing = np.full((len(batch), 1, 1, 1), -1, np.int64)
            return Encoded(nothing, nothing, nothing, nothing, plane)
        names = ["sprite", "x", "y", "flip", "plane"]
        return Encoded(*self._session.run(names, {"frames": np.ascontiguousarray(batch)}))

    def _check_size(self, batch: np.ndarray) -> None:
        width, height = self.bundle.size
        if batch.shape[1:] != (height, width, 3):
            shown = f"{batch.shape[2]}x{batch.shape[1]} px" if batch.ndim == 4 else f"of shape {batch.shape[1:]}"
            raise SizeError(
                f"frames are {shown}, the bundle {self.bundle.path} was learnt at {width}x{height} px. "
                f"Give frames of {width}x{height} px, or train on a recording of this size."
            )

    def _verified(self, frame: Frame, encoded: Encoded, i: int) -> Scene:
        planes = encoded.planes(i, self.bundle.planes)
        found = explain(
            packed(frame), self._behind(planes), self._dictionary, self._proposals(encoded, i)
        )
        scene = Scene(planes, found.placements, int(found.left.sum()))
        if not self._soft:
            return scene  # hard pixels only: what was placed shows just pixels that agree
        unlike = (compose(scene, self.bundle.learned) != frame).any(axis=2)
        return Scene(planes, found.placements, int(unlike.sum()))

    def _proposals(self, encoded: Encoded, i: int) -> np.ndarray:
        """int64 [n, 3]: variant, x, y of the encoder's placements of known variants."""
        at = np.nonzero(encoded.sprite[i] >= 0)
        pairs = zip(encoded.sprite[i][at].tolist(), encoded.flip[i][at].tolist(), strict=True)
        variants = np.array([self._variant.get(pair, -1) for pair in pairs], np.int64)
        table = np.stack([variants, encoded.x[i][at], encoded.y[i][at]], axis=1)
        return table[variants >= 0]

    def _behind(self, planes: tuple[Plane, ...]) -> np.ndarray:
        """Packed background int32 [h, w] under these planes; kept until they change."""
        if self._background is None or self._background[0] != planes:
            width, height = self.bundle.size
            behind = np.full((height, width), UNSEEN, np.int32)
            for plane in sorted(planes, key=lambda plane: plane.layer):
                _lay(behind, plane, self._pictures[plane.picture])
            self._background = (planes, behind)
        return self._background[1]


def _session(bundle: Bundle, threads: int) -> "onnxruntime.InferenceSession | None":
    if bundle.encoder_path is None:
        if any(_moves(spec, bundle) for spec in bundle.planes):
            raise ConfigError(f"{bundle.path} has no encoder to tell where its planes stand. Make it with export.")
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only: its remarks on unused constants are not the user's concern
    return onnxruntime.InferenceSession(str(bundle.encoder_path), options, providers=_providers())


def _providers() -> list[str]:
    """CUDA where there is a driver for it, else the CPU: onnxruntime-gpu offers CUDA everywhere, and fails loudly."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return ["CPUExecutionProvider"]
    offered = onnxruntime.get_available_providers()
    return [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in offered]


def _fixed_planes(bundle: Bundle) -> tuple[Plane, ...] | None:
    """The planes of every frame, where these are always the same; None where only the encoder can tell them."""
    if any(_moves(spec, bundle) for spec in bundle.planes):
        return None
    return tuple(Plane(picture=spec.pictures[0], clip=spec.clip, layer=spec.layer) for spec in bundle.planes)


def _moves(spec: PlaneSpec, bundle: Bundle) -> bool:
    """Whether the plane shows different things on different frames."""
    sizes = [bundle.learned.backgrounds[picture].shape[1::-1] for picture in spec.pictures]
    return sizes != [spec.clip[2:]]


def _lay(canvas: np.ndarray, plane: Plane, picture: np.ndarray) -> None:
    """Copy what the plane's camera sees of a packed picture onto a packed canvas; unseen pixels leave it as it is."""
    x, y, width, height = plane.clip
    rows, columns = np.arange(height) + plane.camera[1], np.arange(width) + plane.camera[0]
    if plane.wrap:
        rows, columns = rows % picture.shape[0], columns % picture.shape[1]
    inside_y, inside_x = (rows >= 0) & (rows < picture.shape[0]), (columns >= 0) & (columns < picture.shape[1])
    seen = picture[np.ix_(rows[inside_y], columns[inside_x])]
    target = np.ix_(y + np.flatnonzero(inside_y), x + np.flatnonzero(inside_x))
    canvas[target] = np.where(seen == UNSEEN, canvas[target], seen)


def _batches(frames: Iterable[Frame]) -> Iterator[np.ndarray]:
    """uint8 [up to BATCH, h, w, 3] in order, from an array or anything that gives frames."""
    if isinstance(frames, np.ndarray):
        yield from (frames[start : start + BATCH] for start in range(0, len(frames), BATCH))
        return
    batch: list[np.ndarray] = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == BATCH:
            yield np.stack(batch)
            batch = []
    if batch:
        yield np.stack(batch)
