"""The first phase of a tick: pygame's events to commands, and the keys held down."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pygame

from spritelift_runtime.window.layout import Layout, frame_at
from spritelift_runtime.window.state import MOST_ZOOM, Act, Command, PlayerState, View

ALWAYS = {
    pygame.K_F1: Command(Act.HELP),
    **{pygame.K_F2 + i: Command(Act.VIEW, i) for i in range(len(View))},
    pygame.K_F7: Command(Act.BOXES),
    pygame.K_TAB: Command(Act.NEXT_VIEW, 1),
    pygame.K_ESCAPE: Command(Act.BACK),
}
SHARED = {
    pygame.K_h: Command(Act.HELP),
    pygame.K_b: Command(Act.BOXES),
    pygame.K_v: Command(Act.NEXT_VIEW, 1),
    pygame.K_p: Command(Act.PLAY_PAUSE),
    pygame.K_PERIOD: Command(Act.SHIFT, 1),
    pygame.K_LEFTBRACKET: Command(Act.SPEED, -1),
    pygame.K_RIGHTBRACKET: Command(Act.SPEED, 1),
    **{pygame.K_0 + zoom: Command(Act.ZOOM, zoom) for zoom in range(10)},
}
REPLAY = {
    pygame.K_SPACE: Command(Act.PLAY_PAUSE),
    pygame.K_RETURN: Command(Act.PLAY_PAUSE),
    pygame.K_k: Command(Act.PLAY_PAUSE),
    pygame.K_LEFT: Command(Act.SHIFT, -1),
    pygame.K_RIGHT: Command(Act.SHIFT, 1),
    pygame.K_COMMA: Command(Act.SHIFT, -1),
    pygame.K_DOWN: Command(Act.SPEED, -1),
    pygame.K_UP: Command(Act.SPEED, 1),
    pygame.K_HOME: Command(Act.SEEK, 0),
    pygame.K_END: Command(Act.SEEK, 2**31),
    pygame.K_l: Command(Act.LOOP),
}
LIVE = {
    pygame.K_F9: Command(Act.RESTART),
    pygame.K_r: Command(Act.RESTART),
    pygame.K_PAUSE: Command(Act.PLAY_PAUSE),
    pygame.K_F8: Command(Act.PLAY_PAUSE),
}
FAR = 10
"""Frames a step goes with Shift."""


@dataclass
class Controls:
    """Reads events. `game_keys` belong to the game: the window leaves them alone, but for its F keys, Tab and Esc."""

    game_keys: frozenset[int] = frozenset()
    held: frozenset[int] = field(default=frozenset(), init=False)
    """Key codes that are down now. Counted from events, so that posted events count like typed ones."""

    def commands(self, events: Iterable[pygame.event.Event], layout: Layout, state: PlayerState) -> list[Command]:
        """What the events ask for, in their order."""
        asked: list[Command] = []
        for event in events:
            if event.type == pygame.QUIT:
                asked.append(Command(Act.QUIT))
            elif event.type == pygame.KEYDOWN:
                self.held |= {event.key}
                asked += self._key(event, state)
            elif event.type == pygame.KEYUP:
                self.held -= {event.key}
            elif event.type == pygame.WINDOWFOCUSLOST:
                self.held = frozenset()  # the releases go to another window
            else:
                asked += _mouse(event, layout, state)
        return asked

    def _key(self, event: pygame.event.Event, state: PlayerState) -> list[Command]:
        if event.key in self.game_keys and event.key not in ALWAYS:
            return []
        meaning = ALWAYS | SHARED | (LIVE if state.live else REPLAY)
        command = meaning.get(event.key)
        if command is None:
            return []
        held = getattr(event, "mod", 0)
        if command.act is Act.SHIFT and held & pygame.KMOD_SHIFT:
            command = Command(Act.SHIFT, command.value * FAR)
        if event.key == pygame.K_TAB and held & pygame.KMOD_SHIFT:
            command = Command(Act.NEXT_VIEW, -1)
        return [command]


def _mouse(event: pygame.event.Event, layout: Layout, state: PlayerState) -> list[Command]:
    if event.type == pygame.MOUSEWHEEL:
        return [Command(Act.ZOOM, min(max(layout.zoom + (1 if event.y > 0 else -1), 1), MOST_ZOOM))] if event.y else []
    if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
        return _press(event.pos, layout, state)
    if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and state.scrubbing:
        return [Command(Act.SCRUB, 0)]
    if event.type == pygame.MOUSEMOTION and any(event.buttons):
        return _drag(event, layout, state)
    return []


def _press(point: tuple[int, int], layout: Layout, state: PlayerState) -> list[Command]:
    for view, tab in layout.tabs:
        if tab.holds(point):
            return [Command(Act.VIEW, tuple(View).index(view))]
    if layout.boxes.holds(point):
        return [Command(Act.BOXES)]
    if layout.help.holds(point):
        return [Command(Act.HELP)]
    if layout.play is not None and layout.play.holds(point):
        return [Command(Act.PLAY_PAUSE)]
    if layout.timeline is not None and layout.groove is not None and layout.timeline.holds(point):
        assert state.frames is not None  # only replays have a timeline
        return [Command(Act.SCRUB, 1), Command(Act.SEEK, frame_at(layout.groove, point[0], state.frames))]
    return []


def _drag(event: pygame.event.Event, layout: Layout, state: PlayerState) -> list[Command]:
    if state.scrubbing and layout.groove is not None and state.frames is not None:
        return [Command(Act.SEEK, frame_at(layout.groove, event.pos[0], state.frames))]
    if layout.area.holds(event.pos):
        return [Command(Act.PAN, layout.pan[0] + event.rel[0], layout.pan[1] + event.rel[1])]
    return []
