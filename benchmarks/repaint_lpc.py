"""LPC characters (Universal LPC spritesheet) repainted by exchanging one of their layers, in each pose of an animation.

The pack is a zip of layer sheets, 64x64 px a pose: not part of this project; what is made of it here is only measured.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from repaint_cases import Case

ROWS = {"spellcast": (0, 7), "walk": (8, 9), "slash": (12, 6)}
"""First row of an animation (its four views follow each other), and its poses."""
VIEWS = ("up", "left", "down", "right")
SHOWN = (("walk", "left"), ("spellcast", "down"), ("slash", "right"), ("walk", "down"))
PX = 64
ROOM = 24
TONES = ("light", "tanned", "dark", "darkelf", "tanned2", "dark2")
DULL = ((48, 40, 36), (88, 76, 66), (128, 112, 98), (172, 154, 138))
DYED = ((30, 36, 66), (48, 64, 116), (70, 98, 164), (112, 146, 206))
"""Dark to light; the dyed ones stand in for the dull ones."""
HAIRS = ("plain-redhead", "mohawk-green", "bangs-white", "long-blonde", "ponytail-pink", "messy1-blue")


def cases(pack: Path, first: int, characters: int) -> Iterator[Case]:
    """Trousers in another colour, one of shirt and trousers of one white dyed, hair on a bald head; by view."""
    with zipfile.ZipFile(pack) as layers:
        for n in range(first, first + characters):
            sex, tone, hair = ("male", "female")[n % 2], TONES[n % len(TONES)], HAIRS[n % len(HAIRS)]
            body, feet = f"body/{sex}/{tone}", f"feet/{sex}/maroon"
            teal, red = (f"greaves/{sex}/pants-{colour}" for colour in ("teal", "red"))
            trousers, shoes, shirt = f"greaves/{sex}/pants-white", f"feet/{sex}/maroon", f"armor/{sex}/shirt-white"
            leather, grown = f"armor/{sex}/leather", f"hair/{sex}/{hair}"
            dull = [body, (trousers, DULL), (shoes, DULL), (shirt, DULL)]
            wanted = {
                "trousers": ("one", [body, teal, feet, leather], [body, red, feet, leather]),
                "trousers not shirt": ("two", dull, [body, (trousers, DYED), (shoes, DULL), (shirt, DULL)]),
                "shoes not trousers": ("two", dull, [body, (trousers, DULL), (shoes, DYED), (shirt, DULL)]),
                "hair": ("hat", [body, teal, feet, leather], [body, teal, feet, leather, grown]),
            }
            for name, (kind, before, after) in wanted.items():
                old, new = _composed(layers, before), _composed(layers, after)
                for animation, view in SHOWN:
                    yield _case(f"lpc {n} {animation} {view}, {name}", kind, old, new, animation, view)


def _case(name: str, kind: str, old: np.ndarray, new: np.ndarray, animation: str, view: str) -> Case:
    poses, truth = [], []
    first, count = ROWS[animation]
    y = (first + VIEWS.index(view)) * PX
    for n in range(count):
        before, after = (sheet[y : y + PX, n * PX : (n + 1) * PX] for sheet in (old, new))
        after = np.pad(after, ((ROOM, ROOM), (ROOM, ROOM), (0, 0)))
        rows, columns = np.flatnonzero(before[..., 3].any(axis=1)), np.flatnonzero(before[..., 3].any(axis=0))
        top, end, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        poses.append(np.ascontiguousarray(before[top:end, left:right]))
        truth.append(np.ascontiguousarray(after[top : end + 2 * ROOM, left : right + 2 * ROOM]))
    return Case(name, kind, poses, truth, ROOM)


def _composed(layers: zipfile.ZipFile, names: list[str | tuple[str, tuple]]) -> np.ndarray:
    """Layers over each other, straight alpha, uint8 [1280, 832, 4]; those with a ramp in the ramp's colours."""
    whole = Image.new("RGBA", (13 * PX, 20 * PX))
    for each in names:
        name, ramp = (each, None) if isinstance(each, str) else each
        layer = Image.open(io.BytesIO(layers.read(f"{name}.png"))).convert("RGBA")
        whole.alpha_composite(layer if ramp is None else Image.fromarray(_in_ramp(np.array(layer), ramp)))
    return np.array(whole)


def _in_ramp(layer: np.ndarray, ramp: tuple) -> np.ndarray:
    """The layer's shades, dark to light, as those of the ramp: garments of one cloth."""
    light = layer[..., :3].astype(int).sum(axis=2)
    shown = layer[..., 3] > 0
    shades = np.unique(light[shown])
    place = np.searchsorted(shades, light).clip(0, len(shades) - 1) * len(ramp) // len(shades)
    return np.where(shown[..., None], np.dstack([np.array(ramp, np.uint8)[place], layer[..., 3]]), 0).astype(np.uint8)
