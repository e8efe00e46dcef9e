"""The editor's widgets, and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import Rgba
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.window.edit.lanes import lanes_of, tracks_of
from spritelift_runtime.window.edit.menus import menus_of
from spritelift_runtime.window.edit.stage import Stage
from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.grid import Grid
from spritelift_runtime.window.widgets.grid_drawing import Cell, Group
from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.menu_bar import MenuBar
from spritelift_runtime.window.widgets.panel import Panel
from spritelift_runtime.window.widgets.scrubber import Scrubber
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.status_line import StatusLine
from spritelift_runtime.window.widgets.timeline import Timeline
from spritelift_runtime.window.widgets.toggle import Toggle

LANES = 400
"""Tracks that get a lane, the longest ones."""
OTHERS = "others"
BADGE = "EDIT"


@dataclass(frozen=True)
class Panels:
    """All widgets that the window sets or listens to."""

    whole: Stack
    bar: MenuBar
    tools: Stack
    stage: Stage
    sheet: Grid
    placements: ListView
    time: Panel
    timeline: Timeline
    scrubber: Scrubber
    play: Button
    scopes: dict[str, Button]
    snap: Toggle
    status: StatusLine
    tracks: list[int]
    """Of the timeline's lanes."""


def panels(editor: Editor, actions: Actions) -> Panels:
    """Sheet at the left, stage in the middle, what is on the frame at the right, time below."""
    document = editor.journal.document
    scenes = document.scenes
    tracks = tracks_of(scenes)[:LANES]
    stage = Stage(editor)
    sheet = Grid("sheet", many=False, empty="No sprites.")
    placements = ListView("placements", empty="Nothing stands on this frame.")
    timeline = Timeline("timeline", len(scenes), lanes_of(scenes, document.art, tracks))
    marks = [(int(frame), 1.0) for frame in scenes.unexplained_px.nonzero()[0][:2000]]
    scrubber = Scrubber("scrubber", len(scenes), marks=marks)
    play = Button("play", sign="play", tip="Play", action="play_pause")
    time = Panel(
        "time", "Timeline", Stack([Stack([play, scrubber], across=True, stretch=0), timeline], pad=False),
        note=f"{len(tracks)} tracks",
    )  # fmt: skip
    scopes = {scope.name: Button(scope.name, scope.value, on=scope is Scope.FRAME) for scope in Scope}
    snap = Toggle("snap", "Snap")
    left = Panel("sprites", "Sprites", sheet, note=f"{len(document.art.sprites)}")
    right = Panel("frame", "On this frame", placements)
    middle = Split("left", left, Split("right", right, stage, Side.RIGHT, 240), Side.LEFT, 250)
    bar = MenuBar("menus", menus_of(actions))
    status = StatusLine(BADGE)
    undo = [Button(name, actions[name].title, action=name) for name in ("undo", "redo")]
    tools = Stack([*undo, *scopes.values(), snap], across=True, stretch=0)
    body = Split("below", time, middle, Side.BOTTOM, 190)
    whole = Stack([bar, tools, body, status], pad=False)
    return Panels(
        whole, bar, tools, stage, sheet, placements, time, timeline, scrubber, play, scopes, snap, status, tracks
    )  # fmt: skip


def groups_of(art: Art, thumbs: Sequence[pygame.Surface]) -> list[Group]:
    """The sheet by animation, with how often each sprite is used."""
    names = dict.fromkeys(sprite.animation or OTHERS for sprite in art.sprites)
    return [
        Group(
            name,
            tuple(
                Cell(sprite.name, picture, sprite.uses, payload=i)
                for i, (sprite, picture) in enumerate(zip(art.sprites, thumbs, strict=True))
                if (sprite.animation or OTHERS) == name
            ),
        )
        for name in sorted(names, key=lambda name: name == OTHERS)
    ]


def thumb(rgba: Rgba) -> pygame.Surface:
    """A sprite's picture as a surface."""
    return pygame.image.frombuffer(rgba.tobytes(), (rgba.shape[1], rgba.shape[0]), "RGBA").convert_alpha()
