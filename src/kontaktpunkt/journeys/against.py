"""What the chosen journeys are compared with: a period, a group, a unit or another log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontaktpunkt.core.months import month_end, months_after
from kontaktpunkt.journeys import queries
from kontaktpunkt.journeys.engine import overview
from kontaktpunkt.journeys.engine.filters import Filter, StartedIn
from kontaktpunkt.journeys.forms import NOT_OFFERED, FilterForm
from kontaktpunkt.journeys.models import SavedView
from kontaktpunkt.journeys.pages.asked import Other
from kontaktpunkt.journeys.queries import Log, Look
from kontaktpunkt.journeys.wording import number

# What another group of the same log is called in an address; no log has such a name.
YEAR_BEFORE: Final = "~before"
MONTHS_BEFORE: Final = "~earlier"
NAMED_CHOICE: Final = "~"
# Of these another one may be chosen instead: "~unit:roads".
INSTEAD: Final[dict[str, Promise]] = {
    "unit": gettext_lazy("Another unit"),
    "matter": gettext_lazy("Another matter"),
    "channel": gettext_lazy("Another channel"),
    "outcome": gettext_lazy("Another outcome"),
}

Choice = tuple[str, Any]


@dataclass(frozen=True)
class Elsewhere:
    """The journeys to compare with, and the address in which a page of their log keeps them.

    query: None where no address keeps just those.
    """

    other: Other
    log: str
    query: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """Something worth comparing, and the query that does it."""

    words: str
    query: str


class AgainstForm(forms.Form):
    """What to compare with."""

    says_optional = False

    against = forms.ChoiceField(label=gettext_lazy("Compare with"), required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        chosen: FilterForm,
        logs: Sequence[Log],
        views: Sequence[SavedView] = (),
    ) -> None:
        super().__init__(data)
        self.query = data
        self._logs = {log.slug: log for log in logs}
        self._views = {f"{NAMED_CHOICE}{view.slug}": view for view in views}
        self._instead = {name: list(_instead(chosen, name)) for name in INSTEAD}
        field = self.fields["against"]
        assert isinstance(field, forms.ChoiceField)
        field.error_messages["invalid_choice"] = NOT_OFFERED
        field.choices = [
            ("", _("all other journeys of this log")),
            *(_periods() if chosen.has_period() else ()),
            *_group(_("Named choices"), [(key, view.name) for key, view in self._views.items()]),
            *(each for name in INSTEAD for each in _group(INSTEAD[name], self._instead[name])),
            *_group(_("Other logs"), [(log.slug, log.name) for log in logs]),
        ]

    def log(self) -> Log | None:
        """Return the other log that was chosen, or None."""
        return self._logs.get(self.given())

    def view(self) -> SavedView | None:
        """Return the named choice that was chosen, or None."""
        return self._views.get(self.given())

    def instead(self) -> tuple[str, str, str] | None:
        """Return (field, value, words) where another unit, matter … was chosen, or None."""
        for name, choices in self._instead.items():
            words = dict(choices).get(self.given())
            if words is not None:
                return name, self.given().partition(":")[2], str(words)
        return None

    def given(self) -> str:
        """Return what was chosen; nothing stands for all other journeys."""
        self.is_valid()
        return str(self.cleaned_data.get("against", ""))


def _periods() -> Iterable[Choice]:
    yield YEAR_BEFORE, _("the same months of the year before")
    yield MONTHS_BEFORE, _("as many months just before")


def _instead(chosen: FilterForm, name: str) -> Iterable[Choice]:
    """Return what else a field offers; nothing where the field chooses no journeys."""
    taken = chosen.value_of(name)
    if taken:
        for value, words in chosen.offered(name):
            if value and value != taken:
                yield f"{NAMED_CHOICE}{name}:{value}", words


def _group(label: str | Promise, choices: Sequence[Choice]) -> list[tuple[Any, Any]]:
    return [(label, choices)] if choices else []


def elsewhere(*, look: Look, form: AgainstForm) -> Elsewhere | None:
    """Return the journeys that a form asks to compare with, or None where there are too few.

    look: the log with its chosen journeys, of which there must be enough.
    """
    assert look.selection is not None, "too few journeys have a page of their own"
    log, view, instead = form.log(), form.view(), form.instead()
    if log is not None:
        return _of_log(log, look.lens.slug)
    if view is not None:
        return _of_query(view.name, look, QueryDict(view.query))
    if instead is not None:
        name, value, words = instead
        return _of_query(words, look, _changed(form.query, **{name: value}))
    if form.given() in (YEAR_BEFORE, MONTHS_BEFORE):
        return _period(look, form)
    return _rest(look)


def _rest(look: Look) -> Elsewhere | None:
    assert look.selection is not None
    if not look.selection.filters:
        return None
    return Elsewhere(
        Other(_("All other journeys"), look.selection.others, look.labels), look.log.slug
    )


def _of_log(log: Log, lens: str) -> Elsewhere | None:
    found = queries.open_log(log=log, lens=lens)
    if found is None or found.selection is None:
        return None
    return Elsewhere(Other(log.name, found.selection, found.labels), log.slug, f"lens={lens}")


def _of_query(name: str, look: Look, query: QueryDict) -> Elsewhere | None:
    """Return the journeys of the same log that an address's query keeps, through the same lens."""
    query = _changed(query, lens=look.lens.slug)
    filters = FilterForm(query, look=look).filters()
    return _of_filters(name, look, filters, query)


def _of_filters(
    name: str, look: Look, filters: Sequence[Filter], query: QueryDict
) -> Elsewhere | None:
    narrowed = queries.narrowed(look=look, filters=filters)
    if narrowed.selection is None:
        return None
    other = Other(name, narrowed.selection, look.labels)
    return Elsewhere(other, look.log.slug, query.urlencode())


def _changed(query: QueryDict, **fields: str) -> QueryDict:
    changed = query.copy()
    changed.pop("against", None)
    for name, value in fields.items():
        changed[name] = value
    return changed


def _period(look: Look, form: AgainstForm) -> Elsewhere | None:
    """Return the same choice in another period; none where the log was not yet begun."""
    assert look.selection is not None
    filters = look.selection.filters
    chosen = next((each for each in filters if isinstance(each, StartedIn)), None)
    if chosen is None:
        return None
    months = _months_of(chosen) if form.given() == MONTHS_BEFORE else 12
    first = months_after(day=chosen.first.replace(day=1), months=-months)
    last = months_after(day=chosen.last.replace(day=1), months=-months)
    other = replace(chosen, first=first, last=month_end(day=last))
    query = _changed(form.query, first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
    name = _("The year before") if months == 12 else _("The months before")
    return _of_filters(name, look, [other if each is chosen else each for each in filters], query)


def _months_of(period: StartedIn) -> int:
    first, last = period.first, period.last
    return (last.year - first.year) * 12 + last.month - first.month + 1


def suggestions(*, look: Look, chosen: FilterForm) -> list[Suggestion]:
    """Return what could be compared in this log, for somebody who has not chosen anything."""
    return [*_two_periods(look, chosen), *_two_matters(look)]


def _two_periods(look: Look, chosen: FilterForm) -> Iterable[Suggestion]:
    months = [value for value, _words in chosen.offered("first") if value]
    half = min(len(months) // 2, 6)
    if half:
        words = ngettext(
            "the last month with the month before",
            "the last %(months)s months with as many before",
            half,
        ) % {"months": number(half)}
        given = {"first": months[-half], "last": months[-1], "against": MONTHS_BEFORE}
        yield Suggestion(words, _query(look, given))


def _two_matters(look: Look) -> Iterable[Suggestion]:
    assert look.selection is not None
    found = [name for name, _count in overview.matters(selection=look.selection)[:2]]
    if len(found) == 2:
        first, second = found
        said = {
            "first": look.labels.of("matter", first),
            "second": look.labels.of("matter", second),
        }
        given = {"matter": first, "against": f"{NAMED_CHOICE}matter:{second}"}
        yield Suggestion(_("“%(first)s” with “%(second)s”") % said, _query(look, given))


def _query(look: Look, given: dict[str, str]) -> str:
    return urlencode({"lens": look.lens.slug, **given})
