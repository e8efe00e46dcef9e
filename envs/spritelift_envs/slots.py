"""Which track sits in which row of a table: a seat is kept for as long as its track lives."""

from collections.abc import Iterable
from dataclasses import dataclass

from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True)
class Guest:
    """A track that is on this frame."""

    track: int
    area_px: int
    fixed: bool
    """Stands in a plane, as tiles do."""

    @property
    def rank(self) -> tuple[bool, int, int]:
        """First come things that move, then the larger, then the older."""
        return self.fixed, -self.area_px, self.track


class Slots:
    """Seats tracks. With more tracks than slots, the smallest go without; tiles go before anything that moves.

    A seated track is not moved and not put out while it lives, but for a tile whose slot something that moves needs.
    """

    def __init__(self, count: int) -> None:
        if count < 1:
            raise ConfigError(f"slots must be at least 1, got {count}. Try slots=64.")
        self.count = count
        self._slot_of: dict[int, int] = {}
        self._guest_of: dict[int, Guest] = {}

    def seat(self, guests: Iterable[Guest], alive: frozenset[int]) -> dict[int, int]:
        """Slots by track for this frame's guests. Tracks that aren't `alive` lose their seats first."""
        for track in self._slot_of.keys() - alive:
            self._leave(track)
        present = sorted(guests, key=lambda guest: guest.rank)
        free = sorted(set(range(self.count)) - set(self._slot_of.values()))
        self._guest_of.update({guest.track: guest for guest in present if guest.track in self._slot_of})
        for guest in present:
            if guest.track in self._slot_of:
                continue
            slot = free.pop(0) if free else self._slot_of_a_tile(guest)
            if slot is not None:
                self._slot_of[guest.track], self._guest_of[guest.track] = slot, guest
        return {guest.track: self._slot_of[guest.track] for guest in present if guest.track in self._slot_of}

    def _slot_of_a_tile(self, guest: Guest) -> int | None:
        tiles = [seated for seated in self._guest_of.values() if seated.fixed]
        if guest.fixed or not tiles:
            return None
        last = max(tiles, key=lambda tile: tile.rank)
        slot = self._slot_of[last.track]
        self._leave(last.track)
        return slot

    def _leave(self, track: int) -> None:
        del self._slot_of[track], self._guest_of[track]
