"""Frames of plays to what agents are given: decomposed, followed, laid out."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces

from spritelift_envs.observation.groups import LEFT_OUT, Groups
from spritelift_envs.observation.layouts import make_layout
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_envs.observation.unknown_play import UnknownPlay
from spritelift_envs.observation.visits import Visits
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.plays import Plays
from spritelift_runtime.scene_views import SceneView
from spritelift_runtime.scenes import Scenes

FIXED = 6
"""Column of a placement's row."""


class Sight:
    """Sees `count` plays through one bundle; what it remembers of each can be copied and pickled."""

    def __init__(self, bundle: Bundle, settings: Settings, count: int = 1, threads: int = 1) -> None:
        art = bundle.learned
        self.groups = Groups.of(art, settings.groups)
        self._layouts = [make_layout(settings, art, self.groups) for _ in range(count)]
        self._background = settings.background
        self._visits = Visits(len(self.groups.names), art.size, settings.cell_px) if settings.rarity else None
        self._sizes = np.array([sprite.box for sprite in art.sprites], np.int64).reshape(-1, 2)
        self._plays = Plays(bundle, count, threads)
        self._unknown = UnknownPlay(bundle)

    @property
    def space(self) -> spaces.Space[Any]:
        """Of one play's observations."""
        return self._layouts[0].space

    def begin(self, plays: Iterable[int]) -> None:
        """Start these over, with no tracks."""
        plays = list(plays)
        self._plays.begin(plays)
        for play in plays:
            self._layouts[play].begin()

    def look(self, plays: Sequence[int], frames: Sequence[np.ndarray], out: Sequence[Any]) -> list[dict[str, Any]]:
        """The next frame of each of these plays, written to its place in `out`; gives what is said of each:
        `scene`, `sprites_dropped` and `unexplained_px`; where it is asked for, `rarity`."""
        scenes = self._plays.step(plays, frames)
        said = []
        for number, (play, frame, room) in enumerate(zip(plays, frames, out, strict=True)):
            sighting = self._sighting(scenes, number, play, frame)
            dropped = self._layouts[play].write(sighting, room)
            scene, unexplained_px = SceneView.of(scenes, number), sighting.unexplained_px
            self._unknown.note(unexplained_px)
            said.append({"scene": scene, "sprites_dropped": dropped, "unexplained_px": unexplained_px})
            if self._visits is not None:
                said[-1]["rarity"] = self._visits.rarity(sighting)
        return said

    def _sighting(self, scenes: Scenes, number: int, play: int, frame: np.ndarray) -> Sighting:
        first, last = scenes.placement_offsets[number : number + 2].tolist()
        rows, tracker = scenes.placements[first:last].astype(np.int64), self._plays.trackers[play]
        group, moves = self.groups.number[rows[:, 0]], tracker.moves
        kept = group != LEFT_OUT
        if not self._background:
            kept &= rows[:, FIXED] == 0
        if not kept.all():
            rows, group, moves = rows[kept], group[kept], moves[kept]
        sizes = self._sizes[rows[:, 0]]
        return Sighting(rows, group, moves, sizes, tracker.alive_ids, scenes, number, kept, frame)
