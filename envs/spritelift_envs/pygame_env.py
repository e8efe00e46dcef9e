"""A pygame program, unmodified, as a Gymnasium environment."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs.players import named_function
from spritelift_envs.pygame_program.keyboard import check_keys, key_codes
from spritelift_envs.pygame_program.process import Program, Turn
from spritelift_envs.pygame_scripts import program_of
from spritelift_envs.screen import Screen
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Scene
from spritelift_runtime.tracking import Tracker

_log = logging.getLogger(__name__)
RATE = 60.0
"""Frames a second of a program that never says how many it wants."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What there is to see after a step."""

    frame: np.ndarray
    """uint8 [h, w, 3]; of a program that ended, the last one it showed."""
    scene: Scene | None = None
    """The frame taken apart, with tracks, where a bundle was given."""
    watched: dict[str, Any] = field(default_factory=dict)
    """The program's own variables that were asked for."""
    ended: str = ""
    """ "left" where the program has ended by itself, "failed" where by an error."""


Reward = Callable[[Seen, Seen], float | tuple[float, bool]]
"""(before, after) a step -> its reward, or that and whether the game is over."""


class PygameEnv(gymnasium.Env[np.ndarray, np.integer | int]):
    """Plays a pygame program that knows nothing of it, as `spritelift/Pygame-v0`.

    A step is a frame that the program shows (by `pygame.display.flip` or `update`), or `frame_skip` of them under the
    same keys; observations are the display, uint8 [h, w, 3]. The program runs in a process of its own, without a window
    and without sound, in time that passes only as it waits or shows something, and begins anew at each reset: the same
    seed (of its `random` and numpy's global chance) and the same actions give the same frames. Out of reach are chance
    of its own making (`os.urandom`, numpy's `default_rng()`), threads, and how far music has got.

    An episode is `terminated` when `reward` says so or the program ends by itself, and `truncated` when it fails;
    `info["ended"]` then is "left" or "failed", `info["error"]` what went wrong. `info` also has `watched` and, with a
    bundle, `scene`. Before the first frame, failing is an error of `reset`.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array", "human"], "render_fps": 60}  # noqa: RUF012 (as gymnasium declares it)

    def __init__(
        self,
        script: Path | str,
        actions: Sequence[Iterable[str]],
        *,
        reward: Reward | str | None = None,
        bundle: Bundle | Path | str | None = None,
        watch: Sequence[str] = (),
        args: Sequence[str] = (),
        frame_skip: int = 1,
        limit_s: float = 60.0,
        render_mode: str | None = None,
    ) -> None:
        """`script` is a file or a module's name, `args` what it is called with. `actions` are the keys that each holds,
        by pygame's names: `[(), ("left",), ("left", "space")]`. `reward` is a function, or "module:function"; without
        one, rewards are 0. `bundle` takes each frame apart for it. `watch` names global variables of the program. It is
        started once here, to see its frames' size and rate. Without a frame for `limit_s` seconds of real time, it has
        failed (not on Windows).

        Raises:
            MissingError: no such script, or bundle.
            ConfigError: an action, a setting or a reward that can't be; the program fails before it shows a frame.
            SizeError: the bundle is for frames of another size.
        """
        program_of(str(script))
        self._held = check_keys([keys if isinstance(keys, str) else tuple(keys) for keys in actions])
        if frame_skip < 1 or not limit_s > 0:
            raise ConfigError(f"frame_skip={frame_skip}, limit_s={limit_s:g} can't work. Give 1 or more, and above 0.")
        self._reward = named_function(reward, "reward", "(before, after)") if isinstance(reward, str) else reward
        self._skip, self._script = frame_skip, str(script)
        self._bundle = Bundle.open(bundle) if isinstance(bundle, Path | str) else bundle
        self._program = Program(self._script, args, watch, RATE, limit_s)
        self._screen: Screen | None = None
        self.render_mode = render_mode
        height, width, fps = self._probed()
        if self._bundle is not None:
            self._bundle.check_size((width, height), f"{script}'s")
            self._decomposer = self._bundle.decomposer()
        self.observation_space = spaces.Box(0, 255, (height, width, 3), np.uint8)
        self.action_space = spaces.Discrete(len(self._held))
        self.metadata = {**self.metadata, "render_fps": max(1, round(fps / frame_skip))}
        self._seen = Seen(np.zeros((height, width, 3), np.uint8), ended="not begun")

    def get_action_meanings(self) -> list[str]:
        """The keys that each action holds: "left+space", or "nothing"."""
        return ["+".join(keys) or "nothing" for keys in self._held]

    def get_keys_to_action(self) -> dict[tuple[int, ...], int]:
        """Held keys (sorted pygame key codes) to actions, as `gymnasium.utils.play` wants them."""
        codes = key_codes()
        return {tuple(sorted(codes[key][0] for key in keys)): action for action, keys in enumerate(self._held)}

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Start the program anew, up to its first frame.

        Raises:
            ConfigError: it ended before it showed one; says why.
            SizeError: its frames have another size than when it was first looked at.
        """
        super().reset(seed=seed)
        turn = self._program.start(int(self.np_random.integers(2**31)))
        self._tracker = Tracker(self._bundle.learned) if self._bundle is not None else None
        self._seen = self._look(self._begun(turn))
        return self._shown(), self._info(turn)

    def step(self, action: np.integer | int) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Hold the action's keys for a frame (or `frame_skip` of them).

        Raises:
            gymnasium.error.ResetNeeded: the program has ended, or was never begun.
            ConfigError: there is no such action.
            SizeError: the display's size has changed.
        """
        if self._seen.ended:
            raise gymnasium.error.ResetNeeded(f"{self._script} does not run. Call reset() first.")
        if not self.action_space.contains(np.int64(action)):
            raise ConfigError(f"there is no action {action!r}. Give 0 to {len(self._held) - 1}.")
        turn = self._program.step(self._held[int(action)], self._skip)
        before, self._seen = self._seen, self._look(turn)
        if turn.ended == "failed":
            _log.warning("%s failed: %s", self._script, turn.error)
        judged = 0.0 if self._reward is None else self._reward(before, self._seen)
        reward, over = judged if isinstance(judged, tuple) else (judged, False)
        terminated = bool(over) or turn.ended == "left"
        return self._shown(), float(reward), terminated, turn.ended == "failed", self._info(turn)

    def render(self) -> np.ndarray | None:
        """The frame in view, uint8 [h, w, 3], in mode "rgb_array"; None else."""
        return self._seen.frame.copy() if self.render_mode == "rgb_array" else None

    def close(self) -> None:
        """End the program and its process, and close the window, if one is open."""
        self._program.close()
        if self._screen is not None:
            self._screen.close()
            self._screen = None

    def _probed(self) -> tuple[int, int, float]:
        """Height and width of the first frame, and the rate, which most programs ask for after a frame or two."""
        try:
            turn = self._begun(self._program.start(0))
            assert turn.frame is not None
            height, width = turn.frame.shape[:2]
            for _ in range(5):
                if not turn.fps and not turn.ended:
                    turn = self._program.step((), 1)
            return height, width, turn.fps or RATE
        finally:
            self._program.close()

    def _begun(self, turn: Turn) -> Turn:
        if turn.frame is None:
            self._program.close()
            why = turn.error or "it ended"
            raise ConfigError(f"{self._script} showed no frame: {why}. Does it need args, or another entry point?")
        return turn

    def _look(self, turn: Turn) -> Seen:
        if turn.frame is None:
            return Seen(self._seen.frame, self._seen.scene, self._seen.watched, turn.ended)
        if turn.frame.shape != self.observation_space.shape:
            self._program.close()
            sizes = [f"{shape[1]}x{shape[0]}" for shape in (self._seen.frame.shape, turn.frame.shape)]
            raise SizeError(f"{self._script}'s display has changed from {sizes[0]} to {sizes[1]} px. Keep it at one.")
        scene = None
        if self._tracker is not None:
            scene = self._tracker.update(self._decomposer.frame(turn.frame))
        return Seen(turn.frame, scene, turn.watched)

    def _shown(self) -> np.ndarray:
        frame = self._seen.frame
        if self.render_mode == "human":
            size = (frame.shape[1], frame.shape[0])
            self._screen = self._screen or Screen(size, self.metadata["render_fps"])
            self._screen.show(frame)
        return frame.copy()

    def _info(self, turn: Turn) -> dict[str, Any]:
        info: dict[str, Any] = {"watched": self._seen.watched}
        if self._seen.scene is not None:
            info["scene"] = self._seen.scene
        return info | ({"ended": turn.ended, "error": turn.error} if turn.ended else {})
