"""The scoring that only benchmarks do: what counts, what counts neither way."""

import sys
from pathlib import Path

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.truth import Truth

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import floating_clip
import soft_clip
from decompose import table
from decomposed import means
from detections import Agreement
from floor import Learnt, most_frequent, score
from long import rows_of
from true_sprites import found_of

SIZE = (40, 30)
BALL, SCORE = 0, 1
ATARI, F1S = ("SpaceInvaders", "Freeway", "Breakout", "Pong"), (1, 0.9, 0.8, 0.7)
AT = np.array([(5, 5, 8, 8), (20, 0, 8, 8), (30, 20, 8, 8)])


def picture(seed, width=6, height=5):
    rgba = np.random.default_rng(seed).integers(60, 256, (height, width, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return rgba


SCORED = np.array([(0, 10, 8, 8), (0, 0, 30, 8)])
ART = Art(size=SIZE, sprites=(Sprite(name="box", rgba=picture(1)), Sprite(name="bar", rgba=picture(2, 9, 9))))
HIDING = Truth.of_scenes([Scene((), (Placement(0, 2, 2), Placement(1, 6, 6))), Scene((), (Placement(0, 30, 3),))], ART)
"""On frame 0 the bar covers a corner of the box; on frame 1 all of the box shows."""


def agreed(*frames, aside=()):
    agreement = Agreement(SIZE, aside)
    for sprites, boxes, classes, true_boxes in frames:
        agreement.add(np.array(sprites), AT[boxes], np.array(classes), AT[true_boxes])
    return agreement.results()


def test_a_true_sprite_counts_as_found_mirrored_or_with_an_empty_rim():
    framed = np.pad(ART.sprites[0].rgba[:, ::-1], ((1, 2), (3, 0), (0, 0)))
    found = found_of(HIDING, ART.sprites, [Sprite(name="learnt", rgba=framed)], frames=2)
    assert (found.whole, found.found, found.missing) == (2, 1, ("bar",))


def test_a_true_sprite_that_was_never_wholly_visible_is_not_asked_for():
    found = found_of(HIDING, ART.sprites, [], frames=1)
    assert (found.seen, found.whole, found.missing) == (2, 1, ("bar",))


def test_one_pixel_of_another_colour_is_not_pixel_for_pixel():
    changed = ART.sprites[0].rgba.copy()
    changed[2, 2, 0] ^= 1
    assert found_of(HIDING, ART.sprites, [Sprite(name="learnt", rgba=changed)], frames=2).found == 0


def test_what_is_matched_to_the_score_line_counts_neither_way():
    scores = agreed(([7, 8], [0, 1], [BALL, SCORE], [0, 1]), aside={SCORE})
    assert scores == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "class_f1": 1.0, "class_f1_field": 1.0}


def test_a_sprite_that_is_mostly_score_is_no_false_alarm_elsewhere():
    frames = [([8], [1], [SCORE], [1]), ([8], [1], [SCORE], [1]), ([8], [2], [BALL], [0])]
    scores = agreed(*frames, aside={SCORE})
    assert (scores["precision"], scores["recall"]) == (None, 0.0)


def test_what_matches_nothing_is_a_false_alarm():
    assert agreed(([7, 9], [0, 2], [BALL, SCORE], [0, 1]), aside={SCORE})["precision"] == 0.5


def test_a_digit_in_a_score_is_a_false_alarm_but_not_in_the_field():
    agreement = Agreement(SIZE, {SCORE})
    agreement.add(np.array([7, 9]), np.array([(0, 10, 8, 8), (1, 1, 4, 6)]), np.array([BALL, SCORE]), SCORED)
    scores = agreement.results()
    assert (scores["class_f1"], scores["class_f1_field"]) == (pytest.approx(2 / 3), 1.0)


def test_class_f1_asks_for_the_sprites_usual_class():
    frames = [([7], [0], [BALL], [0])] * 2 + [([7], [1], [SCORE], [1])]
    scores = agreed(*frames)
    assert scores["f1"] == 1.0
    assert scores["class_f1"] == pytest.approx(2 / 3)


def test_the_most_frequent_colour_is_found_strip_by_strip():
    frames = np.random.default_rng(3).integers(0, 4, (9, 37, 5))
    wanted = np.stack([(frames == colour).sum(0) for colour in range(4)]).argmax(0)
    assert np.array_equal(most_frequent(frames), wanted)


def test_a_frame_with_a_new_blob_is_not_exact_for_the_floor():
    frames = np.zeros((5, 9, 9), int)
    for t in range(4):
        frames[t, 2 * t, 2:4] = 1
    frames[4, 5, 2:6] = 1
    learnt = Learnt.of(frames[:3])
    floor = score(learnt, frames[3:])
    assert (floor.exact_frames, floor.sprites) == (0.5, 1)


def test_floating_frames_are_all_different_and_hold_five_to_fifteen_sprites():
    scenes = floating_clip.scenes(60)
    assert len({frame.tobytes() for frame in floating_clip.frames_of(scenes)}) == 60
    assert {len(scene.placements) for scene in scenes} <= set(range(5, 16))
    assert len({sprite.rgba.tobytes() for sprite in floating_clip.ART.sprites}) == 11


def test_the_soft_clip_says_where_its_things_are_seen():
    frames, truth = soft_clip.drawn(40)
    for number, (_, x, y, wide, high) in enumerate(truth.boxes(0), start=1):
        rows, columns = np.nonzero(truth.segments[0] == number)
        assert (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1) == (x, y, wide, high)
    assert len(np.unique(frames[0].reshape(-1, 3), axis=0)) > 1000


def test_a_mean_over_the_atari_games_needs_all_of_them():
    rows = [{"data": name, "class_f1": f1, "floor_class_f1": 0.5} for name, f1 in zip("abcd", F1S, strict=True)]
    assert not list(means(rows))
    games = [row | {"data": name} for row, name in zip(rows, ATARI, strict=True)]
    (mean,) = means(games)
    assert (mean["class_f1_mean"], mean["class_f1_worst"]) == (pytest.approx(0.85), 0.7)


def test_bytes_are_set_against_the_naive_codec_where_there_is_one():
    row = {"data": "Pong", "bytes_per_frame": 2.0}
    without, beside = (
        {each.what: each.met for each in table(row | naive)} for naive in ({}, {"naive_bytes_per_frame": 1.5})
    )
    assert (without["bytes_per_frame"], beside["bytes_per_frame"]) == (None, False)


def test_mining_a_long_recording_in_too_much_memory_or_time_is_not_as_asked():
    cost = {"frames": 3000, "cpu_s": 15.0, "peak_bytes": 3e9, "sprites": 9, "exact_frames": 1.0}
    assert all(row.met is not False for row in rows_of(cost))
    missed = [row.what for row in rows_of(cost | {"cpu_s": 30.0, "peak_bytes": 5e9}) if row.met is False]
    assert missed == ["3,000 frames: mining_fps", "3,000 frames: peak_gb"]
