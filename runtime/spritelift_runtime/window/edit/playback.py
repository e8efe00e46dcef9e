"""Frames one after the other: playing, stepping, scrubbing."""

from spritelift_runtime.window.edit.part import Deeds, Desk, Part
from spritelift_runtime.window.widgets.messages import Message, Scrubbed


class Playback(Part):
    """Shows frame after frame as time passes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.playing = False
        self._last_ms = self._behind_ms = 0.0

    def deeds(self) -> Deeds:
        """To any frame."""
        return {
            "play_pause": self._play_pause,
            "frame_back": lambda: self.editor.go(self.editor.state.frame - 1),
            "frame_on": lambda: self.editor.go(self.editor.state.frame + 1),
            "first_frame": lambda: self.editor.go(0),
            "last_frame": lambda: self.editor.go(len(self.editor.journal.document) - 1),
            "pose_back": lambda: self.editor.go(self.editor.pose(-1)),
            "pose_on": lambda: self.editor.go(self.editor.pose(1)),
        }

    def take(self, message: Message) -> bool:
        """Scrubbing ends playing."""
        if isinstance(message, Scrubbed):
            self.playing = False
            self.editor.go(message.frame)
            return True
        return False

    def tick(self, now_ms: int) -> None:
        """Play on, by as many frames as time has passed for."""
        last, self._last_ms = self._last_ms, now_ms
        if not self.playing:
            self._behind_ms = 0.0
            return
        self._behind_ms += now_ms - last
        frames = int(self._behind_ms * self.desk.work.fps / 1000)
        if frames:
            self._behind_ms -= frames * 1000 / self.desk.work.fps
            self.editor.go((self.editor.state.frame + frames) % len(self.editor.journal.document))

    def _play_pause(self) -> None:
        self.playing = not self.playing
