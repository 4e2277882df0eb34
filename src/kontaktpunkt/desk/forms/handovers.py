"""What happens to a question that was handed over, one form for each intention."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.forms import DayField, SubmissionMixin, VersionMixin
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.queries import units_by_key


class QuestionActionForm(VersionMixin, SubmissionMixin):
    """A form about one question; it knows which version of it the page showed."""

    def __init__(self, data: Any = None, *, question: Question, **options: Any) -> None:
        first = {"version": question.version, "submission": uuid4()}
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(data, **options)
        self.question = question


class TakeForm(QuestionActionForm):
    """A button without anything to fill in."""


class AnswerForm(QuestionActionForm):
    """The answer, and how the party gets it."""

    text = forms.CharField(
        label=pgettext_lazy("what is answered", "Answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The party reads this, and colleagues do when the party calls again."),
        error_messages={"required": _("Write what was answered.")},
    )
    how = forms.ChoiceField(
        label=_("How did the party get it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the party got the answer.")},
    )

    def __init__(self, data: Any = None, *, question: Question, **options: Any) -> None:
        super().__init__(data, question=question, **options)
        self.fields["how"].choices = _ways(question)  # type: ignore[attr-defined]


def _ways(question: Question) -> list[tuple[str, Any]]:
    """Return the ways in which this party can be answered."""
    how, contact = Question.AnsweredHow, question.contact
    ways: list[tuple[str, Any]] = []
    if contact.party is not None and contact.party.reachable_by:
        ways.append((how.MESSAGE, _("By message: the party is told that the answer can be read")))
    ways.append((how.CALL, _("By phone: I have called")))
    if contact.party is not None:
        ways += [(how.LETTER, _("By letter")), (how.COUNTER, _("At the counter"))]
    ways.append((how.NOBODY, _("It is dealt with; there is nobody to tell")))
    return ways


class ReturnForm(QuestionActionForm):
    """Back to the service centre, with the reason."""

    reason = forms.CharField(
        label=_("Why does it not belong here?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Colleagues read this, so that the next one goes to the right place."),
        error_messages={"required": _("Say why, so that it goes to the right place next time.")},
    )


class PassOnForm(QuestionActionForm):
    """On to another unit."""

    unit = forms.TypedChoiceField(label=_("Goes to"), coerce=int)

    def __init__(
        self,
        data: Any = None,
        *,
        question: Question,
        units: Sequence[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, question=question, **options)
        others = [(pk, name) for pk, name in units if pk != question.unit_id]
        self.fields["unit"].choices = [("", _("Choose a unit")), *others]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        """Return the unit chosen."""
        return units_by_key(keys=[self.cleaned_data["unit"]])[self.cleaned_data["unit"]]


class MoveForm(QuestionActionForm):
    """Another day for the answer, and why."""

    to = DayField(label=_("New promised day"))
    reason = forms.CharField(
        label=_("Why is it moved?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The party reads this. Say what you wait for, not that you are busy."),
        error_messages={"required": _("Write why, in words for the party.")},
    )


class CorrectForm(QuestionActionForm):
    """The outcome as it really was."""

    outcome = forms.ChoiceField(
        label=_("It was really"), choices=Question.Outcome.choices, widget=forms.RadioSelect
    )
