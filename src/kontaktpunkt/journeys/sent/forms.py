"""The file that is sent, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.forms import SubmissionMixin
from kontaktpunkt.core.uploads import UploadForm, size_told
from kontaktpunkt.journeys.addresses import slug_for
from kontaktpunkt.journeys.models import ImportedLog
from kontaktpunkt.journeys.readers.refusals import PersonColumn
from kontaktpunkt.journeys.readers.shapes import Column
from kontaktpunkt.journeys.readers.sources import log_name
from kontaktpunkt.journeys.sent import columns, words
from kontaktpunkt.journeys.sent.findings import Finding

# What the browser's picker offers; what a file is, its content tells.
_ACCEPT: Final = ".xes,.gz,.csv,.tsv,.txt,.xlsx,.parquet,.json,.jsonocel,.xml,.xmlocel,.sqlite,.db"


class FileForm(UploadForm, SubmissionMixin):
    """An event log, and the answers that belong to it where it holds counter tickets."""

    uploads = forms.FileField(
        label=_("The event log"), widget=forms.FileInput(attrs={"accept": _ACCEPT}),
        error_messages={"empty": _("This file is empty. Export the log again.")},
    )  # fmt: skip
    answers = forms.FileField(
        label=_("Answers to counter tickets"),
        help_text=_("Only for tickets: a CSV file with TicketKey, AnswerNumber, MaxAnswerNumber."),
        widget=forms.FileInput(attrs={"accept": ".csv,.gz"}),
        required=False,
    )

    delimiter = forms.ChoiceField(
        label=_("What separates the columns of a CSV file"),
        choices=words.DELIMITERS,
        required=False,
    )
    encoding = forms.ChoiceField(
        label=_("How the letters are written"), choices=words.ENCODINGS, required=False
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["submission"].initial = uuid4
        size = size_told(self.limit_bytes)
        self.fields["uploads"].help_text = _("One file of %(size)s at most.") % {"size": size}

    def manner(self) -> dict[str, str]:
        """Return what the person said about the file, as options of its reading."""
        given = {name: self.cleaned_data[name] for name in ("delimiter", "encoding")}
        found = {name: value for name, value in given.items() if value}
        return found | ({"delimiter": "\t"} if found.get("delimiter") == "tab" else {})


class ColumnsForm(forms.Form):
    """What each column of a file means, and how to read it.

    file:    the name of the file that was sent.
    logs:    what is imported already, by address: one of the same name would be replaced.
    """

    says_optional = False

    name = forms.CharField(
        label=_("What pages call the log"),
        max_length=120,
        help_text=_("Choose a name that says what it is and of when. The same name replaces."),
    )
    replaces = forms.BooleanField(label=_("Replace the log that has this name"), required=False)
    sheet = forms.CharField(widget=forms.HiddenInput, required=False)
    is_row_a_case = forms.BooleanField(
        label=_("No column names the case: every row is a case of its own"), required=False
    )
    are_persons_allowed = forms.BooleanField(
        label=_("Columns that look like employees hold machines or units here"), required=False
    )
    time_zone = forms.CharField(
        label=_("Time zone of times that do not state theirs"),
        help_text=_("Such as Europe/Copenhagen, Europe/Stockholm or UTC."),
        max_length=60,
    )
    time_order = forms.ChoiceField(
        label=_("How times are written"), choices=words.TIME_ORDERS, required=False
    )
    lifecycle = forms.ChoiceField(
        label=_("Starts and completions of the same"), choices=words.LIFECYCLES, required=False
    )
    leave_out_dangling = forms.BooleanField(
        label=_("Leave out what refers to something that the file does not describe"),
        required=False,
    )

    def __init__(
        self,
        *arguments: Any,
        finding: Finding,
        file: str,
        zone: str,
        logs: Mapping[str, ImportedLog],
        order: Mapping[str, Any],
        **options: Any,
    ) -> None:
        start: dict[str, Any] = {
            "name": log_name(Path(file))[:120],
            "time_zone": zone,
            "sheet": finding.sheet,
        }
        start |= {"is_row_a_case": finding.mapping.is_row_a_case}
        options["initial"] = start | _said(order)
        super().__init__(*arguments, **options)
        self.finding, self.logs = finding, logs
        self._drop(_WITHOUT_ROLES if finding.format.is_object_centric else ("leave_out_dangling",))
        if not finding.has_persons:
            self._drop(("are_persons_allowed",))
        mapping = finding.mapping
        if order:
            mapping = type(mapping).from_json(order["mapping"])
        self._add_columns(columns.roles_in(mapping), columns.happened_in(mapping))

    def _drop(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.fields.pop(name, None)

    def _add_columns(self, roles: Mapping[str, str], happened: Mapping[str, str]) -> None:
        for number, column in enumerate(self._shown()):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column.name,
                choices=words.ROLES,
                required=False,
                initial=roles.get(column.name, columns.LEFT_OUT),
            )
            self.fields[f"happened_{number}"] = forms.CharField(
                label=_("What happened at “%(column)s”") % {"column": column.name},
                initial=happened.get(column.name, column.name[:_LONGEST]),
                max_length=_LONGEST,
                required=False,
            )

    def _shown(self) -> tuple[Column, ...]:
        # What the parts of an object-centric log mean, the standard says.
        return () if self.finding.format.is_object_centric else self.finding.columns

    def rows(self) -> list[tuple[Column, BoundField, BoundField]]:
        """Return the columns with what each is taken for, and with what happened if a milestone.

        Those that are taken for something come first.
        """
        found = [
            (each, self[f"column_{number}"], self[f"happened_{number}"])
            for number, each in enumerate(self._shown())
        ]
        return sorted(found, key=lambda pair: not (pair[1].value() or pair[1].errors))

    def more(self) -> Iterator[BoundField]:
        """Yield the fields that few files need."""
        return (self[name] for name in _MORE if name in self.fields)

    def has_trouble_with_more(self) -> bool:
        """Say whether one of those has to be mended."""
        return any(name in self.errors for name in _MORE)

    def former(self) -> ImportedLog | None:
        """Return the log that has this name already."""
        return self.logs.get(slug_for(str(self["name"].value() or "")))

    def clean_time_zone(self) -> str:
        """Refuse what is no time zone."""
        zone: str = self.cleaned_data["time_zone"].strip()
        try:
            return ZoneInfo(zone).key
        except (OSError, ValueError, LookupError):
            text = _("There is no such time zone. Write one such as Europe/Copenhagen.")
            raise forms.ValidationError(text) from None

    def clean(self) -> dict[str, Any]:
        """Refuse what no log could be made of, before anybody waits for it."""
        given: dict[str, Any] = super().clean() or {}
        if self.former() and not given.get("replaces"):
            self.add_error("replaces", _("Tick this, or give the log another name."))
        if not self.finding.format.is_object_centric:
            self._check_roles(given)
        return given

    def _check_roles(self, given: Mapping[str, Any]) -> None:
        roles = self.roles()
        for column in columns.twice(roles):
            text = _("Another column is taken for the same. Leave one of them out.")
            self.add_error(self._field_of(column), text)
        persons = {
            each.name for each in self.finding.columns if each.is_person and roles[each.name]
        }
        for column in () if given.get("are_persons_allowed") else sorted(persons):
            self.add_error(self._field_of(column), str(PersonColumn(column=column)))
        for column in columns.without_milestone(mapping=self.finding.mapping, roles=roles):
            text = _(
                "No milestone stands before it that it could belong to. Choose another meaning."
            )
            self.add_error(self._field_of(column), text)
        for text in _missing(self.mapping(), set(roles.values())):
            self.add_error(None, text)

    def _field_of(self, column: str) -> str:
        return next(f"column_{n}" for n, each in enumerate(self._shown()) if each.name == column)

    def roles(self) -> dict[str, str]:
        """Return what each column is taken for."""
        given = self.cleaned_data
        return {
            each.name: given.get(f"column_{number}", "")
            for number, each in enumerate(self._shown())
        }

    def mapping(self) -> Any:
        """Return what the columns mean, as the reading wants it."""
        happened = {
            each.name: self.cleaned_data.get(f"happened_{number}", "").strip()
            for number, each in enumerate(self._shown())
        }
        return columns.mapping_with(
            mapping=self.finding.mapping,
            roles=self.roles(),
            happened=happened,
            is_row_a_case=self.cleaned_data.get("is_row_a_case", False),
        )

    def order(self) -> dict[str, Any]:
        """Return everything that the person confirmed, to be kept until it is carried out."""
        given = self.cleaned_data
        options = {
            **self.finding.options,
            "time_zone": given["time_zone"],
            "time_order": given.get("time_order") or None,
            "lifecycle": given.get("lifecycle") or "pair",
            "are_persons_allowed": given.get("are_persons_allowed", False),
            "dangling": "drop" if given.get("leave_out_dangling") else "refuse",
        }
        mapping = self.mapping().as_json()
        return {"name": given["name"].strip(), "mapping": mapping, "options": options}


# What a touchpoint may be called, in letters.
_LONGEST: Final = 200
_MORE: Final = (
    "is_row_a_case",
    "are_persons_allowed",
    "time_zone",
    "time_order",
    "lifecycle",
    "leave_out_dangling",
)
_OF_AN_EVENT: Final = frozenset({columns.TOUCHPOINT, "started_at", "started_clock"})
_WITHOUT_ROLES: Final = ("is_row_a_case", "time_order", "lifecycle", "are_persons_allowed")


def _said(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the person confirmed before, when it could not be carried out."""
    if not order:
        return {}
    options = order["options"]
    return {
        "name": order["name"],
        "is_row_a_case": order["mapping"].get("is_row_a_case", False),
        "leave_out_dangling": options["dangling"] == "drop",
        **{name: options[name] for name in ("time_zone", "lifecycle", "are_persons_allowed")},
        "time_order": options["time_order"] or "",
    }


def _missing(mapping: Any, roles: set[str]) -> Iterator[Any]:
    if columns.MILESTONE in roles and not roles.isdisjoint(_OF_AN_EVENT):
        yield _(
            "Either one column tells what happened and another one when, or several columns are "
            "milestones of the case. Choose one of the two ways."
        )
    if mapping.case is None and not mapping.is_row_a_case:
        yield _(
            "Say which column is the case, or, under “More about how the file is read”, "
            "that every row is a case of its own."
        )
    if not mapping.milestones and not mapping.touchpoint:
        yield _("Say which column is the touchpoint.")
    if not mapping.milestones and mapping.started_at is None:
        yield _("Say which column tells when it happened.")
