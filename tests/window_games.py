"""A tiny lifted game and a tiny environment that the window's tests share. Pictures are small and known by heart."""

from dataclasses import dataclass, field

import gymnasium
import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

SIZE = (24, 16)
RED, GREEN, BLUE = (200, 30, 30), (30, 180, 40), (20, 40, 120)


def block(width, height, colour):
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[:] = (*colour, 255)
    rgba[0, 0] = 0
    return rgba


def tiny_art(hero=RED):
    backdrop = np.zeros((16, 24, 4), np.uint8)
    backdrop[:] = (*BLUE, 255)
    backdrop[3, :, :3] = 60, 70, 80
    sprites = (
        Sprite(name="hero", rgba=block(4, 5, hero), animation="walk", duration_ms=100),
        Sprite(name="hero_b", rgba=block(4, 6, hero), animation="walk", duration_ms=50),
        Sprite(name="tile", rgba=block(8, 4, GREEN)),
    )
    return Art(size=SIZE, sprites=sprites, backgrounds=(backdrop,))


def tiny_scene(frame):
    plane = Plane(picture=0, clip=(0, 0, *SIZE), wrap=True)
    tiles = tuple(Placement(2, x, 12, 1, fixed=True) for x in (0, 8, 16))
    hero = Placement(frame % 2, frame % 20, 6, 2, flip_x=frame % 3 == 0, track=0)
    return Scene((plane,), (*tiles, hero), unexplained_px=3 if frame == 4 else 0)


def tiny_scenes(frames=10):
    return Scenes.of(tiny_scene(frame) for frame in range(frames))


@dataclass
class Lifted:
    """Stands for a bundle: art, and a decomposer that knows which scene a frame of the game is."""

    art: Art = field(default_factory=tiny_art)
    size = SIZE

    def compose(self, scene):
        return compose(scene, self.art)

    def decomposer(self, threads=1):
        return self

    def frame(self, rgb):
        true = tiny_art()
        return next(scene for scene in map(tiny_scene, range(60)) if np.array_equal(compose(scene, true), rgb))


@dataclass
class Taped:
    """Stands for a recording of the tiny game, with a smudge on frame 4."""

    count: int = 10
    fps = 60.0
    size = SIZE

    def __len__(self):
        return self.count

    @property
    def frames(self):
        frames = [compose(tiny_scene(frame), tiny_art()) for frame in range(self.count)]
        frames[4 % self.count][0, 0:3] = 255
        return frames


class WalkEnv(gymnasium.Env):
    """Right walks on, everything else stands; the episode ends at frame `end`."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 60}  # noqa: RUF012
    render_mode = "rgb_array"
    action_space = gymnasium.spaces.Discrete(3)
    observation_space = gymnasium.spaces.Discrete(60)

    def __init__(self, end=19):
        self.end = end
        self.actions, self.seeds = [], []

    def get_keys_to_action(self):
        return {("d",): 1, (" ",): 2, ("d", " "): 2}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = 0
        self.seeds.append(seed)
        return 0, {}

    def step(self, action):
        self.actions.append(action)
        self.at += int(action == 1)
        return self.at, float(action == 1), self.at >= self.end, False, {}

    def render(self):
        return compose(tiny_scene(self.at), tiny_art())
