"""The player's two doors: decomposed scenes replayed, and a live game redrawn from its sprites."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pygame

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.film import Film, check_name
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.screen import open_window, unseen
from spritelift_runtime.window.session import Session
from spritelift_runtime.window.sources import Drawable, Frames, LiveBundle, LiveSource, ReplaySource
from spritelift_runtime.window.state import PlayerState, View, check_zoom

FPS = 60.0
"""Where neither a recording nor an environment says otherwise."""


def play_scenes(
    bundle: Drawable,
    scenes: Scenes,
    recording: Frames | None = None,
    *,
    zoom: int = 0,
    frames: int | None = None,
    video: Path | str | None = None,
) -> int:
    """Replay decomposed scenes in a window until it is closed; gives the number of pictures shown.

    `recording` is what the scenes were made from: with it, the original and the difference can be seen, too. `zoom` is
    screen pixels a game pixel, 0 for the largest that fits. `frames` ends the replay after that many pictures. `video`
    (.mp4 or .gif) takes what the stage shows. Where nobody can see the window (SDL_VIDEODRIVER=dummy) the
    replay ends with its last frame.

    Raises:
        ConfigError: a zoom, a number of frames or a video name that can't be, or no scenes.
        SizeError: scenes, recording and bundle that don't fit each other.
        UnavailableError: no display.
    """
    check_settings(zoom, frames, video)
    if not len(scenes):
        raise ConfigError("there are no scenes to play. Decompose a recording of at least one frame.")
    source = ReplaySource(bundle, scenes, recording, FPS)
    views = tuple(View) if recording is not None else (View.RECONSTRUCTION, View.SPRITES, View.EXPLODED)
    state = PlayerState(frames=len(scenes), views=views, zoom=zoom)
    with _stage(bundle, state, frames, video, source.fps, "replay") as film:
        last = len(scenes) if frames is None and unseen() else frames
        return Session(pygame.display.get_surface(), source, state, film=film).run(_after(last))


def play_env(
    bundle: LiveBundle,
    env: Any,
    *,
    zoom: int = 0,
    frames: int | None = None,
    video: Path | str | None = None,
    seed: int = 0,
    keys: Mapping[Any, Any] | None = None,
    fps: float | None = None,
) -> int:
    """Let a person play `env`, every frame decomposed and redrawn from the bundle's sprites; gives the number shown.

    `env` is a Gymnasium environment with render_mode "rgb_array".
    `keys` maps keys to actions as in `gymnasium.utils.play`; by default the environment's own
    `get_keys_to_action`. `seed` is the first episode's, `fps` what the game runs at where it doesn't say so itself. The
    rest is as in `play_scenes`.

    Raises:
        ConfigError: as `play_scenes`; no RGB frames; no key map; an unseen window without `frames`.
        SizeError: the game's frames are not of the bundle's size.
        UnavailableError: no display.
    """
    check_settings(zoom, frames, video)
    game = Game(env, keys=keys, seed=seed)
    source = LiveSource(bundle, game, fps or env_fps(env))
    state = PlayerState(frames=None, zoom=zoom)
    with _stage(bundle, state, frames, video, source.fps, "play") as film:
        if frames is None and unseen():
            raise ConfigError("live play in a window that nobody can see would never end. Say how long: --frames 600.")
        session = Session(pygame.display.get_surface(), source, state, game_keys=game.keys.keys, film=film)
        return session.run(_after(frames))


def env_fps(env: Any) -> float:
    """Frames a second that the environment says it runs at."""
    return float((getattr(env, "metadata", None) or {}).get("render_fps") or FPS)


@contextmanager
def _stage(
    bundle: Drawable, state: PlayerState, frames: int | None, video: Path | str | None, fps: float, doing: str
) -> Iterator[Film | None]:
    film = nullcontext() if video is None else Film(video, fps)
    name = getattr(getattr(bundle, "path", None), "name", "")
    title = f"spritelift {doing}" + (f": {name}" if name else "")
    open_window(bundle.size, state.zoom, state.live, title, unattended=frames is not None)
    try:
        with film as writing:
            yield writing
    finally:
        pygame.display.quit()


def _after(frames: int | None) -> Callable[[int], bool]:
    return lambda shown: frames is not None and shown >= frames


def check_settings(zoom: int, frames: int | None, video: Path | str | None) -> None:
    """Raise ConfigError where a zoom, a number of frames or a video's name can't be."""
    check_zoom(zoom)
    if video is not None:
        check_name(Path(video))
    if frames is not None and frames < 1:
        raise ConfigError(f"{frames} frames can't be shown. Give at least --frames 1.")
