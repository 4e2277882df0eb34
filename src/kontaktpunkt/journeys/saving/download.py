"""Answer `?save=svg&figure=flow` on any page with the file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontaktpunkt.core import dates, theme
from kontaktpunkt.journeys.saving import drawing, paper, sheet
from kontaktpunkt.journeys.saving.figures import Figure, NoSuchFigure, figure_in
from kontaktpunkt.journeys.saving.styles import Colours

TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}

View = Callable[..., HttpResponse]


def figures_can_be_saved(view: View) -> View:
    """Let a page answer with one of its figures as a file, when the address asks for it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        wanted = request.GET.get("save")
        if wanted is None or response.status_code != 200:
            return response
        return _file(request, response.content.decode(), wanted)

    return answered


def _file(request: HttpRequest, page: str, wanted: str) -> HttpResponse:
    try:
        figure = figure_in(page=page, name=request.GET.get("figure", ""))
    except NoSuchFigure as unknown:
        raise Http404 from unknown
    make = _MAKERS.get(wanted)
    if make is None or (wanted in {"svg", "png"} and not figure.is_drawn):
        raise Http404
    response = make(request, figure)
    name = slugify(f"{figure.page.replace('·', ' ')} {figure.name}")[:100]
    response["Content-Type"] = TYPES[wanted]
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def _svg(request: HttpRequest, figure: Figure) -> HttpResponse:
    return HttpResponse(_standalone(request, figure))


def _png(request: HttpRequest, figure: Figure) -> HttpResponse:
    return HttpResponse(paper.as_png(svg=_standalone(request, figure)))


def _standalone(request: HttpRequest, figure: Figure) -> str:
    colours = _colours(request)
    picture = drawing.picture_of(figure=figure, colours=colours)
    return drawing.standalone(figure=figure, picture=picture, colours=colours, language=_language())


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _pdf(request: HttpRequest, figure: Figure) -> HttpResponse:
    colours = _colours(request)
    picture = drawing.picture_of(figure=figure, colours=colours) if figure.is_drawn else None
    svg = drawing.bare(picture=picture, colours=colours) if picture else ""
    return HttpResponse(
        paper.as_pdf(figure=figure, picture=picture, svg=svg, sheet=_sheet(request, figure))
    )


def _sheet(request: HttpRequest, figure: Figure) -> paper.Sheet:
    author = getattr(getattr(request, "municipality", None), "name", "")
    today = timezone.localdate(getattr(request, "at", None))
    footer = _("%(page)s · saved %(day)s") % {
        "page": figure.page,
        "day": dates.day_in_words(today, today=date.min),
    }
    return paper.Sheet(language=_language(), author=author, footer=footer)


def _colours(request: HttpRequest) -> Colours:
    return Colours(theme.brand_of(getattr(request, "municipality", None)))


def _csv(_request: HttpRequest, figure: Figure) -> HttpResponse:
    """Return the numbers behind a picture, with what the picture hides left out as well.

    Spreadsheets read the decimal sign of their own language, and take a comma between columns only
    where it is none: so both follow the language of the page.
    """
    # The mark tells spreadsheets that the letters are UTF-8.
    response = HttpResponse("\ufeff")
    if figure.finest is None:
        raise Http404
    sign = formats.get_format("DECIMAL_SEPARATOR")
    lines = sheet.lines(table=figure.finest, decimal_sign=sign)
    csv.writer(response, delimiter="," if sign == "." else ";").writerows(lines)
    return response


_MAKERS: Final[dict[str, Callable[[HttpRequest, Figure], HttpResponse]]] = {
    "svg": _svg,
    "png": _png,
    "pdf": _pdf,
    "csv": _csv,
}
