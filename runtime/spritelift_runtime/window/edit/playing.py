"""The game itself, played in the editor's window: each of its frames is one more to edit, with all edits so far."""

import pygame

from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.window.edit.lanes import GrowingLanes
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.panels import LANES
from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.edit.playback import Playback
from spritelift_runtime.window.session import LEAST_HZ
from spritelift_runtime.window.widgets.actions import Moment
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.toast import Tone

LANES_EVERY = 30
"""Frames after which the lanes are drawn with what came since: each would cost more than the game's own picture."""
BADGE = "PLAYING"


class Playing(Part):
    """Steps the game as time passes. Any click pauses it, so that what is seen can be taken hold of."""

    def __init__(self, desk: Desk, live: LiveGame, playback: Playback) -> None:
        super().__init__(desk)
        self.on = False
        self._live, self._playback = live, playback
        self._held: frozenset[int] = frozenset()
        self._behind = 0.0
        self._lanes = GrowingLanes(live.document.scenes, live.document.art, LANES)
        self._button = Button("game", "Play the game", sign="play", action="play_game")
        desk.panels.tools.row.widgets = (*desk.panels.tools.row.widgets, self._button)
        desk.root.say("The game waits for you: F5 plays it, and pauses it again.", Tone.PLAIN)
        if len(live.tape.recovered):
            desk.root.say(f"{len(live.tape.recovered)} frames that were not saved are there again.", Tone.DONE)

    def deeds(self) -> Deeds:
        """Begin, pause, start over."""
        return {"play_game": self._play, "leave_game": self._pause, "restart_game": self._restart}

    def early(self, event: pygame.event.Event) -> bool:
        """The game's keys are its own while it runs; no other key but those that pause it means anything."""
        if not self.on:
            return False
        if event.type == pygame.WINDOWFOCUSLOST or self._clicked(event):
            self._pause()
        elif event.type == pygame.KEYUP:
            self._held -= {event.key}
        elif event.type == pygame.KEYDOWN and self.desk.root.actions.on(pressed(event), Moment.PLAY) is None:
            self._held |= {event.key}
            return True
        return event.type == pygame.TEXTINPUT

    def tick(self, now_ms: int) -> None:
        """The frames that are due."""
        if not self.on:
            return
        self._behind += self.desk.work.fps / LEAST_HZ
        try:
            while self._behind >= 1 and self.on:
                self._behind -= 1
                self._step()
        except SpriteliftError as err:
            self._pause()
            self.desk.root.say(str(err), Tone.ALARM)

    @property
    def moment(self) -> Moment | None:
        """Keys are the game's."""
        return Moment.PLAY if self.on else None

    @property
    def badge(self) -> str:
        """Whether it runs."""
        return BADGE if self.on else ""

    @property
    def facts(self) -> tuple[str, ...]:
        """How it stands."""
        return self._live.facts

    def _play(self) -> None:
        self.on, self._playback.playing = True, False
        self._behind, self._held = 0.0, frozenset()
        self.editor.go(len(self._live.document) - 1)
        self._show()

    def _pause(self) -> None:
        if self.on:
            self.on = False
            self._settle()

    def _restart(self) -> None:
        self._live.restart()
        self._came()
        if not self.on:
            self._settle()

    def _settle(self) -> None:
        """What came is safe before anything is done to it."""
        self._live.tape.flush()
        self._show_lanes()
        self._show()

    def _step(self) -> None:
        game = self._live.game
        self._live.step(self._held)
        self._came()
        if game.over:
            self.desk.root.say(f"Episode {game.episode} ended with a score of {game.score:g}.", Tone.PLAIN)

    def _came(self) -> None:
        document, panels = self._live.document, self.desk.panels
        frames = len(document)
        self.editor.go(frames - 1)
        self._lanes.append(document.scene(frames - 1), frames - 1)
        panels.timeline.frames = panels.scrubber.frames = frames
        panels.timeline.frame = frames - 1
        panels.timeline.show_frame()
        if frames % LANES_EVERY == 0:
            self._show_lanes()

    def _show_lanes(self) -> None:
        panels = self.desk.panels
        panels.timeline.lanes = self._lanes.refresh()
        panels.tracks[:] = self._lanes.tracks

    def _show(self) -> None:
        self._button.text, self._button.sign = ("Pause", "pause") if self.on else ("Play the game", "play")
        self._button.action, self._button.on = ("leave_game", True) if self.on else ("play_game", False)

    def _clicked(self, event: pygame.event.Event) -> bool:
        """The button that pauses does so itself, once it is let go."""
        return event.type == pygame.MOUSEBUTTONDOWN and not self._button.rect.collidepoint(event.pos)
