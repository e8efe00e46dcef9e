"""What is edited: art and scenes, and what was done to them, to be undone and done again without end."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.remembering import Remembered, Step
from spritelift_runtime.editing.sheet_edits import Paint
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.growing import GrowingScenes
from spritelift_runtime.outlines import with_cuts
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes

LOOKED_AT = 64
"""Frames on which a sprite once stood that are looked at for one on which it still does."""


@dataclass(frozen=True, eq=False)
class Deed:
    """Edits that were done as one. The edits are the plan; what comes of them is told frame by frame."""

    edits: tuple[Edit, ...]
    arts: tuple[Art, ...]
    """Before the first edit, and after each; none where `back` says all."""
    back: Edit | None = None
    """What takes it back: of a stroke on a background, which may be too large to be kept once for each stroke."""

    @property
    def frames(self) -> tuple[int, ...] | None:
        """Frames that it is about, where these are single ones; None where it is about runs of them."""
        wheres = [edit.where for edit in self.edits if edit.where is not None]
        single = all(where.end == where.first + 1 for where in wheres)
        return tuple(sorted({where.first for where in wheres})) if single else None

    def scene(self, scene: Scene, frame: int) -> Scene:
        """A frame's scene afterwards."""
        if self.back is not None:
            return scene
        for edit, art in zip(self.edits, self.arts[1:], strict=True):
            scene = edit.scene(scene, frame, art)
        return scene


class Document:
    """Art and scenes that change. An edit of thousands of frames costs nothing until one of them is looked at."""

    def __init__(self, art: Art, scenes: Scenes | None = None, learned: Sequence[Sprite] | None = None) -> None:
        """Without scenes it holds none yet. `learned` are the sprites as the game shows them, which cuts are of; by
        default those of `art`."""
        self.art, self._columns = art, GrowingScenes(Scenes.of([]) if scenes is None else scenes)
        self.opened = art
        """As it was first."""
        self._learned = art.sprites if learned is None else tuple(learned)
        self.version = 0
        """Another one after each change."""
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        self._wide: list[int] = []
        """Deeds about runs of frames, by their place in what was done."""
        self._single: dict[int, list[int]] = {}
        """Those about single frames, by frame."""
        self._seen = Remembered()

    def __len__(self) -> int:
        """Frames."""
        return len(self._columns)

    def scene(self, frame: int) -> Scene:
        """A frame as it is now."""
        steps = self._steps(frame)
        self._seen.keep(frame, steps)
        return steps[-1].scene

    def copy(self) -> "Document":
        """The same as it is now: what is done to one of the two is nothing to the other."""
        copy = Document(self.art, Scenes.of([]), self._learned)
        copy.opened, copy._columns = self.opened, self._columns.copy()
        copy._done, copy._undone, copy._wide = [*self._done], [*self._undone], [*self._wide]
        copy._single = {frame: [*places] for frame, places in self._single.items()}
        return copy

    def changed(self, scene: Scene, frame: int) -> Scene:
        """What the same deeds make of a scene that it doesn't hold, as of a game that goes on without being kept: as
        frame number `frame`."""
        for deed in self._done:
            scene = deed.scene(scene, frame)
        return scene

    def shown_on(self, sprite: int, near: int) -> int | None:
        """The frame nearest to `near` on which a sprite stands now; None where those it was seen on have lost it."""
        frames = self._columns.frames_of(sprite)
        nearest = frames[np.argsort(abs(frames - near), kind="stable")][:LOOKED_AT].tolist()
        found = (frame for frame in nearest if any(p.sprite == sprite for p in self.scene(frame).placements))
        return next(found, None)

    def append(self, scenes: Scenes) -> None:
        """One more frame at the end, of a running game. Deeds about all frames, or all from one on, are about it."""
        self._columns.append(scenes)

    @property
    def scenes(self) -> Scenes:
        """All frames as they are now, in columns."""
        columns, parts, start = self._columns.joined(), list[Scenes](), 0
        for frame in range(len(self)):
            if self._wide or self._single.get(frame):
                parts += [columns[start:frame], Scenes.of([self._steps(frame)[-1].scene])]  # looked at only once
                start = frame + 1
        return Scenes.joined([*parts, columns[start:]]) if parts else columns

    @property
    def done(self) -> Sequence[Deed]:
        """What was done and not undone, the oldest first."""
        return self._done

    @property
    def undone(self) -> Sequence[Deed]:
        """What may be done again, the next one last."""
        return self._undone

    def apply(self, *edits: Edit) -> Deed:
        """Do these edits, one after the other, as one deed; what was undone before is then forgotten.

        Raises:
            ConfigError, SizeError: one of them can't be done; then nothing is.
        """
        arts = self._arts(edits)
        stroke = _behind(edits)
        deed = Deed(edits, tuple(arts)) if stroke is None else Deed(edits, (), stroke.back(self.art))
        self._undone.clear()
        self._do(deed, arts[-1])
        return deed

    def art_after(self, *edits: Edit) -> Art:
        """What the art would be after these edits, without doing them.

        Raises:
            ConfigError, SizeError: one of them can't be done.
        """
        return self._arts(edits)[-1]

    def undo(self) -> Deed:
        """Take the last deed back.

        Raises:
            ConfigError: nothing is left to be undone.
        """
        if not self._done:
            raise ConfigError("there is nothing to undo.")
        deed = self._done.pop()
        for places in self._places(deed):
            places.pop()
        self.art = deed.arts[0] if deed.back is None else deed.back.art(self.art)
        self.version += 1
        self._undone.append(deed)
        return deed

    def redo(self) -> Deed:
        """Do again what was undone last.

        Raises:
            ConfigError: nothing was.
        """
        if not self._undone:
            raise ConfigError("there is nothing to do again.")
        deed = self._undone.pop()
        self._do(deed, deed.arts[-1] if deed.back is None else self._arts(deed.edits)[-1])
        return deed

    def _steps(self, frame: int) -> list[Step]:
        """A frame's scene as it is remembered, or as it was first, and what each deed since made of it."""
        steps = [self._seen.last(frame, self._done) or Step(0, 0, None, self._columns[frame])]
        since = steps[0].count
        single = self._single.get(frame, [])
        for place in sorted((*self._wide[bisect_left(self._wide, since) :], *single[bisect_left(single, since) :])):
            deed, last = self._done[place], steps[-1]
            steps.append(Step(place + 1, last.own + 1, deed, deed.scene(last.scene, frame)))
        return steps

    def _arts(self, edits: Iterable[Edit]) -> list[Art]:
        """The art now, and after each edit."""
        arts = [self.art]
        for edit in edits:
            arts.append(self._fitted(edit.art(arts[-1]), arts[-1]))
        return arts

    def _do(self, deed: Deed, art: Art) -> None:
        for places in self._places(deed):
            places.append(len(self._done))
        self._done.append(deed)
        self.art = art
        self.version += 1

    def _places(self, deed: Deed) -> list[list[int]]:
        """Where it is written down that frames are concerned."""
        frames = deed.frames
        return [self._wide] if frames is None else [self._single.setdefault(frame, []) for frame in frames]

    def _fitted(self, art: Art, before: Art) -> Art:
        """Sprites that were painted beyond their outline know with which learnt pixel a cut shows that."""
        if art.sprites is before.sprites:
            return art
        sprites = list(art.sprites)
        for i, (now, was, learnt) in enumerate(zip(sprites, before.sprites, self._learned, strict=False)):
            if now.rgba is not was.rgba:
                sprites[i] = with_cuts(replace(now, cut_at=None), learnt)
        return replace(art, sprites=tuple(sprites))


def _behind(edits: Sequence[Edit]) -> Paint | None:
    """The stroke on a background that is all of a deed."""
    stroke = edits[0] if len(edits) == 1 else None
    return stroke if isinstance(stroke, Paint) and stroke.behind else None
