"""The MarioNette model: it draws what its paper says, as the slow reference does, and keeps its promises."""

import marionette_reference as reference
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta
from torch.nn.functional import one_hot

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.marionette import shifts as shifts_module
from spritelift_trainer.marionette.background import SolidBackground, Texture, solid_colour
from spritelift_trainer.marionette.deciding import Readout, decided
from spritelift_trainer.marionette.losses import BETA_WEIGHT, beta_prior, reconstruction
from spritelift_trainer.marionette.model import MarioNette
from spritelift_trainer.marionette.partial import KnownParts, PartialConv
from spritelift_trainer.marionette.placing import (
    fixed_order,
    hard,
    layer_by_tensors,
    layer_of,
    moved,
    over,
    random_order,
)
from spritelift_trainer.marionette.shape import Shape

GAP = 1e-8
"""Most that the fast model may differ from the reference, of the largest value compared."""


def tiny(**told) -> Shape:
    return Shape(**{"size": (16, 16), "k": 8, "sprites": 5, "dim": 24, "width": 16} | told)


# Each with the size of its texture, or None for one colour. 16x16 and 20x12 are whole cells of 4 px, the others aren't.
CASES = {
    "whole cells": (tiny(), None),
    "wide, three layers": (tiny(size=(20, 12), layers=3), None),
    "padded, two convolutions": (tiny(size=(13, 9), convolutions=2), None),
    "one layer, not normalised": (tiny(size=(18, 10), layers=1, layer_norm=False), None),
    "larger sprites": (tiny(size=(19, 18), k=16, layers=1), None),
    "shared": (tiny(size=(13, 10), layers=3, convolutions=2, shifts="shared"), None),
    "shared, not normalised": (tiny(layers=1, shifts="shared", layer_norm=False), None),
    "scrolling texture": (tiny(size=(13, 10), shifts="shared"), (16, 15)),
    "texture that scrolls across": (tiny(size=(12, 9), layers=1), (17, 9)),
}


def model_of(shape: Shape, texture: tuple[int, int] | None = None, seed: int = 0) -> MarioNette:
    """No parameter is 0 or 1 throughout, as biases and scales of new networks are."""
    torch.manual_seed(seed)
    behind = Texture(shape, texture) if texture else SolidBackground(np.array([0.2, 0.5, 0.9]))
    model = MarioNette(shape, behind)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
    return model


def frames_of(shape: Shape, n: int = 2) -> torch.Tensor:
    return torch.rand(n, 3, shape.size[1], shape.size[0], generator=torch.Generator().manual_seed(1))


# Of the module, so that both tests of a case run one after the other and draw it once.
@pytest.fixture(scope="module", params=CASES)
def both_ways(request):
    """Fast and reference: (frames and probabilities, gradients of the loss by parameter) of each."""
    shape, texture = CASES[request.param]
    model = model_of(shape, texture).double()
    frames = frames_of(shape).double()
    order = random_order(len(frames), shape, torch.device("cpu"))
    parameters = dict(model.named_parameters())
    fast = model(frames, order)
    fast_loss = reconstruction(fast.frames, frames) + BETA_WEIGHT * beta_prior(fast.decisions)
    slow = reference.draw(frames, order, parameters | dict(model.named_buffers()), shape)
    losses = (fast_loss, reference.loss(slow, frames))
    gradients = [
        dict(zip(parameters, torch.autograd.grad(loss, [*parameters.values()]), strict=True)) for loss in losses
    ]
    return (fast, slow), gradients


def gap(fast: torch.Tensor, slow: torch.Tensor) -> float:
    """Largest difference, of the largest value; tensors of other sizes are nowhere near."""
    fast, slow = fast.detach(), slow.detach()
    return float((fast - slow).abs().max() / slow.abs().max()) if fast.shape == slow.shape else float("inf")


def test_frames_and_probabilities_are_the_papers(both_ways):
    (fast, slow), _ = both_ways
    told = {part: gap(getattr(fast, part), getattr(slow, part)) for part in ("frames", "switch", "scores", "shifts")}
    told |= {f"place {i}": gap(*pair) for i, pair in enumerate(zip(fast.background, slow.background, strict=True))}
    assert {part: off for part, off in told.items() if not off < GAP} == {}


def test_every_parameter_has_the_gradient_that_the_paper_gives_it(both_ways):
    _, (fast, slow) = both_ways
    told = {parameter: gap(fast[parameter], slow[parameter]) for parameter in slow}
    assert {parameter: off for parameter, off in told.items() if not off < GAP} == {}


# Networks


def test_a_partial_convolution_that_averages_leaves_one_colour_alone_whatever_is_missing():
    mask = torch.zeros(1, 1, 8, 12)
    mask[..., :5, :7] = 1
    for stride in (1, 2):
        conv = PartialConv(1, 1, stride)
        torch.nn.init.constant_(conv.conv.weight, 1 / 9)
        torch.nn.init.zeros_(conv.conv.bias)
        (known,) = KnownParts(mask, [stride])
        seen = known.after().expand(1, 1, 8 // stride, 12 // stride)
        missing = torch.rand(1, 1, 8, 12)
        assert torch.allclose(conv(torch.where(mask > 0, 0.6, missing), known), 0.6 * seen)


@pytest.mark.parametrize("told", ["crop", "shared"])
def test_what_is_in_the_padding_changes_nothing(told):
    shape = tiny(size=(13, 10), shifts=told, convolutions=2)
    model, frames = model_of(shape), frames_of(shape)
    order = fixed_order(2, shape, torch.device("cpu"))
    with torch.no_grad():
        black = model(frames, order)
        noise = torch.rand(2, 3, *shape.padded)
        noise[..., :10, :13] = frames
        model.encoder.padded = lambda _: noise
        noisy = model(frames, order)
    assert torch.equal(noisy.shifts, black.shifts)
    assert torch.equal(noisy.frames, black.frames)


@settings(max_examples=12)
@given(width=st.integers(8, 21), height=st.integers(8, 21), told=st.sampled_from(["crop", "shared"]))
def test_frames_of_any_size_keep_it(width, height, told):
    shape = tiny(size=(width, height), layers=1, shifts=told)
    with torch.no_grad():
        drawn = model_of(shape)(frames_of(shape, 1))
    assert drawn.frames.shape == (1, 3, height, width)
    assert 0 <= drawn.frames.min() <= drawn.frames.max() <= 1
    assert drawn.shifts.shape == (1, 1, shape.anchors, 2, 9)


def test_crops_that_go_through_the_network_a_few_at_a_time_tell_the_same(monkeypatch):
    shape = tiny(size=(18, 10))
    model, frames = model_of(shape).double(), frames_of(shape).double()
    together = model(frames).shifts
    monkeypatch.setattr(shifts_module, "AT_ONCE", 4)
    assert torch.allclose(model(frames).shifts, together, atol=1e-12)


def test_drawing_without_gradients_gives_the_same_frames():
    shape = tiny(size=(18, 10))
    model, frames = model_of(shape), frames_of(shape)
    order = fixed_order(2, shape, torch.device("cpu"))
    taught = model(frames, order).frames.detach()
    with torch.no_grad():
        assert torch.allclose(model(frames, order).frames, taught, atol=1e-6)


# Placing


def hard_scene(shape: Shape, seed: int):
    """Sprites with holes, one at most of the anchors, each shifted by whole pixels; and in which order."""
    rng = np.random.default_rng(seed)
    sprites = rng.random((shape.sprites, 4, shape.k, shape.k))
    sprites[:, 3] = sprites[:, 3] > 0.4
    active = rng.random(shape.anchors) < 0.8
    chosen = rng.integers(shape.sprites, size=shape.anchors)
    shifts = rng.integers(-shape.k // 2, shape.k // 2 + 1, (shape.anchors, 2))
    return sprites, active, chosen, shifts, rng.permutation(shape.anchors)


def pasted(shape: Shape, sprites, active, chosen, shifts, order) -> np.ndarray:
    """The scene on black, sprite after sprite, on a canvas with room around the frame."""
    room, (width, height), half = 2 * shape.k, shape.size, shape.k // 2
    canvas = np.zeros((3, height + 2 * room, width + 2 * room))
    for anchor in np.argsort(order):
        row, column = divmod(anchor, shape.grid[1])
        left, top = np.array([column, row]) * half + half // 2 - half + shifts[anchor] + room
        sprite, target = sprites[chosen[anchor]], canvas[:, top : top + shape.k, left : left + shape.k]
        if active[anchor]:
            target[:] = np.where(sprite[3] > 0, sprite[:3], target)
    return canvas[:, room : room + height, room : room + width]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [tiny(), tiny(size=(21, 13)), tiny(size=(35, 18), k=16)], ids=lambda it: f"{it.size}")
def test_decided_probabilities_paste_whole_sprites_at_whole_pixels(shape, seed):
    sprites, active, chosen, shifts, order = scene = hard_scene(shape, seed)
    at = one_hot(torch.from_numpy(shifts + shape.k // 2), shape.outcomes).double()
    standing = torch.from_numpy(sprites[chosen] * active[:, None, None, None])
    placed = moved(standing[None, None], at[None, None])[:, 0]
    layer = layer_of(placed, torch.from_numpy(order)[None] / shape.anchors, shape)
    drawn = over([layer], torch.zeros(1, 3, *shape.size[::-1], dtype=torch.float64))
    np.testing.assert_allclose(drawn[0], pasted(shape, *scene), atol=1e-12)


@pytest.mark.parametrize("case", ["whole cells", "padded, two convolutions", "larger sprites"])
def test_the_compiled_layer_and_its_gradient_are_those_of_tensors(case):
    shape = CASES[case][0]
    random = torch.Generator().manual_seed(2)
    placed = torch.rand(2, shape.anchors, 4, 2 * shape.k, 2 * shape.k, generator=random, dtype=torch.float64)
    placed[0, :, 3] = (placed[0, :, 3] > 0.5).double()  # where alpha is whole, a quotient of transparencies fails
    order = torch.rand(2, shape.anchors, generator=random, dtype=torch.float64)
    wanted = torch.rand(2, 4, shape.size[1], shape.size[0], generator=random, dtype=torch.float64)
    found = []
    for lay in (layer_of, layer_by_tensors):
        own = placed.clone().requires_grad_()
        layer = lay(own, order, shape)
        (layer * wanted).sum().backward()
        found.append((layer.detach(), own.grad))
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize("on_top", [0, 1])
def test_of_two_sprites_that_overlap_the_one_of_greater_order_is_seen(on_top):
    shape = tiny()
    colours = torch.zeros(1, 1, shape.anchors, 4, 8, 8)
    colours[..., 5, 0, :, :], colours[..., 6, 2, :, :] = 1, 1  # red, and at its right, blue
    colours[..., 5:7, 3, :, :] = 1
    still = one_hot(torch.full((1, 1, shape.anchors, 2), 4), shape.outcomes).float()
    order = torch.full((1, shape.anchors), 0.5)
    order[0, 5 + on_top] = 0.6
    layer = layer_of(moved(colours, still)[:, 0], order, shape)
    # Anchors 5 and 6 stand at x 6 and 10: their sprites reach from 2 to 10, and from 6 to 14.
    seen = layer[0, :3, 6].argmax(0)[2:14].tolist()
    assert seen == [0] * 4 + [[0, 2][on_top]] * 4 + [2] * 4


def test_the_front_layer_hides_the_one_behind_it():
    back, front = torch.rand(1, 4, 8, 8), torch.rand(1, 4, 8, 8)
    back[:, 3], front[:, 3] = 1, 1
    assert torch.equal(over([back, front], torch.rand(1, 3, 8, 8)), front[:, :3])


def test_overlaps_have_another_order_each_time_unless_one_is_given():
    shape = tiny()
    model, frames = model_of(shape), frames_of(shape)
    order = fixed_order(2, shape, torch.device("cpu"))
    with torch.no_grad():
        assert not torch.equal(model(frames).frames, model(frames).frames)
        assert torch.equal(model(frames, order).frames, model(frames, order).frames)


def test_hard_puts_everything_on_the_likeliest():
    assert hard(torch.tensor([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])).tolist() == [[0, 1, 0], [1, 0, 0]]


# The prior, the background, and what can't be


def test_the_prior_is_the_beta_likelihood_of_each_kind_weighing_alike():
    rng = np.random.default_rng(0)
    kinds = [rng.uniform(0.01, 0.99, 7), rng.uniform(0.01, 0.99, (2, 50))]
    told = -sum(beta(0.5, 0.5).logpdf(kind).mean() for kind in kinds)
    assert float(beta_prior(torch.from_numpy(kind) for kind in kinds)) == pytest.approx(told)


def test_the_prior_favours_decisions_and_stays_finite_at_them():
    doubtful, decided = (float(beta_prior([torch.tensor([p, 1 - p])])) for p in (0.5, 0.0))
    assert -20 < decided < doubtful


def test_the_solid_colour_is_the_commonest_one():
    frames = np.full((4, 10, 10, 3), (20, 40, 200), np.uint8)
    frames[:, 2:6, 2:9] = (250, 10, 10)
    np.testing.assert_allclose(solid_colour(frames) * 255, (20, 40, 200))


def test_the_solid_colour_of_noisy_frames_is_near_the_commonest_one():
    rng = np.random.default_rng(3)
    frames = rng.integers(0, 256, (120, 20, 20, 3), dtype=np.uint8)
    frames[:, :14] = rng.integers(-3, 4, (120, 14, 20, 3)) + np.array((30, 120, 60))
    np.testing.assert_allclose(solid_colour(frames) * 255, (30, 120, 60), atol=8)


@pytest.mark.parametrize(
    ("told", "mend"),
    [
        ({"k": 12}, "Try --set k=8"),
        ({"k": 100, "size": (320, 240)}, "Try --set k=64"),
        ({"size": (160, 20), "k": 32}, "Try --set k=16"),
        ({"size": (5, 90)}, "Frames need 8 px a side"),
        ({"layers": 5}, "there can be 1 to 4"),
        ({"sprites": 0}, "Give 1 or more"),
    ],
)
def test_a_shape_that_cannot_be_names_what_would_work(told, mend):
    with pytest.raises(ConfigError, match=mend):
        tiny(**told)


def test_a_texture_smaller_than_the_frames_is_refused_with_both_sizes():
    with pytest.raises(ConfigError, match="14x16 px is smaller than frames of 16x16 px"):
        Texture(tiny(), (14, 16))


@pytest.mark.parametrize("shifts", ["crop", "shared"])
def test_what_is_decided_is_what_hard_probabilities_draw(shifts):
    shape = tiny(size=(22, 17), shifts=shifts)
    torch.manual_seed(3)
    model = MarioNette(shape, SolidBackground(np.zeros(3))).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter))
    frames, readout = torch.rand(2, 3, 17, 22, dtype=torch.float64), Readout.of(model)
    rows = decided(model, frames, readout)
    assert 0 < len(rows) < 2 * 2 * shape.anchors
    anchors = model.encoder(frames)
    on = (anchors.switch > 0.5).double()
    scores = hard(anchors.scores(readout.codes))
    sprites = torch.einsum("nlam,mcyx->nlacyx", scores, readout.sprites)
    if shifts == "crop":
        told = model.shifts(model.encoder.padded(frames), sprites)
    else:
        told = model.shifts(anchors, scores, readout.codes)
    placed = moved(sprites * on[..., None, None, None], hard(told))
    order = fixed_order(2, shape, frames.device).double()
    for frame in range(2):
        for layer in range(2):
            drawn = layer_of(placed[:, layer], order[layer], shape)[frame]
            here = rows[(rows[:, 0] == frame) & (rows[:, 1] == layer)]
            assert torch.allclose(laid(readout.sprites[here[:, 2]], here[:, 3:], shape), drawn, atol=1e-12)


def laid(sprites: torch.Tensor, corners: torch.Tensor, shape: Shape) -> torch.Tensor:
    """Sprites over each other, the last on top, each with its corner (x, y): premultiplied colours, and alpha."""
    margin = 2 * shape.k
    canvas = torch.zeros(4, shape.size[1] + 2 * margin, shape.size[0] + 2 * margin, dtype=sprites.dtype)
    for sprite, (x, y) in zip(sprites, corners.tolist(), strict=True):
        box = (slice(None), slice(y + margin, y + margin + shape.k), slice(x + margin, x + margin + shape.k))
        alpha = sprite[3:]
        canvas[box] = torch.cat([alpha * sprite[:3], alpha]) + (1 - alpha) * canvas[box]
    return canvas[:, margin:-margin, margin:-margin]
