"""Every widget of the editor on pictures, in both themes and at each display scale; and what drawing them costs.

python benchmarks/widgets_gallery.py OUT [FRAMES]
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # read when pygame opens its window

import numpy as np
import pygame

from spritelift_envs.meadow import MeadowWorld
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.window.stage import enlarged
from spritelift_runtime.window.theme import THEMES
from spritelift_runtime.window.widgets.actions import Moment
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.grid import Grid
from spritelift_runtime.window.widgets.grid_drawing import Cell, Group
from spritelift_runtime.window.widgets.help_card import HelpCard
from spritelift_runtime.window.widgets.label import Label
from spritelift_runtime.window.widgets.lane_drawing import Lane
from spritelift_runtime.window.widgets.list_view import ListView
from spritelift_runtime.window.widgets.menu import LINE, Item, items_of
from spritelift_runtime.window.widgets.menu_bar import MenuBar
from spritelift_runtime.window.widgets.palette import Palette
from spritelift_runtime.window.widgets.panel import Panel
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.root import Root
from spritelift_runtime.window.widgets.row_drawing import Row
from spritelift_runtime.window.widgets.scroll_box import ScrollBox
from spritelift_runtime.window.widgets.scrubber import Scrubber
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS
from spritelift_runtime.window.widgets.slider import Slider
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.status_line import StatusLine
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.time_axis import Span
from spritelift_runtime.window.widgets.timeline import Timeline
from spritelift_runtime.window.widgets.toast import Tone
from spritelift_runtime.window.widgets.toggle import Toggle

SIZE = 1280, 720
TRACKS, LENGTH = 40, 1800
OPENED = {"menu": "menu", "palette": "palette", "help": "help"}


class Gallery:
    """A window as the editor's could be, with a game on its stage."""

    def __init__(self, theme):
        self.world = MeadowWorld()
        self.scene = self.world.reset(1)
        self.thumbs = [surface(sprite.rgba) for sprite in self.world.art.sprites]
        self.stage = Canvas("stage", accepts=lambda payload: True)
        self.timeline = Timeline("timeline", LENGTH, self.lanes(), frame=731)
        self.timeline.chosen = (1,)
        left = Panel("sprites", "Sprites", Stack([self.search(), self.grid()], pad=False), note=f"{len(self.thumbs)}")
        right = Split("right_split", self.tracks(), self.properties(), Side.TOP, 210)
        middle = Split("left_split", left, Split("side_split", right, self.stage, Side.RIGHT, 300), Side.LEFT, 264)
        below = Stack([self.transport(), self.timeline], pad=False)
        body = Split("below_split", Panel("time", "Timeline", below, note="40 tracks"), middle, Side.BOTTOM, 190)
        self.bar = MenuBar("menus", self.menus())
        status = StatusLine("EDIT", ("frame 731 / 1800", "2 selected", "0 px unexplained", "zoom 3"))
        self.root = Root(Stack([self.bar, self.tools(), body, status], pad=False), EDITOR_ACTIONS, theme=theme)
        self.root.moment = Moment.SELECTED

    def search(self):
        return Stack([TextField("find", hint="Find a sprite")], stretch=0)

    def grid(self):
        sprites = self.world.art.sprites
        names = dict.fromkeys(sprite.animation or "others" for sprite in sprites)
        groups = [
            Group(name, tuple(
                Cell(sprite.name, thumb, 17 * i + 3, payload=i)
                for i, (sprite, thumb) in enumerate(zip(sprites, self.thumbs, strict=True))
                if (sprite.animation or "others") == name
            ))
            for name in names
        ]  # fmt: skip
        grid = Grid("grid", groups)
        grid.chosen = (1,)
        return grid

    def tracks(self):
        rows = [
            Row(f"track {i:02d}", self.thumbs[i % len(self.thumbs)], note=f"{i * 13}", depth=i % 3 > 0,
                switches=(("eye", i % 4 != 2), ("lock", i % 5 == 1)), faint=i % 4 == 2)
            for i in range(5000)
        ]  # fmt: skip
        rows = ListView("tracks", rows, renames=True)
        rows.chosen = (1, 3)
        return Panel("layers", "Tracks", rows, note="5,000")

    def properties(self):
        name = TextField("name", "hero_walk_left_with_a_long_name")
        lines = [
            PropertyLine("Name", [name]),
            PropertyLine("Place", [NumberField("x", 128), NumberField("y", -40)]),
            PropertyLine("Opacity", [Slider("opacity", 75, 0, 100, words="{:g} %".format)]),
            PropertyLine("Layer", [NumberField("layer", 3), Button("layer_up", "Up"), Button("layer_down", "Down")]),
            PropertyLine("Mirrored", [Toggle("flip_x", "x", on=True), Toggle("flip_y", "y")]),
            Toggle("solo", "Only on this frame"),
            Stack(
                [Button("delete", "Delete", key="Del"), Button("apply", "Everywhere", on=True)], across=True, pad=False
            ),
            Label("Two placements chosen", faint=True),
        ]
        lines[-2].stretch = 0
        return Panel("properties", "Properties", ScrollBox(Stack(lines)))

    def transport(self):
        marks = [(frame, (frame * 7 % 11) / 11) for frame in range(100, LENGTH, 180)]
        self.scrubber = Scrubber("scrub", LENGTH, frame=731, marks=marks)
        play = Button("play", sign="play", tip="Play", action="play_pause")
        return Stack([play, self.scrubber], across=True, stretch=0)

    def tools(self):
        words = [("Select", "V", True), ("Move", "M", False), ("Stamp", "S", False)]
        buttons = [Button(word.lower(), word, key=key, on=on) for word, key, on in words]
        buttons += [Button("undo", "Undo", action="undo"), Button("redo", "Redo", action="redo")]
        buttons[-1].enabled = False
        return Stack([*buttons, Toggle("snap", "Snap", on=True), Toggle("onion", "Onion skin")], across=True, stretch=0)

    def lanes(self):
        rng = np.random.default_rng(0)
        colours = list(THEMES["dark"].boxes)
        lanes = []
        for i in range(TRACKS):
            cuts = np.sort(rng.choice(LENGTH, 8, replace=False))
            spans = tuple(Span(int(a), int(b), f"pose {a}") for a, b in zip(cuts[::2], cuts[1::2], strict=True))
            lanes.append(Lane(f"track {i:02d}", spans, colours[i % len(colours)], keys=(int(cuts[0]) + 9, 740)))
        return lanes

    def menus(self):
        a = EDITOR_ACTIONS
        panels = Item(title="Panels", items=items_of(a, "timeline", "grid", checked=frozenset({"timeline"})))
        edit = items_of(a, "undo", "redo", "", "cut", "copy", "paste", "duplicate", "", "select_all", "deselect")
        view = (*items_of(a, "zoom_in", "zoom_out", "zoom_fit"), LINE, panels, *items_of(a, "theme", "palette"))
        return [("File", items_of(a, "open", "save", "export", "", "quit")), ("Edit", edit), ("View", view)]

    def show_stage(self):
        picture = compose(self.scene, self.world.art)
        room, size = self.stage.rect, picture.shape[1::-1]
        zoom = max(min(room.w // size[0], room.h // size[1]), 1)
        self.stage.picture = enlarged(picture, zoom)
        self.stage.offset = (room.w - size[0] * zoom) // 2, (room.h - size[1] * zoom) // 2

    def key(self, key, mod=0):
        self.root.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""), 0)

    def point(self, widget):
        motion = pygame.event.Event(pygame.MOUSEMOTION, pos=widget.rect.center, rel=(1, 1), buttons=(0, 0, 0))
        self.root.handle(motion, 0)


def surface(rgba):
    return pygame.image.frombuffer(rgba.tobytes(), (rgba.shape[1], rgba.shape[0]), "RGBA").convert_alpha()


def shoot(out, name, scale, size):
    window = pygame.display.set_mode(size)
    for opened in ("plain", "menu", "palette", "help"):
        gallery = Gallery(THEMES[name].scaled(scale))
        root = gallery.root
        root.draw(window)
        gallery.show_stage()
        if opened == "plain":
            root.say("Saved to meadow_edited", Tone.DONE)
            root.say("The sheet could not be written: the disk is full. Free some room and save again.", Tone.ALARM)
            gallery.key(pygame.K_TAB)
            gallery.point(gallery.stage)
        elif opened == "menu":
            root.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=gallery.bar.title_rect(2).center, button=1), 0)
            for _ in range(4):
                gallery.key(pygame.K_DOWN)
            gallery.key(pygame.K_RIGHT)
        elif opened == "palette":
            root.open(Palette(EDITOR_ACTIONS.with_enabled({"redo": False})))
            root.handle(pygame.event.Event(pygame.TEXTINPUT, text="do"), 0)
        else:
            root.open(HelpCard(EDITOR_ACTIONS))
        root.draw(window)
        pygame.image.save(window, out / f"{name}_{round(scale * 100)}_{opened}.png")


def crowd(world):
    """A frame of 256 x 240 with 64 placements."""
    backdrop = np.full((240, 256, 4), 255, np.uint8)
    art = replace(world.art, size=(256, 240), backgrounds=(backdrop,))
    rng = np.random.default_rng(0)
    places = zip(rng.integers(0, len(art.sprites), 64), rng.integers(0, 240, 64), rng.integers(0, 220, 64), strict=True)
    placements = tuple(Placement(int(sprite), int(x), int(y), 1, track=i) for i, (sprite, x, y) in enumerate(places))
    return art, Scene((Plane(picture=0, clip=(0, 0, 256, 240), wrap=True),), placements)


def cost(frames):
    """CPU milliseconds a frame, of a stage of 256 x 240 with 64 placements at zoom 3 and all panels; and at rest.

    `all` draws everything anew; `playing` the stage, the timelines and the status line; `widgets` these without
    composing and enlarging the stage. `resting` is the share of a core of a window in which nothing happens, which
    looks for events and changes 60 times a second.
    """
    window = pygame.display.set_mode((1440, 1080))
    gallery = Gallery(THEMES["dark"])
    root = gallery.root
    root.draw(window)
    art, scene = crowd(gallery.world)

    def timed(change):
        start = time.process_time()
        for i in range(frames):
            change(i)
            root.tick(i)
            root.draw(window)
        return round((time.process_time() - start) / frames * 1000, 3)

    def widgets(i, picture):
        gallery.stage.picture = picture
        gallery.timeline.frame = gallery.scrubber.frame = i % LENGTH
        root.content.widgets[-1].facts = (f"frame {i}", "2 selected")

    pictures = [enlarged(compose(scene, art), 3) for _ in range(2)]
    gallery.stage.picture = pictures[0]
    root.draw(window)
    return {
        "stage": [gallery.stage.rect.w, gallery.stage.rect.h],
        "all_ms": timed(lambda i: (widgets(i, enlarged(compose(scene, art), 3)), root.redraw())),
        "playing_ms": timed(lambda i: widgets(i, enlarged(compose(scene, art), 3))),
        "widgets_ms": timed(lambda i: widgets(i, pictures[i % 2])),
        "look_for_changes_ms": timed(lambda i: None),
        "resting_percent": resting(root, window),
    }


def resting(root, window, seconds=5.0):
    root.draw(window)
    cpu, end = time.process_time(), time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        for event in pygame.event.get():
            root.handle(event, round(now * 1000))
        root.tick(round(now * 1000))
        pygame.display.update(root.draw(window))
        pygame.time.wait(1000 // 60)
    return round((time.process_time() - cpu) / seconds * 100, 2)


def main(out, frames=200):
    out.mkdir(parents=True, exist_ok=True)
    pygame.display.init()
    for name in THEMES:
        for scale, size in ((1.0, SIZE), (2.0, (2560, 1440))):
            shoot(out, name, scale, size)
    shoot(out, "dark", 1.5, SIZE)
    print(json.dumps(cost(frames)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
