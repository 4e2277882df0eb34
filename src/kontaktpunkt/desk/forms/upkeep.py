"""What people are asked, and what a caller is reminded of: forms of the settings."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.phones import phone_for_reading
from kontaktpunkt.desk.forms.settings import SettingsForm, VersionedForm
from kontaktpunkt.dialogue.models import GuideStep, Phase
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.listening.models import Survey
from kontaktpunkt.listening.rules import items

_LONGEST_QUIET, _LONGEST_OPEN = 365, 90


def _colour(**words: Any) -> forms.RegexField:
    picker = forms.TextInput(attrs={"type": "color"})
    return forms.RegexField(r"^#[0-9a-fA-F]{6}$", widget=picker, **words)


def _line() -> forms.CharField:
    return forms.CharField(
        label=_("Text"),
        help_text=_("A step says what to do; a phrase is said as it stands."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MunicipalityForm(VersionedForm):
    """How people reach the municipality, and its three colours."""

    phone = forms.CharField(
        label=_("Phone"), help_text=_("Stands at the foot of every page."), max_length=20,
        required=False,
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False)
    primary = _colour(
        label=_("Primary colour"),
        help_text=_("Header, buttons and links; white text stands on it."),
    )
    accent = _colour(
        label=_("Accent colour"),
        help_text=_("Marks the current step and the second series of a picture."),
    )
    surface = _colour(
        label=_("Surface colour"),
        help_text=_("The quiet ground behind panels; black text stands on it."),
    )

    @staticmethod
    def first(municipality: Municipality) -> dict[str, Any]:
        """Return the municipality as the form shows it."""
        primary, accent, surface = municipality.colours
        phone = phone_for_reading(number=municipality.phone, country=municipality.country)
        return {
            "phone": phone,
            "email": municipality.email,
            "primary": primary,
            "accent": accent,
            "surface": surface,
            "version": municipality.version,
            "submission": uuid4(),
        }


class SurveyForm(VersionedForm):
    """What is asked at one touchpoint, and how often."""

    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("Out of use, nobody new is asked. Links that were sent still work."),
        required=False,
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    chosen = forms.MultipleChoiceField(
        label=_("What else is asked?"),
        help_text=_(
            "The three questions on satisfaction are always asked. Each further one costs answers."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quiet_days = forms.IntegerField(
        label=_("Quiet days"),
        help_text=_("Nobody is asked again sooner, whatever it was about."),
        min_value=1,
        max_value=_LONGEST_QUIET,
    )
    answer_days = forms.IntegerField(
        label=_("Days in which one can answer"), min_value=1, max_value=_LONGEST_OPEN
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), help_text=_("Stands on the survey's page."), max_length=200
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or items.FALLBACK_LANGUAGE
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (item.key, items.said(item.wording, language)) for item in items.may_be_asked()
        ]

    @staticmethod
    def first(survey: Survey) -> dict[str, Any]:
        """Return the survey as the form shows it."""
        names = ("is_active", "title", "quiet_days", "answer_days", "legal_basis", "version")
        offered = {item.key for item in items.may_be_asked()}
        chosen = [key for key in survey.items if key in offered]
        known = {name: getattr(survey, name) for name in names}
        return known | {"chosen": chosen, "submission": uuid4()}


class GuideLineForm(VersionedForm):
    """What a line of the guide says."""

    text = _line()
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("Out of use, callers do not see it. Records of calls keep it."),
        required=False,
    )

    @staticmethod
    def first(line: GuideStep) -> dict[str, Any]:
        """Return the line as the form shows it."""
        names = ("text", "is_active", "version")
        return {name: getattr(line, name) for name in names} | {"submission": uuid4()}


class NewGuideLineForm(SettingsForm):
    """A step or a phrase that the guide lacks."""

    says_optional = False

    phase = forms.ChoiceField(label=_("In which phase?"), choices=Phase.choices)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=GuideStep.Kind.choices, widget=forms.RadioSelect
    )
    text = _line()
    unit = forms.ModelChoiceField(
        label=_("Who uses it?"),
        queryset=Unit.objects.none(),
        empty_label=_("Every unit"),
        required=False,
    )

    def __init__(self, *args: Any, only_unit: Unit | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.only_unit = only_unit
        if only_unit is not None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give a unit lead's line to the own unit."""
        given = super().clean() or {}
        return given if self.only_unit is None else given | {"unit": self.only_unit}
