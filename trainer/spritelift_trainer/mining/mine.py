"""From recordings to a dictionary that explains them: what is read, in which order, and what is handed back."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.mining.clip import Clip, read_clip
from spritelift_trainer.mining.continuing import Known
from spritelift_trainer.mining.drafts import Drafts
from spritelift_trainer.mining.explaining import explain_all
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.mining.naming import named
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.segments import Deal, in_one
from spritelift_trainer.mining.so_far import mined_so_far
from spritelift_trainer.mining.soft import explained_softly
from spritelift_trainer.mining.steps import draft_of

Progress = Callable[[str, int, int], None]
"""(what is being done, how much is done, of how much)."""
Range = tuple[int, int]

CHUNK = 64


def mine(
    recordings: Sequence[Recording],
    ranges: Sequence[Range],
    progress: Progress | None = None,
    *,
    deal: Deal = in_one,
    folder: Path | None = None,
    known: Known | None = None,
) -> Mined:
    """Mine frames `first:stop` of each recording (one range each) into one dictionary.

    The result depends on the frames alone: no randomness, no clock; the recordings' order and the shards that segments
    are dealt to (`deal`) change nothing of it.

    Sprites and backgrounds that are `known` keep their numbers, names and pixels; what is new comes after them.

    In `folder`, each step leaves what was learnt so far, from which mining the same frames goes on another time.
    Ctrl-C then ends it with that: a dictionary not yet refined, some frames explained, and a note that says so.
    """
    tell = progress or (lambda _what, _done, _of: None)
    order = sorted(range(len(recordings)), key=lambda i: (recordings[i].sha256, ranges[i]))
    plays, parts = [recordings[i] for i in order], [ranges[i] for i in order]
    clip = read_clip(_chunks(plays, parts, tell), _starts(parts), deal=deal)
    known = known or Known(art=Art(size=clip.size))
    mined_from = [[play.sha256, *part] for play, part in zip(plays, parts, strict=True)]
    drafts = Drafts(folder, [*mined_from, *([known.key] if known.art.sprites else [])], known.offered)
    try:
        art, backdrop, scenes, notes = mine_clip(clip, tell, plays[0].fps, drafts, known)
    except KeyboardInterrupt:
        if folder is None or not drafts.newest.steps:
            raise
        every = [(i, t) for i, (first, stop) in zip(order, parts, strict=True) for t in range(first, stop)]
        return mined_so_far(clip, drafts.newest, every, known)
    frames = tuple((i, t) for i, (first, stop) in enumerate(ranges) for t in range(first, stop))
    if not art.sprites:
        notes = (*notes, "Nothing moves in this recording: there is a background, and no sprite to learn.")
    scenes = _as_named(scenes, order, parts)
    return Mined(art=art, planes=known.specs(backdrop), scenes=scenes, frames=frames, notes=notes)


def mine_clip(
    clip: Clip, tell: Progress, fps: float = 60.0, drafts: Drafts | None = None, known: Known | None = None
) -> tuple[Art, Backdrop, Scenes, tuple[str, ...]]:
    """The art, the planes with their cameras, all frames explained, and notes; out of the newest of the drafts."""
    known = known or Known(art=Art(size=clip.size))
    draft = draft_of(clip, drafts or Drafts(known=known.offered), tell)
    explained = 0

    def told(frames: int) -> None:
        nonlocal explained
        explained += frames
        tell("explaining", explained, len(clip))

    backdrop = draft.backdrop.copy()  # it learns: the draft stays as it is
    everything, blend = known.dictionary([*draft.sprites, *draft.soft.sprites]), known.blend(draft.blend)
    if any(sprite.soft for sprite in everything):
        scenes = explained_softly(clip, backdrop, everything, told)
    else:
        scenes = explain_all(clip, backdrop, everything, told, blend)
    sprites, scenes = named(everything, scenes, clip.size, fps, known=len(known.art.sprites))
    backgrounds, _ = known.pictures(backdrop)
    art = Art(size=clip.size, sprites=tuple(sprites), backgrounds=backgrounds, blend=blend)
    notes = (*draft.soft.notes(), *known.notes(draft.blend, backdrop))
    return art, backdrop, known.renumbered(scenes, backdrop), notes


def _chunks(recordings: Sequence[Recording], ranges: Sequence[Range], tell: Progress) -> Iterator[np.ndarray]:
    total, done = sum(stop - first for first, stop in ranges), 0
    for recording, (first, stop) in zip(recordings, ranges, strict=True):
        for start in range(first, stop, CHUNK):
            tell("reading", done, total)
            chunk = recording.frames[start : min(start + CHUNK, stop)]
            done += len(chunk)
            yield chunk


def _starts(ranges: Sequence[Range]) -> tuple[int, ...]:
    lengths = [stop - first for first, stop in ranges]
    return tuple(int(start) for start in np.cumsum([0, *lengths[:-1]]))


def _as_named(scenes: Scenes, order: Sequence[int], ranges: Sequence[Range]) -> Scenes:
    """The scenes recording by recording, as the caller named them; they come in the `order` that mining put them."""
    if list(order) == sorted(order):
        return scenes
    parts = [scenes[start : start + stop - first] for start, (first, stop) in zip(_starts(ranges), ranges, strict=True)]
    return Scenes.joined([parts[order.index(i)] for i in range(len(order))])
