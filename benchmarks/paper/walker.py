"""A video of a moving figure, segmented by choosing its sprites (section 4.4 and Figure 9 of the first paper).

python benchmarks/paper/walker.py --json
python benchmarks/paper/walker.py --quick

The background is a learned texture, larger than the frame, as the camera pans. A person would choose the figure's
sprites by eye; here they are those that together cover the figure best (by IoU) on the frames trained on. Then
`spritelift segment` writes the held-out frames' masks, and these are compared with the truth.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro
import walker_video
from jaxtyping import Int64
from learnt import IN_MINUTES, TEXTURE_IN_MINUTES, Budget, Model, learnt

sys.path.append(str(Path(__file__).parents[1]))

from first_path import work_folder
from lab import command

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.heldout import held_out
from spritelift_runtime.recording import Recording
from spritelift_runtime.truth import Truth
from spritelift_runtime.visible import IdPainter

TEXTURE = TEXTURE_IN_MINUTES | {"texture_wide": 200, "texture_high": 128}
MODEL = IN_MINUTES | TEXTURE | {"k": 32, "sprites": 50}
LOOKED_AT = 60
"""Frames trained on that tell whose a sprite is."""


@dataclass(frozen=True, kw_only=True)
class Settings(Budget):
    """Learn a video's sprites, and segment it by them."""

    frames: int = 1000


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """PSNR, and the IoU of the written masks."""
    path = folder / "recording"
    if not path.is_dir():
        walker_video.record(path, 100 if settings.quick else settings.frames)
    model = settings.given(Model(changes=MODEL))
    found = learnt(model, path, folder / "model")
    bundle, recording = Bundle.open(found["bundle"]), Recording.open(path)
    truth, names = Truth.load(path / "truth.npz"), []
    if bundle.sprites:
        names = figures(bundle, recording, truth)
    if not names:
        return found | {"segmentation_iou": 0.0, "chosen": []}
    numbers = held_out(bundle, recording)
    out = folder / f"masks_{found['steps']}"
    if not out.is_dir():
        frames = f"{numbers[0]}:{numbers[-1] + 1}"
        command("segment", bundle.path, path, "--sprites", *names, "--out", out, "--frames", frames)
    return found | {"segmentation_iou": walker_video.segmentation_iou(out, truth, numbers), "chosen": names}


def figures(bundle: Bundle, recording: Recording, truth: Truth) -> list[str]:
    """Names of the sprites that together cover the figure best."""
    numbers = np.linspace(0, held_out(bundle, recording)[0] - 1, LOOKED_AT).astype(int).tolist()
    painter, decomposer = IdPainter(bundle.learned), bundle.decomposer()
    own, all_px = np.zeros((2, len(bundle.sprites)), np.int64)
    scenes = decomposer(recording.frames[number] for number in numbers)
    for i, number in enumerate(numbers):
        first, last = scenes.placement_offsets[i : i + 2].tolist()
        ids = painter.paint(scenes, i)
        sprite = np.concatenate([[-1], scenes.placements[first:last, 0]])[ids]
        figure = truth.segments[number] > 0
        all_px += np.bincount(sprite[sprite >= 0], minlength=len(all_px))
        own += np.bincount(sprite[(sprite >= 0) & figure], minlength=len(own))
    return [bundle.sprites[i].name for i in covering(own, all_px, int((truth.segments[numbers] > 0).sum()))]


def covering(own: Int64[np.ndarray, " n"], all_px: Int64[np.ndarray, " n"], figure_px: int) -> list[int]:
    """Sprites whose visible pixels have the greatest IoU with the figure's: most of its own first, as long as that
    helps."""
    order = np.argsort(-own / np.maximum(all_px, 1), kind="stable")
    both, whole = own[order].cumsum(), all_px[order].cumsum()
    iou = both / np.maximum(figure_px + whole - both, 1)
    return order[: int(iou.argmax()) + 1].tolist() if both[-1:].any() else []


def main(settings: Settings) -> None:
    """Measure; a line, or JSON."""
    with work_folder(settings) as folder:
        found = measure(settings, folder / "walker")
    told = f"IoU {found['segmentation_iou']:.3f} of {len(found['chosen'])} chosen sprites"
    print(f"{told}, {found['psnr_db']:.1f} dB, {found['steps']} steps", file=sys.stderr)
    if settings.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
