"""Whose turn it is and what comes next, in sentences."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontaktpunkt.cases import queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.cases.rules import Side, Step, Turn, Waiting
from kontaktpunkt.core.dates import day_in_words

STEPS: dict[Step, str | Promise] = {
    Step.TAKE: gettext_lazy("Take the case"),
    Step.CALL: gettext_lazy("Call the party"),
    Step.READ_COMMENT: gettext_lazy("Read the comment and close the hearing"),
    Step.END_HEARING: gettext_lazy("Close the hearing: no comment came"),
    Step.FOLLOW_UP: gettext_lazy("Ask again, or go on without it"),
    Step.INTEND: gettext_lazy("Say what you intend"),
    Step.WRITE_REASONS: gettext_lazy("Write the reasons"),
    Step.DECIDE: gettext_lazy("Decide"),
    Step.WAIT: gettext_lazy("Wait for the party"),
    Step.NONE: gettext_lazy("Nothing more to do"),
}


def turn_to_party(*, case: Case, turn: Turn, today: date) -> str:
    """Say to the party whose turn it is, in one sentence or two."""
    if turn.side == Side.NOBODY:
        return _closed_to_party(case)
    if turn.until is None:
        day = day_in_words(case.promised_on, today=today)
        return _("We are looking at your case. You will have our decision by %(day)s.") % {
            "day": day
        }
    until = {"day": day_in_words(turn.until, today=today)}
    if turn.waiting == Waiting.COMMENT:
        return _("We are waiting for your comment. You have until %(day)s.") % until
    what = _first_awaited(case, turn.until)
    return _("We are waiting for this from you: %(what)s. You have until %(day)s.") % {
        **until,
        "what": what.rstrip("."),
    }


def turn_to_staff(*, case: Case, turn: Turn, today: date) -> str:
    """Say to colleagues whose turn it is."""
    if turn.side == Side.NOBODY:
        return _("Decided") if case.decided_at else _("Closed")
    if turn.until is None:
        return _("Our turn")
    until = {"day": day_in_words(turn.until, today=today)}
    if turn.waiting == Waiting.COMMENT:
        return _("The party's turn: comment by %(day)s") % until
    what = _first_awaited(case, turn.until)
    return _("The party's turn: %(what)s by %(day)s") % {**until, "what": what.rstrip(".")}


def _closed_to_party(case: Case) -> str:
    if case.decided_at:
        return _("Your case is decided.")
    return _("Your case is closed.")


def _first_awaited(case: Case, day: date) -> str:
    waited = queries.waited_for(case=case)
    return next((each.what for each in waited if each.by == day), "")


def broken_promise_to_party(*, case: Case, today: date) -> str:
    """Say to the party that the promised day has passed without a decision."""
    return _(
        "We promised you a decision by %(day)s and have not kept it. We are still looking at your "
        "case."
    ) % {"day": day_in_words(case.promised_on, today=today)}
