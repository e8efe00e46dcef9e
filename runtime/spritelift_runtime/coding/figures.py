"""The pictures laid out for compiled code: what lies at each pixel of a sprite, and of the ground."""

from typing import NamedTuple

import numpy as np

Pictures = list[np.ndarray]
"""int64 [h, w] each: places in the palette."""


class Figures(NamedTuple):
    """The sprites' pixels, one sprite after the other."""

    sizes: np.ndarray
    """int64 [sprites, 2]: width, height."""
    starts: np.ndarray
    """int64 [sprites]: first pixel."""
    colours: np.ndarray
    """int64: palette places."""
    clear: np.ndarray
    """bool, one a pixel: nobody sees it."""
    hard: np.ndarray
    """bool, one a palette place: alpha is 255."""


def figures_of(sprites: Pictures, palette: np.ndarray) -> Figures:
    """Sprites of palette places; `palette` has alpha in its highest byte."""
    sizes = np.array([picture.shape[::-1] for picture in sprites], np.int64).reshape(-1, 2)
    starts = np.concatenate([[0], np.cumsum(sizes.prod(1))]).astype(np.int64)
    colours = np.concatenate([picture.ravel() for picture in sprites] or [np.zeros(0, np.int64)])
    return Figures(sizes, starts[:-1], colours, palette[colours] >> 24 == 0, palette >> 24 == 255)


class Ground(NamedTuple):
    """What lies at each pixel of a frame."""

    at: np.ndarray
    """int64 [h, w]: each frame pixel's place in `colours` and `hides`."""
    colours: np.ndarray
    """int64 [n]: palette places, background pictures one after the other, then -1 for each pixel of the frame."""
    hides: np.ndarray
    """uint8 [n]: what it did to the object that was over it last (see `cuts`)."""


class Grounds:
    """Gives the ground of each frame from its planes."""

    def __init__(self, pictures: Pictures, palette: np.ndarray, size: tuple[int, int]) -> None:
        self._pictures = pictures
        self._clear = [palette[picture] >> 24 == 0 for picture in pictures]
        self._starts = np.cumsum([0, *(picture.size for picture in pictures)]).tolist()
        width, height = size
        self._frame = self._starts[-1] + np.arange(width * height).reshape(height, width)
        everything = [picture.ravel() for picture in pictures]
        self._colours = np.concatenate([*everything, np.full(width * height, -1)]).astype(np.int64)
        self._hides = np.zeros(len(self._colours), np.uint8)
        self._planes, self._at = np.zeros((0, 9), np.int64), self._frame
        self.count, self.empty = len(pictures), np.array([not picture.size for picture in pictures], bool)

    def under(self, planes: np.ndarray) -> Ground:
        """The ground under a frame with these planes (columns of `Scenes`)."""
        if not np.array_equal(planes, self._planes):
            self._planes, self._at = planes.copy(), self._frame.copy()
            for plane in planes[np.argsort(planes[:, 8], kind="stable")].tolist():
                self._lay(plane)
        return Ground(self._at, self._colours, self._hides)

    def _lay(self, plane: list[int]) -> None:
        picture, left, top, wide, high, x, y, wrap, _ = plane
        shape = self._pictures[picture].shape
        first, last = max(left, 0), min(left + wide, self._frame.shape[1])
        columns = np.arange(first, max(first, last))
        first, last = max(top, 0), min(top + high, self._frame.shape[0])
        rows = np.arange(first, max(first, last))
        from_rows, from_columns = rows - top + y, columns - left + x
        if wrap:
            from_rows, from_columns = from_rows % shape[0], from_columns % shape[1]
        inside = (from_rows >= 0) & (from_rows < shape[0]), (from_columns >= 0) & (from_columns < shape[1])
        rows, columns, from_rows, from_columns = (
            rows[inside[0]], columns[inside[1]], from_rows[inside[0]], from_columns[inside[1]]
        )  # fmt: skip
        there = self._starts[picture] + from_rows[:, None] * shape[1] + from_columns[None, :]
        part = np.ix_(rows, columns)
        shown = ~self._clear[picture][np.ix_(from_rows, from_columns)]
        self._at[part] = np.where(shown, there, self._at[part])
