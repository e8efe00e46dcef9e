"""Sprite sheets: packing, writing, reading, repainting."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from spritelift_runtime.art import Sprite
from spritelift_runtime.errors import FormatError, MissingError, SizeError
from spritelift_runtime.packing import PADDING_PX, pack
from spritelift_runtime.sheet import read_sheet, write_sheet

SIZES = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=40)


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)


def some_sprites():
    return [
        Sprite(name="hero/walk 0", rgba=noise(12, 16, 1), animation="walk", duration_ms=80, uses=40),
        Sprite(name="hero/walk 1", rgba=noise(12, 15, 2), animation="walk", duration_ms=120, uses=3, flips=(0, 1)),
        Sprite(name="7", rgba=noise(1, 1, 3), grid=(8, 6, 3, 0), variant_of="hero/walk 0"),
        Sprite(name="münze ✦", rgba=noise(5, 30, 4), uses=2),
    ]


@settings(max_examples=60, deadline=None)
@given(sizes=SIZES)
def test_packed_boxes_keep_apart_and_inside(sizes):
    packing = pack(sizes)
    taken = np.zeros((packing.size[1] + PADDING_PX, packing.size[0] + PADDING_PX), int)
    for (width, height), (x, y) in zip(sizes, packing.corners, strict=True):
        assert x >= PADDING_PX
        assert y >= PADDING_PX
        assert x + width <= packing.size[0]
        assert y + height <= packing.size[1]
        taken[y : y + height + PADDING_PX, x : x + width + PADDING_PX] += 1
    assert taken.max() == 1


def test_three_hundred_boxes_fill_at_least_four_fifths_of_their_sheet():
    rng = np.random.default_rng(0)
    sizes = [(int(w), int(h)) for w, h in rng.integers(3, 30, (300, 2))]
    packing = pack(sizes)
    padded = sum((w + PADDING_PX) * (h + PADDING_PX) for w, h in sizes)
    assert padded / (packing.size[0] * packing.size[1]) > 0.8


def test_a_sheet_read_back_is_the_sprites_it_was_made_of(tmp_path):
    write_sheet(tmp_path, some_sprites())
    for wrote, read in zip(some_sprites(), read_sheet(tmp_path), strict=True):
        assert np.array_equal(read.rgba, wrote.rgba)
        assert {**vars(read), "rgba": 0} == {**vars(wrote), "rgba": 0}


@settings(max_examples=25, deadline=None)
@given(sizes=SIZES, seed=st.integers(0, 99), words=st.lists(st.text(max_size=5), min_size=1, max_size=5, unique=True))
def test_any_sprites_and_names_survive(tmp_path_factory, sizes, seed, words):
    folder = tmp_path_factory.mktemp("sheet")
    sprites = [
        Sprite(name=word, rgba=noise(*size, seed + i)) for i, (word, size) in enumerate(zip(words, sizes, strict=False))
    ]
    write_sheet(folder, sprites)
    again = read_sheet(folder)
    assert [s.name for s in again] == [s.name for s in sprites]
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(again, sprites, strict=True))


def test_the_same_sprites_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_sheet(tmp_path / name, some_sprites())
    for file in ("sprites.png", "sprites.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_an_empty_dictionary_is_a_sheet_too(tmp_path):
    write_sheet(tmp_path, [])
    assert read_sheet(tmp_path) == ()


def test_the_json_has_every_field_that_phaser_and_pixijs_ask_for(tmp_path):
    write_sheet(tmp_path, some_sprites())
    layout = json.loads((tmp_path / "sprites.json").read_text())
    frame = layout["frames"]["hero/walk 0"]
    assert frame["frame"].keys() == {"x", "y", "w", "h"}
    assert (frame["rotated"], frame["trimmed"]) == (False, False)
    assert frame["spriteSourceSize"] == {"x": 0, "y": 0, "w": 12, "h": 16}
    assert frame["sourceSize"] == {"w": 12, "h": 16}
    assert frame["pivot"] == {"x": 0.5, "y": 0.5}
    assert layout["animations"] == {"walk": ["hero/walk 0", "hero/walk 1"]}
    with Image.open(tmp_path / layout["meta"]["image"]) as picture:
        assert (picture.mode, picture.size) == ("RGBA", tuple(layout["meta"]["size"].values()))


def test_a_repainted_picture_of_the_same_size_is_read(tmp_path):
    write_sheet(tmp_path, some_sprites())
    with Image.open(tmp_path / "sprites.png") as picture:
        size = picture.size
    Image.new("RGB", size, (9, 8, 7)).save(tmp_path / "sprites.png")
    assert all((sprite.rgba == (9, 8, 7, 255)).all() for sprite in read_sheet(tmp_path))


def test_a_sheet_of_another_size_names_both_sizes(tmp_path):
    write_sheet(tmp_path, some_sprites()[2:3])
    Image.new("RGBA", (64, 32)).save(tmp_path / "sprites.png")
    with pytest.raises(FormatError, match=r"64x32 px.*Save it at 3x3 px|64x32 px.*Save it at 2x2 px"):
        read_sheet(tmp_path)


def test_two_sprites_of_one_name_are_refused_with_a_free_name(tmp_path):
    twins = [Sprite(name="coin", rgba=noise(2, 2)), Sprite(name="coin", rgba=noise(3, 3))]
    with pytest.raises(FormatError, match="Rename one, to 'coin_2'"):
        write_sheet(tmp_path, twins)
    assert not list(tmp_path.iterdir())


def test_a_sprite_without_pixels_is_refused(tmp_path):
    with pytest.raises(SizeError, match="Leave empty sprites out"):
        write_sheet(tmp_path, [Sprite(name="air", rgba=np.zeros((0, 3, 4), np.uint8))])


def spoilt(tmp_path, change):
    write_sheet(tmp_path, some_sprites())
    layout = json.loads((tmp_path / "sprites.json").read_text())
    change(layout)
    (tmp_path / "sprites.json").write_text(json.dumps(layout))
    return tmp_path


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        (lambda j: j["frames"]["7"]["frame"].update(x=900), "'7' lies at 900,"),
        (lambda j: j["frames"]["7"].update(rotated=True), "without rotation"),
        (lambda j: j["frames"]["7"].pop("frame"), "'7' has no whole frame"),
        (lambda j: j["frames"].pop("7"), "name different sprites"),
        (lambda j: j["meta"]["spritelift"]["uses"].pop(), "columns differ in length"),
        (lambda j: j.update(frames=[]), "as a JSON hash"),
    ],
)
def test_a_broken_layout_says_which_sprite_and_what_is_wrong(tmp_path, change, mend):
    with pytest.raises(FormatError, match=mend):
        read_sheet(spoilt(tmp_path, change))


def test_a_missing_or_broken_picture_is_named(tmp_path):
    write_sheet(tmp_path, some_sprites())
    (tmp_path / "sprites.png").write_bytes(b"no picture")
    with pytest.raises(FormatError, match=r"sprites\.png can't be read as a picture"):
        read_sheet(tmp_path)
    (tmp_path / "sprites.png").unlink()
    with pytest.raises(MissingError, match=r"sprites\.png is missing"):
        read_sheet(tmp_path)
