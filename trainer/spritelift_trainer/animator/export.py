"""A trained animator into a bundle. The ONNX models prove themselves against torch before anything is written."""

from typing import Any

import numpy as np
import onnxruntime
import torch

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_changes import add_animator
from spritelift_runtime.bundle_files import BACKDROP, CHARACTER, RENDER, TRANSFORM
from spritelift_runtime.errors import ExportError
from spritelift_trainer.agreement import session_of
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.graph import onnx_of
from spritelift_trainer.animator.learner import colours_of
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.transform import Centred

LARGEST_GAP = 1e-4
"""Between colours in [0, 1]."""
CHECKED_PAIRS = 16


def export_animator(model: SceneSynthesis, clips: Clips, bundle: Bundle, **about: Any) -> Bundle:
    """Write the four models into the bundle, once they answer as torch does on pairs of the clips' frames.

    Raises:
        ExportError: they don't; nothing was written.
    """
    model = model.cpu().eval()
    models = {name: each.SerializeToString() for name, each in onnx_of(model).items()}
    first, second = clips.pairs(CHECKED_PAIRS, 0, 0)
    others = np.roll(first, 1, axis=0)
    check_same_pictures(model, models, (others, first, second, np.roll(first, 2, axis=0)))
    places = isinstance(model.transform, Centred)
    return add_animator(bundle, models, size=list(model.shape.size), own_place=places, **about)


def check_same_pictures(
    model: SceneSynthesis, models: dict[str, bytes], frames: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
) -> None:
    """Whether h of x_c, x_t1, x_t2, x_b (uint8 [n, h, w, 3]) is the same from both, within `LARGEST_GAP`.

    Raises:
        ExportError: it isn't.
    """
    for own_place in (False, True)[: 1 + isinstance(model.transform, Centred)]:
        with torch.no_grad():
            wanted = model(*(colours_of(each, torch.device("cpu")) for each in frames), own_place=own_place).numpy()
        gap = np.abs(wanted - _answer(models, frames, own_place, isinstance(model.transform, Centred))).max()
        if not gap <= LARGEST_GAP:  # what is not a number is not, either
            raise ExportError(
                f"ONNX and torch differ by {gap:.2g} in a colour, {LARGEST_GAP:g} is allowed; nothing was written. "
                f"Try another onnxruntime than {onnxruntime.__version__}."
            )


def _answer(models: dict[str, bytes], frames: tuple[np.ndarray, ...], own_place: bool, places: bool) -> np.ndarray:
    sessions = {name: session_of(content) for name, content in models.items()}
    x_c, x_t1, x_t2, x_b = (np.ascontiguousarray(each) for each in frames)
    characters = [sessions[CHARACTER].run(["maps"], {"frames": each})[0] for each in (x_c, x_t1, x_t2)]
    inputs = dict(zip(("character", "first", "second"), characters, strict=True))
    inputs |= {"own_place": np.array(own_place)} if places else {}
    moved = sessions[TRANSFORM].run(["moved"], inputs)[0]
    behind = sessions[BACKDROP].run(["maps"], {"frames": x_b})[0]
    return sessions[RENDER].run(["colours"], {"maps": moved + behind})[0]
