"""Truth files, and truth made from scenes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import FormatError, MissingError
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.truth import Truth


def block(colour, width, height, holes=False):
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[...] = (*colour, 255)
    if holes:
        rgba[::2, ::2, 3] = 0
    return rgba


def art():
    curtain = np.zeros((12, 16, 4), np.uint8)
    curtain[:, :8] = (1, 1, 1, 255)
    return Art(
        size=(16, 12),
        sprites=(
            Sprite(name="red", rgba=block((255, 0, 0), 4, 3)),
            Sprite(name="green", rgba=block((0, 255, 0), 5, 6, holes=True)),
        ),
        backgrounds=(curtain,),
    )


PLACEMENTS = st.builds(
    Placement,
    st.integers(0, 1),
    st.integers(-6, 18),
    st.integers(-6, 14),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    scale=st.sampled_from([1.0, 1.0, 2.0]),
)


@settings(max_examples=60, deadline=None)
@given(placements=st.lists(PLACEMENTS, max_size=6), layer=st.integers(0, 4))
def test_segments_say_who_painted_each_pixel(placements, layer):
    plane = Plane(picture=0, clip=(0, 0, 16, 12), layer=layer)
    scene = Scene((plane,), tuple(placements))
    truth = Truth.of_scenes([scene], art())
    # Each placement alone in its own colour: the true painter says which number shows.
    numbered = art()
    sprites = []
    for i, placement in enumerate(placements):
        rgba = numbered.sprites[placement.sprite].rgba.copy()
        rgba[..., :3] = i + 1
        sprites.append(Sprite(name=str(i), rgba=rgba))
    own = tuple(replace(placement, sprite=i) for i, placement in enumerate(placements))
    black = (np.concatenate([numbered.backgrounds[0][..., :3] * 0, numbered.backgrounds[0][..., 3:]], 2),)
    drawn = compose(Scene((plane,), own), Art(size=(16, 12), sprites=tuple(sprites), backgrounds=black))
    assert np.array_equal(truth.segments[0], drawn[..., 0])


def test_boxes_are_the_pictures_as_drawn():
    scene = Scene((), (Placement(0, 2, 1), Placement(1, -3, 4, flip_x=True), Placement(0, 5, 5, scale=2.0)))
    truth = Truth.of_scenes([Scene(), scene], art())
    assert truth.boxes(0).tolist() == []
    assert truth.boxes(1).tolist() == [[0, 2, 1, 4, 3], [1, -3, 4, 5, 6], [0, 3, 3, 8, 6]]
    assert truth.placements[:, 0].tolist() == [1, 1, 1]
    assert truth.class_names == ("red", "green")


def test_only_the_part_that_a_cut_leaves_is_seen():
    mask = np.zeros((3, 4), bool)
    mask[1, 2] = True
    truth = Truth.of_scenes([Scene((), (Placement(0, 2, 1, cut=Cut(mask)),))], art())
    assert np.argwhere(truth.segments[0]).tolist() == [[2, 4]]
    assert truth.boxes(0).tolist() == [[0, 4, 2, 1, 1]]


def test_the_box_of_a_flipped_cut_is_where_it_shows():
    mask = np.zeros((3, 4), bool)
    mask[:2, 0] = True
    truth = Truth.of_scenes([Scene((), (Placement(0, 2, 1, flip_x=True, flip_y=True, cut=Cut(mask)),))], art())
    assert truth.boxes(0).tolist() == [[0, 5, 2, 1, 2]]


def test_the_box_of_what_another_covers_stays_whole():
    truth = Truth.of_scenes([Scene((), (Placement(0, 2, 1), Placement(0, 4, 1)))], art())
    assert truth.boxes(0).tolist() == [[0, 2, 1, 4, 3], [0, 4, 1, 4, 3]]


def test_truth_read_back_is_the_truth_written(tmp_path):
    truth = Truth.of_scenes(Scenes.of([Scene((), (Placement(0, 2, 1),)), Scene((), (Placement(1, 0, 0),))]), art())
    truth.save(tmp_path / "truth.npz")
    again = Truth.load(tmp_path / "truth.npz")
    assert np.array_equal(again.placements, truth.placements)
    assert np.array_equal(again.segments, truth.segments)
    assert again.class_names == truth.class_names


def test_truth_without_segments_stays_without(tmp_path):
    Truth(np.array([[0, 0, 1, 2, 3, 4]], np.int32), None, ("thing",)).save(tmp_path / "t.npz")
    assert Truth.load(tmp_path / "t.npz").segments is None


def test_shared_data_with_frames_and_small_segments_is_read(tmp_path):
    placements = np.array([[1, 2, 5, 6, 15, 15], [0, 0, 1, 1, 15, 15]], np.int32)
    frames, actions = np.zeros((2, 20, 20, 3), np.uint8), np.zeros(2, np.int16)
    segments = np.ones((2, 20, 20), np.uint8)
    np.savez(tmp_path / "t.npz", frames=frames, actions=actions, placements=placements, segments=segments)
    truth = Truth.load(tmp_path / "t.npz")
    assert truth.boxes(0).tolist() == [[0, 1, 1, 15, 15]]
    assert truth.segments.dtype == np.uint16
    assert truth.class_names == ("0", "1", "2")


def test_files_that_are_no_truth_say_what_is_wrong(tmp_path):
    with pytest.raises(MissingError, match="is missing"):
        Truth.load(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK no zip")
    with pytest.raises(FormatError, match=r"bad\.npz is not truth"):
        Truth.load(tmp_path / "bad.npz")
    np.savez(tmp_path / "other.npz", placements=np.zeros((3, 4), np.int32))
    with pytest.raises(FormatError, match=r"other\.npz: placements are of shape \[3, 4\]"):
        Truth.load(tmp_path / "other.npz")
