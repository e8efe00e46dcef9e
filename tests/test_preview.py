"""The preview: three panels, exact pixels, in real time."""

import numpy as np
import pytest
from PIL import Image

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import SizeError
from spritelift_runtime.preview import ZOOM, corner, write_preview
from spritelift_runtime.scene import Placement, Plane, Scene

SIZE = (40, 24)


@pytest.fixture
def art():
    dot = np.zeros((4, 4, 4), np.uint8)
    dot[...] = (250, 60, 20, 255)
    meadow = np.full((24, 40, 4), 255, np.uint8)
    meadow[..., :3] = (20, 120, 40)
    return Art(size=SIZE, sprites=(Sprite(name="dot", rgba=dot),), backgrounds=(meadow,))


def walk(frames):
    plane = Plane(picture=0, clip=(0, 0, *SIZE))
    return [Scene((plane,), (Placement(0, x % 30, 8),)) for x in range(frames)]


def panel(picture, index):
    x, y = corner(index, SIZE)
    return picture[y : y + SIZE[1] * ZOOM : ZOOM, x : x + SIZE[0] * ZOOM : ZOOM]


def test_a_preview_shows_the_frame_the_reconstruction_and_the_sprites_exactly(art, tmp_path):
    scenes = walk(9)
    frames = np.stack([compose(scene, art) for scene in scenes])
    frames[:, 0, 0] = (1, 2, 3)  # so that the recorded panel is not the rebuilt one
    write_preview(tmp_path / "p.gif", frames, scenes, art, fps=60)
    with Image.open(tmp_path / "p.gif") as gif:
        assert gif.n_frames == 3
        gif.seek(2)
        picture = np.asarray(gif.convert("RGB"))
    assert np.array_equal(panel(picture, 0), frames[6])
    assert np.array_equal(panel(picture, 1), compose(scenes[6], art))
    alone = panel(picture, 2)
    assert (alone[8:12, 6:10] == (250, 60, 20)).all()
    assert not (alone == (20, 120, 40)).all(axis=2).any()


@pytest.mark.parametrize("fps", [60, 30, 10])
def test_a_preview_runs_at_the_speed_of_the_game(art, tmp_path, fps):
    scenes = walk(2 * fps)
    frames = np.stack([compose(scene, art) for scene in scenes])
    write_preview(tmp_path / "p.gif", frames, scenes, art, fps=fps)
    with Image.open(tmp_path / "p.gif") as gif:
        durations = []
        for i in range(gif.n_frames):
            gif.seek(i)
            durations.append(gif.info["duration"])
    assert sum(durations) == pytest.approx(2000, abs=50)


def test_a_preview_wants_one_scene_a_frame(art, tmp_path):
    with pytest.raises(SizeError, match="2 frames and 3 scenes"):
        write_preview(tmp_path / "p.gif", np.zeros((2, 24, 40, 3), np.uint8), walk(3), art, fps=60)
    assert list(tmp_path.iterdir()) == []
