"""Single journeys: the list behind a number, and one of them step by step."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.http import QueryDict
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontaktpunkt.journeys import narrowing, sentences
from kontaktpunkt.journeys.engine import course
from kontaktpunkt.journeys.engine.course import Order, Step, Told
from kontaktpunkt.journeys.engine.experience import Experience, experience
from kontaktpunkt.journeys.engine.selection import Selection
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.pages.asked import Context
from kontaktpunkt.journeys.pictures import course as picture
from kontaktpunkt.journeys.queries import Look
from kontaktpunkt.journeys.wording import DAY, HOUR, journeys_counted, number, score, short_wait

ON_A_PAGE: Final = 20
# Nobody reads further; and a list of everybody is nobody's business.
MOST_PAGES: Final = 25
MOST_LANES: Final = 7

ORDERS: Final[dict[Order, str | Promise]] = {
    Order.WAIT: gettext_lazy("waited longest"),
    Order.DURATION: gettext_lazy("lasted longest"),
    Order.STEPS: gettext_lazy("most steps"),
    Order.HANDOVERS: gettext_lazy("most hand-overs"),
    Order.CONTACTS: gettext_lazy("most contacts of their own"),
    Order.NEWEST: gettext_lazy("newest"),
}


def salt(*, look: Look, municipality: int) -> str:
    """Return the secret that turns a log's leads into keys of journeys, another for each lens."""
    about = f"journey/{municipality}/{look.log.slug}/{look.lens.slug}"
    return hmac.digest(settings.PSEUDONYM_KEY.encode(), about.encode(), hashlib.sha256).hex()


@dataclass(frozen=True)
class Wanted:
    """What a list of journeys is asked for beside the filters.

    pair: two touchpoints between which the wait is what matters.
    """

    order: Order = Order.WAIT
    page: int = 1
    pair: tuple[str, str] | None = None

    @classmethod
    def asked_in(cls, query: QueryDict) -> Wanted:
        """Return what an address asks for; nonsense is passed over."""
        order, page = query.get("order", ""), query.get("page", "")
        return cls(
            order=Order(order) if order in set(Order) else Order.WAIT,
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
            pair=narrowing.pair_in(query),
        )


def listed(
    *,
    selection: Selection,
    labels: Labels,
    salt: str,
    wanted: Wanted,
    address: Callable[[str], str],
) -> Context:
    """Show journeys of a selection, those with the most of what is asked first.

    address: return the address of the journey with a key.
    """
    pages = min(-(-selection.size // ON_A_PAGE), MOST_PAGES)
    page = min(max(wanted.page, 1), pages)
    found = course.listed(
        selection=selection,
        salt=salt,
        order=wanted.order,
        pair=wanted.pair,
        skip=(page - 1) * ON_A_PAGE,
        most=ON_A_PAGE,
    )
    longest = max((each.lasts for each in found), default=0)
    return {
        "sentence": _list_sentence(selection.size, found, wanted, labels),
        "rows": [_row(each, longest, labels, address) for each in found],
        "has_here": wanted.pair is not None,
        "has_matters": any(each.matter for each in found),
        "longest": short_wait(longest),
        "orders": [(each.value, label, each is wanted.order) for each, label in ORDERS.items()],
        "page": page,
        "pages": pages,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < pages else None,
        "most_listed": _most_listed(selection.size),
    }


def _most_listed(size: int) -> str:
    """Return how many journeys are listed at most, or nothing where all are."""
    most = ON_A_PAGE * MOST_PAGES
    return number(most) if size > most else ""


def _list_sentence(size: int, found: Sequence[Told], wanted: Wanted, labels: Labels) -> str:
    counted = ngettext(
        "%(journeys)s stands behind this.", "%(journeys)s stand behind this.", size
    ) % {"journeys": journeys_counted(size)}
    if not found:
        return counted
    ends = found[0], found[-1]
    if wanted.order is Order.WAIT and wanted.pair is not None:
        return f"{counted} {_said_of_pair(wanted.pair, ends, labels)}"
    first, last = (_figure(each, wanted.order) for each in ends)
    return f"{counted} {_SAID[wanted.order] % {'first': first, 'last': last}}"


def _said_of_pair(pair: tuple[str, str], ends: tuple[Told, Told], labels: Labels) -> str:
    # After an outcome time goes by, and nobody waits.
    return _(
        "Between “%(source)s” and “%(target)s”, %(first)s went by in the first on this page, "
        "%(last)s in the last."
    ) % {
        "source": labels.touchpoint(pair[0]),
        "target": labels.touchpoint(pair[1]),
        "first": short_wait(ends[0].here),
        "last": short_wait(ends[1].here),
    }


def _figure(each: Told, order: Order) -> str:
    if order is Order.NEWEST:
        return _month(each)
    if order in (Order.WAIT, Order.DURATION):
        return short_wait(each.waited if order is Order.WAIT else each.lasts)
    counts = {
        Order.STEPS: each.length,
        Order.HANDOVERS: each.handovers,
        Order.CONTACTS: each.contacts,
    }
    return number(counts[order])


_SAID: Final[Mapping[Order, str | Promise]] = {
    Order.WAIT: gettext_lazy("The first on this page waited %(first)s in all, the last %(last)s."),
    Order.DURATION: gettext_lazy("The first on this page lasted %(first)s, the last %(last)s."),
    Order.STEPS: gettext_lazy("The first on this page has %(first)s steps, the last %(last)s."),
    Order.HANDOVERS: gettext_lazy(
        "The first on this page was handed over %(first)s times, the last %(last)s."
    ),
    Order.CONTACTS: gettext_lazy(
        "In the first on this page the party got in touch %(first)s times, in the last %(last)s."
    ),
    Order.NEWEST: gettext_lazy("The first on this page began in %(first)s, the last in %(last)s."),
}


def name(key: str) -> str:
    """Return what a journey is called on a page: the beginning of its key."""
    return f"{key[:4]}-{key[4:8]}".upper()


def _row(each: Told, longest: float, labels: Labels, address: Callable[[str], str]) -> Context:
    return {
        "name": name(each.key),
        "url": address(each.key),
        "strip": picture.strip(steps=each.steps, lasts=each.lasts, longest=longest),
        "month": _month(each),
        "lasts": short_wait(each.lasts),
        "waited": short_wait(each.waited),
        "here": short_wait(each.here),
        "steps": number(each.length),
        "units": number(each.units),
        "handovers": number(each.handovers),
        "contacts": number(each.contacts),
        "matter": labels.of("matter", each.matter) if each.matter else "",
    }


def _month(each: Told) -> str:
    return formats.date_format(datetime.fromtimestamp(each.started, UTC), "F Y")


def one(*, selection: Selection, labels: Labels, found: course.Course) -> Context:
    """Show one journey: its steps on a line of time, and what was usual at each of them."""
    felt = {each.touchpoint: each for each in experience(selection=selection)}
    longest = _longest(found.steps)
    return {
        "name": name(found.journey.key),
        "sentence": sentences.course(course=found, longest=longest, labels=labels),
        "picture": _picture(found, longest, labels),
        "steps": [
            _step(each, place + 1, labels=labels, lasts=found.journey.lasts)
            | {"is_longest": place == longest, "felt": _felt(felt.get(each.touchpoint or ""))}
            for place, each in enumerate(found.steps)
        ],
        "has_end_within": any(each.closes for each in found.steps[:-1]),
        "has_felt": any(each.touchpoint in felt for each in found.steps),
        "has_work": any(each.work_seconds for each in found.steps),
        "rest": number(found.journey.length - len(found.steps))
        if found.journey.length > len(found.steps)
        else "",
        "about": _about(found.journey, labels),
    }


def _felt(known: Experience | None) -> str:
    return score(known) if known else ""


def _longest(steps: Sequence[Step]) -> int | None:
    """Return the place of the step that is followed by the longest wait."""
    waits = {place: each.wait_seconds or 0.0 for place, each in enumerate(steps) if not each.closes}
    place = max(waits, key=lambda at: waits[at], default=None)
    return place if place is not None and waits[place] else None


def _about(journey: Told, labels: Labels) -> list[tuple[str, str]]:
    facts = [
        (_("Began in"), _month(journey)),
        (_("Lasted"), short_wait(journey.lasts)),
        (_("Waited"), short_wait(journey.waited)),
        (_("Steps"), number(journey.length)),
        (_("Units"), number(journey.units)),
    ]
    if journey.matter:
        facts.append((_("Matter"), labels.of("matter", journey.matter)))
    if journey.outcome:
        facts.append((_("Outcome"), labels.of("outcome", journey.outcome)))
    return facts


def _touchpoint(each: Step, labels: Labels) -> str:
    return _("something rare") if each.is_rare else labels.touchpoint(each.touchpoint or "")


def _when(after: float, lasts: float) -> str:
    """Return when a step happened, from the journey's start: in days, or finer for a short one."""
    if lasts >= 2 * DAY:
        return _("day %(day)s") % {"day": number(int(after // DAY) + 1)}
    if lasts >= 2 * HOUR and after >= HOUR:
        return _("after %(wait)s") % {"wait": short_wait(after)}
    return _("after %(wait)s") % {"wait": short_wait(after)} if after else _("at the start")


def _lane(each: Step, lanes: Sequence[str], labels: Labels) -> str:
    if each.is_inbound:
        return _("The party")
    unit = labels.unit(each.unit) if each.unit else _("unit not told")
    return unit if unit in lanes else _("other units")


def _lanes(steps: Sequence[Step], labels: Labels) -> list[str]:
    """Return the lanes from top to bottom: the party, then units in order of their first step."""
    units = dict.fromkeys(
        labels.unit(each.unit) if each.unit else _("unit not told")
        for each in steps
        if not each.is_inbound
    )
    shown = list(units)[:MOST_LANES]
    rest = [_("other units")] if len(units) > MOST_LANES else []
    party = [_("The party")] if any(each.is_inbound for each in steps) else []
    return [*party, *shown, *rest]


def _picture(found: course.Course, longest: int | None, labels: Labels) -> Context:
    lanes = _lanes(found.steps, labels)
    lasts = found.journey.lasts
    drawn = picture.course(
        stops=[
            picture.Stop(
                after=each.after,
                lasts=each.work_seconds or 0.0,
                lane=_lane(each, lanes, labels),
                is_inbound=each.is_inbound,
                title=f"{number(place + 1)}. {_touchpoint(each, labels)}, "
                f"{_when(each.after, lasts)}",
                wait_words=short_wait(each.wait_seconds) if each.wait_seconds else "",
                is_waited_for=not each.closes,
                is_longest=place == longest,
            )
            for place, each in enumerate(found.steps)
        ],
        lanes=lanes,
        lasts=lasts,
    )
    return {"drawn": drawn, "marks": [(x, _when(at, lasts)) for x, at in drawn.marks]}


def _step(each: Step, place: int, *, labels: Labels, lasts: float) -> Context:
    return {
        "place": number(place),
        "when": _when(each.after, lasts),
        "name": _touchpoint(each, labels),
        "is_inbound": each.is_inbound,
        "is_rare": each.is_rare,
        "channel": labels.channel(each.channel) if each.channel else "",
        "unit": labels.unit(each.unit) if each.unit else "",
        "outcome": labels.of("outcome", each.outcome) if each.outcome else "",
        "work": short_wait(each.work_seconds) if each.work_seconds else "",
        "wait": short_wait(each.wait_seconds) if each.wait_seconds is not None else "",
        # After an end nothing more was expected: what follows is no wait.
        "is_waited_for": not each.closes,
    }
