"""A log seen through a lens, and the questions that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from kontaktpunkt.journeys import writers
from kontaktpunkt.journeys.api import elsewhere
from kontaktpunkt.journeys.api.answers import Answer, in_words
from kontaktpunkt.journeys.api.conditions import UnknownCondition, check_number, filters_of
from kontaktpunkt.journeys.api.named import named
from kontaktpunkt.journeys.api.opening import TemporaryFolder, facts_of, prepared_folder
from kontaktpunkt.journeys.api.rows import Compared, Lasted, Wait, Way
from kontaktpunkt.journeys.api.said_hours import hours_of
from kontaktpunkt.journeys.engine import compare as comparing
from kontaktpunkt.journeys.engine import (
    dropout,
    durations,
    experience,
    families,
    flow,
    paths,
    repeats,
    rhythm,
    spectrum,
    stages,
)
from kontaktpunkt.journeys.engine import units as between_units
from kontaktpunkt.journeys.engine import waits as waiting
from kontaktpunkt.journeys.engine.dialect import MICROS
from kontaktpunkt.journeys.engine.filters import Filter, NotAll
from kontaktpunkt.journeys.engine.flow import Clock, Edge
from kontaktpunkt.journeys.engine.hours import Hours
from kontaktpunkt.journeys.engine.lens import Lens
from kontaktpunkt.journeys.engine.prepared import Prepared
from kontaktpunkt.journeys.engine.selection import GroupTooSmall, Selection, select
from kontaktpunkt.journeys.rules import SMALLEST, may_show
from kontaktpunkt.warehouse.anywhere import Place, is_elsewhere

TOO_FEW: Final = (
    f"These conditions keep, or leave out, fewer than {SMALLEST} journeys, "
    "which would tell of single persons; ask for less."
)

AFTER_AN_END: Final = (
    "After an outcome, or another end, nothing more was expected: what follows adds no days."
)


class NoOpeningHours(ValueError):
    """Waits in opening hours were asked for, and nobody said when it is open."""


@dataclass(frozen=True)
class Log:
    """Some journeys of a log: all of them, or those that conditions keep.

    A log is never changed: `through` and `where` return another one.

    >>> from kontaktpunkt import journeys
    >>> log = journeys.example()
    >>> log
    <Log example: 240 journeys by case, 960 events, 2026-01-05 to 2026-11-01>
    """

    folder: Place
    lens: str
    selection: Selection
    conditions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    _kept: TemporaryFolder | None = None
    _source: Path | None = None

    @classmethod
    def opened(
        cls,
        folder: Place,
        *,
        lens: str | Lens | None = None,
        silence_days: float | None = None,
        hours: Hours | None = None,
        **more: Any,
    ) -> Log:
        """Return the log in a folder; see `kontaktpunkt.journeys.open_log`."""
        slug, ready = prepared_folder(
            folder=folder, lens=lens, silence_days=silence_days, hours=hours
        )
        return cls(folder, slug, Selection(Prepared.open(folder=ready)), **more)

    # --- What it is -------------------------------------------------------------------------------

    @cached_property
    def name(self) -> str:
        """Return what the log is called."""
        return str(facts_of(folder=self.folder)["name"])

    @property
    def cases(self) -> int:
        """Return the number of journeys; by case, that is one for each case.

        >>> journeys.example().cases
        240
        """
        return self.selection.size

    @cached_property
    def events(self) -> int:
        """Return the number of events in these journeys."""
        return int(self.selection.journeys.length.sum().to_pyarrow().as_py() or 0)

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """Return the names of everything that happens in the log, in order of name.

        >>> journeys.example().touchpoints[:3]
        ('application', 'assessment', 'complaint')
        """
        return self._prepared.names["touchpoint"]

    @property
    def units(self) -> tuple[str, ...]:
        """Return the names of the units."""
        return self._prepared.names["unit"]

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the names of the channels."""
        return self._prepared.names["channel"]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the names of the outcomes."""
        return self._prepared.names["outcome"]

    @property
    def matters(self) -> tuple[str, ...]:
        """Return the codes of the matters or services."""
        return self._prepared.names["matter"]

    @property
    def first(self) -> datetime:
        """Return the moment of the log's first event, in its time zone, or else in UTC."""
        return _moment(self._prepared.about["log_first"], self._zone)

    @property
    def last(self) -> datetime:
        """Return the moment of the log's last event, in its time zone, or else in UTC."""
        return _moment(self._prepared.about["log_last"], self._zone)

    @property
    def _zone(self) -> str | None:
        """Return the time zone that the log was prepared for."""
        hours = self._prepared.about["hours"]
        return None if hours is None else str(hours["zone"])

    @property
    def _period(self) -> str:
        zone = " (UTC)" if self._zone is None else ""
        return f"{self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}{zone}"

    @property
    def coverage(self) -> float:
        """Return the share of the log's events that the lens sees."""
        return self._prepared.coverage

    # --- Which journeys ---------------------------------------------------------------------------

    def through(
        self,
        lens: str | Lens,
        *,
        silence_days: float | None = None,
        hours: Hours | str | None = None,
    ) -> Log:
        """Return the whole log through another lens.

        lens:         "case", "party" or "service" (a party within a matter), or a `Lens`.
        silence_days: a pause longer than this ends a party's journey.
        hours:        opening hours ("mon-fri 9-15") and time zone; needs preparing anew, seconds
                      per million events.
        Raises NoSuchLens with those that the log can be seen by.
        """
        return Log.opened(
            self.folder,
            lens=lens,
            silence_days=silence_days,
            hours=hours_of(hours),
            notices=self.notices,
            _kept=self._kept,
            _source=self._source,
        )

    def where(self, **conditions: Any) -> Log:
        """Return the journeys that meet every condition; whole journeys are kept, never steps.

        passed_through, never_reached: a touchpoint.
        followed_by, directly_followed_by: a pair of touchpoints.
        unit, channel, outcome, matter: a name.
        longer_than_days, score_below: a number.
        started_in: a pair of months ('2026-01', '2026-03'), both included.
        path: the touchpoints of exactly one path, such as `log.paths()[0].touchpoints`.
        family: the same of a family of the whole log, such as `log.families()[0].touchpoints`.
        began_with, ended_with, answered_about: a touchpoint.
        handed_over, came_straight_back: a pair of units.
        in_touch_again: a touchpoint and within how many days, ('letter', 7).
        standing: 'finished', 'silent' or 'open', and after how many days, ('silent', 60).
        at_step: a place, counted from 1, and the touchpoint there, (2, 'letter').
        units_met, steps: exactly so many.
        happened_in, in_touch_in: a month '2026-01'.
        common_path: True leaves out paths that fewer than seven journeys took.
        A list means each of its values. Raises UnknownName with the nearest names, and
        GroupTooSmall where fewer than seven journeys would be kept or left out. At most ten
        conditions go together: beyond that it raises TooManyConditions.

        >>> refused = log.where(outcome="refused", passed_through="hearing")
        >>> refused.cases
        60
        >>> log.where(unit="Buildings")
        Traceback (most recent call last):
        ...
        kontaktpunkt.journeys.api.conditions.UnknownName: The log has no unit 'Buildings'. It has, \
for example: 'Building'.
        """
        more = filters_of(conditions=conditions, prepared=self._prepared)
        said = tuple(f"{name}={value!r}" for name, value in conditions.items())
        return self._selected((*self._filters, *more), (*self.conditions, *said))

    @property
    def others(self) -> Log:
        """Return all other journeys of the log: those that the conditions leave out.

        >>> refused.others.cases
        180
        """
        rest = self.selection.others
        if not self.selection.filters or not may_show(journeys=rest.size):
            raise GroupTooSmall(TOO_FEW)
        said = (f"not ({', '.join(self.conditions)})",)
        return replace(self, selection=rest, conditions=said)

    @property
    def _filters(self) -> tuple[Filter, ...]:
        """Return filters that keep these journeys."""
        filters = self.selection.filters
        return (NotAll(filters=filters),) if self.selection.rest else filters

    def _selected(self, filters: tuple[Filter, ...], conditions: tuple[str, ...]) -> Log:
        check_number(filters=filters)
        try:
            found = select(prepared=self._prepared, filters=filters)
        except GroupTooSmall:
            raise GroupTooSmall(TOO_FEW) from None
        return replace(self, selection=found, conditions=conditions)

    # --- Questions --------------------------------------------------------------------------------

    def flow(self, *, clock: str = "wall") -> Answer[Edge]:
        """Return which touchpoint directly follows which: how often, and after how long.

        clock: "wall", or "open" for waits in opening hours, where the log was prepared with any.
        A row without a source begins a journey, one without a target ends it.

        >>> log.flow()[:2]
        240 journeys; 7 different steps from one touchpoint to the next.
        <BLANKLINE>
        source      target       count  journeys  median_wait  p90_wait  total_wait
        (start)     application  240    240
        assessment  decision     240    240       7.0 d        7.0 d     1,680.0 d
        """
        found = flow.flow(selection=self.selection, clock=self._clock(clock))
        sentence = (
            f"{_counted(found.journeys)}; {len(found.between)} different steps from one touchpoint "
            f"to the next{_also(found.hidden_edges, ', {} more are too rare to be told')}."
        )
        return Answer(sentence, found.edges, Edge)

    def paths(self, *, most: int = 12, together: bool = False) -> Answer[paths.Path]:
        """Return the most frequent whole routes.

        together: take paths as one that differ only in immediate repeats.

        >>> [path.journeys for path in log.paths(most=3)]
        [120, 60, 60]
        """
        _check_number("most", most, whole=True)
        found = paths.paths(selection=self.selection, most=most, together=together)
        rest = _also(
            found.other_journeys, f"; {{}} of them took one of {found.other_paths:,} other paths"
        )
        sentence = f"{_counted(found.journeys)}{rest}."
        return Answer(sentence, found.shown, paths.Path)

    def families(self) -> Answer[families.Family]:
        """Return the largest families of paths: those that differ little are one.

        >>> [(each.routes, each.journeys) for each in log.families()]
        [(2, 180), (1, 60)]
        """
        found = families.families(selection=self.selection)
        rest = _also(found.other_journeys, "; {} are of no family told")
        sentence = f"{_counted(found.journeys)}{rest}."
        return Answer(sentence, found.shown, families.Family)

    def waits(self, *, clock: str = "wall") -> Answer[Wait]:
        """Return where days go by between two touchpoints, most people x days first.

        >>> print(log.waits()[0].source, log.waits()[0].target)
        application assessment
        """
        edges = flow.flow(selection=self.selection, clock=self._clock(clock)).between
        lost = {(each.source, each.target): each for each in waiting.losses(edges=edges)}
        found = [Wait.of(edge, lost.get((edge.source or "", edge.target or ""))) for edge in edges]
        found.sort(key=lambda each: (-each.days, each.source, each.target))
        used = waiting.time_use(selection=self.selection)
        sentence = (
            f"{_counted(used.journeys)}: half take {in_words(used.median_seconds)} or less, "
            f"nine in ten {in_words(used.p90_seconds)} or less."
        )
        if any(each.median_wait and not each.days for each in found):
            sentence += f" {AFTER_AN_END}"
        return Answer(sentence, tuple(found), Wait)

    def work(self) -> Answer[waiting.Work]:
        """Return the time that touchpoints themselves take, where the log says when they ended."""
        found = waiting.work(selection=self.selection)
        sentence = "Work is known." if found else "The log does not say how long work took."
        return Answer(sentence, found, waiting.Work)

    def spectrum(self, source: str, target: str) -> Answer[spectrum.PassMonth]:
        """Return how even the way straight from one touchpoint to another is, month by month.

        >>> print(log.spectrum("assessment", "decision").sentence)
        240 times; a quarter waited 7.0 d or less, half 7.0 d, three quarters 7.0 d.
        """
        filters_of(conditions={"directly_followed_by": (source, target)}, prepared=self._prepared)
        found = spectrum.spectrum(selection=self.selection, source=source, target=target, most=1)
        if found is None:
            return Answer("Too few went that way to be told of.", (), spectrum.PassMonth)
        first, second, third = map(in_words, found.quartiles)
        sentence = (
            f"{found.n:,} times; a quarter waited {first} or less, half {second}, "
            f"three quarters {third}."
        )
        return Answer(sentence, found.months, spectrum.PassMonth)

    def how_long(
        self, source: str | None = None, target: str | None = None, *, clock: str = "wall"
    ) -> Answer[Lasted]:
        """Return how many journeys lasted how long, as a histogram's columns that hold any.

        source, target: how long they waited straight from one touchpoint to another instead, each
                        journey with its longest wait; clock is for that.

        >>> print(log.how_long().sentence)
        240 journeys: half took 34.5 d or less, nine in ten 57.2 d or less.
        >>> log.how_long("assessment", "decision")[0].journeys
        240
        """
        if (source is None) != (target is None):
            raise TypeError("Name both touchpoints between which they waited, or neither.")
        if source is None or target is None:
            found = durations.how_long(selection=self.selection)
        else:
            filters_of(
                conditions={"directly_followed_by": (source, target)}, prepared=self._prepared
            )
            found_between = durations.how_long_between(
                selection=self.selection, source=source, target=target, clock=self._clock(clock)
            )
            if found_between is None:
                return Answer("Too few went that way to be told of.", (), Lasted)
            found = found_between
        sentence = (
            f"{_counted(found.n)}: half took {in_words(found.median)} or less, nine in ten "
            f"{in_words(found.p90)} or less."
        )
        rows = tuple(Lasted.of(each, found.n) for each in found.columns if each.journeys)
        return Answer(sentence, rows, Lasted)

    def handovers(self, *, clock: str = "wall") -> Answer[between_units.HandOver]:
        """Return which unit hands over to which, and how long the party waits for it.

        >>> handover = log.handovers()[0]
        >>> (handover.source, handover.target, handover.count)
        ('Service centre', 'Building', 300)
        """
        found = between_units.hand_overs(selection=self.selection, clock=self._clock(clock))
        count = sum(each.count for each in found)
        sentence = f"{count:,} hand-overs from one unit to another."
        return Answer(_or_why(found, sentence, "hand-over"), found, between_units.HandOver)

    def units_met(self) -> Answer[between_units.UnitsMet]:
        """Return how many units a journey meets."""
        found = between_units.units_met(selection=self.selection)
        sentence = _or_why(found, "Units that a journey meets.", "unit")
        return Answer(sentence, found, between_units.UnitsMet)

    def repeats(self, *, days: float = repeats.USUAL_DAYS) -> Answer[repeats.Repeat]:
        """Return after which touchpoint parties have to come back within so many days."""
        _check_number("days", days)
        found = repeats.repeats(selection=self.selection, days=days)
        again = sum(each.again for each in found)
        sentence = f"{again:,} own contacts within {days:g} days after a touchpoint."
        return Answer(_or_why(found, sentence, "own contact again"), found, repeats.Repeat)

    def experience(self) -> Answer[experience.Experience]:
        """Return what people answered about each touchpoint, from 0 to 100."""
        found = experience.experience(selection=self.selection)
        count = sum(each.n or 0 for each in found)
        return Answer(_or_why(found, f"{count:,} answers.", "answer"), found, experience.Experience)

    def drop_out(self, *, days: float = dropout.USUAL_DAYS) -> Answer[dropout.DropOut]:
        """Return after which touchpoints journeys fall silent without having been finished."""
        _check_number("days", days)
        found = dropout.drop_out(selection=self.selection, days=days)
        fates = dropout.standing(selection=self.selection, days=days)
        told = (
            f"{_told(part)} {word}"
            for part, word in zip(
                (fates.finished, fates.silent, fates.open), ("finished", "silent", "open"),
                strict=True,
            )
        )  # fmt: skip
        rest = "" if found else " After no touchpoint did enough fall silent to be told of."
        sentence = f"{_counted(self.cases)}: {', '.join(told)}.{rest}"
        return Answer(sentence, found, dropout.DropOut)

    def stages(self, *, days: float = dropout.USUAL_DAYS) -> Answer[Way]:
        """Return the first steps of journeys by place: who goes on where, and who ends how.

        >>> [(way.place, way.source, way.journeys) for way in log.stages()][:2]
        [(1, 'application', 120), (1, 'application', 60)]
        """
        _check_number("days", days)
        found = stages.stages(selection=self.selection, days=days)
        ways = tuple(
            Way.of(stage.place, ribbon) for stage in found.places for ribbon in stage.ribbons
        )
        rest = _also(found.left_out, "; {} go ways that too few others go")
        sentence = f"{_counted(self.cases)}{rest}."
        return Answer(sentence, ways, Way)

    def hours(self) -> Answer[rhythm.Hour]:
        """Return when parties get in touch, by weekday (0 is Monday) and hour."""
        found = rhythm.hours(selection=self.selection)
        count = sum(each.count for each in found)
        sentence = f"{count:,} own contacts by weekday and hour."
        return Answer(_or_why(found, sentence, "own contact"), found, rhythm.Hour)

    def days(self) -> Answer[rhythm.Day]:
        """Return what happened on each day; nothing where single days tell of too few."""
        found = rhythm.calendar(selection=self.selection)
        sentence = f"Each {found.what} by day."
        if not found.days:
            sentence = (
                f"No {found.what} is told by day, as on most days too few journeys share one; "
                "ask by month."
            )
        return Answer(sentence, found.days, rhythm.Day)

    def months(self) -> Answer[rhythm.Month]:
        """Return what happened in each month.

        >>> log.months()[0].first.isoformat(), log.months()[0].count
        ('2026-01-01', 31)
        """
        found = rhythm.calendar(selection=self.selection)
        sentence = _or_why(found.months, f"Each {found.what} by month.", found.what)
        return Answer(sentence, found.months, rhythm.Month)

    def compare(self, other: Log) -> Answer[Compared]:
        """Return what differs between these journeys and others, beyond chance first.

        The other journeys may be of another log; touchpoints are the same where their names are.

        >>> found = refused.compare(refused.others)
        >>> found[0].measure, found[0].is_beyond_chance
        ('duration', True)
        """
        if not isinstance(other, Log):
            raise TypeError(f"Compare with another Log, such as `log.others`, not {other!r}.")
        try:
            found = comparing.compare(first=self.selection, second=other.selection)
        except GroupTooSmall:
            raise GroupTooSmall(f"A comparison needs {SMALLEST} journeys on each side.") from None
        beyond = sum(each.is_beyond_chance for each in found)
        sentence = (
            f"{_counted(self.cases)} beside {_counted(other.cases)}: {beyond} of {len(found)} "
            "measures differ beyond chance."
        )
        return Answer(sentence, tuple(map(Compared.of, found)), Compared)

    # --- Tables and files -------------------------------------------------------------------------

    @property
    def steps(self) -> ir.Table:
        """Return an Ibis table with a row for each step, to ask what is not asked here.

        Its rows are single journeys: what you show of them is yours to keep from being few.

        >>> log.steps.group_by("unit").agg(steps=log.steps.count()).order_by("unit").to_pandas()
                     unit  steps
        0        Building    540
        1  Service centre    420
        """
        return named(prepared=self._prepared, table=self.selection.steps)

    @property
    def journeys(self) -> ir.Table:
        """Return an Ibis table with a row for each journey; see `steps`.

        >>> int(log.journeys.contacts.sum().to_pyarrow().as_py())
        420
        """
        return named(prepared=self._prepared, table=self.selection.journeys).drop("lead")

    def export(
        self,
        path: str | Path,
        *,
        overwrite: bool = False,
        keep_keys: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> writers.Written:
        """Write the journeys to a file that other tools read; its name says in which format.

        `.xes`, `.xes.gz`, `.csv`, `.csv.gz` and `.parquet` hold these journeys, `.json`, `.xml` and
        `.sqlite` the whole log as OCEL 2.0. The file appears when it is finished, or not at all. An
        address that fsspec knows ("s3://bucket/permits.parquet") will do as well.

        keep_keys: keep the keys of cases as they stand in the log; otherwise each export draws new
                   pseudonyms. Exact times still tell which journeys of two exports are the same.
        Raises FileExistsError where there is a file already, unless `overwrite`, and CannotExport;
        the file that the log was read from is never replaced, as it holds more.
        """
        write = partial(
            writers.write,
            selection=self.selection,
            folder=self.folder,
            name=self.name,
            source=self._source,
            overwrite=overwrite,
            keep_keys=keep_keys,
            progress=progress,
        )
        if not is_elsewhere(path):
            return write(path=Path(path))
        address = str(path)
        if not overwrite and elsewhere.is_taken(address):
            raise FileExistsError(f"There is something at “{address}” already.")
        near = TemporaryFolder()
        done = write(path=near.path / PurePosixPath(address).name)
        elsewhere.put(near.path / PurePosixPath(address).name, address=address)
        return done

    def _clock(self, clock: str) -> Clock:
        if clock not in set(Clock):
            known = " and ".join(repr(each.value) for each in Clock)
            raise UnknownCondition(f"There is no clock {clock!r}; there are {known}.")
        wanted = Clock(clock)
        if wanted is Clock.OPEN and not (self._prepared.about["hours"] or {}).get("weekly"):
            raise NoOpeningHours(
                "The log was prepared without opening hours; give `hours` when it is read, "
                "or count waits in clock time."
            )
        return wanted

    @property
    def _prepared(self) -> Prepared:
        return self.selection.prepared

    def __repr__(self) -> str:
        where = f" where {', '.join(self.conditions)}" if self.conditions else ""
        return (
            f"<Log {self.name}: {_counted(self.cases)} by {self.lens}{where}, {self.events:,} "
            f"events, {self._period}>"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(what)}</th><td>{escape(value)}</td></tr>"
            for what, value in self._described().items()
        )
        return f"<p><strong>{escape(self.name)}</strong></p><table>{rows}</table>"

    def _described(self) -> Mapping[str, str]:
        return {
            "journeys": f"{self.cases:,} by {self.lens}",
            "where": ", ".join(self.conditions) or "all",
            "events": f"{self.events:,}",
            "touchpoints": f"{len(self.touchpoints):,}",
            "units": f"{len(self.units):,}",
            "period": self._period,
            "coverage": f"{self.coverage:.1%} of the log's events",
        } | ({"notes": " ".join(self.notices)} if self.notices else {})


def _check_number(name: str, value: float, *, whole: bool = False) -> None:
    kinds = int if whole else (int, float)
    if not isinstance(value, kinds) or isinstance(value, bool) or not value > 0:
        raise ValueError(f"{name} wants a number above 0, not {value!r}.")


def _counted(journeys: int) -> str:
    return f"{journeys:,} journey{'' if journeys == 1 else 's'}"


def _also(count: int, words: str) -> str:
    """Return words with a number in them; nothing where the number is nothing."""
    return words.format(f"{count:,}") if count else ""


def _or_why(rows: Sequence[object], sentence: str, what: str) -> str:
    """Return the sentence, or where there are no rows why not."""
    if rows:
        return sentence
    return f"No {what} is told: the log knows of none, or too few journeys share one."


def _told(part: int | None) -> str:
    return "few" if part is None else f"{part:,}"


def _moment(microseconds: int, zone: str | None) -> datetime:
    return datetime.fromtimestamp(microseconds / MICROS, ZoneInfo(zone) if zone else UTC)
