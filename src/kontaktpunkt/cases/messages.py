"""What a party is told by e-mail or text message: that there is news, never what it says.

A message can be read on a locked screen or in a shared mailbox, so it names the case's number
and leads to the party's own page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import NoReverseMatch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.cases.models import Awaited, Case, Document, Hearing
from kontaktpunkt.core.addresses import public_address
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.gateways.operations import enqueue
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.operations import party_subject

Words = Callable[[], tuple[str, str]]


def tell_opened(*, case: Case, at: datetime) -> None:
    """Say that there is a case, and by when it is decided."""
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        day = day_in_words(case.promised_on, today=today)
        return (
            _("We have opened your case %(number)s") % {"number": case.number},
            _("You will have our decision by %(day)s at the latest.") % {"day": day},
        )

    _tell(case, f"case-{case.pk}-opened", words, at)


def carried_on(*, case: Case, today: date) -> str:
    """Return what is answered to a question that became the case, in the municipality's words."""
    with translation.override(case.municipality.language):
        words = _("We have opened case %(number)s. You will have our decision by %(day)s.")
        return words % {
            "number": case.number,
            "day": day_in_words(case.promised_on, today=today),
        }


def tell_promise_moved(*, case: Case, at: datetime) -> None:
    """Say that the promised day was moved, and that the page says why."""
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        day = day_in_words(case.promised_on, today=today)
        return (
            _("New date in your case %(number)s") % {"number": case.number},
            _("You will have our decision by %(day)s. The page says why it was moved.")
            % {"day": day},
        )

    _tell(case, f"case-{case.pk}-promised-{case.version}", words, at)


def tell_hearing(*, case: Case, hearing: Hearing, at: datetime) -> None:
    """Ask the party to comment on the facts."""
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        day = day_in_words(hearing.answer_by, today=today)
        return (
            _("Your turn in case %(number)s: please comment") % {"number": case.number},
            _("Before we decide we want your comment. You have until %(day)s.") % {"day": day},
        )

    _tell(case, f"hearing-{hearing.pk}", words, at)


def tell_awaited(*, case: Case, awaited: Awaited, at: datetime) -> None:
    """Ask the party to send something."""
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        day = day_in_words(awaited.by, today=today)
        return (
            _("Your turn in case %(number)s") % {"number": case.number},
            _("We are waiting for something from you. You have until %(day)s.") % {"day": day},
        )

    _tell(case, f"awaited-{awaited.pk}", words, at)


def tell_reminder(*, case: Case, wish: Awaited | Hearing, at: datetime) -> None:
    """Remind the party that it is its turn, and until when."""
    today = timezone.localdate(at)

    def words() -> tuple[str, str]:
        day = day_in_words(wish.last_day, today=today)
        return (
            _("Still your turn in case %(number)s") % {"number": case.number},
            _("You have until %(day)s. If you need more time, ask us to call.") % {"day": day},
        )

    _tell(case, f"reminder-{wish._meta.model_name}-{wish.pk}", words, at)


def tell_document(*, case: Case, document: Document, at: datetime) -> None:
    """Say that there is something to read; what it is stands on the page only."""

    def words() -> tuple[str, str]:
        return (
            _("There is a document for you in case %(number)s") % {"number": case.number},
            _("You can open it on your page."),
        )

    _tell(case, f"document-{document.pk}-{case.version}", words, at)


def tell_decided(*, case: Case, at: datetime) -> None:
    """Say that there is a decision to read."""

    def words() -> tuple[str, str]:
        return (
            _("There is a decision in your case %(number)s") % {"number": case.number},
            _("You can read the decision on your page."),
        )

    _tell(case, f"case-{case.pk}-decided", words, at)


def tell_closed(*, case: Case, at: datetime) -> None:
    """Say that the case was closed without a decision."""

    def words() -> tuple[str, str]:
        return (
            _("Your case %(number)s was closed") % {"number": case.number},
            _("It was closed without a decision. Your page says why."),
        )

    _tell(case, f"case-{case.pk}-closed", words, at)


def tell_promises_run_out(*, cases: Iterable[Case], at: datetime) -> None:
    """Tell each caseworker, or the unit where nobody has the case, what runs out soon.

    Numbers and days only: colleagues read the rest behind their login.
    """
    waiting: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        waiting[case.caseworker.email if case.caseworker else case.unit.email].append(case)
    for recipient, theirs in waiting.items():
        if recipient:
            _tell_colleague(recipient, theirs, at)


def _tell_colleague(recipient: str, cases: Sequence[Case], at: datetime) -> None:
    municipality, today = cases[0].municipality, timezone.localdate(at)
    with translation.override(municipality.language):
        subject = ngettext(
            "One promise runs out soon", "%(count)d promises run out soon", len(cases)
        ) % {"count": len(cases)}
        lines = [f"{each.number}: {day_in_words(each.promised_on, today=today)}" for each in cases]
        advice = _("Decide, or tell the party a new day and why, before the day has passed.")
    address = public_address("desk:worklist", municipality=municipality)
    enqueue(
        channel="email",
        recipient=recipient,
        subject=subject,
        body="\n".join([*lines, "", advice, address, ""]),
        purpose=f"promises-{today}-{recipient}"[:80],
        at=at,
    )


def _tell(case: Case, purpose: str, words: Words, at: datetime) -> None:
    party = case.party
    if not party.reachable_by:
        return
    by_mail = party.reachable_by == Party.Preference.EMAIL
    with translation.override(party.language or case.municipality.language):
        subject, sentence = words()
    enqueue(
        channel=party.reachable_by,
        recipient=party.email if by_mail else party.phone,
        subject=subject,
        body=_letter(case, sentence) if by_mail else f"{subject}. {sentence} {_address(case)}",
        purpose=purpose,
        at=at,
        addressee=party_subject(party).key,
    )


def _letter(case: Case, sentence: str) -> str:
    return f"{sentence}\n\n{_address(case)}\n\n{case.municipality.name}\n{case.unit.name}\n"


def _address(case: Case) -> str:
    try:
        return public_address("portal:case", municipality=case.municipality, number=case.number)
    except NoReverseMatch:
        # An installation without the portal still has the municipality's own address.
        return f"{settings.PUBLIC_URL}/{case.municipality.slug}/"
