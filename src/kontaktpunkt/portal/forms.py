"""What a citizen or a company can write to the municipality on its own page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.file_types import ACCEPT
from kontaktpunkt.cases.models import Complaint
from kontaktpunkt.core.forms import SubmissionMixin
from kontaktpunkt.core.uploads import FilesField, UploadForm
from kontaktpunkt.parties.models import Party

_LONGEST = 10_000


class _Once(SubmissionMixin):
    """A form that counts once, however often it is sent."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["submission"].initial = uuid4


def _files(*, required: bool = False) -> FilesField:
    return FilesField(label=_("Files"), help_text=_KINDS_OF_FILES, required=required, accept=ACCEPT)


_KINDS_OF_FILES = _(
    "A picture from your phone will do. Also PDF, ODT, DOCX, XLSX and plain text, up to ten files."
)


class CommentForm(UploadForm, _Once):
    """What the party says about the facts."""

    reply = forms.CharField(
        label=_("Your comment"),
        help_text=_("What is right, what is not, and what do we not know yet?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=_LONGEST,
    )
    uploads = _files()


class SendForm(UploadForm, _Once):
    """What the party was asked for: files, words, or both."""

    says_optional = False

    uploads = _files()
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("When it can be written, or something is to be said about the files."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=_LONGEST,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean()
        if not self.errors and not given.get("files") and not given.get("answer"):
            self.add_error("uploads", _("Choose a file, or write your answer below."))
        return given


class DocumentForm(UploadForm, _Once):
    """Something that the party sends by itself."""

    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("A few words, such as “the lease” or “photo of the damage”."),
        max_length=200,
    )
    uploads = _files(required=True)


class CallForm(_Once):
    """What to call about, and on which number."""

    text = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A sentence is enough. Then we can look it up before we call."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class AskForm(CallForm):
    """The same about anything, so the matter has to be chosen first."""

    field_order = ("matter", "text", "phone")

    matter = forms.ChoiceField(label=_("Which matter is nearest?"))

    def __init__(self, *arguments: Any, matters: Sequence[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["matter"]
        field.choices = [("", _("Choose a matter")), *matters]


class ComplaintForm(UploadForm, _Once):
    """A complaint about the handling, or about the decision once there is one."""

    kind = forms.ChoiceField(
        label=_("What do you complain about?"),
        choices=Complaint.Kind.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Your complaint"),
        help_text=_("What happened, and what would put it right?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=_LONGEST,
    )
    uploads = _files()

    def __init__(self, *arguments: Any, is_decided: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not is_decided:
            del self.fields["kind"]

    def chosen_kind(self) -> str:
        """Return the kind; before a decision there is only the handling to complain about."""
        return str(self.cleaned_data.get("kind", Complaint.Kind.SERVICE))


class DetailsForm(_Once):
    """How the party wants to hear from us."""

    says_optional = False

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    preference = forms.ChoiceField(
        label=_("How do you want to hear from us?"),
        help_text=_("When there is news in a case, or an answer to a question."),
        choices=Party.Preference.choices,
        widget=forms.RadioSelect,
    )
    prefers_call = forms.BooleanField(
        label=_("Call me when something has to be talked about"), required=False
    )
    language = forms.ChoiceField(label=_("Language of our messages"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        spoken = [(code, get_language_info(code)["name_local"]) for code, _n in settings.LANGUAGES]
        languages: Any = self.fields["language"]
        languages.choices = [("", _("The municipality's own")), *_capitalised(spoken)]

    def clean(self) -> dict[str, Any]:
        """Ask for the address that the chosen way needs."""
        given: dict[str, Any] = super().clean() or {}
        needed = {Party.Preference.EMAIL.value: "email", Party.Preference.SMS.value: "phone"}
        field = needed.get(str(given.get("preference")))
        if field and not given.get(field) and field not in self.errors:
            self.add_error(field, _NEEDED[field])
        return given

    def changes(self) -> dict[str, Any]:
        """Return the fields of the party as they are wanted."""
        return {name: self.cleaned_data[name] for name in _DETAILS}

    def compared_with(self, known: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
        """Return name, theirs and yours of every field that stands otherwise by now.

        known: what stands now, in the form's own words.
        """
        return [
            {
                "name": self.fields[name].label,
                "theirs": self._said(name, known[name]),
                "yours": self._said(name, yours),
            }
            for name, yours in self.changes().items()
            if yours != known[name]
        ]

    def _said(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = dict(getattr(self.fields[name], "choices", ()))
        return choices.get(value, value) or "–"


_DETAILS = ("email", "phone", "preference", "prefers_call", "language")
_NEEDED = {
    "email": _("Write your e-mail address, or choose another way below."),
    "phone": _("Write your phone number, or choose another way below."),
}


def _capitalised(languages: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return [(code, name.capitalize()) for code, name in languages]
