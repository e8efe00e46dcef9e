"""The frame as the stage shows it, in the game's pixels. Pictures made last are kept: a frame that rests costs nothing.

No pygame here.
"""

from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.kept import Kept
from spritelift_runtime.scene import Scene
from spritelift_runtime.window.edit.onion import ghosted, moving, neighbours, standing
from spritelift_runtime.window.edit.watch import Watch
from spritelift_runtime.window.sources import Frames
from spritelift_runtime.window.state import View
from spritelift_runtime.window.theme import Theme
from spritelift_runtime.window.views import Rgb, picture_of

KEPT = 16
"""Composed frames: while the game plays with onion skin, all but one of each tick's are known."""


@dataclass(frozen=True)
class Drawn:
    """What views need of a bundle, with the art as it is now."""

    art: Art

    @property
    def size(self) -> tuple[int, int]:
        """Of a frame."""
        return self.art.size

    def compose(self, scene: Scene) -> Rgb:
        """The scene's pixels."""
        return compose(scene, self.art)


class Pictures:
    """Of an editor's frames, and of the recording that they were made from."""

    def __init__(self, editor: Editor, recording: Frames | None, fps: float) -> None:
        self._editor, self._fps = editor, fps
        self._recording = recording
        self._composed: Kept[Rgb] = Kept(KEPT)
        self._shown: Kept[Rgb] = Kept(2)

    @property
    def views(self) -> tuple[View, ...]:
        """Those there are: without a recording, there is no original to compare with."""
        needed = (View.ORIGINAL, View.DIFFERENCE) if self._recording is None else ()
        return tuple(view for view in View if view not in needed)

    def shown(self, watch: Watch, scene: Scene, theme: Theme) -> Rgb:
        """A frame's picture; `scene` is what is drawn of it. The exploded view has none: it is made at screen size."""
        state, document, art = self._editor.state, self._editor.journal.document, self._editor.art
        key = (id(scene), id(art), watch.view, theme.checker, state.frame)
        skin = (document.version, state.sight) if watch.onion else None  # neighbours may change, too
        return self._shown.get((key, skin), lambda: self._drawn(watch, scene, theme), of=(scene, art))

    def _drawn(self, watch: Watch, scene: Scene, theme: Theme) -> Rgb:
        if watch.view is View.RECONSTRUCTION:
            picture = self.composed(scene)
        else:
            art = self._editor.art
            picture = picture_of(watch.view, Drawn(art), scene, self._original(), theme)
        return self._skinned(picture, scene) if watch.onion else picture

    def composed(self, scene: Scene) -> Rgb:
        """The scene's pixels. Shared, so read only."""
        art = self._editor.art
        return self._composed.get((id(scene), id(art)), lambda: compose(scene, art), of=(scene, art))

    def _original(self) -> Rgb | None:
        frame = self._editor.state.frame
        if self._recording is None or frame >= len(self._recording):
            return None
        return np.asarray(self._recording.frames[frame])

    def _skinned(self, picture: Rgb, scene: Scene) -> Rgb:
        editor, picture = self._editor, picture.copy()
        front, there = moving(scene, editor.picker.ids(scene), {}), standing(scene)
        for neighbour in neighbours(editor.state.frame, len(editor.journal.document), self._fps):
            other = editor.seen_of(neighbour.frame)
            where = moving(other, editor.picker.ids(other), there) & ~front
            ghosted(picture, self.composed(other), where, neighbour)
        return picture
