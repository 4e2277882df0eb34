"""The archive: whole or refused, and nothing in it is believed before all of it was read."""

import gzip
import io
import json
import stat
import tarfile
from pathlib import Path

import pytest

from kontaktpunkt.config import archive


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """An archive with a database, two uploads and an empty warehouse."""
    media = tmp_path / "media"
    (media / "2026").mkdir(parents=True)
    (media / "2026" / "ansøgning.pdf").write_bytes(b"%PDF" + bytes(range(256)) * 500)
    (media / "tom.txt").write_bytes(b"")
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP" * 1000)
    target = tmp_path / "backup.tar.gz"
    folders = {"media": media, "warehouse": tmp_path / "missing"}
    archive.write(target=target, dump=dump, folders=folders, about={"mode": "test"})
    return target


def repack(path: Path, members: list[tuple[str, bytes]]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def refusal(path: Path, into: Path | None = None) -> str:
    with pytest.raises(archive.ArchiveUnreadable) as refused:
        archive.extract(path, into=into) if into else archive.verify(path)
    return str(refused.value)


def test_what_goes_in_comes_out(made: Path, tmp_path: Path) -> None:
    manifest = archive.extract(made, into=tmp_path / "out")
    assert manifest["mode"] == "test"
    assert set(manifest["parts"]) == {"database.dump", "media/2026/ansøgning.pdf", "media/tom.txt"}
    out, source = tmp_path / "out" / "media", tmp_path / "media"
    for name in ("2026/ansøgning.pdf", "tom.txt"):
        assert (out / name).read_bytes() == (source / name).read_bytes()


def test_only_its_owner_can_read_it(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_no_half_written_archive_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        archive.write(target=tmp_path / "b", dump=tmp_path / "absent", folders={}, about={})
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_is_taken_away_meanwhile_spoils_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP")
    there = ("media/a", dump), ("media/gone", tmp_path / "gone")
    monkeypatch.setattr(archive, "_files", lambda _: iter(there))
    made = archive.write(target=tmp_path / "b.tar.gz", dump=dump, folders={}, about={})
    assert set(made["parts"]) == {"database.dump", "media/a"}


def test_a_file_that_waits_to_be_imported_is_not_kept(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP")
    (tmp_path / "media" / "7" / "logs" / "a-key").mkdir(parents=True)
    (tmp_path / "media" / "7" / "logs" / "a-key" / "tickets.csv").write_bytes(b"Dina")
    (tmp_path / "media" / "7" / "logs.pdf").write_bytes(b"%PDF")
    folders = {"media": tmp_path / "media"}
    made = archive.write(target=tmp_path / "b.tar.gz", dump=dump, folders=folders, about={})
    assert set(made["parts"]) == {"database.dump", "media/7/logs.pdf"}


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.98, 0.9999])
def test_a_cut_off_archive_is_refused(made: Path, share: float) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])
    assert "backup.tar.gz" in refusal(made)


@pytest.mark.parametrize("position", [30, 400, 700, -30, -6])
def test_one_changed_byte_is_noticed(made: Path, position: int) -> None:
    content = bytearray(made.read_bytes())
    content[position] ^= 0x55
    made.write_bytes(content)
    refusal(made)


def test_a_file_that_is_no_archive_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for content in (b"", b"hello", gzip.compress(b"hello"), gzip.compress(b"")):
        (tmp_path / "x").write_bytes(content)
        assert "\n" not in refusal(tmp_path / "x")


def test_a_changed_part_is_named(made: Path, tmp_path: Path) -> None:
    with tarfile.open(made) as tar:
        members = [(m.name, tar.extractfile(m).read()) for m in tar]  # type: ignore[union-attr]
    changed = [
        (name, b"x" + body[1:] if name == "database.dump" else body) for name, body in members
    ]
    repack(made, changed)
    assert "database.dump is not what the manifest says" in refusal(made)


def test_a_part_that_is_missing_or_too_many_is_named(made: Path) -> None:
    with tarfile.open(made) as tar:
        members = [(m.name, tar.extractfile(m).read()) for m in tar]  # type: ignore[union-attr]
    repack(made, [member for member in members if member[0] != "media/tom.txt"])
    assert "media/tom.txt" in refusal(made)
    repack(made, [("media/more.txt", b"x"), *members])
    assert "media/more.txt" in refusal(made)


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/passwd", "media/../../outside", "secrets.json", "media", "media//x"],
)
def test_a_member_that_would_land_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.tar.gz"
    repack(path, [(name, b"x"), ("manifest.json", json.dumps({"format": 1, "parts": {}}).encode())])
    out = tmp_path / "a" / "out"
    assert "no backup does" in refusal(path, into=out)
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    refusal(path)


def test_an_archive_of_a_later_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "later.tar.gz"
    repack(path, [("manifest.json", json.dumps({"format": 99, "parts": {}}).encode())])
    assert "a format that this version does not know" in refusal(path)
