"""Which words a few typed letters mean: the letters in their order, best together or at beginnings. No pygame here."""

from collections.abc import Iterable, Sequence

TOGETHER, BEGINNING, ANYWHERE = 9, 8, 1
"""Points of a letter right after the one before, of a word's first, of any other."""


def ranked(query: str, words: Iterable[str]) -> list[int]:
    """Indices of the `words` that hold the query's letters in their order, best first; equals in their order."""
    scored = [(score(query, word), i) for i, word in enumerate(words)]
    return [i for points, i in sorted(((points, i) for points, i in scored if points is not None), key=_best_first)]


def score(query: str, word: str) -> int | None:
    """How well `query` fits `word`, higher for better; None where it doesn't. Case and spaces don't count."""
    letters, text = query.lower().replace(" ", ""), word.lower()
    if not letters:
        return 0
    ends: dict[int, int] = {}  # where the letters so far can end, and the most points of that
    for i, letter in enumerate(letters):
        ends = _continued(ends, letter, text, first=i == 0)
    return max(ends.values()) - len(text) // 8 if ends else None


def _continued(ends: dict[int, int], letter: str, text: str, *, first: bool) -> dict[int, int]:
    """The same with one letter more."""
    longer: dict[int, int] = {}
    before = 0 if first else None  # the most points of letters that end anywhere before
    for at, here in enumerate(text):
        if here == letter and before is not None:
            begins = at == 0 or not text[at - 1].isalnum()
            apart = before + (BEGINNING if begins else ANYWHERE)
            longer[at] = max(apart, ends[at - 1] + TOGETHER) if at - 1 in ends else apart
        if at in ends:
            before = max(ends[at], before or 0)
    return longer


def _best_first(scored: tuple[int, int]) -> tuple[int, int]:
    return -scored[0], scored[1]


def common_start(names: Sequence[str]) -> str:
    """As far as all of them begin alike."""
    first, last = min(names, default=""), max(names, default="")
    same = next((i for i, letter in enumerate(first) if last[i : i + 1] != letter), len(first))
    return first[:same]
