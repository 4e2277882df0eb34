"""What a caseworker does to a case, one form for each intention."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import queries
from kontaktpunkt.cases.file_types import ACCEPT
from kontaktpunkt.cases.models import Case, Complaint, Outcome
from kontaktpunkt.catalogue.models import Channel, MatterType
from kontaktpunkt.core.dates import short_day
from kontaktpunkt.core.forms import DayField, SubmissionMixin, VersionMixin
from kontaktpunkt.core.uploads import FilesField, UploadForm
from kontaktpunkt.directory.models import Unit

# Channels in which staff write down what the party said; the web is the party's own.
_HEARD_IN = [
    (Channel.PHONE.value, Channel.PHONE.label),
    (Channel.EMAIL.value, Channel.EMAIL.label),
    (Channel.LETTER.value, Channel.LETTER.label),
    (Channel.COUNTER.value, Channel.COUNTER.label),
]


def _text(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseActionForm(VersionMixin, SubmissionMixin):
    """A form about one case; it knows which version of the case its page showed."""

    def __init__(self, data: Any = None, *, case: Case, **options: Any) -> None:
        first = {"version": case.version, "submission": uuid4(), **self.beginning(case)}
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(data, **options)
        self.case = case

    def beginning(self, _case: Case, /) -> dict[str, Any]:
        """Return what the fields hold before anybody has typed."""
        return {}

    def theirs(self, _case: Case, /) -> Sequence[tuple[str, str | Promise]]:
        """Return the case's own values of this form's fields: (field, in words)."""
        return ()


class ButtonForm(CaseActionForm):
    """A button without anything to fill in."""


class IntendForm(CaseActionForm):
    outcome = forms.ChoiceField(
        label=_("What do you intend to decide?"),
        help_text=_("Only colleagues see this. You can change it until you decide."),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )

    def beginning(self, case: Case, /) -> dict[str, Any]:
        return {"outcome": case.intended_outcome}

    def theirs(self, case: Case, /) -> Sequence[tuple[str, str | Promise]]:
        return [("outcome", case.get_intended_outcome_display() or "–")]


class PromiseForm(CaseActionForm):
    to = DayField(label=_("New promised day"), help_text=_("A day on which the unit works."))
    reason = forms.CharField(
        label=_("Why is it moved?"),
        help_text=_("The party reads this. Say what you wait for, not that you are busy."),
        max_length=2000,
        widget=_text(),
    )

    def theirs(self, case: Case, /) -> Sequence[tuple[str, str | Promise]]:
        return [("to", short_day(case.promised_on, today=case.promised_on))]


class HearingForm(CaseActionForm):
    facts = forms.CharField(
        label=_("Facts that the party is to comment on"),
        help_text=_("The party reads this. One fact a line, without your opinion of it."),
        max_length=8000,
        widget=_text(8),
    )
    answer_by = DayField(
        label=_("Comment by"), help_text=_("The whole day is the party's, to its end.")
    )


class CommentForm(CaseActionForm):
    reply = forms.CharField(
        label=_("What did the party say?"),
        help_text=_("In the party's own words as far as you can."),
        max_length=8000,
        widget=_text(6),
    )
    channel = forms.ChoiceField(label=_("How did it come?"), choices=_HEARD_IN)


_PROMISED = _(
    "You promised a decision by %(day)s. When that will not hold, move the promised day too, and "
    "say why."
)


class AskForm(CaseActionForm):
    what = forms.CharField(
        label=_("What do you need from the party?"),
        help_text=_("The party reads this, such as “a drawing with measurements”."),
        max_length=500,
    )
    by = DayField(label=_("By when?"))

    def __init__(self, data: Any = None, *, case: Case, **options: Any) -> None:
        super().__init__(data, case=case, **options)
        day = short_day(case.promised_on, today=case.promised_on)
        self.fields["by"].help_text = _PROMISED % {"day": day}


class ArrivedForm(UploadForm, CaseActionForm):
    answer = forms.CharField(
        label=_("What came?"), max_length=4000, required=False, widget=_text(3)
    )
    uploads = FilesField(
        label=_("Files"),
        help_text=_("A scan, or what came with the e-mail. The party sees it on its page."),
        required=False,
        accept=ACCEPT,
    )
    channel = forms.ChoiceField(label=_("How did it come?"), choices=_HEARD_IN)


class DocumentForm(UploadForm, CaseActionForm):
    uploads = FilesField(
        label=_("Files"),
        help_text=_("PDF, pictures, ODT, DOCX, XLSX and plain text, up to ten at a time."),
        accept=ACCEPT,
    )
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("A few words. Left out, the file's name stands for it."),
        max_length=200,
        required=False,
    )
    is_shared = forms.BooleanField(
        label=_("The party may see it"),
        help_text=_("Then it stands on the party's page, and the party is told."),
        required=False,
    )


class WaiverForm(CaseActionForm):
    reason = forms.CharField(
        label=_("Why is there no call?"),
        help_text=_("Stays with the case. For instance: tried three times, or wants letters only."),
        max_length=2000,
        widget=_text(),
    )


class NoteForm(CaseActionForm):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Only colleagues see this, until the party asks for access to the file."),
        max_length=20000,
        widget=_text(),
    )


class DecideForm(CaseActionForm):
    """The decision; what has to be there depends on the outcome, and the operation says it."""

    says_optional = False

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    rules_applied = forms.CharField(
        label=_("Rules applied"),
        help_text=_("The law, plan or by-law and its paragraph."),
        max_length=4000,
        required=False,
        widget=_text(2),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_(
            "The facts that weighed, and the main considerations where there was a choice. "
            "Write to the party: short sentences, no abbreviations."
        ),
        max_length=20000,
        required=False,
        widget=_text(10),
    )
    appeal_guidance = forms.CharField(
        label=_("How to appeal"),
        help_text=_("Where, how and by when. The matter's own text stands here; adapt it."),
        max_length=4000,
        required=False,
        widget=_text(4),
    )

    DRAFTED: ClassVar = ("rules_applied", "reasons", "appeal_guidance")

    def beginning(self, case: Case, /) -> dict[str, Any]:
        draft = queries.draft_texts(case=case)
        texts = {name: getattr(draft, name) for name in self.DRAFTED}
        return {"outcome": case.intended_outcome, **texts}

    def theirs(self, case: Case, /) -> Sequence[tuple[str, str | Promise]]:
        texts = [(name, self.beginning(case)[name]) for name in self.DRAFTED]
        return [("outcome", case.get_intended_outcome_display() or "–"), *texts]


class ComplaintForm(CaseActionForm):
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Complaint.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What does the party say?"),
        help_text=_("In the party's own words as far as you can."),
        max_length=20000,
        widget=_text(6),
    )
    channel = forms.ChoiceField(label=_("How did it come?"), choices=_HEARD_IN)


class CloseForm(CaseActionForm):
    reason = forms.CharField(
        label=_("Why is no decision needed?"),
        help_text=_("The party reads this. For instance: the application was taken back."),
        max_length=2000,
        widget=_text(),
    )


class HandOverForm(CaseActionForm):
    unit = forms.ModelChoiceField(
        label=_("To which unit?"), queryset=Unit.objects.none(), empty_label=_("Choose")
    )
    reason = forms.CharField(
        label=_("What does it need from them?"),
        help_text=_("Colleagues read this. The promised day stays."),
        max_length=2000,
        widget=_text(),
    )

    def __init__(self, data: Any = None, *, case: Case, **options: Any) -> None:
        super().__init__(data, case=case, **options)
        others = Unit.objects.exclude(pk=case.unit_id)
        self.fields["unit"].queryset = others  # type: ignore[attr-defined]


class AskedForm(CaseActionForm):
    asked_on = DayField(
        label=_("When did the request come in?"),
        help_text=_("Four weeks count from that day."),
    )


class DeclineForm(CaseActionForm):
    reasons = forms.CharField(
        label=_("Why can it not be decided yet?"), max_length=8000, widget=_text(6)
    )
    appeal_guidance = forms.CharField(
        label=_("How to appeal"),
        help_text=_("Where, how and by when."),
        max_length=4000,
        widget=_text(),
    )


class OpenCaseForm(SubmissionMixin):
    """A new case, from questions handed over or directly for a party."""

    title = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words that the party recognises."),
        max_length=200,
    )
    matter_type = forms.ModelChoiceField(
        label=_("Matter"), queryset=MatterType.objects.none(), empty_label=_("Choose")
    )
    received_on = DayField(
        label=_("Received"), help_text=_("The promised day is counted from here.")
    )
    started_by_party = forms.BooleanField(
        label=_("The party asked for it"),
        help_text=_("Leave out when the municipality itself begins the case."),
        required=False,
        initial=True,
    )
    mine = forms.BooleanField(label=_("I take the case"), required=False, initial=True)

    def __init__(self, *arguments: Any, matters: Any, **options: Any) -> None:
        options["initial"] = {"submission": uuid4(), **(options.get("initial") or {})}
        super().__init__(*arguments, **options)
        self.fields["matter_type"].queryset = matters  # type: ignore[attr-defined]
