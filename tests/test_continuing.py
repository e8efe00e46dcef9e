"""Which of what was mined is known already."""

from dataclasses import replace

import numpy as np
import pytest
from test_mining import art_of, blob, flat

from spritelift_runtime.art import Soft, Sprite
from spritelift_runtime.bundle import PlaneSpec
from spritelift_trainer.mining.clip import UNKNOWN
from spritelift_trainer.mining.continuing import Known
from spritelift_trainer.mining.planes import Backdrop, still

KNOWN = Known(art=art_of([blob(1), blob(2)]))


def found(rgba, **about):
    return Sprite(name="", rgba=np.ascontiguousarray(rgba), **about)


@pytest.mark.parametrize(
    ("rgba", "flips"),
    [
        (blob(2), (0, 1)),
        (blob(2)[:, ::-1], (0, 1)),
        (blob(2)[::-1], (0, 2, 3)),
        (np.pad(blob(2), ((1, 0), (0, 2), (0, 0))), (0, 1)),
    ],
)
def test_a_sprite_mirrored_or_trimmed_otherwise_is_the_known_one_in_the_flips_it_was_seen_in(rgba, flips):
    one, two = KNOWN.dictionary([found(rgba, flips=(0, 1))])
    assert (one.name, two.name, two.flips) == ("s0", "s1", flips)
    assert np.array_equal(two.rgba, blob(2))


def test_other_pixels_and_other_colours_are_new():
    other, dyed = blob(2), blob(2)
    other[4, 4, :3] ^= 255
    dyed[..., :3] = dyed[..., [2, 1, 0]]
    assert len(KNOWN.dictionary([found(other), found(dyed), found(blob(3))])) == 5


def test_a_tile_is_the_known_one_only_on_the_same_grid_and_a_soft_sprite_in_the_same_box():
    tile = replace(KNOWN.art.sprites[0], grid=(8, 8, 0, 0))
    soft = replace(KNOWN.art.sprites[1], soft=Soft())
    known = Known(art=replace(KNOWN.art, sprites=(tile, soft)))
    assert len(known.dictionary([found(blob(1), grid=(8, 8, 0, 0))])) == 2
    assert len(known.dictionary([found(blob(1)), found(blob(1), grid=(8, 8, 4, 0))])) == 4
    assert len(known.dictionary([found(blob(2), soft=Soft(turns=True))])) == 2
    assert len(known.dictionary([found(blob(2)[:, ::-1], soft=Soft())])) == 3


def test_two_that_look_like_one_known_sprite_are_told_apart():
    assert len(KNOWN.dictionary([found(blob(2)), found(blob(2))])) == 3


def backdrop(*pictures) -> Backdrop:
    """Packed pictures that one plane over all of the frame shows."""
    made = still(np.arange(len(pictures)), KNOWN.art.size)
    made.bands[0].pictures[:] = pictures
    return made


def known_pictures(*pictures, whole=True) -> Known:
    spec = PlaneSpec((0, 0, *KNOWN.art.size), 0, False, tuple(range(len(pictures))))
    return Known(art=replace(KNOWN.art, backgrounds=pictures), planes=(spec,), whole=whole)


def test_a_picture_that_shows_more_takes_the_number_of_the_known_one_and_another_comes_after():
    partly = flat()
    partly[:, 50:] = 0
    sky = np.full(partly.shape[:2], 90 | 140 << 8 | 220 << 16, np.int32)
    wider = np.pad(sky, ((0, 0), (0, 30)), constant_values=7)
    known = known_pictures(flat((1, 2, 3)), partly)
    pictures, numbers = known.pictures(backdrop(np.full_like(sky, 5), wider))
    assert numbers == [2, 1]
    assert len(pictures) == 3
    assert np.array_equal(pictures[1][:, :96], flat())
    assert [spec.pictures for spec in known.specs(backdrop(np.full_like(sky, 5), wider))] == [(2, 1)]


def test_a_picture_that_lacks_what_the_known_one_shows_is_another():
    sky = np.full(flat().shape[:2], 90 | 140 << 8 | 220 << 16, np.int32)
    sky[3, 3] = UNKNOWN
    pictures, numbers = known_pictures(flat()).pictures(backdrop(sky))
    assert (numbers, len(pictures)) == ([1], 2)
    assert np.array_equal(pictures[0], flat())


def test_known_pictures_are_looked_for_further_only_where_their_frames_are_not_mined_again():
    news = backdrop(np.full(flat().shape[:2], 5, np.int32))
    assert known_pictures(flat()).specs(news)[0].pictures == (1,)
    assert known_pictures(flat(), whole=False).specs(news)[0].pictures == (1, 0)
