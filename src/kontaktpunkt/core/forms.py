"""How fields look and speak: the form renderer, and the fields that Django lacks."""

from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import ChoiceWidget
from django.template.backends.django import DjangoTemplates as TemplateEngine
from django.utils.translation import gettext_lazy as _

_OURS = Path(__file__).parent / "templates" / "core" / "form_parts"
_DJANGO = Path(forms.__file__).parent / "templates"

# Widgets that already say what they are through their own template.
_UNSTYLED = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput, forms.FileInput)


class StyledField(BoundField):
    """A field that knows how it is drawn and what the error summary links to."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the design system's class to what Django knows about the field."""
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        look = _class_of(widget)
        if look:
            given = built.get("class") or widget.attrs.get("class", "")
            built["class"] = f"{look} {given}".strip()
        return built

    @property
    def anchor(self) -> str:
        """The id of the first control: where an error summary sends the focus."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect):
            return str(widget.id_for_label(self.auto_id, index="0"))
        return str(self.auto_id)

    @property
    def says_optional(self) -> bool:
        """A form in which nearly all is optional sets `says_optional = False` and says so once."""
        return not self.field.required and bool(getattr(self.form, "says_optional", True))

    @property
    def is_group(self) -> bool:
        """Several controls answer one question, so a fieldset and a legend name it."""
        return bool(self.use_fieldset)

    @property
    def is_single_box(self) -> bool:
        """One checkbox, whose label stands beside it rather than above it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-checkbox"
    if isinstance(widget, _UNSTYLED):
        return ""
    if isinstance(widget, ChoiceWidget):
        return "form-select"
    return "form-input"


class Renderer(DjangoTemplates):
    """Draws forms with our templates first and Django's where we have none."""

    form_template_name = "core/form_parts/form.html"
    formset_template_name = "core/form_parts/formset.html"
    field_template_name = "core/form_parts/field.html"
    bound_field_class = StyledField

    @cached_property
    def engine(self) -> TemplateEngine:
        """An engine of its own, so that the order of installed apps does not decide."""
        return TemplateEngine(
            {
                "APP_DIRS": True,
                "DIRS": [_OURS, _DJANGO],
                "NAME": "kontaktpunkt-forms",
                "OPTIONS": {"libraries": {}, "builtins": []},
            }
        )


def speak_plainly() -> None:
    """Let every form say what to do, where Django says that a field is invalid."""
    for field, messages in _PLAIN.items():
        field.default_error_messages = field.default_error_messages | messages


_PLAIN: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("This has to be filled in.")},
    forms.ChoiceField: {"required": _("Choose one of these.")},
    forms.MultipleChoiceField: {"required": _("Choose at least one of these.")},
    forms.BooleanField: {"required": _("This has to be ticked before you can go on.")},
    forms.DateField: {
        "required": _("Choose a day."),
        "invalid": _("This is not a day we can read. Write it like 24-11-2026."),
    },
    forms.TimeField: {"invalid": _("This is not a time we can read. Write it like 14:30.")},
    forms.IntegerField: {"invalid": _("Write a whole number.")},
    forms.FileField: {"required": _("Choose a file.")},
}


class DayInput(forms.DateInput):
    """The browser's own day picker: keyboard, phone and screen reader already know it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, picked or typed."""

    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]


class TimeOfDayInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ScaleSelect(forms.RadioSelect):
    """A row of numbers, with words for what the ends mean."""

    template_name = "core/form_parts/scale.html"

    def __init__(self, *, low: Any, high: Any, other: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.low, self.high, self.other = low, high, other

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Split the numbers from the way out ("don't know"), and add the words for the ends."""
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        context["widget"] |= {
            "points": [option for option in options if str(option["value"]).isdigit()],
            "others": [option for option in options if not str(option["value"]).isdigit()],
            "low": self.low,
            "high": self.high,
        }
        return context


class ScaleField(forms.TypedChoiceField):
    """An answer on a scale of whole numbers; None when the person would rather not say.

    low, high: words for the two ends ("not at all", "completely").
    points:    first and last number, 1 to 10 unless told.
    way_out:   words for "does not apply", or None when an answer has to be a number.
    """

    def __init__(
        self,
        *,
        low: Any,
        high: Any,
        points: tuple[int, int] = (1, 10),
        way_out: Any = None,
        **options: Any,
    ) -> None:
        numbers = [(str(n), str(n)) for n in range(points[0], points[1] + 1)]
        choices = [*numbers, ("none", way_out)] if way_out else numbers
        super().__init__(
            choices=choices,
            coerce=_number_or_none,
            empty_value=None,
            widget=ScaleSelect(low=low, high=high),
            **options,
        )


def _number_or_none(value: str) -> int | None:
    return None if value == "none" else int(value)


class SubmissionMixin(forms.Form):
    """Carries the token that makes a second sending of the same form harmless."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, label=_("form token"))


class VersionMixin(forms.Form):
    """Says which version of a thing its page showed: two people may change it at once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def show_again(self, *, version: int) -> None:
        """Let the next sending count: its author has now seen this version."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(version)
        self.data = typed
