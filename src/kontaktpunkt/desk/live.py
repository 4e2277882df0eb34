"""What the page of a contact that is going on shows, put together from several domains."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from kontaktpunkt.catalogue import queries as catalogue
from kontaktpunkt.catalogue.models import Article, Channel, MatterType
from kontaktpunkt.catalogue.rules import ChannelAdvice
from kontaktpunkt.contacts import queries
from kontaktpunkt.contacts.models import Contact, ContactDraft, Question
from kontaktpunkt.contacts.operations import QuestionAsked
from kontaktpunkt.contacts.rules import Load
from kontaktpunkt.desk.forms.contacts import (
    DESK_CHANNELS,
    ContactForm,
    MatterChoice,
    QuestionForm,
    is_blank,
    matter_choice,
    question_prefix,
    questions_in,
)
from kontaktpunkt.directory import queries as directory
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.rules import CalendarTooShort

ICON_OF = {
    Channel.PHONE: "headset",
    Channel.EMAIL: "email",
    Channel.SMS: "smartphone",
    Channel.COUNTER: "person",
    Channel.LETTER: "document",
    Channel.CHAT: "chat",
    Channel.WEB: "laptop",
}
_LABEL_LENGTH = 28
# More digits than a key of the database has.
_LONGEST_KEY = 19


@dataclass(frozen=True)
class Tab:
    """One of the contacts that are going on, to switch to."""

    url: str
    icon: str
    label: str
    started_at: datetime
    is_current: bool


@dataclass(frozen=True)
class Promise:
    """The day on which a question would be answered if it were handed over now.

    closed: the unit's closed days, for saying how many working days that is.
    load:   what the unit owes by then beside its pace; None while it is not handed over.
    """

    unit: Unit
    day: date
    closed: frozenset[date]
    load: Load | None = None


@dataclass
class QuestionPart:
    """One question with all that helps to settle it."""

    index: int
    form: QuestionForm
    matter: MatterType | None
    unit: Unit | None
    article: Article | None = None
    suggestions: Sequence[catalogue.MatterName] = ()
    advice: ChannelAdvice | None = None
    promise: Promise | None = None

    @property
    def number(self) -> int:
        """As people count."""
        return self.index + 1

    @property
    def prefix(self) -> str:
        """What ids and names of this question begin with."""
        return question_prefix(self.index)

    @property
    def better_channels(self) -> list[str | LazyText]:
        """The channels recommended instead, in words."""
        return [Channel(code).label for code in self.advice.better] if self.advice else []


@dataclass
class LiveContact:
    """The page's middle and right: what is typed, and the help for it."""

    draft: ContactDraft
    contact_form: ContactForm
    questions: list[QuestionPart]
    matters: MatterChoice
    active: QuestionPart
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the form goes."""
        return reverse("desk:contact-live", args=[self.draft.token])

    @cached_property
    def articles(self) -> Sequence[Article]:
        """The articles that help with the question being written, best first."""
        part = self.active
        found = catalogue.find_articles(
            text=questions_in(self.draft.typed)[part.index]["text"],
            matter_type_id=part.matter.pk if part.matter else None,
        )
        if part.article and part.article not in found:
            found.insert(0, part.article)
        return found

    @property
    def shown(self) -> str:
        """What the help shows, to tell whether it has to be drawn again."""
        articles = ",".join(str(article.pk) for article in self.articles)
        used = self.active.article.pk if self.active.article else ""
        matter = self.active.matter.pk if self.active.matter else ""
        return f"{self.active.index}:{matter}:{used}:{articles}"

    def advise(self, *, at: datetime) -> None:
        """Look up what helps with the questions; what is only registered needs none of it."""
        typed = questions_in(self.draft.typed)
        _advise(self.questions, self.draft, timezone.localdate(at))
        _weigh(self.questions, typed, at)
        _suggest(self.questions, typed, self.matters)

    def is_valid(self) -> bool:
        """Check everything; what is wrong is listed in `problems`, first things first."""
        self.problems = [
            problem for place, form in self._checked() for problem in _problems_of(form, place)
        ]
        return not self.problems

    def refuse(self, text: Any) -> None:
        """Say that the operation refused."""
        self.problems = [{"text": str(text)}]

    def _checked(self) -> Iterable[tuple[str, Form]]:
        several = sum(part.form.is_bound for part in self.questions) > 1
        for part in self.questions:
            if part.form.is_bound:
                place = _("Question %(number)d") % {"number": part.number} if several else ""
                yield place, part.form
        yield "", self.contact_form

    def asked(self) -> list[QuestionAsked]:
        """Return the questions as the domain takes them; ask `is_valid` first."""
        bound = [part for part in self.questions if part.form.is_bound]
        links = _links(bound, self.draft.channel)
        return [_as_asked(part, links) for part in bound]


def tabs(*, drafts: Sequence[ContactDraft], current: ContactDraft | None = None) -> list[Tab]:
    """Return the contacts that are going on, each with who or what it is about."""
    return [
        Tab(
            url=reverse("desk:contact-live", args=[draft.token]),
            icon=ICON_OF[Channel(draft.channel)],
            label=label_of(draft),
            started_at=draft.started_at,
            is_current=current is not None and draft.pk == current.pk,
        )
        for draft in drafts
    ]


def label_of(draft: ContactDraft) -> str:
    """Return who it is, else what it is about, else that nobody is named."""
    if draft.party:
        return draft.party.name
    said = (
        draft.typed.get("caller_name", ""),
        *(each["text"] for each in questions_in(draft.typed)),
    )
    first = next((text.strip() for text in said if text.strip()), "")
    if not first:
        return _("Nobody named yet")
    return first if len(first) <= _LABEL_LENGTH else f"{first[:_LABEL_LENGTH]}…"


def channel_buttons() -> list[dict[str, Any]]:
    """Return the channels in which a new contact can be begun."""
    return [
        {"value": value, "label": label, "icon": ICON_OF[Channel(value)]}
        for value, label in DESK_CHANNELS
    ]


def live_contact(
    *, draft: ContactDraft, at: datetime, data: Mapping[str, str] | None = None
) -> LiveContact:
    """Return what the page shows of the draft.

    data: the sent form, when it is to be checked; None to show what was typed so far.
    """
    typed = questions_in(draft.typed)
    matters = matter_choice(catalogue.matter_names())
    parts = _parts(typed, matters, data)
    active = parts[min(draft.typed.get("active", len(parts) - 1), len(parts) - 1)]
    _find_articles(parts, typed)
    live = LiveContact(
        draft=draft,
        contact_form=ContactForm(data, initial=_contact_initial(draft)),
        questions=parts,
        matters=matters,
        active=active,
    )
    if data is None:
        live.advise(at=at)
    return live


def _parts(
    typed: Sequence[Mapping[str, str]], matters: MatterChoice, data: Mapping[str, str] | None
) -> list[QuestionPart]:
    units = cache(directory.unit_names)
    named = [matters.named(question["matter"]) for question in typed]
    known = catalogue.matters_by_key(keys={each.pk for each in named if each})
    chosen = _chosen_units(typed)
    checked = _to_check(typed) if data is not None else frozenset()
    parts = []
    for index, (question, name) in enumerate(zip(typed, named, strict=True)):
        matter = known[name.pk] if name else None
        form = QuestionForm(
            data if index in checked else None,
            matter=matter,
            units=units,
            prefix=question_prefix(index),
            initial=question,
        )
        unit = chosen.get(question["unit"]) or (matter.unit if matter else None)
        parts.append(QuestionPart(index=index, form=form, matter=matter, unit=unit))
    return parts


def _chosen_units(typed: Sequence[Mapping[str, str]]) -> dict[str, Unit]:
    """Return the units that questions go to instead of the matter's own, by what was typed."""
    keys = {int(each["unit"]) for each in typed if _is_key(each["unit"])}
    if not keys:
        return {}
    return {str(pk): unit for pk, unit in directory.units_by_key(keys=keys).items()}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < _LONGEST_KEY


def _to_check(typed: Sequence[Mapping[str, str]]) -> frozenset[int]:
    written = frozenset(index for index, each in enumerate(typed) if not is_blank(each))
    return written or frozenset({0})


def _contact_initial(draft: ContactDraft) -> dict[str, Any]:
    typed = {name: value for name, value in draft.typed.items() if value}
    return {"avoidable": Contact.Avoidable.NO, **typed, "channel": draft.channel}


def _advise(parts: Sequence[QuestionPart], draft: ContactDraft, today: date) -> None:
    known = [part for part in parts if part.matter]
    if not known:
        return
    ids = {part.matter.pk for part in known if part.matter}
    advice = catalogue.channel_advice(channel=draft.channel, matter_type_ids=ids)
    units = {part.unit for part in known if part.unit}
    calendars = directory.calendars_of(units=units, around=today)
    for part in known:
        if part.matter and part.unit:
            part.advice = advice[part.matter.pk]
            part.promise = _promise(part.matter, part.unit, calendars[part.unit.pk], today)


def _promise(
    matter: MatterType, unit: Unit, calendar: directory.WorkingCalendar, today: date
) -> Promise | None:
    try:
        day = calendar.answer_due(received=today, promise=matter.promise_days)
    except (CalendarTooShort, ValueError):
        return None
    return Promise(unit=unit, day=day, closed=calendar.closed)


def _weigh(parts: Sequence[QuestionPart], typed: Sequence[Mapping[str, str]], at: datetime) -> None:
    """Look up whether the promises fit, of questions that are being handed over."""
    promised: Counter[tuple[Unit, date]] = Counter()
    for part, question in zip(parts, typed, strict=True):
        made = part.promise
        if made and question["outcome"] == Question.Outcome.HANDED_OVER:
            promised[made.unit, made.day] += 1
            more = promised[made.unit, made.day]
            load = queries.load_of(
                unit=made.unit, until=made.day, closed=made.closed, at=at, more=more
            )
            part.promise = replace(made, load=load)


def _suggest(
    parts: Sequence[QuestionPart], typed: Sequence[Mapping[str, str]], matters: MatterChoice
) -> None:
    for part, question in zip(parts, typed, strict=True):
        if part.matter is None and question["text"].strip():
            part.suggestions = catalogue.suggested_names(
                text=f"{question['matter']} {question['text']}", names=matters.all
            )


def _find_articles(parts: Sequence[QuestionPart], typed: Sequence[Mapping[str, str]]) -> None:
    keys = [int(each["article"]) for each in typed if _is_key(each["article"])]
    found = catalogue.articles_named(keys=keys) if keys else {}
    for part, question in zip(parts, typed, strict=True):
        if _is_key(question["article"]):
            part.article = found.get(int(question["article"]))


def _problems_of(form: Form, place: str) -> Iterable[dict[str, str]]:
    """Return what is wrong as the error summary takes it; `place` says in which question."""
    for bound in form:
        label = f"{place}: {bound.label}" if place else str(bound.label)
        anchor = getattr(bound, "anchor", bound.auto_id)
        yield from ({"text": str(text), "label": label, "anchor": anchor} for text in bound.errors)


def _links(parts: Sequence[QuestionPart], channel: str) -> dict[int, str]:
    """Return the addresses to send, by the key of the matter."""
    wanted = {
        part.matter.pk
        for part in parts
        if part.matter
        and part.form.cleaned_data["link"]
        and part.form.cleaned_data["outcome"] == Question.Outcome.GUIDED
    }
    if not wanted:
        return {}
    advice = catalogue.channel_advice(channel=channel, matter_type_ids=wanted)
    return {key: each.self_service_url for key, each in advice.items()}


def _as_asked(part: QuestionPart, links: Mapping[int, str]) -> QuestionAsked:
    given = part.form.cleaned_data
    settled = given["outcome"] == Question.Outcome.SETTLED
    sends_link = given["link"] and given["outcome"] == Question.Outcome.GUIDED
    link = links.get(given["matter"].pk, "") if sends_link else ""
    return QuestionAsked(
        text=given["text"],
        matter_type=given["matter"],
        outcome=given["outcome"],
        article=part.article if settled else None,
        unit=part.unit,
        link=link,
    )
