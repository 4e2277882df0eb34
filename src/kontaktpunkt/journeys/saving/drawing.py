"""A figure as an SVG file that stands alone: its sentence above, its picture, its basis below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kontaktpunkt.journeys.pictures.text import CHARACTER_WIDTH, broken
from kontaktpunkt.journeys.saving import routes
from kontaktpunkt.journeys.saving.figures import Figure, Table
from kontaktpunkt.journeys.saving.picture import Picture
from kontaktpunkt.journeys.saving.styles import Colours

MARGIN: Final = 20
NARROWEST: Final = 480
# Of the letters that CHARACTER_WIDTH is about.
LETTERS: Final = 13

_HEAD: Final = re.compile(r"<svg\b([^>]*)>(.*)</svg>", re.DOTALL)
_VIEW: Final = re.compile(r'\bviewBox="([^"]*)"')
_LINK: Final = re.compile(r"</?a\b[^>]*>")
_REACH: Final = re.compile(r'<path class="reach"[^>]*/>')
_CLASS: Final = re.compile(r'\bclass="([^"]*)"')


def picture_of(*, figure: Figure, colours: Colours) -> Picture:
    """Return a figure's picture; paths, and a table whose cells are shaded, are drawn as one.

    The figure must be drawn.
    """
    if figure.heat is not None:
        return _heat(figure.heat, colours)
    if figure.routes:
        return routes.picture(figure.routes, colours)
    found = _HEAD.search(figure.svg)
    assert found is not None, "the page's pictures are whole"
    view, classes = _VIEW.search(found[1]), _CLASS.search(found[1])
    assert view is not None, "every picture has a viewBox"
    assert classes is not None, "a picture is found by its class"
    x, y, width, height = (float(part) for part in view[1].split())
    # Links lead nowhere from a file, and nothing in it waits for a pointer.
    markup = _LINK.sub("", _REACH.sub("", found[2]))
    return Picture(x, y, width, height, classes[1], markup)


def bare(*, picture: Picture, colours: Colours) -> str:
    """Return only the picture, as a file of its own."""
    body = _placed(picture, 0, 0)
    style = _style(picture, colours)
    return _file(size=(picture.width, picture.height), head=style, body=body, colours=colours)


def standalone(*, figure: Figure, picture: Picture, colours: Colours, language: str) -> str:
    """Return the picture with its words, as a file that needs no other."""
    width = max(picture.width, NARROWEST)
    above = _lines(figure.sentence, width, size=16, top=MARGIN + 14, weight="600")
    top = MARGIN + len(above) * 22 + 12
    below = _lines(figure.basis, width, size=11, top=top + picture.height + 28, weight="400")
    height = top + picture.height + 16 + len(below) * 15 + MARGIN
    said = (
        f"<title>{escape(figure.sentence)}</title>\n"
        f"<desc>{escape(f'{figure.page}. {figure.basis}')}</desc>\n"
    )
    return _file(
        size=(width + 2 * MARGIN, height),
        head=said + _style(picture, colours),
        body="\n".join([*above, _placed(picture, MARGIN, top), *below]),
        colours=colours,
        more=f' role="img" xml:lang={quoteattr(language)}',
    )


def _file(
    *, size: tuple[float, float], head: str, body: str, colours: Colours, more: str = ""
) -> str:
    width, height = (f"{each:.0f}" for each in size)
    ground = colours.variable("--kp-paper", "#ffffff")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"{more}>\n{head}'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>\n{body}\n</svg>\n'
    )


def _style(picture: Picture, colours: Colours) -> str:
    classes = set(picture.classes.split())
    for found in _CLASS.finditer(picture.markup):
        classes.update(found[1].split())
    return f"<style>\n{colours.for_picture(classes)}\n</style>\n"


def _placed(picture: Picture, left: float, top: float) -> str:
    place = f"translate({left - picture.x:.1f} {top - picture.y:.1f})"
    return f'<g class="{picture.classes}" transform="{place}">{picture.markup}</g>'


def _lines(words: str, width: float, *, size: float, top: float, weight: str) -> list[str]:
    """Return lines of text; bold letters are a little wider."""
    letters = CHARACTER_WIDTH * (1.07 if weight == "600" else 1)
    lines = broken(words, width=width * CHARACTER_WIDTH / letters * LETTERS / size, most=12)
    step = size * 1.36
    return [
        f'<g class="picture"><text x="{MARGIN}" y="{top + place * step:.1f}" '
        f'style="font-size:{size}px;font-weight:{weight}">{escape(line)}</text></g>'
        for place, line in enumerate(lines)
    ]


# --- Tables whose cells are shaded --------------------------------------------------------------

NAME_WIDTH: Final = 190
COLUMN_WIDTH: Final = 96
NARROW_COLUMN: Final = 40
LINE: Final = 16


def _heat(table: Table, colours: Colours) -> Picture:
    """Draw a shaded table: names at the left and above, a box for each cell."""
    has_long_words = any(len(column) > 4 for column in table.columns[1:])
    step = COLUMN_WIDTH if has_long_words else NARROW_COLUMN
    heads = [broken(column, width=step - 8, most=4) for column in table.columns[1:]]
    top = max((len(lines) for lines in heads), default=1) * LINE + 8
    parts = [
        _text(lines, NAME_WIDTH + (place + 0.5) * step, top - 8 - (len(lines) - 1) * LINE)
        for place, lines in enumerate(heads)
    ]
    height = 2 * LINE + 10
    for number, row in enumerate(table.rows):
        y = top + number * height
        parts += _row([cell.text for cell in row], [cell.shade for cell in row], y, step, colours)
    size = NAME_WIDTH + step * (len(table.columns) - 1) + 2, top + len(table.rows) * height + 2
    return Picture(0, 0, *size, "picture", "".join(parts))


def _row(
    texts: Sequence[str], shades: Sequence[int], y: float, step: float, colours: Colours
) -> list[str]:
    middle = y + LINE + 9
    name = broken(texts[0], width=NAME_WIDTH - 14, most=2)
    parts = [_text(name, NAME_WIDTH - 10, middle - (len(name) - 1) * LINE / 2, anchor="end")]
    for place, (text, shade) in enumerate(zip(texts[1:], shades[1:], strict=True)):
        x = NAME_WIDTH + place * step
        fill = colours.value(f".shade--{shade}", "background", "#ffffff")
        ink = colours.value(f".shade--{shade}", "color", "#1a1a1a")
        parts.append(
            f'<rect x="{x + 1:.0f}" y="{y + 1:.0f}" width="{step - 2:.0f}" '
            f'height="{2 * LINE + 8}" fill="{fill}" stroke="#c8c8c4"/>'
        )
        lines = broken(text, width=step - 6, most=2)
        parts.append(_text(lines, x + step / 2, middle - (len(lines) - 1) * LINE / 2, ink=ink))
    return parts


def _text(
    lines: Sequence[str], x: float, top: float, *, anchor: str = "middle", ink: str = ""
) -> str:
    fill = f' style="fill:{ink}"' if ink else ""
    return "".join(
        f'<text x="{x:.0f}" y="{top + place * LINE:.0f}" text-anchor="{anchor}"{fill}>'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
