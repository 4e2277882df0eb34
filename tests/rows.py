"""One valid row of every tenant model, made generically so that a new model cannot be left out."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from django.db import models

from kontaktpunkt.core.isolation import tenant_models
from kontaktpunkt.core.models import Municipality

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

# Values that constraints ask for and a field's type alone cannot tell.
SPECIAL: dict[str, dict[str, Any]] = {
    "parties.Mandate": {"company": "another"},
    "listening.Invitation": {"contact": None},
    "listening.Answer": {"wants_call": True},
    "directory.Unit": {"opens": time(8), "closes": time(16)},
}


def make_a_row_of_everything(municipality: Municipality) -> dict[str, models.Model]:
    """Return label → row, parents made first."""
    rows: dict[str, models.Model] = {}
    for model in _parents_first():
        rows[model._meta.label] = _make_row(model, rows)
    return rows


def _parents_first() -> list[type[models.Model]]:
    ordered: list[type[models.Model]] = []

    def visit(model: type[models.Model]) -> None:
        if model in ordered:
            return
        for field in model._meta.local_fields:
            target = field.related_model
            if isinstance(target, type) and target is not model and target in waiting:
                visit(target)
        ordered.append(model)

    waiting = tenant_models()
    for model in waiting:
        visit(model)
    return ordered


def _make_row(model: type[models.Model], rows: dict[str, models.Model]) -> models.Model:
    special = SPECIAL.get(model._meta.label, {})
    values: dict[str, Any] = {}
    for field in model._meta.local_fields:
        if field.primary_key or field.name in special or field.name == "municipality":
            continue
        value = _value_for(field, rows)
        if value is not None:
            values[field.name] = value
    for name, value in special.items():
        target: Any = model._meta.get_field(name).related_model
        values[name] = _make_row(target, rows) if value == "another" else value
    row = model(**values)
    row.save()
    return row


def _value_for(  # noqa: C901 - one line a type of field
    field: Any, rows: dict[str, models.Model]
) -> Any:
    if isinstance(field, models.ForeignKey):
        return rows.get(field.related_model._meta.label)
    if field.has_default() or getattr(field, "auto_now_add", False):
        return None
    if field.choices:
        return next(value for value, _ in field.choices if value)
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return date(2026, 11, 24)
    if isinstance(field, models.TimeField):
        return time(9)
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return 1
    return uuid4().hex[: min(field.max_length or 12, 12)]
