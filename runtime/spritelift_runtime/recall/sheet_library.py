"""Sheets of characters that are aligned: the same frame number shows the same moment of the same motion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_runtime.colour_codes import codes_of, colours_of
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recall.outlines import Outlines, differences, outlines_of

Cells = UInt8[np.ndarray, "frame h w 4"]
"""All frames of one character, RGBA; where alpha is 0 there is nothing."""


@dataclass(frozen=True, eq=False)
class SheetLibrary:
    """Characters to learn others from."""

    clips: tuple[range, ...]
    """Frames that belong together, as each character has them."""
    sheets: tuple[np.ndarray, ...]
    """Whole numbers [frame, h, w] for each character: its colours, numbered."""
    palettes: tuple[np.ndarray, ...]
    """uint8 [colour, 4]: RGBA of each number."""
    outlines: Outlines
    """Each of them once, as recoloured characters share theirs."""
    outline: Int64[np.ndarray, "character frame"]
    """Which of `outlines` each frame has."""

    @classmethod
    def of(cls, characters: Iterable[Cells], lengths: Sequence[int]) -> "SheetLibrary":
        """From whole characters, whose frames are clips of these lengths, one after the other.

        Raises:
            ConfigError: no character at all, or one that has other frames than the first.
        """
        numbers: dict[bytes, int] = {}
        sheets: list[np.ndarray] = []
        palettes, outline = [], []
        for cells in characters:
            if cells.shape[0] != sum(lengths) or (sheets and cells.shape[:3] != sheets[0].shape):
                raise ConfigError(
                    f"character {len(sheets)} has frames {cells.shape[:3]}, which is not {sum(lengths)} frames of the "
                    "first one's size. A library needs characters whose sheets are laid out alike."
                )
            codes = codes_of(cells)
            outline.append([numbers.setdefault(each.tobytes(), len(numbers)) for each in outlines_of(codes)])
            colours, number = np.unique(codes, return_inverse=True)
            sheets.append(number.reshape(codes.shape).astype(np.min_scalar_type(len(colours))))
            palettes.append(colours_of(colours))
        if not sheets:
            raise ConfigError("a library needs at least one character's sheet.")
        ends = np.cumsum(lengths).tolist()
        clips = tuple(range(end - length, end) for end, length in zip(ends, lengths, strict=True))
        known = np.stack([np.frombuffer(each, np.uint8) for each in numbers])
        return cls(clips, tuple(sheets), tuple(palettes), known, np.array(outline))

    @property
    def sides(self) -> tuple[int, int]:
        """Height and width of a frame."""
        high, wide = self.sheets[0].shape[1:]
        return high, wide

    def unlike(self, outline: UInt8[np.ndarray, " byte"]) -> Int64[np.ndarray, "character frame"]:
        """In how many places each frame's outlines are not these."""
        return differences(outline, self.outlines)[self.outline]

    def motion(self, first: UInt8[np.ndarray, " byte"], second: UInt8[np.ndarray, " byte"]) -> tuple[int, int]:
        """The two moments of one clip that some character has most alike."""
        before, after = self.unlike(first), self.unlike(second)
        found = []
        for clip in self.clips:
            frames = slice(clip.start, clip.stop)
            both = before[:, frames, None] + after[:, None, frames]
            _, a, b = np.unravel_index(both.argmin(), both.shape)
            found.append((int(both.min()), clip[a], clip[b]))
        return min(found)[1:]
