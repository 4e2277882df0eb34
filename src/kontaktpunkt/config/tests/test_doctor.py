"""The doctor finds what is broken on purpose, and says nothing where all is well."""

import dataclasses
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kontaktpunkt.cases import operations as cases
from kontaktpunkt.cases import storage
from kontaktpunkt.config import assets, environment
from kontaktpunkt.config.commands import doctor as command
from kontaktpunkt.config.doctor import findings, machine, service, stored
from kontaktpunkt.config.doctor.findings import Answer, Check
from kontaktpunkt.config.environment_sections import MailServer
from kontaktpunkt.config.problems import InstallationError, Problem
from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.gateways.models import Message
from tests.factories import make_case
from tests.files import sent


@pytest.fixture
def env(tmp_path: Path) -> environment.Environment:
    return environment.read({"KONTAKTPUNKT_DATA": str(tmp_path), "KONTAKTPUNKT_MODE": "test"})


@pytest.fixture
def production(env: environment.Environment) -> environment.Environment:
    return dataclasses.replace(env, mode="production")


@contextmanager
def owner() -> Iterator[None]:
    """Act as the owner of the tables; the test's transaction takes back what is broken."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        yield
        cursor.execute("set role kontaktpunkt_app")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def assert_helpful(answer: Answer, level: str, what: str) -> None:
    assert answer.level == level
    assert what in answer.what
    assert answer.why
    assert answer.fix


# ---- how checks are run


def test_a_check_that_breaks_does_not_hide_the_others(env: environment.Environment) -> None:
    def breaks(_: object) -> Answer:
        raise ZeroDivisionError

    found = findings.run(
        [Check(name="a", ask=breaks), Check(name="b", ask=lambda _: findings.fine("yes"))], env
    )
    assert [finding.level for finding in found] == ["error", "ok"]


def test_what_cannot_be_asked_is_skipped_all_the_way_down(env: environment.Environment) -> None:
    def away(_: object) -> Answer:
        raise InstallationError(Problem(what="Away.", why="…", fix="…"))

    def never(_: object) -> Answer:
        pytest.fail("asked although what it needs is broken")

    checks = [
        Check(name="database", ask=away),
        Check(name="migrations", ask=never, needs="database"),
        Check(name="outbox", ask=never, needs="migrations"),
    ]
    assert [f.level for f in findings.run(checks, env)] == ["error", "skipped", "skipped"]


@pytest.mark.parametrize(
    ("levels", "code"),
    [(["ok", "skipped"], 0), (["ok", "warning"], 1), (["warning", "error", "ok"], 2), ([], 0)],
)
def test_the_exit_code_is_that_of_the_worst(levels: list[findings.Level], code: int) -> None:
    found = [findings.Finding(check="x", level=level, what="") for level in levels]
    assert findings.exit_code(found) == code


def test_a_broken_configuration_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> environment.Environment:
        raise InstallationError(*[Problem(what="Wrong.", why="…", fix="…")] * 2)

    monkeypatch.setattr(command, "current", broken)
    assert [finding.what for finding in command.examine()] == ["Wrong.", "Wrong."]


# ---- the machine


def test_files_are_looked_at(
    env: environment.Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert machine.python(env).level == "ok"
    assert machine.time_zones(env).level == "ok"
    assert machine.folders(env).level == "ok"
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    assert_helpful(machine.front_end(env), "error", "Not built")


def test_looking_makes_no_folder(env: environment.Environment) -> None:
    assert machine.folders(env).level == "ok"
    assert not env.media.exists()


def test_a_folder_that_cannot_be_made_is_found(env: environment.Environment) -> None:
    env.media.write_text("a file where the folder should be")
    assert_helpful(machine.folders(env), "error", "cannot be written")


def test_keys_that_others_can_read_are_found(env: environment.Environment) -> None:
    file = env.data / "secrets.json"
    file.write_text("{}")
    file.chmod(0o644)
    assert_helpful(machine.secrets_file(env), "error", "Others can read")
    file.chmod(0o600)
    assert machine.secrets_file(env).level == "ok"


@pytest.mark.parametrize(("free", "level"), [(10**11, "ok"), (10**9, "warning"), (10**6, "error")])
def test_a_full_disk_is_found(
    env: environment.Environment, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert machine.disk_space(env).level == level


def test_a_catalogue_older_than_its_source_is_found(
    env: environment.Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "desk" / "locale" / "da" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    monkeypatch.setattr(machine, "PACKAGE", tmp_path)
    assert_helpful(machine.messages(env), "error", "1 of 1 catalogues")
    source.with_suffix(".mo").touch()
    assert machine.messages(env).level == "ok"


# ---- the database


@pytest.mark.django_db
def test_a_sound_database_is_found_sound(env: environment.Environment) -> None:
    assert stored.extensions(env).level == "ok"
    assert stored.roles(env).level == "ok"
    assert stored.migrations(env).level == "ok"
    assert stored.policies(env).level == "ok"
    assert stored.search_functions(env).level == "ok"
    assert stored.clock(env).level == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage",
    [
        "alter table parties_party no force row level security",
        "alter table parties_party disable row level security",
        "drop policy own_municipality on parties_party",
        "revoke select on parties_party from kontaktpunkt_app",
    ],
)
def test_a_table_that_is_not_closed_is_named(env: environment.Environment, damage: str) -> None:
    with owner():
        run(damage)
    assert_helpful(stored.policies(env), "error", "parties_party")


@pytest.mark.django_db
def test_a_search_function_with_the_owners_rights_is_named(env: environment.Environment) -> None:
    with owner():
        run(
            "create function leaks() returns bigint language sql security definer "
            "as 'select count(*) from parties_party'"
        )
    assert_helpful(stored.search_functions(env), "error", "leaks")


@pytest.mark.django_db
def test_acting_as_the_owner_is_found(env: environment.Environment) -> None:
    with owner():
        assert_helpful(stored.roles(env), "error", "acts as kontaktpunkt_owner")


@pytest.mark.django_db
def test_an_application_role_that_owns_something_is_found(env: environment.Environment) -> None:
    with owner():
        run("grant create on schema public to kontaktpunkt_app")
        run("create table stray (id int)")
        run("alter table stray owner to kontaktpunkt_app")
    assert_helpful(stored.roles(env), "error", "owns 1 tables")


@pytest.mark.django_db
def test_a_missing_migration_is_named(env: environment.Environment) -> None:
    with owner():
        run("delete from django_migrations where app = 'gateways'")
    assert_helpful(stored.migrations(env), "error", "gateways.0001")


@pytest.mark.django_db
def test_a_clock_that_is_off_is_found(
    env: environment.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now().timestamp()
    monkeypatch.setattr(stored.time, "time", lambda: now - 3600)
    assert_helpful(stored.clock(env), "error", "+3600 s")


# ---- the service


@pytest.mark.django_db
def test_demo_municipalities_in_production_are_found(
    production: environment.Environment, fjordby: Municipality
) -> None:
    assert service.municipalities(production).level == "ok"
    Municipality.objects.update(is_demo=True)
    assert_helpful(service.municipalities(production), "error", "fjordby")


@pytest.mark.django_db
def test_a_worker_that_is_silent_is_found(
    env: environment.Environment, production: environment.Environment
) -> None:
    assert_helpful(service.worker(env), "warning", "No worker")
    run("insert into procrastinate_workers (last_heartbeat) values (now() - interval '3 hours')")
    assert_helpful(service.worker(production), "error", "3 h ago")
    run("update procrastinate_workers set last_heartbeat = now()")
    assert service.worker(production).level == "ok"


@pytest.mark.django_db
def test_messages_that_do_not_leave_are_found_in_every_municipality(
    env: environment.Environment, fjordby: Municipality, sjostad: Municipality
) -> None:
    assert service.outbox(env).level == "ok"
    with tenancy.acting_for(sjostad):
        make_message(state=Message.State.FAILED)
    assert_helpful(service.outbox(env), "warning", "1 messages of the last 7 days")
    with tenancy.acting_for(fjordby):
        make_message(next_try_at=timezone.now() - timedelta(hours=1))
    assert_helpful(service.outbox(env), "warning", "1 messages have been due")


def make_message(**fields: object) -> Message:
    defaults = {
        "channel": Message.Channel.EMAIL,
        "recipient": "dina@example.org",
        "body": "…",
        "purpose": "test",
        "next_try_at": timezone.now(),
        "created_at": timezone.now(),
    }
    return Message.objects.create(**(defaults | fields))


def test_a_mail_server_that_is_away_is_found(env: environment.Environment) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = MailServer(host="127.0.0.1", port=port, security="plain", user="", password="")
    away = dataclasses.replace(env, mail=server)
    assert_helpful(service.mail(away), "error", f"127.0.0.1:{port} refuses")


def test_production_without_mail_is_worth_a_look(
    env: environment.Environment, production: environment.Environment
) -> None:
    assert service.mail(env).level == "ok"
    assert_helpful(service.mail(production), "warning", "No mail server")
    assert_helpful(service.text_messages(production), "warning", "No provider")


@pytest.mark.django_db
def test_a_document_without_its_file_is_found(
    env: environment.Environment, cast: SimpleNamespace, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    case = make_case(party=cast.dina, matter=cast.matter)
    kept = cases.receive_documents(case=case, files=[sent()], at=timezone.now())
    assert service.documents(env).level == "ok"
    storage.path_of(kept[0].stored_as).unlink()
    assert_helpful(service.documents(env), "error", "1 of the newest 1")
