"""The sentence above a picture: computed from the same numbers, and true."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontaktpunkt.journeys.engine import waits
from kontaktpunkt.journeys.engine.behind import Fate
from kontaktpunkt.journeys.engine.course import Course
from kontaktpunkt.journeys.engine.dropout import DropOut, Fates
from kontaktpunkt.journeys.engine.flow import Edge, Flow
from kontaktpunkt.journeys.engine.paths import Paths
from kontaktpunkt.journeys.engine.repeats import Repeat
from kontaktpunkt.journeys.engine.rhythm import Calendar, Happens, Hour
from kontaktpunkt.journeys.engine.spectrum import Spectrum
from kontaktpunkt.journeys.engine.stages import Stages
from kontaktpunkt.journeys.engine.units import HandOver, UnitsMet
from kontaktpunkt.journeys.engine.waits import Loss, TimeUse
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.wording import (
    DAY,
    MINUTE,
    full_day,
    journeys_counted,
    number,
    percent,
    wait_words,
)

# What fewer journeys than this share meet is no headline.
WORTH_SAYING = 0.05
FEWEST_FOR_A_HEADLINE = 30
NOON = 12
MONDAY = date(2024, 1, 1)


def overview(*, time: TimeUse, flow: Flow, labels: Labels) -> str:
    """Say how long journeys last, and where the longest usual wait is."""
    lasts = _("Half of %(journeys)s lasted %(duration)s or less.") % {
        "journeys": journeys_counted(time.journeys),
        "duration": wait_words(time.median_seconds),
    }
    longest = longest_wait(flow=flow)
    if longest is None:
        return lasts
    return f"{lasts} " + _(
        "Of the steps that at least one journey in twenty takes, the longest usual wait is "
        "%(wait)s, between “%(source)s” and “%(target)s”."
    ) % {"wait": wait_words(longest.median_wait or 0), **_ends(longest, labels)}


def longest_wait(*, flow: Flow) -> Edge | None:
    """Return the pair with the longest median wait among those that many journeys pass."""
    many = [
        edge
        for edge in flow.between
        if edge.source != edge.target
        and edge.median_wait
        and edge.journeys >= flow.journeys * WORTH_SAYING
    ]
    return max(many, key=lambda edge: edge.median_wait or 0, default=None)


def flow(*, flow: Flow, labels: Labels) -> str:
    """Say which step follows which most often, and between which two most days go by."""
    if not flow.between:
        return _("No two touchpoints follow each other in enough journeys to be shown.")
    losses = waits.losses(edges=flow.edges)
    lost = f" {time(losses=losses, labels=labels)}" if losses else ""
    return _most_often(edge=flow.between[0], labels=labels) + lost


def _most_often(*, edge: Edge, labels: Labels) -> str:
    said = {"count": number(edge.count), **_ends(edge, labels)}
    if edge.median_wait is None:
        return _("“%(target)s” follows “%(source)s” most often: %(count)s times.") % said
    return _(
        "“%(target)s” follows “%(source)s” most often: %(count)s times, "
        "after %(wait)s at the median."
    ) % {**said, "wait": wait_words(edge.median_wait)}


def paths(*, paths: Paths) -> str:
    """Say how much the most frequent path and those shown cover."""
    if not paths.shown:
        return _("Every path was taken by so few that showing it would tell who they are.")
    covered = sum(path.journeys for path in paths.shown) / paths.journeys
    return _(
        "The most frequent path was taken by %(first)s of %(journeys)s; the %(count)s shown here "
        "cover %(covered)s."
    ) % {
        "first": percent(paths.shown[0].journeys / paths.journeys),
        "journeys": journeys_counted(paths.journeys),
        "count": number(len(paths.shown)),
        "covered": percent(covered),
    }


def time(*, losses: Sequence[Loss], labels: Labels) -> str:
    """Say where most days go by."""
    if not losses:
        return _("No wait between two touchpoints is known for enough journeys to be shown.")
    most = losses[0]
    return _(
        "Most days go by between “%(source)s” and “%(target)s”: %(days)s days of people's waiting, "
        "%(share)s of all that is shown."
    ) % {
        "source": labels.touchpoint(most.source),
        "target": labels.touchpoint(most.target),
        "days": number(most.days),
        "share": percent(most.share),
    }


def units(*, hand_overs: Sequence[HandOver], met: Sequence[UnitsMet], labels: Labels) -> str:
    """Say how many units journeys meet, and which hand-over is the most frequent."""
    several = sum(each.journeys for each in met if each.units > 1)
    total = sum(each.journeys for each in met)
    if not hand_overs and several:
        return _(
            "%(share)s of journeys meet more than one unit. Which unit hands over to which is not "
            "shown, because a rare hand-over would be given away: choose more journeys, or another "
            "way to see them."
        ) % {"share": percent(several / total)}
    if not total or not hand_overs:
        return _("No hand-over between units is known in enough journeys to be shown.")
    most = hand_overs[0]
    return _(
        "%(share)s of journeys meet more than one unit. “%(source)s” hands over to “%(target)s” "
        "most often: %(count)s times."
    ) % {
        "share": percent(several / total),
        "source": labels.unit(most.source),
        "target": labels.unit(most.target),
        "count": number(most.count),
    }


def repeats(*, repeats: Sequence[Repeat], days: int, labels: Labels) -> str:
    """Say after which touchpoint most have to come back."""
    worst = most_repeated(repeats=repeats)
    if worst is None:
        return _("No touchpoint is followed by enough own contacts to be shown.")
    return ngettext(
        "After “%(touchpoint)s”, %(share)s are in touch again within a day "
        "(%(again)s of %(n)s times).",
        "After “%(touchpoint)s”, %(share)s are in touch again within %(days)s days "
        "(%(again)s of %(n)s times).",
        days,
    ) % {
        "touchpoint": labels.touchpoint(worst.touchpoint),
        "share": percent(worst.share),
        "days": number(days),
        "again": number(worst.again),
        "n": number(worst.n),
    }


def most_repeated(*, repeats: Sequence[Repeat]) -> Repeat | None:
    """Return the touchpoint after which most have to come back, beyond what chance makes."""
    frequent = [each for each in repeats if each.n >= FEWEST_FOR_A_HEADLINE and each.again]
    return max(frequent, key=lambda each: each.interval.low, default=None)


def about(*, matter: str, count: int, journeys: int, labels: Labels) -> str:
    """Say what most of the journeys are about in which something happened."""
    said = {
        "count": number(count),
        "journeys": journeys_counted(journeys),
        "matter": labels.of("matter", matter),
    }
    if count == journeys:
        return _("All %(journeys)s in which that happened are about “%(matter)s”.") % said
    return (
        _("In %(count)s of the %(journeys)s in which that happened, it is about “%(matter)s”.")
        % said
    )


def drop_out(*, fates: Fates, drop_out: Sequence[DropOut], labels: Labels) -> str:
    """Say how many journeys fell silent, and after what."""
    if fates.open == fates.journeys:
        return _(
            "All %(journeys)s are still open: none has ended, and none has long been quiet."
        ) % {"journeys": journeys_counted(fates.journeys)}
    if not drop_out or fates.silent is None or fates.finished is None:
        return _("So few journeys fell silent, or were finished, that it cannot be shown.")
    settled = fates.silent + fates.finished
    if not fates.finished:
        return _(
            "Nothing in this log says when a journey is finished, so all %(silent)s that have long "
            "been quiet count as silent; most of them after “%(touchpoint)s”."
        ) % {
            "silent": journeys_counted(fates.silent),
            "touchpoint": labels.touchpoint(drop_out[0].touchpoint),
        }
    return _(
        "%(share)s of %(settled)s that are no longer open fell silent without an end; most of them "
        "after “%(touchpoint)s”."
    ) % {
        "share": percent(fates.silent / settled),
        "settled": journeys_counted(settled),
        "touchpoint": labels.touchpoint(drop_out[0].touchpoint),
    }


def silent_after(*, found: Sequence[DropOut], labels: Labels) -> str:
    """Say after which touchpoint the largest share falls silent."""
    most = max(found, key=lambda each: each.share, default=None)
    if most is None:
        return ""
    return _(
        "The largest share falls silent after “%(touchpoint)s”: %(share)s, that is %(dropped)s of "
        "%(reached)s that met it and are no longer open."
    ) % {
        "touchpoint": labels.touchpoint(most.touchpoint),
        "share": percent(most.share),
        "dropped": number(most.dropped),
        "reached": journeys_counted(most.reached),
    }


def work(*, use: TimeUse) -> str:
    """Say how much of the time that is known is waiting."""
    known = use.wait_seconds + use.work_seconds
    if not known:
        return _("Nothing is known of waiting or of work.")
    return _(
        "Of 100 days that are known as waiting or as work, %(wait)s are waiting: %(waited)s days "
        "of waiting, %(worked)s days of work."
    ) % {
        "wait": number(100 * use.wait_seconds / known, 1),
        "waited": number(use.wait_seconds / DAY),
        "worked": number(use.work_seconds / DAY, 1),
    }


def spectrum(*, found: Spectrum, source: str, target: str, labels: Labels) -> str:
    """Say how even the wait between two touchpoints is."""
    # Nobody counts the seconds of a wait.
    one, two, three = (wait_words(max(each, MINUTE)) for each in found.quartiles)
    return _(
        "From “%(source)s” to “%(target)s”: a quarter waits up to %(one)s, half up to %(two)s, "
        "three quarters up to %(three)s."
    ) % {
        "source": labels.touchpoint(source),
        "target": labels.touchpoint(target),
        "one": one,
        "two": two,
        "three": three,
    }


def calendar(*, found: Calendar) -> str:
    """Say on which day, or in which month, most happened."""
    contacts = found.what is Happens.CONTACT
    if found.days:
        most = max(found.days, key=lambda each: (each.count, each.day))
        middle = statistics.median([each.count for each in found.days])
        said = {
            "day": full_day(most.day),
            "count": number(most.count),
            "middle": number(int(middle)),
        }
        if contacts:
            return (
                _(
                    "Most people got in touch on %(day)s: %(count)s contacts. Half of the days "
                    "shown have %(middle)s or fewer."
                )
                % said
            )
        return (
            _(
                "Most happened on %(day)s: %(count)s steps. Half of the days shown have %(middle)s "
                "or fewer."
            )
            % said
        )
    if not found.months:
        return _("So little happened in each month that it cannot be shown.")
    month = max(found.months, key=lambda each: (each.count, each.first))
    said = {
        "month": formats.date_format(month.first, "F Y"),
        "count": number(month.count),
    }
    if contacts:
        return _("Most people got in touch in %(month)s: %(count)s contacts.") % said
    return _("Most happened in %(month)s: %(count)s steps.") % said


def months(*, found: Calendar) -> str:
    """Say in which month most happened and in which least; the first and last may not be whole."""
    whole = found.months[1:-1]
    if len(whole) < 2:
        return _("Too few months are whole to be compared.")
    least, most = (pick(whole, key=lambda each: (each.count, each.first)) for pick in (min, max))
    said = {
        "busiest": formats.date_format(most.first, "F Y"),
        "most": number(most.count),
        "quietest": formats.date_format(least.first, "F Y"),
        "least": number(least.count),
    }
    if found.what is Happens.CONTACT:
        return (
            _(
                "Of the whole months, %(busiest)s was the busiest with %(most)s contacts, "
                "%(quietest)s the quietest with %(least)s."
            )
            % said
        )
    return (
        _(
            "Of the whole months, %(busiest)s was the busiest with %(most)s steps, "
            "%(quietest)s the quietest with %(least)s."
        )
        % said
    )


def rhythm(*, found: Sequence[Hour]) -> str:
    """Say in which hour of the week most people get in touch, and how much of it is before noon."""
    most = max(found, key=lambda each: (each.count, -each.weekday, -each.hour))
    early = sum(each.count for each in found if each.hour < NOON)
    return _(
        "The busiest hour of the week is %(weekday)s from %(hour)s to %(next)s: %(count)s "
        "contacts. Of those shown, %(early)s come before noon."
    ) % {
        "weekday": formats.date_format(MONDAY + timedelta(days=most.weekday), "l"),
        "hour": most.hour,
        "next": most.hour + 1,
        "count": number(most.count),
        "early": percent(early / sum(each.count for each in found)),
    }


def stages(*, found: Stages) -> str:
    """Say how many journeys go beyond their first steps, and after which most fall silent."""
    first = found.places[0]
    onward = percent(first.goes_on / first.reached)
    silent = {
        stage.place: sum(each.journeys for each in stage.exits if each.fate is Fate.SILENT)
        for stage in found.places
    }
    worst = max(silent, key=lambda place: (silent[place], -place))
    if not silent[worst]:
        return _("%(share)s of journeys go on after their first step.") % {"share": onward}
    said = {
        "share": onward,
        "all": number(len(found.places)),
        "place": number(worst),
        "silent": journeys_counted(silent[worst]),
    }
    if silent[worst] == sum(silent.values()):
        return (
            _(
                "%(share)s of journeys go on after their first step. All %(silent)s that fall "
                "silent within the first %(all)s steps do so after step %(place)s."
            )
            % said
        )
    return (
        _(
            "%(share)s of journeys go on after their first step. Of the first %(all)s steps, most "
            "journeys fall silent after step %(place)s: %(silent)s."
        )
        % said
    )


def course(*, course: Course, longest: int | None, labels: Labels) -> str:
    """Say how long one journey lasted, and where it waited longest."""
    lasted = ngettext(
        "This journey has one step.",
        "This journey has %(steps)s steps in %(lasts)s.",
        course.journey.length,
    ) % {"steps": number(course.journey.length), "lasts": wait_words(course.journey.lasts)}
    if longest is None:
        return lasted
    here, there = course.steps[longest], course.steps[longest + 1]
    said = {"wait": wait_words(here.wait_seconds or 0)}
    if here.touchpoint is None or there.touchpoint is None:
        return f"{lasted} " + _("Its longest wait was %(wait)s.") % said
    said |= {
        "source": labels.touchpoint(here.touchpoint),
        "target": labels.touchpoint(there.touchpoint),
    }
    longest_words = _("Its longest wait was %(wait)s, between “%(source)s” and “%(target)s”.")
    return f"{lasted} " + longest_words % said


def _ends(edge: Edge, labels: Labels) -> dict[str, str]:
    return {
        "source": labels.touchpoint(edge.source or ""),
        "target": labels.touchpoint(edge.target or ""),
    }
