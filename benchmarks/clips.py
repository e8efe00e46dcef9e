"""Recordings that are no game's play: shared frames with truth, drawn clips, somebody else's program."""

import os
import random
from collections.abc import Sequence
from pathlib import Path

import floating_clip
import numpy as np
import soft_clip
from atari_truth import SHARED

from spritelift_envs.making import make_env
from spritelift_envs.pygame_recorder import record_script
from spritelift_runtime.art import Sprite
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.recording import Recording
from spritelift_runtime.truth import Truth

PRIORS = SHARED / "human_priors"
ALIENS = "pygame.examples.aliens"
ALIENS_SEED = 0
FLOATING_FRAMES, SOFT_FRAMES, ALIENS_FRAMES = 2000, 600, 600


def original(out: Path, frames: int | None) -> None:
    """The platform game on its own level."""
    shared(PRIORS / "original.npz", out, frames)


def maps(out: Path, frames: int | None) -> None:
    """The platform game on twelve other levels."""
    shared(PRIORS / "maps.npz", out, frames)


def floating(out: Path, frames: int | None) -> None:
    """Eleven sprites at random places on white."""
    scenes = floating_clip.scenes(frames or FLOATING_FRAMES)
    write(out, floating_clip.frames_of(scenes), Truth.of_scenes(scenes, floating_clip.ART))


def soft(out: Path, frames: int | None) -> None:
    """Translucent, rotating, scaling, fading sprites."""
    write(out, *soft_clip.drawn(frames or SOFT_FRAMES))


def aliens(out: Path, frames: int | None) -> None:
    """An example that comes with pygame, left to itself until a bomb ends it."""
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    random.seed(ALIENS_SEED)  # its own chance
    try:
        record_script(ALIENS, out, frames=frames or ALIENS_FRAMES)
    except SpriteliftError as err:
        raise SystemExit(f"{ALIENS}: {err}") from err


MAKERS = {
    "human_priors/original": original,
    "human_priors/maps": maps,
    "floating": floating,
    "soft": soft,
    "aliens": aliens,
}
NEEDS = {"human_priors/original": PRIORS / "original.npz", "human_priors/maps": PRIORS / "maps.npz"}
"""Data that may not be there."""


def shared(data: Path, out: Path, frames: int | None) -> None:
    """Frames, placements and segments of a .npz as a recording with truth."""
    with np.load(data, allow_pickle=False) as stored:
        pictures = stored["frames"][:frames]
        placements, segments = stored["placements"], stored["segments"][:frames].astype(np.uint16)
    kept = placements[placements[:, 0] < len(pictures)].astype(np.int32)
    names = tuple(str(kind) for kind in range(int(placements[:, 1].max()) + 1))
    write(out, pictures, Truth(kept, segments, names))


def write(out: Path, frames: np.ndarray, truth: Truth) -> None:
    """A recording of nobody's play."""
    height, width = frames.shape[1:3]
    with Recording.create(out, size=(width, height), fps=30, source=out.parent.name) as recording:
        for frame in frames:
            recording.append(frame, action=0)
    truth.save(out / "truth.npz")


def true_sprites(name: str, env: str | None) -> Sequence[Sprite] | None:
    """The pictures that a clip was drawn from, in the order of its truth's classes; None where nobody knows them."""
    if env is not None and env.startswith("spritelift/"):
        return make_env(env).unwrapped.world.art.sprites
    return floating_clip.ART.sprites if name == "floating" else None
