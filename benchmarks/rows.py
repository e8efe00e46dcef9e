"""Measured numbers beside what is asked of them, as text, Markdown and JSON."""

import json
import os
import platform
import re
import sys
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

PACKAGES = ("torch", "onnxruntime-gpu", "onnxruntime", "numpy", "pygame", "ale-py")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is asked of a number."""

    least: float | None = None
    most: float | None = None
    most_of: str | None = None
    """The name of another number that it should not exceed."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number. `least` or `most` is what is asked of it; neither where it is only reported."""

    group: str
    what: str
    reached: float | int | str | None
    """None where it couldn't be measured."""
    least: float | None = None
    most: float | None = None
    note: str = ""
    beside: float | None = None
    """What the simplest way reaches, where it was measured."""

    @property
    def met(self) -> bool | None:
        """Whether the number is as asked; None where nothing is."""
        if self.least is None and self.most is None:
            return None
        if not isinstance(self.reached, float | int):
            return False
        return not (self.least is not None and self.reached < self.least) and not (
            self.most is not None and self.reached > self.most
        )

    @property
    def asked(self) -> str:
        """In words."""
        if self.least is not None:
            return f">= {self.least:g}"
        return "" if self.most is None else f"<= {self.most:g}"

    @property
    def words(self) -> tuple[str, str, str, str]:
        """What, asked, reached, and whether that is met."""
        met = {None: "", True: "yes", False: "NO"}[self.met]
        return self.what + (f" ({self.note})" if self.note else ""), self.asked, number(self.reached), met


def number(value: float | int | str | None) -> str:
    """Short enough to read, long enough to compare; shares are never rounded up to the whole."""
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    if 0.9995 <= value < 1:
        return f"{value:.5f}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def text(rows: list[Row]) -> Table:
    """For the terminal."""
    compared = any(row.beside is not None for row in rows)
    table = Table("row", "what", "asked", "reached", "met", *(["beside"] if compared else []))
    for row in rows:
        beside = [number(row.beside)] if compared else []
        table.add_row(row.group, *row.words, *beside, style="red" if row.met is False else None)
    return table


def markdown(rows: list[Row]) -> str:
    """A table of one group."""
    compared = any(row.beside is not None for row in rows)
    lines = ["| what | asked | reached | met |" + " beside |" * compared, "|---|---|---|---|" + "---|" * compared]
    for row in rows:
        what, asked, reached, met = row.words
        beside = f" {'' if row.beside is None else number(row.beside)} |" * compared
        lines.append(f"| {what} | {asked} | {reached} | {'**no**' if row.met is False else met} |{beside}")
    return "\n".join(lines)


def update(path: Path, rows: list[Row]) -> list[str]:
    """Put tables between `<!-- group -->` and `<!-- end -->` in a Markdown file; gives the groups without a place."""
    page, homeless = path.read_text(encoding="utf-8"), []
    for group in dict.fromkeys(row.group for row in rows):
        table = markdown([row for row in rows if row.group == group])
        place = re.compile(rf"(<!-- {re.escape(group)} -->\n).*?(<!-- end -->)", re.DOTALL)
        fresh = f"{table}\n\n{date.today().isoformat()}, {machine()}.\n"
        page, found = place.subn(lambda match, fresh=fresh: match[1] + fresh + match[2], page)
        homeless += [] if found else [group]
    path.write_text(page, encoding="utf-8")
    return homeless


def tell(rows: list[Row], *, quick: bool, as_text: bool, by_name: bool = False) -> int:
    """On stdout, for people or as JSON, there also `by_name`; 1 where a number is not as asked."""
    if as_text:
        Console(width=None if sys.stdout.isatty() else 110).print(text(rows))
    else:
        names = {row.what: row.reached for row in rows} if by_name else {}
        print(json.dumps(names | as_json(rows, quick), indent=1))
    return 1 if any(row.met is False for row in rows) else 0


def as_json(rows: list[Row], quick: bool) -> dict:
    """Everything, and where it was measured."""
    about = {"machine": machine(), "date": date.today().isoformat(), "quick": quick, "versions": versions()}
    return about | {"rows": [asdict(row) | {"met": row.met} for row in rows]}


def machine() -> str:
    """Cores, processor, and that no GPU was used."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores of {_processor()}, no GPU"


def versions() -> dict[str, str]:
    """Of what the numbers depend on, where it is installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except ModuleNotFoundError:
            continue
    return found


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
