"""A game being played in the editor: its frames become the document's last ones, and are on disk as they come."""

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.tape import Tape
from spritelift_runtime.plays import Plays
from spritelift_runtime.scenes import PLACEMENT_COLUMNS
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.sources import check_size

TRACK = PLACEMENT_COLUMNS.index("track")


class LiveGame:
    """Steps a game, and takes each of its frames apart."""

    def __init__(self, bundle: Bundle, game: Game, document: Document, tape: Tape) -> None:
        """Its first frame is taken at once, after what the tape has from an earlier start.

        Raises:
            SizeError: the game's frames are not of the bundle's size.
        """
        self.game, self.document, self.tape = game, document, tape
        self._bundle, self._plays, self._episode = bundle, Plays(bundle), game.episode
        self._plays.begin([0], int(tape.recovered.placements[:, TRACK].max(initial=-1)) + 1)
        self._take()
        # A game that nobody has played yet is no work to be kept.
        self._saved_frames = 0 if len(tape.recovered) else len(document)

    @property
    def unsaved(self) -> bool:
        """Whether frames came since the last save."""
        return len(self.document) > self._saved_frames

    def mark_saved(self, frames: int) -> None:
        """So many frames are saved."""
        self._saved_frames = frames

    @property
    def facts(self) -> tuple[str, ...]:
        """What the status line says of it."""
        return f"score {self.game.score:g}", f"episode {self.game.episode}", f"seed {self.game.seed}"

    def step(self, held: frozenset[int]) -> None:
        """One frame more, by the keys that are down; after an episode's last one, the first of the next.

        Raises:
            SizeError: the game's frames have another size now.
        """
        self.game.advance(held)
        self._take()

    def restart(self) -> None:
        """Another episode's first frame."""
        self.game.restart()
        self._take()

    def _take(self) -> None:
        frame = self.game.frame
        check_size(self._bundle, (frame.shape[1], frame.shape[0]), "the game")
        if self.game.episode != self._episode:  # nothing of the last episode goes on in this one
            self._episode = self.game.episode
            self._plays.begin([0], self._plays.trackers[0].next_id)
        scenes = self._plays.step([0], [frame])
        self.document.append(scenes)
        self.tape.append(scenes)
