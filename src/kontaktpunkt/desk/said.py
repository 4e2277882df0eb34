"""What the party said last, for whoever is about to talk with it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from kontaktpunkt.cases.models import Case


@dataclass(frozen=True)
class Said:
    """The party's words, where they came from, and when."""

    text: str
    how: str | Promise
    at: datetime


def said_last(*, case: Case) -> Said | None:
    """Return the party's latest words in the case, None when it has said nothing yet."""
    said = [*_questions(case), *_comments(case), *_answers(case), *_complaints(case)]
    return max(said, key=lambda each: each.at, default=None)


def _questions(case: Case) -> list[Said]:
    asked = pgettext_lazy("the party", "asked")
    return [
        Said(origin.question.text, asked, origin.question.contact.started_at)
        for origin in case.origins.all()
    ]


def _comments(case: Case) -> list[Said]:
    commented = pgettext_lazy("the party", "commented in the hearing")
    return [
        Said(each.reply, commented, each.replied_at)
        for each in case.hearings.all()
        if each.replied_at
    ]


def _answers(case: Case) -> list[Said]:
    sent = pgettext_lazy("the party", "sent what we asked for")
    return [
        Said(each.answer, sent, each.ended_at)
        for each in case.awaited.all()
        if each.answer and each.ended_at
    ]


def _complaints(case: Case) -> list[Said]:
    complained = pgettext_lazy("the party", "complained")
    return [Said(each.text, complained, each.received_at) for each in case.complaints.all()]
