"""Checks of what happens around the pages: messages, jobs, logins, mail."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from kontaktpunkt.cases import storage
from kontaktpunkt.cases.models import Document
from kontaktpunkt.config.doctor.findings import Answer, error, fine, warning
from kontaktpunkt.config.environment import Environment
from kontaktpunkt.config.environment_sections import MailServer
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways.models import Message

LATE = timedelta(minutes=15)
HEARTBEAT = timedelta(minutes=1)
MAIL_SECONDS = 5
MOST_DOCUMENTS = 500
START_WORKER = "Start `kontaktpunkt worker` beside `serve`, and have the system keep it running."


def municipalities(env: Environment) -> Answer:
    """Whether there is a municipality, and none of the demo's in production."""
    invented = list(Municipality.objects.filter(is_demo=True).values_list("slug", flat=True))
    if env.is_production and invented:
        return error(
            f"Demo municipalities in production: {', '.join(invented)}.",
            why="Their logins are printed in the open.",
            fix="Use a database of its own for production.",
        )
    count = Municipality.objects.count()
    if not count:
        return warning(
            "There is none.",
            why="Every page belongs to a municipality.",
            fix="Run `kontaktpunkt demo` to look around; docs/running.md says how to add yours.",
        )
    return fine(f"{count}")


def documents(_env: Environment) -> Answer:
    """Whether the newest documents of each municipality have their files."""
    looked_at, gone = 0, 0
    for _ in _each_municipality():
        names = Document.objects.order_by("-pk").values_list("stored_as", flat=True)
        newest = list(names[:MOST_DOCUMENTS])
        looked_at += len(newest)
        gone += sum(not storage.path_of(name).is_file() for name in newest)
    if gone:
        return error(
            f"{gone} of the newest {looked_at} documents have no file.",
            why="What people sent cannot be opened.",
            fix="See that KONTAKTPUNKT_DATA is the folder that it was, and mounted. If the files "
            "are lost, `kontaktpunkt restore` brings them back from a backup.",
        )
    return fine(f"the newest {looked_at} have their files")


def outbox(env: Environment) -> Answer:
    """Whether messages leave."""
    late, failed = 0, 0
    for _ in _each_municipality():
        waiting = Message.objects.filter(state=Message.State.WAITING)
        late += waiting.filter(next_try_at__lt=timezone.now() - LATE).count()
        failed += Message.objects.filter(
            state=Message.State.FAILED, created_at__gt=timezone.now() - timedelta(days=7)
        ).count()
    if late:
        make = error if env.is_production else warning
        return make(
            f"{late} messages have been due for more than {LATE.seconds // 60} minutes.",
            why="People wait for answers, invitations and reminders that do not come.",
            fix="Look at the checks `worker` and `mail`. " + START_WORKER,
        )
    if failed:
        return warning(
            f"{failed} messages of the last 7 days were given up.",
            why="Somebody was not told.",
            fix="Each one's reason is in `last_error` of the table gateways_message. Correct the "
            "address or the sender's settings, and tell the person in another way: what was given "
            "up is not tried again.",
        )
    return fine("nothing overdue")


def worker(env: Environment) -> Answer:
    """Whether a worker is alive, and jobs do not fail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select now() - max(last_heartbeat) from procrastinate_workers), "
            "(select count(*) from procrastinate_jobs where status = 'failed')"
        )
        silence, failed = cursor.fetchone()
    if silence is None or silence > HEARTBEAT:
        make = error if env.is_production else warning
        return make(
            "No worker is running."
            if silence is None
            else f"The last worker was heard {_ago(silence)} ago.",
            why="Messages are not sent and nightly work is not done.",
            fix=START_WORKER,
        )
    if failed:
        return warning(
            f"Running, but {failed} jobs have failed.",
            why="What they were to do is not done.",
            fix="See why with `kontaktpunkt manage procrastinate shell` (list_jobs status=failed).",
        )
    return fine(f"heard {_ago(silence)} ago")


def mail(env: Environment) -> Answer:
    """Whether the mail server can be reached and accepts the login; nothing is sent."""
    if env.mail is None:
        if not env.is_production:
            return fine("none: messages stay in the outbox")
        return warning(
            "No mail server is named.",
            why="E-mails wait in the outbox for ever.",
            fix="Set KONTAKTPUNKT_SMTP_URL.",
        )
    try:
        _greet(env.mail)
    except (OSError, smtplib.SMTPException) as refusal:
        return error(
            f"{env.mail.host}:{env.mail.port} refuses: {refusal}",
            why="E-mails wait in the outbox until it answers.",
            fix="Check KONTAKTPUNKT_SMTP_URL, the server, and the firewall between.",
        )
    return fine(f"{env.mail.host}:{env.mail.port} answers")


def text_messages(env: Environment) -> Answer:
    """Whether text messages have somewhere to go."""
    if env.sms:
        return fine(f"{env.sms.provider}, as {env.sms.sender}")
    if not env.is_production:
        return fine("none: messages stay in the outbox")
    return warning(
        "No provider is named.",
        why="People who chose text messages are not told.",
        fix="Set KONTAKTPUNKT_SMS_PROVIDER, _URL and _TOKEN, or offer e-mail only.",
    )


def _each_municipality() -> Iterator[Municipality]:
    for municipality in Municipality.objects.all():
        with tenancy.acting_for(municipality):
            yield municipality


def _greet(server: MailServer) -> None:
    context = ssl.create_default_context()
    session: smtplib.SMTP
    if server.security == "tls":
        session = smtplib.SMTP_SSL(server.host, server.port, timeout=MAIL_SECONDS, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=MAIL_SECONDS)
    with session:
        if server.security == "starttls":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
        session.noop()


def _ago(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86400} days"
