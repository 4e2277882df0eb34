"""Changes of the organisation: units and staff."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.core import theme
from kontaktpunkt.core.errors import AlreadyDone, ChangedMeanwhile, Refusal
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.core.phones import phone_in_e164
from kontaktpunkt.directory import kinds, rules
from kontaktpunkt.directory.models import ClosingDay, Role, Staff, Unit
from kontaktpunkt.events.kinds import EventKind
from kontaktpunkt.events.operation import operation, record


class UnitKnown(Refusal):
    message = _("A unit with this code exists already.")


class NotDialled(Refusal):
    message = _("This is not a phone number. Write it as you would dial it.")


class ColoursUnreadable(Refusal):
    """The message is the theme's own: which pair, its contrast, and what is needed."""


class StaffKnown(Refusal):
    message = _("Somebody with this e-mail works here already.")


class PasswordTooWeak(Refusal):
    """The message is the validators' own."""


class AccountChanged(ChangedMeanwhile):
    message = _("Somebody else changed this account meanwhile. Look at it, then try again.")


class OwnAccount(Refusal):
    message = _("You cannot close your own account. Ask another administrator.")


class NeverWorks(Refusal):
    message = _("Choose at least one working day: without any, no promise can be counted.")


class OpensTooLate(Refusal):
    message = _("The unit has to open before it closes.")


class ClosingDayKnown(Refusal):
    message = _("This day is in the list already.")


class DayPassed(Refusal):
    message = _("This day has begun or passed: promises have been counted with it.")


@operation
def change_municipality(
    *,
    municipality: Municipality,
    version: int,
    phone: str,
    email: str,
    colours: Sequence[str],
    actor: Staff,
    at: datetime,
) -> Municipality:
    """Change how people reach the municipality and what its pages look like.

    colours: primary, accent and surface as #rrggbb.
    Raises ChangedMeanwhile, NotDialled or ColoursUnreadable.
    """
    row = Municipality.objects.select_for_update().get(pk=municipality.pk)
    if row.version != version:
        raise ChangedMeanwhile
    said = {
        "phone": _dialled(phone, row.country),
        "email": email,
        "colours": _readable(colours),
    }
    fields = sorted(name for name, value in said.items() if getattr(row, name) != value)
    row.next_version(**said)
    row.save()
    record(
        kind=kinds.MUNICIPALITY_CHANGED, at=at, subjects=[], actor_role=actor.role, fields=fields
    )
    return row


def _dialled(phone: str, country: str) -> str:
    number = phone_in_e164(text=phone, country=country) if phone else ""
    if number is None:
        raise NotDialled
    return number


def _readable(colours: Sequence[str]) -> list[str]:
    try:
        theme.validate_brand(list(colours))
    except ValidationError as unreadable:
        raise ColoursUnreadable(" ".join(unreadable.messages)) from unreadable
    return list(colours)


@operation
def open_unit(
    *,
    code: str,
    name: str,
    is_service_centre: bool = False,
    actor: Staff | None = None,
    at: datetime,
) -> Unit:
    """Open a unit that works Monday to Friday; raises UnitKnown.

    actor: None when the municipality is founded, for then nobody is there yet.
    """
    try:
        with transaction.atomic():
            unit = Unit.objects.create(code=code, name=name, is_service_centre=is_service_centre)
    except IntegrityError as known:
        raise UnitKnown from known
    role = actor.role if actor else ""
    record(kind=kinds.UNIT_OPENED, at=at, subjects=[], unit=code, actor_role=role)
    return unit


@operation
def appoint(
    *,
    unit: Unit,
    name: str,
    email: str,
    role: Role,
    password: str,
    actor: Staff | None = None,
    at: datetime,
) -> Staff:
    """Give a person an account in a unit; raises StaffKnown or PasswordTooWeak.

    actor: None when the municipality is founded, for then nobody is there yet.
    """
    staff = Staff(unit=unit, name=name, email=email, role=role)
    _set_password(staff, password)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError as known:
        raise StaffKnown from known
    record(
        kind=kinds.STAFF_APPOINTED,
        at=at,
        subjects=[],
        unit=unit.code,
        actor_role=actor.role if actor else "",
        role=role.value,
    )
    return staff


@operation
def deactivate(*, staff: Staff, actor: Staff, at: datetime) -> Staff:
    """Shut the person out from now on, also where they are logged in; raises OwnAccount.

    Nobody is deleted: cases and records keep saying who did what.
    """
    if staff.pk == actor.pk:
        raise OwnAccount
    return _set_active(staff, to=False, kind=kinds.STAFF_DEACTIVATED, actor=actor, at=at)


@operation
def reactivate(*, staff: Staff, actor: Staff, at: datetime) -> Staff:
    """Let the person log in again, with the password they had."""
    return _set_active(staff, to=True, kind=kinds.STAFF_REACTIVATED, actor=actor, at=at)


def _set_active(staff: Staff, *, to: bool, kind: EventKind, actor: Staff, at: datetime) -> Staff:
    staff = Staff.objects.select_for_update(of=["self"]).select_related("unit").get(pk=staff.pk)
    if staff.is_active == to:
        raise AlreadyDone
    staff.next_version(is_active=to)
    staff.save(update_fields=["is_active", "version"])
    _record_staff(kind, staff, actor, at)
    return staff


@operation
def give_password(
    *, staff: Staff, version: int, password: str, actor: Staff, at: datetime
) -> Staff:
    """Replace a forgotten password, which ends the person's sessions.

    version: of the account that the administrator saw. Raises AccountChanged when somebody else
    gave a password or closed the account since, or PasswordTooWeak.
    """
    staff = Staff.objects.select_for_update(of=["self"]).select_related("unit").get(pk=staff.pk)
    if staff.version != version:
        raise AccountChanged
    _set_password(staff, password)
    staff.next_version()
    staff.save(update_fields=["password", "version"])
    _record_staff(kinds.STAFF_PASSWORD_GIVEN, staff, actor, at)
    return staff


def _set_password(staff: Staff, password: str) -> None:
    try:
        validate_password(password, user=staff)
    except ValidationError as weak:
        raise PasswordTooWeak(" ".join(weak.messages)) from weak
    staff.set_password(password)


def _record_staff(kind: EventKind, staff: Staff, actor: Staff, at: datetime) -> None:
    record(
        kind=kind,
        at=at,
        subjects=[],
        unit=staff.unit.code,
        actor_role=actor.role,
        role=staff.role,
    )


@operation
def set_hours(
    *,
    unit: Unit,
    version: int,
    weekdays: Iterable[int],
    opens: time,
    closes: time,
    closed_on_eves: bool,
    actor: Staff,
    at: datetime,
) -> Unit:
    """Say when the unit works from now on; promises already made stay as they were made.

    version: of the unit that the person saw. Raises ChangedMeanwhile, NeverWorks or OpensTooLate.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.version != version:
        raise ChangedMeanwhile
    unit.next_version(
        weekdays=sorted(rules.weekday_set(weekdays)),
        opens=opens,
        closes=closes,
        closed_on_eves=closed_on_eves,
    )
    if not unit.weekdays:
        raise NeverWorks
    if opens >= closes:
        raise OpensTooLate
    unit.save()
    record(kind=kinds.HOURS_SET, at=at, subjects=[], unit=unit.code, actor_role=actor.role)
    return unit


@operation
def add_closing_day(
    *, day: date, reason: str, unit: Unit | None = None, actor: Staff, at: datetime
) -> ClosingDay:
    """Close one unit, or the whole municipality, on a day to come.

    unit: None for the whole municipality. Promises already made stay as they were made.
    Raises DayPassed or ClosingDayKnown.
    """
    _check_ahead(day, at)
    try:
        with transaction.atomic():
            closing = ClosingDay.objects.create(day=day, reason=reason, unit=unit)
    except IntegrityError as known:
        raise ClosingDayKnown from known
    _record_closing(kinds.CLOSING_DAY_ADDED, closing, actor, at)
    return closing


@operation
def remove_closing_day(*, closing_day: ClosingDay, actor: Staff, at: datetime) -> None:
    """Open on the day after all; raises DayPassed, or AlreadyDone when somebody was quicker."""
    _check_ahead(closing_day.day, at)
    deleted, _each = ClosingDay.objects.filter(pk=closing_day.pk).delete()
    if not deleted:
        raise AlreadyDone
    _record_closing(kinds.CLOSING_DAY_REMOVED, closing_day, actor, at)


def _check_ahead(day: date, at: datetime) -> None:
    if day <= timezone.localdate(at):
        raise DayPassed


def _record_closing(kind: EventKind, closing: ClosingDay, actor: Staff, at: datetime) -> None:
    record(
        kind=kind,
        at=at,
        subjects=[],
        unit=closing.unit.code if closing.unit else "",
        actor_role=actor.role,
        day=closing.day.isoformat(),
    )
