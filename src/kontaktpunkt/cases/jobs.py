"""Each morning: promises that run out, and parties to remind. Each night: files of nobody."""

from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from kontaktpunkt.cases import operations, queries, rules, storage
from kontaktpunkt.core.jobs import once_per_municipality


@app.periodic(cron="30 6 * * *")
@app.task(
    name="cases.warn_of_promises",
    queueing_lock="cases.warn_of_promises",
    lock="cases.warn_of_promises",
)
def warn_of_promises(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Warn in every municipality."""
    once_per_municipality(
        name="cases.warn_of_promises", work=lambda _: warn_here(at=timezone.now())
    )


def warn_here(*, at: datetime) -> int:
    """Warn of what runs out within days; return how many cases. A second run warns of none."""
    until = timezone.localdate(at) + timedelta(days=rules.WARNING_DAYS)
    cases = list(queries.unwarned(until=until))
    if cases:
        operations.warn_of_promises(cases=cases, at=at)
    return len(cases)


@app.periodic(cron="0 8 * * *")
@app.task(
    name="cases.remind_parties",
    queueing_lock="cases.remind_parties",
    lock="cases.remind_parties",
)
def remind_parties(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Remind parties in every municipality."""
    once_per_municipality(
        name="cases.remind_parties", work=lambda _: remind_here(at=timezone.now())
    )


def remind_here(*, at: datetime) -> int:
    """Remind parties of what they have not sent; return how many. A second run reminds none."""
    due = queries.unreminded(today=timezone.localdate(at))
    for wish in due:
        operations.remind_party(wish=wish, at=at)
    return len(due)


@app.periodic(cron="50 2 * * *")
@app.task(name="cases.sweep_files", queueing_lock="cases.sweep_files", lock="cases.sweep_files")
def sweep_files(timestamp: int) -> None:  # noqa: ARG001 - the scheduler gives it
    """Remove files that an upload left behind when the power went."""
    once_per_municipality(name="cases.sweep_files", work=lambda _: sweep_here(at=timezone.now()))


def sweep_here(*, at: datetime) -> int:
    """Remove files that no document names; return how many."""
    return storage.sweep(known=queries.stored_names, at=at)
