"""Frames one after the other: playing, stepping, scrubbing."""

from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.state import SPEEDS
from spritelift_runtime.window.widgets.messages import Message, Pressed, Scrubbed


class Playback(Part):
    """Shows frame after frame as time passes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.playing = False
        self.loop = True
        self.speed = 1.0
        """Seconds of the game a second."""
        self._last_ms = self._behind_ms = 0.0

    def deeds(self) -> Deeds:
        """To any frame."""
        return {
            "play_pause": self._play_pause,
            "frame_back": lambda: self.editor.go(self.editor.state.frame - 1),
            "frame_on": lambda: self.editor.go(self.editor.state.frame + 1),
            "first_frame": lambda: self.editor.go(0),
            "last_frame": lambda: self.editor.go(len(self.editor.journal.document) - 1),
            "loop": self._turn_loop,
            "slower": lambda: self._faster(-1),
            "faster": lambda: self._faster(1),
            "pose_back": lambda: self.editor.go(self.editor.pose(-1)),
            "pose_on": lambda: self.editor.go(self.editor.pose(1)),
        }

    def take(self, message: Message) -> bool:
        """Scrubbing ends playing; the button goes through the speeds, round and round."""
        if isinstance(message, Scrubbed):
            self.playing = False
            self.editor.go(message.frame)
            return True
        if message == Pressed("speed"):
            self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]
            return True
        return False

    def tick(self, now_ms: int) -> None:
        """Play on, by as many frames as time has passed for."""
        last, self._last_ms = self._last_ms, now_ms
        if not self.playing:
            self._behind_ms = 0.0
            return
        self._behind_ms += (now_ms - last) * self.speed
        frames = int(self._behind_ms * self.desk.work.fps / 1000)
        if frames:
            self._behind_ms -= frames * 1000 / self.desk.work.fps
            self._advance(frames)

    def show(self) -> None:
        """The buttons."""
        panels = self.desk.panels
        panels.play.sign = "pause" if self.playing else "play"
        panels.loop.on = self.loop
        panels.speed.text = f"{self.speed:g}x"

    @property
    def checked(self) -> frozenset[str]:
        """Whether it plays over and over."""
        return frozenset({"loop"} if self.loop else ())

    def _advance(self, frames: int) -> None:
        count, frame = len(self.editor.journal.document), self.editor.state.frame + frames
        if frame >= count and not self.loop:
            self.playing, frame = False, count - 1
        self.editor.go(frame % count)

    def _play_pause(self) -> None:
        self.playing = not self.playing
        if self.playing and not self.loop and self.editor.state.frame == len(self.editor.journal.document) - 1:
            self.editor.go(0)

    def _turn_loop(self) -> None:
        self.loop = not self.loop

    def _faster(self, steps: int) -> None:
        at = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]
