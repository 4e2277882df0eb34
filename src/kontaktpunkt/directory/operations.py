"""Changes of the organisation: units and staff."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory import kinds
from kontaktpunkt.directory.models import Role, Staff, Unit
from kontaktpunkt.events.operation import operation, record


class UnitKnown(Refusal):
    message = _("A unit with this code exists already.")


class StaffKnown(Refusal):
    message = _("Somebody with this e-mail works here already.")


class PasswordTooWeak(Refusal):
    """The message is the validators' own."""


@operation
def open_unit(*, code: str, name: str, is_service_centre: bool = False, at: datetime) -> Unit:
    """Open a unit that works Monday to Friday; raises UnitKnown."""
    try:
        with transaction.atomic():
            unit = Unit.objects.create(code=code, name=name, is_service_centre=is_service_centre)
    except IntegrityError as known:
        raise UnitKnown from known
    record(kind=kinds.UNIT_OPENED, at=at, subjects=[], unit=code)
    return unit


@operation
def appoint(*, unit: Unit, name: str, email: str, role: Role, password: str, at: datetime) -> Staff:
    """Give a person an account in a unit; raises StaffKnown or PasswordTooWeak."""
    staff = Staff(unit=unit, name=name, email=email, role=role)
    try:
        validate_password(password, user=staff)
    except ValidationError as weak:
        raise PasswordTooWeak(" ".join(weak.messages)) from weak
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError as known:
        raise StaffKnown from known
    record(kind=kinds.STAFF_APPOINTED, at=at, subjects=[], unit=unit.code, role=role.value)
    return staff
