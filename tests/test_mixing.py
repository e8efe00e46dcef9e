"""Characters of few clips before each other's backgrounds: what moves is told from what stands still, exactly."""

import numpy as np
import pytest
from PIL import Image

from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.folders import ClipFolder
from spritelift_trainer.animator.mixing import DIFFERENT, MixedClips, moving, still

COLOURS = ((250, 0, 0), (0, 250, 0), (0, 0, 250))
"""Of squares that move; no background has them."""


def stage(number):
    return np.random.default_rng(number).integers(60, 200, (32, 40, 3), np.uint8)


@pytest.fixture
def clips(tmp_path):
    """Three squares of 6 px that go to the right before three patterns."""
    for number, colour in enumerate(COLOURS):
        (tmp_path / str(number)).mkdir()
        for t in range(9):
            frame = stage(number)
            frame[4 * number : 4 * number + 6, 3 * t : 3 * t + 6] = colour
            Image.fromarray(frame).save(tmp_path / str(number) / f"{t}.png")
    return ClipFolder([tmp_path / str(number) for number in range(3)])


def test_what_stands_still_is_found_behind_what_moves(clips):
    mixed = MixedClips(clips)
    assert isinstance(mixed, Clips)
    assert np.array_equal(mixed.stills, [stage(number) for number in range(3)])
    for number, masks in enumerate(mixed.masks):
        for t, mask in enumerate(masks):
            true = np.zeros_like(mask)
            true[4 * number : 4 * number + 6, 3 * t : 3 * t + 6] = True
            assert np.array_equal(mask, true)


def test_noise_is_no_motion_and_a_small_gap_is_no_hole():
    clip = np.full((5, 9, 9, 3), 100, np.uint8)
    clip += np.random.default_rng(0).integers(0, DIFFERENT // 2, clip.shape, np.uint8)
    clip[2, 2:7, 2:7] = 200
    clip[2, 4, 4:6] = 100  # an eye of the background's colour
    masks = moving(clip, still(clip))
    assert not masks[[0, 1, 3, 4]].any()
    assert masks[2, 2:7, 2:7].all()
    assert masks[2].sum() == 25


def test_pairs_are_one_character_before_one_background_of_any_clip(clips):
    mixed = MixedClips(clips)
    first, second = mixed.pairs(120, 3, 4)
    assert np.array_equal(mixed.pairs(120, 3, 4), [first, second])
    met = []
    for one, other in zip(first, second, strict=True):
        who = [[(frame == colour).all(-1) for colour in COLOURS] for frame in (one, other)]
        (a,), (b,) = ([n for n, mask in enumerate(each) if mask.sum() == 36] for each in who)
        behind = [n for n in range(3) if (one == mixed.stills[n]).all(-1).sum() == one[..., 0].size - 36]
        assert a == b
        assert behind == [n for n in range(3) if (other == mixed.stills[n]).all(-1).sum() == one[..., 0].size - 36]
        assert not np.array_equal(one, other)
        met.append((a, *behind))
    assert set(met) == {(who, behind) for who in range(3) for behind in range(3)}
    assert 0.3 < np.mean([who == behind for who, behind in met]) < 0.7
