"""Exact pixels (ours): each pixel of the answer takes a colour that x_c has, so none is blurred or mixed.

h draws colours, and a drawn colour is off by some levels. In pixel art a character has a few dozen of them, and each
has its role: the light of its hair, the edge of its left boot. Each pixel of the answer either asks for a role, which a
colour has from where its pixels are in x_c, or copies a pixel of x_c nearby. Before anything is learnt it does as an
analogy says: x_t2's colour becomes the colour that x_c has where x_t1 has that one, and pixels go where patches of x_t1
are found again in x_t2.
"""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from spritelift_trainer.animator.analogies import Analogies
from spritelift_trainer.animator.losses import Loss
from spritelift_trainer.animator.nets import Encoder, Frames, Maps, Residual, normed, zero
from spritelift_trainer.animator.palette import Codes, codes_of, means, numbered, one_of_each, shifted
from spritelift_trainer.animator.shape import PATCH, Shape

REACH = 3
"""Pixels up to which an answer may copy, in x and in y; beyond, it can only ask for a role."""
ROLE = 32
"""Numbers of a role."""
ASKED = 1024
"""Pixels of a frame that a training step asks for."""
AT_ONCE = 16
"""Frames answered at once: each pixel compares with each colour."""
PRIOR = (1.0, 2.0, 4.0, -4.0)
"""Logits at the start: x_t1's colours become x_c's; a pixel, and its patch, are found again in x_t1; and any pixel is
copied at all."""
RARE = 0.01
"""Share of a colour's pixels that counts as none."""
NEVER = -1e4
LEAST = 1e-6
TIE = 1e-4
"""Chances that differ by less are the same: of such colours the first one is taken, on whatever machine."""

Asked = Int64[Tensor, "n asked"]
"""Pixels that are asked for, numbered row by row."""
Chances = Float[Tensor, "n asked colour"]


class Pointer(nn.Module):
    """Colours of x_c for each pixel of the answer, from four nets of the encoder's kind."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        wide, high = shape.size
        self.sides, width, offsets = (high, wide), shape.width, (2 * REACH + 1) ** 2
        rows, columns = -(-high // PATCH), -(-wide // PATCH)
        self.look = Look(shape.size, width)
        self.at = nn.Parameter(torch.zeros(2 * width, rows, columns))
        self.join = nn.Conv2d(3 * width, 2 * width, 3, padding=1)
        self.think = nn.Sequential(*(Residual(2 * width) for _ in range(shape.blocks)), normed(2 * width))
        self.ask = zero(nn.Conv2d(2 * width, (ROLE + offsets) * PATCH**2, 1))
        self.meet = nn.Sequential(nn.Linear(2 * ROLE, 2 * ROLE), nn.LeakyReLU(), zero(nn.Linear(2 * ROLE, ROLE)))
        self.key = nn.Sequential(nn.Linear(ROLE + 1, 2 * ROLE), nn.LeakyReLU(), nn.Linear(2 * ROLE, ROLE))
        self.prior = nn.Parameter(torch.tensor(PRIOR))

    def forward(self, x_c: Frames, x_t1: Frames, x_t2: Frames, index: Codes, size: int, asked: Asked) -> Chances:
        """How likely each of `asked` pixels has each colour; `index` numbers x_c's, 0 to `size` - 1."""
        cells = self.look(torch.cat([x_c, x_t1, x_t2]))
        roles = self.look.roles(cells)
        own, first, _ = roles.chunk(3)
        role, count = means(index, own, size)
        key = self.key(torch.cat([role, count.log1p()[..., None]], -1))
        query, copied = self._asked(torch.cat(cells.chunk(3), 1), asked)
        met, became = self._met(x_t1, x_t2, first, index, size, asked)
        query = query + self.meet(torch.cat([query, met], -1))
        called = (query @ key.transpose(1, 2)) / math.sqrt(ROLE) + self.prior[0] * became
        called = called.float().masked_fill(count[:, None] == 0, NEVER)
        copied = copied + self._moved(x_t1, x_t2, asked)
        return mixture(called, copied.float(), _at(shifted(index, self.sides, REACH), asked))

    def loss(self, told: Analogies, random: torch.Generator) -> Loss:
        """-log of the chance of the wanted colour, over some pixels whose wanted colour x_c has at all."""
        codes = torch.cat([codes_of(told.x_c), codes_of(told.wanted)], 1)
        index, size = numbered(codes)
        own, wanted = index.chunk(2, 1)
        asked = _where_it_matters(codes.chunk(2, 1), codes_of(told.x_t1), codes_of(told.x_t2), random)
        chance = self(told.x_c, told.x_t1, told.x_t2, own, size, asked).gather(2, _at(wanted[..., None], asked))
        has = own.new_zeros(len(own), size).scatter_(1, own, 1).gather(1, _at(wanted[..., None], asked)[..., 0])
        return -(chance[..., 0].clamp_min(LEAST).log() * has).sum() / has.sum().clamp_min(1)

    @torch.no_grad()
    def point(
        self, x_c: Frames, x_t1: Frames, x_t2: Frames, cells: Float[Tensor, "n k h w"] | None = None
    ) -> Int64[Tensor, "n h w"]:
        """A pixel of x_c for each pixel of the answer, numbered row by row.

        Pixels of x_c that are alike stand for each other: alike in RGB, or in all channels of `cells`, in [0, 1]
        (a sprite's RGBA, of which x_c is what is seen).
        """
        found = [
            one_of_each(index, size).gather(1, likeliest(chances))
            for index, size, chances in self.answers(x_c, x_t1, x_t2, x_c if cells is None else cells)
        ]
        return torch.cat(found).view(-1, *self.sides)

    def answers(
        self, x_c: Frames, x_t1: Frames, x_t2: Frames, cells: Float[Tensor, "n k h w"]
    ) -> Iterator[tuple[Codes, int, Chances]]:
        """Of some frames at a time: x_c's pixels by the number of their colour, how many colours that are, and how
        likely each pixel of the answer has each."""
        index, size = numbered(codes_of(cells))
        every = torch.arange(index.shape[1], device=index.device)
        for part in torch.arange(len(x_c)).split(AT_ONCE):
            frames = (each[part] for each in (x_c, x_t1, x_t2))
            yield index[part], size, self(*frames, index[part], size, every.expand(len(part), -1))

    def _asked(self, cells: Maps, asked: Asked) -> tuple[Float[Tensor, "n asked d"], Float[Tensor, "n asked offset"]]:
        asks = self.ask(self.think(self.join(cells) + self.at))
        each = _at(self.look.pixels(asks), asked)
        return each[..., :ROLE], each[..., ROLE:]

    def _met(
        self, x_t1: Frames, x_t2: Frames, first: Float[Tensor, "n pixel d"], own: Codes, size: int, asked: Asked
    ) -> tuple[Float[Tensor, "n asked d"], Float[Tensor, "n asked colour"]]:
        """The role that x_t2's colour has in x_t1 (0 if it hasn't that colour), and how often, as a logarithm, x_c has
        each of its own colours where x_t1 has that one."""
        index, colours = numbered(torch.cat([codes_of(x_t1), codes_of(x_t2)], 1))
        before, after = index.chunk(2, 1)
        met = _at(after[..., None], asked)
        role, count = means(before, first, colours)
        both = count.new_zeros(len(own), colours * size)
        both.scatter_add_(1, before * size + own, torch.ones_like(own, dtype=both.dtype))
        share = both.view(-1, colours, size) / count.clamp_min(1)[..., None]
        became = (share + RARE).log().gather(1, met.expand(-1, -1, size))
        return role.gather(1, met.expand(-1, -1, ROLE)), became

    def _moved(self, x_t1: Frames, x_t2: Frames, asked: Asked) -> Float[Tensor, "n asked offset"]:
        """Whether pixels of x_t2 have the colour of the pixels about them in x_t1: each alone, and with its eight
        neighbours."""
        same = (shifted(codes_of(x_t1), self.sides, REACH) == codes_of(x_t2)[..., None]).float()
        images = same.transpose(1, 2).unflatten(2, self.sides)
        around = F.avg_pool2d(images, 3, stride=1, padding=1).flatten(2).transpose(1, 2)
        return self.prior[1] * _at(same, asked) + self.prior[2] * _at(around, asked) + self.prior[3]


class Look(nn.Module):
    """A frame's cells, and a role for each of its pixels."""

    def __init__(self, size: tuple[int, int], width: int) -> None:
        super().__init__()
        shape = Shape(size=size, width=width, channels=width, blocks=1)
        self.size = size
        self.encoder = Encoder(shape)
        self.at = nn.Parameter(torch.zeros(width, *shape.cells))
        self.head = nn.Sequential(Residual(width), normed(width), nn.Conv2d(width, ROLE * PATCH**2, 1))

    def forward(self, frames: Frames) -> Maps:
        """Of 4x4 pixels each."""
        return self.encoder(frames) + self.at

    def roles(self, cells: Maps) -> Float[Tensor, "n pixel d"]:
        """What each pixel is on its own; a colour's role is the mean of its pixels'."""
        return self.pixels(self.head(cells))

    def pixels(self, cells: Maps) -> Float[Tensor, "n pixel d"]:
        """Cells' channels as their pixels' channels, without the padding."""
        wide, high = self.size
        return F.pixel_shuffle(cells, PATCH)[..., :high, :wide].flatten(2).transpose(1, 2)


def likeliest(chances: Chances) -> Int64[Tensor, "n asked"]:
    """The first of the likeliest colours."""
    return (chances >= chances.amax(2, keepdim=True) - TIE).to(torch.uint8).argmax(2)


def mixture(
    called: Chances, copied: Float[Tensor, "n asked offset"], index: Int64[Tensor, "n asked offset"]
) -> Chances:
    """One softmax over colours called by their role and pixels copied, summed for each colour; `index` is the copied
    pixels' colours, below 0 beyond the edge."""
    outside = index < 0
    copied = copied.masked_fill(outside, NEVER)
    whole = torch.cat([called, copied], 2).softmax(2)
    by_role, by_place = whole.split([called.shape[2], copied.shape[2]], 2)
    return by_role.scatter_add(2, index.clamp_min(0), by_place)


def _at(each: Tensor, asked: Asked) -> Tensor:
    """The rows of `asked` pixels."""
    return each.gather(1, asked[..., None].expand(-1, -1, each.shape[2]))


def _where_it_matters(codes: tuple[Tensor, ...], first: Codes, second: Codes, random: torch.Generator) -> Asked:
    """Some pixels of each image; those first where not all frames show the canvas, which is their commonest colour."""
    own, wanted = codes
    plain = torch.ones_like(own, dtype=torch.bool)
    for each in (own, wanted, first, second):
        plain &= each == each.mode(1, keepdim=True).values
    order = torch.rand(own.shape, generator=random).to(own.device) - plain.float()
    return order.topk(min(ASKED, own.shape[1]), 1).indices
