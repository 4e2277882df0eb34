"""What an administrator keeps in order: matters, channels, articles, units, staff, closing days."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import (
    Article,
    Channel,
    ChannelRule,
    LawProfile,
    MatterType,
    Service,
)
from kontaktpunkt.catalogue.rules import ChannelStance
from kontaktpunkt.core.forms import DayField, SubmissionMixin, TimeOfDayInput, VersionMixin
from kontaktpunkt.core.text import code_of
from kontaktpunkt.directory.models import Role, Unit

_WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
_LONGEST_DEADLINE = 1000


class SettingsForm(SubmissionMixin):
    """A form that counts once, however often it is sent."""

    def changes(self, *, besides: Iterable[str] = ()) -> dict[str, Any]:
        """Return the fields that say something else than before."""
        left_out = {"submission", "version", *besides}
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in left_out}


class VersionedForm(VersionMixin, SettingsForm):
    """A form about something that two people may change at once."""

    says_optional = False


class MatterForm(VersionedForm):
    """What a matter promises, and what the law asks of it."""

    promise_days = forms.IntegerField(
        label=_("Promised answer, in working days"),
        help_text=_("1 to 60. Promises already made stay as they were made."),
        min_value=1,
        max_value=60,
    )
    published_deadline_days = forms.IntegerField(
        label=_("Published deadline for a decision, in calendar days"),
        help_text=_("Leave it empty when none is published."),
        min_value=1,
        max_value=_LONGEST_DEADLINE,
        required=False,
    )
    law_profile = forms.ChoiceField(label=_("Which law applies?"), choices=LawProfile.choices)
    calls_before_refusal = forms.BooleanField(
        label=_("Call before refusing"),
        help_text=_("A call, or a reasoned waiver, is owed before an adverse decision."),
        required=False,
    )
    appeal_guidance = forms.CharField(
        label=_("Appeal guidance"),
        help_text=_("Where, how and by when to appeal; the caseworker adapts it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    search_words = forms.CharField(
        label=_("Other words for it"),
        help_text=_("Words that people use, separated by spaces."),
        max_length=300,
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("What is out of use cannot be chosen for new questions and cases."),
        required=False,
    )

    @staticmethod
    def first(matter: MatterType) -> dict[str, Any]:
        """Return the matter as the form shows it."""
        names = [name for name in MatterForm.base_fields if name != "submission"]
        return {name: getattr(matter, name) for name in names} | {"submission": uuid4()}


class ChannelForm(forms.Form):
    """What the channel strategy says about one channel of a matter."""

    says_optional = False

    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        label=_("Stance"),
        choices=[("", _("Nothing said: may be used")), *ChannelRule.Stance.choices],
        required=False,
    )
    advice = forms.CharField(label=_("Advice to the agent"), max_length=300, required=False)
    self_service_url = forms.URLField(
        label=_("Self-service address"),
        assume_scheme="https",
        max_length=200,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    @property
    def name(self) -> Any:
        """The channel in words."""
        return Channel(self["channel"].value()).label if self._is_known() else _("Channel")

    def _is_known(self) -> bool:
        return self["channel"].value() in Channel.values

    def clean(self) -> dict[str, Any]:
        """Refuse advice about a channel of which nothing is said."""
        given = super().clean() or {}
        if (given.get("advice") or given.get("self_service_url")) and not given.get("stance"):
            self.add_error("stance", _("Choose a stance for the channel you advise about."))
        return given

    def said(self) -> ChannelStance | None:
        """Return what is said about the channel; None for nothing."""
        return ChannelStance(**self.cleaned_data) if self.cleaned_data["stance"] else None


ChannelForms = forms.formset_factory(
    ChannelForm, extra=0, max_num=len(Channel), absolute_max=len(Channel), validate_max=True
)


def channels_of(matter: MatterType) -> list[dict[str, str]]:
    """Return what is said about each channel, as the forms show it."""
    known = {rule.channel: rule for rule in matter.channel_rules.all()}
    return [_channel_of(channel, known.get(channel)) for channel in Channel.values]


def _channel_of(channel: str, rule: ChannelRule | None) -> dict[str, str]:
    if rule is None:
        return {"channel": channel, "stance": "", "advice": "", "self_service_url": ""}
    return {
        "channel": channel,
        "stance": rule.stance,
        "advice": rule.advice,
        "self_service_url": rule.self_service_url,
    }


class ArticleForm(VersionedForm):
    """What an agent needs to know to settle a question at once."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("One or two sentences: what an agent can say at once."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown: # for a heading, - for a list, [words](address) for a link."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    search_words = forms.CharField(
        label=_("Other words for it"),
        help_text=_("Words that people use, separated by spaces."),
        max_length=300,
        required=False,
    )
    matter_types = forms.TypedMultipleChoiceField(
        label=_("Which matters does it help with?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("An article out of use is no longer found at the desk."),
        required=False,
    )

    def __init__(
        self, *args: Any, matters: Iterable[tuple[int, str]], is_new: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["matter_types"].choices = list(matters)  # type: ignore[attr-defined]
        if is_new:
            del self.fields["is_active"]

    @staticmethod
    def first(article: Article) -> dict[str, Any]:
        """Return the article as the form shows it."""
        names = ("title", "summary", "body", "search_words", "is_active", "version")
        matters = [matter.pk for matter in article.matter_types.all()]
        known = {name: getattr(article, name) for name in names}
        return known | {"matter_types": matters, "submission": uuid4()}


class HoursForm(VersionedForm):
    """When a unit works, and when it is open."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days does the unit work?"),
        help_text=_("Promises are counted in these days."),
        choices=_WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("Opens"), widget=TimeOfDayInput)
    closes = forms.TimeField(label=_("Closes"), widget=TimeOfDayInput)
    closed_on_eves = forms.BooleanField(
        label=_("Closed on the day before holidays"),
        help_text=_("Christmas Eve, New Year's Eve and the like."),
        required=False,
    )

    @staticmethod
    def first(unit: Unit) -> dict[str, Any]:
        """Return the unit's hours as the form shows them."""
        names = ("weekdays", "opens", "closes", "closed_on_eves", "version")
        return {name: getattr(unit, name) for name in names} | {"submission": uuid4()}


class PasswordForm(SettingsForm):
    """A password for somebody."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("Several words that belong to nobody. Say it to the person, do not mail it."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(PasswordForm, VersionedForm):
    """A password instead of a forgotten one, given to the account as the page showed it."""

    field_order = ("password",)


class AppointForm(PasswordForm):
    """Somebody who begins."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person logs in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(
        label=_("Role"), coerce=Role, choices=[("", _("Choose")), *Role.choices]
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose")
    )
    field_order = ("name", "email", "role", "unit", "password")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]


class NewUnitForm(SettingsForm):
    """A unit that the municipality lacks; its hours are said on its own page."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As people know it. Its short name in reports is made from it and stays."),
        max_length=120,
    )

    def clean_name(self) -> str:
        """Refuse a name without a letter, from which no short name can be made."""
        return _with_code(self.cleaned_data["name"])


class NewMatterForm(SettingsForm):
    """What a question or a case can be about; law, appeal and channels come on its own page."""

    says_optional = False

    name = forms.CharField(
        label=_("What is it about?"),
        help_text=_("As people say it. Its short name in reports is made from it and stays."),
        max_length=120,
    )
    service = forms.ModelChoiceField(
        label=_("Which service does it belong to?"),
        queryset=Service.objects.none(),
        empty_label=_("A new one"),
        required=False,
    )
    new_service = forms.CharField(
        label=_("Name of the new service"),
        help_text=_("The front page lists matters under it. Leave it empty otherwise."),
        max_length=120,
        required=False,
    )
    unit = forms.ModelChoiceField(
        label=_("Which unit answers?"), queryset=Unit.objects.none(), empty_label=_("Choose")
    )
    promise_days = forms.IntegerField(
        label=_("Working days until an answer"), min_value=1, max_value=60, initial=3
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].queryset = Service.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Refuse a name without a letter, from which no short name can be made."""
        return _with_code(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Have exactly one service: one that there is, or a new one."""
        given = super().clean() or self.cleaned_data
        if not (given.get("service") or given.get("new_service")):
            self.add_error("service", _("Choose a service, or write the name of a new one."))
        return given


def _with_code(name: str) -> str:
    if not code_of(name):
        raise forms.ValidationError(_("Write a name with letters."))
    return name


class ClosingDayForm(SettingsForm):
    """A day on which nobody is there, beside the holidays."""

    day = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Why?"), max_length=120)
    unit = forms.ModelChoiceField(
        label=_("Who keeps closed?"),
        queryset=Unit.objects.none(),
        empty_label=_("The whole municipality"),
        required=False,
    )
    says_optional = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]
