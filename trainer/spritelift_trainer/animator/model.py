"""The whole model h, and what can be done with it (3)."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.nets import Encoder, Frames, Maps, Renderer
from spritelift_trainer.animator.pixels import Pointer
from spritelift_trainer.animator.shape import Shape
from spritelift_trainer.animator.transform import Centred, Theta, Whole, warp


class SceneSynthesis(nn.Module):
    """f_c, f_b, T^Z and g. Frames are RGB in [0, 1], [n, 3, h, w], of the shape's size.

    `x_t1` and `x_t2` are two frames of one clip; everything else may come from anywhere.
    """

    attempt: Tensor
    """How often training began anew from other weights, and the step after which it did so last."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("attempt", torch.zeros(2, dtype=torch.int64))
        self.character = Encoder(shape)
        """f_c."""
        self.background = Encoder(shape)
        """f_b."""
        self.transform = Centred(shape) if shape.transform == "centred" else Whole(shape)
        """T^Z."""
        self.renderer = Renderer(shape)
        """g."""
        self.pixels = Pointer(shape) if shape.pixels else None
        """Apart from h: exact pixels."""

    def forward(self, x_c: Frames, x_t1: Frames, x_t2: Frames, x_b: Frames, *, own_place: bool = False) -> Frames:
        """h: the character of `x_c`, moved as from `x_t1` to `x_t2`, on the background of `x_b` (3).

        T^Z is an affine map of the canvas: what stood elsewhere than the character of `x_t1` is carried along when that
        turns. With `own_place` (ours), the character of `x_c` turns about where it is itself.

        Raises:
            ConfigError: `own_place` of a model whose T^Z knows no places.
        """
        return self.renderer(self.moved(x_c, x_t1, x_t2, own_place=own_place) + self.background(x_b))

    def rebackground(self, x_1: Frames, x_2: Frames, x_b: Frames) -> Frames:
        """The character of `x_1` as it is in `x_2`, on another background: h(x_1, x_1, x_2, x_b)."""
        return self(x_1, x_1, x_2, x_b)

    def transfer(self, x_c: Frames, x_t1: Frames, x_t2: Frames, *, own_place: bool = False) -> Frames:
        """Character and background of `x_c`, moved as another clip's character: h(x_c, x_t1, x_t2, x_c)."""
        return self(x_c, x_t1, x_t2, x_c, own_place=own_place)

    def restage(self, x_c: Frames, x_t1: Frames, x_t2: Frames, x_b: Frames, *, own_place: bool = False) -> Frames:
        """Both at once: h itself, by its own name (3)."""
        return self(x_c, x_t1, x_t2, x_b, own_place=own_place)

    def exact(
        self, x_c: Frames, x_t1: Frames, x_t2: Frames, cells: Float[Tensor, "n k h w"] | None = None
    ) -> Float[Tensor, "n k h w"]:
        """`transfer` by the pixel head: every pixel is one of x_c's own.

        `cells` are x_c with all its channels, in [0, 1], such as a sprite's RGBA where x_c is that sprite on black;
        what comes back has them too, so alpha is none that the sprite hasn't.

        Raises:
            ConfigError: this model has no pixel head.
        """
        if self.pixels is None:
            raise ConfigError("this model has no head for exact pixels. Train one with --set pixels=true.")
        cells = x_c if cells is None else cells
        source = self.pixels.point(x_c, x_t1, x_t2, cells).flatten(1)[:, None]
        return cells.flatten(2).gather(2, source.expand(-1, cells.shape[1], -1)).view_as(cells)

    @property
    def apart(self) -> tuple[list[nn.Parameter], ...]:
        """h's weights, and those of the pixel head where there is one."""
        head = [] if self.pixels is None else list(self.pixels.parameters())
        known = {id(weights) for weights in head}
        own = [weights for weights in self.parameters() if id(weights) not in known]
        return (own, head) if head else (own,)

    def begin_anew(self, other: "SceneSynthesis") -> None:
        """Take h's weights from another model, and keep the pixel head."""
        for mine, theirs in zip(self.apart[0], other.apart[0], strict=True):
            mine.data.copy_(theirs.data)

    def background_alone(self, x_b: Frames) -> Frames:
        """g(f_b): what is behind, without a character (Figure 10, fifth column)."""
        return self.renderer(self.background(x_b))

    def character_alone(self, x_c: Frames, x_t1: Frames, x_t2: Frames) -> Frames:
        """g(T^Z o f_c): the moved character on nothing (Figure 10, sixth column)."""
        return self.renderer(self.moved(x_c, x_t1, x_t2))

    def theta(self, x_t1: Frames, x_t2: Frames) -> Theta:
        """T^Z's entries for these frames: the inverse of the motion, as `affine_grid` takes it."""
        return self.transform(self.character(x_t1), self.character(x_t2))

    def moved(self, x_c: Frames, x_t1: Frames, x_t2: Frames, *, own_place: bool = False) -> Maps:
        """T^Z(f_c(x_t1), f_c(x_t2)) o f_c(x_c)."""
        first, second = self.character(x_t1), self.character(x_t2)
        character = first if x_c is x_t1 else self.character(x_c)
        theta = self.transform(first, second, character if own_place else None)
        return warp(character, theta, self.shape.depth)
