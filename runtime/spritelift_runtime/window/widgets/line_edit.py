"""A line of text being typed: cursor, marked part, and what keys do to them. No pygame here."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Line:
    """A text; the cursor is before letter `at`, and what lies between it and `start` is marked."""

    text: str = ""
    at: int = 0
    start: int = 0

    @property
    def marked(self) -> tuple[int, int]:
        """First letter marked, and the first after them; equal where none is."""
        return min(self.at, self.start), max(self.at, self.start)

    @property
    def marked_text(self) -> str:
        """The letters marked."""
        return self.text[slice(*self.marked)]


def whole(text: str) -> Line:
    """`text` with all of it marked, so that typing replaces it."""
    return Line(text, len(text), 0)


def to(line: Line, at: int, *, mark: bool = False) -> Line:
    """The cursor at `at`; with `mark`, the letters on the way are marked."""
    at = min(max(at, 0), len(line.text))
    return replace(line, at=at, start=line.start if mark else at)


def typed(line: Line, text: str) -> Line:
    """`text` in place of what is marked. Line ends and other letters without a shape are left out."""
    first, end = line.marked
    shown = "".join(letter for letter in text if letter.isprintable())
    return Line(line.text[:first] + shown + line.text[end:], first + len(shown), first + len(shown))


def step(line: Line, by: int, *, word: bool = False, mark: bool = False) -> Line:
    """The cursor a letter (or a word) on or back."""
    first, end = line.marked
    if first < end and not mark and not word:
        return to(line, end if by > 0 else first)
    return to(line, _word_end(line, by) if word else line.at + by, mark=mark)


def erased(line: Line, by: int, *, word: bool = False) -> Line:
    """Without what is marked; where nothing is, without the letter (or word) before (-1) or after (1) the cursor."""
    if line.at == line.start:
        line = step(line, by, word=word, mark=True)
    return typed(line, "")


def word_at(line: Line, at: int) -> Line:
    """The word at letter `at` marked, the cursor at its end."""
    first = end = min(max(at, 0), len(line.text))
    while first > 0 and _in_word(line.text[first - 1]):
        first -= 1
    while end < len(line.text) and _in_word(line.text[end]):
        end += 1
    return Line(line.text, end, first)


def _word_end(line: Line, by: int) -> int:
    at, text = line.at, line.text
    inside = False
    while 0 <= (ahead := at if by > 0 else at - 1) < len(text):
        if inside and not _in_word(text[ahead]):
            return at
        inside = inside or _in_word(text[ahead])
        at += by
    return at


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
