"""Contacts that are going on: begin, write, switch, find out who it is, finish."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontaktpunkt.catalogue.models import Channel
from kontaktpunkt.contacts import drafts, operations
from kontaktpunkt.contacts import queries as contacts
from kontaktpunkt.contacts.models import Contact, ContactDraft
from kontaktpunkt.core.dates import day_in_words
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.core.templatetags.core_ui import UNDO
from kontaktpunkt.desk.access import AT_THE_DESK
from kontaktpunkt.desk.forms.contacts import DESK_CHANNELS, Typed, questions_in, typed_in
from kontaktpunkt.desk.live import LiveContact, channel_buttons, label_of, live_contact, tabs
from kontaktpunkt.desk.who import who
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.queries import party_for

UNPROCESSABLE = 422
# Beside a contact stand the most urgent promises only; the desk has more of them.
MOST_DUE = 5
_FRESH = dict.fromkeys(("text", "matter", "outcome", "unit", "article", "link"), "")


@staff_page(*AT_THE_DESK)
@require_POST
def contact_new(request: StaffRequest) -> HttpResponse:
    """Begin a contact, with a party or without one."""
    draft = drafts.begin(
        staff=request.staff,
        channel=_channel(request),
        party=_party(request),
        at=request.at,
    )
    return redirect("desk:contact-live", draft.token)


@staff_page(*AT_THE_DESK)
def contact_live(request: StaffRequest, token: UUID) -> HttpResponse:
    """Show a contact that is going on, keep what is typed, and finish it."""
    draft = drafts.mine(staff=request.staff, token=token)
    if draft is None:
        return _gone(request, token)
    if request.method != "POST":
        return _page(request, live_contact(draft=draft, at=request.at))
    draft.typed, draft.channel = typed_in(request.POST), _channel(request)
    action, _sep, argument = _pressed(request).partition(":")
    if action == "finish":
        # What is registered need not be kept first; what is refused is.
        return _finish(request, draft)
    drafts.save(draft=draft, typed=draft.typed, channel=draft.channel, at=request.at)
    return _ACTIONS.get(action, _saved)(request, draft, argument)


def _pressed(request: StaffRequest) -> str:
    """Return the button that was pressed, if one was.

    With what is kept while somebody types, htmx also sends the button that had the focus last:
    the one that finishes, say, when the keys for it are pressed before the typing was kept.
    """
    merely_kept = getattr(request, "htmx", None) and request.htmx.target == "help"  # type: ignore[attr-defined]
    return "save" if merely_kept else request.POST.get("action", "save")


@staff_page(*AT_THE_DESK)
@require_POST
def contact_party(request: StaffRequest, token: UUID) -> HttpResponse:
    """Say who it is, or that it was somebody else."""
    draft = drafts.mine(staff=request.staff, token=token)
    if draft is None:
        return _gone(request, token)
    typed = draft.typed
    if request.POST.get("caller"):
        # Who calls speaks for a company: the contact is the company's.
        typed = typed | {"caller_name": request.POST["caller"]}
    drafts.save(draft=draft, party=_party(request), typed=typed, at=request.at)
    return redirect("desk:contact-live", draft.token)


@staff_page(*AT_THE_DESK)
@require_POST
def contact_restore(request: StaffRequest, token: UUID) -> HttpResponse:
    """Take a contact up again that was put away."""
    draft = drafts.mine(staff=request.staff, token=token)
    if draft is None:
        return _gone(request, token)
    drafts.take_up(draft=draft, at=request.at)
    return redirect("desk:contact-live", draft.token)


def _gone(request: HttpRequest, token: UUID) -> HttpResponse:
    """Answer for a draft that is registered already, or that a colleague writes."""
    if not drafts.was_known(token=token):
        raise Http404
    if getattr(request, "htmx", False):
        # A late saving of a page that is being left.
        return HttpResponse(status=204)
    messages.info(request, _("This contact is registered, or a colleague is writing it."))
    return redirect("desk:contacts")


def _channel(request: StaffRequest) -> str:
    wanted = request.POST.get("channel", "")
    return wanted if wanted in dict(DESK_CHANNELS) else Channel.PHONE


def _party(request: StaffRequest) -> Party | None:
    key = request.POST.get("party", "")
    return party_for(staff=request.staff, pk=int(key)) if key.isdecimal() else None


# --- Writing -------------------------------------------------------------------------------------


def _saved(request: StaffRequest, draft: ContactDraft, _argument: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("desk:contact-live", draft.token)
    live = live_contact(draft=draft, at=request.at)
    answer = render(request, "desk/contact_live.html#saved", {"live": live, "at": request.at})
    if live.shown == request.POST.get("shown"):
        # The help says the same as before: leave it alone, somebody may be reading in it.
        answer["HX-Reswap"] = "none"
    return answer


def _changed(
    request: StaffRequest, draft: ContactDraft, typed: Typed, *, focus: str
) -> HttpResponse:
    drafts.save(draft=draft, typed=typed, at=request.at)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('desk:contact-live', args=[draft.token])}#q{typed['active']}")
    live = live_contact(draft=draft, at=request.at)
    if focus:
        live.active.form.fields[focus].widget.attrs["autofocus"] = True
    return render(request, "desk/contact_live.html#work", {"live": live, "at": request.at})


def _add(request: StaffRequest, draft: ContactDraft, _argument: str) -> HttpResponse:
    typed = draft.typed
    typed["questions"].append(dict(_FRESH))
    typed["active"] = len(typed["questions"]) - 1
    return _changed(request, draft, typed, focus="text")


def _remove(request: StaffRequest, draft: ContactDraft, argument: str) -> HttpResponse:
    typed, index = draft.typed, _index(draft, argument)
    if len(typed["questions"]) > 1:
        del typed["questions"][index]
    typed["active"] = max(index - 1, 0)
    return _changed(request, draft, typed, focus="text")


def _set_matter(request: StaffRequest, draft: ContactDraft, argument: str) -> HttpResponse:
    place, _sep, key = argument.partition(":")
    typed, index = draft.typed, _index(draft, place)
    live = live_contact(draft=draft, at=request.at)
    typed["questions"][index]["matter"] = live.matters.label_of(int(key) if key.isdecimal() else 0)
    typed["active"] = index
    return _changed(request, draft, typed, focus="outcome")


def _use_article(request: StaffRequest, draft: ContactDraft, argument: str) -> HttpResponse:
    place, _sep, key = argument.partition(":")
    typed, index = draft.typed, _index(draft, place)
    question = typed["questions"][index]
    is_used = question["article"] == key
    question["article"] = "" if is_used else key
    if not is_used:
        question["outcome"] = question["outcome"] or "settled"
    typed["active"] = index
    return _changed(request, draft, typed, focus="")


def _look(request: StaffRequest, draft: ContactDraft, argument: str) -> HttpResponse:
    typed = draft.typed
    typed["active"] = _index(draft, argument)
    return _changed(request, draft, typed, focus="")


def _park(_request: StaffRequest, _draft: ContactDraft, _argument: str) -> HttpResponse:
    return redirect("desk:contacts")


def _drop(request: StaffRequest, draft: ContactDraft, _argument: str) -> HttpResponse:
    drafts.drop(draft=draft, at=request.at)
    undo = reverse("desk:contact-restore", args=[draft.token])
    text = _("The contact was put away: %(who)s.") % {"who": label_of(draft)}
    messages.info(request, text, extra_tags=f"{UNDO}{undo}")
    return redirect("desk:contacts")


def _index(draft: ContactDraft, argument: str) -> int:
    last = len(questions_in(draft.typed)) - 1
    return min(int(argument), last) if argument.isdecimal() else last


# --- Finishing -----------------------------------------------------------------------------------


def _finish(request: StaffRequest, draft: ContactDraft) -> HttpResponse:
    live = live_contact(draft=draft, at=request.at, data=request.POST)
    if live.is_valid():
        try:
            contact = _register(request, live)
            return _onward(request, live, contact)
        except AlreadyDone:
            return _onward(request, live)
        except Refusal as refusal:
            live.refuse(refusal.text)
    drafts.save(draft=draft, typed=draft.typed, channel=draft.channel, at=request.at)
    return _page(request, live, status=UNPROCESSABLE)


def _register(request: StaffRequest, live: LiveContact) -> Contact:
    given = live.contact_form.cleaned_data
    contact: Contact = operations.register(
        municipality=request.municipality,
        party=live.draft.party,
        questions=live.asked(),
        started_at=live.draft.started_at,
        actor=request.staff,
        at=request.at,
        draft=live.draft,
        submission=live.draft.token,
        **given,
    )
    return contact


def _onward(
    request: StaffRequest, live: LiveContact, contact: Contact | None = None
) -> HttpResponse:
    """Say what was registered and promised. contact: None for a second sending, told already."""
    count = sum(part.form.is_bound for part in live.questions)
    registered = ngettext(
        "Registered: %(who)s, %(count)d question.",
        "Registered: %(who)s, %(count)d questions.",
        count,
    ) % {"who": label_of(live.draft), "count": count}
    messages.success(request, " ".join([registered, *_promised(request, contact)]))
    waiting = drafts.first_live(staff=request.staff, beside=live.draft)
    return redirect("desk:contact-live", waiting) if waiting else redirect("desk:contacts")


def _promised(request: StaffRequest, contact: Contact | None) -> Iterator[str]:
    """Yield who answers by which day; where no script runs, no page has said it before."""
    if contact is None:
        return
    today = timezone.localdate(request.at)
    questions = contact.questions.select_related("unit")
    for unit, day in dict.fromkeys((each.unit, each.promised_on) for each in questions):
        if day is not None:
            words = {"unit": unit, "day": day_in_words(day, today=today)}
            yield _("%(unit)s answers by %(day)s.") % words


_Action = Callable[[StaffRequest, ContactDraft, str], HttpResponse]
_ACTIONS: dict[str, _Action] = {
    "add": _add,
    "remove": _remove,
    "matter": _set_matter,
    "use": _use_article,
    "help": _look,
    "park": _park,
    "drop": _drop,
}


# --- Showing -------------------------------------------------------------------------------------


def _page(request: StaffRequest, live: LiveContact, status: int = 200) -> HttpResponse:
    if live.problems:
        live.advise(at=request.at)
    return render(request, "desk/contact_live.html", _context(request, live), status=status)


def _context(request: StaffRequest, live: LiveContact) -> dict[str, Any]:
    party = live.draft.party
    if party is not None:
        log_reading(request=request, subject_type="party", subject_id=party.pk)
    return {
        "live": live,
        "form": live.contact_form,
        "at": request.at,
        "label": label_of(live.draft),
        "tabs": tabs(drafts=drafts.live(staff=request.staff), current=live.draft),
        "channels": channel_buttons(),
        "who": who(party=party, staff=request.staff) if party else None,
        # A fresh contact begins with who it is; the cursor waits there.
        "begins_with_search": party is None and not live.draft.typed,
        "due": contacts.promises_due(
            unit=request.staff.unit, today=timezone.localdate(request.at), most=MOST_DUE
        ),
    }
