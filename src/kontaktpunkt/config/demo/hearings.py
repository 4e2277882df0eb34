"""Hearings: the party comments, or its last day passes."""

from kontaktpunkt.config.demo.case_rows import Row, Told
from kontaktpunkt.config.demo.days import Course

_COMMENTS = 0.72


def hear(told: Told, course: Course) -> None:
    """Put a fact to the party without a call, and hear it out."""
    at = course.minutes(20, 200)
    hearing = told.open_hearing(
        facts=told.say("hearing_facts", course.chance),
        answer_by=told.days.after(at.date(), 10),
        actor=told.worker,
        at=at,
    )
    hear_out(told, course, hearing)


def hear_out(told: Told, course: Course, hearing: Row) -> None:
    """Wait for the party's comment, or for its last day to pass, and close the hearing."""
    if course.chance.happens(_COMMENTS):
        reply = told.say("hearing_replies", course.chance)
        told.record_hearing_reply(hearing, reply=reply, at=course.at_home(1, 8))
        closed_at = course.working_days(0, 2)
    else:
        closed_at = course.working_day_after(hearing["answer_by"], 1)
    told.close_hearing(hearing, actor=told.worker, at=closed_at)
