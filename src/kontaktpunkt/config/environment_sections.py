"""What each part of the environment may say, and what production refuses."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import SplitResult, unquote, urlsplit

from kontaktpunkt.config.environment_reader import Reader
from kontaktpunkt.config.problems import Problem
from kontaktpunkt.config.variables import NAMES

SmsProvider = Literal["gatewayapi", "46elks"]
Security = Literal["plain", "starttls", "tls"]

MEGABYTE = 1024 * 1024
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
MAIL_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("plain", 25),
    "smtp+tls": ("starttls", 587),
    "smtps": ("tls", 465),
}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where e-mails are handed in."""

    host: str
    port: int
    security: Security
    user: str
    password: str


@dataclass(frozen=True, kw_only=True)
class SmsService:
    """Where text messages are handed in."""

    provider: SmsProvider
    url: str
    token: str
    sender: str


def refuse_unknown(reader: Reader) -> None:
    """Complain about names that only look like ours: mistyped, or of another version."""
    for name in sorted(reader.environ):
        if name.startswith("KONTAKTPUNKT_") and name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            hint = (
                f"Did you mean {near[0]}?"
                if near
                else "Remove it; docs/configuration.md lists all."
            )
            reader.problems.append(
                Problem(
                    what=f"{name} is not a variable that Kontaktpunkt knows.",
                    why="What it was meant to set is not set.",
                    fix=hint,
                )
            )


def public_url(reader: Reader, mode: str, port: int) -> str:
    """Return the address that people use, without a path."""
    name = "KONTAKTPUNKT_PUBLIC_URL"
    parts = reader.address(name, f"http://localhost:{port}", ("https", "http"))
    if parts is None:
        return ""
    if parts.path.strip("/") or parts.query or parts.fragment:
        reader.complain(name, "has a path after the host", fix="Write only https://host.")
    if mode == "production" and parts.scheme != "https":
        reader.complain(
            name,
            "does not start with https:// in production",
            why="Sessions and what people write would cross the network unprotected.",
            fix="Put a proxy with TLS in front and set the https:// address that people use.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def allowed_hosts(reader: Reader, mode: str, public_url: str) -> tuple[str, ...]:
    """Return the host names to answer to."""
    name = "KONTAKTPUNKT_ALLOWED_HOSTS"
    given = reader.items(name)
    if mode == "production" and any(host.startswith("*") for host in given):
        reader.complain(
            name,
            "allows every host in production",
            why="Links in e-mails could be made to point at somebody else's address.",
            fix="List the names that people really use.",
        )
    host = _host_of(urlsplit(public_url))
    local = (
        () if mode == "production" else (*LOCAL_HOSTS, "testserver")[: 4 if mode == "test" else 3]
    )
    # Health checks come from the machine itself.
    return tuple(dict.fromkeys((host, *given, *local, "127.0.0.1")))


def _host_of(parts: SplitResult) -> str:
    name = parts.hostname or "localhost"
    return f"[{name}]" if ":" in name else name


def csrf_origins(reader: Reader, public_url: str) -> tuple[str, ...]:
    """Return the origins that forms may come from."""
    name = "KONTAKTPUNKT_CSRF_ORIGINS"
    given = reader.items(name)
    for origin in given:
        if not re.fullmatch(r"https?://[^/\s]+", origin):
            reader.complain(name, f"holds {origin!r}", fix="Write each as https://host.")
    return tuple(dict.fromkeys((public_url, *given)))


def database(reader: Reader, mode: str) -> dict[str, Any]:
    """Read what the database needs."""
    if mode == "production" and not reader.text("DATABASE_URL"):
        reader.complain(
            "DATABASE_URL",
            "is not set in production",
            why="The embedded database is for trying out: nobody watches or replicates it.",
            fix="Set DATABASE_URL=postgresql://kontaktpunkt_owner:password@host/kontaktpunkt "
            "(docs/running.md says how to make the roles).",
        )
    name = reader.text("KONTAKTPUNKT_TEST_DB", "kontaktpunkt")
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", name):
        reader.complain("KONTAKTPUNKT_TEST_DB", f"is {name!r}", fix="Use letters, digits and _.")
    return {
        "database_url": _database_url(reader, "DATABASE_URL"),
        "backup_url": _database_url(reader, "KONTAKTPUNKT_BACKUP_URL"),
        "database_pool": reader.number("KONTAKTPUNKT_DB_POOL", 8, highest=100),
        "test_database": f"test_{name}".lower(),
    }


def _database_url(reader: Reader, name: str) -> str | None:
    raw = reader.text(name)
    if not raw:
        return None
    parts = urlsplit(raw)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        # The value itself is not shown: it may hold a password.
        reader.complain(
            name,
            "does not name a PostgreSQL database",
            fix="Write it as postgresql://user:password@host:5432/kontaktpunkt.",
        )
    return raw


def messages(reader: Reader, mode: str) -> dict[str, Any]:
    """Read how e-mails and text messages leave."""
    mail = _mail_server(reader, mode)
    sender = reader.text("KONTAKTPUNKT_MAIL_FROM")
    if mode == "production" and mail and not sender:
        reader.complain(
            "KONTAKTPUNKT_MAIL_FROM",
            "is not set, but KONTAKTPUNKT_SMTP_URL is",
            why="Mail from kontaktpunkt@localhost is thrown away by every receiver.",
            fix="Set an address in the municipality's own domain.",
        )
    return {"mail": mail, "mail_from": sender or "kontaktpunkt@localhost", "sms": _sms(reader)}


def _mail_server(reader: Reader, mode: str) -> MailServer | None:
    name = "KONTAKTPUNKT_SMTP_URL"
    parts = reader.address(name, "", tuple(MAIL_SCHEMES))
    if parts is None:
        return None
    security, port = MAIL_SCHEMES[parts.scheme]
    if mode == "production" and parts.password and security == "plain":
        reader.complain(
            name,
            "sends a password without TLS",
            why="Everybody on the way could read it and send mail as the municipality.",
            fix="Use smtps:// or smtp+tls://, or leave the password out for a local relay.",
        )
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _sms(reader: Reader) -> SmsService | None:
    options = ("none", *get_args(SmsProvider))
    provider: Any = reader.choice("KONTAKTPUNKT_SMS_PROVIDER", "none", options)
    sender = reader.text("KONTAKTPUNKT_SMS_SENDER", "Kommune")
    if not re.fullmatch(r"\+?[0-9]{4,15}|[A-Za-z0-9 ]{1,11}", sender):
        fix = "Use at most 11 letters (a to z) and digits, or a number such as +4570000000."
        reader.complain("KONTAKTPUNKT_SMS_SENDER", f"is {sender!r}", fix=fix)
    address = reader.address("KONTAKTPUNKT_SMS_URL", "", ("https", "http"))
    token = reader.text("KONTAKTPUNKT_SMS_TOKEN")
    if provider == "none":
        return None
    for name in ("KONTAKTPUNKT_SMS_URL", "KONTAKTPUNKT_SMS_TOKEN"):
        if not reader.text(name):
            fix = f"Set {name}, or KONTAKTPUNKT_SMS_PROVIDER=none."
            reader.complain(name, "is missing, but a text message provider is chosen", fix=fix)
    url = address.geturl() if address else ""
    return SmsService(provider=provider, url=url, token=token, sender=sender)


def operation(reader: Reader) -> dict[str, Any]:
    """Read sizes and switches."""
    if reader.text("KONTAKTPUNKT_NO_BROWSER") and reader.text("CI").lower() in {"1", "true"}:
        reader.complain(
            "KONTAKTPUNKT_NO_BROWSER",
            "is set in CI",
            why="The browser tests would be skipped where nobody notices.",
            fix="Install Chromium there and unset it.",
        )
    levels = ("debug", "info", "warning", "error")
    return {
        "web_workers": reader.number("KONTAKTPUNKT_WORKERS", 1, highest=64),
        "web_threads": reader.number("KONTAKTPUNKT_THREADS", 4, highest=64),
        "largest_upload": reader.number("KONTAKTPUNKT_LARGEST_UPLOAD", 25, highest=500) * MEGABYTE,
        "largest_log": reader.number("KONTAKTPUNKT_LARGEST_LOG", 200, highest=5000) * MEGABYTE,
        "log_level": reader.choice("KONTAKTPUNKT_LOG_LEVEL", "info", levels).upper(),
        "engine_memory": reader.number(
            "KONTAKTPUNKT_ENGINE_MEMORY", 700, highest=1_000_000, lowest=100
        ),
        "spark_master": reader.text("KONTAKTPUNKT_SPARK_MASTER") or None,
    }
