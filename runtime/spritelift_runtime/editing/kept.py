"""What was made last, kept: whoever asks again for the same gets it without work."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """At most so many things by key; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, tuple[Value, object]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value], *, of: object = None) -> Value:
        """What `make` gave for this key, or gives now. Ids in a key mean what they are `of`, which is kept with it."""
        if key not in self._things:
            self._things[key] = make(), of
            if len(self._things) > self._most:
                self._things.popitem(last=False)
        self._things.move_to_end(key)
        return self._things[key][0]
