"""A picture file over a sprite or a background, as an edit."""

from pathlib import Path

import numpy as np
from PIL import Image

from spritelift_runtime import sheet
from spritelift_runtime.art import Art
from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.sheet_edits import Paint, Redraw
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import SizeError
from spritelift_runtime.repainting.painted import grown, painting_of, unchanged

GROWS = 3
"""Times its own size a sprite may become at one import: a sprite lost in a large picture is found too slowly."""


def imported(art: Art, subject: Subject, path: Path) -> Edit | None:
    """The edit that shows the picture of a file in place of the subject's; None where it shows what is there.

    One that is larger than a sprite lies where most pixels stayed as they were, as `spritelift repaint` has it.

    Raises:
        MissingError, FormatError, SizeError: no file, no picture, none with a figure on it, or one that doesn't fit.
    """
    if subject.behind:
        return _behind(art, subject, sheet.read_png(path), path)
    sprite = art.sprites[subject.picture]
    _check_size(path, sprite.size, sprite.name)
    rgba, margin = painting_of(path, sprite)
    if unchanged(rgba, margin, sprite):
        return None
    anew = grown(sprite, rgba, margin)
    return Redraw(sprite=subject.picture, rgba=anew.rgba, margin=anew.margin)


def _check_size(path: Path, size: tuple[int, int], name: str) -> None:
    try:
        with Image.open(path) as picture:
            wide, high = picture.size
    except (OSError, ValueError, SyntaxError):  # whoever reads it says what is wrong with it
        return
    most = GROWS * max(size)
    if wide > size[0] + most or high > size[1] + most:
        raise SizeError(
            f"{path.name} is {wide}x{high} px, {name} {size[0]}x{size[1]}. Give a picture of that size, or at most "
            f"{size[0] + most}x{size[1] + most} with room around the figure."
        )


def _behind(art: Art, subject: Subject, rgba: np.ndarray, path: Path) -> Edit | None:
    now = subject.rgba(art)
    if rgba.shape != now.shape:
        raise SizeError(
            f"{path.name} is {rgba.shape[1]}x{rgba.shape[0]} px, {subject.name(art)} {now.shape[1]}x{now.shape[0]}: a "
            f"background keeps its size. Save it with {now.shape[1]}x{now.shape[0]} px."
        )
    same = np.array_equal(rgba, now)
    return None if same else Paint(picture=subject.picture, behind=True, rgba=rgba)
