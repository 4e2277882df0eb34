"""What a citizen or a company can write to the municipality on its own page."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases.models import Complaint
from kontaktpunkt.core.forms import SubmissionMixin

_LONGEST = 10_000


class _Once(SubmissionMixin):
    """A form that counts once, however often it is sent."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["submission"].initial = uuid4


class CommentForm(_Once):
    """What the party says about the facts."""

    reply = forms.CharField(
        label=_("Your comment"),
        help_text=_("What is right, what is not, and what do we not know yet?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=_LONGEST,
    )


class SendForm(_Once):
    """What the party was asked for."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_(
            "Write it here. If it is something that cannot be written, say how you sent it."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=_LONGEST,
    )


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


class ComplaintForm(_Once):
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

    def __init__(self, *arguments: Any, is_decided: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not is_decided:
            del self.fields["kind"]

    def chosen_kind(self) -> str:
        """Return the kind; before a decision there is only the handling to complain about."""
        return str(self.cleaned_data.get("kind", Complaint.Kind.SERVICE))
