"""Sprites for observations of many plays at once: any vector environment with RGB frames, seen through a bundle."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Unpack

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv, VectorWrapper
from gymnasium.vector.utils import batch_space

from spritelift_envs.observation.checks import opened
from spritelift_envs.observation.frame_sources import Source
from spritelift_envs.observation.layouts import room_for
from spritelift_envs.observation.settings import MoreSettings, Settings
from spritelift_envs.observation.sight import Sight
from spritelift_envs.observation.vector_checks import autoreset_mode_of, vector_source_for
from spritelift_envs.observation.vector_infos import finals_of, moved_aside, told
from spritelift_runtime.bundle import Bundle


class SpriteVectorObservation(VectorWrapper[Any, Any, Any, Any, Any], gymnasium.utils.RecordConstructorArgs):
    """`SpriteObservation` of a vector environment: the frames of all its plays are decomposed in one go.

    Each play has its own tracks and slots, and starts over where the environment does, in each of Gymnasium's autoreset
    modes; of an episode that ends and begins anew in one step, `infos["final_obs"]` are sprites, too, and
    `infos["final_info"]` says of them what `infos` says of the others: `scene`, `unexplained_px`, `sprites_dropped`
    (arrays with an entry for each play, and beside each a mask named `_scene` and so on, as Gymnasium has them).

    Frames are the environment's observations where these are RGB images of the bundle's size (or stacks of them), else
    what it renders; the last frame of an episode that restarts in the same step is rendered by nobody.
    """

    def __init__(
        self,
        env: VectorEnv[Any, Any, Any],
        bundle: Bundle | Path | str,
        layout: str = "slots",
        slots: int | Mapping[str, int] = 64,
        *,
        threads: int = 1,
        bundle_sha256: str | None = None,
        **more: Unpack[MoreSettings],
    ) -> None:
        """`threads` share the frames of a step; the rest is as for `SpriteObservation`.

        Raises:
            ConfigError: the environment has no RGB frames, a setting can't work, or it is another bundle.
            SizeError: its frames are of another size than the bundle's.
        """
        self._bundle = opened(bundle, bundle_sha256)
        settings = Settings(layout=layout, slots=slots, **more)
        recorded: dict[str, Any] = {"bundle": str(self._bundle.path), "bundle_sha256": self._bundle.sha256}
        gymnasium.utils.RecordConstructorArgs.__init__(self, **recorded, **vars(settings), threads=threads)
        VectorWrapper.__init__(self, env)
        self._mode = autoreset_mode_of(env)
        self._source = vector_source_for(env, self._bundle, self._mode)
        self._sight = Sight(self._bundle, settings, env.num_envs, threads)
        self.metadata = {**env.metadata, "autoreset_mode": self._mode}
        self.single_observation_space = self._sight.space
        self.observation_space = batch_space(self._sight.space, env.num_envs)
        self._seen = room_for(self._sight.space, env.num_envs)
        self._over = np.zeros(env.num_envs, bool)

    @property
    def group_names(self) -> tuple[str, ...]:
        """What each number in `sprite`, or channel of the grid, stands for."""
        return self._sight.groups.names

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Start over: all plays, or those that `options["reset_mask"]` (bool [plays]) names; the others go on."""
        mask = (options or {}).get("reset_mask")
        plays = np.arange(self.num_envs) if mask is None else np.flatnonzero(mask)
        observations, infos = self.env.reset(seed=seed, options=options)  # type: ignore[arg-type]
        self._over[plays] = False
        self._sight.begin(plays.tolist())
        return self._look(plays, observations, infos)

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """One step of every play."""
        observations, rewards, terminations, truncations, infos = self.env.step(actions)
        over = np.logical_or(terminations, truncations)
        if self._mode is AutoresetMode.NEXT_STEP:
            self._sight.begin(np.flatnonzero(self._over).tolist())
        elif self._mode is AutoresetMode.SAME_STEP and over.any():
            infos = self._finals(np.flatnonzero(over), infos)
            self._sight.begin(np.flatnonzero(over).tolist())
        self._over = over
        seen, infos = self._look(np.arange(self.num_envs), observations, infos)
        return seen, rewards, terminations, truncations, infos

    def _look(self, plays: np.ndarray, observations: Any, infos: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        frames = self.env.render() if self._source is Source.RENDER else observations
        assert frames is not None
        said = self._sight.look(plays.tolist(), [self._frame(frames[i]) for i in plays], self._rooms(plays))
        return deepcopy(self._seen), told(moved_aside(infos), plays, said, self.num_envs)

    def _finals(self, plays: np.ndarray, infos: dict[str, Any]) -> dict[str, Any]:
        """The same with the last frames of episodes as sprites; these still belong to the tracks before."""
        observations = infos["final_obs"]
        rooms = [room_for(self._sight.space) for _ in plays]
        said = self._sight.look(plays.tolist(), [self._frame(observations[i]) for i in plays], rooms)
        return finals_of(infos, plays, rooms, said, self.num_envs)

    def _frame(self, shown: Any) -> np.ndarray:
        return np.asarray(shown[-1] if self._source is Source.STACK else shown)

    def _rooms(self, plays: np.ndarray) -> list[Any]:
        """Where what is seen of each play goes."""
        if isinstance(self._seen, dict):
            return [{name: part[i] for name, part in self._seen.items()} for i in plays]
        return [self._seen[i] for i in plays]
