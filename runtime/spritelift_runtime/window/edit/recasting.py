"""Who acts: another character in place of what is selected, and one track's animation done by another."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.animating import drawn_steps
from spritelift_runtime.editing.casting import (
    Align,
    Cast,
    by_look,
    by_order,
    poses_steps,
    role,
    transferred_steps,
)
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.restaging import Perform, Recast, brought
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.editing.stepwise import Steps, within
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.edit.part import Deeds, Part
from spritelift_runtime.window.edit.row_card import RowCard, characters_of
from spritelift_runtime.window.edit.working import work_on
from spritelift_runtime.window.widgets.ask import Choice
from spritelift_runtime.window.widgets.ask_path import AskPath, PathField
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.row_drawing import Row
from spritelift_runtime.window.widgets.toast import Tone
from spritelift_runtime.window.widgets.widget import Widget

LOOK, ORDER, DRAWN, SAME = "by_look", "by_order", "by_animator", "by_same"
ALONG, SPOT = "along", "spot"
HOW_FAR: dict[str, str] = {
    Scope.FRAME: "This frame", Scope.TRACK: "Whole track", Scope.ONWARD: "From here on", Scope.EVERY: "Everywhere",
}  # fmt: skip
STANDS: dict[str, str] = {Align.FEET: "Feet", Align.MIDDLE: "Middle", Align.PIVOT: "Pivot"}


class Recasting(Part):
    """Each is one deed, with the sprites that it brings."""

    def deeds(self) -> Deeds:
        """Of actors."""
        return {"recast": self._ask_own, "recast_bundle": self._ask_bundle, "transfer": self._ask_leader}

    @property
    def _art(self) -> Art:
        return self.editor.journal.document.art

    def _ask_own(self) -> None:
        self._check_selected()
        self._ask_character(self._art)

    def _ask_bundle(self) -> None:
        self._check_selected()

        def then(path: Path) -> None:
            self._ask_character(Bundle.open(path).art)

        field = PathField("path", f"{self.desk.work.bundle.path.parent}/", suffixes=(".json",))
        note = "One of its characters acts for what is selected; its sprites come into this sheet."
        self.desk.root.open(AskPath("Character of another bundle", field, then, name="Bundle", ok="Open", note=note))

    def _check_selected(self) -> None:
        if not self.editor.chosen:
            raise ConfigError("Nothing is selected. Click on the frame who shall be another.")

    def _ask_character(self, source: Art) -> None:
        characters = characters_of(source)
        poses = {LOOK: "Likest", ORDER: "In order"}
        if self.desk.work.bundle.animated:
            poses[DRAWN] = "Drawn by the animator"
        scope = self.editor.state.scope
        how = Choice("poses", poses, LOOK)
        far = Choice("far", HOW_FAR, Scope.TRACK if scope is Scope.FRAME else scope)
        stands = Choice("stands", STANDS, Align.FEET)

        def then(row: int) -> None:
            steps = self._cast(source, characters[row][1], Scope(far.value), how.value, Align(stands.value))
            work_on(self.desk.root, "Casting", steps)

        self.desk.root.open(
            RowCard(
                "Who acts instead?",
                [each for each, _ in characters],
                then,
                widgets=_lines(("Poses", how), ("For", far), ("Stands by", stands)),
                ok="Cast",
            )
        )

    def _cast(self, source: Art, sprites: Sequence[int], scope: Scope, how: str, align: Align) -> Iterator[float]:
        edits: tuple[Edit, ...] = ()
        art, comes = self._art, tuple(sprites)
        if source is not art:
            edits = brought(source, sprites, art)
            comes = tuple(range(len(art.sprites), len(art.sprites) + len(edits)))
            for edit in edits:
                art = edit.art(art)
        wheres, goes = yield from within(self._goes(scope), 0.0, 0.5)
        if how == DRAWN:
            animator = Animator.open(self.desk.work.bundle)
            likest = by_look(art, comes[:1], goes)[0][1][0]  # one pose that both have is what the others follow from
            draws, cast = yield from within(drawn_steps(animator, art, comes[0], goes, likest), 0.5, 1.0)
            edits = (*edits, *draws)
        else:
            cast = (by_look if how == LOOK else by_order)(art, goes, comes, align)
        self.editor.do(*edits, *(Recast(where=where, cast=cast) for where in wheres))
        self.desk.root.say(f"{art.sprites[comes[0]].name} acts, in {counted(len(cast), 'pose')}.", Tone.DONE)

    def _goes(self, scope: Scope) -> Steps[tuple[tuple[Where, ...], tuple[int, ...]]]:
        """Where it is about, and the sprites that go, in the sheet's order."""
        state, chosen = self.editor.state, self.editor.chosen
        followed = scope is not Scope.FRAME
        tracks = frozenset(each.track for each in chosen if each.track >= 0) if followed else frozenset()
        alone = tuple(row for row in sorted(state.selected) if self.editor.scene.placements[row].track not in tracks)
        first = state.frame if scope is Scope.ONWARD else 0
        shown = yield from poses_steps(self.editor.journal.document, tracks, first) if tracks else _nothing()
        goes = tuple(sorted({*shown, *(each.sprite for each in chosen)}))
        if scope is Scope.EVERY:
            return (Where(sprites=goes, spared=state.sight.spared),), goes
        wheres = [Where.on(state.frame, *alone)] if alone else []
        followed_there = Where(first=first, tracks=tuple(sorted(tracks)), spared=state.sight.spared)
        return (*wheres, *([followed_there] if tracks else [])), goes

    def _ask_leader(self) -> None:
        self._check_selected()
        followers = sorted({each.track for each in self.editor.chosen} - {-1})
        leaders = [p for p in self.editor.scene.placements if p.track >= 0 and p.track not in followers and not p.fixed]
        if not followers or not leaders:
            raise ConfigError("Select who shall follow, on a frame on which who shall lead is, too: both as tracks.")
        rows = [_row(self._art, each.sprite, each.track) for each in leaders]
        poses = Choice("poses", {LOOK: "Likest of its own", ORDER: "Its own in order", SAME: "The other's"}, LOOK)
        way = Choice("way", {ALONG: "Along its way", SPOT: "On the spot"}, ALONG)
        last = len(self.editor.journal.document) - 1
        first = NumberField("first", self.editor.state.frame, least=0, most=last,
                            tip=f"Type a frame from 0 to {last}.")  # fmt: skip

        def then(row: int) -> None:
            leader, start = leaders[row].track, first.value or 0
            steps = self._transfer(leader, followers, start, poses.value, motion=way.value == ALONG)
            work_on(self.desk.root, "Casting", steps)

        lines = [*_lines(("Poses", poses), ("Moves", way)), PropertyLine("Its frame", [first], share=0.2)]
        note = "From this frame on, as long as both are there."
        self.desk.root.open(RowCard("Whom does it follow?", rows, then, widgets=lines, ok="Follow", note=note))

    def _transfer(
        self, leader: int, followers: Sequence[int], first: int, how: str, *, motion: bool
    ) -> Iterator[float]:
        document, at = self.editor.journal.document, self.editor.state.frame
        poses = yield from within(poses_steps(document, {leader}, first), 0.0, 0.3)
        edits: list[Perform] = []
        for i, follower in enumerate(followers):
            low = 0.3 + 0.7 * i / len(followers)
            own = yield from poses_steps(document, {follower}) if how != SAME else _nothing()
            cast: Cast = tuple((pose, role(self._art, pose, pose)) for pose in poses)
            if how != SAME:
                cast = (by_look if how == LOOK else by_order)(self._art, sorted(poses), _whole(self._art, own))
            steps = transferred_steps(
                document, leader, follower, dict(cast), first=first, at=at, motion=motion, align=Align.FEET
            )
            edits.append((yield from within(steps, low, 1.0)))
        self.editor.do(*edits)
        count = max(len(edit.steps) for edit in edits)
        self.desk.root.say(f"{counted(count, 'frame')} done as the other does them.", Tone.DONE)


def _nothing() -> Steps[tuple[int, ...]]:
    """No pose, found at once."""
    yield from ()
    return ()


def _whole(art: Art, poses: Sequence[int]) -> tuple[int, ...]:
    """These sprites, and all of the animations that they belong to."""
    names = {art.sprites[i].animation for i in poses} - {None}
    return tuple(i for i, sprite in enumerate(art.sprites) if i in poses or sprite.animation in names)


def _row(art: Art, sprite: int, track: int) -> Row:
    shown = art.sprites[sprite]
    return Row(shown.animation or shown.name, thumb(shown.rgba), f"track {track}")


def _lines(*lines: tuple[str, Widget]) -> list[Widget]:
    return [PropertyLine(name, [widget], share=0.2) for name, widget in lines]
