"""What the editor is doing: where it stands, what is selected, and the deeds that its actions are. No pygame here."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from spritelift_runtime.art import Art
from spritelift_runtime.editing.edits import Add, Become, Edit, Flip, Lift, Move, Remove
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.kept import Kept
from spritelift_runtime.editing.selection import KEPT, Picker, Rect, Scope, where_of
from spritelift_runtime.editing.sight import Sight
from spritelift_runtime.editing.tiling import Tiling, tiling_of
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Placement, Scene, moved

PASTED_PX = 8
"""What is pasted on the frame that it was copied from stands so far beside it."""
MOST_LOOKED = 60
"""Frames looked through for another pose, in one go: edits of thousands of frames are told one by one."""


@dataclass(frozen=True, kw_only=True)
class EditorState:
    """Where the editor stands. Nothing of it is undone, and nothing of it is saved."""

    frame: int = 0
    selected: frozenset[int] = frozenset()
    """Placements of the frame, by their place in its order."""
    scope: Scope = Scope.FRAME
    clipboard: tuple[Placement, ...] = ()
    copied_from: int = -1
    """Frame that the clipboard is from."""
    snaps: bool = False
    """Whether what moves snaps to the grid of the frame's tiles."""
    sight: Sight = field(default_factory=Sight)
    """Which layers and tracks are seen, and can be selected."""
    tiles: bool = False
    """Whether tiles can be selected by a rubber band, too."""


@dataclass(eq=False)
class Editor:
    """A journal's document, and what someone does to it."""

    journal: Journal
    state: EditorState = field(default_factory=EditorState)
    planned: Edit | None = None
    """What the pointer is about to do to the sheet: seen, and on no record yet."""

    def __post_init__(self) -> None:
        self._picker = Picker(self.journal.document.art)
        self._scenes: Kept[Scene] = Kept(KEPT)
        self._seen: Kept[Scene] = Kept(KEPT)
        self._reach: Kept[tuple[Scene, tuple[int, ...]]] = Kept(1)
        self._tiling: Kept[Tiling] = Kept(1)
        self._planned: Kept[Art] = Kept(1)

    @property
    def scene(self) -> Scene:
        """The frame that is shown."""
        return self.scene_of(self.state.frame)

    @property
    def seen(self) -> Scene:
        """What of the frame is drawn: the scene itself where that is all of it."""
        return self.seen_of(self.state.frame)

    def scene_of(self, frame: int) -> Scene:
        """A frame as it is now: the same object, as long as nothing changes."""
        document = self.journal.document
        return self._scenes.get((frame, document.version), lambda: document.scene(frame))

    def seen_of(self, frame: int) -> Scene:
        """What of a frame is drawn."""
        scene, sight = self.scene_of(frame), self.state.sight
        return self._seen.get((id(scene), sight), lambda: sight.seen(scene), of=scene)

    @property
    def tiling(self) -> Tiling:
        """The grid of the frame's tiles."""
        scene, art = self.scene, self.journal.document.art
        return self._tiling.get((id(scene), id(art)), lambda: tiling_of(scene, art), of=(scene, art))

    @property
    def art(self) -> Art:
        """As it is to be seen: with what is planned."""
        document, plan = self.journal.document, self.planned
        if plan is None:
            return document.art
        key = (id(document.art), id(plan))
        return self._planned.get(key, lambda: document.art_after(plan), of=(document.art, plan))

    @property
    def picker(self) -> Picker:
        """For the art as it is now."""
        if self._picker.art is not self.journal.document.art:
            self._picker = Picker(self.journal.document.art)
        return self._picker

    @property
    def chosen(self) -> tuple[Placement, ...]:
        """What is selected, in the scene's order."""
        return tuple(self.scene.placements[row] for row in sorted(self.state.selected))

    def go(self, frame: int) -> None:
        """Show another frame; what is selected stays so where its track goes on."""
        tracks = {placement.track for placement in self.chosen} - {-1}
        frame = min(max(frame, 0), max(len(self.journal.document) - 1, 0))
        self.state = replace(self.state, frame=frame)
        self.select_tracks(tracks)

    def pose(self, step: int) -> int:
        """The next frame (the one before, for -1) on which the first of what is selected is another sprite, or away;
        simply the next one where no track is selected. Where nothing changes, so far on as may be looked for."""
        frame = self.state.frame
        followed = next((placement for placement in self.chosen if placement.track >= 0), None)
        if followed is None:
            return frame + step
        last = min(max(frame + step * MOST_LOOKED, 0), len(self.journal.document) - 1)
        for at in range(frame + step, last + step, step):
            track = (
                placement
                for placement in self.journal.document.scene(at).placements
                if placement.track == followed.track
            )
            if not any(other.sprite == followed.sprite for other in track):
                return at
        return last

    def at(self, x: int, y: int) -> int | None:
        """The placement at a pixel of the frame that can be selected: through what is hidden or locked."""
        scene, rows = self._reached()
        row = self.picker.at(scene, x, y)
        return None if row is None else rows[row]

    def click(self, x: int, y: int, *, more: bool = False) -> None:
        """Select what is seen at a pixel of the frame; with `more`, beside what is selected, or no longer."""
        row = self.at(x, y)
        found = frozenset() if row is None else frozenset([row])
        self.select(self.state.selected ^ found if more else found)

    def select(self, rows: Iterable[int]) -> None:
        """These placements of the frame, without those that are hidden or locked."""
        placements, sight = self.scene.placements, self.state.sight
        kept = (row for row in rows if 0 <= row < len(placements) and sight.reaches(placements[row]))
        self.state = replace(self.state, selected=frozenset(kept))

    def look(self, sight: Sight) -> None:
        """See other layers and tracks. What is hidden or locked now is no longer selected."""
        self.state = replace(self.state, sight=sight)
        self.select(self.state.selected)

    def band(self, rect: Rect, *, more: bool = False) -> None:
        """Select what a rectangle of the frame touches."""
        found = self.picker.within(self.scene, rect, tiles=self.state.tiles)
        self.select(self.state.selected | found if more else found)

    def select_all(self) -> None:
        """Everything on the frame but tiles, unless these are asked for."""
        wide, high = self.journal.document.art.size
        self.band((0, 0, wide, high))

    def select_next(self, step: int) -> None:
        """The next placement in paint order (the one before, for -1), round and round; tiles are left out, and what
        can't be selected."""
        rows = [row for row in self._reached()[1] if not self.scene.placements[row].fixed]
        if not rows:
            return
        now = [at for at, row in enumerate(rows) if row in self.state.selected]
        first = 0 if step > 0 else len(rows) - 1
        self.select([rows[(now[-1 if step > 0 else 0] + step) % len(rows) if now else first]])

    def select_tracks(self, tracks: Set[int]) -> None:
        """What of these tracks is on the frame."""
        self.select(row for row, placement in enumerate(self.scene.placements) if placement.track in tracks)

    def deselect(self) -> None:
        """Nothing."""
        self.select(())

    def move(self, dx: int, dy: int) -> None:
        """What is selected, by frame pixels."""
        self._each(lambda where: Move(where=where, dx=dx, dy=dy))

    def snapped(self, dx: int, dy: int) -> tuple[int, int]:
        """The motion nearest to this one that brings the first of what is selected onto the grid."""
        if not self.chosen or not self.state.snaps:
            return dx, dy
        first = self.chosen[0]
        sprite = self.journal.document.art.sprites[first.sprite]
        x, y = self.tiling.nearest(first.x + dx, first.y + dy, sprite)
        return x - first.x, y - first.y

    def remove(self) -> None:
        """What is selected."""
        self._each(lambda where: Remove(where=where))
        self.deselect()

    def flip(self, *, x: bool = False, y: bool = False) -> None:
        """What is selected, each about its own middle."""
        self._each(lambda where: Flip(where=where, x=x, y=y))

    def lift(self, by: int) -> None:
        """What is selected, by so many layers."""
        self._each(lambda where: Lift(where=where, by=by))

    def become(self, sprite: int) -> None:
        """Another sprite in place of what is selected."""
        self._each(lambda where: Become(where=where, sprite=sprite))

    def copy(self) -> None:
        """Into the clipboard."""
        self.state = replace(self.state, clipboard=self.chosen, copied_from=self.state.frame)

    def cut(self) -> None:
        """Into the clipboard, and away."""
        self.copy()
        self.remove()

    def paste(self) -> None:
        """From the clipboard onto this frame; a little beside, where it came from this one."""
        beside = PASTED_PX if self.state.copied_from == self.state.frame else 0
        self._add([moved(placement, beside, beside) for placement in self.state.clipboard])

    def duplicate(self) -> None:
        """What is selected, once more, a little beside."""
        self._add([moved(placement, PASTED_PX, PASTED_PX) for placement in self.chosen])

    def place(self, sprite: int, x: int, y: int) -> None:
        """A sprite from the sheet, its middle at a pixel of the frame, before everything else."""
        new = self.journal.document.art.sprites[sprite]
        x, y = x - new.box[0] // 2, y - new.box[1] // 2
        if self.state.snaps:
            x, y = self.tiling.nearest(x, y, new)
        layer = max((placement.layer for placement in self.scene.placements), default=0)
        self._add([Placement(sprite, x, y, layer=layer)])

    def do(self, *edits: Edit) -> None:
        """Any edits, as one deed.

        Raises:
            ConfigError, SizeError: they can't be done; then nothing is.
        """
        self.journal.apply(*edits)
        self._keep_selection()

    def undo(self) -> None:
        """Take the last deed back, if there is one."""
        if self.journal.document.done:
            self.journal.undo()
            self._keep_selection()

    def redo(self) -> None:
        """Do the last one undone again, if there is one."""
        if self.journal.document.undone:
            self.journal.redo()
            self._keep_selection()

    def wheres(self, scope: Scope) -> tuple[Where, ...]:
        """What an edit of what is selected is about, where it goes so far: not what is on locked layers."""
        return where_of(self.scene, self.state.frame, self.state.selected, scope, self.state.sight.spared)

    def _each(self, edit: Callable[[Where], Edit]) -> None:
        edits = [edit(where) for where in self.wheres(self.state.scope)]
        if edits:
            self.do(*edits)

    def _add(self, placements: Sequence[Placement]) -> None:
        """On this frame, as nobody's track, and select them."""
        if not placements:
            return
        before, frame = len(self.scene.placements), self.state.frame
        loose = tuple(replace(placement, track=-1, fixed=False) for placement in placements)
        self.do(Add(where=Where(first=frame, end=frame + 1), placements=loose))
        self.select(range(before, before + len(loose)))

    def _keep_selection(self) -> None:
        self.select(self.state.selected)

    def _reached(self) -> tuple[Scene, tuple[int, ...]]:
        """The frame with those placements that can be selected, and their rows in the whole one."""
        scene, sight = self.scene, self.state.sight
        return self._reach.get((id(scene), sight), self._reach_now, of=scene)

    def _reach_now(self) -> tuple[Scene, tuple[int, ...]]:
        placements, sight, seen = self.scene.placements, self.state.sight, self.seen
        rows = tuple(row for row, placement in enumerate(placements) if sight.reaches(placement))
        same = len(rows) == len(seen.placements)
        return seen if same else replace(seen, placements=tuple(placements[row] for row in rows)), rows
