"""Gymnasium environments: the bundled games, the recorder, sprites as observations, games as their sprites draw them.

Importing this registers `spritelift/Swarm-v0`, `spritelift/Meadow-v0` and `spritelift/Cellar-v0`, so that
`gymnasium.make("spritelift_envs:spritelift/Swarm-v0")` works anywhere, and so that there are `spritelift/Replay-v0`
(which needs `bundle=` and `recording=`) and `spritelift/Pygame-v0` (`script=` and `actions=`). Neither pygame nor torch
is imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import gymnasium

if TYPE_CHECKING:  # for editors and type checkers; at run time __getattr__ below imports on first use
    from spritelift_envs.observation import SpriteObservation, SpriteVectorObservation
    from spritelift_envs.rendering import SpriteRender

_HOMES = {"SpriteObservation": "observation", "SpriteRender": "rendering", "SpriteVectorObservation": "observation"}
__all__ = ["SpriteObservation", "SpriteRender", "SpriteVectorObservation"]

STEPS = 60 * 60 * 5
"""An episode ends after five minutes of play, so that a player who does nothing doesn't play for ever."""

gymnasium.register("spritelift/Swarm-v0", entry_point="spritelift_envs.games:swarm", max_episode_steps=STEPS)
gymnasium.register("spritelift/Meadow-v0", entry_point="spritelift_envs.games:meadow", max_episode_steps=STEPS)
gymnasium.register("spritelift/Cellar-v0", entry_point="spritelift_envs.games:cellar", max_episode_steps=STEPS)
gymnasium.register("spritelift/Replay-v0", entry_point="spritelift_envs.replay_env:ReplayEnv")
gymnasium.register("spritelift/Pygame-v0", entry_point="spritelift_envs.pygame_env:PygameEnv")


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562): the games alone need no onnxruntime."""
    if name not in __all__:
        raise AttributeError(f"module 'spritelift_envs' has no attribute {name!r}")
    value = getattr(import_module(f"spritelift_envs.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
