"""Programs, users and socket folders that the embedded PostgreSQL needs."""

import os
from pathlib import Path

import pytest

from kontaktpunkt.config import postgres_host
from kontaktpunkt.config.problems import InstallationError


def test_the_wheel_comes_with_programs() -> None:
    assert postgres_host.find_programs().major >= postgres_host.OLDEST_MAJOR


def test_a_named_folder_takes_the_place_of_the_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "initdb").touch(mode=0o755)
    monkeypatch.setenv("KONTAKTPUNKT_PG_BIN", str(tmp_path))
    assert postgres_host.find_programs().folder == tmp_path


def test_a_named_folder_without_programs_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KONTAKTPUNKT_PG_BIN", str(tmp_path))
    with pytest.raises(InstallationError, match="there is no initdb"):
        postgres_host.find_programs()


def test_a_socket_with_a_long_path_moves_to_a_short_folder() -> None:
    assert postgres_host.socket_folder(Path("/srv/k/pg")) == Path("/srv/k/pg/run")
    moved = postgres_host.socket_folder(Path("/srv") / ("long" * 30) / "pg")
    assert len(str(moved / postgres_host.SOCKET_NAME)) <= postgres_host.LONGEST_SOCKET_PATH


def test_two_long_paths_have_different_sockets() -> None:
    long = Path("/srv") / ("long" * 30)
    assert postgres_host.socket_folder(long / "a") != postgres_host.socket_folder(long / "b")


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    postgres_host.ServerUser().make_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_that_somebody_else_made_first_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(InstallationError, match="belongs to another user"):
        postgres_host.ServerUser().make_folder(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_lets_the_server_pass_without_opening_the_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    user = postgres_host.ServerUser(65534, 65534)
    user.let_through(closed / "pg")
    assert closed.stat().st_mode & 0o004 == 0
    assert postgres_host._may_pass(closed, 65534)
    before = os.getxattr(closed, postgres_host.ACL_NAME)
    user.let_through(closed / "pg")
    assert os.getxattr(closed, postgres_host.ACL_NAME) == before
    closed.chmod(0o700)
    assert not postgres_host._may_pass(closed, 65534)
    user.let_through(closed / "pg")
    assert postgres_host._may_pass(closed, 65534)
