"""Each morning: promises that run out, and parties to remind. Each night: files of nobody."""

from datetime import datetime, timedelta

from django.utils import timezone

from kontaktpunkt.cases import operations, queries, rules, storage
from kontaktpunkt.core.jobs import on_schedule
from kontaktpunkt.core.models import Municipality


@on_schedule(cron="30 6 * * *", name="cases.warn_of_promises", lock="cases.warn_of_promises")
def warn_of_promises(_municipality: Municipality) -> None:
    """Warn in every municipality."""
    warn_here(at=timezone.now())


def warn_here(*, at: datetime) -> int:
    """Warn of what runs out within days; return how many cases. A second run warns of none."""
    until = timezone.localdate(at) + timedelta(days=rules.WARNING_DAYS)
    cases = list(queries.unwarned(until=until))
    if cases:
        operations.warn_of_promises(cases=cases, at=at)
    return len(cases)


@on_schedule(cron="0 8 * * *", name="cases.remind_parties", lock="cases.remind_parties")
def remind_parties(_municipality: Municipality) -> None:
    """Remind parties in every municipality."""
    remind_here(at=timezone.now())


def remind_here(*, at: datetime) -> int:
    """Remind parties of what they have not sent; return how many. A second run reminds none."""
    due = queries.unreminded(today=timezone.localdate(at))
    for wish in due:
        operations.remind_party(wish=wish, at=at)
    return len(due)


@on_schedule(cron="50 2 * * *", name="cases.sweep_files", lock="cases.sweep_files")
def sweep_files(_municipality: Municipality) -> None:
    """Remove files that an upload left behind when the power went."""
    sweep_here(at=timezone.now())


def sweep_here(*, at: datetime) -> int:
    """Remove files that no document names; return how many."""
    return storage.sweep(known=queries.stored_names, at=at)
