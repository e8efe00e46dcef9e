"""The same game shown otherwise, to an agent that learnt the plain one: the bundle re-skinned in the same way."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import gymnasium
import numpy as np
from agents_arms import Sights, plain, together
from agents_runs import Run

from spritelift_envs.observation import SpriteVectorObservation
from spritelift_envs.rendering import SpriteRender
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle, write_bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.variations import hue_turned, in_colours, instead

Skin = Callable[[Art], tuple[Edit, ...]]
EPISODES = 40


def recoloured(art: Art) -> tuple[Edit, ...]:
    """Everything in other colours: the channels change places, so that no two become one."""
    return in_colours(art, hue_turned(120))


def reskinned(art: Art) -> tuple[Edit, ...]:
    """Every sprite upside down and in other colours: shapes that nobody learnt."""
    turned = instead(art, {i: np.ascontiguousarray(sprite.rgba[::-1]) for i, sprite in enumerate(art.sprites)})
    return (*turned, *recoloured(_edited(art, turned)))


def returns_in(run: Run, sights: Sights, skin: Skin | None, episodes: int = EPISODES) -> float:
    """The mean return of games that a run's agent plays; in a skin, its bundle knows the game in that skin."""
    bundle, make = sights.bundle, partial(plain, run.game)
    with tempfile.TemporaryDirectory() as folder:
        if skin is not None:
            make = partial(_shown, run.game, bundle, skin)
            bundle = _learnt_so(bundle, skin, folder)
        games = together(make)
        return float(np.mean(run.played(episodes, SpriteVectorObservation(games, bundle, **sights.settings))))


def _shown(name: str, bundle: Bundle, skin: Skin) -> gymnasium.Env:
    return SpriteRender(plain(name), bundle, skin(bundle.learned))


def _learnt_so(bundle: Bundle, skin: Skin, folder: str) -> Bundle:
    """The bundle as if it had been learnt from the game in that skin; without an encoder, who knows the old one."""
    art = _edited(bundle.learned, skin(bundle.learned))
    return write_bundle(Path(folder) / "skin", art, bundle.planes)


def _edited(art: Art, edits: tuple[Edit, ...]) -> Art:
    document = Document(art, None)
    for edit in edits:
        document.apply(edit)
    return document.art
