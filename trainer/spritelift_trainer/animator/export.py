"""A trained animator into a bundle. The ONNX models prove themselves against torch before anything is written."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnxruntime
import torch
from jaxtyping import UInt8

from spritelift_runtime.animator import Animator
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_changes import add_animator
from spritelift_runtime.bundle_files import PIXELS
from spritelift_runtime.errors import ExportError
from spritelift_runtime.exact_pixels import codes_of
from spritelift_runtime.onnx_session import session_of
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.graph import onnx_of
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.pixel_graph import FRAMES as INPUTS
from spritelift_trainer.animator.pixels import TIE, Pointer, likeliest
from spritelift_trainer.animator.transform import Centred
from spritelift_trainer.colours import colours_of

LARGEST_GAP = 1e-4
"""Between colours in [0, 1]."""
CHECKED_PAIRS = 16
CPU = torch.device("cpu")
MEND = f"Try another onnxruntime than {onnxruntime.__version__}."

Pictures = UInt8[np.ndarray, "n h w 3"]


def export_animator(model: SceneSynthesis, clips: Clips, bundle: Bundle, **about: Any) -> Bundle:
    """Write its models into the bundle, once they answer as torch does on pairs of the clips' frames.

    Raises:
        ExportError: they don't; nothing was written.
    """
    model = model.cpu().eval()
    models = {name: each.SerializeToString() for name, each in onnx_of(model).items()}
    first, second = clips.pairs(CHECKED_PAIRS, 0, 0)
    others = np.roll(first, 1, axis=0)
    check_same_pictures(model, models, (others, first, second, np.roll(first, 2, axis=0)))
    if model.pixels is not None:
        for x_c in (first, others):
            check_same_pixels(model.pixels, models[PIXELS], (x_c, first, second))
    places = isinstance(model.transform, Centred)
    return add_animator(bundle, models, size=list(model.shape.size), own_place=places, **about)


def check_same_pictures(
    model: SceneSynthesis, models: Mapping[str, bytes], frames: tuple[Pictures, Pictures, Pictures, Pictures]
) -> None:
    """Whether h of x_c, x_t1, x_t2, x_b is the same from both, within `LARGEST_GAP`.

    Raises:
        ExportError: it isn't.
    """
    sessions = {name: session_of(content, on_cpu=True) for name, content in models.items()}
    animator = Animator(model.shape.size, isinstance(model.transform, Centred), sessions)
    character, first, second = (animator.character(each) for each in frames[:3])
    behind = animator.backdrop(frames[3])
    for own_place in (False, True) if animator.knows_places else (False,):
        with torch.no_grad():
            wanted = model(*(colours_of(each, CPU) for each in frames), own_place=own_place).numpy()
        found = animator.colours(animator.moved(character, first, second, own_place=own_place) + behind)
        _check_gap(float(np.abs(wanted - found).max()), "a colour")


@torch.no_grad()
def check_same_pixels(head: Pointer, content: bytes, frames: tuple[Pictures, Pictures, Pictures]) -> None:
    """Whether every pixel of `exact` is the same from both.

    How likely the colours taken are must be the same within `LARGEST_GAP`, and so must be the colours, of each pixel.
    Another one is let pass only where torch itself finds both equally likely, as far as can be told after rounding.

    Raises:
        ExportError: they aren't.
    """
    session = session_of(content, on_cpu=True)
    for one in zip(*frames, strict=True):
        told = dict(zip(INPUTS, one, strict=True)) | {"alike": codes_of(one[0][None], one[0][None])[0]}
        source, chance = (each.ravel() for each in session.run(["source", "chance"], told))
        x_c, x_t1, x_t2 = (colours_of(each[None], CPU) for each in one)
        ((index, _, chances),) = head.answers(x_c, x_t1, x_t2, x_c)
        best = chances[0].amax(1)
        _check_gap(float(np.abs(best.numpy() - chance).max()), "a pixel's chance")
        index, other = index[0], torch.from_numpy(source)
        short = best - chances[0].gather(1, index[other][:, None])[:, 0]
        wrong = (index[other] != likeliest(chances)[0]) & ~(short <= TIE + 2 * LARGEST_GAP)
        if wrong.any():
            raise ExportError(
                f"ONNX and torch differ in {int(wrong.sum())} exact pixels of a frame; nothing was written. {MEND}"
            )


def _check_gap(gap: float, where: str) -> None:
    if not gap <= LARGEST_GAP:  # what is not a number is not, either
        raise ExportError(
            f"ONNX and torch differ by {gap:.2g} in {where}, {LARGEST_GAP:g} is allowed; nothing was written. {MEND}"
        )
