"""The sheet: its sprites renamed, grouped, timed, held, merged."""

from spritelift_runtime.art import Art, Held
from spritelift_runtime.editing.checks import MOST_MS, free_name
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.merging import Merge, doubles
from spritelift_runtime.editing.sheet_edits import Group, Pivot, Rename
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.chosen_sprites import ChosenSprites
from spritelift_runtime.window.edit.counted import counted
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.pivot_card import FEET, PivotCard, feet_of
from spritelift_runtime.window.widgets.ask import Ask
from spritelift_runtime.window.widgets.fuzzy import common_start
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.toast import Tone
from spritelift_runtime.window.widgets.toggle import Toggle


class SheetPart(Part):
    """What is done to chosen sprites."""

    def __init__(self, desk: Desk, chosen: ChosenSprites) -> None:
        super().__init__(desk)
        self._chosen = chosen

    def deeds(self) -> Deeds:
        """Of the sheet."""
        return {
            "rename": self._ask_name,
            "group": self._ask_group,
            "ungroup": self._ungroup,
            "duration": self._ask_duration,
            "pivot": self._ask_pivot,
            "merge": self._merge,
            "merge_doubles": self._ask_doubles,
        }

    @property
    def _art(self) -> Art:
        return self.editor.journal.document.art

    def _ask_name(self) -> None:
        ids = self._chosen.ids
        field = TextField("name", usual_name(self._art, ids), fits=lambda text: bool(text.strip()), tip="Type a name.")
        title, note = (
            ("Rename", "") if len(ids) == 1 else (f"Rename {len(ids)} sprites", "They are numbered from 1 on.")
        )

        def then() -> None:
            self.editor.do(*renamed(self._art, ids, field.text.strip()))

        self.desk.root.open(Ask(title, [PropertyLine("Name", [field], share=0.2)], then, ok="Rename", note=note))

    def _ask_group(self) -> None:
        ids = self._chosen.ids
        usual = self._art.sprites[ids[0]].animation or usual_name(self._art, ids)
        name = TextField("name", usual, fits=lambda text: bool(text.strip()), tip="Type the animation's name.")
        time = NumberField("duration", self._art.sprites[ids[0]].duration_ms, least=1, most=MOST_MS)

        def then() -> None:
            self.editor.do(Group(sprites=ids, animation=name.line.text.strip(), duration_ms=time.value))

        lines = [PropertyLine("Animation", [name], share=0.3), PropertyLine("Each, ms", [time], share=0.3)]
        note = "In the order of the sheet. An animation that is there already gets them, too."
        self.desk.root.open(Ask(f"Group {counted(len(ids), 'sprite')}", lines, then, ok="Group", note=note))

    def _ungroup(self) -> None:
        self.editor.do(Group(sprites=self._chosen.ids))

    def _ask_duration(self) -> None:
        ids = self._chosen.ids
        time = NumberField("duration", self._art.sprites[ids[0]].duration_ms, least=1, most=MOST_MS,
                           tip=f"Type milliseconds, from 1 to {MOST_MS}.")  # fmt: skip

        def then() -> None:
            each = [Group(sprites=(i,), animation=self._art.sprites[i].animation, duration_ms=time.value) for i in ids]
            self.editor.do(*each)

        title = f"How long {'it is' if len(ids) == 1 else f'each of {len(ids)} is'} shown"
        self.desk.root.open(Ask(title, [PropertyLine("Milliseconds", [time], share=0.3)], then))

    def _ask_pivot(self) -> None:
        ids = self._chosen.ids

        def then(at: Held | str | None) -> None:
            if at == FEET:
                self.editor.do(*(Pivot(sprites=(i,), at=feet_of(self._art.sprites[i])) for i in ids))
            elif not isinstance(at, str):
                self.editor.do(Pivot(sprites=ids, at=at))

        self.desk.root.open(PivotCard(self._art.sprites[ids[0]], len(ids), then))

    def _merge(self) -> None:
        ids = self._chosen.ids
        if len(ids) < 2:
            raise ConfigError("Choose two sprites or more: those after the first are merged into that one.")
        self.editor.do(*(Merge.of(self._art, sprite, ids[0]) for sprite in ids[1:]))
        name = self._art.sprites[ids[0]].name
        self.desk.root.say(f"{counted(len(ids) - 1, 'sprite')} merged into {name}.", Tone.DONE)

    def _ask_doubles(self) -> None:
        recoloured = Toggle("recoloured", "Those in other colours, too", on=False)

        def then() -> None:
            used = [i for i, sprite in enumerate(self._art.sprites) if sprite.uses]
            found = doubles(self._art, used, recoloured=recoloured.on)
            if not found:
                raise ConfigError("No sprite that is used is there twice.")
            self.editor.do(*found)
            self.desk.root.say(f"{counted(len(found), 'double')} merged. Frames look as before.", Tone.DONE)

        note = "Sprites that show the same, mirrored or trimmed otherwise, become one. Frames look as before."
        self.desk.root.open(Ask("Merge doubles", [recoloured], then, ok="Merge", note=note))


def usual_name(art: Art, ids: tuple[int, ...]) -> str:
    """What some sprites are called so far, as far as that is alike."""
    names = [art.sprites[i].name for i in ids]
    return names[0] if len(ids) == 1 else common_start(names).rstrip("_ 0123456789")


def renamed(art: Art, ids: tuple[int, ...], name: str) -> tuple[Edit, ...]:
    """The edits that call one sprite so, or several with a number each."""
    if len(ids) == 1:
        return () if art.sprites[ids[0]].name == name else (Rename(sprite=ids[0], name=name),)
    taken = {sprite.name for i, sprite in enumerate(art.sprites) if i not in ids}
    wanted = [free_name(taken, f"{name}_{number}") for number in range(1, len(ids) + 1)]
    every = {sprite.name for sprite in art.sprites} | set(wanted)
    # A name may be another one's of them still: each has one of its own in between.
    between = [free_name(every, f"{name} {i}") for i in ids]
    return (
        *(Rename(sprite=i, name=each) for i, each in zip(ids, between, strict=True)),
        *(Rename(sprite=i, name=each) for i, each in zip(ids, wanted, strict=True)),
    )
