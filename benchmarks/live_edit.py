"""What a frame of a game costs that is played in the editor: decomposed, edited, composed, shown, all panels open.

python benchmarks/live_edit.py BUNDLE ENV [--frames 600] [--before 216000]

At zoom 3 in a window of 1280x720 under SDL's dummy driver; CPU time of all of a tick but the game itself. `--before` is
frames that were played before: an hour's, at 60 a second. Three edits are on: of a track, of a sprite, of its picture.
"""

import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # read when pygame opens its window
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on stdout, where numbers go

import gymnasium
import numpy as np
import pygame
import tyro

from spritelift_envs.making import by_hand, frames_per_second, make_env
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.edits import Flip, Move
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.sheet_edits import Paint
from spritelift_runtime.editing.tape import Tape
from spritelift_runtime.editing.where import Where
from spritelift_runtime.plays import Plays
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

WARM_UP, CHUNK = 120, 1000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Measure live editing."""

    bundle: Annotated[Path, tyro.conf.Positional]
    env: Annotated[str, tyro.conf.Positional]
    frames: int = 600
    before: int = 0


class Autopilot(gymnasium.Wrapper):
    """The game's scripted player at the keys, or chance; and a clock on the game's own work."""

    def __init__(self, env):
        super().__init__(env)
        self.own_s = 0.0

    def reset(self, **settings):
        observation, info = self.env.reset(**settings)
        self.action_space.seed(1)
        scripted = getattr(self.unwrapped, "scripted", None)
        self._play = scripted() if scripted else lambda scene: self.action_space.sample()
        self._scene = info.get("scene")
        return observation, info

    def step(self, action):
        begun = time.process_time()
        outcome = self.env.step(self._play(self._scene))
        self._scene = outcome[-1].get("scene")
        self.own_s += time.process_time() - begun
        return outcome

    def render(self):
        begun = time.process_time()
        frame = self.env.render()
        self.own_s += time.process_time() - begun
        return frame


def main(settings: Settings) -> None:
    """Play, and print the cost as JSON."""
    bundle = Bundle.open(settings.bundle)
    env = Autopilot(make_env(settings.env, **by_hand(settings.env)))
    pygame.display.init()
    pygame.display.set_mode((1280, 720))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        document = Document(bundle.art, _before(bundle, env, settings.before), bundle.learned.sprites)
        live = LiveGame(bundle, Game(env, keys={" ": 0}, seed=1), document, Tape(out.with_suffix(".frames")))
        work = Work(bundle, out, fps=frames_per_second(env), live=live)
        journal = Journal(document, out.with_suffix(".edits"), {})
        session = EditSession(Editor(journal), EDITOR_ACTIONS, work)
        _edit(session)
        work_ms = _play(session, env, settings.frames)
        journal.close()
    found = {"frames": settings.frames, "before": settings.before, "tracks": len(session.panels.tracks)}
    found |= {"placements": len(document.scene(len(document) - 1).placements)}
    found |= {name: float(np.percentile(work_ms, share)) for name, share in (("median_ms", 50), ("p95_ms", 95))}
    print(json.dumps(found | {"p99_ms": float(np.percentile(work_ms, 99)), "worst_ms": float(work_ms.max())}))


def _before(bundle, env, count):
    """So many frames, of the same thousand over and over."""
    if not count:
        return Scenes.of([])
    game, plays, scenes = Game(env, keys={" ": 0}, seed=2), Plays(bundle), []
    for _ in range(min(count, CHUNK)):
        game.advance(frozenset())
        scenes.append(plays.step([0], [game.frame]))
    part = Scenes.joined(scenes)
    return Scenes.joined([part] * (count // len(part)))


def _edit(session):
    document = session.editor.journal.document
    sprite = document.scene(len(document) - 1).placements[-1].sprite
    session.editor.do(Flip(where=Where(sprites=(sprite,)), x=True))
    session.editor.do(Move(where=Where(tracks=(document.scene(len(document) - 1).placements[0].track,)), dx=1))
    session.editor.do(Paint(picture=sprite, x=0, y=0, rgba=np.full((1, 1, 4), 255, np.uint8)))


def _play(session, env, frames):
    session.tick([], 0)
    session.panels.stage.eye = Eye(zoom=3)
    session.do("play_game")
    for now in range(WARM_UP):
        session.tick([], 17 * now)
    work_ms = []
    for now in range(frames):
        begun, own = time.process_time(), env.own_s
        session.tick([], 17 * (WARM_UP + now))
        work_ms.append(1000 * (time.process_time() - begun - (env.own_s - own)))
    return np.array(work_ms)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
