"""What an administrator looks up to keep units, staff and closing days in order."""

from datetime import date

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from kontaktpunkt.directory.models import ClosingDay, Staff, Unit


def units_with_staff() -> list[Unit]:
    """Return all units by name, each with its staff, those who left included."""
    return list(Unit.objects.prefetch_related(Prefetch("staff", Staff.objects.order_by("name"))))


def unit_for(*, pk: int) -> Unit:
    """Return the unit with its staff; Http404 when there is none here."""
    found = Unit.objects.prefetch_related(Prefetch("staff", Staff.objects.order_by("name")))
    unit = found.filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def staff_for(*, pk: int) -> Staff:
    """Return the member of staff with the unit; Http404 when there is none here."""
    staff = Staff.objects.filter(pk=pk).select_related("unit").first()
    if staff is None:
        raise Http404
    return staff


def closing_days_ahead(*, today: date) -> QuerySet[ClosingDay]:
    """Return the closing days from today on, the next first, with their unit."""
    return ClosingDay.objects.filter(day__gte=today).select_related("unit").order_by("day", "pk")


def closing_day_for(*, pk: int) -> ClosingDay:
    """Return the closing day; Http404 when there is none here."""
    found = ClosingDay.objects.filter(pk=pk).select_related("unit").first()
    if found is None:
        raise Http404
    return found
