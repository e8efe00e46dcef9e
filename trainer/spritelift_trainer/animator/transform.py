"""T^Z: how the character moves from one frame to another, as an affine map of its map (3, 4.1)."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from spritelift_runtime.errors import ConfigError
from spritelift_trainer.animator.nets import SLOPE, Maps, normed, zero
from spritelift_trainer.animator.shape import Shape

Theta = Float[Tensor, "n axis column"]
"""2x3, or 3x4 for volumes: where each point of the moved map comes from, as `affine_grid` takes it: the inverse of the
character's own motion, in coordinates in which the map reaches from -1 to 1."""
Points = Float[Tensor, "n axis"]

TURNED = 0.3
"""What one unit of the heads' outputs does to theta."""


def warp(maps: Maps, theta: Theta, depth: int = 1) -> Maps:
    """T^Z o z: sampled bilinearly at theta's points, 0 outside; channels as volumes of `depth` slices, if above 1."""
    if depth == 1:
        return sampled(maps, theta, maps.shape[-2:])
    volumes = maps.unflatten(1, (-1, depth))
    return sampled(volumes, theta, volumes.shape[2:]).flatten(1, 2)


def sampled(maps: Float[Tensor, "n c *sides"], theta: Theta, sides: Sequence[int]) -> Float[Tensor, "n c *others"]:
    """Maps of these sides, in full precision: in half of it, places would be off by a fraction of a cell."""
    with torch.autocast(maps.device.type, enabled=False):
        grid = F.affine_grid(theta.float(), [len(maps), maps.shape[1], *sides], align_corners=False)
        return F.grid_sample(maps.float(), grid, align_corners=False)


def coordinates(cells: tuple[int, int]) -> Float[Tensor, "cell 2"]:
    """x and y of each cell's middle, row by row, as `affine_grid` counts them."""
    y, x = ((2 * torch.arange(n) + 1) / n - 1 for n in cells)
    return torch.stack(torch.meshgrid(x, y, indexing="xy"), -1).reshape(-1, 2)


def about(linear: Float[Tensor, "n axis axis"], here: Points, there: Points) -> Theta:
    """The affine map with this linear part that takes the point `there` to `here`."""
    # No matrix product, which autocast would round.
    return torch.cat([linear, (here - (linear * there[..., None, :]).sum(-1))[..., None]], -1)


class Whole(nn.Module):
    """T^Z of both maps as they are: convolutions, and a linear layer that begins at 0."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.axes = shape.axes
        self.layers = nn.Sequential(*_convolutions(2 * shape.channels, shape.look, halvings=2))
        rows, columns = (-(-n // 4) for n in shape.cells)
        self.head = zero(nn.Linear(shape.look * rows * columns, self.axes * (self.axes + 1)))

    def forward(self, first: Maps, second: Maps, character: Maps | None = None) -> Theta:
        """Theta, exactly the identity at the start (4.1).

        Raises:
            ConfigError: a `character` whose own place should count; this T^Z knows no places.
        """
        if character is not None:
            raise ConfigError("this T^Z knows no places to move a character about. Train one with transform=centred.")
        found = self.head(self.layers(torch.cat([first, second], 1)).flatten(1)).float()
        theta = TURNED * found.unflatten(1, (self.axes, -1))
        return theta + torch.eye(self.axes, self.axes + 1, device=theta.device)


class Centred(nn.Module):
    """T^Z that finds the character in each map, and compares what it sees there (ours).

    An affine map of the whole canvas mixes a rotation with a translation unless the character stands in the middle.
    Here the translation joins the two places, and the linear part is told from crops about them, wherever they are.
    """

    at: Tensor
    scale: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.axes, look = shape.axes, shape.look
        self.crop = max(shape.cells[0] // 2, 4), max(shape.cells[1] // 2, 4)
        self.register_buffer("at", coordinates(shape.cells), persistent=False)
        across, down = self.crop[1] / shape.cells[1], self.crop[0] / shape.cells[0]
        self.register_buffer("scale", torch.diag(torch.tensor([across, down])), persistent=False)
        self.seek = nn.Sequential(
            nn.Conv2d(shape.channels, look, 3, padding=1), normed(look), nn.Conv2d(look, look, 3, padding=1)
        )
        self.score = zero(nn.Conv2d(look, 1, 1, bias=False))
        self.layers = nn.Sequential(*_convolutions(2 * shape.channels, look, halvings=1))
        rows, columns = (-(-n // 2) for n in self.crop)
        self.hidden = nn.Sequential(nn.Linear(look * rows * columns, 2 * look), nn.LeakyReLU(SLOPE))
        self.head = zero(nn.Linear(2 * look, self.axes * (self.axes + 1)))

    def forward(self, first: Maps, second: Maps, character: Maps | None = None) -> Theta:
        """Theta, exactly the identity at the start (4.1).

        With a `character`, f_c(x_c), the same turn and shift are made about its own place in place of the first map's:
        another theta, unless it is the first map itself.
        """
        here, there = self.place(first), self.place(second)
        found = self._compare(self._about(first, here), self._about(second, there))
        linear = found[..., :-1] + torch.eye(self.axes, device=found.device)
        if character is not None:
            place = self.place(character)
            here, there = place, place + (there - here)
        flat = (0, self.axes - 2)  # the middle of the depth
        return about(linear, F.pad(here, flat) + found[..., -1], F.pad(there, flat))

    def _compare(self, one: Maps, other: Maps) -> Theta:
        """What differs from the identity: the opposite for the opposite order, and nothing between equal crops.

        Otherwise f_c shows the character larger than it is, for more detail, and T^Z always shrinks it: right where it
        was learnt, and off by a fifth of the distance for a character that stands elsewhere.
        """
        crops = torch.cat([torch.cat([one, other], 1), torch.cat([other, one], 1)])
        found = TURNED * self.head(self.hidden(self.layers(crops).flatten(1))).float().unflatten(1, (self.axes, -1))
        return found[: len(one)] - found[len(one) :]

    def place(self, maps: Maps) -> Float[Tensor, "n 2"]:
        """Where the character is, as the centroid of an attention: x and y as `affine_grid` counts them."""
        seen = F.leaky_relu(self.seek(maps), SLOPE)
        attention = self.score(seen).flatten(1).float().softmax(1)
        return (attention[..., None] * self.at).sum(1)

    def _about(self, maps: Maps, place: Float[Tensor, "n 2"]) -> Float[Tensor, "n c row column"]:
        return sampled(maps, torch.cat([self.scale.expand(len(maps), 2, 2), place[..., None]], -1), self.crop)


def _convolutions(channels: int, width: int, halvings: int) -> list[nn.Module]:
    layers: list[nn.Module] = [nn.Conv2d(channels, width, 3, padding=1), normed(width)]
    for _ in range(halvings):
        layers += [nn.Conv2d(width, width, 3, stride=2, padding=1), normed(width)]
    return layers
