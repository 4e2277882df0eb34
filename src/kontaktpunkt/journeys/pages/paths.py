"""The most frequent whole paths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys import sentences
from kontaktpunkt.journeys.engine import families, paths
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.keeping import families_of
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Asked, Context, Together
from kontaktpunkt.journeys.wording import journeys_counted, number, percent, wait_words

MOST_PATHS: Final = 12


def answer(selection: Selection, labels: Labels, asked: Asked) -> Context:
    """Show the most frequent whole paths, or families of paths that differ little."""
    if asked.together == Together.LITTLE:
        return _families(selection, labels, asked)
    together = asked.together == Together.REPEATS
    page = asked.page
    found = _page_of(selection, page, together=together)
    if not found.shown and page > 1:
        page, found = 1, _page_of(selection, 1, together=together)
    covered = _covered(found.shown, found.before, found.journeys)
    return {
        "sentence": _sentence(found, page),
        "routes": [
            _route(path, share, labels, found.journeys, asked)
            for path, share in zip(found.shown, covered, strict=True)
        ],
        "first_place": (page - 1) * MOST_PATHS + 1,
        "rest": _rest(found),
        "columns": _columns(),
        "numbers": [
            _cells(path, share, labels, found.journeys)
            for path, share in zip(found.shown, covered, strict=True)
        ],
        **_pages(page, found.told),
    }


def _page_of(selection: Selection, page: int, *, together: bool) -> paths.Paths:
    return paths.paths(
        selection=selection, most=MOST_PATHS, skip=(page - 1) * MOST_PATHS, together=together
    )


def _pages(page: int, told: int) -> Context:
    """Return the pages of the list that there are before and after this one."""
    pages = -(-told // MOST_PATHS)
    return {
        "page": page,
        "pages": pages,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < pages else None,
    }


def _covered(
    shown: Sequence[paths.Path | families.Family], before: int, journeys: int
) -> list[float]:
    """Return for each path which share of the journeys took it or a more frequent one."""
    reached = accumulate((path.journeys for path in shown), initial=before)
    return [count / journeys for count in reached][1:]


def _sentence(found: paths.Paths, page: int) -> str:
    if page == 1:
        return sentences.paths(paths=found)
    first = (page - 1) * MOST_PATHS + 1
    shown = sum(path.journeys for path in found.shown)
    return _(
        "Paths %(first)s to %(last)s of %(told)s cover %(share)s of %(journeys)s, and with all "
        "more frequent ones %(covered)s."
    ) % {
        "first": number(first),
        "last": number(first + len(found.shown) - 1),
        "told": number(found.told),
        "share": percent(shown / found.journeys),
        "journeys": journeys_counted(found.journeys),
        "covered": percent((found.before + shown) / found.journeys),
    }


def _families(selection: Selection, labels: Labels, asked: Asked) -> Context:
    found = families_of(selection)
    covered = _covered(found.shown, 0, found.journeys)
    # Chosen journeys have families of their own.
    kind = "alike" if selection.filters else "family"
    return {
        "sentence": _families_sentence(found),
        "routes": [
            {
                "behind": asked.behind((kind, *family.touchpoints)),
                "kept": asked.kept((kind, *family.touchpoints)),
                **_family_route(family, share, labels, found.journeys),
            }
            for family, share in zip(found.shown, covered, strict=True)
        ],
        "first_place": 1,
        "rest": _families_rest(found),
        "columns": _columns(),
        "numbers": [
            _cells(family, share, labels, found.journeys)
            for family, share in zip(found.shown, covered, strict=True)
        ],
        "are_families": True,
    }


def _families_sentence(found: families.Families) -> str:
    if not found.shown:
        return _("Every kind of path was taken by so few that showing it would tell who they are.")
    covered = 1 - found.other_journeys / found.journeys
    return ngettext(
        "Paths that differ little, taken together, make %(count)s kind: it covers %(covered)s of "
        "%(journeys)s.",
        "Paths that differ little, taken together, make %(count)s kinds that cover %(covered)s of "
        "%(journeys)s.",
        len(found.shown),
    ) % {
        "count": number(len(found.shown)),
        "covered": percent(covered),
        "journeys": journeys_counted(found.journeys),
    }


def _families_rest(found: families.Families) -> str:
    if not found.other_journeys:
        return ""
    return _("%(journeys)s went other ways.") % {"journeys": journeys_counted(found.other_journeys)}


def _family_route(family: families.Family, covered: float, labels: Labels, total: int) -> Context:
    alike = ngettext(
        "%(count)s order of touchpoints", "%(count)s orders of touchpoints", family.routes
    )
    return {
        "alike": alike % {"count": number(family.routes)},
        **_shown(family, covered, labels, total),
    }


def _columns() -> list[str]:
    return [
        _("Path"),
        _("Journeys"),
        _("Share"),
        _("Share with all above"),
        _("Median from first step to last"),
    ]


def _cells(
    path: paths.Path | families.Family, covered: float, labels: Labels, total: int
) -> list[str]:
    return [
        " → ".join(labels.touchpoint(name) for name in path.touchpoints),
        number(path.journeys),
        percent(path.journeys / total),
        percent(covered),
        _median(path) or "–",
    ]


def _median(path: paths.Path | families.Family) -> str:
    """Return the median from first step to last; nothing where it is one instant."""
    return wait_words(path.median_seconds) if path.median_seconds else ""


def _shown(
    path: paths.Path | families.Family, covered: float, labels: Labels, total: int
) -> Context:
    return {
        "steps": [labels.touchpoint(name) for name in path.touchpoints],
        "journeys": journeys_counted(path.journeys),
        "share": percent(path.journeys / total),
        "part": f"{path.journeys / total:.4f}",
        "covered": percent(covered),
        "median": _median(path),
    }


def _route(path: paths.Path, covered: float, labels: Labels, total: int, asked: Asked) -> Context:
    # Paths that are taken together have no single path to ask for.
    wanted = () if asked.together else (("path", *path.touchpoints),)
    return {
        "behind": asked.behind(*wanted) if wanted else "",
        "kept": asked.kept(*wanted) if wanted else "",
        **_shown(path, covered, labels, total),
    }


def _rest(found: paths.Paths) -> str:
    if not found.other_journeys:
        return ""
    return ngettext(
        "One further path was taken by %(journeys)s.",
        "%(paths)s further paths were taken by %(journeys)s.",
        found.other_paths,
    ) % {"paths": number(found.other_paths), "journeys": journeys_counted(found.other_journeys)}
