"""Replays and live games as sources of the window."""

import time
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np

from spritelift_runtime.errors import FormatError, SizeError
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window import help_lines
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.session import Shown
from spritelift_runtime.window.state import PlayerState
from spritelift_runtime.window.views import Drawable

SMOOTHING = 0.1
"""Weight of the newest frame in the shown working time."""


@runtime_checkable
class Frames(Protocol):
    """What a replay needs of a recording."""

    @property
    def frames(self) -> Any:
        """uint8 [n, h, w, 3], indexed by frame."""
        ...

    @property
    def fps(self) -> float:
        """Frames a second of game time."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        ...

    def __len__(self) -> int: ...


@runtime_checkable
class LiveBundle(Drawable, Protocol):
    """What live play needs of a bundle."""

    def decomposer(self, threads: int = 1) -> Any:
        """Has `frame(rgb) -> Scene`."""
        ...


class ReplaySource:
    """Decomposed scenes, with the recording they came from where it is given."""

    badge = "REPLAY"
    help = help_lines.REPLAY

    def __init__(self, bundle: Drawable, scenes: Scenes, recording: Frames | None, fps: float) -> None:
        """Raises SizeError where recording, scenes and bundle don't fit each other."""
        if recording is not None:
            check_size(bundle, recording.size, "the recording")
            if len(recording) != len(scenes):
                raise SizeError(
                    f"{len(scenes)} scenes and a recording of {len(recording)} frames: they are not of one play. "
                    "Decompose this recording, or leave it out."
                )
        _check_ids(bundle, scenes)
        self.bundle = bundle
        self.fps = recording.fps if recording is not None else fps
        self.unexplained_px = scenes.unexplained_px
        self._scenes = scenes
        self._recording = recording
        self._last: tuple[object, ...] = ()
        self._shown = Shown(Scene(), None, ())

    def at(self, state: PlayerState, held: frozenset[int]) -> Shown:
        """The scene of the state's frame; the same object again while nothing changed."""
        key = (state.frame, state.speed, state.loop)
        if key != self._last:
            original = None if self._recording is None else self._recording.frames[state.frame]
            scene = self._scenes[state.frame]
            self._shown = Shown(scene, original, self._facts(state, scene))
            self._last = key
        return self._shown

    def _facts(self, state: PlayerState, scene: Scene) -> tuple[str, ...]:
        seconds = state.frame / self.fps
        return (
            f"frame {state.frame + 1} / {state.frames}",
            f"{int(seconds // 60)}:{seconds % 60:05.2f}",
            *scene_facts(scene),
            f"speed {state.speed:g}x",
            "loop on" if state.loop else "loop off",
        )


class LiveSource:
    """A game being played, every frame decomposed and redrawn from the bundle's sprites."""

    badge = "PLAYING"
    unexplained_px = np.zeros(0, np.int32)

    def __init__(self, bundle: LiveBundle, game: Game, fps: float) -> None:
        """Raises SizeError where the game's frames are not of the bundle's size."""
        check_size(bundle, (game.frame.shape[1], game.frame.shape[0]), "the game")
        self.bundle = bundle
        self.fps = fps
        self.help = (*game.keys.words(), *help_lines.LIVE)
        self._game = game
        self._decompose = bundle.decomposer().frame
        self.work_ms = 0.0
        self._shown = self._look(0)

    def at(self, state: PlayerState, held: frozenset[int]) -> Shown:
        """Step the game to the state's frame, and look at it."""
        if self._game.follow(state, held):
            self._shown = self._look(state.frame)
        return self._shown

    def _look(self, frame: int) -> Shown:
        began = time.perf_counter()
        check_size(self.bundle, (self._game.frame.shape[1], self._game.frame.shape[0]), "the game")
        scene = self._decompose(self._game.frame)
        took_ms = (time.perf_counter() - began) * 1000
        self.work_ms += SMOOTHING * (took_ms - self.work_ms) if self.work_ms else took_ms
        facts = (
            f"frame {frame}",
            f"score {self._game.score:g}",
            *scene_facts(scene),
            f"decomposed in {self.work_ms:.1f} ms",
            f"episode {self._game.episode}",
        )
        return Shown(scene, self._game.frame, facts)


def scene_facts(scene: Scene) -> Sequence[str]:
    """What the status line says of a scene."""
    count = len(scene.placements)
    return f"{scene.unexplained_px} px unexplained", f"{count} placement{'s' * (count != 1)}"


def _check_ids(bundle: Drawable, scenes: Scenes) -> None:
    for what, ids, known in (
        ("sprite", scenes.placements[:, 0], len(bundle.art.sprites)),
        ("background", scenes.planes[:, 0], len(bundle.art.backgrounds)),
    ):
        if len(ids) and not 0 <= ids.min() <= ids.max() < known:
            raise FormatError(
                f"the scenes show {what} {int(ids.max())}, the bundle has {known} of them: they are another bundle's. "
                "Decompose the recording with this one."
            )


def check_size(bundle: Drawable, size: tuple[int, int], whose: str) -> None:
    """Raise SizeError, naming both, unless frames of `size` are the bundle's."""
    if tuple(size) != tuple(bundle.size):
        raise SizeError(
            f"{whose} has frames of {size[0]}x{size[1]} px, the bundle is for {bundle.size[0]}x{bundle.size[1]} px. "
            "Use the bundle that was trained on this game, at this resolution."
        )
