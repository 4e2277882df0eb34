"""Filters, as a form that is sent with GET: a link holds all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kontaktpunkt.core.forms import SubmissionMixin
from kontaktpunkt.core.months import month_end, next_month
from kontaktpunkt.journeys import narrowing
from kontaktpunkt.journeys.engine.filters import (
    AboutMatter,
    AtUnit,
    Filter,
    FollowedBy,
    InChannel,
    NeverReached,
    PassedThrough,
    ScoredBelow,
    StartedIn,
    TookLonger,
    WithOutcome,
)
from kontaktpunkt.journeys.engine.flow import Clock
from kontaktpunkt.journeys.keeping import has_scores_of
from kontaktpunkt.journeys.offered import (
    AGAIN_WITHIN,
    LONGER_THAN,
    MOST_TOGETHER,
    SCORED_BELOW,
    SILENT_FOR,
)
from kontaktpunkt.journeys.pages.asked import Asked, Together
from kontaktpunkt.journeys.queries import Log, Look

# Fields that name something in the log: kind of name, and the filter that it makes.
NAMED: Final[dict[str, tuple[str, Callable[[str], Filter]]]] = {
    "matter": ("matter", lambda name: AboutMatter(matter=name)),
    "unit": ("unit", lambda name: AtUnit(unit=name)),
    "channel": ("channel", lambda name: InChannel(channel=name)),
    "passed": ("touchpoint", lambda name: PassedThrough(touchpoint=name)),
    "missed": ("touchpoint", lambda name: NeverReached(touchpoint=name)),
    "outcome": ("outcome", lambda name: WithOutcome(outcome=name)),
}


NOT_KNOWN: Final = _("This log does not know it, so it was passed over.")
NOT_OFFERED: Final = _("This is not offered, so what is usual is shown.")
# What stands in the form but chooses no journeys by itself.
NO_CHOICE: Final = frozenset({"lens", "clock", "before", "after", "directly"})
BEFORE_THE_START: Final = _("The end is before the start.")


@dataclass(frozen=True)
class Chip:
    """One filter as a page shows it: what it is about, which, and the query without it."""

    what: str
    which: str
    without: str


class FilterForm(forms.Form):
    """Which journeys are asked. Whole months only: see engine.filters.StartedIn."""

    # Nobody has to fill in anything.
    says_optional = False

    lens = forms.CharField(required=False, widget=forms.HiddenInput)
    first = forms.ChoiceField(label=_("Started from"), required=False)
    last = forms.ChoiceField(label=_("Started until"), required=False)
    matter = forms.ChoiceField(label=_("Matter"), required=False)
    unit = forms.ChoiceField(label=_("Unit that took part"), required=False)
    channel = forms.ChoiceField(label=_("Channel used"), required=False)
    passed = forms.ChoiceField(label=_("Met the touchpoint"), required=False)
    missed = forms.ChoiceField(label=_("Never met the touchpoint"), required=False)
    before = forms.ChoiceField(label=_("Met first"), required=False)
    after = forms.ChoiceField(label=_("and after that"), required=False)
    directly = forms.BooleanField(label=_("straight after it"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    longer = forms.TypedChoiceField(
        label=_("Lasted longer than"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", _("any time")), *_days_offered(LONGER_THAN)],
    )
    below = forms.TypedChoiceField(
        label=_("An answer below, of 100"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("any")), *((points, points) for points in SCORED_BELOW)],
    )
    clock = forms.ChoiceField(label=_("Waits counted in"), required=False)

    def __init__(self, data: QueryDict, *, look: Look) -> None:
        super().__init__(data)
        self.query = data
        self.look = look
        months = _months(look.first, look.last)
        for name in ("first", "last"):
            self._offer(name, [("", _("any month")), *months])
        for name, (kind, _make) in NAMED.items():
            self._offer(name, self._names(kind))
        for name in ("before", "after"):
            self._offer(name, self._names("touchpoint"))
        if not has_scores_of(look.prepared):
            del self.fields["below"]
        self._offer("clock", [(Clock.WALL.value, _("clock time")), *self._open_hours()])

    def clean(self) -> dict[str, Any]:
        """Pass the end of a period over that is before its start, and say so."""
        given = super().clean() or {}
        # Months in this form stand in order of time.
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", BEFORE_THE_START)
        return given

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Set a field's choices; a field without a real choice is left out."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = NOT_KNOWN
        if len(choices) < 2:
            del self.fields[name]

    def _names(self, kind: str) -> list[tuple[str, Any]]:
        known = [(name, self.look.labels.of(kind, name)) for name in self.look.prepared.names[kind]]
        known.sort(key=lambda pair: pair[1].casefold())
        return [("", _("any")), *known] if known else []

    def _open_hours(self) -> list[tuple[str, Any]]:
        hours = self.look.prepared.about["hours"]
        known = bool(hours and hours["weekly"])
        return [(Clock.OPEN.value, _("opening hours"))] if known else []

    def filters(self) -> list[Filter]:
        """Return the filters asked for; what the log does not offer is passed over."""
        return [*self._own_filters(), *(each.filter for each in self._wanted)]

    @cached_property
    def _wanted(self) -> list[narrowing.Wanted]:
        """Return what links asked about, beside what the form's own fields choose."""
        own = self._own_filters()
        found = narrowing.wanted(
            self.query,
            knows=self._knows,
            chosen=own,
            choice=lambda query: FilterForm(query, look=self.look).filters(),
        )
        return found[: MOST_TOGETHER - len(own)]

    def _knows(self, kind: str, name: str) -> bool:
        return name in self.look.prepared.names[kind]

    def _own_filters(self) -> list[Filter]:
        self.is_valid()
        given = self.cleaned_data
        found = [make(given[name]) for name, (_kind, make) in NAMED.items() if given.get(name)]
        return [*found, *self._measured()]

    def _measured(self) -> list[Filter]:
        """Return the filters about order, time and answers."""
        given = self.cleaned_data
        found: list[Filter | None] = [self._period()]
        if given.get("before") and given.get("after"):
            directly = given["directly"]
            found.append(FollowedBy(first=given["before"], then=given["after"], directly=directly))
        if given.get("longer"):
            found.append(TookLonger(days=given["longer"]))
        if given.get("below"):
            found.append(ScoredBelow(score=given["below"]))
        return [each for each in found if each is not None]

    def chosen_clock(self) -> Clock:
        """Return how waits are counted."""
        self.is_valid()
        return Clock(self.cleaned_data.get("clock") or Clock.WALL)

    def passed_over(self) -> str:
        """Return what was asked for that this log does not know, or that makes no sense.

        A shared link outlives a unit's name; without a word its page would pass for the choice.
        """
        self.is_valid()
        own = (
            (field.label, self._in_vain(name, given))
            for name, field in self.base_fields.items()
            if name != "lens" and (given := self.query.get(name)) and not self._is_taken(name)
        )
        of_links = narrowing.passed_over(
            self.query, knows=self._knows, labels=self.look.labels, found=self._wanted
        )
        told = [f"{what}: {which}" for what, which in (*own, *of_links)]
        if len(told) > MOST_TOGETHER:
            told[MOST_TOGETHER:] = ["…"]
        if told and len(self.filters()) == MOST_TOGETHER:
            most = _("at most %(number)s conditions are asked together")
            told.append(most % {"number": MOST_TOGETHER})
        return "; ".join(told)

    def _in_vain(self, name: str, given: str) -> str:
        """Return what a field was given, and why it was passed over where we know more."""
        if name == "last" and BEFORE_THE_START in self.errors.get(name, ()):
            words = dict(self.offered(name))[given]
            return _("%(month)s, which is before the start") % {"month": words}
        return narrowing.shortened(given)

    def _is_taken(self, name: str) -> bool:
        return name in self.fields and name not in self.errors

    def wall_clock_query(self) -> str:
        """Return the address's query with waits counted in clock time."""
        return self._without("clock")

    def chips(self) -> list[Chip]:
        """Return the filters in words, each with the address that leaves it out."""
        self.is_valid()
        found = [
            Chip(str(self.fields[name].label), which, self._without(name))
            for name in self.fields
            if (which := self._chosen(name))
        ]
        order = self._order()
        if order:
            found.append(Chip(str(_("Order")), order, self._without("before", "after", "directly")))
        return [
            *found,
            *(
                Chip(*each.words(self.look.labels), self._without_value(each.name, each.value))
                for each in self._wanted
            ),
        ]

    def _chosen(self, name: str) -> str:
        """Return what a field was given in words, empty where it chooses no journeys."""
        value = self.cleaned_data.get(name)
        if not value or name in NO_CHOICE:
            return ""
        if isinstance(self.fields[name], forms.ChoiceField):
            return str(dict(self._choices(name))[str(value)])
        return formats.number_format(value)

    def _order(self) -> str:
        first, then = (self.cleaned_data.get(name) for name in ("before", "after"))
        if not first or not then:
            return ""
        directly = self.cleaned_data.get("directly")
        words = (
            _("“%(then)s” straight after “%(first)s”")
            if directly
            else _("“%(then)s” some time after “%(first)s”")
        )
        label = self.look.labels.touchpoint
        return words % {"first": label(first), "then": label(then)}

    def _without(self, *names: str) -> str:
        query = self.query.copy()
        for name in names:
            query.pop(name, None)
        return query.urlencode()

    def _without_value(self, name: str, value: str) -> str:
        query = self.query.copy()
        query.setlist(name, [each for each in query.getlist(name) if each != value])
        return query.urlencode()

    def kept(self) -> list[tuple[str, str]]:
        """Return (name, value) of what a link asked about, to be sent along with the form."""
        return [(each.name, each.value) for each in self._wanted]

    def value_of(self, name: str) -> str:
        """Return what a field was given, empty where it was given nothing that it offers."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def offered(self, name: str) -> list[tuple[str, Any]]:
        """Return the choices of a field: value and words."""
        return self._choices(name)

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        choices: Any = field.choices
        return [(str(value), label) for value, label in choices]

    def has_period(self) -> bool:
        """Say whether months were chosen."""
        return self._period() is not None

    def _period(self) -> StartedIn | None:
        first, last = (self.cleaned_data.get(name) for name in ("first", "last"))
        if not first and not last:
            return None
        begins = date.fromisoformat(f"{first}-01") if first else self.look.first.date()
        ends = month_end(day=date.fromisoformat(f"{last}-01")) if last else self.look.last.date()
        return StartedIn(first=begins.replace(day=1), last=month_end(day=ends))


def _months(first: datetime, last: datetime) -> list[tuple[str, Any]]:
    month, end = (timezone.localtime(each).date().replace(day=1) for each in (first, last))
    found = []
    while month <= end:
        found.append((f"{month:%Y-%m}", formats.date_format(month, "F Y")))
        month = next_month(day=month)
    return found


def _days_offered(numbers: Iterable[int]) -> list[tuple[int, str]]:
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in numbers
    ]


# The codes of what Django says of a number or a choice that is not there.
_REFUSALS: Final = ("invalid", "invalid_choice", "min_value", "max_value")


class DetailForm(forms.Form):
    """What a page shows of its answer. Each page uses the fields that it needs."""

    says_optional = False

    touchpoints = forms.IntegerField(
        label=_("Touchpoints"),
        min_value=2,
        max_value=40,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range", "step": 1}),
    )
    share = forms.IntegerField(
        label=_("Steps between them"),
        min_value=10,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range", "step": 5}),
    )
    days = forms.TypedChoiceField(
        label=_("Within"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _days_offered(AGAIN_WITHIN),
    )
    silence = forms.TypedChoiceField(
        label=_("Silent means nothing for"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _days_offered(SILENT_FOR),
    )
    together = forms.ChoiceField(
        label=_("Paths count as one"),
        required=False,
        choices=[
            ("", _("only where they are the same")),
            (Together.REPEATS.value, _("where they differ in immediate repeats")),
            (Together.LITTLE.value, _("where they differ little")),
        ],
    )

    def __init__(self, data: QueryDict) -> None:
        usual = Asked()
        names = ("touchpoints", "share", "days", "silence")
        super().__init__({**{name: getattr(usual, name) for name in names}, **data.dict()})
        for field in self.fields.values():
            field.error_messages |= dict.fromkeys(_REFUSALS, NOT_OFFERED)

    def asked(self, *, clock: Clock) -> Asked:
        """Return what was asked; what is missing or makes no sense is as usual."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Asked(clock=clock, **given)


class SaveViewForm(SubmissionMixin):
    """A name for the choice that the page shows."""

    says_optional = False

    name = forms.CharField(label=_("Name of this choice"), max_length=80)
    question = forms.SlugField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)


class LogsForm(forms.Form):
    """Which logs to put side by side."""

    says_optional = False

    log = forms.MultipleChoiceField(
        label=_("Logs"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, logs: Sequence[Log]) -> None:
        super().__init__(data)
        field = self.fields["log"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(log.slug, log.name) for log in logs]
        field.error_messages["invalid_choice"] = _("One of them is not here, so none was taken.")

    def chosen(self) -> list[str]:
        """Return the addresses of the logs chosen."""
        self.is_valid()
        return list(self.cleaned_data.get("log", []))
