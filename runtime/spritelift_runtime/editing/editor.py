"""What the editor is doing: where it stands, what is selected, and the deeds that its actions are. No pygame here."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace

from spritelift_runtime.editing.edits import Add, Become, Edit, Flip, Lift, Move, Remove
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.selection import Picker, Rect, Scope, where_of
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Placement, Scene, moved

PASTED_PX = 8
"""What is pasted on the frame that it was copied from stands so far beside it."""


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
    grid: tuple[int, int] = (1, 1)
    """What moves snaps to it, in frame pixels."""
    tiles: bool = False
    """Whether tiles can be selected by a rubber band, too."""


@dataclass(eq=False)
class Editor:
    """A journal's document, and what someone does to it."""

    journal: Journal
    state: EditorState = field(default_factory=EditorState)

    def __post_init__(self) -> None:
        self._picker = Picker(self.journal.document.art)
        self._scene: tuple[tuple[int, int], Scene] | None = None

    @property
    def scene(self) -> Scene:
        """The frame that is shown."""
        now = self.state.frame, self.journal.document.version
        if self._scene is None or self._scene[0] != now:
            self._scene = now, self.journal.document.scene(self.state.frame)
        return self._scene[1]

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
        simply the next one where no track is selected."""
        frame = self.state.frame
        followed = next((placement for placement in self.chosen if placement.track >= 0), None)
        if followed is None:
            return frame + step
        document = self.journal.document
        while 0 <= frame + step < len(document):
            frame += step
            track = (placement for placement in document.scene(frame).placements if placement.track == followed.track)
            if not any(placement.sprite == followed.sprite for placement in track):
                break
        return frame

    def click(self, x: int, y: int, *, more: bool = False) -> None:
        """Select what is seen at a pixel of the frame; with `more`, beside what is selected, or no longer."""
        row = self.picker.at(self.scene, x, y)
        found = frozenset() if row is None else frozenset([row])
        self.state = replace(self.state, selected=self.state.selected ^ found if more else found)

    def band(self, rect: Rect, *, more: bool = False) -> None:
        """Select what a rectangle of the frame touches."""
        found = self.picker.within(self.scene, rect, tiles=self.state.tiles)
        self.state = replace(self.state, selected=self.state.selected | found if more else found)

    def select_all(self) -> None:
        """Everything on the frame but tiles, unless these are asked for."""
        wide, high = self.journal.document.art.size
        self.band((0, 0, wide, high))

    def select_next(self, step: int) -> None:
        """The next placement in paint order (the one before, for -1), round and round; tiles are left out."""
        rows = [row for row, placement in enumerate(self.scene.placements) if not placement.fixed]
        if not rows:
            return
        now = [at for at, row in enumerate(rows) if row in self.state.selected]
        first = 0 if step > 0 else len(rows) - 1
        row = rows[(now[-1 if step > 0 else 0] + step) % len(rows) if now else first]
        self.state = replace(self.state, selected=frozenset([row]))

    def select_tracks(self, tracks: Set[int]) -> None:
        """What of these tracks is on the frame."""
        found = (row for row, placement in enumerate(self.scene.placements) if placement.track in tracks)
        self.state = replace(self.state, selected=frozenset(found))

    def deselect(self) -> None:
        """Nothing."""
        self.state = replace(self.state, selected=frozenset())

    def move(self, dx: int, dy: int) -> None:
        """What is selected, by frame pixels."""
        self._each(lambda where: Move(where=where, dx=dx, dy=dy))

    def snapped(self, dx: int, dy: int) -> tuple[int, int]:
        """The motion nearest to this one that brings the first of what is selected onto the grid."""
        if not self.chosen or self.state.grid == (1, 1):
            return dx, dy
        first, (wide, high) = self.chosen[0], self.state.grid
        x, y = round((first.x + dx) / wide) * wide, round((first.y + dy) / high) * high
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
        wide, high = self.journal.document.art.sprites[sprite].box
        layer = max((placement.layer for placement in self.scene.placements), default=0)
        self._add([Placement(sprite, x - wide // 2, y - high // 2, layer=layer)])

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

    def _each(self, edit: Callable[[Where], Edit]) -> None:
        edits = [edit(where) for where in where_of(self.scene, self.state.frame, self.state.selected, self.state.scope)]
        if edits:
            self.do(*edits)

    def _add(self, placements: Sequence[Placement]) -> None:
        """On this frame, as nobody's track, and select them."""
        if not placements:
            return
        before, frame = len(self.scene.placements), self.state.frame
        loose = tuple(replace(placement, track=-1, fixed=False) for placement in placements)
        self.do(Add(where=Where(first=frame, end=frame + 1), placements=loose))
        self.state = replace(self.state, selected=frozenset(range(before, before + len(loose))))

    def _keep_selection(self) -> None:
        count = len(self.scene.placements)
        self.state = replace(self.state, selected=frozenset(row for row in self.state.selected if row < count))
