"""Edited work as a bundle and scenes of its own, or in place of what was opened."""

from pathlib import Path

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.bundle_changes import with_art
from spritelift_runtime.editing.document import Document
from spritelift_runtime.files import sha256

SCENES = "scenes.npz"
"""The edited scenes, in the new bundle's folder."""
SAVED = "saved_edits"
"""In a manifest: the SHA-256 of the record whose edits are in the bundle."""


def save(document: Document, source: Bundle, out: Path, *, over: bool = False) -> Bundle:
    """Write art and scenes to `out`: `source` with all that was done to it. Nothing is written by halves.

    Raises:
        ConfigError: `out` is the source itself, without `over`; or it is taken by something else.
    """
    return with_art(source, out, document.art, {SCENES: document.scenes.to_bytes()}, over=over)


def save_over(document: Document, source: Bundle, record: Path) -> Bundle:
    """Write art and scenes in place of what they were made of. Killed at any moment, it is the old bundle or the new.

    `record` is the journal of what was done: the new bundle knows it as its own, so that a kill before it is taken
    away leaves no edits of a bundle that isn't there any more (`forget_saved`).
    """
    scenes = {SCENES: document.scenes.to_bytes()}
    return with_art(source, source.path, document.art, scenes, over=True, **{SAVED: sha256(record)})


def forget_saved(bundle: Bundle, record: Path) -> None:
    """Take a record away whose edits are all in the bundle."""
    if SAVED in bundle.manifest and record.is_file() and sha256(record) == bundle.manifest[SAVED]:
        record.unlink()
