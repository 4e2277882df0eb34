"""What stands between a case and its decision, and the button that settles each thing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.cases import queries, rules, words
from kontaktpunkt.cases.models import Case, Hearing, Precondition
from kontaktpunkt.core.dates import clock_time, day_in_words, short_day
from kontaktpunkt.dialogue import queries as dialogue
from kontaktpunkt.dialogue import rules as dialogue_rules
from kontaktpunkt.dialogue.models import Call

Words = str | Promise


@dataclass(frozen=True)
class Button:
    """A link, or with `post` a form of one button."""

    label: Words
    url: str
    post: bool = False


@dataclass(frozen=True)
class Item:
    """One thing on the list. kind: how its status looks; see the template tag `status`."""

    name: Words
    kind: str
    status: Words
    hint: Words = ""
    buttons: Sequence[Button] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Nothing has to be done: its buttons are links that change it."""
        return self.kind in {"good", "calm"} and not any(each.post for each in self.buttons)


@dataclass(frozen=True)
class Situation:
    """A case with its calls, at a moment."""

    case: Case
    calls: Sequence[Call]
    at: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return timezone.localdate(self.at)

    @property
    def open_call(self) -> Call | None:
        """The call that is being tried or going on."""
        return next((call for call in self.calls if call.state == Call.State.OPEN), None)

    def url(self, route: str, **more: object) -> str:
        """Return the address of one of the case's pages."""
        return reverse(f"desk:{route}", kwargs={"number": self.case.number, **more})

    def day(self, day: date) -> str:
        """Return a day in words."""
        return day_in_words(day, today=self.today)

    def short(self, day: date) -> str:
        """Return a day where there is little room."""
        return short_day(day, today=self.today)


def before_deciding(here: Situation) -> list[Item]:
    """Return what has to be settled before the decision, and what is settled already."""
    return [
        *_intention(here),
        *_call(here),
        *_hearings(here),
        *_awaited(here),
        *_texts(here),
    ]


def also_owed(here: Situation) -> list[Item]:
    """Return what is owed to the party beside the decision: dates, agreements, complaints."""
    return [*_letter(here), *_request(here), *_agreements(here), *_complaint(here)]


def next_button(here: Situation) -> Button | None:
    """Return the button of the next step; None where there is nothing to do but wait."""
    step = queries.next_step_of(case=here.case, at=here.at)
    found = _BUTTONS.get(step)
    if found is None:
        return None
    route, more, post = found(here)
    return Button(words.STEPS[step], here.url(route, **more), post=post)


# --- The next step -----------------------------------------------------------------------------

Way = tuple[str, dict[str, object], bool]


def _to_call(here: Situation) -> Way:
    # An open call is gone on with; otherwise the button begins one.
    return "call", {}, here.open_call is None


def _to_comment(here: Situation) -> Way:
    hearings = queries.open_hearings(case=here.case)
    answered = next(each for each in hearings if each.replied_at)
    return "case-hearing", {"pk": answered.pk}, False


def _to_expired_hearing(here: Situation) -> Way:
    hearings = queries.open_hearings(case=here.case)
    expired = next(each for each in hearings if not each.replied_at and each.answer_by < here.today)
    return "case-hearing", {"pk": expired.pk}, False


def _to_awaited(here: Situation) -> Way:
    return "case-awaited", {"pk": queries.waited_for(case=here.case)[0].pk}, False


def _to_page(route: str, *, post: bool = False) -> Callable[[Situation], Way]:
    return lambda _here: (route, {}, post)


_BUTTONS: dict[rules.Step, Callable[[Situation], Way]] = {
    rules.Step.TAKE: _to_page("case-take", post=True),
    rules.Step.CALL: _to_call,
    rules.Step.READ_COMMENT: _to_comment,
    rules.Step.END_HEARING: _to_expired_hearing,
    rules.Step.FOLLOW_UP: _to_awaited,
    rules.Step.INTEND: _to_page("case-intend"),
    rules.Step.WRITE_REASONS: _to_page("case-decide"),
    rules.Step.DECIDE: _to_page("case-decide"),
}


# --- Before deciding ---------------------------------------------------------------------------


def _intention(here: Situation) -> Iterator[Item]:
    case, url = here.case, here.url("case-intend")
    if not case.intended_outcome:
        button = Button(_("Say it"), url)
        yield Item(_("What you intend"), "neutral", _("Not said"), buttons=[button])
        return
    intended = case.get_intended_outcome_display()
    yield Item(_("What you intend"), "calm", intended, buttons=[Button(_("Change"), url)])


def _call(here: Situation) -> Iterator[Item]:
    calls = [each for each in here.case.preconditions.all() if each.kind == "call"]
    last = calls[-1] if calls else None
    if here.open_call is not None:
        yield _call_going_on(here, here.open_call, is_owed=_is_state(last, "open"))
    elif _is_state(last, "open"):
        hint = _("A refusal is intended. Hear the party before you decide.")
        buttons = [
            Button(_("Call now"), here.url("call"), post=True),
            Button(_("Go without"), here.url("case-waiver")),
        ]
        yield Item(_("Call before refusing"), "soon", _("Owed"), hint, buttons)
    elif last is not None and here.case.is_refusal_intended:
        yield _call_behind_us(here, last)


def _call_going_on(here: Situation, call: Call, *, is_owed: bool) -> Item:
    reached = dialogue.reached_at(call=call)
    go_on = Button(_("Go on with the call"), here.url("call"))
    name = _("Call before refusing") if is_owed else _("Call")
    if reached is not None:
        return _note_owed(here, name, reached, go_on)
    tries = len(dialogue.tries_in_vain(call=call))
    buttons = [go_on]
    if is_owed:
        buttons.append(Button(_("Go without"), here.url("case-waiver")))
    hint = _tried(here, call, tries)
    if is_owed and dialogue_rules.suggests_waiver(tries=tries):
        hint = _("%(tried)s You may go without the call and say why.") % {"tried": hint}
    return Item(name, "soon", _("Owed") if is_owed else _("Begun"), hint, buttons)


def _tried(here: Situation, call: Call, tries: int) -> str:
    if not tries:
        return _("Prepared by %(who)s; not tried yet.") % {"who": call.caller.first_name}
    text = ngettext(
        "Tried once and not reached.", "Tried %(count)d times and not reached.", tries
    ) % {"count": tries}
    again = dialogue.tries_in_vain(call=call)[-1].try_again_at
    if again is None:
        return text
    moment = timezone.localtime(again)
    when = {"day": here.day(moment.date()), "time": clock_time(moment)}
    next_try = _("Next try %(day)s at %(time)s.") % when
    return f"{text} {next_try}"


def _note_owed(here: Situation, name: str, reached: datetime, go_on: Button) -> Item:
    standing = dialogue_rules.note_standing(
        reached_on=timezone.localdate(reached), today=here.today
    )
    kind = {"fresh": "calm", "due": "soon", "late": "bad"}[standing]
    hint = _("You talked %(day)s. The call counts when its note is written.") % {
        "day": here.day(timezone.localdate(reached))
    }
    return Item(name, kind, _("Note owed"), hint, [go_on])


def _call_behind_us(here: Situation, duty: Precondition) -> Item:
    name = _("Call before refusing")
    if duty.state == Precondition.State.WAIVED:
        return Item(name, "good", _("Waived"), duty.waiver_reason)
    day = here.day(timezone.localdate(duty.ended_at)) if duty.ended_at else ""
    return Item(name, "good", _("Held"), day)


def _hearings(here: Situation) -> Iterator[Item]:
    for hearing in here.case.hearings.all():
        if hearing.closed_at is None:
            yield _open_hearing(here, hearing)
        else:
            said = _("Commented") if hearing.replied_at else _("No comment")
            yield Item(_("Hearing"), "good", said, _short(hearing.facts))


def _open_hearing(here: Situation, hearing: Hearing) -> Item:
    url = here.url("case-hearing", pk=hearing.pk)
    name, facts = _("Hearing"), _short(hearing.facts)
    if hearing.replied_at:
        button = Button(_("Read and close"), url)
        return Item(name, "yours", _("The comment has come"), facts, [button])
    if hearing.answer_by < here.today:
        return Item(name, "soon", _("No comment came"), facts, [Button(_("Close"), url)])
    until = _("Waiting until %(day)s") % {"day": here.short(hearing.answer_by)}
    return Item(name, "waiting", until, facts, [Button(_("Open the hearing"), url)])


def _awaited(here: Situation) -> Iterator[Item]:
    for awaited in queries.waited_for(case=here.case):
        button = Button(_("It has come"), here.url("case-awaited", pk=awaited.pk))
        if awaited.by < here.today:
            kind, status = "soon", _("Has not come")
        else:
            kind, status = "waiting", _("Waiting until %(day)s") % {"day": here.short(awaited.by)}
        yield Item(_("From the party"), kind, status, awaited.what, [button])


def _texts(here: Situation) -> Iterator[Item]:
    if not here.case.is_refusal_intended:
        return
    draft, url = queries.draft_texts(case=here.case), here.url("case-decide")
    yield _text(_("Rules applied"), draft.rules_applied, f"{url}#id_rules_applied")
    yield _text(_("Reasons"), draft.reasons, f"{url}#id_reasons")
    guidance = _text(_("How to appeal"), draft.appeal_guidance, f"{url}#id_appeal_guidance")
    yield guidance


def _text(name: str, text: str, url: str) -> Item:
    if text:
        return Item(name, "good", _("Written"), buttons=[Button(_("Change"), url)])
    return Item(name, "neutral", _("Not written"), buttons=[Button(_("Write"), url)])


# --- Also owed ---------------------------------------------------------------------------------


def _letter(here: Situation) -> Iterator[Item]:
    case = here.case
    law = case.matter_type.law_profile
    move = Button(_("Move the promise and say why"), here.url("case-promise"))
    if not case.is_open:
        return
    if rules.letter_is_due(law=law, promised=case.promised_on, today=here.today):
        hint = _("The deadline is published. When it cannot be kept, the party hears before it.")
        kind = "bad" if case.promised_on < here.today else "soon"
        yield Item(_("Write to the party about the date"), kind, _("Owed"), hint, [move])
    elif case.is_overdue(today=here.today):
        hint = _("Decide, or tell the party a new day and the reason.")
        yield Item(_("The promised day has passed"), "bad", _("Late"), hint, [move])


def _request(here: Situation) -> Iterator[Item]:
    case = here.case
    asked, first = queries.request_of(case=case), queries.may_ask_from(case=case)
    if not case.is_open or first is None:
        return
    if asked is not None and asked.declined_at is None:
        name = _("Decide by %(day)s: the party has asked") % {"day": here.day(asked.answer_by)}
        kind = "bad" if asked.answer_by < here.today else "soon"
        decline = Button(_("Decline to decide yet"), here.url("case-declined"))
        yield Item(name, kind, _("Owed"), _("Four weeks from the request."), [decline])
    elif asked is None and here.today >= first:
        hint = _("Six months have passed. The party may ask once for a decision.")
        register = Button(_("Register a request"), here.url("case-asked"))
        yield Item(_("The party may ask for a decision"), "calm", _("Possible"), hint, [register])


def _agreements(here: Situation) -> Iterator[Item]:
    for agreement in dialogue.kept_open(calls=here.calls):
        is_late = agreement.by < here.today
        done = Button(_("Done"), here.url("case-agreement", pk=agreement.pk), post=True)
        yield Item(
            agreement.text,
            "bad" if is_late else "soon",
            _("Late") if is_late else _("Agreed"),
            _("We agreed to do this by %(day)s.") % {"day": here.day(agreement.by)},
            [done],
        )


def _complaint(here: Situation) -> Iterator[Item]:
    if not dialogue.is_complaint_unanswered(case=here.case, calls=here.calls):
        return
    hint = _("A call soon after a complaint settles many of them.")
    going_on = here.open_call is not None
    label = _("Go on with the call") if going_on else _("Call now")
    button = Button(label, here.url("call"), post=not going_on)
    yield Item(_("Call the party about the complaint"), "soon", _("Not done"), hint, [button])


def _is_state(duty: Precondition | None, state: str) -> bool:
    return duty is not None and duty.state == state


def _short(text: str, most: int = 120) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= most else f"{first[:most].rsplit(' ', 1)[0]} …"
