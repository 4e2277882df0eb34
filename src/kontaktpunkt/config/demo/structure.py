"""The municipality before anything happens: units, staff, catalogue, guide, surveys."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.easter import easter  # type: ignore[import-untyped]
from django.contrib.auth.hashers import make_password

from kontaktpunkt.catalogue import operations as catalogue
from kontaktpunkt.catalogue.models import MatterType, Service
from kontaktpunkt.config.demo.content import Content, MatterContent, UnitContent
from kontaktpunkt.config.demo.days import Window, working_days_of
from kontaktpunkt.config.demo.world import Matter, World
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.dialogue.guide import seed_guide
from kontaktpunkt.dialogue.models import GuideStep
from kontaktpunkt.directory import kinds
from kontaktpunkt.directory.models import ClosingDay, Role, Staff, Unit
from kontaktpunkt.listening import operations as listening

# Outside demo mode nobody can log in with it: `is_demo` municipalities are refused there.
PASSWORD = "fjordby-demo"  # noqa: S105 - invented people have nothing to hide


def make_municipality(content: Content) -> Municipality:
    """Create the municipality itself; outside of all tenancies."""
    return Municipality.objects.create(**content.municipality, is_demo=True)


def make_structure(world: World) -> None:
    """Create everything that is there on the first morning."""
    _make_units(world)
    _make_closing_days(world)
    world.days = {
        code: working_days_of(unit=unit, window=world.window) for code, unit in world.units.items()
    }
    _make_staff(world)
    _make_matters(world)
    _make_articles(world)
    _make_guide(world)
    _make_surveys(world)


def opening_moment(window: Window) -> datetime:
    """The morning on which the municipality begins to use the software."""
    return window.moment(window.first - timedelta(days=1), 7)


# --- Units and people --------------------------------------------------------------------------


def _make_units(world: World) -> None:
    for each in world.content.units:
        world.units[each.code] = _make_unit(world, each)
        world.log.record(
            kind=kinds.UNIT_OPENED, at=opening_moment(world.window), subjects=[], unit=each.code
        )


def _make_unit(world: World, content: UnitContent) -> Unit:
    host = world.content.municipality["email"].partition("@")[2]
    return Unit.objects.create(
        code=content.code,
        name=content.name,
        parent=world.units.get(content.parent),
        phone=world.municipality.phone,
        email=f"{content.code}@{host}",
        opens=content.opens,
        closes=content.closes,
        is_service_centre=content.service_centre,
    )


def _make_closing_days(world: World) -> None:
    years = {world.window.first.year, world.window.today.year, world.window.today.year + 1}
    ClosingDay.objects.bulk_create(
        ClosingDay(unit=world.units.get(rule.get("unit", "")), day=day, reason=rule["reason"])
        for rule in world.content.place["closing_days"]
        for day in (_closing_day(rule, year) for year in sorted(years))
    )


def _closing_day(rule: dict[str, Any], year: int) -> date:
    if "easter" in rule:
        sunday: date = easter(year)
        return sunday + timedelta(days=rule["easter"])
    return date(year, rule["month"], rule["day"])


def _make_staff(world: World) -> None:
    # Hashing is slow on purpose; one hash for all invented people is enough.
    password = make_password(PASSWORD)
    rows = Staff.objects.bulk_create(
        Staff(
            name=each.name,
            email=email_of(each.name, slug=world.content.slug),
            role=each.role,
            unit=world.units[each.unit],
            password=password,
        )
        for each in world.content.staff
    )
    for row in rows:
        world.staff.setdefault(row.unit.code, []).append(row)
        world.log.record(
            kind=kinds.STAFF_APPOINTED,
            at=opening_moment(world.window),
            subjects=[],
            unit=row.unit.code,
            role=row.role,
        )


_PLAIN_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "a", "ö": "o", "é": "e"})


def email_of(name: str, *, slug: str) -> str:
    """Return an address that no mail server in the world delivers to."""
    return f"{name.casefold().translate(_PLAIN_LETTERS).replace(' ', '.')}@{slug}.example.com"


# --- Catalogue ---------------------------------------------------------------------------------


def _make_matters(world: World) -> None:
    services = {each["code"]: Service.objects.create(**each) for each in world.content.services}
    late_callers = {story["called"] for story in world.content.stories("calls")} | {
        story["waiting"] for story in world.content.stories("calls")
    }
    for content in world.content.matters:
        row = _define_matter(world, content, services, calls=content.code not in late_callers)
        _set_channels(world, content, row)
        unit = world.units[content.unit]
        world.matters[content.code] = Matter(content=content, row=row, unit=unit, articles=())


def _define_matter(
    world: World, content: MatterContent, services: dict[str, Service], *, calls: bool
) -> MatterType:
    return catalogue.define_matter(
        code=content.code,
        external_code=content.kle,
        name=content.name,
        service=services[content.service],
        unit=world.units[content.unit],
        law_profile=content.law,
        promise_days=content.promise_days,
        published_deadline_days=content.deadline_days,
        calls_before_refusal=calls,
        appeal_guidance=world.content.appeals.get(content.appeal, ""),
        search_words=content.words,
        actor=world.person(Role.ADMINISTRATOR),
        at=opening_moment(world.window),
    )


def _set_channels(world: World, content: MatterContent, row: MatterType) -> None:
    for channel, stance in content.channels.items():
        catalogue.set_channel(
            matter_type=row,
            channel=channel,
            stance=stance,
            advice=content.advice if stance == "recommended" else "",
            self_service_url=_self_service(world, content) if channel == "web" else "",
            actor=world.person(Role.SERVICE_DESIGNER),
            at=opening_moment(world.window),
        )


def _self_service(world: World, content: MatterContent) -> str:
    return f"https://{world.content.slug}.example.com/{content.code}"


def _make_articles(world: World) -> None:
    for content in world.content.articles:
        rows = [world.matters[code].row for code in content.matters]
        world.articles[content.title] = catalogue.write_article(
            title=content.title,
            summary=content.summary,
            body=content.body,
            search_words=" ".join(dict.fromkeys(" ".join(r.search_words for r in rows).split()))[
                :300
            ],
            matter_types=rows,
            actor=world.person(Role.SERVICE_DESIGNER),
            at=opening_moment(world.window),
        )
    for code, matter in world.matters.items():
        world.matters[code] = Matter(
            content=matter.content,
            row=matter.row,
            unit=matter.unit,
            articles=tuple(_article_keys(world, code)),
        )


def _article_keys(world: World, code: str) -> Iterator[int]:
    for content in world.content.articles:
        if code in content.matters:
            yield world.articles[content.title].pk


# --- Guide and surveys -------------------------------------------------------------------------


def _make_guide(world: World) -> None:
    seed_guide(language=world.municipality.language)
    GuideStep.objects.bulk_create(
        GuideStep(
            unit=world.units[step["unit"]],
            phase=step["phase"],
            kind=step["kind"],
            text=step["text"],
            position=place,
        )
        for place, step in enumerate(world.content.words["guide"], start=1)
    )
    steps = GuideStep.objects.filter(unit=None, kind=GuideStep.Kind.STEP)
    world.guide_steps = list(steps.values_list("pk", flat=True))


def _make_surveys(world: World) -> None:
    titles = world.content.place["survey_titles"]
    for survey in listening.seed_surveys(
        language=world.municipality.language, at=opening_moment(world.window)
    ):
        survey.title = titles.get(survey.code, survey.title)
        survey.save(update_fields=["title"])
