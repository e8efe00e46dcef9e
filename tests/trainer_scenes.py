"""Little games for the trainer's tests: random sprites on a background, with their mined explanation known."""

import numpy as np

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.compositor import compose
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.mining.mined import Mined

SIZE = (48, 40)


def noise(rng, wide, high, alpha=255):
    return np.dstack([rng.integers(0, 256, (high, wide, 3), dtype=np.uint8), np.full((high, wide), alpha, np.uint8)])


def art_of(rng, sprites=3, world=SIZE):
    made = tuple(Sprite(name=f"s{i}", rgba=noise(rng, 5 + i, 6)) for i in range(sprites))
    return Art(size=SIZE, sprites=made, backgrounds=(noise(rng, *world),))


def still_scenes(rng, art, frames, placed=3):
    plane = Plane(picture=0, clip=(0, 0, *art.size))
    return Scenes.of(Scene((plane,), random_placements(rng, art, placed)) for _ in range(frames))


def random_placements(rng, art, count):
    if not art.sprites:
        return ()
    return tuple(
        Placement(
            int(rng.integers(len(art.sprites))),
            int(rng.integers(-2, art.size[0] - 4)),
            int(rng.integers(-2, art.size[1] - 4)),
            flip_x=bool(rng.integers(2)),
        )
        for _ in range(count)
    )


def frames_of(scenes, art):
    return np.stack([compose(scene, art) for scene in scenes])


def recorded(path, frames):
    with Recording.create(path, size=(frames.shape[2], frames.shape[1]), fps=60, source="test") as recording:
        for frame in frames:
            recording.append(frame, action=0, reward=0.0, terminated=False, truncated=False)
    return Recording.open(path)


def mined_of(art, scenes):
    plane = PlaneSpec(clip=(0, 0, *art.size), layer=0, wrap=False, pictures=(0,))
    return Mined(art=art, planes=(plane,), scenes=scenes, frames=tuple((0, i) for i in range(len(scenes))))


def known_game(path, monkeypatch, frames):
    """A recording, written to `path`, whose mined explanation is known: `mine` answers with the true scenes."""
    rng = np.random.default_rng(1)
    art = art_of(rng)
    scenes = still_scenes(rng, art, frames)

    def mine(_recordings, ranges, _progress=None, **_):
        return mined_of(art, scenes[: ranges[0][1]])

    monkeypatch.setattr("spritelift_trainer.train.mine", mine)
    return recorded(path, frames_of(scenes, art))
