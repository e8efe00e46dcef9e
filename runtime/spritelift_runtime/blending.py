"""How a partly transparent pixel is laid over what is behind it: two rules, and a game uses one of them.

Which one decides whether frames come out to the bit: the two differ by a level on half of all values.
"""

from typing import Any, Literal, get_args, no_type_check

Blend = Literal["rounded", "pygame"]
"""`rounded`: to the nearest level, as our own games are drawn. `pygame`: as `pygame.Surface.blit` draws sprites with
alpha on a surface of 32 bits a pixel, cut down to whole levels (its ALPHA_BLEND; other surfaces are SDL's)."""
BLENDS: tuple[Blend, ...] = get_args(Blend)
ROUNDED, PYGAME = range(len(BLENDS))


@no_type_check  # compiled, too
def blended(under: Any, colour: Any, alpha: Any, rule: int) -> Any:
    """`colour` over `under` with `alpha`, arrays or single numbers of 0 to 255 with room for products (int32 or more).

    `rule` is `ROUNDED` or `PYGAME`. By both, alpha 0 leaves what is under it, and alpha 255 gives the colour.
    """
    if rule == PYGAME:
        return under + (((colour - under) * alpha + colour) >> 8)
    return (alpha * colour + (255 - alpha) * under + 127) // 255
