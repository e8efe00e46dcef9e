"""Lift the sprites out of recorded play.

Everything public is here; nothing heavy is imported before it is used:

    recording = spritelift.record("play", env="spritelift/Meadow-v0", policy="scripted", frames=900)
    run = spritelift.train(["play"], "run")
    bundle = spritelift.export([run.path], "bundle")
    scenes = bundle.decomposer()(recording.frames[:])
    spritelift.evaluate(bundle, recording)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors and type checkers; at run time __getattr__ below imports on first use
    from spritelift.recording_ways import record
    from spritelift_envs.observation import SpriteObservation, SpriteVectorObservation
    from spritelift_envs.pygame_env import PygameEnv
    from spritelift_envs.pygame_recorder import record_pygame
    from spritelift_envs.record_play import RecordPlay
    from spritelift_envs.rendering import SpriteRender
    from spritelift_envs.replay_env import ReplayEnv
    from spritelift_runtime.animator import Animator
    from spritelift_runtime.art import Art, Sprite
    from spritelift_runtime.bundle import Bundle
    from spritelift_runtime.compositor import compose
    from spritelift_runtime.errors import SpriteliftError
    from spritelift_runtime.metrics import evaluate
    from spritelift_runtime.recall.recalled import recalled
    from spritelift_runtime.recall.sheet_library import SheetLibrary
    from spritelift_runtime.recording import Recording
    from spritelift_runtime.repainting.repaint import repaint
    from spritelift_runtime.scene import Cut, Placement, Plane, Scene
    from spritelift_runtime.scenes import Scenes
    from spritelift_runtime.tracking import track
    from spritelift_runtime.truth import Truth
    from spritelift_runtime.validate import validate
    from spritelift_runtime.world import World
    from spritelift_trainer.animator.train import train_animator
    from spritelift_trainer.export import export
    from spritelift_trainer.train import train

_HOMES = {
    "Animator": "spritelift_runtime.animator",
    "Art": "spritelift_runtime.art",
    "Bundle": "spritelift_runtime.bundle",
    "Cut": "spritelift_runtime.scene",
    "Placement": "spritelift_runtime.scene",
    "Plane": "spritelift_runtime.scene",
    "PygameEnv": "spritelift_envs.pygame_env",
    "RecordPlay": "spritelift_envs.record_play",
    "Recording": "spritelift_runtime.recording",
    "ReplayEnv": "spritelift_envs.replay_env",
    "Scene": "spritelift_runtime.scene",
    "Scenes": "spritelift_runtime.scenes",
    "SheetLibrary": "spritelift_runtime.recall.sheet_library",
    "Sprite": "spritelift_runtime.art",
    "SpriteObservation": "spritelift_envs.observation",
    "SpriteRender": "spritelift_envs.rendering",
    "SpriteVectorObservation": "spritelift_envs.observation",
    "SpriteliftError": "spritelift_runtime.errors",
    "Truth": "spritelift_runtime.truth",
    "World": "spritelift_runtime.world",
    "compose": "spritelift_runtime.compositor",
    "evaluate": "spritelift_runtime.metrics",
    "export": "spritelift_trainer.export",
    "recalled": "spritelift_runtime.recall.recalled",
    "record": "spritelift.recording_ways",
    "record_pygame": "spritelift_envs.pygame_recorder",
    "repaint": "spritelift_runtime.repainting.repaint",
    "track": "spritelift_runtime.tracking",
    "train": "spritelift_trainer.train",
    "train_animator": "spritelift_trainer.animator.train",
    "validate": "spritelift_runtime.validate",
}

__all__ = [
    "Animator",
    "Art",
    "Bundle",
    "Cut",
    "Placement",
    "Plane",
    "PygameEnv",
    "RecordPlay",
    "Recording",
    "ReplayEnv",
    "Scene",
    "Scenes",
    "SheetLibrary",
    "Sprite",
    "SpriteObservation",
    "SpriteRender",
    "SpriteVectorObservation",
    "SpriteliftError",
    "Truth",
    "World",
    "compose",
    "evaluate",
    "export",
    "recalled",
    "record",
    "record_pygame",
    "repaint",
    "track",
    "train",
    "train_animator",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("spritelift")
    if name not in _HOMES:
        raise AttributeError(f"module 'spritelift' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
