"""Backup and restore, there and back, on a small real database under row-level security."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from kontaktpunkt.cases import storage
from kontaktpunkt.config.tests.helpers import data_folder, kontaktpunkt, python
from tests.files import PDF, sent

RUN = """
from pathlib import Path
from kontaktpunkt.config import postgres
info = postgres.ensure_running(Path({folder!r}), durable=False)
with info.connect(user={user!r}) as connection:
    {statement}
"""
FILL = """connection.execute('''
    create table core_municipality (id int primary key, slug text);
    create table party (municipality_id int references core_municipality, name text);
    alter table party enable row level security;
    alter table party force row level security;
    create policy own on party using (municipality_id = 1);
    grant select on party, core_municipality to kontaktpunkt_app;
    create function find() returns bigint language sql security definer
        set search_path = pg_catalog, public as 'select count(*) from public.party';
    alter function find() owner to kontaktpunkt_search;
    insert into core_municipality values (1, 'fjordby'), (2, 'sjostad');
    alter table party no force row level security;
    insert into party values (1, 'Åse Ørsted'), (2, 'Örjan Ek');
    alter table party force row level security;
''')"""
SPOIL = """connection.execute("delete from party; update core_municipality set slug = 'changed'")"""
LOOK = """print(connection.execute('''
    select string_agg(slug, ' ' order by id),
        (select string_agg(name, ' ' order by name collate "C") from party),
        (select relforcerowsecurity::text || tableowner from pg_class, pg_tables
            where oid = 'party'::regclass and tablename = 'party'),
        (select proowner::regrole::text from pg_proc where proname = 'find'),
        (select count(*) from pg_policy)
    from core_municipality''').fetchone())"""
BEFORE = (
    "('fjordby sjostad', 'Åse Ørsted Örjan Ek', 'truekontaktpunkt_owner', 'kontaktpunkt_search', 1)"
)


def run(data: Path, statement: str, user: str = "postgres") -> str:
    script = RUN.format(folder=str(data), user=user, statement=statement)
    return python(data, script).communicate(timeout=60)[0].strip()


def files(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@contextmanager
def uploads(folder: Path) -> Iterator[None]:
    """Keep and open documents of the first municipality of this installation."""
    # Patched, because acting for a municipality writes to the database of the tests.
    with patch.object(storage, "folder", lambda: folder / "media" / "1" / "documents"):
        yield


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """An installation with two municipalities and an upload, kept as an operation keeps it."""
    with data_folder() as folder:
        assert run(folder, FILL, "kontaktpunkt_owner") == ""
        with uploads(folder):
            (folder / "stored_as").write_text(storage.keep(sent(PDF)))
        yield folder


def read_back(folder: Path, name: str) -> bytes:
    with uploads(folder), storage.opened(name) as document:
        return document.read()


@pytest.fixture(scope="module")
def archive(data: Path) -> Path:
    target = data / "backup.tar.gz"
    made = kontaktpunkt(data, "backup", str(target))
    assert made.returncode == 0, made.stderr
    return target


def test_the_round_trip_brings_everything_back(data: Path, archive: Path) -> None:
    assert run(data, LOOK) == BEFORE
    before = files(data / "media")
    run(data, SPOIL)
    name = (data / "stored_as").read_text()
    with uploads(data):
        storage.path_of(name).write_bytes(b"changed")
    (data / "media" / "later.txt").write_text("came after the backup")

    refused = kontaktpunkt(data, "restore", str(archive))
    assert refused.returncode == 2
    assert "holds data already" in refused.stderr
    assert files(data / "media") != before

    restored = kontaktpunkt(data, "restore", "--yes", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert run(data, LOOK) == BEFORE
    assert files(data / "media") == before
    assert read_back(data, name) == PDF
    assert not list(data.glob(".restore-*"))


def test_an_archive_moves_to_an_empty_installation(data: Path, archive: Path) -> None:
    with data_folder() as empty:
        restored = kontaktpunkt(empty, "restore", str(archive))
        assert restored.returncode == 0, restored.stderr
        assert run(empty, LOOK) == BEFORE
        assert read_back(empty, (data / "stored_as").read_text()) == PDF
    # Its own keys were generated: the event log would no longer join, and it is said.
    assert "another pseudonym key" in restored.stderr


def test_a_damaged_archive_changes_nothing(data: Path, archive: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(archive.read_bytes()[:-200])
    before = run(data, LOOK), files(data / "media")
    refused = kontaktpunkt(data, "restore", "--yes", str(broken))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "Nothing has been changed" in refused.stderr
    assert (run(data, LOOK), files(data / "media")) == before


def test_an_installation_in_use_is_not_replaced(data: Path, archive: Path) -> None:
    user = python(
        data,
        RUN.format(folder=str(data), user="postgres", statement="print(1, flush=True); input()"),
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "1\n"
    refused = kontaktpunkt(data, "restore", "--yes", str(archive))
    assert refused.returncode == 2
    assert "in use by another process" in refused.stderr
    user.communicate("\n", timeout=30)


def test_backup_does_not_write_over_a_file(data: Path, archive: Path) -> None:
    before = archive.read_bytes()
    refused = kontaktpunkt(data, "backup", str(archive))
    assert refused.returncode == 2
    assert "exists already" in refused.stderr
    assert archive.read_bytes() == before


def test_a_database_of_ones_own_needs_a_role_that_reads_everything(tmp_path: Path) -> None:
    refused = kontaktpunkt(
        tmp_path, "backup", str(tmp_path / "x.tar.gz"), DATABASE_URL="postgresql://o@127.0.0.1:9/k"
    )
    assert refused.returncode == 2
    assert "KONTAKTPUNKT_BACKUP_URL is not set" in refused.stderr
