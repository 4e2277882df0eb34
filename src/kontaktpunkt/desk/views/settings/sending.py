"""What happens when a form of the settings is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.core.forms import VersionMixin

DONE, CONFLICT, UNPROCESSABLE = 200, 409, 422


def carried_out(
    form: forms.Form,
    act: Callable[[], object],
    *,
    more: BaseFormSet[Any] | None = None,
    fields: Mapping[type[Refusal], str] | None = None,
) -> int:
    """Do what the form asks; return DONE, UNPROCESSABLE or CONFLICT, and put the reason in it.

    more:   forms beside it that have to be valid too.
    fields: where a refusal stands that concerns one field.
    """
    # Both are asked, so that everything wrong is said at once.
    if not all([form.is_valid(), more is None or more.is_valid()]):
        return UNPROCESSABLE
    try:
        act()
    except AlreadyDone:
        return DONE
    except Refusal as refusal:
        form.add_error((fields or {}).get(type(refusal)), refusal.text)  # type: ignore[arg-type]
        return CONFLICT if isinstance(refusal, ChangedMeanwhile) else UNPROCESSABLE
    return DONE


def shown_beside(form: VersionMixin, now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return, in words, what is kept now where something else was typed.

    now: what the form would begin with; sent again, the form is about this version of it.
    """
    form.show_again(version=now["version"])
    return [
        {"name": form.fields[name].label, "value": _in_words(form.fields[name], now[name])}
        for name in form.changed_data
        if name not in {"submission", "version"}
    ]


def _in_words(field: forms.Field, value: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return "✓" if value else "–"
    if isinstance(field, forms.TimeField):
        return f"{value:%H:%M}"
    chosen = value if isinstance(value, list) else [value]
    names = dict(getattr(field, "choices", ()))
    return ", ".join(str(names.get(each, each)) for each in chosen) or "–"
