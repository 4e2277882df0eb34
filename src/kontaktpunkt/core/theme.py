"""The stylesheet that gives a municipality its own colours."""

import hashlib
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontaktpunkt.core import colour
from kontaktpunkt.core.access import public

_WORDS = {
    "text_on_primary": _("White text cannot be read on the primary colour"),
    "accent_mark": _("The accent colour cannot be seen on white"),
    "text_on_surface": _("Black text cannot be read on the surface colour"),
    "primary_on_surface": _("The primary colour cannot be seen on the surface colour"),
}
_SENTENCE = pgettext_lazy(
    "colour refusal",
    "%(problem)s: the contrast is %(contrast)s to 1, and at least %(wanted)s to 1 is needed.",
)
_A_YEAR = 365 * 24 * 60 * 60


def brand_of(municipality: Any) -> colour.Brand:
    """Return the municipality's colours, or the house's own where there is no municipality."""
    colours = getattr(municipality, "colours", None)
    return colour.Brand(*colours) if colours else colour.DEFAULT


def validate_brand(colours: list[str]) -> None:
    """Refuse three colours that people could not read, with one sentence for each reason.

    colours: primary, accent, surface as #rrggbb.
    Raises ValidationError.
    """
    falls = colour.shortfalls(colour.Brand(*colours))
    if falls:
        raise ValidationError([_sentence(fall) for fall in falls], code="contrast")


def stylesheet(brand: colour.Brand) -> str:
    """Return the CSS that sets the custom properties of the brand."""
    lines = (f"  {name}: {value};" for name, value in colour.properties(brand).items())
    return ":root {\n" + "\n".join(lines) + "\n}\n"


@lru_cache(maxsize=64)
def version(brand: colour.Brand) -> str:
    """Return a short mark that changes with the stylesheet, for its address."""
    return hashlib.sha256(stylesheet(brand).encode()).hexdigest()[:12]


@public
def theme(request: HttpRequest) -> HttpResponse:
    """Answer the municipality's stylesheet; its address names a version, so it never goes stale."""
    brand = brand_of(getattr(request, "municipality", None))
    response = HttpResponse(stylesheet(brand), content_type="text/css; charset=utf-8")
    if request.GET.get("v") == version(brand):
        patch_cache_control(response, public=True, immutable=True, max_age=_A_YEAR)
    else:
        patch_cache_control(response, no_cache=True)
    return response


def _sentence(fall: colour.Shortfall) -> ValidationError:
    values = {
        "problem": _WORDS[fall.rule],
        "contrast": number_format(fall.contrast, 1),
        "wanted": number_format(fall.wanted, 1),
    }
    return ValidationError(_SENTENCE, code=fall.rule, params=values)
