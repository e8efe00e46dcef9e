"""The README's figure of how it works: from frames to sprites, and from any frame to its scene."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw

from spritelift_runtime.art import Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.recording import Recording
from spritelift_runtime.report.board import Board, enlarged, over_checker
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.theme import THEME
from spritelift_runtime.window.views import sprites_only


class Lifted(Protocol):
    """What the figure needs of the demo."""

    bundle: Bundle
    recording: Recording
    scenes: Scenes
    busiest: int


def how(demo: Lifted) -> np.ndarray:
    """The figure, uint8 [h, w, 3]."""
    board = Board(1800, 980)
    _learning(board, demo)
    _using(board, demo)
    return board.rgb


def _learning(board: Board, demo: Lifted) -> None:
    board.text(50, 44, "LEARN, once a game", 22, THEME.accent)
    zoom, high = 2, demo.bundle.size[1]
    for i, t in enumerate((0, len(demo.scenes) // 3, len(demo.scenes) // 2)):
        board.framed(enlarged(demo.recording.frames[t], zoom), 50 + 22 * i, 84 + 22 * i)
    _words(board, 50, 84 + zoom * high + 70, "A recording", "frames, actions, rewards")
    _arrow(board, 430, 250, 510, 250)
    board.text(470, 214, "mine", 19, THEME.accent, "mm")
    picture = max(demo.bundle.backgrounds, key=lambda b: b.shape[1])
    sky = sorted(demo.bundle.backgrounds, key=lambda b: b.shape[1])[-2]
    for y, part in ((84, sky), (84 + 2 * sky.shape[0] + 10, picture)):
        board.framed(over_checker(part[:, :330], zoom), 530, y)
    _words(board, 530, 84 + zoom * high + 70, "Backgrounds", "what stands behind, stitched along the camera's path")
    _sprites(board, demo.bundle.sprites, 1240, 84, 510, 290)
    _words(board, 1240, 84 + zoom * high + 70, "Sprites", "what saves more bits than it costs is kept")


def _using(board: Board, demo: Lifted) -> None:
    scene, art = demo.scenes[demo.busiest], demo.bundle.art
    frame, top, zoom = demo.recording.frames[demo.busiest], 580, 2
    board.draw.line((50, 500, 1750, 500), THEME.edge, 2)
    board.text(50, 540, "DECOMPOSE, every frame", 22, THEME.accent)
    panels = (
        (frame, "Any frame", "of the recording, or of live play"),
        (_encoder_view(demo), "The encoder proposes", "small convolutional network, ONNX"),
        (sprites_only(scene, art), "The search makes it exact", "verify, repair, track"),
        (compose(scene, art), "The scene, redrawn", f"{scene.unexplained_px} pixels differ"),
    )
    for i, (picture, title, said) in enumerate(panels):
        x = 50 + 460 * i
        board.framed(enlarged(picture, zoom), x, top)
        _words(board, x, top + zoom * picture.shape[0] + 40, title, said)
        if i:
            _arrow(board, x - 122, top + 144, x - 18, top + 144)


def _encoder_view(demo: Lifted) -> np.ndarray:
    """What the encoder alone says of the busiest frame: boxes over the faded frame."""
    scene = demo.bundle.decomposer().encode(demo.recording.frames[demo.busiest][None])[0]
    faded = Image.fromarray((demo.recording.frames[demo.busiest] * 0.45).astype(np.uint8))
    draw = ImageDraw.Draw(faded)
    for placement in scene.placements:
        wide, high = demo.bundle.sprites[placement.sprite].size
        colour = THEME.boxes[placement.sprite % len(THEME.boxes)]
        corner = placement.x, placement.y
        draw.rectangle((*corner, corner[0] + wide - 1, corner[1] + high - 1), outline=colour)
    return np.asarray(faded)


def _sprites(board: Board, sprites: Sequence[Sprite], left: int, top: int, wide: int, high: int) -> None:
    x, y, line, zoom = left, top, 0, 4
    for sprite in sorted(sprites, key=lambda s: -s.size[0] * s.size[1]):
        tile = over_checker(sprite.rgba, zoom)
        if x + tile.shape[1] > left + wide:
            x, y, line = left, y + line + 12, 0
        if y + tile.shape[0] > top + high:
            return
        board.paste(tile, x, y)
        x, line = x + tile.shape[1] + 12, max(line, tile.shape[0])


def _words(board: Board, x: int, y: int, title: str, said: str) -> None:
    """A title and a line below it."""
    board.text(x, y, title, 24)
    board.text(x, y + 30, said, 19, THEME.faint)


def _arrow(board: Board, x: int, y: int, to_x: int, to_y: int) -> None:
    """An arrow to the right."""
    board.draw.line((x, y, to_x - 10, to_y), THEME.accent, 4)
    board.draw.polygon(((to_x, to_y), (to_x - 18, to_y - 10), (to_x - 18, to_y + 10)), THEME.accent)
