"""Paper dolls: whole characters on their canvas, alike frame by frame, the same on every machine."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import label

from spritelift_envs.dolls import DollCast, Look, split
from spritelift_envs.dolls.cast import LOOKS, SIDE
from spritelift_envs.dolls.inking import LINE, flat, inked, limb
from spritelift_envs.dolls.looks import MATTERS
from spritelift_envs.dolls.puppet import Doll, Stance, drawn, joint

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import repaint_dolls

EVERY = np.arange(sum(clip.frames for clip in DollCast.clips))


@pytest.fixture(scope="module")
def some():
    """Every choice of every attribute, on every frame."""
    cast = DollCast([Look(n % 2, n % 3, n, n // 2 % 2, n // 3 % 2, n // 4 % 2, (n + 1) // 2 % 2) for n in range(7)])
    return np.stack([cast.frames(np.full(len(EVERY), c), EVERY) for c in range(7)])


def test_characters_hang_together_inside_their_canvas_on_every_frame(some):
    there = some[..., 3] > 0
    assert set(np.unique(some[..., 3])) == {0, 255}
    assert not some[~there].any()
    for mask in there.reshape(-1, SIDE, SIDE):
        assert label(mask, np.ones((3, 3)))[1] == 1
        assert 500 < mask.sum() < 1500


def test_no_two_frames_of_a_clip_are_alike(some):
    for clip in DollCast.clips:
        for doll in some[:, clip.start : clip.start + clip.frames]:
            assert len({frame.tobytes() for frame in doll}) == clip.frames, clip


def test_left_is_right_mirrored_and_behind_there_is_no_face(some):
    starts = {(clip.animation, clip.view): clip.start for clip in DollCast.clips}
    right, left, down, up = (some[:, starts["walk", view] :][:, :9] for view in ("right", "left", "down", "up"))
    assert np.array_equal(left, right[..., ::-1, :])
    white = [(each[..., :3] == 250).all(-1).any((2, 3)) for each in (down, up)]
    assert white[0].all()
    assert not white[1].any()


def test_each_attribute_shows_and_those_a_part_does_not_name_do_not():
    plain = DollCast([Look()])
    frame = np.array([DollCast.clips[10].start])
    for name in {name for names in MATTERS.values() for name in names}:
        other = DollCast([Look(**{name: 1})])
        assert not np.array_equal(*(cast.frames(np.array([0]), frame) for cast in (plain, other))), name


def test_casts_are_split_as_the_paper_does_and_nobody_is_in_two():
    casts = split()
    assert [len(cast) for cast in casts] == [500, 72, 100]
    assert len({look for cast in casts for look in cast.looks}) == len(LOOKS) == 672
    for cast in casts:
        assert {(look.hair, look.skin) for look in cast.looks} == {(h, s) for h in range(7) for s in range(3)}
    assert [cast.looks[0] for cast in split()] == [cast.looks[0] for cast in casts]


def test_a_picture_is_the_same_whoever_was_drawn_before_it():
    cast = split()[0]
    some = np.array([3, 90, 3]), np.array([60, 120, 60])
    first, _, again = cast.frames(*some)
    assert np.array_equal(first, again)
    assert np.array_equal(first, DollCast([cast.looks[3]]).frames(np.array([0]), np.array([60]))[0])


def test_ink_surrounds_a_shape_and_light_comes_from_the_upper_left():
    shape = flat(8, (limb(4, 3), (100, 100, 100)))
    made = inked(shape, 1)
    there = np.pad(shape[..., 3] > 0, 1)
    line = (made[..., 0] == round(100 * LINE)) & (made[..., 3] > 0)
    assert not (line & there).any()
    edges = np.pad(there, 1)
    around = edges[2:, 1:-1] | edges[:-2, 1:-1] | edges[1:-1, 2:] | edges[1:-1, :-2]
    assert np.array_equal(line, around & ~there)
    light, dark = ((np.argwhere((made[..., 0] == tone) & there)).mean(0) for tone in (118, 76))
    assert (light < dark).all()


def test_what_hangs_from_a_limb_is_at_its_end_however_that_turns():
    part = flat(3, (limb(2, 1), (9, 9, 9)))
    doll = Doll({"arm": part, "hand": part}, {"arm": (-5, 2), "hand": (0, 0)}, 20, hangs={"hand": ("arm", 6)})
    for turn, place in ((0, (1, 2)), (90, (-5, 8)), (180, (-11, 2)), (-90, (-5, -4))):
        assert joint(doll, Stance({"arm": turn}), "hand") == pytest.approx(place)
    shifted = Stance({"arm": 90}, hip=(1, 0), shifts={"arm": (0, -2)})
    assert joint(doll, shifted, "hand") == pytest.approx((-4, 6))


def test_what_would_leave_the_canvas_is_refused():
    doll = Doll({"torso": flat(4, (limb(3, 1), (50, 60, 70)))}, {"torso": (0, 0)}, 10)
    assert drawn(doll, Stance({}, hip=(5, 0)), 20).any()
    for hip in ((9, 0), (-12, 0), (0, 12), (0, -12)):
        with pytest.raises(ValueError, match="20x20"):
            drawn(doll, Stance({}, hip=hip), 20)


def test_a_flipped_stance_is_the_mirror_image():
    doll = Doll({"torso": flat(4, (limb(3, 1), (50, 60, 70)))}, {"torso": (0, 5)}, 10)
    plain, flipped = (drawn(doll, Stance({"torso": 30}, flipped=each), 40) for each in (False, True))
    assert np.array_equal(plain, flipped[:, ::-1])
    assert not np.array_equal(plain, flipped)


def test_repaints_of_random_dolls_are_drawn_from_the_same_parts():
    cases = list(repaint_dolls.cases(3))
    assert [case.kind for case in cases] == ["one", "two", "two", "hat"]
    for case in cases:
        for pose, truth in zip(case.poses, case.truth, strict=True):
            inner = truth[case.room : -case.room, case.room : -case.room]
            changed = (inner != pose).any(-1)
            assert changed.any() or case.kind == "hat"
            assert changed.mean() < 0.9
    hat = cases[3]
    grown = hat.truth[0][..., 3].astype(bool)
    assert grown.sum() > hat.poses[0][..., 3].astype(bool).sum()
