"""The calls: prepared, tried, held, and what they change."""

from datetime import datetime, timedelta

from kontaktpunkt.cases.models import ADVERSE
from kontaktpunkt.config.demo.call_rows import (
    Talk,
    finish_call,
    give_up,
    record_attempt,
    start_call,
)
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.chance import Chance
from kontaktpunkt.config.demo.days import Course
from kontaktpunkt.config.demo.hearings import hear_out
from kontaktpunkt.dialogue.rules import CONFIRMED, CORRECTED, NEW, Fact, Promise, Recorded

# The chance to reach somebody at the first try, the second, and so on.
_REACHED = (0.56, 0.52, 0.55, 0.4)
_WAIVED_AT_ONCE = 0.05
_CHANGED_BY_CALL = 0.14


def talk_before_deciding(told: Told, course: Course, outcome: str) -> str:
    """Hold the call that is owed; return the outcome that is intended after it."""
    if course.chance.happens(_WAIVED_AT_ONCE):
        reason = told.say("waivers", course.chance)
        told.waive_call(reason=reason, actor=told.worker, at=course.minutes(15, 200))
        return outcome
    is_held = _try_to_talk(told, course, wait=2)
    return _changed(told, course, outcome) if is_held else outcome


def talk_it_over(told: Told, course: Course) -> None:
    """Call while the case is being looked at, because that is quicker than a letter."""
    _try_to_talk(told, course, wait=3)


def talk_about_complaint(told: Told, course: Course) -> None:
    """Call at once when a complaint has come."""
    _try_to_talk(told, course, wait=3)


def _try_to_talk(told: Told, course: Course, *, wait: int) -> bool:
    talk = start_call(told, actor=told.worker, at=course.working_days(0, wait))
    if not _reach(talk, course):
        reason = str(told.world.content.words["not_reached"])
        give_up(talk, reason=reason, actor=told.worker, at=course.minutes(1, 9))
        return False
    _finish(talk, course)
    return True


def _reach(talk: Talk, course: Course) -> bool:
    for tried, probability in enumerate(_REACHED, start=1):
        at = course.minutes(1, 15)
        if course.chance.happens(probability):
            record_attempt(talk, reached=True, actor=talk.told.worker, at=at)
            return True
        again = _again(at) if tried < len(_REACHED) else None
        record_attempt(talk, reached=False, actor=talk.told.worker, at=at, try_again_at=again)
        if again:
            course.working_days(1, 2)
    return False


def _again(at: datetime) -> datetime:
    return (at + timedelta(days=1)).replace(minute=0, second=0)


def _finish(talk: Talk, course: Course) -> None:
    told, ended_at = talk.told, course.minutes(6, 24)
    hearing = finish_call(
        talk,
        recorded=_recorded(told, course.chance, ended_at),
        actor=told.worker,
        at=ended_at,
        answer_by=told.days.after(ended_at.date(), 10),
    )
    for awaited in told.waited_for():
        if course.chance.happens(0.92):
            told.receive_awaited(awaited, at=course.at_home(1, 4))
    if hearing is not None:
        hear_out(told, course, hearing)


def _recorded(told: Told, chance: Chance, at: datetime) -> Recorded:
    return Recorded(
        consent=True,
        steps=tuple(str(key) for key in told.world.guide_steps if chance.happens(0.84)),
        what_matters=told.say("matters_to_them", chance),
        alternatives=told.say("alternatives", chance),
        facts=_facts(told, chance),
        agreements=_agreements(told, chance, at),
    )


def _facts(told: Told, chance: Chance) -> tuple[Fact, ...]:
    facts = [Fact(CONFIRMED, told.say("facts_confirmed", chance))]
    if chance.happens(0.45):
        facts.append(Fact(CORRECTED, told.say("facts_corrected", chance)))
    if chance.happens(0.3):
        against = chance.happens(0.3)
        facts.append(Fact(NEW, told.say("facts_new", chance), weighs_against=against))
    return tuple(facts)


def _agreements(told: Told, chance: Chance, at: datetime) -> tuple[Promise, ...]:
    if not chance.happens(0.6):
        return ()
    who = "party" if chance.happens(0.55) else "municipality"
    by = told.days.after(at.date(), chance.randint(3, 6))
    return (Promise(told.say(f"agreements_{who}", chance), who, by),)


def _changed(told: Told, course: Course, outcome: str) -> str:
    """What was said in the call changes some outcomes for the better."""
    if not course.chance.happens(_CHANGED_BY_CALL):
        return outcome
    better = "partly" if outcome == "refused" and course.chance.happens(0.5) else "granted"
    if better == outcome or outcome not in ADVERSE:
        return outcome
    told.intend(outcome=better, actor=told.worker, at=course.minutes(30, 300))
    return better
