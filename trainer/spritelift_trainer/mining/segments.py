"""A pass over all frames as a map over segments and a merge: however it is dealt out, it comes to the same.

A segment is a fixed run of frames, whoever looks at it. What is seen of one is a summary: arrays that can be sent
anywhere. Summaries merge in any order and any grouping to the same thing, to the byte; a shard is any set of segments.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

SEGMENT = 256
"""Frames of a segment, the last of a play may have fewer."""


@dataclass(frozen=True)
class Segment:
    """Frames `first` to `stop` (exclusive) of a clip; if it `follows`, the frame before is of the same play."""

    first: int
    stop: int
    follows: bool

    @property
    def frames(self) -> range:
        """Its frames."""
        return range(self.first, self.stop)


Deal = Callable[[Sequence[Segment]], Iterable[Sequence[Segment]]]
"""Deals segments out to shards: each in exactly one."""

Summary = TypeVar("Summary")
Merge = Callable[[Iterable[Summary]], Summary]
"""Summaries to one. In any order, and of parts merged before, it gives the same."""


def in_one(segments: Sequence[Segment]) -> list[Sequence[Segment]]:
    """All in one shard."""
    return [segments]


def cut(frames: int, starts: Sequence[int]) -> list[Segment]:
    """The segments of a clip of so many frames that begins anew at each of the `starts`."""
    firsts = sorted({0, *starts})
    return [
        Segment(first, min(first + SEGMENT, stop), first > begin)
        for begin, stop in zip(firsts, [*firsts[1:], frames], strict=True)
        for first in range(begin, stop, SEGMENT)
    ]


def summed(
    look: Callable[[Segment], Summary], merge: Merge[Summary], segments: Sequence[Segment], deal: Deal
) -> Summary:
    """What was seen of all segments, shard by shard."""

    def shards() -> Iterator[Summary]:
        for shard in deal(segments):
            yield merge(look(segment) for segment in shard)

    return merge(shards())
