"""A photograph out of 50 sprites (section 4.4 and Figure 10 of the first paper).

python benchmarks/paper/photo.py --json
python benchmarks/paper/photo.py --quick

Learnt from random crops of 128x128; then the whole picture is taken apart crop beside crop, decided hard, and put
together again: 50 sprites of 32x32 are 51,200 pixels. The learning rate is 1e-3 and shifts come from the anchor's own
features, so that minutes show anything; the paper trained for hours.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import photo_crops
import tyro
from learnt import IN_MINUTES, Budget, Model, learnt
from photograph import photograph

sys.path.append(str(Path(__file__).parents[1]))

from first_path import work_folder

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.fidelity import psnr_db
from spritelift_runtime.sheet import png_bytes

K, SPRITES = 32, 50
MODEL = IN_MINUTES | {"k": K, "sprites": SPRITES}


@dataclass(frozen=True, kw_only=True)
class Settings(Budget):
    """Learn a photograph's sprites."""

    frames: int = 2000


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """PSNR on crops never seen, and of the whole picture, which is written as `photo.png`."""
    recording = folder / "recording"
    if not recording.is_dir():
        photo_crops.record(recording, 100 if settings.quick else settings.frames)
    model = settings.given(Model(changes=MODEL))
    found = learnt(model, recording, folder / "model")
    picture, drawn = photograph(), again(Bundle.open(found["bundle"]))
    (folder / "photo.png").write_bytes(png_bytes(np.concatenate([picture, drawn])))
    off = picture.astype(float) - drawn
    return found | {"picture_psnr_db": psnr_db(float((off * off).mean())), "stored_px": SPRITES * K * K}


def again(bundle: Bundle) -> np.ndarray:
    """The photograph out of the bundle's sprites: crops side by side, the last of a line over the one before."""
    picture, (wide, high) = photograph(), bundle.size
    drawn, decomposer = np.zeros_like(picture), bundle.decomposer()
    for y in _starts(picture.shape[0], high):
        for x in _starts(picture.shape[1], wide):
            crop = np.ascontiguousarray(picture[y : y + high, x : x + wide])
            drawn[y : y + high, x : x + wide] = bundle.compose(decomposer.frame(crop))
    return drawn


def _starts(whole: int, side: int) -> list[int]:
    return [*range(0, whole - side, side), whole - side]


def main(settings: Settings) -> None:
    """Measure; a line, or JSON."""
    with work_folder(settings) as folder:
        found = measure(settings, folder / "photo")
    told = f"whole picture {found['picture_psnr_db']:.1f} dB, held-out crops {found['psnr_db']:.1f} dB"
    print(f"{told}, {found['sprites']} sprites, {found['steps']} steps", file=sys.stderr)
    if settings.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
