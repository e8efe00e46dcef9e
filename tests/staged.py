"""An environment that shows given placements, frame by frame."""

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Plane, Scene

SIZE = (64, 48)
PLANE = Plane(picture=0, clip=(0, 0, *SIZE))


def picture(seed, width, height):
    rgba = np.random.default_rng(seed).integers(60, 256, (height, width, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return rgba


ART = Art(
    size=SIZE,
    sprites=tuple(Sprite(name=f"s{i}", rgba=picture(i, w, h)) for i, (w, h) in enumerate([(8, 6), (10, 12), (4, 4)])),
    backgrounds=(np.tile(np.array([10, 20, 30, 255], np.uint8), (SIZE[1], SIZE[0], 1)),),
)


class Stage(gymnasium.Env):
    """Shows given placements, frame by frame; `image` says what its observations are."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 30}  # noqa: RUF012

    def __init__(self, frames, image="frame", render_mode=None):
        self.frames, self.image, self.render_mode = frames, image, render_mode
        shapes = {"frame": (SIZE[1], SIZE[0], 3), "small": (8, 8, 3)}
        self.observation_space = (
            spaces.Box(0, 255, shapes[image], np.uint8) if image in shapes else spaces.Box(-1.0, 1.0, (2,), np.float32)
        )
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = 0
        return self._observed(), {"scene": "its own"}

    def step(self, action):
        self.at += 1
        return self._observed(), 1.0, self.at == len(self.frames) - 1, False, {}

    def render(self):
        return compose(Scene((PLANE,), tuple(self.frames[min(self.at, len(self.frames) - 1)])), ART)

    def _observed(self):
        if self.image == "frame":
            return self.render()
        return np.zeros(self.observation_space.shape, self.observation_space.dtype)


def played(env):
    """Tables and infos of a whole episode."""
    table, info = env.reset(seed=0)
    tables, infos, over = [table], [info], False
    while not over:
        table, _, over, _, info = env.step(0)
        tables.append(table)
        infos.append(info)
    return np.stack(tables), infos
