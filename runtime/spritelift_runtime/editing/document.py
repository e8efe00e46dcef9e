"""What is edited: art and scenes, and what was done to them, to be undone and done again without end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.editing.edits import Edit, OfPlacements
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.outlines import with_cuts
from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes


@dataclass(frozen=True, eq=False)
class Deed:
    """What edits did: art and changed scenes before and after. The edits are the plan; this is what came of it."""

    edits: tuple[Edit, ...]
    art: tuple[Art, Art]
    before: dict[int, Scene]
    """Frames that changed."""
    after: dict[int, Scene]


class Document:
    """Art and scenes that change. Scenes that no edit touched stay in their columns."""

    def __init__(self, art: Art, scenes: Scenes, learned: Sequence[Sprite] | None = None) -> None:
        """`learned` are the sprites as the game shows them, which cuts are of; by default those of `art`."""
        self.art, self._columns = art, scenes
        self._learned = art.sprites if learned is None else tuple(learned)
        self._changed: dict[int, Scene] = {}
        self._done: list[Deed] = []
        self._undone: list[Deed] = []

    def __len__(self) -> int:
        """Frames."""
        return len(self._columns)

    def scene(self, frame: int) -> Scene:
        """A frame as it is now."""
        return self._changed[frame] if frame in self._changed else self._columns[frame]

    @property
    def scenes(self) -> Scenes:
        """All frames as they are now, in columns."""
        parts: list[Scenes] = []
        start = 0
        for frame in sorted(self._changed):
            parts += [self._columns[start:frame], Scenes.of([self._changed[frame]])]
            start = frame + 1
        return Scenes.joined([*parts, self._columns[start:]]) if parts else self._columns

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
        art = self.art
        after: dict[int, Scene] = {}
        for edit in edits:
            art = self._fitted(edit.art(art), art)
            for frame in self._frames(edit, after):
                now = after.get(frame) or self.scene(frame)
                changed = edit.scene(now, frame, art)
                if changed is not now:
                    after[frame] = changed
        deed = Deed(edits, (self.art, art), {frame: self.scene(frame) for frame in after}, after)
        self._undone.clear()
        self._do(deed)
        return deed

    def undo(self) -> Deed:
        """Take the last deed back.

        Raises:
            ConfigError: nothing is left to be undone.
        """
        if not self._done:
            raise ConfigError("there is nothing to undo.")
        deed = self._done.pop()
        self.art = deed.art[0]
        self._changed |= deed.before
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
        self._do(deed)
        return deed

    def _do(self, deed: Deed) -> None:
        self.art = deed.art[1]
        self._changed |= deed.after
        self._done.append(deed)

    def _fitted(self, art: Art, before: Art) -> Art:
        """Sprites that were painted beyond their outline know with which learnt pixel a cut shows that."""
        if art.sprites is before.sprites:
            return art
        sprites = list(art.sprites)
        for i, (now, was, learnt) in enumerate(zip(sprites, before.sprites, self._learned, strict=False)):
            if now.rgba is not was.rgba:
                sprites[i] = with_cuts(replace(now, cut_at=None), learnt)
        return replace(art, sprites=tuple(sprites))

    def _frames(self, edit: Edit, changed: dict[int, Scene]) -> Iterable[int]:
        """Frames that it may change."""
        where = edit.where
        if where is None:
            return ()
        last = len(self) if where.end is None else min(where.end, len(self))
        if not isinstance(edit, OfPlacements) or (where.end is not None and where.end - where.first == 1):
            return range(where.first, last)
        frames = set(where.frames_of(self._columns).tolist())
        touched = {frame for frame in (*self._changed, *changed) if where.holds(frame)}
        return sorted(frames | touched)


def edited(scene: Scene, frame: int, art: Art, edits: Iterable[Edit]) -> Scene:
    """A scene of a running game after edits: what the same records do to a recorded one.

    Raises:
        ConfigError: an edit of one frame's rows, which a running game hasn't.
    """
    for edit in edits:
        if edit.where is not None and edit.where.rows is not None:
            raise ConfigError("an edit of single placements of one frame can't be done to a running game.")
        scene = edit.scene(scene, frame, art)
    return scene
