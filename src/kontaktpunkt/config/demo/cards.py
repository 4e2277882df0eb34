"""Who a visitor can be: a card for each, with what that person can do and a number true now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontaktpunkt.config.demo import facts
from kontaktpunkt.config.demo.cast import Cast
from kontaktpunkt.directory.models import Role, Staff

Card = dict[str, Any]

_TEXTS: dict[str, str | Promise] = {
    Role.AGENT: gettext_lazy(
        "Has the bakery on the line. Settles questions with what the articles say, and hands over "
        "the rest with a promised day."
    ),
    Role.CASEWORKER: gettext_lazy(
        "Intends to refuse the bakery its sign, and has to call before that can be decided."
    ),
    Role.UNIT_LEAD: gettext_lazy(
        "Sees which promises of the unit are near, and who asked to be called after a survey."
    ),
    Role.SERVICE_DESIGNER: gettext_lazy(
        "Looks at journeys as they really went, and finds where people have to ask again."
    ),
    Role.MANAGER: gettext_lazy(
        "Hears every day how people found it, and whether a week is unlike."
    ),
    Role.COMMITTEE_MEMBER: gettext_lazy(
        "Reads how the year went, in pictures without anybody's name."
    ),
    Role.ADMINISTRATOR: gettext_lazy("Looks after matters, promises, channels and articles."),
}


def cards(*, cast: Cast, slug: str, at: datetime) -> list[Card]:
    """Return one card for each person, those whom it is all about first."""
    return [
        _company_card(cast, slug),
        _citizen_card(cast, slug, at),
        *_staff_cards(cast, slug, at),
    ]


def be_staff(*, person: Staff, slug: str, onward: str = "") -> Card:
    """Return where to send the wish to be this member of staff, and what."""
    return {
        "url": f"/{slug}/start/be/",
        "post": {"staff": person.pk} | ({"next": onward} if onward else {}),
    }


def be_party(*, cast: Cast, slug: str, company: bool = False, onward: str = "") -> Card:
    """Return where to send the wish to be the citizen, or the company's owner, and what."""
    chosen = {"person": cast.owner.pk, "company": cast.company.pk}
    post = chosen if company else {"person": cast.citizen.pk}
    return {
        "url": f"/{slug}/login/",
        "post": post | ({"next": onward} if onward else {}),
    }


def _staff_cards(cast: Cast, slug: str, at: datetime) -> Iterator[Card]:
    for role, text in _TEXTS.items():
        person = cast.staff.get(role)
        if person is not None:
            number, fact = _fact(person, at)
            yield {
                "title": person.name,
                "role": f"{Role(role).label} · {person.unit.name}",
                "text": text,
                "number": number_format(number, force_grouping=True),
                "fact": fact,
                **be_staff(person=person, slug=slug),
            }


def _fact(person: Staff, at: datetime) -> tuple[int, str]:
    tellers = {
        Role.AGENT: _due,
        Role.CASEWORKER: _owed,
        Role.UNIT_LEAD: _open,
        Role.SERVICE_DESIGNER: _avoidable,
        Role.MANAGER: _answers,
        Role.COMMITTEE_MEMBER: _decided,
        Role.ADMINISTRATOR: _catalogue,
    }
    return tellers[Role(person.role)](person, at)


def _due(person: Staff, at: datetime) -> tuple[int, str]:
    due = facts.due_promises(staff=person, at=at)
    if due.is_today:
        words = ngettext("promised answer due today", "promised answers due today", due.count)
        return due.count, words
    words = ngettext("promised answer due by %(day)s", "promised answers due by %(day)s", due.count)
    return due.count, words % {"day": date_format(due.by, "l")}


def _owed(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001 - like the others
    count = facts.calls_owed(staff=person)
    return count, ngettext("call owed before a decision", "calls owed before a decision", count)


def _open(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001 - like the others
    count = facts.open_cases(staff=person)
    return count, ngettext(
        "case of the unit awaits a decision", "cases of the unit await a decision", count
    )


def _avoidable(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001
    return facts.avoidable_of_hundred(at=at), _(
        "of a hundred contacts in the last 30 days need not have been"
    )


def _answers(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001
    count = facts.answers_lately(at=at)
    return count, ngettext(
        "person said in the last 30 days how it went",
        "people said in the last 30 days how it went",
        count,
    )


def _decided(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001
    count = facts.decided_this_year(at=at)
    return count, ngettext("case decided in twelve months", "cases decided in twelve months", count)


def _catalogue(person: Staff, at: datetime) -> tuple[int, str]:  # noqa: ARG001
    count = facts.catalogue_size()
    return count, ngettext(
        "matter or article to look after", "matters and articles to look after", count
    )


def _citizen_card(cast: Cast, slug: str, at: datetime) -> Card:
    count = facts.comments_awaited(party=cast.citizen, at=at)
    return {
        "title": cast.citizen.name,
        "role": _("Citizen"),
        "text": _(
            "Wants a carport. Reads what the municipality has found out, and says her piece before "
            "anything is decided."
        ),
        "number": count,
        "fact": ngettext("comment that is her turn", "comments that are her turn", count),
        **be_party(cast=cast, slug=slug),
    }


def _company_card(cast: Cast, slug: str) -> Card:
    count = facts.cases_of(party=cast.company)
    return {
        "title": cast.owner.name,
        "role": _("Speaks for %(company)s") % {"company": cast.company.name},
        "text": _(
            "Has asked for a sign above the shop. Sees whose turn it is, and why the promised day "
            "moved."
        ),
        "number": count,
        "fact": ngettext("case going on", "cases going on", count),
        **be_party(cast=cast, slug=slug, company=True),
    }
