"""Any World as a Gymnasium environment."""

from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs.controls import SIDEWAYS, Controls, key_map, meanings
from spritelift_envs.edited_game import Editable, EditedGame
from spritelift_envs.screen import Screen
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Scene
from spritelift_runtime.world import World

Policy = Callable[[Scene], int]
"""A player who looks at nothing but the scene."""


class WorldEnv(Editable, gymnasium.Env[np.ndarray, np.integer | int]):
    """A World as an environment: observations are its composed frames, `info["scene"]` is what they show.

    The editor's edits work here, too: with `apply` while it is played, or from a reset on by
    `options={"edits": [...]}`. Frames are counted from the reset on.

    Actions are `controls`; of themselves six: nothing, left, right, and the same with the button. Render mode "human"
    opens a pygame window; pygame is imported only then.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array", "human"], "render_fps": 60}  # noqa: RUF012 (as gymnasium declares it)

    def __init__(
        self,
        world: World,
        *,
        button: str = "FIRE",
        controls: Controls = SIDEWAYS,
        script: Callable[[], Policy] | None = None,
        frame_skip: int = 1,
        render_mode: str | None = None,
    ) -> None:
        """`button` is its name in `get_action_meanings`; `script` makes the player that `scripted` gives. An action is
        held for `frame_skip` frames, of which the last is shown and the rewards are added up.

        Raises:
            ConfigError: fewer than one frame a step.
        """
        if frame_skip < 1:
            raise ConfigError(f"frame_skip={frame_skip} plays no frame. Give 1 or more.")
        width, height = world.art.size
        self.observation_space = spaces.Box(0, 255, (height, width, 3), np.uint8)
        self.action_space = spaces.Discrete(len(controls))
        self.render_mode = render_mode
        self.metadata = {**self.metadata, "render_fps": round(world.fps / frame_skip)}
        self._world, self._button, self._controls, self._script = world, button, controls, script
        self._edited = EditedGame(world.art)
        self._skip, self._frames = frame_skip, 0
        self._screen: Screen | None = None

    @property
    def world(self) -> World:
        """The game itself."""
        return self._world

    def scripted(self) -> Policy:
        """A new player that needs no hands.

        Raises:
            NotImplementedError: nobody wrote one for this world.
        """
        if self._script is None:
            raise NotImplementedError(f"{type(self._world).__name__} has no scripted player. Use a random policy.")
        return self._script()

    def get_action_meanings(self) -> list[str]:
        """The name of each action."""
        return meanings(self._button, self._controls)

    def get_keys_to_action(self) -> dict[tuple[int, ...], int]:
        """Held keys (sorted pygame key codes) to actions, as `gymnasium.utils.play` wants them."""
        return key_map(self._controls)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """A new game; the same seed gives the same one. With `options={"edits": [...]}` it is edited so from now on,
        and in no other way; without, what was done before stays.

        Raises:
            ConfigError, SizeError, FormatError: edits that can't be done.
        """
        super().reset(seed=seed)
        self._edited.begin(options)
        self._frames = 0
        scene = self._world.reset(int(self.np_random.integers(2**31)) if seed is None else seed)
        return self._show(scene), self._told()

    def step(self, action: np.integer | int) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One frame of play, or `frame_skip` of them; fewer where the game ends."""
        gained = 0.0
        for _ in range(self._skip):
            scene, reward, terminated, truncated = self._world.step(action)
            gained += reward
            self._frames += 1
            if terminated or truncated:
                break
        return self._show(scene), gained, terminated, truncated, self._told()

    def render(self) -> np.ndarray | None:
        """The frame in view, uint8 [h, w, 3], in mode "rgb_array"; None else."""
        return self._edited.frame.copy() if self.render_mode == "rgb_array" else None

    def close(self) -> None:
        """Close the window, if one is open."""
        if self._screen is not None:
            self._screen.close()
            self._screen = None

    def _told(self) -> dict[str, Any]:
        """`info` of the scene in view."""
        return {"scene": self._edited.scene}

    @property
    def _number(self) -> int:
        """What edits call the frame in view."""
        return self._frames

    def _show(self, scene: Scene) -> np.ndarray:
        self._edited.show(scene, self._number)
        if self.render_mode == "human":
            self._screen = self._screen or Screen(self._world.art.size, self._world.fps / self._skip)
            self._screen.show(self._edited.frame)
        return self._edited.frame.copy()
