"""Who somebody is, and how they want to hear from us."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.forms import DayField, SubmissionMixin, VersionMixin
from kontaktpunkt.parties.models import Mandate, Party


class DetailsForm(forms.Form):
    """How a party is reached; an agent may correct it while the party is on the line."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preference = forms.ChoiceField(
        label=_("Wants messages by"), choices=Party.Preference.choices, widget=forms.RadioSelect
    )
    prefers_call = forms.BooleanField(label=_("Prefers a phone call"), required=False)


class EditForm(VersionMixin, DetailsForm):
    """Details that are known already, in the version that the page showed."""

    says_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, party: Party) -> "EditForm":
        """Return the form as it stands before anybody types."""
        return cls(initial={name: getattr(party, name) for name in cls.base_fields})


class NewPartyForm(DetailsForm, SubmissionMixin):
    """Somebody who is not known yet."""

    says_optional = False

    kind = forms.ChoiceField(
        label=_("Who is it?"), choices=Party.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a name.")},
    )
    id_number = forms.CharField(
        label=_("Company or personal number"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty when it is not needed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("kind", "name", "id_number", "phone", "email", "address")

    def only_people(self) -> "NewPartyForm":
        """Take no company: who is registered here is to speak for one."""
        self.fields["kind"] = forms.ChoiceField(
            choices=[(Party.Kind.CITIZEN, Party.Kind.CITIZEN.label)],
            label=self.fields["kind"].label,
            widget=forms.HiddenInput,
        )
        return self

    @classmethod
    def beginning(cls, **known: Any) -> "NewPartyForm":
        """Return a fresh form with what the search already told."""
        first = {
            "kind": Party.Kind.CITIZEN,
            "preference": Party.Preference.EMAIL,
            "prefers_call": True,
            "submission": uuid4(),
        }
        return cls(initial=first | known)


class MandateForm(SubmissionMixin):
    """How long a person is to speak for a company."""

    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty when none is known.")
    )


class EndMandateForm(VersionMixin, SubmissionMixin):
    """When a person speaks for a company no longer."""

    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty to end it now, at once.")
    )

    @classmethod
    def of(cls, mandate: Mandate) -> "EndMandateForm":
        """Return the form as it stands before anybody chooses a day."""
        return cls(initial={"version": mandate.version, "submission": uuid4()})
