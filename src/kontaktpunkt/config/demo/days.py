"""The working days and hours of the invented year, as the units really keep them."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kontaktpunkt.config.demo.chance import Chance, Shares
from kontaktpunkt.directory.models import Unit
from kontaktpunkt.directory.queries import WorkingCalendar, calendar_of

HISTORY_DAYS = 365

# When in the day people get in touch: a first peak before ten, a second after lunch.
_OFFICE_HOURS = Shares({8: 7, 9: 14, 10: 15, 11: 11, 12: 7, 13: 11, 14: 9, 15: 4})
# When they sit down with a form or a survey at home.
_FREE_HOURS = Shares({7: 4, 8: 5, 9: 5, 12: 5, 15: 4, 16: 7, 17: 7, 18: 8, 19: 10, 20: 11, 21: 8})


class NotYet(Exception):
    """The next thing would happen after the moment at which the demonstration is made."""


class Window:
    """The year that is told, in the municipality's own time."""

    def __init__(self, *, at: datetime, zone: ZoneInfo) -> None:
        self.at = at
        self.zone = zone
        self.today = at.astimezone(zone).date()
        self.first = self.today - timedelta(days=HISTORY_DAYS)

    def days(self) -> list[date]:
        """Return every day from the first to today."""
        return [self.first + timedelta(days=n) for n in range(HISTORY_DAYS + 1)]

    def moment(self, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """Return a moment of a local day."""
        return datetime.combine(day, time(hour, minute, second), tzinfo=self.zone)

    def in_office_hours(self, day: date, chance: Chance) -> datetime:
        """Draw a moment of the day while offices are open."""
        return self._drawn(day, _OFFICE_HOURS.draw(chance), chance)

    def in_free_hours(self, day: date, chance: Chance) -> datetime:
        """Draw a moment of the day when people see to their own affairs."""
        return self._drawn(day, _FREE_HOURS.draw(chance), chance)

    def _drawn(self, day: date, hour: int, chance: Chance) -> datetime:
        return self.moment(day, hour, chance.randrange(60), chance.randrange(60))

    def latest(self, *, month: int, day: int, days_ago: int) -> date:
        """Return the most recent such calendar day that is at least so many days ago."""
        this_year = date(self.today.year, month, day)
        if (self.today - this_year).days >= days_ago:
            return this_year
        return this_year.replace(year=this_year.year - 1)

    def has_happened(self, moment: datetime) -> bool:
        """Say whether the moment lies before the one at which the demonstration is made."""
        return moment <= self.at


class WorkingDays:
    """One unit's working days, indexed so that counting them costs nothing."""

    def __init__(self, calendar: WorkingCalendar, *, window: Window) -> None:
        self.calendar = calendar
        last = window.today + timedelta(days=200)
        span = (last - window.first).days + 60
        days = (window.first - timedelta(days=30) + timedelta(days=n) for n in range(span))
        self._days = [
            day for day in days if day.weekday() in calendar.weekdays and day not in calendar.closed
        ]

    def is_open(self, day: date) -> bool:
        """Say whether the unit works on the day."""
        place = bisect_left(self._days, day)
        return place < len(self._days) and self._days[place] == day

    def after(self, day: date, count: int) -> date:
        """Return the working day so many working days after the day; 0 is the same or next."""
        if count == 0:
            return self._days[bisect_left(self._days, day)]
        return self._days[bisect_right(self._days, day) + count - 1]

    def before(self, day: date) -> date:
        """Return the last working day before the day."""
        return self._days[bisect_left(self._days, day) - 1]

    def between(self, first: date, last: date) -> int:
        """Return how many working days lie after the first up to and with the last."""
        return bisect_right(self._days, last) - bisect_right(self._days, first)


class Course:
    """The time of one story, moving forward until it comes to the present."""

    def __init__(
        self, *, start: datetime, window: Window, days: WorkingDays, chance: Chance
    ) -> None:
        self.now = start
        self.window = window
        self.days = days
        self.chance = chance
        self._check(start)

    def minutes(self, fewest: float, most: float) -> datetime:
        """Let minutes pass; raises NotYet."""
        return self._check(self.now + timedelta(minutes=self.chance.uniform(fewest, most)))

    def working_days(self, fewest: int, most: int) -> datetime:
        """Let working days pass and come to some moment of the last one; raises NotYet."""
        return self.working_day_after(self.now.date(), self.chance.randint(fewest, most))

    def working_day_after(self, day: date, count: int = 0) -> datetime:
        """Come to the working day so many after the day, later than now; raises NotYet."""
        reached = self.days.after(max(day, self.now.date()), count)
        moment = self.window.in_office_hours(reached, self.chance)
        if moment <= self.now:
            return self.minutes(5, 50)
        return self._check(moment)

    def at_home(self, fewest: int, most: int) -> datetime:
        """Let days pass, weekends too, and come to a moment in somebody's free time."""
        day = self.now.date() + timedelta(days=self.chance.randint(fewest, most))
        moment = self.window.in_free_hours(day, self.chance)
        return self._check(max(moment, self.now + timedelta(minutes=self.chance.uniform(20, 90))))

    def _check(self, moment: datetime) -> datetime:
        if not self.window.has_happened(moment):
            raise NotYet
        self.now = moment
        return moment


def working_days_of(*, unit: Unit, window: Window) -> WorkingDays:
    """Return the unit's working days around the window."""
    return WorkingDays(calendar_of(unit=unit, around=window.today), window=window)
