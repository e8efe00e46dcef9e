"""How many pixels of frames that training didn't see come out exactly, by h, by h snapped, and by the pixel head."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from jaxtyping import Bool, UInt8

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.exact_pixels import Frames, codes_of, snapped
from spritelift_runtime.recording import Recording
from spritelift_trainer.animator.analogies import chance, recoloured
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.recorded import RecordedClips
from spritelift_trainer.colours import colours_of, pictures_of

SCORED = 64
"""Pairs."""
AT_ONCE = 16
CPU = torch.device("cpu")
Score = dict[str, dict[str, float]]


def held_out(
    bundle: Bundle, recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]], window: int
) -> RecordedClips | None:
    """Clips of the frames that training didn't see: of each recording, those after its range. None where nobody
    moves there."""
    rest = [(each, (stop, len(each))) for each, (_, stop) in zip(recordings, ranges, strict=True) if stop < len(each)]
    if not rest:
        return None
    try:
        return RecordedClips(bundle, [each for each, _ in rest], [part for _, part in rest], window)
    except ConfigError:
        return None


def scores(model: SceneSynthesis, clips: RecordedClips, seed: int) -> Score:
    """Of pairs drawn at random: shares, in [0, 1], for each way to answer, by its name.

    The second frame is asked for, from the first one and a guide that is the pair in other colours, as the head learns.
    `exact`: of the pixels where the followed character is seen in the second frame, those that are right in every bit;
    `changed_exact`: of all pixels that the two frames don't share; `off_palette`: of all pixels, those of a colour that
    the first frame hasn't. `copied` is the first frame as it is.
    """
    model = model.cpu().eval()
    first, second = clips.pairs(SCORED, seed, 0)
    seen = clips.shown(SCORED, seed, 0)[1]
    guide = recoloured(colours_of(first, CPU), colours_of(second, CPU), chance(seed, 0))
    x_t1, x_t2 = (pictures_of(each) for each in guide)
    answers = {name: _answered(way, first, x_t1, x_t2) for name, way in _ways(model).items()}
    return {name: _score(first, found, second, seen) for name, found in answers.items()}


def _ways(model: SceneSynthesis) -> dict[str, Callable[[Frames, Frames, Frames], Frames]]:
    def drawn(*frames: Frames) -> Frames:
        return pictures_of(model.transfer(*(colours_of(each, CPU) for each in frames)))

    ways = {
        "copied": lambda x_c, x_t1, x_t2: x_c,
        "drawn": drawn,
        "snapped": lambda *frames: snapped(drawn(*frames), frames[0]),
    }
    if model.pixels is not None:
        ways["pixels"] = lambda *frames: pictures_of(model.exact(*(colours_of(each, CPU) for each in frames)))
    return ways


@torch.no_grad()
def _answered(way: Callable[[Frames, Frames, Frames], Frames], *frames: Frames) -> Frames:
    parts = [slice(start, start + AT_ONCE) for start in range(0, len(frames[0]), AT_ONCE)]
    return np.concatenate([way(*(each[part] for each in frames)) for part in parts])


def _score(
    x_c: Frames, found: Frames, wanted: UInt8[np.ndarray, "n h w 3"], seen: Bool[np.ndarray, "n h w"]
) -> dict[str, float]:
    right, changed = (found == wanted).all(-1), (x_c != wanted).any(-1)
    codes = zip(codes_of(found, x_c), codes_of(x_c, x_c), strict=True)
    strange = np.mean([~np.isin(one, own) for one, own in codes])
    return {
        "exact": float(right[seen].mean()) if seen.any() else 0.0,
        "changed_exact": float(right[changed].mean()) if changed.any() else 1.0,
        "off_palette": float(strange),
    }
