"""Build the demonstration: every municipality in one transaction of its own."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from kontaktpunkt.config.demo.content import SLUGS, content_of
from kontaktpunkt.config.demo.days import Window
from kontaktpunkt.config.demo.log import Log
from kontaktpunkt.config.demo.sheets import Book
from kontaktpunkt.config.demo.structure import make_municipality
from kontaktpunkt.config.demo.tuning import fast_loading
from kontaktpunkt.config.demo.world import World
from kontaktpunkt.config.demo.year import tell_year
from kontaktpunkt.core import tenancy

SEED = 20261121

Report = Callable[[str], None]


def build_demo(
    *, report: Report, scale: float = 1.0, seed: int = SEED, at: datetime | None = None
) -> None:
    """Make the fictional municipalities with the twelve months up to `at`.

    report: is told in a few words what is being made.
    scale:  size of the year; 0.1 is a tenth.
    at:     the moment that is the present of the demonstration; now when None. The same seed and
            moment make the same year.
    """
    present = (at or timezone.now()).replace(second=0, microsecond=0)
    with fast_loading():
        for slug in SLUGS:
            make_one(slug=slug, report=report, scale=scale, seed=seed, at=present)
        report("indexes")


def make_one(*, slug: str, report: Report, scale: float, seed: int, at: datetime) -> World:
    """Make one municipality and its year; nothing of it stays if this fails."""
    content = content_of(slug)
    with transaction.atomic():
        municipality = make_municipality(content)
        zone = ZoneInfo(municipality.timezone)
        with (
            tenancy.acting_for(municipality),
            timezone.override(zone),
            translation.override(municipality.language),
        ):
            world = World(
                content=content,
                municipality=municipality,
                window=Window(at=at.astimezone(zone), zone=zone),
                seed=seed,
                scale=scale,
                book=Book(),
                log=Log(municipality_id=municipality.pk),
            )
            tell_year(world, report=report)
    return world
