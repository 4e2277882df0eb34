"""What the caller fills in, before, during and after the talk.

While it goes on nothing is checked: half a sentence is kept as it is. Finishing reads the same
text through the same forms and says what is missing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.forms import DayField, SubmissionMixin, TimeOfDayInput, VersionMixin
from kontaktpunkt.dialogue.models import Agreement, Call, CallFact
from kontaktpunkt.dialogue.rules import Fact, Promise, Recorded

MOST_ROWS = 40
LONGEST_TEXT = 8000
_ROWS = {"facts": ("standing", "text", "weighs_against"), "agreements": ("text", "who", "by")}
_TEXTS = ("consent", "what_matters", "alternatives")

Typed = dict[str, Any]

if TYPE_CHECKING:
    # Django makes the class generic for the type checker only.
    Rows = forms.BaseFormSet[Any]
else:
    Rows = forms.BaseFormSet


class Row(forms.Form):
    """One line of a list; a line in which nothing was written does not count."""

    counted: tuple[str, ...] = ("text",)

    def has_changed(self) -> bool:
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.counted)


class FactForm(Row):
    counted = ("text", "weighs_against")

    standing = forms.ChoiceField(label=_("Standing"), choices=CallFact.Standing.choices)
    text = forms.CharField(label=_("Fact"), max_length=500)
    weighs_against = forms.BooleanField(label=_("Weighs against the party"), required=False)


class AgreementForm(Row):
    counted = ("text", "by")

    text = forms.CharField(label=_("What was agreed"), max_length=500)
    who = forms.ChoiceField(label=_("Who"), choices=Agreement.Who.choices)
    by = DayField(label=_("By"))

    def __init__(self, *arguments: Any, at: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = timezone.localdate(at)

    def clean_by(self) -> Any:
        if self.cleaned_data["by"] < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return self.cleaned_data["by"]


class RowSet(Rows):
    """A list in which any line may be left empty."""

    def _construct_form(self, i: int, **options: Any) -> Any:
        # The stubs leave the hook out.
        return super()._construct_form(i, **(options | {"empty_permitted": True}))  # type: ignore[misc]


FactSet = forms.formset_factory(
    FactForm, formset=RowSet, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
AgreementSet = forms.formset_factory(
    AgreementForm, formset=RowSet, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


class CallForm(SubmissionMixin):
    """The steps that were taken and what the party said.

    page: token of the shown page, by which its own savings are told from another page's.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("The party agreed to talk now and knows that I take notes"), required=False
    )
    what_matters = forms.CharField(
        label=_("What matters to the party"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    alternatives = forms.CharField(
        label=_("Other ways you looked at"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    says_optional = False


class TryAgainForm(forms.Form):
    """When to call next, after an attempt in vain."""

    try_day = DayField(label=_("Try again"))
    try_time = forms.TimeField(label=_("at"), widget=TimeOfDayInput)

    def moment(self) -> datetime:
        """Return the local moment that was chosen."""
        day, time = self.cleaned_data["try_day"], self.cleaned_data["try_time"]
        return timezone.make_aware(datetime.combine(day, time))


class NoteForm(VersionMixin, SubmissionMixin):
    """The note, read and mended by whoever talked."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note of the call"),
        help_text=_("Drafted from what you recorded. Read it and mend it: it stays in the file."),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    minutes = forms.IntegerField(label=_("Minutes talked"), min_value=1, max_value=600)
    answer_by = DayField(
        label=_("Comment by"),
        help_text=_("The party's last day in the hearing that opens."),
        required=False,
    )

    def __init__(self, *arguments: Any, hears: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if hears:
            self.fields["answer_by"].required = True
        else:
            del self.fields["answer_by"]


# --- Between the page, the draft and the record ------------------------------------------------


def typed_of(data: QueryDict) -> Typed:
    """Return what a page sent, as it is kept in a draft: known fields, bounded, unchecked."""
    typed: Typed = {name: data.get(name, "")[:LONGEST_TEXT] for name in _TEXTS}
    typed["steps"] = data.getlist("steps")[:100]
    for prefix, names in _ROWS.items():
        rows = [_row(data, f"{prefix}-{n}", names) for n in range(_row_count(data, prefix))]
        typed[prefix] = [row for row in rows if _is_written(row)]
    return typed


def call_form(*, call: Call) -> CallForm:
    """Return the form as the draft left it."""
    kept = {name: call.typed.get(name, "") for name in _TEXTS}
    tokens = {"version": call.version, "page": uuid4(), "submission": uuid4()}
    return CallForm(initial=kept | tokens)


def row_sets(*, typed: Typed, at: datetime) -> tuple[Rows, Rows]:
    """Return the lists of facts and agreements as the draft left them, each with a blank line."""
    facts = FactSet(initial=typed.get("facts", []), prefix="facts")
    agreements = AgreementSet(
        initial=typed.get("agreements", []), prefix="agreements", form_kwargs={"at": at}
    )
    return facts, agreements


def checked_sets(*, typed: Typed, at: datetime) -> tuple[Rows, Rows]:
    """Return the lists as they have to be when the call is finished, with what is wrong."""
    data = _data_of(typed)
    facts = FactSet(data, prefix="facts")
    agreements = AgreementSet(data, prefix="agreements", form_kwargs={"at": at})
    return facts, agreements


def recorded_in(*, typed: Typed, facts: Rows, agreements: Rows) -> Recorded:
    """Return the record of two valid lists."""
    assert facts.is_valid()
    assert agreements.is_valid()
    return Recorded(
        consent=bool(typed.get("consent")),
        steps=tuple(typed.get("steps", ())),
        what_matters=typed.get("what_matters", ""),
        alternatives=typed.get("alternatives", ""),
        facts=tuple(Fact(**given) for given in _written(facts)),
        agreements=tuple(Promise(**given) for given in _written(agreements)),
    )


def _written(rows: Rows) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in rows if row.has_changed()]


def _row_count(data: Mapping[str, Any], prefix: str) -> int:
    count = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    return min(int(count), MOST_ROWS) if count.isdecimal() else 0


def _row(data: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(data.get(f"{prefix}-{name}", ""))[:LONGEST_TEXT] for name in names}


def _is_written(row: dict[str, str]) -> bool:
    # A choice always has a value, so it says nothing about whether somebody wrote here.
    return any(value.strip() for name, value in row.items() if name not in {"standing", "who"})


def _data_of(typed: Typed) -> dict[str, str]:
    data: dict[str, str] = {}
    for prefix in _ROWS:
        rows = typed.get(prefix, [])
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        for n, row in enumerate(rows):
            data |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return data
