"""The differentiable compositor against the runtime's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spritelift_runtime.compositor as runtime
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.blending import BLENDS
from spritelift_runtime.scene import Cut, Placement, Plane, Scene

torch = pytest.importorskip("torch")
from spritelift_trainer import compositor as trainer  # noqa: E402


def random_art(rng):
    def picture(high, wide):
        rgba = rng.integers(0, 256, (high, wide, 4), dtype=np.uint8)
        rgba[rng.random((high, wide)) < 0.3, 3] = 0
        rgba[rng.random((high, wide)) < 0.3, 3] = 255
        return rgba

    sprites = tuple(Sprite(name=f"s{i}", rgba=picture(*rng.integers(1, 9, 2))) for i in range(4))
    blend = BLENDS[int(rng.integers(len(BLENDS)))]
    return Art(size=(13, 11), sprites=sprites, backgrounds=(picture(7, 9), picture(20, 30)), blend=blend)


def random_scene(rng, art):
    planes = tuple(
        Plane(
            picture=int(rng.integers(2)),
            clip=(
                int(rng.integers(-2, 5)),
                int(rng.integers(-2, 5)),
                int(rng.integers(1, 14)),
                int(rng.integers(1, 12)),
            ),
            camera=(int(rng.integers(-5, 25)), int(rng.integers(-5, 25))),
            wrap=bool(rng.integers(2)),
            layer=int(rng.integers(3)),
        )
        for _ in range(3)
    )
    return Scene(planes, tuple(random_placement(rng, art) for _ in range(6)))


def random_placement(rng, art):
    sprite = int(rng.integers(len(art.sprites)))
    wide, high = art.sprites[sprite].size
    return Placement(
        sprite,
        int(rng.integers(-9, 14)),
        int(rng.integers(-9, 12)),
        layer=int(rng.integers(3)),
        flip_x=bool(rng.integers(2)),
        flip_y=bool(rng.integers(2)),
        cut=Cut(rng.random((high, wide)) < 0.7) if rng.random() < 0.3 else None,
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_hard_painting_in_torch_gives_the_runtimes_bytes(seed):
    rng = np.random.default_rng(seed)
    art = random_art(rng)
    scene = random_scene(rng, art)
    drawn = trainer.compose(scene, art).permute(1, 2, 0).numpy()
    assert np.array_equal(drawn, runtime.compose(scene, art))


@pytest.mark.parametrize("blend", BLENDS)
def test_the_hard_rules_agree_for_every_alpha_and_colour(blend):
    alpha, colour = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8), indexing="ij")
    rgba = np.stack([colour, 255 - colour, colour // 2, alpha], -1)
    for under in (0, 1, 100, 254, 255):
        canvas = np.full((256, 256, 3), under, np.uint8)
        painted = {"rounded": trainer.blend_hard, "pygame": trainer.blend_hard_as_pygame}[blend](
            torch.full((3, 256, 256), float(under)), torch.from_numpy(rgba).permute(2, 0, 1).float()
        )
        runtime.paste(canvas, rgba, 0, 0, blend)
        assert np.array_equal(painted.permute(1, 2, 0).numpy(), canvas)


def test_soft_painting_stays_within_a_level_of_hard_painting():
    rng = np.random.default_rng(3)
    art = random_art(rng)
    scene = Scene((), (random_placement(rng, art),))
    assert (trainer.compose(scene, art, hard=False) - trainer.compose(scene, art)).abs().max() <= 1


def test_straight_through_painting_has_hard_values_and_soft_gradients():
    rng = np.random.default_rng(0)
    picture = torch.from_numpy(rng.integers(0, 256, (1, 4, 3, 3))).float().requires_grad_()
    canvas = torch.from_numpy(rng.integers(0, 256, (3, 5, 5))).float()
    corners = torch.tensor([[3, -1]])
    hard = trainer.paint_all(canvas, picture, corners, trainer.blend_hard)
    through = trainer.paint_all(canvas, picture, corners, trainer.blend_straight_through)
    (soft_gradient,) = torch.autograd.grad(trainer.paint_all(canvas, picture, corners).sum(), picture)
    (gradient,) = torch.autograd.grad(through.sum(), picture)
    assert torch.equal(through.round(), hard)
    assert torch.allclose(gradient, soft_gradient)
    assert gradient[0, :, 1:, :2].abs().sum() > 0
    assert gradient[0, :, 0].abs().sum() == 0, "the part that falls off the canvas has no say"


def test_painting_leaves_the_canvas_it_was_given_alone():
    canvas = torch.zeros(3, 4, 4)
    trainer.paint(canvas, torch.full((4, 2, 2), 255.0), 1, 1, trainer.blend_hard)
    assert canvas.abs().sum() == 0
