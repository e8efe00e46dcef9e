"""`repaint`: a bundle in which some poses were painted anew and the others follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime import sheet
from spritelift_runtime.art import Margin, Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_changes import with_art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.repainting.character import Repainted, carry
from spritelift_runtime.repainting.contact import Shown, contact_sheet
from spritelift_runtime.repainting.painted import changed_px, grown, painting_of, unchanged
from spritelift_runtime.segmenting import chosen

Rgba = UInt8[np.ndarray, "_ _ 4"]
CONTACT = "repaint.png"
"""The contact sheet, in the new bundle's folder."""


@dataclass(frozen=True)
class Pose:
    """What became of one sprite."""

    name: str
    given: bool
    """Painted by a person."""
    accepted: bool
    """Whether the new bundle has it as it came out; else it stays as it was."""
    proposed: bool
    """Whether it is the animator's."""
    changed_px: int
    unsure_px: int
    """Pixels that could have come out otherwise."""


@dataclass(frozen=True, eq=False)
class Repaint:
    """A repaint that was written."""

    bundle: Bundle
    poses: tuple[Pose, ...]
    contact: Path
    """Picture of each pose before, after, and where it was unsure."""


def repaint(
    bundle: Bundle | Path | str,
    painted: Mapping[str, Path | str],
    out: Path | str,
    *,
    animation: str | None = None,
    poses: Sequence[str] = (),
    accept: Sequence[str] | None = None,
    animator: Sequence[str] | None = None,
) -> Repaint:
    """Write to `out` the bundle with sprites repainted as the PNGs of `painted` (by name), and others alike.

    Others are those of the same animation; or of `animation`; or `poses`: names, globs, animations. Each of their
    pixels takes the colour of the one that it points to in a painted pose; what was drawn beyond the outline goes
    where the part that it touches goes. A pose may grow: placements then still stand where they stood, as the sprite
    has a margin. With `accept` only the poses named take what came out, the others stay as they were. With `animator`
    the bundle's animator proposes the poses named, or all where none is, in place of that; the contact sheet has both.

    Raises:
        ConfigError: a name there isn't, nothing to paint, nothing painted, or no other pose; an animator without a
            pixel head.
        MissingError, FormatError, SizeError: a PNG that isn't there, has no transparency, or can't be placed; no
            animator, or one whose frames are too small.
    """
    bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
    given = {_sprite(name, bundle): path for name, path in painted.items()}
    ids = _poses(bundle, sorted(given), animation, poses)
    accepted = set(ids) if accept is None else _among(ids, accept, bundle, "accepted") | set(given)
    by_animator = () if animator is None else _among(ids, animator, bundle, "proposed") if animator else ids
    read = {i: painting_of(Path(path), bundle.sprites[i]) for i, path in given.items()}
    if all(unchanged(rgba, margin, bundle.sprites[i]) for i, (rgba, margin) in read.items()):
        raise ConfigError(
            f"{', '.join(str(path) for path in given.values())} shows what the sheet has already. Paint on it, save, "
            "and repaint again."
        )
    old = [bundle.sprites[i] for i in ids]
    poses_before, paintings = [sprite.rgba for sprite in old], {ids.index(i): each for i, each in read.items()}
    matched = carry(poses_before, paintings)
    asked = [ids.index(i) for i in sorted(set(by_animator) - set(given))]
    answers = _proposals(bundle, poses_before, paintings, asked) if asked else {}
    found = [answers.get(n, each) for n, each in enumerate(matched)]
    told = tuple(
        _told(sprite, new, i in accepted, n in answers)
        for n, (i, sprite, new) in enumerate(zip(ids, old, found, strict=True))
    )
    shown = [_shown(*each) for each in zip(old, found, told, matched, strict=True)]
    taken = ((i, each) for i, each in zip(ids, found, strict=True) if i in accepted)
    new = {i: grown(bundle.sprites[i], each.rgba, each.margin) for i, each in taken}
    sprites = [new.get(i, sprite) for i, sprite in enumerate(bundle.sprites)]
    contact = sheet.png_bytes(contact_sheet(shown))
    with_art(bundle, Path(out), replace(bundle.art, sprites=tuple(sprites)), {CONTACT: contact})
    return Repaint(Bundle.open(out), told, Path(out) / CONTACT)


def to_paint_on(bundle: Bundle, name: str) -> bytes:
    """PNG of a sprite as it is drawn now, with half its larger side of room all around.

    Raises:
        ConfigError: no sprite of that name, or several.
    """
    rgba = bundle.sprites[_sprite(name, bundle)].rgba
    room = -(-max(rgba.shape[:2]) // 2)
    return sheet.png_bytes(np.pad(rgba, ((room, room), (room, room), (0, 0))))


def _sprite(name: str, bundle: Bundle) -> int:
    """The id of exactly one sprite."""
    ids = chosen([name], bundle.art)
    if len(ids) > 1:
        raise ConfigError(
            f"{name!r} is {len(ids)} sprites, and a PNG is one of them. Name the pose that was painted, e.g. "
            f"{bundle.sprites[min(ids)].name}."
        )
    return next(iter(ids))


def _poses(bundle: Bundle, given: Sequence[int], animation: str | None, poses: Sequence[str]) -> list[int]:
    if not given:
        raise ConfigError("no painted pose. Give at least one: --sprite NAME --with FILE.png.")
    if animation is not None and animation not in bundle.manifest["animations"]:
        known = ", ".join(bundle.manifest["animations"]) or "none"
        raise ConfigError(f"no animation is called {animation!r}. The bundle has: {known}.")
    titles = {bundle.sprites[i].animation for i in given} if animation is None and not poses else {animation}
    ids = {i for i, sprite in enumerate(bundle.sprites) if sprite.animation in titles - {None}}
    ids |= set(given) | (chosen(poses, bundle.art) if poses else set())
    if len(ids) == len(given):
        names = ", ".join(bundle.sprites[i].name for i in given)
        raise ConfigError(
            f"{names} has no other pose: no animation has it together with others. Name them: --poses NAME...; a "
            "bundle's sprites.json lists all."
        )
    return sorted(ids)


def _among(ids: Sequence[int], names: Sequence[str], bundle: Bundle, what: str) -> set[int]:
    """The sprites of these names, all of which are to be among the poses repainted."""
    found = set(chosen(names, bundle.art))
    if strangers := sorted(found - set(ids)):
        raise ConfigError(
            f"{bundle.sprites[strangers[0]].name} is to be {what}, but is none of the poses repainted here: "
            f"{', '.join(bundle.sprites[i].name for i in ids)}. Add it with --poses."
        )
    return found


def _proposals(
    bundle: Bundle, poses: Sequence[Rgba], painted: Mapping[int, tuple[Rgba, Margin]], asked: Sequence[int]
) -> dict[int, Repainted]:
    from spritelift_runtime.animator import Animator  # imports onnxruntime, which matching doesn't need
    from spritelift_runtime.repainting.proposing import proposed

    return proposed(Animator.open(bundle), poses, painted, asked)


def _told(sprite: Sprite, new: Repainted, accepted: bool, by_animator: bool) -> Pose:
    changed = changed_px(sprite, new.rgba, new.margin)
    return Pose(sprite.name, new.given, accepted, by_animator, changed, int(new.unsure.sum()))


def _shown(sprite: Sprite, new: Repainted, pose: Pose, matched: Repainted) -> Shown:
    said = "painted" if pose.given else f"{pose.changed_px} px changed, {pose.unsure_px} unsure"
    said = said if pose.accepted else "stays as it was"
    beside = (matched.rgba, matched.margin) if pose.proposed else None
    return Shown(sprite.name, sprite.rgba, new.rgba, new.margin, new.unsure, said, beside)
