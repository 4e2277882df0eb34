"""`kontaktpunkt demo`: a running municipality, from nothing, on one command."""

import fcntl
import gc
import http.client
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from kontaktpunkt.config import (
    console,
    data_folder,
    database,
    demo_readiness,
    demo_welcome,
    lifeline,
    ports,
    postgres,
)
from kontaktpunkt.config.cli import python_command
from kontaktpunkt.config.environment import Environment, current
from kontaktpunkt.config.problems import InstallationError, Problem
from kontaktpunkt.config.processes import Helper, Helpers

HEALTH_SECONDS = 60
# How long the helpers of a demo that was killed may take to notice and end.
DYING_SECONDS = 20


class Stopped(BaseException):
    """Somebody asked this command to end (Ctrl-C, SIGTERM, or the terminal was closed)."""


class PreparationFailed(Exception):
    """The preparing process has said why and ended with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port for the pages [8000].")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path),
              help="Folder to keep everything in [.kontaktpunkt].")  # fmt: skip
@click.option("--fresh", is_flag=True, help="Throw the data folder's contents away first.")
@click.option("--yes", is_flag=True, help="Do not ask before throwing away.")
@click.option("--scale", type=click.FloatRange(0.01, 20), default=1.0, show_default=True,
              help="Size of the invented year; 0.1 is a tenth.")  # fmt: skip
@click.option("--prepare-only", is_flag=True, help="Build everything, but do not serve it.")
@click.option("--logins-to", type=click.Path(path_type=Path), hidden=True)
@click.option("--parent", type=int, hidden=True)
def demo(
    *,
    port: int | None, data: Path | None, fresh: bool, yes: bool, scale: float, prepare_only: bool,
    logins_to: Path | None, parent: int | None,
) -> None:  # fmt: skip
    """Run two fictional municipalities, a Danish and a Swedish one, with a year of history.

    Everything happens on this machine and stays in one folder; messages are shown on a page and
    never sent. The first start takes a minute, the next ones seconds. Ctrl-C ends it, and the
    database with it. Delete the folder (or make clean-demo) to leave no trace.
    """
    env = _demo_environment(port, data)
    if logins_to:
        _prepare_for(env, scale, logins_to, parent)
        return
    with _stopped_by_signals(), _only_one(env) as was_killed:
        if not prepare_only:
            patience = DYING_SECONDS if was_killed else 0
            ports.refuse_used_port(env.host, env.port, patience_seconds=patience)
        if fresh:
            _throw_away(env, yes)
        sys.exit(_run(env, scale=scale, is_serving=not prepare_only))


def _demo_environment(port: int | None, data: Path | None) -> Environment:
    """Read the environment as the demo's; its helpers inherit it."""
    mode = os.environ.setdefault("KONTAKTPUNKT_MODE", "demo")
    if mode != "demo":
        raise InstallationError(_not_a_demo(mode))
    if port:
        os.environ["KONTAKTPUNKT_PORT"] = str(port)
    if data:
        os.environ["KONTAKTPUNKT_DATA"] = str(data.absolute())
    return current()


def _prepare_for(env: Environment, scale: float, logins_to: Path, parent: int | None) -> None:
    """Prepare in a process of its own, so that the one that stays is small."""
    # Django and what builds the year: only here, not in the process that stays.
    import django

    # What it makes is kept to the end; looking for rubbish as often as usual takes a tenth longer.
    gc.set_threshold(50_000, 20, 50)
    if parent:
        lifeline.end_with(parent)
    database.do_without_pool()
    django.setup()
    # Stands on models, which can be imported only now.
    from kontaktpunkt.config import demo_preparation

    database.ensure_running(env)
    logins_to.write_text(json.dumps(demo_preparation.prepare(env, scale=scale)))


def _run(env: Environment, *, scale: float, is_serving: bool) -> int:
    try:
        with console.step("Database"):
            database.ensure_running(env)
        logins = _logins_of_last_time(env)
        if logins is None:
            logins = _prepare(env, scale)
            demo_readiness.note(env.data, logins)
        if is_serving:
            _serve(env, logins)
        return 0
    except PreparationFailed as failure:
        return failure.code
    except Stopped:
        click.echo("\nStopped before it was finished; the next start goes on from here.")
        return 130
    finally:
        postgres.stop()


def _logins_of_last_time(env: Environment) -> list[dict[str, str]] | None:
    if not env.uses_embedded_database:
        return None
    return demo_readiness.prepared_logins(env.data, postgres.ensure_running(env.data))


def _prepare(env: Environment, scale: float) -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder, Helpers(env.data / "log") as helpers:
        result = Path(folder) / "logins.json"
        command = python_command(
            "demo", "--logins-to", result, "--scale", scale, "--parent", os.getpid()
        )
        code = helpers.start("prepare", command, is_quiet=False).process.wait()
        if code:
            raise PreparationFailed(code)
        logins: list[dict[str, str]] = json.loads(result.read_text())
        return logins


def _serve(env: Environment, logins: list[dict[str, str]]) -> None:
    """Run web and worker until somebody says stop."""
    with Helpers(env.data / "log") as helpers:
        try:
            with console.step("Web server and worker"):
                for name in ("serve", "worker"):
                    helpers.start(name, python_command(name, "--parent", os.getpid()))
                _wait_until_healthy(env, helpers)
            click.echo(demo_welcome.text(address=f"{env.public_url}/", logins=logins))
            _watch(env, helpers)
        except Stopped:
            click.echo("\nStopping …")
    click.echo("Stopped. Everything is kept for the next start.")


def _wait_until_healthy(env: Environment, helpers: Helpers) -> None:
    deadline = time.monotonic() + HEALTH_SECONDS
    while not _is_healthy(env):
        if ended := helpers.ended():
            raise InstallationError(_helper_ended(ended))
        if time.monotonic() > deadline:
            raise InstallationError(_does_not_answer(env, helpers.running[0]))
        time.sleep(0.05)


def _is_healthy(env: Environment) -> bool:
    connection = http.client.HTTPConnection(env.host, env.port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    return False


def _watch(env: Environment, helpers: Helpers) -> None:
    while True:
        if ended := helpers.ended():
            raise InstallationError(_helper_ended(ended))
        # Starts it again should it have crashed; pages and worker recover by themselves.
        database.ensure_running(env)
        time.sleep(0.5)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    # SIGINT too: a shell starts background jobs with it ignored.
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    except Stopped:
        # Asked while it was stopping already, or before there was anything to stop.
        click.echo("\nStopped at once; what still runs ends by itself.")
        sys.exit(130)
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _only_one(env: Environment) -> Iterator[bool]:
    """Hold the data folder for this demo; the kernel lets go of it however we end.

    Yields whether the demo before this one was killed: only then its address is still there.
    """
    with data_folder.writing_to(env.data):
        env.data.mkdir(parents=True, exist_ok=True)
        lock = (env.data / "demo.lock").open("a+")
    with lock:
        lock.seek(0)
        former = lock.read()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InstallationError(_already_running(env, former)) from None
        lock.truncate(0)
        lock.write(env.public_url)
        lock.flush()
        try:
            yield bool(former)
        finally:
            lock.truncate(0)


def _throw_away(env: Environment, yes: bool) -> None:
    if not yes and any(env.data.glob("pg/data/*")):
        click.confirm(f"Throw away database, uploads and warehouse in {env.data}?", abort=True)
    postgres.refuse_while_in_use(env.data)
    demo_readiness.forget(env.data)
    with console.step("Throwing away what was there"):
        for name in ("pg", "media", "warehouse", "static", "log"):
            shutil.rmtree(env.data / name, ignore_errors=True)


def _not_a_demo(mode: str) -> Problem:
    return Problem(
        what=f"KONTAKTPUNKT_MODE is {mode}, and the demo runs only in demo mode.",
        why="The demo lets anybody log in as anybody, with invented people.",
        fix="Unset KONTAKTPUNKT_MODE for the demo; use `serve` and `worker` for anything else.",
    )


def _already_running(env: Environment, address: str) -> Problem:
    return Problem(
        what=f"A demo is running already with the data folder {env.data}, at {address}.",
        why="Two would write over each other's data.",
        fix="Use that one, or end it; for a second one, name another folder with --data.",
    )


def _helper_ended(helper: Helper) -> Problem:
    return Problem(
        what=f"The process `{helper.name}` ended by itself (code {helper.process.returncode}). "
        f"It said:\n{helper.log_tail()}",
        why="Without it the demo is not whole.",
        fix=f"The whole of it is in {helper.log}. `kontaktpunkt doctor` may know more.",
    )


def _does_not_answer(env: Environment, helper: Helper) -> Problem:
    return Problem(
        what=f"The web server has not answered at {env.public_url} for {HEALTH_SECONDS} s. "
        f"It said:\n{helper.log_tail()}",
        why="No page can be shown.",
        fix=f"The whole of what it said is in {helper.log}.",
    )
