"""The panel of layers: which are drawn, which can be selected, and one of them alone."""

from dataclasses import replace

import numpy as np
import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.editing.kept import Kept
from spritelift_runtime.editing.sight import Kind, Layer, Sight, layer_of, layers_of
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.widgets.messages import Chosen, Message, Opened, Switched
from spritelift_runtime.window.widgets.row_drawing import Row

WORDS = {Kind.PLANE: "Background", Kind.TILES: "Tiles", Kind.SPRITES: "Sprites"}
THUMBS = 32
THUMB_PX = 48
"""Backgrounds may be worlds: their thumbs are made small once."""


class Layering(Part):
    """Eyes, locks and solo of layers. None of it is an edit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.layer: Layer | None = None
        """The one that keys are about: chosen in the panel, or that of what was selected last."""
        self._layers: tuple[Layer, ...] = ()
        self._selected: tuple[object, ...] = ()
        self._listed: tuple[object, ...] = ()
        self._thumbs: Kept[pygame.Surface] = Kept(THUMBS)

    def deeds(self) -> Deeds:
        """Of the layer that is meant."""
        return {"layer_visible": self._hide, "layer_solo": self._solo}

    def take(self, message: Message) -> bool:
        """The panel's rows and switches."""
        match message:
            case Chosen(id="layers", rows=rows):
                self.layer = self._layers[rows[0]] if rows else None
            case Opened(id="layers", row=row):
                self._select(self._layers[row])
            case Switched(id="layers", row=row, switch=switch):
                self._switch(switch, self._layers[row])
            case _:
                return False
        return True

    def show(self) -> None:
        """A row for each layer of the frame, the front one first."""
        editor, state = self.editor, self.editor.state
        scene, art, chosen = editor.scene, editor.journal.document.art, editor.chosen
        if chosen and self._selected != (selected := (state.selected, state.frame)):
            self._selected, self.layer = selected, layer_of(chosen[0])
        listed = (id(scene), id(art), state.sight)
        panel = self.desk.panels.side.layers
        if listed != self._listed:
            self._listed, counts = listed, layers_of(scene)
            self._kept = scene, art  # as long as their ids mean them
            self._layers = tuple(counts)
            panel.rows = tuple(self._row(layer, count, art) for layer, count in counts.items())
        panel.chosen = (self._layers.index(self.layer),) if self.layer in self._layers else ()

    def _row(self, layer: Layer, count: int, art: Art) -> Row:
        sight = self.editor.state.sight
        number = layer.picture if layer.kind is Kind.PLANE else layer.number
        seen = layer not in sight.hidden
        return Row(
            f"{WORDS[layer.kind]} {number}",
            self._thumb(layer, art),
            note="" if count == 1 else f"\u00d7{count}",
            switches=(
                ("eye", layer not in sight.hidden),
                ("lock", layer in sight.locked),
                ("alone", layer in sight.alone),
            ),
            faint=not seen or bool(sight.alone and layer not in sight.alone),
        )

    def _thumb(self, layer: Layer, art: Art) -> pygame.Surface:
        """Its background, or its first sprite."""
        first = next((p for p in self.editor.scene.placements if layer_of(p) == layer), None)
        picture = art.backgrounds[layer.picture] if first is None else art.sprites[first.sprite].rgba
        step = max(max(picture.shape[:2]) // THUMB_PX, 1)
        return self._thumbs.get(id(picture), lambda: thumb(np.ascontiguousarray(picture[::step, ::step])), of=picture)

    def _hide(self) -> None:
        if self.layer is not None:
            self._switch("eye", self.layer)

    def _solo(self) -> None:
        """The layer that is meant alone, or all of them again."""
        sight = self.editor.state.sight
        meant = frozenset() if self.layer is None else frozenset({self.layer})
        self.editor.look(replace(sight, alone=frozenset() if sight.alone else meant))

    def _switch(self, switch: str, layer: Layer) -> None:
        sight = self.editor.state.sight
        self.layer = layer
        self.editor.look(_switched(sight, switch, layer))

    def _select(self, layer: Layer) -> None:
        self.editor.select(row for row, p in enumerate(self.editor.scene.placements) if layer_of(p) == layer)


def _switched(sight: Sight, switch: str, layer: Layer) -> Sight:
    if switch == "eye":
        return replace(sight, hidden=sight.hidden ^ {layer})
    if switch == "lock":
        return replace(sight, locked=sight.locked ^ {layer})
    return replace(sight, alone=sight.alone ^ {layer})
