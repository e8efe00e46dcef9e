"""Sprites by what they are to an agent: each for itself, by animation, or by roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scenes import PLACEMENT_COLUMNS, Scenes
from spritelift_runtime.segmenting import chosen

Asked = str | Mapping[str, Sequence[str | int]]
SPRITE, ANIMATION = "sprite", "animation"
LEFT_OUT = -1
_TRACK = PLACEMENT_COLUMNS.index("track")


@dataclass(frozen=True, eq=False)
class Groups:
    """What an agent tells apart."""

    names: tuple[str, ...]
    number: np.ndarray
    """int64 [sprites]: the group of each, `LEFT_OUT` for sprites that the agent doesn't see."""

    @classmethod
    def of(cls, art: Art, asked: Asked) -> "Groups":
        """`asked` is "sprite" (each is a group), "animation" (its poses are one; what is in none is a group of its
        own), or names of groups with the sprites in them: ids, names, animations' names, or globs of these. A sprite
        named twice is in the first of its groups, one named nowhere is left out.

        Raises:
            ConfigError: there is no such way, or a name or an id that no sprite has.
        """
        if isinstance(asked, Mapping):
            return cls(tuple(asked), _by_role(art, asked))
        if asked not in (SPRITE, ANIMATION):
            raise ConfigError(f"sprites aren't grouped by {asked!r}. Give 'sprite', 'animation', or names of sprites.")
        animated = asked == ANIMATION
        called = [sprite.animation if animated and sprite.animation else sprite.name for sprite in art.sprites]
        names = tuple(dict.fromkeys(called))
        return cls(names, np.array([names.index(name) for name in called], np.int64))


def by_tracks(scenes: Scenes, art: Art, least: int = 2) -> dict[str, list[str]]:
    """Groups for `SpriteObservation` out of decomposed play: sprites of which one object showed first one and then the
    other, at least `least` times, are one group; it is called as the one of them seen most."""
    order = np.lexsort((scenes.frame_of_rows(), scenes.placements[:, _TRACK]))
    rows = scenes.placements[order]
    rows = rows[rows[:, _TRACK] >= 0]
    goes_on = (rows[1:, _TRACK] == rows[:-1, _TRACK]) & (rows[1:, 0] != rows[:-1, 0])
    count = len(art.sprites)
    pairs = coo_matrix(
        (np.ones(goes_on.sum()), (rows[:-1][goes_on, 0], rows[1:][goes_on, 0])), (count, count)
    ).toarray()
    _, group = connected_components(pairs + pairs.T >= least, directed=False)
    uses = np.bincount(rows[:, 0], minlength=count)
    found: dict[str, list[str]] = {}
    for number in range(group.max(initial=-1) + 1):
        members = np.flatnonzero(group == number)
        found[art.sprites[members[uses[members].argmax()]].name] = [art.sprites[i].name for i in members]
    return found


def most_at_once(scenes: Scenes, art: Art, groups: Asked) -> dict[str, int]:
    """The most sprites of each group that a frame of decomposed play has: `slots` for `SpriteObservation`. Groups that
    were never seen are left out.

    Raises:
        ConfigError: the groups are none of this art's.
    """
    found = Groups.of(art, groups)
    group, frame = found.number[scenes.placements[:, 0]], scenes.frame_of_rows()
    seen = group != LEFT_OUT
    counts = np.zeros((len(scenes), len(found.names)), np.int64)
    np.add.at(counts, (frame[seen], group[seen]), 1)
    return {name: most for name, most in zip(found.names, counts.max(0, initial=0).tolist(), strict=True) if most}


def _by_role(art: Art, asked: Mapping[str, Sequence[str | int]]) -> np.ndarray:
    if not asked:
        raise ConfigError("groups={} leaves no sprite to be seen. Name at least one group.")
    number = np.full(len(art.sprites), LEFT_OUT, np.int64)
    for group, members in enumerate(asked.values()):
        for sprite in _members(art, members):
            if number[sprite] == LEFT_OUT:
                number[sprite] = group
    return number


def _members(art: Art, members: Sequence[str | int]) -> Iterable[int]:
    if isinstance(members, str):
        raise ConfigError(f"a group's sprites are a list, not {members!r}. Give [{members!r}].")
    ids = [each for each in members if isinstance(each, int)]
    if wrong := [each for each in ids if not 0 <= each < len(art.sprites)]:
        raise ConfigError(f"there is no sprite {wrong[0]}; the sheet has {len(art.sprites)}, counted from 0.")
    return sorted({*ids, *chosen([each for each in members if isinstance(each, str)], art)})
