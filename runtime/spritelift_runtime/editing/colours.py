"""Colours as people say and mix them. No pygame here."""

import re
from collections.abc import Iterable
from colorsys import hsv_to_rgb, rgb_to_hsv

from spritelift_runtime.art import Art
from spritelift_runtime.editing.strokes import Colour, palette
from spritelift_runtime.editing.subject import Subject

Hsv = tuple[int, int, int]
"""Hue in degrees, 0 to 360; saturation and value in per cent."""
MOST = 256
"""Colours of the game that are offered, the commonest."""
HUES = 12
GRAY = 12
"""Saturation, in per cent, below which a colour counts as a gray."""


def hex_of(colour: Colour) -> str:
    """ "#ff8040"; with alpha where it is not whole: "#ff804080"."""
    return "#" + bytes(colour if colour[3] < 255 else colour[:3]).hex()


def of_hex(text: str) -> Colour | None:
    """Back from `hex_of`, with or without #, also in three digits; None for anything else."""
    digits = text.strip().removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]+", digits) or len(digits) not in (3, 6, 8):
        return None
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue, alpha = bytes.fromhex(digits.ljust(8, "f"))
    return red, green, blue, alpha


def hsv_of(colour: Colour) -> Hsv:
    """Of an RGBA colour; its alpha is left out."""
    hue, saturation, value = rgb_to_hsv(*(level / 255 for level in colour[:3]))
    return round(360 * hue), round(100 * saturation), round(100 * value)


def of_hsv(hsv: Hsv) -> Colour:
    """Opaque."""
    red, green, blue = hsv_to_rgb(hsv[0] / 360, hsv[1] / 100, hsv[2] / 100)
    return round(255 * red), round(255 * green), round(255 * blue), 255


def ramped(colours: Iterable[Colour]) -> list[Colour]:
    """Grays first, then hue by hue, each from dark to light: shades of one thing come to lie beside each other."""

    def place(colour: Colour) -> tuple[int, int, Hsv, int]:
        hue, saturation, value = hsv_of(colour)
        group = 0 if saturation < GRAY or value < GRAY else 1 + (hue * HUES + 180) // 360 % HUES
        return group, value, (hue, saturation, value), colour[3]

    return sorted(colours, key=place)


def own_colours(art: Art, subject: Subject) -> list[Colour]:
    """Those of one picture, ramped; of many, the commonest."""
    return ramped(palette([subject.rgba(art)], MOST))


def game_colours(art: Art) -> list[Colour]:
    """Those of all sprites, then those that only backgrounds have, each ramped; the commonest of each."""
    sprites = palette([sprite.rgba for sprite in art.sprites], MOST)
    behind = set(palette(art.backgrounds, MOST)) - set(sprites)
    return [*ramped(sprites), *ramped(behind)]
