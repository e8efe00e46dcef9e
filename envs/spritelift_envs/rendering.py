"""Games as their sprites draw them: what an agent sees is the reconstruction, and may look otherwise."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs.edited_game import EDITS, Editable, EditedGame
from spritelift_envs.observation.checks import opened, source_for
from spritelift_envs.observation.frame_sources import frame_of, name_of
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.written import Given, edits_of, to_json
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.plays import Plays


class SpriteRender(Editable, gymnasium.Wrapper, gymnasium.utils.RecordConstructorArgs):
    """Shows any environment with RGB frames as its sprites draw it: re-skinned as the bundle is repainted, and edited.

    Each frame is taken apart, the editor's edits are done to its scene and to the sprites' pictures, and it is drawn
    again, uint8 [h, w, 3]: as observation and as `render()`. Rules and rewards stay as they are; what no sprite
    explains isn't shown (`info["unexplained_px"]` counts it). `info["scene"]` is what is shown, with tracks; a scene
    that the environment itself put there moves to `info["true_scene"]`. Edits count frames from the reset on, and name
    tracks as an unedited play of the same seed has them.

    Frames are the environment's observations where these are RGB images of the bundle's size, else its `render()`.
    """

    def __init__(
        self,
        env: gymnasium.Env,
        bundle: Bundle | Path | str,
        edits: Given | Iterable[Given] = (),
        *,
        observed: bool = True,
        bundle_sha256: str | None = None,
    ) -> None:
        """`bundle` is a `Bundle` or its folder; with `bundle_sha256`, no other than that one is taken. `edits` are
        records or their JSON (`spritelift_runtime.editing.variations` makes them for a whole game). Without `observed`,
        observations stay as they are, and only `render()` shows the sprites.

        Raises:
            ConfigError: the environment has no RGB frames, it is another bundle, or edits that can't be done.
            SizeError: its frames are of another size than the bundle's (found at the first reset where only rendering
                tells), or a picture is of another than the sprite's that it is for.
            FormatError: JSON that is no edit.
        """
        self._bundle = opened(bundle, bundle_sha256)
        begun = edits_of(edits)
        written = [to_json(edit) for edit in begun]
        gymnasium.utils.RecordConstructorArgs.__init__(
            self, bundle=str(self._bundle.path), bundle_sha256=self._bundle.sha256, edits=written, observed=observed
        )
        gymnasium.Wrapper.__init__(self, env)
        if env.render_mode == "human":
            raise ConfigError(
                f"{name_of(env)} shows its own frames in its window. Make it with render_mode='rgb_array', and put "
                "gymnasium.wrappers.HumanRendering around SpriteRender."
            )
        self._edited = EditedGame(self._bundle.art, self._bundle.learned.sprites)
        self._edited.apply(begun)
        self._source = source_for(env, self._bundle)
        self._plays, self._steps, self._observed = Plays(self._bundle), 0, observed
        width, height = self._bundle.size
        if observed:
            self.observation_space = spaces.Box(0, 255, (height, width, 3), np.uint8)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Start over. With `options={"edits": [...]}` it is edited so from now on, and in no other way; without, what
        was done before stays.

        Raises:
            ConfigError, SizeError, FormatError: edits that can't be done.
        """
        self._edited.begin(options)
        others = {name: value for name, value in (options or {}).items() if name != EDITS}
        observation, info = self.env.reset(seed=seed, options=others or None)
        self._plays.begin([0])
        self._steps = 0
        return self._look(observation, info)

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """One step of the environment."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        self._steps += 1
        seen, info = self._look(observation, info)
        return seen, reward, terminated, truncated, info

    def render(self) -> Any:
        """The frame in view, uint8 [h, w, 3], in mode "rgb_array"; None else."""
        return self._edited.frame.copy() if self.render_mode == "rgb_array" else None

    def _look(self, observation: Any, info: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        frame = frame_of(self._source, self.env, observation, self._bundle)
        self._edited.show(self._plays.step([0], [frame])[0], self._steps)
        scene = self._edited.scene
        theirs = {"true_scene": info["scene"]} if "scene" in info else {}
        told = {**info, **theirs, "scene": scene, "unexplained_px": scene.unexplained_px}
        return self._edited.frame.copy() if self._observed else observation, told
