"""Bring the demo's data folder to where pages can be shown: built, migrated, filled."""

import dataclasses
import shutil
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kontaktpunkt.config import console, database, demo, demo_state, postgres
from kontaktpunkt.config.commands.build import build_all
from kontaktpunkt.config.doctor import stored
from kontaktpunkt.config.environment import Environment
from kontaktpunkt.config.problems import InstallationError, Problem
from kontaktpunkt.core.jobs import once_per_municipality
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.journeys import logs

Report = Callable[[str], None]


def prepare(env: Environment, *, scale: float) -> list[dict[str, str]]:
    """Do what is missing, with a line of progress each; return the logins to show.

    An interrupted run is safe: what it began to build is thrown away by the next one.
    """
    _build()
    _migrate()
    _fill(env, scale)
    with console.step("Journeys, discovered from what happened") as step:
        _discover_journeys(step.report)
    return _logins()


def _build() -> None:
    with console.step("Stylesheets, scripts and translations") as step:
        build_all(report=step.report)


def _migrate() -> None:
    with console.step("Tables and access rules"), database.as_owner():
        executor = MigrationExecutor(connection)
        # Policies and grants come after the last migration: an interrupted start may lack them.
        if executor.migration_plan(executor.loader.graph.leaf_nodes()) or stored.isolation_gaps():
            call_command("migrate", interactive=False, verbosity=0)


def _fill(env: Environment, scale: float) -> None:
    with database.as_owner():
        state = demo_state.read()
    if state == "other":
        raise InstallationError(_somebody_elses())
    if state == "unfinished":
        _start_over(env)
    if state in {"empty", "unfinished"}:
        with console.step("Two municipalities with a year of history") as step:
            _build_demo(step.report, scale)
        with database.as_owner():
            demo_state.mark_complete()


def _build_demo(report: Report, scale: float) -> None:
    with database.as_owner():
        demo_state.mark_building()
    demo.build_demo(report=report, scale=scale)


def _discover_journeys(report: Report) -> None:
    """Export and prepare the logs now, also when a newer program prepares them differently.

    From here on it is nightly work.
    """

    def refresh(municipality: Municipality) -> None:
        report(municipality.name)
        logs.refresh_own(municipality=municipality, at=timezone.now())

    once_per_municipality(name="demo.journeys", work=refresh)


def _start_over(env: Environment) -> None:
    """Make the database anew: an earlier start was interrupted while it filled it."""
    if not env.uses_embedded_database:
        raise InstallationError(_unfinished_elsewhere())
    with console.step("Throwing away a demo that was not finished"):
        connection.close()
        info = postgres.ensure_running(env.data)
        postgres.recreate_database(info)
        for folder in (env.media, env.warehouse):
            shutil.rmtree(folder, ignore_errors=True)
    _migrate()


def _somebody_elses() -> Problem:
    return Problem(
        what="The database holds municipalities that no demo made.",
        why="In demo mode anybody can be anybody; that is for invented people only.",
        fix="Name another folder with --data, unset DATABASE_URL, or use `serve` and `worker`.",
    )


def _unfinished_elsewhere() -> Problem:
    return Problem(
        what="The database in DATABASE_URL holds a demo that was not finished.",
        why="Its numbers and stories would be wrong.",
        fix="Drop and create that database, or unset DATABASE_URL to use the embedded one.",
    )


def _logins() -> list[dict[str, str]]:
    return [dataclasses.asdict(login) for login in demo.logins()]
