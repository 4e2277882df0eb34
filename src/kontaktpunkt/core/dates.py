"""Days, times and durations as people say them, in the language that is active.

The caller passes the clock in; only the template filters read it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

# Weekday, day, month; the year only when it is not the running one.
_DAY_FORMATS = {"da": "l j. F", "sv": "l j F", "en": "l j F"}
_SHORT_FORMATS = {"da": "j. F", "sv": "j F", "en": "j F"}
_TIME_FORMATS = {"da": "G.i", "sv": "G.i", "en": "G:i"}

_HOURS_SAID_AS_HOURS = 6
_UNITS = ((24 * 60, "days"), (60, "hours"), (1, "minutes"))


def day_in_words(day: date, *, today: date) -> str:
    """Return "tirsdag 24. november", with the year when it is not this year."""
    return _with_year(_format(day, _DAY_FORMATS), day=day, today=today)


def short_day(day: date, *, today: date) -> str:
    """Return "24. november", with the year when it is not this year."""
    return _with_year(_format(day, _SHORT_FORMATS), day=day, today=today)


def distance_in_days(day: date, *, today: date, closed: Collection[date] | None = None) -> str:
    """Return "i dag", "i morgen", "om 3 arbejdsdage" or "for 3 dage siden".

    closed: days that are no working days beside Saturday and Sunday. When given, days ahead
            are counted in working days; when None, in calendar days.
    """
    away = (day - today).days
    named = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if away in named:
        return named[away]
    if away < 0:
        return _days_ago(-away)
    if closed is None:
        return _in_days(away)
    return _in_working_days(_working_days(after=today, until=day, closed=closed))


def people_date(day: date, *, today: date, closed: Collection[date] | None = None) -> str:
    """Return "tirsdag 24. november, om 3 arbejdsdage"."""
    return pgettext("date and how far away it is", "%(day)s, %(distance)s") % {
        "day": day_in_words(day, today=today),
        "distance": distance_in_days(day, today=today, closed=closed),
    }


def clock_time(moment: datetime) -> str:
    """Return "14.05" (Danish, Swedish) or "14:05", in the municipality's own time."""
    return _format(timezone.localtime(moment), _TIME_FORMATS)


def moment_in_words(moment: datetime, *, now: datetime) -> str:
    """Return "tirsdag 24. november kl. 14.05": absolute, for reading and for titles."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    return _at_clock(day_in_words(local.date(), today=today), moment)


def near_moment(moment: datetime, *, now: datetime) -> str:
    """Return how long ago or ahead when that is near, otherwise the day and the time."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 60:
        return gettext("just now")
    if abs(seconds) < _HOURS_SAID_AS_HOURS * 3600:
        return _about(minutes=int(abs(seconds) // 60), ahead=seconds > 0)
    return _day_and_clock(moment, now=now)


def is_near(moment: datetime, *, now: datetime) -> bool:
    """Say whether `near_moment` tells the distance rather than the day and the time."""
    return abs(moment - now) < timedelta(hours=_HOURS_SAID_AS_HOURS)


def duration_in_words(duration: timedelta) -> str:
    """Return the two largest parts: "3 dage 4 timer", "1 time 5 minutter", "under 1 minut"."""
    minutes = int(abs(duration).total_seconds() // 60)
    if minutes == 0:
        return gettext("less than 1 minute")
    parts = []
    for size, name in _UNITS:
        count, minutes = divmod(minutes, size)
        parts.append((count, name))
    largest = next(place for place, (count, _) in enumerate(parts) if count)
    said = [_counted(count, name) for count, name in parts[largest : largest + 2] if count]
    return " ".join(said)


def _format(value: date, formats_by_language: dict[str, str]) -> str:
    language = (get_language() or "en")[:2]
    return str(formats.date_format(value, formats_by_language.get(language, "l j F")))


def _with_year(words: str, *, day: date, today: date) -> str:
    return words if day.year == today.year else f"{words} {day.year}"


def _days_ago(days: int) -> str:
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def _in_days(days: int) -> str:
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def _in_working_days(days: int) -> str:
    if days == 0:
        return gettext("before the next working day")
    words = ngettext("in %(days)d working day", "in %(days)d working days", days)
    return words % {"days": days}


def _working_days(*, after: date, until: date, closed: Collection[date]) -> int:
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(1 for day in days if day.weekday() < 5 and day not in closed)


def _about(*, minutes: int, ahead: bool) -> str:
    if minutes < 60:
        return _minutes_away(minutes, ahead=ahead)
    return _hours_away(minutes // 60, ahead=ahead)


def _minutes_away(minutes: int, *, ahead: bool) -> str:
    if ahead:
        words = ngettext("in %(minutes)d minute", "in %(minutes)d minutes", minutes)
    else:
        words = ngettext("%(minutes)d minute ago", "%(minutes)d minutes ago", minutes)
    return words % {"minutes": minutes}


def _hours_away(hours: int, *, ahead: bool) -> str:
    if ahead:
        words = ngettext("in %(hours)d hour", "in %(hours)d hours", hours)
    else:
        words = ngettext("%(hours)d hour ago", "%(hours)d hours ago", hours)
    return words % {"hours": hours}


def _day_and_clock(moment: datetime, *, now: datetime) -> str:
    day, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    if abs((day - today).days) <= 1:
        return _at_clock(distance_in_days(day, today=today), moment)
    return _at_clock(short_day(day, today=today), moment)


def _at_clock(day: str, moment: datetime) -> str:
    return pgettext("day and time of day", "%(day)s at %(time)s") % {
        "day": day,
        "time": clock_time(moment),
    }


def _counted(count: int, name: str) -> str:
    words = {
        "days": lambda: ngettext("%(count)d day", "%(count)d days", count),
        "hours": lambda: ngettext("%(count)d hour", "%(count)d hours", count),
        "minutes": lambda: ngettext("%(count)d minute", "%(count)d minutes", count),
    }
    return words[name]() % {"count": count}
