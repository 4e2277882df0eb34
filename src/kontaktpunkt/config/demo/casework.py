"""Cases from application to decision, told one by one until each is decided or comes to today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kontaktpunkt.cases.models import ADVERSE, Document
from kontaktpunkt.cases.rules import promised_day
from kontaktpunkt.config.demo.aftermath import tell_aftermath
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.chance import Chance, Evenly, Shares
from kontaktpunkt.config.demo.contact_rows import HANDED_OVER, Asked, Met
from kontaktpunkt.config.demo.days import Course, NotYet
from kontaktpunkt.config.demo.demand import season_of
from kontaktpunkt.config.demo.enquiries import asking_how_it_goes, visits_before
from kontaktpunkt.config.demo.hearings import hear
from kontaktpunkt.config.demo.papers import Paper, paper
from kontaktpunkt.config.demo.people import Person, Population
from kontaktpunkt.config.demo.talks import talk_before_deciding, talk_it_over
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.directory.models import ReadEntry, Role, Unit
from kontaktpunkt.directory.queries import WorkingCalendar

_BECAME_CASE = 0.3
_WITHDRAWN = 0.045
# How long a decision takes, as a share of what was promised: the median, and how far it spreads.
_USED_OF_PROMISE = (0.64, 0.36)
_SAYS_SO_WHEN_LATE = 0.82


@dataclass
class Casework:
    """All cases of the year, and the contacts that they caused."""

    evenly: Evenly
    told: list[Told] = field(default_factory=list)
    contacts: list[Met] = field(default_factory=list)


@dataclass
class Start:
    """How a case begins: who, about what, on which day, and from which question."""

    party: Person
    matter: Matter
    received: datetime
    origin: tuple[Met, Asked] | None = None


def tell_cases(world: World, people: Population, contacts: Sequence[Met]) -> Casework:
    """Tell the year's cases: some begin with a question, the others with an application."""
    chance = world.chance("cases")
    work = Casework(Evenly(world.chance("complaints")))
    expected = _expected(world)
    for code, matter in world.matters.items():
        if not matter.content.cases:
            continue
        begun = list(_from_questions(chance, matter, contacts, most=expected[code] * _BECAME_CASE))
        begun += _from_applications(world, chance, people, matter, expected[code] - len(begun))
        for start in begun:
            _tell(world, chance, work, start)
    return work


def _expected(world: World) -> dict[str, float]:
    volume = world.content.place["volume"]["cases"] * world.scale
    shares = {code: matter.content.cases for code, matter in world.matters.items()}
    return {code: volume * share / sum(shares.values()) for code, share in shares.items()}


def _from_questions(
    chance: Chance, matter: Matter, contacts: Sequence[Met], *, most: float
) -> Iterator[Start]:
    asked = [
        (met, met.party, question)
        for met in contacts
        for question in met.asked
        if met.party and question.matter.code == matter.code and question.outcome == HANDED_OVER
    ]
    for met, party, question in chance.sample(asked, min(len(asked), round(most))):
        yield Start(party, matter, met.ended_at, (met, question))


def _from_applications(
    world: World, chance: Chance, people: Population, matter: Matter, count: float
) -> Iterator[Start]:
    days = [day for day in world.window.days() if world.days[matter.unit.code].is_open(day)]
    when = Shares({day: season_of(matter, day) for day in days})
    for _ in range(max(1, round(count))):
        party = people.draw(chance, company_share=matter.content.company_share)
        yield Start(party, matter, world.window.in_office_hours(when.draw(chance), chance))


# --- One case ----------------------------------------------------------------------------------


def _tell(world: World, chance: Chance, work: Casework, start: Start) -> None:
    told = None
    try:
        days = world.days[start.matter.unit.code]
        course = Course(start=start.received, window=world.window, days=days, chance=chance)
        if start.origin:
            course.working_days(0, 1)
        told = _open(world, start, course)
        work.told.append(told)
        _tell_until_decided(told, course)
    except NotYet:
        pass
    if told is not None:
        work.contacts += visits_before(told, chance)
        work.contacts += asking_how_it_goes(told, chance)
        tell_aftermath(told, chance, work.evenly)


def _open(world: World, start: Start, course: Course) -> Told:
    chance, received = course.chance, start.received.date()
    worker = chance.choice(world.people(start.matter.unit, Role.CASEWORKER))
    title = chance.choice(start.matter.content.titles)
    told = Told(
        world=world,
        party=start.party,
        matter=start.matter,
        title=title.format(street=start.party.street, number=chance.randint(1, 120)),
        received_on=received,
        promised_on=_promised(start.matter, received, course.days.calendar),
        opened_at=course.minutes(20, 120),
        opened_by=worker,
        caseworker=worker if start.origin or chance.happens(0.4) else None,
        origin=start.origin,
    )
    told.open()
    return told


def _promised(matter: Matter, received: date, calendar: WorkingCalendar) -> date:
    return promised_day(
        received=received,
        deadline_days=matter.content.deadline_days,
        closed=calendar.closed,
        weekdays=calendar.weekdays,
    )


def _tell_until_decided(told: Told, course: Course) -> None:
    chance = course.chance
    due = _planned_decision(told, chance)
    if told.caseworker is None:
        worker = chance.choice(told.world.people(told.unit, Role.CASEWORKER))
        told.take(actor=worker, at=course.working_days(0, 3))
    if chance.happens(0.32):
        _ask_for_papers(told, course)
    if chance.happens(_WITHDRAWN):
        _withdraw(told, course)
        return
    due += timedelta(days=_at_the_boundary(told, course))
    if due > told.promised_on and chance.happens(_SAYS_SO_WHEN_LATE):
        _move_promise(told, course, due)
    if chance.happens(0.4):
        text = told.say("case_notes", chance)
        told.write_note(text=text, actor=told.worker, at=course.working_days(0, 2))
    if chance.happens(0.17):
        talk_it_over(told, course)
    _decide(told, course, due)


def _planned_decision(told: Told, chance: Chance) -> date:
    promised = (told.promised_on - told.received_on).days
    median, sigma = _USED_OF_PROMISE
    return told.received_on + timedelta(days=round(chance.spread(median * promised, sigma)))


def _ask_for_papers(told: Told, course: Course) -> None:
    asked_at = course.working_days(1, 4)
    awaited = told.ask_party(
        what=told.say("awaited", course.chance),
        by=told.days.after(asked_at.date(), course.chance.randint(7, 12)),
        actor=told.worker,
        at=asked_at,
    )
    file = _paper_for(told, awaited["what"])
    arrived = course.at_home(1, 9)
    told.receive_awaited(awaited, at=arrived, file=file)
    _look_at_it(told, arrived + timedelta(hours=20))


def _look_at_it(told: Told, at: datetime) -> None:
    """Let the caseworker open what came, unless it came just now."""
    if at > told.world.window.at:
        return
    document = next(row for model, row in told.rows if model is Document)
    told.add_row(
        ReadEntry,
        staff_id=told.worker.pk,
        subject_type="document",
        subject_id=document["id"],
        read_at=at,
        route="desk:case-document",
    )


def _paper_for(told: Told, what: str) -> Paper:
    name = told.words("awaited_files")[told.words("awaited").index(what)]
    return paper(name=name, title=what, lines=(told.world.municipality.name,))


def _withdraw(told: Told, course: Course) -> None:
    reason = told.say("closings", course.chance)
    told.close_without_decision(reason=reason, actor=told.worker, at=course.working_days(2, 8))


# --- The boundary between two units ------------------------------------------------------------


def _at_the_boundary(told: Told, course: Course) -> int:
    """Have another unit say its piece, where the story asks for it; return the days it took."""
    for story in told.world.content.stories("boundary"):
        if told.matter.code == story["matter"] and course.chance.happens(story["share"]):
            other = told.world.units[story["unit"]]
            return _ask_other_unit(told, course, other, days=story["days"])
    return 0


def _ask_other_unit(told: Told, course: Course, other: Unit, *, days: int) -> int:
    worker, left_at = told.worker, course.working_days(1, 3)
    asked = told.say("statements_asked", course.chance)
    told.hand_over(unit=other, reason=asked, actor=worker, at=left_at)
    colleague = course.chance.choice(told.world.people(other, Role.CASEWORKER))
    # It lies in a pile before anybody looks; the work itself is done in a day or two.
    told.take(actor=colleague, at=course.working_days(round(days * 0.5), round(days * 0.8)))
    said = told.say("statements_given", course.chance)
    back_at = course.working_days(1, round(days * 0.4))
    told.hand_over(unit=told.matter.unit, reason=said, actor=colleague, at=back_at)
    told.take(actor=worker, at=course.working_days(0, 3))
    return (course.now - left_at).days


# --- Promises and the decision -----------------------------------------------------------------


def _move_promise(told: Told, course: Course, due: date) -> None:
    """Tell the party, in time or a little late, that the promised day will not hold."""
    chance = course.chance
    told_on = told.promised_on - timedelta(days=chance.choice((9, 6, 4, 3, 2, 1, 1, -2)))
    _until(course, told_on)
    earliest = max(due, course.now.date()) + timedelta(days=chance.randint(2, 10))
    told.move_promise(
        to=told.days.after(earliest, 0),
        reason=told.say("promise_moves", chance),
        actor=told.worker,
        at=course.minutes(5, 90),
    )


def _decide(told: Told, course: Course, due: date) -> None:
    outcome = Shares(dict(told.matter.content.outcomes)).draw(course.chance)
    if outcome in ADVERSE:
        _until(course, due - timedelta(days=course.chance.randint(5, 12)))
        at = course.minutes(10, 120)
        told.calls = _owes_calls(told, at.date())
        told.intend(outcome=outcome, actor=told.worker, at=at)
        outcome = _before_refusing(told, course, outcome)
    _until(course, due)
    _write_decision(told, course, outcome)


def _until(course: Course, day: date) -> None:
    if day > course.now.date():
        course.working_day_after(day)


def calls_begin(world: World) -> date:
    """Return the day on which a unit begins to call before it decides: half-way in the year."""
    middle = world.window.first + timedelta(days=180)
    return middle - timedelta(days=middle.weekday())


def _owes_calls(told: Told, day: date) -> bool:
    for story in told.world.content.stories("calls"):
        if told.matter.code == story["waiting"]:
            return False
        if told.matter.code == story["called"]:
            return day >= calls_begin(told.world)
    return True


def _before_refusing(told: Told, course: Course, outcome: str) -> str:
    """Hold the call and the hearing; return the outcome that they lead to."""
    if told.call_duty is not None:
        outcome = talk_before_deciding(told, course, outcome)
    if outcome in ADVERSE and course.chance.happens(0.09):
        hear(told, course)
    return outcome


def _write_decision(told: Told, course: Course, outcome: str) -> None:
    written = {}
    if outcome in ADVERSE:
        written = {
            "rules_applied": told.say("rules_applied", course.chance),
            "reasons": told.say(f"reasons_{outcome}", course.chance),
            "appeal_guidance": told.matter.row.appeal_guidance,
        }
    told.decide(outcome=outcome, actor=told.worker, at=course.minutes(10, 120), **written)
