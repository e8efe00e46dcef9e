"""Poses that a character lacks, drawn by a bundle's animator: as it is, moved as another one moved."""

from collections.abc import Sequence

import numpy as np

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art
from spritelift_runtime.compositor import Rgba
from spritelift_runtime.editing.casting import Align, Cast, role
from spritelift_runtime.editing.checks import check_sprite, free_name
from spritelift_runtime.editing.restaging import Role
from spritelift_runtime.editing.sheet_edits import Draw
from spritelift_runtime.editing.splitting import box_of
from spritelift_runtime.editing.stepwise import Steps, at_once
from spritelift_runtime.errors import SizeError
from spritelift_runtime.repainting.staging import ground_of, on, placed


def poses_drawn(
    animator: Animator, art: Art, body: int, poses: Sequence[int], *, reference: int | None = None, animation: str = ""
) -> tuple[tuple[Draw, ...], Cast]:
    """The edits that draw the sprite `body` in each of another character's `poses`, and the cast in which these come
    for them. `body` stands as `reference` does, one of the other's poses (the first one where none is named).

    x_c is `body`, x_t1 `reference`, x_t2 the pose (`Animator.exact`; `snapped` where it has no head for exact pixels).

    Raises:
        ConfigError: no such sprite.
        SizeError: the sprites don't fit together into the animator's frames.
    """
    return at_once(drawn_steps(animator, art, body, poses, reference, animation))


def drawn_steps(
    animator: Animator, art: Art, body: int, poses: Sequence[int], reference: int | None = None, animation: str = ""
) -> Steps[tuple[tuple[Draw, ...], Cast]]:
    """The same, a pose at a time."""
    for sprite in (body, *poses):
        check_sprite(art, sprite)
    names, title = {sprite.name for sprite in art.sprites}, animation or f"{art.sprites[body].name} as another"
    reference = poses[0] if reference is None else reference
    drawn: list[Draw] = []
    cast: list[tuple[int, Role]] = []
    for done, pose in enumerate(poses):
        yield done / len(poses)
        if pose == reference:
            cast.append((pose, role(art, pose, body)))
            continue
        rgba, (dx, dy) = _answer(animator, art, body, reference, pose)
        cast.append((pose, (len(art.sprites) + len(drawn), dx, dy, False)))
        name = free_name(names, f"{art.sprites[body].name}_{len(drawn) + 1}")
        drawn.append(Draw(name=name, rgba=rgba, animation=title, duration_ms=art.sprites[pose].duration_ms))
    return tuple(drawn), tuple(cast)


def _answer(animator: Animator, art: Art, body: int, reference: int, pose: int) -> tuple[Rgba, tuple[int, int]]:
    """The picture, and where its corner stands from that of the pose's box."""
    wide, high = animator.size
    first, second, own = (art.sprites[i].rgba for i in (reference, pose, body))
    shifts = [(0, 0)]
    for goes, comes in ((reference, pose), (reference, body)):
        _, dx, dy, _ = role(art, goes, comes, Align.FEET)
        (left, top, _, _), (new_left, new_top, _, _) = art.sprites[goes].margin, art.sprites[comes].margin
        shifts.append((dx + left - new_left, dy + top - new_top))
    corners = np.array(shifts)
    corners -= corners.min(0)
    needed = (corners + [each.shape[1::-1] for each in (first, second, own)]).max(0)
    if (needed > (wide, high)).any():
        raise SizeError(
            f"the poses need {needed[0]}x{needed[1]} px together, the animator's frames have {wide}x{high}. "
            f"Train one with --set window={-(-int(needed.max()) // 8) * 8}."
        )
    corners += (np.array((wide, high)) - needed) // 2
    x_t1, x_t2, cells = (
        placed(each, at[::-1], (high, wide)) for each, at in zip((first, second, own), corners, strict=True)
    )
    ground = ground_of(cells, x_t1, x_t2)
    asked = [on(each, ground) for each in (cells, x_t1, x_t2)]
    answer = animator.exact if animator.has_pixels else animator.snapped
    found = answer(asked[0], asked[1], asked[2], cells[None])[0]
    if not found[..., 3].any():
        return own, (0, 0)
    x, y, w, h = box_of(found[..., 3] > 0)
    left, top, _, _ = art.sprites[pose].margin
    return found[y : y + h, x : x + w].copy(), (x - int(corners[1][0]) - left, y - int(corners[1][1]) - top)
