"""The form that people fill in when they are asked how it went."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.forms import ScaleField
from kontaktpunkt.listening.rules.items import Dimension, Item, said


class SurveyForm(forms.Form):
    """One scale for each item asked, a comment, and "please call me".

    asked:    items in the order of the survey; only the first has to be answered.
    language: in which the items are worded.
    may_call: we have a phone number to call.
    """

    comment = forms.CharField(
        label=_("What was good, and what should we do differently?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    wants_call = forms.BooleanField(
        label=_("Please call me about my answer"),
        help_text=_("Then the head of the unit may see who you are and what you answered."),
        required=False,
    )

    def __init__(
        self, *arguments: Any, asked: Sequence[Item], language: str, may_call: bool, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.asked = asked
        for place, item in enumerate(asked):
            self.fields[item.code] = _scale(item, language, is_required=place == 0)
        if not may_call:
            del self.fields["wants_call"]

    def satisfaction(self) -> list[BoundField]:
        """Return the fields that ask how it was."""
        return self._of(lambda item: item.dimension == Dimension.SATISFACTION)

    def fairness(self) -> list[BoundField]:
        """Return the fields that ask whether it was fair."""
        return self._of(lambda item: item.dimension != Dimension.SATISFACTION)

    def scores(self) -> dict[str, int]:
        """Return item code → number chosen; what was skipped is absent."""
        chosen = ((item.code, self.cleaned_data[item.code]) for item in self.asked)
        return {code: score for code, score in chosen if score is not None}

    def _of(self, is_wanted: Any) -> list[BoundField]:
        return [self[item.code] for item in self.asked if is_wanted(item)]


def _scale(item: Item, language: str, *, is_required: bool) -> ScaleField:
    return ScaleField(
        label=said(item.wording, language),
        low=said(item.scale.low_words, language),
        high=said(item.scale.high_words, language),
        points=(item.scale.low, item.scale.high),
        required=is_required,
        error_messages={"required": _("Choose a number from 1 to 10.")},
    )
