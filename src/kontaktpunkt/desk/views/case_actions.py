"""What a caseworker does to a case: one small page for each intention."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kontaktpunkt.cases import operations, queries
from kontaktpunkt.cases.models import Case
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.desk.forms import cases as forms
from kontaktpunkt.desk.views.case_form import Action, press, show
from kontaktpunkt.dialogue import operations as dialogue_operations
from kontaktpunkt.dialogue import queries as dialogue
from kontaktpunkt.directory.access import StaffRequest, staff_page

# --- Buttons -----------------------------------------------------------------------------------


@staff_page(*DECIDING)
@require_POST
def take(request: StaffRequest, number: str) -> HttpResponse:
    """Make the case one's own."""
    return press(request, number, operations.take, _("The case is yours."))


@staff_page(*DECIDING)
@require_POST
def close_hearing(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """End a hearing that has run its course."""

    def find(case: Case) -> dict[str, Any]:
        return {"hearing": queries.hearing_in(case=case, pk=pk)}

    return press(request, number, operations.close_hearing, _("The hearing is closed."), find=find)


@staff_page(*DECIDING)
@require_POST
def withdraw_hearing(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """End a hearing early because everything is to be granted."""

    def find(case: Case) -> dict[str, Any]:
        return {"hearing": queries.hearing_in(case=case, pk=pk)}

    return press(
        request, number, operations.withdraw_hearing, _("The hearing is withdrawn."), find=find
    )


@staff_page(*DECIDING)
@require_POST
def drop_awaited(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Go on without what the party was asked for."""

    def find(case: Case) -> dict[str, Any]:
        return {"awaited": queries.awaited_in(case=case, pk=pk)}

    return press(request, number, operations.drop_awaited, _("We go on without it."), find=find)


@staff_page(*DECIDING)
@require_POST
def keep_agreement(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Mark as done what the municipality agreed to do in a call."""

    def find(case: Case) -> dict[str, Any]:
        return {"agreement": dialogue.agreement_in(case=case, pk=pk)}

    return press(
        request,
        number,
        dialogue_operations.keep_agreement,
        _("Marked as done."),
        find=find,
        has_version=False,
    )


# --- Pages -------------------------------------------------------------------------------------

INTEND = Action(
    form=forms.IntendForm,
    operation=operations.intend,
    title=gettext_lazy("What you intend"),
    lead=gettext_lazy(
        "Say it early. Before anything but a full yes, the party is called: facts are checked, "
        "reasons are explained, and sometimes there is another way."
    ),
    button=gettext_lazy("Save"),
    done=gettext_lazy("Saved. The list says what is owed before you decide."),
)


@staff_page(*DECIDING)
def intend(request: StaffRequest, number: str) -> HttpResponse:
    """Say what outcome is intended."""
    return show(request, number, INTEND)


PROMISE = Action(
    form=forms.PromiseForm,
    operation=operations.move_promise,
    title=gettext_lazy("Move the promised day"),
    button=gettext_lazy("Move and tell the party"),
    done=gettext_lazy("The promised day is moved and the party is told why."),
    fields={
        operations.PromiseUnmoved: "to",
        operations.PromiseInPast: "to",
        operations.ClosedThatDay: "to",
        operations.TextMissing: "reason",
    },
)


@staff_page(*DECIDING)
def promise(request: StaffRequest, number: str) -> HttpResponse:
    """Promise another day, with the reason."""
    return show(request, number, PROMISE)


HEAR = Action(
    form=forms.HearingForm,
    operation=operations.open_hearing,
    title=gettext_lazy("Put facts to the party"),
    lead=gettext_lazy(
        "Facts that the party may not know that you have, that weigh against it and that matter. "
        "You cannot decide until the comment has come or the time has passed."
    ),
    button=gettext_lazy("Open the hearing and tell the party"),
    done=gettext_lazy("The hearing is open and the party is told."),
    fields={operations.AnswerDayTooSoon: "answer_by", operations.TextMissing: "facts"},
)


@staff_page(*DECIDING)
def hear(request: StaffRequest, number: str) -> HttpResponse:
    """Open a hearing."""

    def begin(case: Case) -> dict[str, Any]:
        return {"answer_by": dialogue_operations.hearing_day(case=case, at=request.at)}

    return show(request, number, HEAR, beginning=begin)


COMMENT = Action(
    form=forms.CommentForm,
    operation=operations.record_hearing_reply,
    title=gettext_lazy("Hearing"),
    button=gettext_lazy("Write down the comment"),
    done=gettext_lazy("The comment is written down. Read it, and close the hearing."),
    template="desk/case_hearing.html",
    fields={operations.TextMissing: "reply"},
    has_version=False,
)


@staff_page(*DECIDING)
def hearing(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Show a hearing; write down the party's comment."""

    def find(case: Case) -> dict[str, Any]:
        return {"hearing": queries.hearing_in(case=case, pk=pk)}

    return show(request, number, COMMENT, find=find)


ASK = Action(
    form=forms.AskForm,
    operation=operations.ask_party,
    title=gettext_lazy("Ask the party for something"),
    lead=gettext_lazy("It is the party's turn until then, and its page says so."),
    button=gettext_lazy("Ask the party"),
    done=gettext_lazy("The party is asked."),
    fields={operations.AnswerDayTooSoon: "by", operations.TextMissing: "what"},
)


@staff_page(*DECIDING)
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the party to send something."""

    def begin(case: Case) -> dict[str, Any]:
        return {"by": dialogue_operations.hearing_day(case=case, at=request.at)}

    return show(request, number, ASK, beginning=begin)


ARRIVED = Action(
    form=forms.ArrivedForm,
    operation=operations.receive_awaited,
    title=gettext_lazy("What we wait for"),
    button=gettext_lazy("It has come"),
    done=gettext_lazy("Noted. It is our turn again."),
    template="desk/case_awaited.html",
    has_version=False,
)


@staff_page(*DECIDING)
def awaited(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Note that what the party was asked for has come."""

    def find(case: Case) -> dict[str, Any]:
        return {"awaited": queries.awaited_in(case=case, pk=pk)}

    return show(request, number, ARRIVED, find=find)


def _go_without(*, case: Case, **known: Any) -> object:
    """Waive the call; one that was tried and not reached ends with it."""
    call = dialogue.open_call(case=case)
    if call is None:
        return operations.waive_call(case=case, **known)
    known.pop("version", None)
    return dialogue_operations.give_up(call=call, **known)


WAIVER = Action(
    form=forms.WaiverForm,
    operation=_go_without,
    title=gettext_lazy("Go without the call"),
    lead=gettext_lazy("A call often settles what letters do not. When there is none, say why."),
    button=gettext_lazy("Waive the call"),
    done=gettext_lazy("The call is waived, and the reason stays with the case."),
    fields={operations.WaiverTooShort: "reason"},
)


@staff_page(*DECIDING)
def waiver(request: StaffRequest, number: str) -> HttpResponse:
    """Go without the call, with a reason."""

    def begin(case: Case) -> dict[str, Any]:
        call = dialogue.open_call(case=case)
        return {"reason": dialogue.waiver_words(call=call) if call else ""}

    return show(request, number, WAIVER, beginning=begin)


NOTE = Action(
    form=forms.NoteForm,
    operation=operations.write_note,
    title=gettext_lazy("Write a note"),
    button=gettext_lazy("Save the note"),
    done=gettext_lazy("The note is saved."),
    fields={operations.TextMissing: "text"},
    has_version=False,
)


@staff_page(*DECIDING)
def note(request: StaffRequest, number: str) -> HttpResponse:
    """Write a note."""
    return show(request, number, NOTE)


COMPLAINT = Action(
    form=forms.ComplaintForm,
    operation=operations.register_complaint,
    title=gettext_lazy("Register a complaint"),
    lead=gettext_lazy("Call as soon as you can: many complaints are settled by a talk."),
    button=gettext_lazy("Register"),
    done=gettext_lazy("The complaint is registered. A call soon is worth it."),
    fields={operations.TextMissing: "text", operations.NothingToAppeal: "kind"},
    has_version=False,
)


@staff_page(*DECIDING)
def complaint(request: StaffRequest, number: str) -> HttpResponse:
    """Register a complaint that came by phone, letter or e-mail."""
    return show(request, number, COMPLAINT)


CLOSE = Action(
    form=forms.CloseForm,
    operation=operations.close_without_decision,
    title=gettext_lazy("Close without a decision"),
    button=gettext_lazy("Close and tell the party"),
    done=gettext_lazy("The case is closed and the party is told."),
    fields={operations.TextMissing: "reason"},
)


@staff_page(*DECIDING)
def close(request: StaffRequest, number: str) -> HttpResponse:
    """Close a case that needs no decision."""
    return show(request, number, CLOSE)


HAND_OVER = Action(
    form=forms.HandOverForm,
    operation=operations.hand_over,
    title=gettext_lazy("Hand the case over to another unit"),
    lead=gettext_lazy("The party was promised a decision by the municipality: the day stays."),
    button=gettext_lazy("Hand over"),
    done=gettext_lazy("The case is with the other unit now."),
    fields={operations.TextMissing: "reason"},
    leaves=True,
)


@staff_page(*DECIDING)
def hand_over(request: StaffRequest, number: str) -> HttpResponse:
    """Give the case to another unit."""
    return show(request, number, HAND_OVER)


ASKED = Action(
    form=forms.AskedForm,
    operation=operations.ask_for_decision,
    title=gettext_lazy("The party asks for a decision"),
    lead=gettext_lazy(
        "After six months the party may ask in writing, once. Within four weeks you decide, or "
        "decline in a decision that can be appealed."
    ),
    button=gettext_lazy("Register"),
    done=gettext_lazy("Registered. The four weeks are counting."),
    fields={operations.TooEarlyToAsk: "asked_on"},
    has_version=False,
)


@staff_page(*DECIDING)
def asked(request: StaffRequest, number: str) -> HttpResponse:
    """Register the party's request for a decision (Sweden)."""
    return show(request, number, ASKED)


DECLINED = Action(
    form=forms.DeclineForm,
    operation=operations.decline_to_decide,
    title=gettext_lazy("Decline to decide yet"),
    lead=gettext_lazy("This is a decision of its own, and the party can appeal it."),
    button=gettext_lazy("Decline and tell why"),
    done=gettext_lazy("Declined."),
    fields={operations.GroundsMissing: "reasons"},
)


@staff_page(*DECIDING)
def declined(request: StaffRequest, number: str) -> HttpResponse:
    """Decline to decide yet (Sweden)."""

    def begin(case: Case) -> dict[str, Any]:
        return {"appeal_guidance": case.matter_type.appeal_guidance}

    return show(request, number, DECLINED, beginning=begin)
