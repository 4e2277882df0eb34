"""The sentence above a picture: computed from the same numbers, and true."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kontaktpunkt.journeys.engine.dropout import DropOut, Fates
from kontaktpunkt.journeys.engine.flow import Edge, Flow
from kontaktpunkt.journeys.engine.paths import Paths
from kontaktpunkt.journeys.engine.repeats import Repeat
from kontaktpunkt.journeys.engine.units import HandOver, UnitsMet
from kontaktpunkt.journeys.engine.waits import Loss, TimeUse
from kontaktpunkt.journeys.labels import Labels
from kontaktpunkt.journeys.wording import journeys_counted, number, percent, wait_words

# What fewer journeys than this share meet is no headline.
WORTH_SAYING = 0.05
FEWEST_FOR_A_HEADLINE = 30


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
        "The longest usual wait is %(wait)s, between “%(source)s” and “%(target)s”."
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
    """Say which step follows which most often."""
    if not flow.between:
        return _("No two touchpoints follow each other in enough journeys to be shown.")
    edge = flow.between[0]
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
    frequent = [each for each in repeats if each.n >= FEWEST_FOR_A_HEADLINE and each.again]
    if not frequent:
        return _("No touchpoint is followed by enough own contacts to be shown.")
    worst = max(frequent, key=lambda each: each.interval.low)
    return _(
        "After “%(touchpoint)s”, %(share)s are in touch again within %(days)s days "
        "(%(again)s of %(n)s times)."
    ) % {
        "touchpoint": labels.touchpoint(worst.touchpoint),
        "share": percent(worst.share),
        "days": number(days),
        "again": number(worst.again),
        "n": number(worst.n),
    }


def drop_out(*, fates: Fates, drop_out: Sequence[DropOut], labels: Labels) -> str:
    """Say how many journeys fell silent, and after what."""
    if not drop_out or fates.silent is None or fates.finished is None:
        return _("So few journeys fell silent, or were finished, that it cannot be shown.")
    settled = fates.silent + fates.finished
    return _(
        "%(share)s of %(settled)s that are no longer open fell silent without an end; most of them "
        "after “%(touchpoint)s”."
    ) % {
        "share": percent(fates.silent / settled),
        "settled": journeys_counted(settled),
        "touchpoint": labels.touchpoint(drop_out[0].touchpoint),
    }


def _ends(edge: Edge, labels: Labels) -> dict[str, str]:
    return {
        "source": labels.touchpoint(edge.source or ""),
        "target": labels.touchpoint(edge.target or ""),
    }
