"""Filters, as a form that is sent with GET: a link holds all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys.engine.filters import (
    AboutMatter,
    AtUnit,
    Filter,
    InChannel,
    NeverReached,
    PassedThrough,
    StartedIn,
    WithOutcome,
)
from kontaktpunkt.journeys.engine.flow import Clock
from kontaktpunkt.journeys.pages.asked import Asked
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
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    clock = forms.ChoiceField(label=_("Waits counted in"), required=False)

    def __init__(self, data: Any, *, look: Look) -> None:
        super().__init__(data)
        self.look = look
        months = _months(look.first, look.last)
        for name in ("first", "last"):
            self._offer(name, [("", _("any month")), *months])
        for name, (kind, _make) in NAMED.items():
            self._offer(name, self._names(kind))
        self._offer("clock", [(Clock.WALL.value, _("clock time")), *self._open_hours()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Set a field's choices; a field without a real choice is left out."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
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
        self.is_valid()
        given = self.cleaned_data
        found = [make(given[name]) for name, (_kind, make) in NAMED.items() if given.get(name)]
        period = self._period()
        return [*found, period] if period else found

    def chosen_clock(self) -> Clock:
        """Return how waits are counted."""
        self.is_valid()
        return Clock(self.cleaned_data.get("clock") or Clock.WALL)

    def described(self) -> list[tuple[str, str]]:
        """Return the filters in words: what, and which."""
        self.is_valid()
        return [
            (str(self.fields[name].label), str(dict(self._choices(name))[value]))
            for name, value in self.cleaned_data.items()
            if value and name not in {"lens", "clock"}
        ]

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        choices: Any = field.choices
        return [(str(value), label) for value, label in choices]

    def _period(self) -> StartedIn | None:
        first, last = (self.cleaned_data.get(name) for name in ("first", "last"))
        if not first and not last:
            return None
        begins = date.fromisoformat(f"{first}-01") if first else self.look.first.date()
        ends = _month_end(date.fromisoformat(f"{last}-01")) if last else self.look.last.date()
        return StartedIn(first=begins.replace(day=1), last=_month_end(ends))


def _months(first: datetime, last: datetime) -> list[tuple[str, Any]]:
    month, end = (timezone.localtime(each).date().replace(day=1) for each in (first, last))
    found = []
    while month <= end:
        found.append((f"{month:%Y-%m}", formats.date_format(month, "F Y")))
        month = _month_end(month) + timedelta(days=1)
    return found


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


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
        choices=lambda: [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in (1, 3, 7, 14, 30)
        ],
    )
    together = forms.BooleanField(
        label=_("Take paths as one that differ only in immediate repeats"), required=False
    )

    def __init__(self, data: QueryDict) -> None:
        usual = Asked()
        given = {"touchpoints": usual.touchpoints, "share": usual.share, "days": usual.days}
        super().__init__({**given, **data.dict()})

    def asked(self, *, clock: Clock) -> Asked:
        """Return what was asked; what is missing or makes no sense is as usual."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Asked(clock=clock, **given)


class AgainstForm(forms.Form):
    """What to compare with."""

    says_optional = False

    against = forms.ChoiceField(label=_("Compare with"), required=False)

    def __init__(self, data: QueryDict, *, logs: Sequence[Log]) -> None:
        super().__init__(data)
        self._logs = {log.slug: log for log in logs}
        field = self.fields["against"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("all other journeys of this log")),
            *((log.slug, log.name) for log in logs),
        ]

    def chosen(self) -> Log | None:
        """Return the other log, or None for the other journeys of this one."""
        self.is_valid()
        return self._logs.get(self.cleaned_data.get("against", ""))


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

    def chosen(self) -> list[str]:
        """Return the addresses of the logs chosen."""
        self.is_valid()
        return list(self.cleaned_data.get("log", []))
