"""Masks of chosen sprites: only what shows counts, names mean what people expect, and the command writes them."""

import json

import numpy as np
import pytest
from PIL import Image
from window_games import SIZE, tiny_art, tiny_scene, tiny_scenes

from spritelift.__main__ import main
from spritelift.arguments import range_of
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.segmenting import chosen, masks, overview, read_mask, telling_frames, write_masks

HERO, HERO_B, TILE = range(3)


def square(alpha=255, side=4):
    return Sprite(name=f"square_{alpha}", rgba=np.full((side, side, 4), (90, 90, 90, alpha), np.uint8))


def mask_of(art, sprites, *placements, planes=()):
    """What `masks` gives for one frame."""
    return next(masks(Scenes.of([Scene(planes, placements)]), art, sprites))


@pytest.fixture
def lifted(tmp_path):
    """A bundle of the tiny game, and ten frames of it."""
    plane = PlaneSpec(clip=(0, 0, *SIZE), layer=0, wrap=True, pictures=(0,))
    bundle = write_bundle(tmp_path / "bundle", tiny_art(), [plane])
    with Recording.create(tmp_path / "recording", size=SIZE, fps=60, source="tiny") as writer:
        for frame in range(10):
            writer.append(compose(tiny_scene(frame), tiny_art()))
    return str(bundle.path), str(tmp_path / "recording")


def test_a_mask_is_of_what_shows_and_not_of_what_others_cover():
    art = Art(size=(12, 8), sprites=(square(), square(254)))
    below, above = Placement(0, 1, 1, layer=1), Placement(1, 3, 2, layer=2)
    wanted = np.zeros((8, 12), bool)
    wanted[1:5, 1:5] = True
    wanted[2:6, 3:7] = False
    assert np.array_equal(mask_of(art, [0], below, above), wanted)
    assert mask_of(art, [1], below, above).sum() == 16
    assert mask_of(art, [0, 1], below, above).sum() == 16 + wanted.sum()


def test_a_plane_in_front_and_a_cut_take_their_part_away():
    ground = np.zeros((8, 12, 4), np.uint8)
    ground[:, :3] = 255
    art = Art(size=(12, 8), sprites=(square(),), backgrounds=(ground,))
    front = Plane(picture=0, clip=(0, 0, 12, 8), layer=5)
    assert mask_of(art, [0], Placement(0, 1, 1, layer=1), planes=(front,)).sum() == 8
    upper = Cut(np.arange(16).reshape(4, 4) < 8)
    assert mask_of(art, [0], Placement(0, 1, 1, cut=upper)).sum() == 8


def test_less_than_half_alpha_counts_only_where_the_whole_sprite_is_fainter():
    halo = np.full((1, 4, 4), 255, np.uint8)
    halo[0, :, 3] = (255, 128, 127, 0)
    art = Art(size=(12, 8), sprites=(Sprite(name="halo", rgba=halo), square(60)))
    assert mask_of(art, [0], Placement(0, 0, 0)).sum() == 2
    assert mask_of(art, [1], Placement(1, 0, 0)).sum() == 16


def test_inverted_masks_are_everything_else():
    for mask, rest in zip(
        masks(tiny_scenes(), tiny_art(), [HERO, TILE]),
        masks(tiny_scenes(), tiny_art(), [HERO, TILE], inverted=True),
        strict=True,
    ):
        assert np.array_equal(mask, ~rest)


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["tile"], {TILE}),
        (["hero*"], {HERO, HERO_B}),
        (["walk"], {HERO, HERO_B}),
        (["hero_?", "tile"], {HERO_B, TILE}),
        (["*"], {HERO, HERO_B, TILE}),
    ],
)
def test_names_globs_and_animations_mean_their_sprites(names, ids):
    assert chosen(names, tiny_art()) == ids


def test_a_name_with_brackets_means_itself():
    odd = Art(
        size=(4, 4), sprites=(Sprite(name="door[1]", rgba=square().rgba), Sprite(name="door1", rgba=square().rgba))
    )
    assert chosen(["door[1]"], odd) == {0, 1}
    assert chosen(["door1"], odd) == {1}


def test_unknown_names_are_answered_with_the_closest_known():
    with pytest.raises(ConfigError, match=r"'heroes' \(closest: hero, .*nor 'tiles' \(closest: tile,"):
        chosen(["heroes", "tile", "tiles"], tiny_art())
    with pytest.raises(ConfigError, match="has no sprites"):
        chosen(["hero"], Art(size=SIZE))


def test_masks_come_back_as_they_were_written_under_the_frames_numbers(tmp_path):
    found = list(masks(tiny_scenes(3), tiny_art(), [TILE]))
    sizes = write_masks(tmp_path, found, first=7)
    assert [mask.sum() for mask in found] == sizes.tolist()
    assert all(np.array_equal(read_mask(tmp_path, 7 + i), mask) for i, mask in enumerate(found))


def test_the_overview_shows_frames_in_which_something_was_chosen():
    sizes = np.zeros(100, np.int64)
    sizes[[5, 50, 98]] = 1
    assert telling_frames(sizes) == [5, 50, 98]
    assert telling_frames(np.ones(100)) == [0, 20, 40, 59, 79, 99]
    assert telling_frames(np.zeros(2)) == [0, 1]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_the_overview_dims_what_was_not_chosen(count):
    frame = np.full((8, 12, 3), 200, np.uint8)
    mask = np.zeros((8, 12), bool)
    mask[2, 3] = True
    picture = overview([frame] * count, [mask] * count)
    shares = {tuple(colour) for colour in picture.reshape(-1, 3).tolist()}
    assert shares == {(0, 0, 0), (70, 70, 70), (228, 120, 180)}


def test_the_command_writes_a_mask_a_frame_and_an_overview(lifted, tmp_path, capsys):
    words = ["segment", *lifted, "--sprites", "walk", "--out", str(tmp_path / "out"), "--frames", "2:6", "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["frames"], found["sprites"], found["frames_with_any"]) == (4, ["hero", "hero_b"], 4)
    with Image.open(tmp_path / "out" / "masks" / "000002.png") as picture:
        assert (picture.mode, picture.size, picture.getextrema()) == ("L", SIZE, (0, 255))
    for number, mask in zip(range(2, 6), masks(tiny_scenes()[2:6], tiny_art(), [HERO, HERO_B]), strict=True):
        assert np.array_equal(read_mask(tmp_path / "out", number), mask)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["masks", "overview.png"]


def test_the_command_inverts(lifted, tmp_path):
    for out, more in (("in", []), ("out", ["--invert"])):
        assert main(["segment", *lifted, "--sprites", "tile", "--out", str(tmp_path / out), *more]) == 0
    assert np.array_equal(read_mask(tmp_path / "in", 3), ~read_mask(tmp_path / "out", 3))


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ([], "Give at least one: --sprites NAME"),
        (["--sprites", "heros"], "closest: hero"),
        (["--sprites", "hero", "--frames", "20:30"], "Give A:B within 0:10"),
    ],
)
def test_what_cannot_be_segmented_leaves_no_folder(lifted, words, mend, tmp_path, capsys):
    assert main(["segment", *lifted, "--out", str(tmp_path / "out"), *words]) == 2
    assert mend in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_taken_folder_is_left_as_it_was(lifted, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert main(["segment", *lifted, "--sprites", "hero", "--out", str(tmp_path / "out")]) == 2
    assert "not empty. Choose another --out" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [(None, range(9)), ("2:5", range(2, 5)), (":5", range(5)), ("7:", range(7, 9)), ("3:99", range(3, 9))],
)
def test_a_range_of_frames_may_leave_out_either_end(words, numbers):
    assert range_of(words, 9) == numbers


@pytest.mark.parametrize("words", ["5", "a:b", "-3:4", "1:2:3", "5:5", "9:"])
def test_a_range_without_a_frame_says_what_would_do(words):
    with pytest.raises(ConfigError, match="0:9"):
        range_of(words, 9)
