"""`kontaktpunkt doctor`: is this installation sound?"""

import dataclasses
import json
import logging
import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kontaktpunkt.config import database
from kontaktpunkt.config.doctor import findings
from kontaktpunkt.config.doctor.findings import Check, Finding
from kontaktpunkt.config.environment import Environment, current
from kontaktpunkt.config.problems import InstallationError

MARKS = {
    "ok": "[green]✓[/]",
    "warning": "[yellow]![/]",
    "error": "[red]✗[/]",
    "skipped": "[dim]·[/]",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Check this installation; say what is wrong, why it matters, and the fix.

    Looks at the configuration, the machine, the database and its isolation, messages and jobs. It
    changes nothing and sends nothing. Ends with code 0 when all is well, 1 with warnings only, 2
    with an error, so that monitoring can call it.
    """
    found = examine()
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in found], indent=1))
    else:
        _show(found)
    sys.exit(findings.exit_code(found))


def examine() -> list[Finding]:
    """Run every check that can be run; a broken configuration leaves only its own findings."""
    try:
        env = current()
    except InstallationError as broken:
        return [findings.from_problem("configuration", problem) for problem in broken.problems]
    logging.disable(logging.ERROR)
    try:
        return findings.run(_checks(env), env)
    finally:
        logging.disable(logging.NOTSET)


def _checks(env: Environment) -> list[Check]:
    database.do_without_pool()
    # Only now, because these import models.
    import django

    django.setup()
    from kontaktpunkt.config.doctor import machine, service, stored

    return [
        Check(name="configuration", ask=lambda _: findings.fine(f"{env.mode}, no mistakes")),
        Check(name="python", ask=machine.python),
        Check(name="user", ask=machine.user),
        Check(name="time zones", ask=machine.time_zones),
        Check(name="folders", ask=machine.folders),
        Check(name="disk space", ask=machine.disk_space),
        Check(name="secrets", ask=machine.secrets_file),
        Check(name="front end", ask=machine.front_end),
        Check(name="translations", ask=machine.messages),
        Check(name="database", ask=stored.database),
        Check(name="clock", ask=stored.clock, needs="database"),
        Check(name="roles", ask=stored.roles, needs="database"),
        Check(name="extensions", ask=stored.extensions, needs="database"),
        Check(name="migrations", ask=stored.migrations, needs="database"),
        Check(name="isolation", ask=stored.policies, needs="migrations"),
        Check(name="search functions", ask=stored.search_functions, needs="migrations"),
        Check(name="municipalities", ask=service.municipalities, needs="migrations"),
        Check(name="documents", ask=service.documents, needs="migrations"),
        Check(name="worker", ask=service.worker, needs="migrations"),
        Check(name="outbox", ask=service.outbox, needs="migrations"),
        Check(name="mail", ask=service.mail),
        Check(name="text messages", ask=service.text_messages),
    ]


def _show(found: list[Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in found:
        table.add_row(MARKS[finding.level], finding.check, _text(finding))
    console = Console()
    console.print(table)
    console.print(f"\n{_summary(found)}")


def _text(finding: Finding) -> str:
    if not finding.fix:
        style = "dim" if finding.level == "skipped" else "default"
        return f"[{style}]{escape(finding.what)}[/]"
    lines = [escape(finding.what), f"[dim]why it matters:[/] {escape(finding.why)}"]
    return "\n".join([*lines, f"[bold]fix:[/] {escape(finding.fix)}"])


def _summary(found: list[Finding]) -> str:
    errors = sum(finding.level == "error" for finding in found)
    warnings = sum(finding.level == "warning" for finding in found)
    if not errors and not warnings:
        return "[green]All is well.[/]"
    parts = [f"{errors} wrong" if errors else "", f"{warnings} to look at" if warnings else ""]
    return ", ".join(part for part in parts if part) + "."
