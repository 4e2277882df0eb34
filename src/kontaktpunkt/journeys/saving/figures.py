"""Find a figure in a page: its picture, its words and its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_OPENED: Final = r'<(?P<tag>figure|section)\b(?=[^>]*\bid="{name}")[^>]*>'
_SVG: Final = re.compile(r"<svg\b[^>]*\bclass=\"[^\"]*\bpicture\b.*?</svg>", re.DOTALL)
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)


class NoSuchFigure(LookupError):
    """The page has no figure of this name."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table; shade from 0 to 5 where the table is a picture itself.

    measures: the numbers that its words tell, each with its unit.
    """

    text: str
    shade: int = 0
    measures: tuple[tuple[float, str], ...] = ()


@dataclass
class Table:
    """A table as the page shows it; `is_behind` where it holds the numbers behind a picture."""

    caption: str = ""
    is_heat: bool = False
    is_behind: bool = False
    columns: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass
class Route:
    """A path as the page shows it: the words above it, its steps, and which part of all took it."""

    part: float = 0
    head: str = ""
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """A figure as the page shows it.

    svg:     its picture's markup, empty where a table is the picture or there is none.
    numbers: the table behind the picture, or the picture where that is a table.
    finest:  the table that tells most of the same, the last of those behind the picture.
    heat:    the table that is the picture, or None.
    routes:  the paths that are the picture; none in most figures.
    """

    name: str
    page: str
    sentence: str
    basis: str
    svg: str
    numbers: Table | None
    finest: Table | None
    heat: Table | None
    routes: tuple[Route, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Say whether there is anything to draw."""
        return bool(self.svg or self.heat or self.routes)


def figure_in(*, page: str, name: str) -> Figure:
    """Return a page's figure with this id.

    Raises NoSuchFigure.
    """
    opened = re.search(_OPENED.format(name=re.escape(name)), page)
    if opened is None:
        raise NoSuchFigure(name)
    end = page.index(f"</{opened['tag']}>", opened.end())
    markup = page[opened.end() : end]
    reader = _Reader()
    reader.feed(_SVG.sub("", markup))
    picture, title = _SVG.search(markup), _TITLE.search(page)
    heat = next((table for table in reader.tables if table.is_heat), None)
    plain = [table for table in reader.tables if not table.is_heat]
    behind = [table for table in plain if table.is_behind]
    return Figure(
        name=name,
        page=_plain(title[1]) if title else "",
        sentence=_joined(reader.words["sentence"]) or _caption(reader.tables) or name,
        basis=_joined(reader.words["basis"]),
        svg=picture[0] if picture else "",
        numbers=next(iter([*behind, *plain]), heat),
        finest=next(iter([*reversed(behind), *plain]), heat),
        heat=None if picture else heat,
        routes=tuple(reader.routes),
    )


def _caption(tables: Sequence[Table]) -> str:
    return next((table.caption for table in tables if table.caption), "")


def _plain(markup: str) -> str:
    reader = _Reader()
    reader.open.append("sentence")
    reader.feed(markup)
    return _joined(reader.words["sentence"])


def _joined(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


# What a class or a tag says about the words in it.
_WORDS: Final = {
    "figcaption": "sentence",
    "figure__conclusion": "sentence",
    "figure__basis": "basis",
}
_SHADE: Final = re.compile(r"\bshade--(\d)")
_CELLS: Final = frozenset({"th", "td"})


def _measures(written: str) -> tuple[tuple[float, str], ...]:
    values, units = written.split()[::2], written.split()[1::2]
    return tuple((float(value), unit) for value, unit in zip(values, units, strict=True))


class _Reader(HTMLParser):
    """Collects a figure's words and tables."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, list[str]] = {"sentence": [], "basis": []}
        self.tables: list[Table] = []
        self.routes: list[Route] = []
        self.open: list[str] = []
        self._ends: list[tuple[str, str]] = []
        self._cell: list[str] | None = None
        self._shade = 0
        self._measures: tuple[tuple[float, str], ...] = ()
        self._in_head = False
        self._is_behind = False
        self._words: list[str] | None = None
        self._in_steps = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        self._start_in_route(tag, classes.split(), dict(attrs).get("data-part"))
        said = next((_WORDS[each] for each in (tag, *classes.split()) if each in _WORDS), None)
        if said:
            self.open.append(said)
            self._ends.append((tag, said))
        if tag == "table":
            self.tables.append(Table(is_heat="heat" in classes.split(), is_behind=self._is_behind))
        elif self.tables and tag in {"tr", "thead", "caption", *_CELLS}:
            self._start_in_table(tag, classes)
            self._measures = _measures(dict(attrs).get("data-measures") or "")
        elif tag == "details":
            self._is_behind = "numbers-behind" in classes.split()
        elif tag == "br":
            self.handle_data(" " if self._cell is None else " · ")

    def _start_in_table(self, tag: str, classes: str) -> None:
        if tag == "thead":
            self._in_head = True
        elif tag == "tr" and not self._in_head:
            self.tables[-1].rows.append([])
        elif tag in _CELLS or tag == "caption":
            shade = _SHADE.search(classes)
            self._cell, self._shade = [], int(shade[1]) if shade else 0

    def _start_in_route(self, tag: str, classes: list[str], part: str | None) -> None:
        if "route" in classes:
            self.routes.append(Route(part=float(part or 0)))
        elif "route__steps" in classes:
            self._in_steps = True
        elif "route__head" in classes or (tag == "li" and self._in_steps):
            self._words = []

    def _end_in_route(self, tag: str) -> None:
        if tag == "ol":
            self._in_steps = False
        if self._words is None or tag not in {"p", "li"}:
            return
        said = _joined(self._words)
        if tag == "p":
            self.routes[-1].head = said
        else:
            self.routes[-1].steps.append(said)
        self._words = None

    def handle_endtag(self, tag: str) -> None:
        self._end_in_route(tag)
        if self._ends and self._ends[-1][0] == tag:
            self.words[self._ends.pop()[1]].append(" ")
            self.open.pop()
        if tag == "details":
            self._is_behind = False
        elif tag == "thead":
            self._in_head = False
        elif self._cell is not None and (tag in _CELLS or tag == "caption"):
            self._keep(tag, _joined(self._cell))
            self._cell = None

    def _keep(self, tag: str, text: str) -> None:
        table = self.tables[-1]
        if tag == "caption":
            table.caption = text
        elif self._in_head:
            table.columns.append(text)
        elif table.rows:
            table.rows[-1].append(Cell(text, self._shade, self._measures))

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)
        elif self._cell is not None:
            self._cell.append(data)
        elif self.open:
            self.words[self.open[-1]].append(data)
