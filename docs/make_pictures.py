"""Makes the pictures of the README: `python docs/make_pictures.py demo swarm_bundle`, after `python start.py demo`.

The second folder is a bundle of spritelift/Swarm-v0. Everything shown was mined: nothing here knows the games' own art.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import gymnasium
import numpy as np
import pygame
from PIL import Image, ImageDraw, ImageFont

import spritelift
from spritelift_runtime.art import Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.preview import write_preview
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.session import Session
from spritelift_runtime.window.sources import ReplaySource
from spritelift_runtime.window.state import PlayerState, View
from spritelift_runtime.window.theme import THEME, Colour
from spritelift_runtime.window.views import sprites_only
from spritelift_trainer.pictures import checkerboard

OUT = Path(__file__).parent / "pictures"
GIF_S = 5
LARGE_PX = 50
MOONLIGHT = np.array([0.36, 0.42, 0.78])


@dataclass(frozen=True, eq=False)
class Demo:
    """What `spritelift demo` left."""

    bundle: Bundle
    recording: Recording
    scenes: Scenes
    busiest: int
    """The held-out frame that shows most kinds of large sprites whole."""

    @classmethod
    def open(cls, folder: Path) -> "Demo":
        """Read the demo's folder."""
        bundle, scenes = Bundle.open(folder / "bundle"), Scenes.load(folder / "scenes.npz")
        large = {i for i, sprite in enumerate(bundle.sprites) if (sprite.rgba[..., 3] > 0).sum() >= LARGE_PX}
        kinds = {i: bundle.sprites[i].animation or bundle.sprites[i].name for i in large}

        def variety(t: int) -> int:
            whole = [p.sprite for p in scenes[t].placements if p.cut is None and inside(p, bundle)]
            return len({kinds[sprite] for sprite in whole if sprite in large})

        busiest = max(range(len(scenes) * 4 // 5, len(scenes)), key=variety)
        return cls(bundle, Recording.open(folder / "recording"), scenes, busiest)


def inside(placement: Placement, bundle: Bundle) -> bool:
    """Whether no part of it is off the frame."""
    wide, high = bundle.sprites[placement.sprite].size
    right, bottom = placement.x + wide, placement.y + high
    return placement.x >= 0 and placement.y >= 0 and right <= bundle.size[0] and bottom <= bundle.size[1]


def main(asked: argparse.Namespace) -> None:
    """Make them all."""
    demo, swarm = Demo.open(asked.demo), Bundle.open(asked.swarm)
    moving(demo)
    sheet("sprites", [*demo.bundle.sprites])
    sheet("swarm_sprites", [*swarm.sprites])
    world(demo.bundle)
    window(demo, "player", (1024, 720), View.RECONSTRUCTION, boxes=True)
    window(demo, "exploded", (1280, 720), View.EXPLODED)
    night(demo)
    agent(swarm)
    how(demo)


# --- one picture each ---


def moving(demo: Demo) -> None:
    """The recording, what is rebuilt of it, and the sprites alone: the end, which training didn't see."""
    first = len(demo.recording) - round(GIF_S * demo.recording.fps)
    frames, scenes = demo.recording.frames[first:], demo.scenes[first:]
    write_preview(OUT / "demo.gif", frames, scenes, demo.bundle.art, fps=demo.recording.fps)


def sheet(name: str, sprites: Sequence[Sprite], zoom: int = 4, wide: int = 1240) -> None:
    """Every sprite with its name, on a checkerboard, in lines; poses of one animation are named in one colour."""
    moving = sorted({sprite.animation for sprite in sprites if sprite.animation})
    cell = max(76, *(zoom * sprite.size[0] + 16 for sprite in sprites))
    columns = wide // cell
    lines = [sprites[i : i + columns] for i in range(0, len(sprites), columns)]
    highs = [zoom * max(sprite.size[1] for sprite in line) + 40 for line in lines]
    board = Board(cell * columns, sum(highs) + 8)
    for line, top, high in zip(lines, np.cumsum([8, *highs]).tolist(), highs, strict=False):
        for i, sprite in enumerate(line):
            tile = on_checker(sprite, zoom)
            middle = i * cell + cell // 2
            board.paste(tile, middle - tile.shape[1] // 2, top + high - 28 - tile.shape[0])
            colour = THEME.boxes[moving.index(sprite.animation) % len(THEME.boxes)] if sprite.animation else THEME.faint
            board.text(middle, top + high - 16, sprite.name, 13, colour, "mm")
    board.save(name)


def world(bundle: Bundle) -> None:
    """The widest background pictures, stitched from what the camera saw, under one another."""
    widest = sorted((i for i, b in enumerate(bundle.backgrounds) if b.shape[1] > bundle.size[0]))
    pictures = [bundle.backgrounds[i] for i in widest]
    zoom = 2
    wide, high = (zoom * max(b.shape[1] for b in pictures), sum(zoom * b.shape[0] + 44 for b in pictures))
    board, y = Board(wide + 32, high + 16), 16
    for number, picture in zip(widest, pictures, strict=True):
        said = f"backgrounds/{number:03d}.png, {picture.shape[1]} x {picture.shape[0]} px"
        board.text(16, y + 8, said, 15, THEME.faint)
        board.paste(enlarged(over_checker(picture), zoom), 16, y + 24)
        y += zoom * picture.shape[0] + 44
    board.save("world")


def window(demo: Demo, name: str, size: tuple[int, int], view: View, boxes: bool = False) -> None:
    """The player's window, as it opens."""
    pygame.display.init()
    surface = pygame.display.set_mode(size)
    source = ReplaySource(demo.bundle, demo.scenes, demo.recording, demo.recording.fps)
    state = PlayerState(frames=len(demo.scenes), frame=demo.busiest, view=view, boxes=boxes, playing=False)
    Session(surface, source, state).show()
    pygame.image.save(surface, OUT / f"{name}.png")
    pygame.display.quit()


def night(demo: Demo) -> None:
    """The same moments in the game's own art and repainted, as `examples/night.py` does."""
    art = demo.bundle.art
    after_dark = type(art)(
        size=art.size,
        sprites=tuple(replaced(sprite, lambda rgb: rgb[..., [2, 1, 0]]) for sprite in art.sprites),
        backgrounds=tuple(recoloured(picture, lambda rgb: rgb * MOONLIGHT) for picture in art.backgrounds),
    )
    scene, zoom = demo.scenes[demo.busiest], 3
    wide, high = (zoom * side for side in art.size)
    board = Board(2 * wide + 48, high + 48)
    for i, (said, now) in enumerate((("as it was lifted", art), ("repainted", after_dark))):
        x = 16 + i * (wide + 16)
        board.text(x, 20, said, 16, THEME.text)
        board.paste(enlarged(compose(scene, now), zoom), x, 36)
    board.save("night")


def agent(swarm: Bundle, steps: int = 150, rows: int = 17) -> None:
    """A frame of Swarm beside the table that the agent gets for it."""
    env = spritelift.SpriteObservation(
        gymnasium.make("spritelift_envs:spritelift/Swarm-v0", render_mode="rgb_array"), swarm
    )
    env.action_space.seed(1)
    table, info = env.reset(seed=1)
    for _ in range(steps):
        table, _, _, _, info = env.step(env.action_space.sample())
    zoom = 4
    wide, high = (zoom * side for side in swarm.size)
    board = Board(wide + 600, high + 32)
    board.paste(enlarged(swarm.compose(info["scene"]), zoom), 16, 16)
    # Two of a kind are enough for the picture.
    slots = [slot for slot in table[:, 0].nonzero()[0] if (table[:slot, 1] == table[slot, 1]).sum() < 2][:rows]
    columns = (58, 130, 205, 265, 325, 385, 445, 505, 555)
    for x, word in zip(columns, ("slot", "sprite", "x", "y", "dx", "dy", "width", "height", "layer"), strict=True):
        board.text(wide + x, 32, word, 15, THEME.faint, "rm")
    for line, slot in enumerate(slots):
        colour = THEME.boxes[line % len(THEME.boxes)]
        _, sprite, x, y, dx, dy, width, height, layer = table[slot].astype(int).tolist()
        left, top = 16 + zoom * x, 16 + zoom * y
        board.draw.rectangle(
            (left - 2, top - 2, left + zoom * width + 1, top + zoom * height + 1), outline=colour, width=2
        )
        cells = (slot, sprite, x, y, f"{dx:+d}", f"{dy:+d}", width, height, layer)
        for at, cell in zip(columns, cells, strict=True):
            board.text(wide + at, 66 + 30 * line, str(cell), 17, colour, "rm")
    board.text(wide + 58, 66 + 30 * rows, f"{len(slots)} of {int(table[:, 0].sum())} rows", 15, THEME.faint)
    board.save("agent")


# --- how it works, in one figure ---


def how(demo: Demo) -> None:
    """From frames to sprites, and from any frame to its scene."""
    board = Board(1800, 980)
    _learning(board, demo)
    _using(board, demo)
    board.save("how")


def _learning(board: "Board", demo: Demo) -> None:
    board.text(50, 44, "LEARN, once a game", 22, THEME.accent)
    zoom, high = 2, demo.bundle.size[1]
    for i, t in enumerate((0, len(demo.scenes) // 3, len(demo.scenes) // 2)):
        board.framed(enlarged(demo.recording.frames[t], zoom), 50 + 22 * i, 84 + 22 * i)
    board.words(50, 84 + zoom * high + 70, "A recording", "frames, actions, rewards")
    board.arrow(430, 250, 510, 250)
    board.text(470, 214, "mine", 19, THEME.accent, "mm")
    picture = max(demo.bundle.backgrounds, key=lambda b: b.shape[1])
    sky = sorted(demo.bundle.backgrounds, key=lambda b: b.shape[1])[-2]
    for y, part in ((84, sky), (84 + 2 * sky.shape[0] + 10, picture)):
        board.framed(enlarged(over_checker(part[:, :330]), zoom), 530, y)
    board.words(530, 84 + zoom * high + 70, "Backgrounds", "what stands behind, stitched along the camera's path")
    _sprites(board, demo.bundle.sprites, 1240, 84, 510, 290)
    board.words(1240, 84 + zoom * high + 70, "Sprites", "what saves more bits than it costs is kept")


def _using(board: "Board", demo: Demo) -> None:
    scene, art = demo.scenes[demo.busiest], demo.bundle.art
    frame, top, zoom = demo.recording.frames[demo.busiest], 580, 2
    board.draw.line((50, 500, 1750, 500), THEME.edge, 2)
    board.text(50, 540, "DECOMPOSE, every frame", 22, THEME.accent)
    panels = (
        (frame, "Any frame", "of the recording, or of live play"),
        (encoder_view(demo), "The encoder proposes", "small convolutional network, ONNX"),
        (sprites_only(scene, art), "The search makes it exact", "verify, repair, track"),
        (compose(scene, art), "The scene, redrawn", f"{scene.unexplained_px} pixels differ"),
    )
    for i, (picture, title, said) in enumerate(panels):
        x = 50 + 460 * i
        board.framed(enlarged(picture, zoom), x, top)
        board.words(x, top + zoom * picture.shape[0] + 40, title, said)
        if i:
            board.arrow(x - 122, top + 144, x - 18, top + 144)


def encoder_view(demo: Demo) -> np.ndarray:
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


def _sprites(board: "Board", sprites: Sequence[Sprite], left: int, top: int, wide: int, high: int) -> None:
    x, y, line, zoom = left, top, 0, 4
    for sprite in sorted(sprites, key=lambda s: -s.size[0] * s.size[1]):
        tile = on_checker(sprite, zoom)
        if x + tile.shape[1] > left + wide:
            x, y, line = left, y + line + 12, 0
        if y + tile.shape[0] > top + high:
            return
        board.paste(tile, x, y)
        x, line = x + tile.shape[1] + 12, max(line, tile.shape[0])


# --- drawing ---


class Board:
    """A dark board to lay pictures and words on."""

    def __init__(self, wide: int, high: int) -> None:
        self._image = Image.new("RGB", (wide, high), THEME.panel)
        self.draw = ImageDraw.Draw(self._image)

    def paste(self, rgb: np.ndarray, x: int, y: int) -> None:
        """Lay a picture with its corner at (x, y)."""
        self._image.paste(Image.fromarray(rgb), (x, y))

    def framed(self, rgb: np.ndarray, x: int, y: int) -> None:
        """The same with a rim."""
        high, wide = rgb.shape[:2]
        self.draw.rectangle((x - 3, y - 3, x + wide + 2, y + high + 2), THEME.letterbox, THEME.rim, 1)
        self.paste(rgb, x, y)

    def text(self, x: int, y: int, words: str, px: int, colour: Colour = THEME.text, anchor: str = "lm") -> None:
        """One line of words."""
        self.draw.text((x, y), words, colour, ImageFont.load_default(size=px), anchor)

    def words(self, x: int, y: int, title: str, said: str) -> None:
        """A title and a line below it."""
        self.text(x, y, title, 24)
        self.text(x, y + 30, said, 19, THEME.faint)

    def arrow(self, x: int, y: int, to_x: int, to_y: int) -> None:
        """An arrow to the right."""
        self.draw.line((x, y, to_x - 10, to_y), THEME.accent, 4)
        self.draw.polygon(((to_x, to_y), (to_x - 18, to_y - 10), (to_x - 18, to_y + 10)), THEME.accent)

    def save(self, name: str) -> None:
        """Write it."""
        self._image.save(OUT / f"{name}.png", optimize=True)


def enlarged(rgb: np.ndarray, zoom: int) -> np.ndarray:
    """Every pixel `zoom` wide and high."""
    return rgb.repeat(zoom, 0).repeat(zoom, 1)


def over_checker(rgba: np.ndarray, zoom: int = 1) -> np.ndarray:
    """The picture on grey squares, enlarged."""
    rgba = enlarged(rgba, zoom)
    board = checkerboard(rgba.shape[1], rgba.shape[0]) // 3 + 20
    return np.where(rgba[..., 3:] > 0, rgba[..., :3], board).astype(np.uint8)


def on_checker(sprite: Sprite, zoom: int) -> np.ndarray:
    """The sprite on grey squares, enlarged."""
    return over_checker(sprite.rgba, zoom)


def recoloured(rgba: np.ndarray, colours: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The picture with its colours sent through `colours`."""
    out = rgba.copy()
    out[..., :3] = np.clip(colours(rgba[..., :3].astype(float)), 0, 255).round().astype(np.uint8)
    return out


def replaced(sprite: Sprite, colours: Callable[[np.ndarray], np.ndarray]) -> Sprite:
    """The sprite recoloured."""
    return Sprite(name=sprite.name, rgba=recoloured(sprite.rgba, colours), flips=sprite.flips)


if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demo", type=Path, help="folder of the demo")
    parser.add_argument("swarm", type=Path, help="a bundle of spritelift/Swarm-v0")
    main(parser.parse_args())
