"""The most frequent whole paths."""

from __future__ import annotations

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
    found = paths.paths(selection=selection, most=MOST_PATHS, together=together)
    return {
        "sentence": sentences.paths(paths=found),
        "routes": [_route(path, labels, found.journeys, asked) for path in found.shown],
        "rest": _rest(found),
        "columns": _columns(),
        "numbers": [_cells(path, labels, found.journeys) for path in found.shown],
    }


def _families(selection: Selection, labels: Labels, asked: Asked) -> Context:
    found = families_of(selection)
    # Chosen journeys have families of their own.
    kind = "alike" if selection.filters else "family"
    return {
        "sentence": _families_sentence(found),
        "routes": [
            {
                "behind": asked.behind((kind, *family.touchpoints)),
                **_family_route(family, labels, found.journeys),
            }
            for family in found.shown
        ],
        "rest": _families_rest(found),
        "columns": _columns(),
        "numbers": [_cells(family, labels, found.journeys) for family in found.shown],
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


def _family_route(family: families.Family, labels: Labels, total: int) -> Context:
    alike = ngettext(
        "%(count)s order of touchpoints", "%(count)s orders of touchpoints", family.routes
    )
    return {
        "alike": alike % {"count": number(family.routes)},
        **_shown(family, labels, total),
    }


def _columns() -> list[str]:
    return [_("Path"), _("Journeys"), _("Share"), _("Median from first step to last")]


def _cells(path: paths.Path | families.Family, labels: Labels, total: int) -> list[str]:
    return [
        " → ".join(labels.touchpoint(name) for name in path.touchpoints),
        number(path.journeys),
        percent(path.journeys / total),
        wait_words(path.median_seconds),
    ]


def _shown(path: paths.Path | families.Family, labels: Labels, total: int) -> Context:
    return {
        "steps": [labels.touchpoint(name) for name in path.touchpoints],
        "journeys": journeys_counted(path.journeys),
        "share": percent(path.journeys / total),
        "median": wait_words(path.median_seconds),
    }


def _route(path: paths.Path, labels: Labels, total: int, asked: Asked) -> Context:
    # Paths that are taken together have no single path to ask for.
    behind = "" if asked.together else asked.behind(("path", *path.touchpoints))
    return {"behind": behind, **_shown(path, labels, total)}


def _rest(found: paths.Paths) -> str:
    if not found.other_journeys:
        return ""
    return ngettext(
        "One further path was taken by %(journeys)s.",
        "%(paths)s further paths were taken by %(journeys)s.",
        found.other_paths,
    ) % {"paths": number(found.other_paths), "journeys": journeys_counted(found.other_journeys)}
