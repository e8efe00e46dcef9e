"""Whether an encoder's ONNX file answers as torch does."""

from collections.abc import Iterator, Mapping

import numpy as np
import onnxruntime

from spritelift_runtime.errors import ExportError
from spritelift_runtime.onnx_session import session_of
from spritelift_trainer.frozen import OUTPUTS, Frozen
from spritelift_trainer.onnx_signature import INPUT

CHECKED_AT_ONCE = 4
"""Frames: enough to see that they don't mix. A network that looks at crops needs 0.1 GB for each."""
LARGEST_SCORE_GAP, LARGEST_NEAR_GAP = 1e-5, 1e-2
"""Of exact encoders, and of those whose sums differ in the last bits: 1.3e-4 was seen of a trained one, whose switches
are steep."""
LEAST_ALIKE = 0.999
"""Share of anchors that must be equal where near ties may be decided either way."""

Answers = Mapping[str, np.ndarray]


def check_same_placements(encoder: Frozen, content: bytes, frames: np.ndarray) -> int:
    """Run both on `frames` (uint8 [n, h, w, 3]); returns how many placements were compared.

    Raises:
        ExportError: they differ anywhere, or scores by more than `LARGEST_SCORE_GAP`; of encoders that aren't exact,
            at more anchors than near ties explain, or scores by more than `LARGEST_NEAR_GAP`.
    """
    compared = anchors = differing = 0
    for start, wanted, found in _answers(encoder, content, frames):
        _check_kinds(wanted, found)
        _check_equal(wanted, found, start, ("score", "plane") if not encoder.exact else OUTPUTS, encoder.exact)
        unlike = np.any([wanted[name] != found[name] for name in ("sprite", "x", "y", "flip")], axis=0)
        anchors, differing = anchors + unlike.size, differing + int(unlike.sum())
        compared += int((wanted["sprite"] >= 0).sum())
    if differing > (1 - LEAST_ALIKE) * anchors:
        raise ExportError(
            f"ONNX and torch differ at {differing} of {anchors} anchors, which near ties don't explain; "
            f"nothing was written. Try another onnxruntime than {onnxruntime.__version__}."
        )
    return compared


def _answers(encoder: Frozen, content: bytes, frames: np.ndarray) -> Iterator[tuple[int, Answers, Answers]]:
    """Number of the first frame, what torch says of it and some more, and what ONNX says."""
    session = session_of(content, on_cpu=True)
    for start in range(0, len(frames), CHECKED_AT_ONCE):
        some = np.ascontiguousarray(frames[start : start + CHECKED_AT_ONCE])
        found = session.run(list(OUTPUTS), {INPUT: some})
        yield start, encoder(some), dict(zip(OUTPUTS, found, strict=True))


def _check_kinds(wanted: Answers, found: Answers) -> None:
    for name in OUTPUTS:
        one, other = wanted[name], found[name]
        if one.shape != other.shape or one.dtype != other.dtype:
            raise ExportError(f"ONNX gives {name} as {other.dtype} {other.shape}, torch as {one.dtype} {one.shape}.")


def _check_equal(wanted: Answers, found: Answers, start: int, names: tuple[str, ...], exact: bool) -> None:
    for name in names:
        largest = (LARGEST_SCORE_GAP if exact else LARGEST_NEAR_GAP) if name == "score" else 0
        differs = ~(np.abs(wanted[name] - found[name]) <= largest)  # what is not a number differs, too
        if differs.any():
            frame = start + int(np.argwhere(differs)[0, 0])
            raise ExportError(
                f"ONNX and torch differ in {name} at {int(differs.sum())} places, first on checked frame {frame}; "
                f"nothing was written. Try another onnxruntime than {onnxruntime.__version__}."
            )
