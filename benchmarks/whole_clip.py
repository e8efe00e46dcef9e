"""Bytes of a recording as one stream of scenes, art and residual, training's frames and the others."""

import numpy as np

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.codec import Residual, frames_of, pack
from spritelift_runtime.compositor import compose
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track

CHUNK = 200


def bytes_per_frame(bundle: Bundle, recording: Recording) -> float:
    """Everything included, over all frames; proven by decoding it."""
    parts, residuals, decomposer = [], [], bundle.decomposer(threads=1)
    for frames in recording.frames.chunks(CHUNK):
        parts.append(decomposer(frames))
        composed = np.stack([compose(scene, bundle.learned) for scene in parts[-1]])
        residuals.append(Residual.of(frames, composed))
    scenes = track(Scenes.joined(parts), bundle.learned)  # tracks need not go on from chunk to chunk
    packed = pack(scenes, bundle.learned, Residual.joined(residuals))
    for number, (frame, decoded) in enumerate(zip(recording.frames, frames_of(packed), strict=True)):
        if not np.array_equal(frame, decoded):
            raise AssertionError(f"frame {number} of {recording.path} did not come back bit for bit.")
    return len(packed) / len(recording)
