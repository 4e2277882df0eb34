"""Choosing the period that the report is about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.insight.rules import LAST_TWELVE, Period


class PeriodForm(forms.Form):
    """One of the periods that may be chosen; see `rules.periods`."""

    says_optional = False

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the periods in the list.")},
    )

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {period.code: period for period in periods}
        self.fields["period"].choices = [(each.code, _name(each)) for each in periods]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Period:
        """The period asked for, or the last twelve months."""
        code = self.cleaned_data.get("period") if self.is_valid() else ""
        return self._periods[code or LAST_TWELVE]


def _name(period: Period) -> Any:
    return _("The last twelve months") if period.code == LAST_TWELVE else period.code
