"""Sprites for observations: any environment with RGB frames, seen through a bundle."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Unpack

import gymnasium

from spritelift_envs.observation.checks import opened, source_for
from spritelift_envs.observation.frame_sources import frame_of
from spritelift_envs.observation.layouts import room_for
from spritelift_envs.observation.settings import MoreSettings, Settings
from spritelift_envs.observation.sight import Sight
from spritelift_runtime.bundle import Bundle


class SpriteObservation(gymnasium.Wrapper, gymnasium.utils.RecordConstructorArgs):
    """Gives tracked sprites in place of pixels; `layout` says in which form (docs/agents.md has an example of each):

    - "slots": Box (slots, 9) float32, a table with the columns `COLUMNS`;
    - "flat": the same as Box (slots x 9,);
    - "dict": Dict of `sprite`, `position`, `velocity`, `size`, `mask`, each with a row for each slot;
    - "grid": Box (groups, rows, columns) uint8, how much of each cell a group's sprites cover;
    - "pixels": Box (h, w, 3) uint8, the frame as the sprites tell it.

    A track keeps its slot for as long as it lives, a few frames out of sight included; then the slot is free for
    another. With more tracks than slots, tiles go without before things that move, then the smaller, then the younger;
    `info["sprites_dropped"]` counts them. `info["scene"]` is the frame's whole scene with tracks (a scene that the
    environment itself put there moves to `info["true_scene"]`), `info["unexplained_px"]` counts the pixels that no
    sprite explains.

    Frames are the environment's observations where these are RGB images of the bundle's size (or stacks of them),
    else its `render()`.
    """

    def __init__(
        self,
        env: gymnasium.Env,
        bundle: Bundle | Path | str,
        layout: str = "slots",
        slots: int | Mapping[str, int] = 64,
        *,
        bundle_sha256: str | None = None,
        **more: Unpack[MoreSettings],
    ) -> None:
        """`bundle` is a `Bundle` or its folder; with `bundle_sha256`, no other than that one is taken. The other
        settings are those of `Settings`.

        Raises:
            ConfigError: the environment has no RGB frames, a setting can't work, or it is another bundle.
            SizeError: its frames are of another size than the bundle's (found at the first reset where only
                rendering tells).
        """
        self._bundle = opened(bundle, bundle_sha256)
        settings = Settings(layout=layout, slots=slots, **more)
        recorded: dict[str, Any] = {"bundle": str(self._bundle.path), "bundle_sha256": self._bundle.sha256}
        gymnasium.utils.RecordConstructorArgs.__init__(self, **recorded, **vars(settings))
        gymnasium.Wrapper.__init__(self, env)
        self._sight = Sight(self._bundle, settings)
        self._source = source_for(env, self._bundle)
        self.observation_space = self._sight.space

    @property
    def group_names(self) -> tuple[str, ...]:
        """What each number in `sprite`, or channel of the grid, stands for."""
        return self._sight.groups.names

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Start over, with no tracks."""
        observation, info = self.env.reset(seed=seed, options=options)
        self._sight.begin([0])
        return self._look(observation, info)

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """One step of the environment."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        seen, info = self._look(observation, info)
        return seen, reward, terminated, truncated, info

    def _look(self, observation: Any, info: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        out = room_for(self._sight.space)
        frame = frame_of(self._source, self.env, observation, self._bundle)
        (said,) = self._sight.look([0], [frame], [out])
        if "scene" in info:
            info["true_scene"] = info["scene"]
        return out, {**info, **said}
