"""What was painted on some poses, carried to the others: asked for, answered, taken. No pygame here."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import Art, Margin, Sprite
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.sheet_edits import Redraw
from spritelift_runtime.errors import ConfigError, SpriteliftError
from spritelift_runtime.repainting.character import Repainted, carry
from spritelift_runtime.repainting.painted import grown, unchanged
from spritelift_runtime.repainting.palette import Rgba
from spritelift_runtime.repainting.placing import padded

MATCHING, ANIMATOR = "by matching", "by the animator"
"""Who proposes."""


@dataclass(frozen=True, eq=False)
class Repaint:
    """What is to be carried."""

    poses: tuple[int, ...]
    """Ids of the animation's sprites."""
    before: tuple[Rgba, ...]
    """Each as it was before anything was painted."""
    painted: Mapping[int, tuple[Rgba, Margin]]
    """By their place in `poses`: the picture now, and by how much it has grown."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """What may become of one pose."""

    sprite: int
    now: Sprite
    ways: Mapping[str, Repainted]
    """By who proposes it."""


def repaint_of(document: Document, sprite: int) -> Repaint:
    """What was painted on a sprite's animation since a repaint was last carried there (or ever).

    Raises:
        ConfigError: it has no other pose, nothing was painted, or everything was.
    """
    art = document.art
    animation, name = art.sprites[sprite].animation, art.sprites[sprite].name
    poses = tuple(i for i, each in enumerate(art.sprites) if animation is not None and each.animation == animation)
    if len(poses) < 2:
        raise ConfigError(f"{name} has no other pose. Group it with them as an animation first.")
    since = _since(document, poses)
    painted = {
        n: found
        for n, pose in enumerate(poses)
        if pose < len(since.sprites) and (found := _painted(since.sprites[pose], art.sprites[pose])) is not None
    }
    if not painted:
        raise ConfigError(f"nothing was painted on {animation} yet. Paint on one of its {len(poses)} poses first.")
    if len(painted) == len(poses):
        raise ConfigError(f"all {len(poses)} poses of {animation} are painted: there is none to carry it to.")
    before = tuple((since if i < len(since.sprites) else art).sprites[i].rgba for i in poses)
    return Repaint(poses, before, painted)


def proposals(repaint: Repaint, art: Art, bundle: Bundle) -> tuple[list[Proposal], str]:
    """For each pose that nobody painted: by matching pixels, and by the bundle's animator, if it draws exact ones.

    Beside them, what kept the animator from it; "" where nothing did.
    """
    matched = carry(repaint.before, repaint.painted)
    asked = [n for n in range(len(repaint.poses)) if n not in repaint.painted]
    drawn, fault = _by_animator(repaint, asked, bundle)
    found = []
    for n in asked:
        ways = {MATCHING: matched[n]} | ({ANIMATOR: drawn[n]} if n in drawn else {})
        found.append(Proposal(repaint.poses[n], art.sprites[repaint.poses[n]], ways))
    return found, fault


def taken(proposal: Proposal, way: str) -> Redraw:
    """The edit that takes what someone proposes for a pose."""
    anew = grown(proposal.now, proposal.ways[way].rgba, proposal.ways[way].margin)
    return Redraw(sprite=proposal.sprite, rgba=anew.rgba, margin=anew.margin, carried=True)


def _since(document: Document, poses: tuple[int, ...]) -> Art:
    """The art when a repaint was last carried to one of these; as it was first, where none was."""
    for deed in reversed(document.done):
        if any(isinstance(edit, Redraw) and edit.carried and edit.sprite in poses for edit in deed.edits):
            return deed.arts[-1]
    return document.opened


def _painted(was: Sprite, now: Sprite) -> tuple[Rgba, Margin] | None:
    """The picture now, as large as it was at the least, and by how much it has grown; None where it shows the same."""
    if now.rgba is was.rgba:
        return None
    lacks = [max(old - new, 0) for old, new in zip(was.margin, now.margin, strict=True)]
    left, top, right, bottom = (max(new - old, 0) for old, new in zip(was.margin, now.margin, strict=True))
    rgba = np.ascontiguousarray(padded(now.rgba, (lacks[0], lacks[1], lacks[2], lacks[3])))
    margin = left, top, right, bottom
    return None if unchanged(rgba, margin, was) else (rgba, margin)


def _by_animator(repaint: Repaint, asked: list[int], bundle: Bundle) -> tuple[dict[int, Repainted], str]:
    if not bundle.animated or not bundle.manifest["animator"].get("pixels"):
        return {}, ""
    from spritelift_runtime.animator import Animator  # imports onnxruntime, which matching doesn't need
    from spritelift_runtime.repainting.proposing import proposed

    try:
        return proposed(Animator.open(bundle), repaint.before, repaint.painted, asked), ""
    except SpriteliftError as err:
        return {}, str(err)
