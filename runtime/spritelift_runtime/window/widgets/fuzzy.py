"""Which words a few typed letters mean: the letters in their order, best at the beginnings of words. No pygame here."""

from collections.abc import Iterable


def ranked(query: str, words: Iterable[str]) -> list[int]:
    """Indices of the `words` that hold the query's letters in their order, best first; equals in their order."""
    scored = [(score(query, word), i) for i, word in enumerate(words)]
    return [i for points, i in sorted(((points, i) for points, i in scored if points is not None), key=_best_first)]


def score(query: str, word: str) -> int | None:
    """How well `query` fits `word`, higher for better; None where it doesn't. Case and spaces don't count."""
    letters, text = query.lower().replace(" ", ""), word.lower()
    if not letters:
        return 0
    tries = [_from(letters, text, start) for start, letter in enumerate(text) if letter == letters[0]]
    points = [points for points in tries if points is not None]
    return max(points) - len(text) // 8 if points else None


def _from(letters: str, text: str, start: int) -> int | None:
    """The points of the first way to find the letters whose first is at `start`."""
    at, last, points = start, start - 2, 0
    for letter in letters:
        at = _beginning(letter, text, at) if at != last + 1 or text[at : at + 1] != letter else at
        if at < 0:
            return None
        points += 9 if at == last + 1 else 8 if at == 0 or not text[at - 1].isalnum() else 1
        at, last = at + 1, at
    return points


def _beginning(letter: str, text: str, at: int) -> int:
    """Where `letter` is next from `at` on, at a word's beginning if it stands at one."""
    found = text.find(letter, at)
    here = found
    while here > 0 and text[here - 1].isalnum():
        here = text.find(letter, here + 1)
    return here if here >= 0 else found


def _best_first(scored: tuple[int, int]) -> tuple[int, int]:
    return -scored[0], scored[1]
