"""The stream behind bytes_per_frame: everything in it comes back."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.codec import Residual, frames_of, pack, unpack
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track

RNG = np.random.default_rng(0)
ART = Art(
    size=(24, 18),
    sprites=tuple(Sprite(name=f"s{i}", rgba=RNG.integers(0, 256, (3 + i, 5, 4), dtype=np.uint8)) for i in range(3)),
    backgrounds=(RNG.integers(0, 256, (18, 40, 4), dtype=np.uint8),),
)
HALF_CUT = Cut(np.arange(15).reshape(3, 5) % 2 == 0)
PLACEMENTS = st.builds(
    Placement,
    st.integers(0, 2),
    st.integers(-9, 30),
    st.integers(-9, 30),
    st.integers(-2, 3),
    st.booleans(),
    st.booleans(),
    st.integers(-1, 4),
    st.booleans(),
    angle=st.sampled_from([0.0, 0.0, 0.0, 12.25]),
    tint=st.sampled_from([None, None, None, (1, 2, 250)]),
) | st.builds(Placement, st.just(0), st.integers(0, 9), st.integers(0, 9), cut=st.just(HALF_CUT))
PLANES = st.builds(
    Plane,
    picture=st.just(0),
    clip=st.just((0, 0, 24, 18)),
    camera=st.tuples(st.integers(-9, 30), st.integers(-9, 9)),
    wrap=st.booleans(),
    layer=st.integers(-1, 1),
)
SCENES = st.lists(
    st.builds(Scene, st.lists(PLANES, max_size=2).map(tuple), st.lists(PLACEMENTS, max_size=6).map(tuple)),
    min_size=1,
    max_size=5,
)


def composed_of(scenes, art):
    return np.stack([compose(scene, art) for scene in scenes])


@settings(max_examples=60, deadline=None)
@given(scenes=SCENES)
def test_scenes_come_back_but_for_their_tracks(scenes):
    composed = composed_of(scenes, ART)
    again, art, _ = unpack(pack(Scenes.of(scenes), ART, Residual.of(composed, composed)))
    untracked = [Scene(scene.planes, tuple(replace(p, track=-1) for p in scene.placements)) for scene in scenes]
    assert list(again) == untracked
    assert np.array_equal(composed_of(again, art), composed)


@settings(max_examples=30, deadline=None)
@given(scenes=SCENES, seed=st.integers(0, 99), share=st.sampled_from([0.0, 0.02, 1.0]))
def test_frames_that_scenes_get_wrong_come_back_bit_for_bit(scenes, seed, share):
    rng = np.random.default_rng(seed)
    composed = composed_of(scenes, ART)
    noise = rng.integers(0, 256, composed.shape, dtype=np.uint8)
    frames = np.where(rng.random(composed.shape[:3])[..., None] < share, noise, composed)
    packed = pack(Scenes.of(scenes), ART, Residual.of(frames, composed))
    assert np.array_equal(np.stack(list(frames_of(packed))), frames)


def test_things_that_move_on_cost_next_to_nothing():
    def bytes_of(frames):
        scenes = track(
            Scenes.of(
                Scene((), tuple(Placement(i % 3, (i * 37 + t) % 300, i % 90) for i in range(40))) for t in range(frames)
            ),
            ART,
        )
        composed = composed_of(scenes, ART)
        return len(pack(scenes, ART, Residual.of(composed, composed)))

    assert (bytes_of(150) - bytes_of(50)) / 100 < 4


def test_no_frames_and_no_art_are_a_stream_too():
    nothing = np.zeros((0, 18, 24, 3), np.uint8)
    packed = pack(Scenes.of([]), Art(size=(24, 18)), Residual.of(nothing, nothing))
    assert list(frames_of(packed)) == []
