"""What an interrupted mining hands back: the sprites of its last whole step, and some frames explained by them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.scenes import PLACEMENT_COLUMNS
from spritelift_runtime.tracking import track
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.continuing import Known
from spritelift_trainer.mining.drafts import Draft
from spritelift_trainer.mining.explaining import Told, explained
from spritelift_trainer.mining.mined import Mined
from spritelift_trainer.mining.naming import sprite_name
from spritelift_trainer.mining.rethinking import sampled
from spritelift_trainer.mining.steps import STEPS

_SPRITE = PLACEMENT_COLUMNS.index("sprite")


def mined_so_far(clip: Clip, draft: Draft, frames: Sequence[tuple[int, int]], known: Known) -> Mined:
    """The draft as a dictionary that can be used; `frames` has (recording, frame) of each of the clip's.

    So few frames are explained that whoever stops it doesn't wait: no animation can be told from them.
    """
    every, blend = known.dictionary(draft.sprites), known.blend(draft.blend)
    dictionary = Dictionary(every, blend)
    sample = sampled(clip)
    scenes = Told.merged(explained(clip, draft.backdrop, dictionary, sample.tolist())).scenes(
        draft.backdrop, dictionary
    )
    uses = np.bincount(scenes.placements[:, _SPRITE], minlength=len(every)).tolist()
    names = [sprite.name or sprite_name(n, len(every)) for n, sprite in enumerate(every)]
    sprites = tuple(replace(each, name=name, uses=used) for each, name, used in zip(every, names, uses, strict=True))
    backgrounds, _ = known.pictures(draft.backdrop)
    art = Art(size=clip.size, sprites=sprites, backgrounds=backgrounds, blend=blend)
    note = (
        f"Mining was stopped by Ctrl-C after {draft.steps} of {len(STEPS)} steps, with {len(sprites)} sprites. "
        "What there is can be exported; go on with --resume."
    )
    return Mined(
        art=art,
        planes=known.specs(draft.backdrop),
        scenes=track(known.renumbered(scenes, draft.backdrop), art),
        frames=tuple(frames[t] for t in sample.tolist()),
        notes=(note,),
        complete=False,
    )
