"""Every number `spritelift eval` gives, on frames that training did not see (docs/design.md, "Metrics")."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.codec import Residual, frames_of, pack
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import SizeError
from spritelift_runtime.fidelity import Fidelity, agreeing, plain_crumbs, shows_unseen_world
from spritelift_runtime.heldout import held_out, in_runs
from spritelift_runtime.matching import TruthScore, share
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track
from spritelift_runtime.truth import Truth
from spritelift_runtime.visible import IdPainter

if TYPE_CHECKING:
    from spritelift_runtime.decomposer import Decomposer

CHUNK_FRAMES = 200
COLD_FRAMES = 60
"""Frames, spread over those scored, that the time of a frame on its own is taken from."""
SAMPLE_FRAMES = 40
"""Frames, spread likewise, that the background's most frequent colour is taken from."""

Frames = UInt8[np.ndarray, "t h w 3"]
Progress = Callable[[int, int], None]
Metrics = dict[str, float | int | None]


def evaluate(
    bundle: Bundle,
    recording: Recording | Path | str,
    truth: Truth | Path | str | None = None,
    progress: Progress | None = None,
) -> Metrics:
    """Decompose the recording's held-out frames and score them; `progress(done, total)` is told of frames.

    Frames are matched and scored with the art as it was learnt, whatever was repainted since. Without `truth`, the
    recording's own truth.npz is used; where there is none, what it would score is None.

    Raises:
        SizeError: recording or truth are of another frame size than the bundle.
        ConfigError: training saw every frame of the recording.
    """
    recording = recording if isinstance(recording, Recording) else Recording.open(recording)
    _check_size(bundle, recording)
    numbers = held_out(bundle, recording)
    known = _truth_of(truth, recording)
    scores = _Scores(bundle, None if known is None else _truth_score(bundle, known, recording, numbers))
    decomposer = bundle.decomposer(threads=1)
    cold_s = _cold_s(decomposer, recording, _spread(numbers, COLD_FRAMES))
    for run in in_runs(numbers, CHUNK_FRAMES):
        scores.add(decomposer, run, recording.frames[run.start : run.stop])
        if progress is not None:
            progress(len(scores.fidelity.wrong_px), len(numbers))
    return scores.results() | {"cold_fps": share(1.0, cold_s), "warm_fps": share(len(numbers), scores.warm_s)}


@dataclass
class _Scores:
    """Everything added up while going through the frames once."""

    bundle: Bundle
    truth: TruthScore | None
    fidelity: Fidelity = field(default_factory=Fidelity)
    scenes: list[Scenes] = field(default_factory=list)
    residuals: list[Residual] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    agreed: int = 0
    encoded: int = 0
    crumbs: int = 0
    warm_s: float = 0.0

    def __post_init__(self) -> None:
        self.art: Art = self.bundle.learned
        self.painter = IdPainter(self.art)
        self.tiny, self.one_colour = plain_crumbs(self.art)

    def add(self, decomposer: "Decomposer", run: range, frames: Frames) -> None:
        """Decompose and score consecutive frames."""
        started = time.process_time()
        scenes = decomposer(frames)
        self.warm_s += time.process_time() - started
        composed = np.stack([compose(scene, self.art) for scene in scenes])
        unseen = np.array([shows_unseen_world(self.painter, scenes, i) for i in range(len(scenes))])
        self.fidelity.add(frames, composed, unseen)
        self.scenes.append(scenes)
        self.residuals.append(Residual.of(frames, composed))
        self.digests += [_digest(frame) for frame in frames]
        self._add_placements(scenes, run, frames)
        if self.bundle.encoder_path is not None:
            raw = decomposer.encode(frames)
            self.encoded += len(raw.placements)
            self.agreed += agreeing(raw, scenes)

    def _add_placements(self, scenes: Scenes, run: range, frames: Frames) -> None:
        sprites = scenes.placements[:, 0]
        crumbs = self.tiny[sprites]
        if self.truth is not None:
            matched = [self.truth.add(scenes, i, number, frames[i]) for i, number in enumerate(run)]
            crumbs = crumbs | (self.one_colour[sprites] & ~np.concatenate(matched))
        self.crumbs += int(crumbs.sum())

    def results(self) -> Metrics:
        scenes = Scenes.joined(self.scenes)
        has_encoder = self.bundle.encoder_path is not None
        nothing = dict.fromkeys(
            ("foreground_iou", "precision", "recall", "f1", "class_f1", "truth_hidden", "predicted_hidden")
        )
        return {
            **self.fidelity.results(),
            "encoder_precision": share(self.agreed, self.encoded) if has_encoder else None,
            "encoder_recall": share(self.agreed, len(scenes.placements)) if has_encoder else None,
            **(nothing if self.truth is None else self.truth.results()),
            "sprites": len(self.art.sprites),
            "sprites_used": len(np.unique(scenes.placements[:, 0])),
            "placements_per_frame": len(scenes.placements) / len(scenes),
            "crumbs_per_frame": self.crumbs / len(scenes),
            "bytes_per_frame": self._stored_bytes(scenes) / len(scenes),
        }

    def _stored_bytes(self, scenes: Scenes) -> int:
        """Bytes of all frames as scenes; proven by decoding them.

        Tracks are made anew over all frames: they need not go on from one decomposed chunk to the next.
        """
        packed = pack(track(scenes, self.art), self.art, Residual.joined(self.residuals))
        for number, (frame, digest) in enumerate(zip(frames_of(packed), self.digests, strict=True)):
            if _digest(frame) != digest:
                raise AssertionError(f"scored frame {number} did not come back bit for bit: the stream lost something.")
        return len(packed)


def _check_size(bundle: Bundle, recording: Recording) -> None:
    if bundle.size != recording.size:
        raise SizeError(
            f"{recording.path} has frames of {recording.size[0]}x{recording.size[1]} px, {bundle.path} is for "
            f"{bundle.size[0]}x{bundle.size[1]} px. Use a bundle trained on this game at this size."
        )


def _truth_of(truth: Truth | Path | str | None, recording: Recording) -> Truth | None:
    if truth is None and recording.truth_path is None:
        return None
    known = truth if isinstance(truth, Truth) else Truth.load(truth or recording.truth_path or "")
    width, height = recording.size
    if known.segments is not None and known.segments.shape != (len(known.segments), height, width):
        _, high, wide = known.segments.shape
        raise SizeError(f"truth is of {wide}x{high} px, the recording of {width}x{height} px. Give its own truth.")
    if known.segments is not None and len(known.segments) < len(recording):
        raise SizeError(
            f"truth knows {len(known.segments)} of {len(recording)} frames. Give the recording's own truth."
        )
    return known


def _truth_score(bundle: Bundle, truth: Truth, recording: Recording, numbers: list[int]) -> TruthScore:
    if truth.segments is None:
        return TruthScore(IdPainter(bundle.learned), truth, background=(0, 0, 0))
    empty = [recording.frames[i][truth.segments[i] == 0] for i in _spread(numbers, SAMPLE_FRAMES)]
    return TruthScore(IdPainter(bundle.learned), truth, most_frequent(np.concatenate(empty)))


def most_frequent(pixels: UInt8[np.ndarray, "n 3"]) -> tuple[int, int, int]:
    """The most frequent colour; black of no pixels."""
    if not len(pixels):
        return 0, 0, 0
    # One number a colour: numpy's unique of rows is forty times slower.
    colours, counts = np.unique(pixels.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1]), return_counts=True)
    colour = int(colours[counts.argmax()])
    return colour >> 16, colour >> 8 & 255, colour & 255


def _spread(numbers: list[int], most: int) -> list[int]:
    """At most `most` of the frame numbers, evenly spread."""
    return numbers[:: -(-len(numbers) // most)]


def _cold_s(decomposer: "Decomposer", recording: Recording, numbers: list[int]) -> float:
    """Processor seconds from pixels to verified scene, for a frame that nothing is known about."""
    frames = [recording.frames[number] for number in numbers]
    decomposer(frames)  # the first calls load the model and compiled code: both ways of working are timed after them
    decomposer.frame(frames[0])
    started = time.process_time()
    for frame in frames:
        decomposer.frame(frame)
    return (time.process_time() - started) / len(frames)


def _digest(frame: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(frame).tobytes(), digest_size=16).digest()
