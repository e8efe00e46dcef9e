"""Makes the pictures of the README: `python docs/make_pictures.py demo swarm cellar`, after `python start.py demo`.

The others are bundles of spritelift/Swarm-v0 and spritelift/Cellar-v0. Everything shown was mined: nothing here knows
the games' own art.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gymnasium
import numpy as np
import pygame
from how_figure import how

import spritelift
from spritelift_runtime.art import Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.preview import write_preview
from spritelift_runtime.recording import Recording
from spritelift_runtime.report.board import Board, enlarged
from spritelift_runtime.report.exploded_picture import exploded_picture, telling_frame
from spritelift_runtime.report.sheet_picture import sheet_pages
from spritelift_runtime.report.world_picture import world_pages
from spritelift_runtime.scene import Placement
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.session import Session
from spritelift_runtime.window.sources import ReplaySource
from spritelift_runtime.window.state import PlayerState, View
from spritelift_runtime.window.theme import THEME

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
    for name, bundle in (
        ("sprites", demo.bundle),
        ("swarm_sprites", swarm),
        ("cellar_sprites", Bundle.open(asked.cellar)),
    ):
        save(name, next(sheet_pages(bundle.sprites)))
    save("world", next(world_pages(demo.bundle.art)))
    telling = telling_frame(demo.scenes, demo.bundle.art)
    save("layers", exploded_picture(demo.recording.frames[telling], demo.scenes[telling], demo.bundle.art))
    window(demo, "player", (1024, 720), View.RECONSTRUCTION, boxes=True)
    window(demo, "exploded", (1280, 720), View.EXPLODED)
    night(demo)
    agent(swarm)
    save("how", how(demo))


# --- one picture each ---


def moving(demo: Demo) -> None:
    """The recording, what is rebuilt of it, and the sprites alone: the end, which training didn't see."""
    first = len(demo.recording) - round(GIF_S * demo.recording.fps)
    frames, scenes = demo.recording.frames[first:], demo.scenes[first:]
    write_preview(OUT / "demo.gif", frames, scenes, demo.bundle.art, fps=demo.recording.fps)


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
    save("night", board.rgb)


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
    save("agent", board.rgb)


# --- drawing ---


def save(name: str, rgb: np.ndarray) -> None:
    """Write one picture."""
    (OUT / f"{name}.png").write_bytes(png_bytes(rgb))


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
    parser.add_argument("cellar", type=Path, help="a bundle of spritelift/Cellar-v0")
    main(parser.parse_args())
