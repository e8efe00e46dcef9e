"""`evaluate`: every number is checked against one counted by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from spritelift_runtime import metrics
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.heldout import in_runs
from spritelift_runtime.matching import LEAST_IOU, TruthScore, box_iou, mask_iou, pairs_of
from spritelift_runtime.metrics import evaluate
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth
from spritelift_runtime.visible import IdPainter

SIZE = (48, 32)
FRAMES = 12


def picture(seed, width, height):
    rgba = np.random.default_rng(seed).integers(60, 256, (height, width, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return rgba


def some_art(background=None):
    if background is None:
        background = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
        background[...] = (10, 20, 30, 255)
    sprites = (Sprite(name="box", rgba=picture(1, 8, 6)), Sprite(name="bar", rgba=picture(2, 5, 9)))
    return Art(size=SIZE, sprites=sprites, backgrounds=(background,))


PLANE = Plane(picture=0, clip=(0, 0, *SIZE))
SPEC = PlaneSpec((0, 0, *SIZE), 0, False, (0,))


def some_scenes():
    return [Scene((PLANE,), (Placement(0, 2 * t, 3, 1), Placement(1, 30, 15 + t % 3, 1))) for t in range(FRAMES)]


def recorded(path, scenes, art, truth=True):
    with Recording.create(path, size=art.size, fps=30, source="test") as recording:
        for scene in scenes:
            recording.append(compose(scene, art), action=0)
    if truth:
        Truth.of_scenes(scenes, art).save(path / "truth.npz")
    return Recording.open(path)


@pytest.fixture
def recording(tmp_path):
    return recorded(tmp_path / "recording", some_scenes(), some_art())


def bundled(tmp_path, art=None, **about):
    return write_bundle(tmp_path / "bundle", art or some_art(), [SPEC], None, **about)


def test_a_bundle_of_the_true_art_scores_full_marks(tmp_path, recording):
    got = evaluate(bundled(tmp_path), recording)
    assert got["frames_scored"] == FRAMES
    assert (got["psnr_db"], got["psnr_frame_db"], got["unexplained_px"]) == (100.0, 100.0, 0.0)
    assert (got["exact_frames"], got["exact_frames_all"], got["unseen_world_frames"]) == (1.0, 1.0, 0)
    assert [got[key] for key in ("precision", "recall", "f1", "class_f1", "foreground_iou")] == [1.0] * 5
    assert (got["sprites"], got["sprites_used"], got["placements_per_frame"]) == (2, 2, 2.0)
    assert (got["crumbs_per_frame"], got["truth_hidden"], got["predicted_hidden"]) == (0.0, 0, 0)
    assert (got["encoder_precision"], got["encoder_recall"]) == (None, None)
    assert got["cold_fps"] > 0
    assert got["warm_fps"] > 0


def test_a_sprite_that_is_not_in_the_bundle_costs_its_pixels_and_its_recall(tmp_path, recording):
    art = some_art()
    got = evaluate(bundled(tmp_path, replace(art, sprites=art.sprites[:1])), recording)
    wrong = art.sprites[1].rgba[..., :3].astype(float) - (10, 20, 30)
    mean_square = (wrong**2).sum() / (SIZE[0] * SIZE[1] * 3)
    assert got["unexplained_px"] == 45
    assert got["exact_frames"] == 0
    assert got["psnr_db"] == pytest.approx(10 * np.log10(255**2 / mean_square))
    assert (got["precision"], got["recall"]) == (1.0, 0.5)
    assert got["f1"] == pytest.approx(2 / 3)
    assert got["foreground_iou"] == pytest.approx(48 / (48 + 45))


def test_frames_that_training_saw_are_not_scored(tmp_path, recording):
    trained = [{"sha256": recording.sha256, "first": 0, "last": 7}, {"sha256": "another", "first": 0, "last": 99}]
    seen = []
    got = evaluate(bundled(tmp_path, trained_on=trained), recording, progress=lambda *now: seen.append(now))
    assert got["frames_scored"] == FRAMES - 8
    assert seen[-1] == (4, 4)


def test_a_recording_that_training_saw_whole_is_refused_with_the_mend(tmp_path, recording):
    bundle = bundled(tmp_path, trained_on=[{"sha256": recording.sha256, "first": 0, "last": FRAMES - 1}])
    with pytest.raises(ConfigError, match=r"saw all 12 frames.*--holdout 0\.2"):
        evaluate(bundle, recording)


def test_frames_of_another_size_name_both_sizes(tmp_path, recording):
    bundle = write_bundle(tmp_path / "small", Art(size=(16, 16)), [])
    with pytest.raises(SizeError, match=r"48x32 px.*16x16 px"):
        evaluate(bundle, recording)


def test_truth_of_another_length_or_size_is_refused(tmp_path, recording):
    bundle = bundled(tmp_path)
    with pytest.raises(SizeError, match="knows 3 of 12 frames"):
        evaluate(bundle, recording, Truth.of_scenes(some_scenes()[:3], some_art()))
    with pytest.raises(SizeError, match="4x4 px, the recording of 48x32 px"):
        evaluate(bundle, recording, Truth.of_scenes([Scene()] * FRAMES, Art(size=(4, 4))))


def test_without_truth_what_it_would_score_is_none(tmp_path):
    got = evaluate(bundled(tmp_path), recorded(tmp_path / "r", some_scenes(), some_art(), truth=False))
    assert got["precision"] is None
    assert got["foreground_iou"] is None
    assert got["exact_frames"] == 1.0


def test_frames_of_unseen_world_are_counted_apart(tmp_path):
    seen = some_art()
    hole = seen.backgrounds[0].copy()
    hole[3:9, 16:24] = 0  # hidden by the box on frame 8, bare on every other
    wrong = np.zeros((32, 48, 4), np.uint8) + np.array([10, 20, 30, 255], np.uint8)
    scenes = [Scene((PLANE,), (Placement(0, 16, 3, 1),) if t == 8 else ()) for t in range(FRAMES)]
    recording = recorded(tmp_path / "r", scenes, some_art(wrong))
    got = evaluate(bundled(tmp_path, some_art(hole)), recording)
    assert got["unseen_world_frames"] == FRAMES - 1
    assert got["exact_frames"] == 1.0
    assert got["exact_frames_all"] == pytest.approx(1 / FRAMES)


def test_a_repainted_bundle_scores_as_it_did_before(tmp_path, recording):
    bundle = bundled(tmp_path)
    before = evaluate(bundle, recording)
    sheet = bundle.path / "sprites.png"
    Image.new("RGBA", Image.open(sheet).size, (255, 0, 0, 255)).save(sheet)
    again = Bundle.open(bundle.path)
    assert again.repainted
    after = evaluate(again, recording)
    timed = ("cold_fps", "warm_fps")
    assert {k: v for k, v in after.items() if k not in timed} == {k: v for k, v in before.items() if k not in timed}


def test_a_stream_that_loses_a_pixel_is_caught(tmp_path, recording, monkeypatch):
    def lossy(packed):
        for frame in metrics_frames_of(packed):
            frame[0, 0, 0] ^= 1
            yield frame

    metrics_frames_of = metrics.frames_of
    monkeypatch.setattr(metrics, "frames_of", lossy)
    with pytest.raises(AssertionError, match="did not come back bit for bit"):
        evaluate(bundled(tmp_path), recording)


class Oracle:
    """Stands in for the decomposer: knows the scenes, and encodes with faults of its own."""

    def __init__(self, scenes, encoded):
        self.scenes, self.encoded, self.at = scenes, encoded, 0

    def __call__(self, frames):
        return Scenes.of(self.scenes[: len(frames)])

    def frame(self, frame):
        return self.scenes[0]

    def encode(self, frames):
        return Scenes.of(self.encoded[: len(frames)])


def test_the_encoder_is_scored_on_same_sprite_same_place_and_same_flip(tmp_path, recording, monkeypatch):
    def faulty(scene):
        box, bar = scene.placements
        return Scene(scene.planes, (replace(box, x=box.x + 1), bar, bar, replace(box, flip_x=True), box))

    oracle = Oracle(some_scenes(), [faulty(scene) for scene in some_scenes()])
    monkeypatch.setattr(Bundle, "decomposer", lambda self, threads=1: oracle)
    got = evaluate(write_bundle(tmp_path / "b", some_art(), [SPEC], b"onnx"), recording)
    assert got["encoder_precision"] == pytest.approx(2 / 5)
    assert got["encoder_recall"] == 1.0


def test_tiny_sprites_and_plain_ones_that_match_nothing_are_crumbs(tmp_path, monkeypatch):
    plain = np.full((4, 4, 4), 255, np.uint8)
    dot = np.full((2, 2, 4), 255, np.uint8)
    art = replace(
        some_art(), sprites=(*some_art().sprites, Sprite(name="plain", rgba=plain), Sprite(name="dot", rgba=dot))
    )
    true = [Scene((PLANE,), (Placement(0, 2, 3, 1), Placement(2, 20, 3, 1)))] * 4
    found = [Scene((PLANE,), (*true[0].placements, Placement(2, 40, 20, 1), Placement(3, 10, 20, 1)))] * 4
    monkeypatch.setattr(Bundle, "decomposer", lambda self, threads=1: Oracle(found, found))
    got = evaluate(bundled(tmp_path, art), recorded(tmp_path / "r", true, art))
    assert got["crumbs_per_frame"] == 2.0
    assert got["precision"] == 0.5


def score_of(predicted, true, segments=True, art=None, background=(10, 20, 30), frame=None):
    art = art or some_art()
    truth = Truth.of_scenes([Scene((PLANE,), true)], art)
    truth = truth if segments else replace(truth, segments=None)
    score = TruthScore(IdPainter(art), truth, background)
    scenes = Scenes.of([Scene((PLANE,), predicted)])
    score.add(scenes, 0, 0, compose(Scene((PLANE,), true), art) if frame is None else frame)
    return score.results()


def test_two_placements_on_one_thing_are_one_match():
    got = score_of((Placement(0, 5, 5), Placement(0, 6, 5)), (Placement(0, 5, 5),))
    assert (got["precision"], got["recall"]) == (0.5, 1.0)


@pytest.mark.parametrize("segments", [True, False])
def test_things_nobody_sees_are_left_out_and_counted(segments):
    got = score_of((Placement(0, 5, 5),), (Placement(0, 5, 5), Placement(0, 60, 5)), segments)
    assert (got["precision"], got["recall"], got["truth_hidden"]) == (1.0, 1.0, 1)


def test_a_thing_wholly_behind_another_is_hidden_where_segments_tell():
    both = (Placement(0, 5, 5, 1), Placement(0, 5, 5, 2))
    got = score_of(both, both)
    assert (got["precision"], got["recall"]) == (1.0, 1.0)
    assert (got["truth_hidden"], got["predicted_hidden"]) == (1, 1)


def test_class_f1_asks_that_a_sprite_means_one_class():
    true = (Placement(0, 2, 2), Placement(0, 20, 2), Placement(1, 36, 2))
    art = replace(some_art(), sprites=tuple(Sprite(name=str(i), rgba=picture(i, 8, 6)) for i in range(2)))
    score = TruthScore(IdPainter(art), Truth.of_scenes([Scene((PLANE,), true)], art), (0, 0, 0))
    same = tuple(replace(placement, sprite=0) for placement in true)
    score.add(Scenes.of([Scene((PLANE,), same)]), 0, 0, np.zeros((32, 48, 3), np.uint8))
    got = score.results()
    assert got["f1"] == 1.0
    assert got["class_f1"] == pytest.approx(2 / 3)


def test_halos_that_truth_calls_background_count_neither_way():
    true = (Placement(0, 5, 5),)
    frame = compose(Scene((PLANE,), true), some_art())
    frame[20:29, 20:25] = 99  # a halo: another colour than the background's, without a segment
    got = score_of((*true, Placement(1, 20, 20)), true, frame=frame)
    assert got["foreground_iou"] == 1.0
    assert score_of((*true, Placement(1, 20, 20)), true)["foreground_iou"] == pytest.approx(48 / (48 + 45))


BOXES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(first=BOXES, second=BOXES)
def test_box_iou_is_what_counting_pixels_gives(first, second):
    def mask(box):
        x, y, w, h = box
        pixels = np.zeros((20, 20), bool)
        pixels[y : y + h, x : x + w] = True
        return pixels

    counted = [[(mask(a) & mask(b)).sum() / (mask(a) | mask(b)).sum() for b in second] for a in first]
    assert np.allclose(box_iou(np.array(first), np.array(second)), counted)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 999))
def test_mask_iou_is_what_counting_pixels_gives(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 4, (6, 7)).astype(np.uint16), rng.integers(0, 3, (6, 7)).astype(np.uint16)
    got = mask_iou(first, second, (3, 2))
    for i in range(3):
        for j in range(2):
            a, b = first == i + 1, second == j + 1
            assert got[i, j] == pytest.approx((a & b).sum() / max(1, (a | b).sum()))


def test_matching_prefers_more_pairs_to_one_better_pair():
    rows, columns = pairs_of(np.array([[0.95, 0.6], [0.6, LEAST_IOU - 0.01]]))
    assert sorted(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_pairs_reach_the_threshold_that_is_asked_for():
    rows, _ = pairs_of(np.array([[0.7, 0.0], [0.0, 0.4]]), 0.7)
    assert rows.tolist() == [0]
    assert len(pairs_of(np.array([[0.7, 0.0], [0.0, 0.4]]), 0.3)[0]) == 2


def test_runs_are_consecutive_and_no_longer_than_asked():
    assert list(in_runs([0, 1, 2, 5, 6, 9], 2)) == [range(2), range(2, 3), range(5, 7), range(9, 10)]
