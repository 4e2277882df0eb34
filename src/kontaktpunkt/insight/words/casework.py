"""What is said about promises and decisions."""

from django.utils.translation import gettext, ngettext

from kontaktpunkt.insight.figures import (
    Kept,
    Speed,
    UnitKept,
)
from kontaktpunkt.insight.rules import Period, Share
from kontaktpunkt.insight.words.common import (
    OTHERS,
    Statement,
    Table,
    counted,
    listed,
    month_label,
    month_name,
    number,
    percent,
    too_few,
)
from kontaktpunkt.listening.rules.publishing import LEAST_CUSTOMERS


def promises(found: Kept, period: Period) -> Statement:
    """Say how many promises were kept, and whether a unit falls behind, and when."""
    rows = [[unit.unit, *_kept_row(unit.share), *_unit_months(unit)] for unit in found.units]
    if found.others.is_shown:
        others = _kept_row(found.others)
        rows.append([str(OTHERS), *others, *[None] * len(period.months)])
    columns = [
        gettext("Unit"),
        gettext("Promises"),
        gettext("Kept"),
        gettext("Share"),
        *[month_label(month) for month in period.months],
    ]
    topic = gettext("Promises kept")
    return Statement(
        code="promises",
        topic=topic,
        sentence=_promises_said(found),
        basis=counted(found.share.n, "promises"),
        definition=gettext(
            "A promise is a question handed over to a unit with a day for the answer. It counts "
            "in the month of that day, and is kept when the answer came on it or before. Not "
            "answered yet counts as not kept. Questions that became a case are left out. A month "
            "is marked when it lies more than three standard deviations below what the unit "
            "otherwise keeps; a unit is named when it keeps fewer than all others together "
            "(Newcombe, 95 %). Months with fewer than 7, and those that would give them away, "
            "are left out."
        ),
        table=Table(topic, columns, rows) if found.units else None,
    )


def _kept_row(share: Share) -> list[str]:
    return [number(share.n), number(share.hits), percent(share.value)]


def _unit_months(unit: UnitKept) -> list[str | None]:
    return [None if share is None else number(share.value * 100) for share in unit.months]


def _promises_said(found: Kept) -> str:
    if not found.share.is_shown:
        if found.share.n:
            return too_few()
        return gettext("No promised answer fell due in these months.")
    said = gettext("%(share)s of the promised answers came in time.") % {
        "share": percent(found.share.value)
    }
    return f"{said} {_behind_said(found.behind)}"


def _behind_said(unit: UnitKept | None) -> str:
    if unit is None:
        return gettext("No unit stands out.")
    values = {"unit": unit.unit, "share": percent(unit.share.value)}
    if not unit.low:
        return gettext("%(unit)s kept fewest: %(share)s.") % values
    low = listed([month_name(month) for month in unit.low])
    return gettext("%(unit)s kept fewest: %(share)s, with a clear drop in %(months)s.") % (
        values | {"months": low}
    )


def decisions(found: Speed) -> Statement:
    """Say how long decisions took, held against the published deadlines."""
    rows = [
        [
            row.matter,
            number(row.n),
            number(row.median or 0),
            None if row.published is None else number(row.published),
            percent(row.within / row.promised) if row.promised else None,
        ]
        for row in found.matters
    ]
    columns = [
        gettext("Matter"),
        gettext("Decisions"),
        gettext("Median, days"),
        gettext("Published deadline, days"),
        gettext("Within the deadline"),
    ]
    topic = gettext("Decisions and their time")
    return Statement(
        code="decisions",
        topic=topic,
        sentence=_decisions_said(found),
        basis=counted(found.everything.n, "decisions"),
        definition=gettext(
            "Calendar days from the day the case was received to the day it was decided; half of "
            "the decisions took no longer than the median. Held against the deadline that is "
            "published today for the matter. Matters with fewer than 7 decisions, and those that "
            "would give them away, are in the total only."
        ),
        table=Table(topic, columns, rows) if found.matters else None,
    )


def _decisions_said(found: Speed) -> str:
    everything = found.everything
    if everything.n < LEAST_CUSTOMERS or everything.median is None:
        return too_few() if everything.n else gettext("No case was decided in these months.")
    said = ngettext(
        "Half of the %(n)s decisions came within %(days)s day.",
        "Half of the %(n)s decisions came within %(days)s days.",
        round(everything.median),
    ) % {"n": number(everything.n), "days": number(everything.median)}
    if everything.promised < LEAST_CUSTOMERS:
        few = gettext("Too few of them have a published deadline to compare with.")
        return f"{said} {few}"
    within = gettext("%(share)s kept the published deadline.") % {
        "share": percent(everything.within / everything.promised)
    }
    if found.behind is None:
        nothing = gettext("No matter stands out.")
        return f"{said} {within} {nothing}"
    worst = gettext("It was kept least in %(matter)s: %(share)s.") % {
        "matter": found.behind.matter,
        "share": percent(found.behind.within / found.behind.promised),
    }
    return f"{said} {within} {worst}"
