"""The record of what is done, beside the new bundle: after a crash the next start goes on with it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from spritelift_runtime.bundle import MANIFEST
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.saving import forget_saved
from spritelift_runtime.files import sha256
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.part import Work

RECORD = ".edits"
"""What is added to the new bundle's name: the record of what was done and not saved yet."""


def journal_of(work: Work, document: Document, about: Mapping[str, Any]) -> Journal:
    """The record beside the new bundle, begun or gone on with.

    Raises:
        FormatError: it is of something else.
    """
    record = work.beside(RECORD)
    record.parent.mkdir(parents=True, exist_ok=True)
    forget_saved(work.bundle, record)
    return Journal(document, record, {"bundle": sha256(work.bundle.path / MANIFEST), **about})


def scenes_journal(work: Work, scenes: Scenes) -> Journal:
    """The same, of scenes that are there whole."""
    digest = hashlib.sha256(scenes.placements.tobytes() + scenes.planes.tobytes()).hexdigest()
    return journal_of(work, Document(work.bundle.art, scenes, work.bundle.learned.sprites), {"scenes": digest})
