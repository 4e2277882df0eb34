"""What can happen to a case, as colleagues and as the party read it."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, Initiator, declare

OPENED = declare(
    EventKind(
        "cases.case.opened",
        _("The case was opened"),
        "case-opened",
        to_party=_("We opened your case"),
    )
)
TAKEN = declare(EventKind("cases.case.taken", _("A caseworker took the case")))
HANDED_OVER = declare(
    EventKind(
        "cases.case.handed_over",
        _("The case went to another unit"),
        "case-handover",
        to_party=_("Another of our units looks at your case; the promised day stands"),
    )
)
CLOSED = declare(
    EventKind(
        "cases.case.closed",
        _("The case was closed without a decision"),
        "case-closed",
        to_party=_("We closed your case without a decision"),
    )
)

PROMISE_MOVED = declare(
    EventKind(
        "cases.promise.moved",
        _("The promised day was moved"),
        "promise-moved",
        to_party=_("We moved the promised day"),
    )
)
PROMISE_WARNED = declare(
    EventKind("cases.promise.warned", _("The promised day was close and nothing was decided"))
)

OUTCOME_INTENDED = declare(
    EventKind("cases.outcome.intended", _("The caseworker said what outcome is intended"))
)
CALL_OWED = declare(EventKind("cases.call.owed", _("A call before the decision came to be owed")))
CALL_SETTLED = declare(EventKind("cases.call.settled", _("The call before the decision was held")))
CALL_WAIVED = declare(
    EventKind("cases.call.waived", _("The call before the decision was waived with a reason"))
)
CALL_LAPSED = declare(
    EventKind("cases.call.lapsed", _("The call before the decision was no longer needed"))
)

HEARING_OPENED = declare(
    EventKind(
        "cases.hearing.opened",
        _("The party was asked to comment on the facts"),
        "hearing",
        to_party=_("We asked for your comment on the facts"),
    )
)
HEARING_ANSWERED = declare(
    EventKind(
        "cases.hearing.answered",
        _("The party commented on the facts"),
        "hearing-answer",
        initiator=Initiator.PARTY,
        to_party=_("You commented on the facts"),
    )
)
HEARING_CLOSED = declare(EventKind("cases.hearing.closed", _("The time for comments ended")))

AWAITED_ASKED = declare(
    EventKind(
        "cases.awaited.asked",
        _("The party was asked to send something"),
        "request",
        to_party=_("We asked you to send something"),
    )
)
AWAITED_ARRIVED = declare(
    EventKind(
        "cases.awaited.arrived",
        _("The party sent what was asked for"),
        "request-answer",
        initiator=Initiator.PARTY,
        to_party=_("You sent what we asked for"),
    )
)
AWAITED_DROPPED = declare(
    EventKind("cases.awaited.dropped", _("What was asked for was no longer needed"))
)

PARTY_REMINDED = declare(
    EventKind(
        "cases.party.reminded",
        _("The party was reminded of what we wait for"),
        "reminder",
        to_party=_("We reminded you of what we wait for"),
    )
)

DOCUMENT_RECEIVED = declare(
    EventKind(
        "cases.document.received",
        _("The party sent a document"),
        "document",
        initiator=Initiator.PARTY,
        to_party=_("You sent a document"),
    )
)
DOCUMENT_ADDED = declare(EventKind("cases.document.added", _("A document was put in the case")))
DOCUMENT_SHARED = declare(
    EventKind(
        "cases.document.shared",
        _("The party was given a document"),
        "document-shared",
        to_party=_("We gave you a document"),
    )
)
DOCUMENT_WITHDRAWN = declare(
    EventKind("cases.document.withdrawn", _("A document was taken back from the party"))
)

NOTE_WRITTEN = declare(EventKind("cases.note.written", _("A note was written")))

DECISION_DRAFTED = declare(
    EventKind("cases.decision.drafted", _("The caseworker wrote on the decision"))
)
DECISION_MADE = declare(
    EventKind(
        "cases.decision.made",
        _("The case was decided"),
        "decision",
        to_party=_("We decided your case"),
    )
)

COMPLAINT_REGISTERED = declare(
    EventKind(
        "cases.complaint.registered",
        _("A complaint came in"),
        "complaint",
        initiator=Initiator.PARTY,
        is_contact=True,
        to_party=_("You complained"),
    )
)

DECISION_REQUESTED = declare(
    EventKind(
        "cases.decision.requested",
        _("The party asked for the case to be decided"),
        "decision-request",
        initiator=Initiator.PARTY,
        is_contact=True,
        to_party=_("You asked us to decide your case"),
    )
)
DECISION_DECLINED = declare(
    EventKind(
        "cases.decision.declined",
        _("The municipality declined to decide the case yet"),
        "decision-request-declined",
        to_party=_("We declined to decide your case yet"),
    )
)
