"""What only the first paper's experiments need: pictures of dictionaries, and recordings with their truth."""

import sys
from pathlib import Path

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.report.board import CHECKER
from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.segmenting import write_masks
from spritelift_runtime.truth import Truth

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

import curves
import dictionaries
import floating
import photo_crops
import text_pages
import walker
import walker_video
from dictionary_picture import GAP, along, frames_of, grid, pixels, shown
from learnt import Model
from photo import again
from photograph import photograph
from text import score


def disc(radius, uses=0):
    """A red disc, larger or smaller, in a picture of 15x15 px."""
    y, x = np.mgrid[-7:8, -7:8]
    rgba = np.zeros((15, 15, 4), np.uint8)
    rgba[np.hypot(x, y) <= radius] = (255, 0, 0, 255)
    return Sprite(name=f"disc_{radius}", rgba=rgba, uses=uses)


def test_the_most_used_sprites_come_first_and_the_seldom_used_can_go():
    sprites = [disc(3, uses=5), disc(4, uses=90), disc(5, uses=20)]
    assert shown(sprites, "frequency") == [1, 2, 0]
    assert shown(sprites, "frequency", least_uses=20) == [1, 2]
    assert shown(sprites, "ids") == [0, 1, 2]
    assert shown(sprites, "tsne") == [0, 1, 2]  # too few to sort


def test_t_sne_puts_discs_in_the_order_of_their_size():
    radii = np.random.default_rng(0).permutation(np.linspace(1, 7, 25))
    order = along(pixels([disc(radius) for radius in radii]))
    steps = np.diff(radii[order])
    assert np.mean(np.sign(steps) == np.sign(steps.sum())) > 0.8


def test_codes_given_sort_in_place_of_pixels():
    sprites = [disc(3) for _ in range(12)]
    codes = np.arange(12.0).reshape(-1, 1) * [1, 0, 2]
    assert shown(sprites, "tsne", codes) in ([*range(12)], [*range(11, -1, -1)])


def test_the_grid_has_equal_cells_with_each_sprite_in_the_middle():
    picture = grid([disc(3), disc(1)], cell_px=17, columns=2, zoom=2)
    assert picture.shape == (2 * 17 + 4, 2 * 34 + 6, 3)
    assert tuple(picture[0, 0]) == GAP
    assert tuple(picture[2, 2]) in CHECKER
    for left in (2, 38):
        assert tuple(picture[2 + 17, left + 17]) == (255, 0, 0)


def test_a_bundle_that_does_not_say_how_long_it_learnt_asks_for_it():
    class Silent:
        path, trained_on = "bundle", ()

    assert frames_of(Silent(), 12) == 12
    with pytest.raises(SystemExit, match="--frames N"):
        frames_of(Silent(), None)


def test_crops_are_of_the_photograph_at_the_corners_told(tmp_path):
    recording, whole = photo_crops.record(tmp_path, frames=5, seed=3), photograph()
    for frame, (x, y) in zip(recording.frames, recording.info["corners"], strict=True):
        assert np.array_equal(frame, whole[y : y + 128, x : x + 128])
    assert len({tuple(corner) for corner in recording.info["corners"]}) == 5
    assert "CC BY" in recording.info["credit"]


def test_the_walker_is_where_the_truth_says_and_the_rest_is_scenery(tmp_path):
    recording = walker_video.record(tmp_path, frames=40, noise=0)
    truth = Truth.load(recording.truth_path)
    scenery = walker_video.halved(photograph())
    for t in (0, 20, 39):
        x = walker_video.camera_x(t, scenery.shape[1] - 128)
        behind = scenery[-128:, x : x + 128].round()
        figure, changed = truth.segments[t] > 0, (recording.frames[t] != behind).any(2)
        assert (changed & ~figure).sum() < 0.25 * figure.sum()  # its soft edge
        assert (figure & ~changed).sum() == 0
        assert tuple(truth.boxes(t)[0]) == (0, *walker_video.box(figure))
    assert len({segment.tobytes() for segment in truth.segments}) > 12


def test_the_sprites_that_cover_a_figure_best_are_chosen():
    own, all_px = np.array([0, 90, 30, 40, 0]), np.array([500, 100, 300, 50, 0])
    assert walker.covering(own, all_px, 160) == [1, 3]
    assert walker.covering(own, all_px, 2000) == [1, 3, 2]
    assert walker.covering(0 * own, all_px, 160) == []
    assert walker.covering(own[:0], all_px[:0], 160) == []


def test_segmentation_is_scored_over_all_frames_together(tmp_path):
    there = np.zeros((3, 4, 4), np.uint16)
    there[1, :2], there[2, 0] = 1, 1
    truth = Truth(np.zeros((0, 6), np.int32), there, ("walker",))
    write_masks(tmp_path, [np.ones((4, 4), bool), there[2] > 0], first=1)
    assert walker_video.segmentation_iou(tmp_path, truth, [1]) == 0.5
    assert walker_video.segmentation_iou(tmp_path, truth, [1, 2]) == 0.6


def test_the_camera_turns_around_at_the_ends_of_the_picture():
    seen = [walker_video.camera_x(t, 50) for t in range(1000)]
    assert (min(seen), max(seen)) == (0, 50)
    assert np.abs(np.diff(seen)).max() == 1


@pytest.mark.parametrize("look", ["clean", "antialiased", "scan"])
def test_every_glyph_of_a_page_is_where_the_truth_says(look, tmp_path):
    recording = text_pages.record(tmp_path, frames=2, look=look)
    truth = Truth.load(recording.truth_path)
    for t, frame in enumerate(recording.frames):
        boxes, ink = truth.boxes(t), frame[..., 0] < 128
        assert len(boxes) > 60
        for number, (_, x, y, wide, high) in enumerate(boxes, start=1):
            rows, columns = np.nonzero(truth.segments[t] == number)
            assert x <= columns.min() <= columns.max() < x + wide
            assert y <= rows.min() <= rows.max() < y + high
            assert (np.ptp(columns) + 1, np.ptp(rows) + 1) == (wide, high) or look != "clean"
        assert (ink & (truth.segments[t] == 0)).sum() < 0.15 * ink.sum()  # rims that a scan blurs


def test_a_clean_page_is_of_two_colours_and_one_picture_a_character(tmp_path):
    recording = text_pages.record(tmp_path, frames=2)
    truth, pictures = Truth.load(recording.truth_path), {}
    assert np.unique(recording.frames[:]).tolist() == [text_pages.INK, text_pages.PAPER]
    for t in range(2):
        for kind, x, y, wide, high in truth.boxes(t).tolist():
            pictures.setdefault(kind, set()).add(recording.frames[t][y : y + high, x : x + wide].tobytes())
    assert all(len(seen) == 1 for seen in pictures.values())
    assert len(set.union(*pictures.values())) == len(pictures)


def test_made_up_words_are_new_and_the_passage_is_itself():
    made, known = text_pages.made_up(np.random.default_rng(0)), set(text_pages.PASSAGE.split())
    words = [next(made) for _ in range(300)]
    assert sum(word in known for word in words) < 150
    assert max(map(len, words)) <= text_pages.LONGEST
    read = text_pages.passage(np.random.default_rng(0))
    assert {next(read) for _ in range(300)} == known


def test_a_glyph_counts_only_as_its_sprites_usual_character(tmp_path):
    square = Sprite(name="square", rgba=np.full((8, 8, 4), 255, np.uint8))
    art = Art(size=(40, 30), sprites=(square,), backgrounds=(np.full((30, 40, 4), 255, np.uint8),))
    bundle = write_bundle(tmp_path / "bundle", art, [PlaneSpec((0, 0, 40, 30), 0, False, (0,))])
    placed = [Scene((), (Placement(0, 0, 0), Placement(0, 20, 0), Placement(0, 20, 20)))]
    rows = [(5, 0, 0, 0, 8, 8), (5, 0, 21, 0, 8, 8), (5, 1, 20, 20, 8, 8), (5, 1, 0, 20, 8, 8)]
    found = score(bundle, Scenes.of(placed), Truth(np.array(rows, np.int32), None, ("a", "b")), first=5)
    assert (found.glyph_recall, found.box_recall, found.box_precision) == (0.5, 0.75, 1.0)


def test_the_ablations_differ_from_the_full_model_in_one_thing():
    models = floating.models(floating.Settings(minutes=3.0))
    full = models["full model"].changes
    differing = {name: {k for k, v in model.changes.items() if full.get(k) != v} for name, model in models.items()}
    assert differing["k / 2"] == differing["2 k"] == {"k"}
    assert (models["k / 2"].changes["k"], models["2 k"].changes["k"]) == (8, 32)
    assert differing["five sprites"] == {"sprites"}
    assert differing["no layer norm"] == {"layer_norm"}
    assert {model.minutes for model in models.values()} == {3.0}


def test_a_model_is_asked_for_as_a_person_would():
    model = Model(changes={"k": 16, "revive": "yes"}, steps=5)
    words = ["--preset", "paper", "--set", "k=16", "--set", "revive=yes", "--steps", "5"]
    assert [str(word) for word in model.words] == words


def test_a_photograph_is_put_together_from_its_crops(tmp_path):
    art = Art(size=(128, 128), backgrounds=(np.full((128, 128, 4), (9, 8, 7, 255), np.uint8),))
    bundle = write_bundle(tmp_path / "bundle", art, [PlaneSpec((0, 0, 128, 128), 0, False, (0,))])
    assert (again(bundle) == (9, 8, 7)).all()


def test_curves_are_drawn_of_the_rows_that_have_them():
    steps = [[step, 10 + step / 50] for step in range(0, 500, 10)]
    rows = [
        {"model": "blank", "psnr_db": 15.0},
        {"model": "long", "curve": steps},
        {"model": "short", "curve": steps[:3]},
    ]
    settings = curves.Settings(rows=Path("-"), out=Path("-"), level="blank")
    (axes,) = curves.picture(rows, settings).axes
    level, long, short = axes.lines
    assert list(level.get_ydata()) == [15.0, 15.0]
    assert [len(line.get_xdata()) for line in (long, short)] == [len(steps) - curves.SMOOTHED + 1, 1]
    np.testing.assert_allclose(short.get_xydata(), [[10, 10.2]])


def test_dictionaries_stand_side_by_side_under_their_titles():
    one, two = [disc(3), disc(4)], [disc(6)]
    whole = dictionaries.picture({"one": one, "two": two}, cell_px=33, columns=2)
    first, second = (grid(sprites, 15, 2, 33 // 15) for sprites in (one, two))
    top, margin = dictionaries.TITLE_PX + 2 * dictionaries.MARGIN_PX, dictionaries.MARGIN_PX
    np.testing.assert_array_equal(whole[top : top + first.shape[0], margin : margin + first.shape[1]], first)
    left = 2 * margin + first.shape[1]
    np.testing.assert_array_equal(whole[top : top + second.shape[0], left : left + second.shape[1]], second)
