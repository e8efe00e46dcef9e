"""Edited work as a bundle and scenes of its own."""

from pathlib import Path

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_changes import with_art
from spritelift_runtime.editing.document import Document

SCENES = "scenes.npz"
"""The edited scenes, in the new bundle's folder."""


def save(document: Document, source: Bundle, out: Path, *, over: bool = False) -> Bundle:
    """Write art and scenes to `out`: `source` with all that was done to it. Nothing is written by halves.

    Raises:
        ConfigError: `out` is the source itself, without `over`; or it is taken by something else.
    """
    return with_art(source, out, document.art, {SCENES: document.scenes.to_bytes()}, over=over)
