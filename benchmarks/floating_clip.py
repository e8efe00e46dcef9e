"""The first paper's synthetic set (section 4.2): 11 sprites, 5 to 15 of them at random places on a white canvas."""

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from spritelift_assets import drawings
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Placement, Plane, Scene

SIZE, SMALL_SIZE = (128, 128), (64, 64)
FEWEST, MOST = 5, 15
SMALL_COUNTS = (2, 4)
"""Fewest and most on small frames."""
SEED = 42
OURS = ("hero_walk_0", "bee_0", "coin_0", "shroom_0", "heart", "spark_1")
"""Bundled art; the others of the eleven are made here."""
MADE = ((7, 12), (8, 15), (10, 20), (12, 18), (12, 24))
"""Half the width, and the height, of each in pixels."""
SMALL_MADE = ((4, 8), (4, 10), (5, 8), (5, 10), (5, 12), (6, 9), (6, 11), (6, 12), (7, 10), (7, 12), (7, 14))
"""The same of eleven for frames of a quarter of the area, which hold a quarter as many."""


def made(half: int, high: int, rng: np.random.Generator) -> np.ndarray:
    """A mirrored shape of a few colours with a dark outline, in one piece: RGBA."""
    noise = ndimage.gaussian_filter(rng.random((high, half)), 1.2)
    shape = np.concatenate([noise, noise[:, ::-1]], 1) > np.quantile(noise, 0.4)
    shape[0] = shape[-1] = shape[:, 0] = shape[:, -1] = False
    pieces, _ = ndimage.label(shape)
    body = pieces == np.bincount(pieces[shape]).argmax()
    outline = ndimage.binary_dilation(body) & ~body
    colours = rng.integers(40, 230, (5, 3))
    tones = np.digitize(ndimage.gaussian_filter(rng.random((high, half)), 1.5), [0.44, 0.48, 0.52, 0.56])
    rgba = np.zeros((high, 2 * half, 4), np.uint8)
    rgba[..., :3] = colours[np.concatenate([tones, tones[:, ::-1]], 1)]
    rgba[outline] = (30, 24, 40, 255)
    rgba[..., 3] = np.where(body | outline, 255, 0)
    return rgba


def _art() -> Art:
    rng = np.random.default_rng(SEED)
    ours = [Sprite(name=d.name, rgba=d.rgba) for d in drawings("meadow") if d.name in OURS]
    return _on_white([*ours, *_made(MADE, rng)], SIZE)


def small_art() -> Art:
    """Eleven sprites that go into patches of 16 px."""
    return _on_white(_made(SMALL_MADE, np.random.default_rng(SEED)), SMALL_SIZE)


def _made(sizes: Sequence[tuple[int, int]], rng: np.random.Generator) -> list[Sprite]:
    return [Sprite(name=f"made_{i}", rgba=made(*size, rng)) for i, size in enumerate(sizes)]


def _on_white(sprites: Sequence[Sprite], size: tuple[int, int]) -> Art:
    return Art(size=size, sprites=tuple(sprites), backgrounds=(np.full((size[1], size[0], 4), 255, np.uint8),))


ART = _art()


def scenes(frames: int, art: Art = ART, fewest: int = FEWEST, most: int = MOST) -> list[Scene]:
    """Frames that have nothing to do with each other; sprites cover each other, none leaves the canvas."""
    rng = np.random.default_rng(SEED + 1)
    return [_scene(rng, art, fewest, most) for _ in range(frames)]


def _scene(rng: np.random.Generator, art: Art, fewest: int, most: int) -> Scene:
    kinds = rng.integers(0, len(art.sprites), rng.integers(fewest, most + 1)).tolist()
    rooms = [np.array(art.size) - art.sprites[kind].size + 1 for kind in kinds]
    places = [rng.integers(0, room).tolist() for room in rooms]
    plane = Plane(picture=0, clip=(0, 0, *art.size))
    return Scene((plane,), tuple(Placement(kind, x, y, 1) for kind, (x, y) in zip(kinds, places, strict=True)))


def frames_of(drawn: list[Scene], art: Art = ART) -> np.ndarray:
    """uint8 [t, h, w, 3]."""
    return np.stack([compose(scene, art) for scene in drawn])
