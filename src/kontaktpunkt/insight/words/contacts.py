"""What is said about contacts and questions."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Channel
from kontaktpunkt.contacts.models import Contact, Question
from kontaktpunkt.insight.figures import (
    REASONS,
    AtOnce,
    Avoidable,
    AvoidableMonth,
    Channels,
)
from kontaktpunkt.insight.rules import FIRST_CONTACT_TARGET, Share
from kontaktpunkt.insight.words.common import (
    MOST_NAMED,
    OTHERS,
    Statement,
    Table,
    counted,
    interval_words,
    listed,
    month_name,
    number,
    percent,
    share_words,
    too_few,
)


def channel_name(code: str) -> str:
    """Return the name of a channel."""
    return str(Channel(code).label) if code in Channel.values else code


def channels(found: Channels) -> Statement:
    """Say through which channels people came."""
    rows = [[channel_name(code), number(n), percent(n / found.n)] for code, n in found.parts]
    if found.others:
        rows.append([str(OTHERS), number(found.others), percent(found.others / found.n)])
    columns = [gettext("Channel"), gettext("Contacts"), gettext("Share")]
    topic = gettext("Contacts by channel")
    return Statement(
        code="channels",
        topic=topic,
        sentence=_channels_said(found),
        basis=counted(found.n, "contacts"),
        definition=gettext(
            "A contact is one meeting between a person or company and the municipality, as staff "
            "registered it or as it came in online. Channels with fewer than 7 contacts are "
            "counted together."
        ),
        table=Table(topic, columns, rows) if found.parts else None,
    )


def _channels_said(found: Channels) -> str:
    if not found.parts:
        return too_few() if found.n else gettext("No contact was registered in these months.")
    parts = [
        f"{channel_name(code).lower()} {percent(n / found.n)}"
        for code, n in found.parts[:MOST_NAMED]
    ]
    return gettext("People contacted us %(n)s times: %(parts)s.") % {
        "n": number(found.n),
        "parts": listed(parts),
    }


_ENDINGS: dict[str, Any] = {
    Question.Outcome.SETTLED: _("Settled at once"),
    Question.Outcome.GUIDED: _("Guided to self-service"),
    Question.Outcome.HANDED_OVER: _("Handed over with a promise"),
}


def first_contact_name() -> str:
    """Return what the share is called that has a target."""
    return gettext("Settled at the first contact")


def against_target(share: Share) -> str:
    """Say the share of questions settled at the first contact, and whether it is enough."""
    values = {"share": percent(share.value), "target": percent(FIRST_CONTACT_TARGET)}
    if share.value >= FIRST_CONTACT_TARGET:
        return gettext("%(share)s were settled at the first contact: the target is %(target)s.") % (
            values
        )
    if share.interval.high >= FIRST_CONTACT_TARGET:
        return (
            gettext(
                "%(share)s were settled at the first contact, which may be chance below the target "
                "of %(target)s."
            )
            % values
        )
    return (
        gettext("%(share)s were settled at the first contact, below the target of %(target)s.")
        % values
    )


def at_once(found: AtOnce) -> Statement:
    """Say how much was settled at the first contact, by two definitions that are kept apart."""
    shares = {str(_ENDINGS[code]): share for code, share in found.parts.items()}
    if found.at_first:
        shares = {first_contact_name(): found.at_first, **shares}
    if found.stayed_away.is_shown:
        shares[gettext("Did not come again within 7 days")] = found.stayed_away
    rows = [
        [name, number(share.hits), number(share.n), percent(share.value), interval_words(share)]
        for name, share in shares.items()
    ]
    columns = [
        gettext("Questions"),
        gettext("How many"),
        gettext("Of all"),
        gettext("Share"),
        gettext("95 % interval, %"),
    ]
    topic = gettext("Settled at the first contact")
    return Statement(
        code="at-once",
        topic=topic,
        sentence=_at_once_said(found),
        basis=counted(found.n, "questions"),
        definition=gettext(
            "Settled at the first contact: settled at once or guided to self-service, as the agent "
            "noted it; the upright line is the target. Did not come again is another figure: "
            "nobody known to us asked about the same matter in another contact within 7 days; "
            "counted where the person is known and the 7 days are over. Questions that became a "
            "case are left out of both."
        ),
        table=Table(topic, columns, rows) if rows else None,
        more={"shares": shares},
    )


def _at_once_said(found: AtOnce) -> str:
    settled = found.parts.get(Question.Outcome.SETTLED)
    if settled is None:
        return too_few() if found.n else gettext("No question was registered in these months.")
    said = gettext("Agents noted %(share)s of the questions as settled at once.") % {
        "share": percent(settled.value)
    }
    if found.at_first:
        said = f"{said} {against_target(found.at_first)}"
    if not found.stayed_away.is_shown:
        return said
    stayed = gettext(
        "After %(share)s the same person did not ask about the same matter again within a week."
    ) % {"share": percent(found.stayed_away.value)}
    return f"{said} {stayed}"


_REASON_NAMES = {
    Contact.Avoidable.UNCLEAR: _("something of ours was unclear"),
    Contact.Avoidable.CHASING: _("people had to ask how it was going"),
    Contact.Avoidable.WRONG_PLACE: _("people were sent to the wrong place"),
}


def reason_name(place: int) -> str:
    """Return a reason as a part of a sentence."""
    return str(_REASON_NAMES[REASONS[place]])


def avoidable(found: Avoidable) -> Statement:
    """Say how many contacts could have been avoided, why, and whether a month stands out."""
    names = [capfirst(reason_name(place)) for place in range(len(REASONS))]
    rows = [_avoidable_row(month) for month in found.months]
    total = [number(each) if each is not None else None for each in found.reasons]
    if found.share.is_shown:
        sums = [number(found.share.n), number(found.share.hits), percent(found.share.value)]
        rows.append([gettext("All months"), *sums, *total])
    columns = [
        gettext("Month"),
        gettext("Contacts"),
        gettext("Avoidable"),
        gettext("Share"),
        *[str(reason.label) for reason in REASONS],
    ]
    topic = gettext("Contacts that could have been avoided")
    return Statement(
        code="avoidable",
        topic=topic,
        sentence=_avoidable_said(found),
        basis=counted(found.share.n, "contacts"),
        definition=gettext(
            "Avoidable: the agent noted that we caused the contact, by something unclear, by "
            "being slow, or by sending people to the wrong place. It is a judgement made in a "
            "moment. A month stands out when its share lies more than three standard deviations "
            "above that of all months. Numbers below 7, and those that would give them away, are "
            "left out."
        ),
        table=Table(topic, columns, rows) if found.share.is_shown else None,
        more={"names": names},
    )


def _avoidable_row(month: AvoidableMonth) -> list[Any]:
    told = [None if each is None else number(each) for each in month.reasons]
    if month.share is None or not month.share.n:
        return [month_name(month.month), None, None, None, *told]
    share = month.share
    sums = [number(share.n), number(share.hits), share_words(share)]
    return [month_name(month.month), *sums, *told]


def _avoidable_said(found: Avoidable) -> str:
    if not found.share.is_shown:
        return too_few() if found.share.n else gettext("No contact was registered in these months.")
    said = gettext("%(share)s of the contacts could have been avoided.") % {
        "share": percent(found.share.value)
    }
    told = [(n, -place) for place, n in enumerate(found.reasons) if n]
    if told and None not in found.reasons:
        reason = reason_name(-max(told)[1])
        said += " " + gettext("Most often, %(reason)s.") % {"reason": reason}
    return f"{said} {_wave_said(found)}"


def _wave_said(found: Avoidable) -> str:
    if not found.unusual:
        return gettext("No month stands out.")
    return " ".join(_month_said(month) for month in found.unusual[:MOST_NAMED])


def _month_said(month: AvoidableMonth) -> str:
    assert month.share is not None, "a hidden month cannot stand out"
    values = {"month": capfirst(month_name(month.month)), "share": percent(month.share.value)}
    place = month.main_reason
    if place is None or None in month.reasons:
        return gettext("%(month)s stands out with %(share)s.") % values
    return gettext("%(month)s stands out with %(share)s: mostly, %(reason)s.") % (
        values | {"reason": reason_name(place)}
    )
