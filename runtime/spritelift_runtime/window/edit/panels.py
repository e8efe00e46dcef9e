"""The editor's widgets, and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import Rgba
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.window.edit.easel import Easel
from spritelift_runtime.window.edit.lanes import lanes_of, tracks_of
from spritelift_runtime.window.edit.side import Column, column
from spritelift_runtime.window.edit.stage import Stage
from spritelift_runtime.window.edit.tools import Tools, tools
from spritelift_runtime.window.edit.workbench import Workbench, workbench
from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.grid import Grid
from spritelift_runtime.window.widgets.grid_drawing import Cell, Group
from spritelift_runtime.window.widgets.panel import Panel
from spritelift_runtime.window.widgets.scrubber import Scrubber
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.status_line import StatusLine
from spritelift_runtime.window.widgets.timeline import Timeline

LANES = 400
"""Tracks that get a lane, the longest ones."""
OTHERS = "others"
BADGE = "EDIT"
SIDE_PX, LEAST_SIDE_PX, STAGE_PX, STAGE_HIGH_PX, TIME_PX, BENCH_PX = 250, 190, 220, 150, 134, 520
"""Sizes from the start, and the least that the stage keeps, at scale 1."""


@dataclass(frozen=True)
class Panels:
    """All widgets that the window sets or listens to."""

    whole: Stack
    tools: Tools
    stage: Stage
    left: Panel
    sheet: Grid
    side: Column
    time: Stack
    timeline: Timeline
    scrubber: Scrubber
    play: Button
    loop: Button
    speed: Button
    status: StatusLine
    tracks: list[int]
    """Of the timeline's lanes."""
    bench: Workbench

    @property
    def looked_at(self) -> Stage | Easel:
        """Which picture zooming and the keys are about: the easel, unless the stage was clicked last."""
        return self.bench.easel if self.bench.whole.visible and not self.stage.focused else self.stage


def panels(editor: Editor, actions: Actions) -> Panels:
    """Sheet at the left, stage in the middle, layers and tracks at the right, time below."""
    document = editor.journal.document
    scenes = document.scenes
    tracks = tracks_of(scenes)[:LANES]
    stage = Stage(editor)
    sheet = Grid("sheet", empty="No sprites.")
    timeline = Timeline("timeline", len(scenes), lanes_of(scenes, document.art, tracks))
    marks = [(int(frame), 1.0) for frame in scenes.unexplained_px.nonzero()[0][:2000]]
    scrubber = Scrubber("scrubber", len(scenes), marks=marks)
    play = Button("play", sign="play", tip="Play", action="play_pause")
    loop = Button("loop", sign="loop", tip=actions["loop"].title, action="loop")
    speed = Button("speed", "1x", tip="Speed")
    transport = Stack([play, loop, speed, scrubber], across=True, thin=True, stretch=0)
    time = Stack([transport, timeline], pad=False)
    left = Panel("sprites", "Sprites", sheet, note=f"{len(document.art.sprites)}")
    side, lines = column(), tools(actions)
    bench = workbench(editor)
    pictures = Split("pictures", bench.whole, stage, Side.RIGHT, BENCH_PX, least_own=300, least_rest=STAGE_PX)
    middle = Split("right", side.whole, pictures, Side.RIGHT, SIDE_PX, least_rest=STAGE_PX)
    inner = Split("left", left, middle, Side.LEFT, SIDE_PX, least_rest=STAGE_PX + LEAST_SIDE_PX)
    status = StatusLine(BADGE)
    body = Split("below", time, inner, Side.BOTTOM, TIME_PX, least_own=84, least_rest=STAGE_HIGH_PX)
    whole = Stack([lines.top, lines.line, body, status], pad=False)
    return Panels(
        whole, lines, stage, left, sheet, side, time, timeline, scrubber, play, loop, speed, status, tracks, bench
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
