"""What comes after a decision: complaints, and the calls about them."""

from kontaktpunkt.cases.models import ADVERSE
from kontaktpunkt.config.demo.case_rows import Told
from kontaktpunkt.config.demo.chance import Chance, Evenly
from kontaktpunkt.config.demo.days import Course, NotYet
from kontaktpunkt.config.demo.talks import talk_about_complaint

_USUAL_APPEALS = 0.13
# A call before the decision halves them, in every matter.
_AFTER_A_CALL = 0.48
_LESS_WHEN_PARTLY = 0.75
_ABOUT_HANDLING = 0.008
_ABOUT_HANDLING_WHEN_LATE = 0.07
_CALLED_ABOUT_COMPLAINT = 0.6


def tell_aftermath(told: Told, chance: Chance, evenly: Evenly) -> None:
    """Tell whether the party complains, and what then happens."""
    if told.decided_at is None:
        return
    kind = _complains_about(told, chance, evenly)
    if not kind:
        return
    try:
        window = told.world.window
        course = Course(start=told.decided_at, window=window, days=told.days, chance=chance)
        _complain(told, course, kind)
    except NotYet:
        return


def _complains_about(told: Told, chance: Chance, evenly: Evenly) -> str:
    group = (told.matter.code, told.outcome, told.call_state)
    if evenly.happens(group, _appeal_probability(told)):
        return "appeal"
    assert told.decided_at is not None, "only what is decided has an aftermath"
    late = told.decided_at.date() > told.promised_on
    handling = _ABOUT_HANDLING_WHEN_LATE if late else _ABOUT_HANDLING
    return "service" if chance.happens(handling) else ""


def _appeal_probability(told: Told) -> float:
    if told.outcome not in ADVERSE:
        return 0.0
    usual = _USUAL_APPEALS
    for story in told.world.content.stories("calls"):
        if told.matter.code in {story["called"], story["waiting"]}:
            usual = story["complaints"]
    called = _AFTER_A_CALL if told.call_state == "settled" else 1.0
    return usual * called * (_LESS_WHEN_PARTLY if told.outcome == "partly" else 1.0)


def _complain(told: Told, course: Course, kind: str) -> None:
    word = "complaints_appeal" if kind == "appeal" else "complaints_service"
    text = told.say(word, course.chance)
    told.register_complaint(kind=kind, text=text, at=course.at_home(2, 26))
    if told.calls and course.chance.happens(_CALLED_ABOUT_COMPLAINT):
        talk_about_complaint(told, course)
