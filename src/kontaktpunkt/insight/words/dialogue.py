"""What is said about calls, complaints, and how people were met."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.insight import rules
from kontaktpunkt.insight.figures import (
    HELD,
    NEITHER,
    WAIVED,
    Calls,
    Complaints,
    Experience,
)
from kontaktpunkt.insight.rules import Share
from kontaktpunkt.insight.words.common import (
    Statement,
    Table,
    counted,
    interval_words,
    month_name,
    number,
    percent,
    span,
    too_few,
)
from kontaktpunkt.listening.rules.indices import Figure

_CALLS = {
    HELD: _("We called and talked"),
    WAIVED: _("Not called, with a reason noted"),
    NEITHER: _("No call was owed or made"),
}


def calls(found: Calls) -> Statement:
    """Say before how many adverse decisions we called."""
    shares = {str(_CALLS[code]): share for code, share in found.parts.items()}
    rows = [
        [name, number(share.hits), percent(share.value), interval_words(share)]
        for name, share in shares.items()
    ]
    columns = [
        gettext("Before the decision"),
        gettext("Decisions"),
        gettext("Share"),
        gettext("95 % interval, %"),
    ]
    topic = gettext("Calls before a no")
    return Statement(
        code="calls",
        topic=topic,
        sentence=_calls_said(found),
        basis=counted(found.n, "decisions"),
        definition=gettext(
            "Decisions that were not fully in the party's favour: refused, partly granted, or an "
            "order or prohibition. A call is owed where the matter asks for it, unless a reason "
            "not to call is noted."
        ),
        table=Table(topic, columns, rows) if rows else None,
        more={"shares": shares},
    )


def _calls_said(found: Calls) -> str:
    held = found.parts.get(HELD)
    if held is None:
        if found.n:
            return too_few()
        return gettext("No decision in these months was less than fully in the party's favour.")
    return gettext(
        "Before %(share)s of the %(n)s decisions that were not fully in the party's favour, we "
        "called first."
    ) % {"share": percent(held.value), "n": number(found.n)}


def complaints(found: Complaints) -> Statement:
    """Say how many complained with and without a call: together, not because of it."""
    shares = {
        gettext("With a call before"): found.called,
        gettext("Without a call"): found.not_called,
    }
    rows = [
        [name, number(share.n), number(share.hits), _per_hundred(share), interval_words(share)]
        for name, share in shares.items()
        if found.can_be_compared
    ]
    columns = [
        gettext("Decisions"),
        gettext("How many"),
        gettext("Complaints"),
        gettext("Per 100"),
        gettext("95 % interval"),
    ]
    topic = gettext("Complaints with and without a call")
    return Statement(
        code="complaints",
        topic=topic,
        sentence=_complaints_said(found),
        basis=counted(found.called.n + found.not_called.n, "decisions"),
        definition=_complaints_defined(found),
        table=Table(topic, columns, rows) if rows else None,
        more={"shares": shares if rows else {}},
    )


def _per_hundred(share: Share) -> str:
    return str(number_format(share.value * 100, 1))


def _complaints_said(found: Complaints) -> str:
    if not found.can_be_compared:
        return gettext(
            "There are too few decisions with or without a call to compare their complaints."
        )
    values = {"called": _whole(found.called), "not_called": _whole(found.not_called)}
    said = (
        gettext(
            "Of 100 who did not get everything they asked for, %(called)s complained after a call "
            "and %(not_called)s without one."
        )
        % values
    )
    if not rules.difference(found.called, found.not_called).excludes_zero:
        chance = gettext("The difference may be chance.")
        return f"{said} {chance}"
    return f"{said} " + gettext(
        "The two go together; whether the call is the cause, these figures cannot say."
    )


def _whole(share: Share) -> str:
    return number(share.value * 100)


def _complaints_defined(found: Complaints) -> str:
    said = gettext(
        "Complaints about the decision or its handling within 35 days after decisions that were "
        "not fully in the party's favour. Matters differ, and those who are reached differ from "
        "those who are not: this is an association, not the effect of the call."
    )
    if found.can_be_compared:
        away = rules.difference(found.called, found.not_called)
        said += " " + gettext(
            "Difference: %(value)s per 100, with 95 %% certainty between %(low)s and %(high)s "
            "(Newcombe)."
        ) % {
            "value": _signed(found.called.value - found.not_called.value),
            "low": _signed(away.low),
            "high": _signed(away.high),
        }
    if found.too_new:
        said += " " + ngettext(
            "%(n)s decision is too new to count.",
            "%(n)s decisions are too new to count.",
            found.too_new,
        ) % {"n": number(found.too_new)}
    return said


def _signed(value: float) -> str:
    said = number_format(abs(value) * 100, 1)
    return f"−{said}" if value < 0 else str(said)


def experience(found: Experience) -> Statement:
    """Say how people felt they were met, by how the case ended."""
    groups = {
        gettext("Got all they asked for"): found.granted,
        gettext("Did not get all"): found.adverse,
    }
    figures = {
        gettext("Satisfaction: %(who)s") % {"who": name.lower()}: pair[0]
        for name, pair in groups.items()
    } | {
        gettext("Fairness: %(who)s") % {"who": name.lower()}: pair[1]
        for name, pair in groups.items()
    }
    rows = [
        [name, number(figure.n), number(figure.mean or 0), figure_span(figure)]
        for name, figure in figures.items()
        if found.is_shown
    ]
    columns = [
        gettext("Index, 0 to 100"),
        gettext("Answers"),
        gettext("Mean"),
        gettext("95 % interval"),
    ]
    topic = gettext("How people were met, by outcome")
    answers = found.granted[0].n + found.adverse[0].n
    return Statement(
        code="experience",
        topic=topic,
        sentence=_experience_said(found),
        basis=counted(answers, "answers"),
        definition=_experience_defined(found),
        table=Table(topic, columns, rows) if rows else None,
        more={"figures": figures if rows else {}},
    )


def figure_span(figure: Figure) -> str | None:
    """Return "72 to 78"."""
    if figure.interval is None:
        return None
    return span(number(figure.interval.low), number(figure.interval.high))


def _experience_said(found: Experience) -> str:
    if not found.is_shown:
        return gettext(
            "Too few answered after a decision to say how people were met, whether they got what "
            "they asked for or not."
        )
    granted, adverse = found.granted, found.adverse
    return gettext(
        "Those who got all they asked for gave %(nki)s of 100 for satisfaction and %(fairness)s "
        "for fairness; those who did not, %(other_nki)s and %(other_fairness)s."
    ) % {
        "nki": _mean(granted[0]),
        "fairness": _mean(granted[1]),
        "other_nki": _mean(adverse[0]),
        "other_fairness": _mean(adverse[1]),
    }


def _mean(figure: Figure) -> str:
    return number(figure.mean or 0)


def _experience_defined(found: Experience) -> str:
    said = gettext(
        "Satisfaction: three questions answered from 1 to 10. Fairness: questions about being "
        "heard, respected and informed, answered from 1 to 5. Both are shown as 0 to 100. "
        "Whoever gets a no is less satisfied also when treated well: compare within an outcome, "
        "not across. Months are counted together until there are 7 answers of each kind."
    )
    if not found.months:
        return said
    counted = [month_name(found.months[0]), month_name(found.months[-1])]
    return f"{said} " + gettext("Answers counted: %(first)s to %(last)s.") % {
        "first": counted[0],
        "last": counted[1],
    }
