"""Contrast between colours, and the shades that are derived from a municipality's three.

Pure calculation. Source: WCAG 2.2, definitions of relative luminance and contrast ratio,
criteria 1.4.3 (text, 4.5:1) and 1.4.11 (marks and borders, 3:1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TEXT_CONTRAST = 4.5
MARK_CONTRAST = 3.0
WHITE = "#ffffff"
INK = "#1a1a1a"

_HEX = re.compile(r"#[0-9a-f]{6}")
# Coarse enough that a shade differs visibly from the one before it.
_STEP = 0.04


class NotAColour(ValueError):
    """The value is not written as #rrggbb."""


@dataclass(frozen=True)
class Brand:
    """The three colours that a municipality chooses, each as #rrggbb.

    primary: the header and the main buttons; white text stands on it, links are drawn in it.
    accent:  marks the current step and the second series of a picture; never carries a text alone.
    surface: the quiet ground behind panels; black text and links stand on it.
    """

    primary: str
    accent: str
    surface: str


DEFAULT = Brand(primary="#1d4e5f", accent="#c9803f", surface="#f5f3ef")


@dataclass(frozen=True)
class Shortfall:
    """A pair of colours that cannot be told apart well enough.

    rule: "text_on_primary", "accent_mark", "text_on_surface" or "primary_on_surface".
    """

    rule: str
    contrast: float
    wanted: float


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 (equal) to 21 (black on white).

    Raises NotAColour when one is not written as #rrggbb.
    """
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def shortfalls(brand: Brand) -> list[Shortfall]:
    """Return every pair of the brand's colours that people could not read; empty when all can."""
    return [fall for fall in _pairs(brand) if fall.contrast < fall.wanted]


def text_on(colour: str) -> str:
    """Return the ink, dark or white, that reads best on the colour. One of them always does."""
    for ink in (INK, WHITE):
        if contrast(ink, colour) >= TEXT_CONTRAST:
            return ink
    return "#000000"


def mix(colour: str, other: str, share: float) -> str:
    """Return the colour with `share` (0 to 1) of the other in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def darkened_until(colour: str, *, ground: str, wanted: float = TEXT_CONTRAST) -> str:
    """Return the lightest darker shade of the colour that reads on the ground.

    Falls back to black when the ground is too dark for any shade of the colour.
    """
    for step in range(int(1 / _STEP) + 1):
        shade = mix(colour, "#000000", step * _STEP)
        if contrast(shade, ground) >= wanted:
            return shade
    return "#000000"


def properties(brand: Brand) -> dict[str, str]:
    """Return the CSS custom properties of a brand, in the order they are written."""
    return _primary_properties(brand) | _accent_properties(brand) | _surface_properties(brand)


def _primary_properties(brand: Brand) -> dict[str, str]:
    link = darkened_until(brand.primary, ground=brand.surface)
    return {
        "--kp-primary": brand.primary,
        "--kp-primary-hover": mix(brand.primary, "#000000", 0.2),
        "--kp-primary-active": mix(brand.primary, "#000000", 0.4),
        "--kp-primary-tint": mix(brand.primary, WHITE, 0.9),
        "--kp-on-primary": WHITE,
        "--kp-link": link,
        "--kp-link-hover": mix(link, "#000000", 0.35),
    }


def _accent_properties(brand: Brand) -> dict[str, str]:
    return {
        "--kp-accent": brand.accent,
        "--kp-accent-text": darkened_until(brand.accent, ground=brand.surface),
        "--kp-accent-tint": mix(brand.accent, WHITE, 0.88),
        "--kp-on-accent": text_on(brand.accent),
    }


def _surface_properties(brand: Brand) -> dict[str, str]:
    return {
        "--kp-surface": brand.surface,
        "--kp-surface-strong": mix(brand.surface, "#000000", 0.06),
    }


def _pairs(brand: Brand) -> Iterator[Shortfall]:
    yield Shortfall("text_on_primary", contrast(WHITE, brand.primary), TEXT_CONTRAST)
    yield Shortfall("accent_mark", contrast(brand.accent, WHITE), MARK_CONTRAST)
    yield Shortfall("text_on_surface", contrast(INK, brand.surface), TEXT_CONTRAST)
    yield Shortfall("primary_on_surface", contrast(brand.primary, brand.surface), MARK_CONTRAST)


def _parts(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour.lower()):
        raise NotAColour(f"{colour!r} is not a colour written as #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
