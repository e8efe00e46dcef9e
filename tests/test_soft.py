"""Soft sprites: fading, turning, growing, half transparent; how they are drawn, found, and found again."""

from dataclasses import replace

import numpy as np
import pytest

from spritelift_runtime.art import Art, Soft, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose, rotated, scaled
from spritelift_runtime.fidelity import psnr_db
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.sheet import read_sheet, write_sheet
from spritelift_runtime.soft_weigh import Between, weigh
from spritelift_trainer.mining.blobs import Blob
from spritelift_trainer.mining.clip import read_clip
from spritelift_trainer.mining.drafts import Draft
from spritelift_trainer.mining.mine import mine_clip
from spritelift_trainer.mining.soft import SoftFound, worth_keeping
from spritelift_trainer.mining.soft_chains import is_changing

WIDE, HIGH, FRAMES = 72, 48, 48
PLANES = (Plane(picture=0, clip=(0, 0, WIDE, HIGH)),)


def ground() -> np.ndarray:
    """A texture of many colours."""
    y, x = np.mgrid[:HIGH, :WIDE]
    rgb = np.stack([60 + 2 * x % 80, 90 + 3 * y % 70, 120 + (x + y) % 60], -1)
    return np.dstack([rgb, np.full((HIGH, WIDE), 255)]).astype(np.uint8)


def two_colours() -> np.ndarray:
    picture = np.full((HIGH, WIDE, 4), (40, 60, 150, 255), np.uint8)
    picture[:, WIDE // 2 :] = (60, 120, 60, 255)
    return picture


def arrow(side: int = 14) -> np.ndarray:
    """A hard picture with shades, unlike itself at any other angle."""
    y, x = np.mgrid[:side, :side]
    rgba = np.zeros((side, side, 4), np.uint8)
    inside = (np.abs(x - side / 2 + 0.5) <= y / 2) & ((x < side / 2) | (y < 0.8 * side))
    shades = np.stack([250 - 6 * y, 200 - 9 * x, 40 + 8 * y], -1)
    rgba[inside] = np.dstack([shades, np.full((side, side), 255)])[inside]
    return rgba


def half(rgba: np.ndarray) -> np.ndarray:
    return (rgba * (1, 1, 1, 0.5)).astype(np.uint8)


def clip_of(rgba: np.ndarray, behind: np.ndarray, **options) -> tuple[Art, list[Scene]]:
    """One sprite that crosses the frame; each option is a function of the frame's number."""
    art = Art(size=(WIDE, HIGH), sprites=(Sprite(name="it", rgba=rgba),), backgrounds=(behind,))
    places = [
        Placement(0, 4 + t, 8 + abs(t % 24 - 12), layer=1, **{name: of(t) for name, of in options.items()})
        for t in range(FRAMES)
    ]
    return art, [Scene(PLANES, (place,)) for place in places]


def frames_of(art: Art, scenes: list[Scene]) -> np.ndarray:
    return np.stack([compose(scene, art) for scene in scenes])


def quality(frames: np.ndarray, scenes, art: Art) -> float:
    off = frames.astype(int) - np.stack([compose(scene, art) for scene in scenes])
    return psnr_db(float((off**2).mean()))


def mined(frames: np.ndarray):
    return mine_clip(read_clip([frames]), lambda _what, _done, _of: None)


CLIPS = {
    "fading": (arrow(), two_colours(), {"opacity": lambda t: round(256 - 200 * abs(np.sin(t / 9))) / 256}),
    "turning": (arrow(), ground(), {"angle": lambda t: 5.0 * t % 360}),
    "growing": (half(arrow()), ground(), {"scale": lambda t: (14 + abs(t % 24 - 12)) / 14}),
    "half transparent": (half(arrow()), ground(), {}),
}


@pytest.mark.parametrize("name", CLIPS)
def test_a_thing_that_changes_is_one_soft_sprite(name):
    rgba, behind, options = CLIPS[name]
    art, scenes = clip_of(rgba, behind, **options)
    frames = frames_of(art, scenes)
    lifted, _, found, notes = mined(frames)
    (sprite,) = [sprite for sprite in lifted.sprites if sprite.uses >= FRAMES // 2]
    assert notes
    assert sprite.soft is not None
    assert sprite.soft.turns == (name == "turning")
    assert (sprite.soft.scale[1] > 1.5 * sprite.soft.scale[0]) == (name == "growing")
    assert (sprite.soft.opacity[0] < 0.5) == (name == "fading")
    assert quality(frames, found, lifted) >= (40 if name == "growing" else 45)  # alpha and sizes at once: harder


def test_frames_never_seen_are_told_with_the_soft_sprite(tmp_path):
    rgba, behind, _ = CLIPS["turning"]
    art, scenes = clip_of(rgba, behind, angle=lambda t: (7.0 * t + 3) % 360)
    soft = replace(art.sprites[0], soft=Soft(turns=True))
    lifted = replace(art, sprites=(soft,))
    bundle = write_bundle(
        tmp_path / "bundle", lifted, (PlaneSpec(clip=(0, 0, WIDE, HIGH), layer=0, wrap=False, pictures=(0,)),)
    )
    frames = frames_of(art, scenes)
    found = bundle.decomposer()(frames)
    assert quality(frames, found, lifted) >= 50
    assert len(set(found.placements[:, 5].tolist())) == 1
    assert found.unexplained_px.tolist() == [
        int((compose(scene, lifted) != frame).any(axis=2).sum()) for scene, frame in zip(found, frames, strict=True)
    ]


@pytest.mark.parametrize("sides", [(18, 18), (17, 24), (9, 30)])
def test_pictures_turn_as_pygame_turns_them(sides):
    pygame = pytest.importorskip("pygame")
    rng = np.random.default_rng(0)
    rgba = rng.integers(1, 255, (sides[1], sides[0], 4), np.uint8)
    rgba[..., 3] = 255
    surface = pygame.image.frombuffer(rgba.tobytes(), sides, "RGBA")
    for angle in np.arange(1.0, 360.0, 13.0).tolist():
        theirs = pygame.transform.rotate(surface, angle)
        seen = np.frombuffer(pygame.image.tobytes(theirs, "RGBA"), np.uint8).reshape(*theirs.get_size()[::-1], 4)
        ours = rotated(rgba, angle)
        assert ours.shape == seen.shape
        unlike = (ours != seen).any(axis=2) & ((ours[..., 3] > 0) | (seen[..., 3] > 0))
        assert unlike.sum() <= 0.05 * sides[0] * sides[1]  # ties, which they break in fixed point


def test_quarter_turns_keep_every_pixel():
    assert np.array_equal(rotated(arrow(), 90.0), np.rot90(arrow()))
    assert np.array_equal(rotated(arrow(), 270.0), np.rot90(arrow(), 3))


def test_pictures_grow_as_pygame_scales_them():
    pygame = pytest.importorskip("pygame")
    surface = pygame.image.frombuffer(arrow().tobytes(), (14, 14), "RGBA")
    for side in (5, 14, 15, 20, 33):
        theirs = pygame.image.tobytes(pygame.transform.scale(surface, (side, side)), "RGBA")
        assert scaled(arrow(), side / 14).tobytes() == theirs


def test_the_opacity_that_fits_best_is_found():
    behind = np.ascontiguousarray(ground()[..., :3])
    art = Art(size=(WIDE, HIGH), sprites=(Sprite(name="it", rgba=arrow()),), backgrounds=(ground(),))
    frame = compose(Scene(PLANES, (Placement(0, 20, 10, layer=1, opacity=0.375),)), art)
    saved, left, opacity = weigh(frame, Between.nothing_before(behind), arrow(), 20, 10, 0.1, 1.0)
    assert opacity == pytest.approx(0.375, abs=1 / 128)
    assert saved > 20 * left


def test_what_stands_in_front_is_seen_through():
    behind = np.ascontiguousarray(ground()[..., :3])
    between = Between.nothing_before(behind)
    between.through[:] = 0.0
    between.over[:] = 77.0
    frame = np.full_like(behind, 77)
    assert weigh(frame, between, arrow(), 20, 10, 1.0, 1.0)[:2] == (0.0, 0.0)


def test_soft_sprites_come_back_from_a_sheet(tmp_path):
    soft = Soft(turns=True, scale=(0.5, 2.0), opacity=(0.25, 1.0))
    sprites = (Sprite(name="a", rgba=arrow()), Sprite(name="b", rgba=arrow(), soft=soft))
    write_sheet(tmp_path, sprites)
    assert [sprite.soft for sprite in read_sheet(tmp_path)] == [None, soft]


def test_soft_sprites_come_back_from_a_draft():
    soft = SoftFound((Sprite(name="", rgba=arrow(), soft=Soft(scale=(1.0, 2.0))),), changing=True)
    again = Draft.of_bytes(Draft(soft=soft).to_bytes([["play", 0, 9]]), [["play", 0, 9]])
    assert again is not None
    assert again.soft.changing
    assert [sprite.soft for sprite in again.soft.sprites] == [Soft(scale=(1.0, 2.0))]


def shape(seed: int, runs: int) -> Blob:
    colours = np.random.default_rng(seed).integers(0, 1 << 24, (6, 6)).astype(np.int32)
    return Blob(colours, np.ones((6, 6), bool), False, (0, 4, 4), frames=runs, runs=runs, births=1)


def test_shapes_that_never_come_again_are_no_candidates_where_most_are_such():
    blobs = [*(shape(i, 1) for i in range(9)), shape(9, 4)]
    assert is_changing(blobs, 1000)
    assert not is_changing(blobs, 256)
    clip = read_clip([np.zeros((2, HIGH, WIDE, 3), np.uint8)])
    assert worth_keeping(blobs, SoftFound(changing=True), clip, None) == [blobs[-1]]


def test_a_clip_whose_shapes_come_again_keeps_every_candidate():
    blobs = [shape(0, 1), *(shape(i, 40) for i in range(1, 4))]
    assert not is_changing(blobs, 1000)
    assert worth_keeping(blobs, SoftFound(), read_clip([np.zeros((2, HIGH, WIDE, 3), np.uint8)]), None) == blobs
