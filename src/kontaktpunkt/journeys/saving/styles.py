"""The rules of our stylesheets that a picture needs when it leaves its page.

Outside a browser nobody knows custom properties or mixed colours: both are worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

from kontaktpunkt.core import colour

SHEETS: Final = ("core/built/css/kontaktpunkt.css", "journeys/journeys.css")
# Whoever opens the file may not have our own letters.
FAMILIES: Final = '"IBM Plex Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif'

Rules = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

_PROPERTIES: Final = frozenset(
    (
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
        *("stroke-linecap", "stroke-linejoin", "opacity", "font-size", "font-weight"),
        *("font-style", "letter-spacing", "text-anchor", "paint-order", "dominant-baseline"),
    )
)
_ELEMENTS: Final = frozenset(
    ("svg", "g", "text", "tspan", "path", "rect", "circle", "line", "polygon", "polyline")
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE: Final = re.compile(r"var\((--[\w-]+)(?:,\s*([^()]*))?\)")
_MIXED: Final = re.compile(
    r"color-mix\(in srgb,\s*(#[0-9a-fA-F]{3,6})\s+([\d.]+)%,\s*(#[0-9a-fA-F]{3,6})\s*\)"
)
_SELECTOR: Final = re.compile(r"^[\w\-.\s>]+$")
_REM: Final = re.compile(r"([\d.]+)rem")


class Colours:
    """Our stylesheets with a municipality's colours filled in."""

    def __init__(self, brand: colour.Brand) -> None:
        self._rules = _rules()
        self._known = {**_roots(self._rules), **colour.properties(brand)}

    def value(self, selector: str, name: str, otherwise: str) -> str:
        """Return a property that a selector is given, worked out."""
        found = [
            dict(declared)[name]
            for selectors, declared in self._rules
            if selector in _apart(selectors) and name in dict(declared)
        ]
        return _plain(found[-1], self._known) if found else otherwise

    def variable(self, name: str, otherwise: str) -> str:
        """Return a custom property, worked out."""
        return _plain(self._known.get(name, otherwise), self._known)

    def for_picture(self, classes: Collection[str]) -> str:
        """Return the rules that reach something in a picture with these classes."""
        lines = [f".picture {{ font-family: {FAMILIES}; font-size: 13px }}"]
        for selectors, declared in self._rules:
            reaching = [each for each in _apart(selectors) if _reaches(each, classes)]
            said = [
                f"{name}: {_plain(value, self._known)}"
                for name, value in declared
                if name in _PROPERTIES
            ]
            if reaching and said:
                lines.append(f"{', '.join(reaching)} {{ {'; '.join(said)} }}")
        return "\n".join(lines)


def _apart(selectors: str) -> list[str]:
    return [" ".join(each.split()) for each in selectors.split(",")]


def _reaches(selector: str, classes: Collection[str]) -> bool:
    """Say whether a selector can mean something in the picture, and nothing outside it."""
    if not _SELECTOR.match(selector) or "." not in selector:
        return False
    named = re.findall(r"\.([\w-]+)", selector)
    elements = re.findall(r"(?:^|[\s>])([a-z][\w-]*)", selector)
    return set(named) <= set(classes) and set(elements) <= _ELEMENTS


def _rules() -> Rules:
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for sheet in SHEETS:
        place = finders.find(sheet)
        # Without a build there are only our own sheets, and the letters are black.
        if place:
            found += _read(Path(place), Path(place).stat().st_mtime_ns)
    return tuple(found)


@lru_cache(maxsize=8)
def _read(sheet: Path, _changed: int) -> Rules:
    """Return a sheet's rules outside every at-rule: those of print or contrast mean no file."""
    text = _COMMENT.sub("", sheet.read_text(encoding="utf-8-sig"))
    return tuple(
        (match[1].strip(), tuple(_declared(match[2])))
        for match in _RULE.finditer(_without_at_rules(text))
    )


def _without_at_rules(text: str) -> str:
    kept, start = [], 0
    while (at := text.find("@", start)) >= 0:
        kept.append(text[start:at])
        start = _end_of_at_rule(text, at)
    return "".join([*kept, text[start:]])


def _end_of_at_rule(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        if text[place] == ";" and not depth:
            return place + 1
        depth += (text[place] == "{") - (text[place] == "}")
        if text[place] == "}" and not depth:
            return place + 1
    return len(text)


def _declared(body: str) -> list[tuple[str, str]]:
    pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
    return [(name.strip(), value.replace("!important", "").strip()) for name, value in pairs]


def _roots(rules: Rules) -> dict[str, str]:
    return {
        name: value
        for selectors, declared in rules
        if ":root" in _apart(selectors)
        for name, value in declared
        if name.startswith("--")
    }


def _plain(value: str, known: Mapping[str, str]) -> str:
    """Return a value without custom properties, mixed colours and root units."""
    for _ in range(8):
        filled = _VARIABLE.sub(lambda match: known.get(match[1], match[2] or "#000000"), value)
        if filled == value:
            break
        value = filled
    value = _MIXED.sub(
        lambda match: colour.mix(_long(match[3]), _long(match[1]), float(match[2]) / 100), value
    )
    return _REM.sub(lambda match: f"{float(match[1]) * 10:g}px", value)


def _long(hexadecimal: str) -> str:
    digits = hexadecimal[1:]
    return hexadecimal if len(digits) == 6 else "#" + "".join(each * 2 for each in digits)
