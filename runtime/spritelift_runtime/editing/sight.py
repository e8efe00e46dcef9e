"""What of a frame is looked at: layers that are hidden, locked or shown alone, and one track alone. None of it is an
edit, and none of it is saved."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from spritelift_runtime.scene import Placement, Plane, Scene


class Kind(IntEnum):
    """What a layer is made of, in the order in which one layer's things are painted."""

    PLANE = 0
    TILES = 1
    SPRITES = 2


class Layer(NamedTuple):
    """A layer as people see it: planes of one picture, the tiles, or the sprites of one number in the paint order."""

    number: int
    kind: Kind
    picture: int = -1
    """Of planes."""


def layer_of(item: Plane | Placement) -> Layer:
    """The layer that something is on."""
    if isinstance(item, Plane):
        return Layer(item.layer, Kind.PLANE, item.picture)
    return Layer(item.layer, Kind.TILES if item.fixed else Kind.SPRITES)


def layers_of(scene: Scene) -> dict[Layer, int]:
    """The frame's layers, what is painted last first, and how many planes or placements each has."""
    counts: dict[Layer, int] = {}
    items: tuple[Plane | Placement, ...] = (*scene.planes, *scene.placements)
    for layer in map(layer_of, items):
        counts[layer] = counts.get(layer, 0) + 1
    return dict(sorted(counts.items(), reverse=True))


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Which layers and tracks are seen, and which of them can be selected."""

    hidden: frozenset[Layer] = frozenset()
    locked: frozenset[Layer] = frozenset()
    alone: frozenset[Layer] = frozenset()
    """Layers shown without the others; with none, all are."""
    tracks: frozenset[int] = frozenset()
    """Tracks shown without other sprites; with none, all are. Planes and tiles stay, so that one sees where they go."""

    @property
    def whole(self) -> bool:
        """Whether everything is seen."""
        return not (self.hidden or self.alone or self.tracks)

    @property
    def spared(self) -> tuple[tuple[int, bool], ...]:
        """Layers of sprites and tiles that no edit shall reach, however far it goes: `Where.spared`."""
        layers = (layer for layer in self.locked if layer.kind is not Kind.PLANE)
        return tuple(sorted((layer.number, layer.kind is Kind.TILES) for layer in layers))

    def shows(self, item: Plane | Placement) -> bool:
        """Whether it is drawn."""
        layer = layer_of(item)
        if layer in self.hidden or (self.alone and layer not in self.alone):
            return False
        return not self.tracks or layer.kind is not Kind.SPRITES or self._is_of(item)

    def reaches(self, item: Plane | Placement) -> bool:
        """Whether it can be selected."""
        return (not self.locked or layer_of(item) not in self.locked) and (self.whole or self.shows(item))

    def seen(self, scene: Scene) -> Scene:
        """What of a scene is drawn: the very same scene where that is all of it."""
        if self.whole:
            return scene
        planes = tuple(plane for plane in scene.planes if self.shows(plane))
        return replace(scene, planes=planes, placements=tuple(p for p in scene.placements if self.shows(p)))

    def _is_of(self, item: Plane | Placement) -> bool:
        return isinstance(item, Placement) and item.track in self.tracks
