"""Frames kept compressed: what goes in comes out, however it is asked for."""

import numpy as np
import pytest

from spritelift_trainer.mining.clip import read_clip
from spritelift_trainer.mining.stack import CHUNK, Stack

FRAMES, HIGH, WIDE = 3 * CHUNK + 3, 12, 10


def moving(largest: int = 9) -> np.ndarray:
    """Frames in which a little changes from one to the next."""
    rng = np.random.default_rng(0)
    ids = np.repeat(rng.integers(0, largest + 1, (1, HIGH, WIDE)), FRAMES, axis=0)
    ids[np.arange(FRAMES), 3, np.arange(FRAMES) % WIDE] = largest
    return ids.astype(np.uint16)


@pytest.mark.parametrize("raw_bytes", [0, 2 * CHUNK * HIGH * WIDE, 1 << 20])
@pytest.mark.parametrize("largest", [9, 700])
def test_every_frame_comes_back_as_it_was(raw_bytes, largest):
    ids = moving(largest)
    stack = Stack.of(np.array_split(ids, [5, 6, 20]), raw_bytes)
    assert stack.shape == ids.shape
    assert all(np.array_equal(stack[t], ids[t]) for t in np.random.default_rng(1).permutation(FRAMES))


def test_it_is_indexed_like_an_array():
    ids = moving()
    stack = Stack.of([ids], 0)
    some = np.array([20, 3, 3, 11])
    assert np.array_equal(stack[some], ids[some])
    assert np.array_equal(stack[-1], ids[-1])
    assert np.array_equal(stack[4:9, 2:7], ids[4:9, 2:7])
    assert np.array_equal(stack[7, 2:7], ids[7, 2:7])
    assert np.array_equal(stack.rows(2, 7)[7], ids[7, 2:7])


def test_frames_that_hardly_change_take_a_fraction_of_their_size():
    ids = np.repeat(moving()[:, :, :1], 80, axis=2)
    assert Stack.of([ids], 0).nbytes < Stack.of([ids], 1 << 20).nbytes / 8


def test_what_is_returned_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        Stack.of([moving()], 0)[0][0, 0] = 1


def test_more_colours_than_one_byte_counts_still_come_back():
    colours = np.random.default_rng(2).integers(0, 256, (FRAMES, HIGH, WIDE, 3), dtype=np.uint8)
    clip = read_clip(np.array_split(colours, 3), raw_bytes=0)
    red, green, blue = (colours[..., i].astype(np.int32) for i in range(3))
    assert all(np.array_equal(clip.frame(t), (red | green << 8 | blue << 16)[t]) for t in range(FRAMES))
