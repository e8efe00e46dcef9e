"""What one scene of Cellar tells the scripted player."""

from dataclasses import dataclass, field

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_scene import SCORE, STANDING
from spritelift_envs.cellar_terrain import WAYS, Cell, cell_at
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Placement, Scene

Spot = tuple[int, int]
"""Frame (x, y) of the middle between somebody's feet."""


@dataclass
class Look:
    """Who and what is seen."""

    room: int
    hero: Spot | None = None
    """None while it blinks."""
    way: str | None = None
    """Where the hero looks; None where that doesn't show."""
    hurt: bool = False
    armed: bool = True
    """No dagger is in the air."""
    keys: int = 0
    hearts: int = 0
    foes: list[Spot] = field(default_factory=list)
    items: list[tuple[str, Cell]] = field(default_factory=list)
    standing: dict[Cell, str] = field(default_factory=dict)
    """Pots, chests, doors and gates, by the names of their pictures."""

    def cells_of(self, *names: str) -> set[Cell]:
        """Where things stand that are shown by one of these pictures."""
        return {cell for cell, name in self.standing.items() if name in names}

    @property
    def foe_cells(self) -> set[Cell]:
        """Where enemies are."""
        return {body_cell(foe) for foe in self.foes}


class Looker:
    """Reads scenes of one art."""

    def __init__(self, art: Art) -> None:
        self._names = [sprite.name for sprite in art.sprites]
        self._sizes = [sprite.size for sprite in art.sprites]

    def __call__(self, scene: Scene) -> Look:
        """What a scene shows."""
        look = Look(room=max(plane.picture for plane in scene.planes) - 1)
        for placement in scene.placements:
            name, (width, height) = self._names[placement.sprite], self._sizes[placement.sprite]
            if placement.layer == SCORE:
                look.keys, look.hearts = look.keys + (name == "key"), look.hearts + (name == "heart")
            else:
                _note(look, name, placement, (placement.x + width // 2, placement.y + height))
        return look


def body_cell(spot: Spot) -> Cell:
    """The cell in which somebody stands."""
    return cell_at(spot[0], spot[1] - level.BODY_TALL // 2)


def _note(look: Look, name: str, placement: Placement, spot: Spot) -> None:
    kind = name.split("_")[0]
    if kind == "hero":
        look.hero, look.hurt, look.way = spot, name == "hero_hurt", _way_of(name, placement.flip_x)
    elif kind in ("bat", "slime", "skeleton"):
        look.foes.append((spot[0], spot[1] + level.BAT_LIFT * (kind == "bat")))
    elif kind in ("coin", "key", "heart") and placement.layer == STANDING:
        look.items.append((kind, body_cell(spot)))
    elif kind in ("pot", "chest", "door", "gate"):
        look.standing[body_cell(spot)] = name
    elif kind == "dagger":
        look.armed = False


def _way_of(name: str, flipped: bool) -> str | None:
    way = name.removeprefix("hero_").removeprefix("throw_").split("_")[0]
    return ("left" if flipped else way) if way in WAYS else None
