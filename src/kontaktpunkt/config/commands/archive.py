"""`kontaktpunkt backup` and `restore`: the whole installation in one verified file."""

import hashlib
import hmac
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from kontaktpunkt.config import archive, console, database_copy, demo_readiness, postgres
from kontaktpunkt.config.environment import Environment, current
from kontaktpunkt.config.problems import InstallationError, Problem

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Write over a file of that name.")
def backup(*, file: Path, force: bool) -> None:
    """Write database, uploads and imported logs into one archive (.tar.gz).

    The pages may stay up meanwhile: the database is copied as it was at one moment. The archive is
    read back and verified before it gets its name. It holds personal data: only its owner can read
    it, so keep it where that stays true. It does not hold the keys (KONTAKTPUNKT_SECRET_KEY and
    KONTAKTPUNKT_PSEUDONYM_KEY, or secrets.json): keep those apart from it.
    """
    env = current()
    if file.exists() and not force:
        raise click.UsageError(f"{file} exists already. Choose another name, or say --force.")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"The folder {file.absolute().parent} does not exist.")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder:
        copy = Path(folder) / "database.dump"
        with console.step("Database"):
            database_copy.dump(database_copy.reader(env), copy)
        with console.step("Archive, written and read back"):
            folders = {name: env.data / name for name in archive.FOLDERS}
            manifest = archive.write(target=file, dump=copy, folders=folders, about=_about(env))
    click.echo(f"{file}: {_size(file.stat().st_size)}, {len(manifest['parts'])} parts.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Replace what the installation holds now.")
@click.option("--verify-only", is_flag=True, help="Read the archive and change nothing.")
def restore(*, file: Path, yes: bool, verify_only: bool) -> None:
    """Bring an archive back: database, uploads and imported logs.

    All of it is verified before anything is touched, restored beside what is there, and put in its
    place in one step; whatever goes wrong before that leaves everything as it was. Stop `serve` and
    `worker` first.
    """
    try:
        _verify(file) if verify_only else _restore(current(), file, is_agreed=yes)
    except archive.ArchiveUnreadable as refusal:
        click.secho(f"{refusal} Nothing has been changed.", fg="red", err=True)
        sys.exit(2)


def _verify(file: Path) -> None:
    manifest = archive.verify(file)
    click.echo(f"{file} is whole: {_description(manifest)}")


def _restore(env: Environment, file: Path, *, is_agreed: bool) -> None:
    if env.uses_embedded_database:
        postgres.refuse_while_in_use(env.data)
    env.data.mkdir(parents=True, exist_ok=True)
    with _staging(env) as staged:
        with console.step("Reading and verifying the archive"):
            manifest = archive.extract(file, into=staged)
        access = database_copy.writer(env)
        _refuse_full_target(env, access, is_agreed)
        with console.step("Restoring beside what is there"):
            arriving = database_copy.load_beside(access, staged / archive.DATABASE)
        with console.step("Putting it in its place"):
            demo_readiness.forget(env.data)
            database_copy.swap(access, arriving)
            _swap_folders(env, staged)
    click.echo(f"Restored: {_description(manifest)}")
    click.echo("Now run `kontaktpunkt manage migrate`, then `kontaktpunkt doctor`.")
    if manifest.get("pseudonym_key") != _fingerprint(env.pseudonym_key):
        click.secho(_other_key(), fg="yellow", err=True)


@contextmanager
def _staging(env: Environment) -> Iterator[Path]:
    """Give a folder on the same disk as the data, so that moving into place is one step."""
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=env.data))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_full_target(env: Environment, access: database_copy.Access, is_agreed: bool) -> None:
    if not is_agreed and (_has_file(env.media) or not database_copy.is_empty(access)):
        raise InstallationError(
            Problem(
                what="This installation holds data already. Nothing has been changed.",
                why="Restoring replaces all of it: database, uploads and imported logs.",
                fix="Back it up first if in doubt, then say --yes.",
            )
        )


def _has_file(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def _swap_folders(env: Environment, staged: Path) -> None:
    for name in archive.FOLDERS:
        present, arriving = env.data / name, staged / name
        if present.exists():
            # Deleted together with the staging folder.
            present.rename(staged / f"{name}.leaving")
        if arriving.exists():
            arriving.rename(present)


def _about(env: Environment) -> dict[str, Any]:
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kontaktpunkt": version("kontaktpunkt"),
        "mode": env.mode,
        "pseudonym_key": _fingerprint(env.pseudonym_key),
    }


def _fingerprint(key: str) -> str:
    """Tell keys apart without telling the key."""
    return hmac.new(key.encode(), b"which pseudonym key is this?", hashlib.sha256).hexdigest()[:16]


def _description(manifest: dict[str, Any]) -> str:
    size = sum(part["size"] for part in manifest["parts"].values())
    return (
        f"made {manifest.get('made_at')} by Kontaktpunkt {manifest.get('kontaktpunkt')}, "
        f"{len(manifest['parts'])} parts, {_size(size)}."
    )


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def _other_key() -> str:
    return (
        "The archive was made with another pseudonym key. Set KONTAKTPUNKT_PSEUDONYM_KEY (or "
        "secrets.json) to that key before anybody works: otherwise the old and new events of a "
        "person no longer join."
    )
