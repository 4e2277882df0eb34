"""Message catalogues: found in code and templates, kept per app, compiled for Django.

Babel stands in for the GNU tools, so that a machine needs nothing but Python. A catalogue names
files without line numbers and holds no dates: it changes only when a message does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

Key = tuple[str | None, str]

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NOT_SPOKEN = {"tests", "migrations", "locale", "static", "node_modules"}
_TEMPLATES = {".html", ".txt"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@dataclass(frozen=True)
class Gap:
    """A message that a reader of this language would not understand.

    reason: "missing", "fuzzy", "placeholders" or "said differently elsewhere".
    """

    app: str
    language: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.app}/{self.language}: {self.reason}: {self.message!r}"


def apps_in(package: Path) -> list[Path]:
    """Return the folders of the apps, each of which keeps its own catalogues."""
    return sorted(path.parent for path in package.glob("*/__init__.py"))


def catalogue_path(*, app: Path, language: str) -> Path:
    """Return where an app keeps its messages in a language."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def messages_of(app: Path) -> Catalog:
    """Return every message in the app's code and templates, untranslated.

    Raises SyntaxError, with file and line, for a translation tag that Django cannot read.
    """
    catalogue = Catalog()
    for path in _spoken_files(app):
        place = path.relative_to(app).as_posix()
        for _line, message, comments, context in _found_in(path):
            catalogue.add(
                message, locations=[(place, 0)], auto_comments=comments, context=context or None
            )
    return catalogue


def read(path: Path) -> Catalog:
    """Return the catalogue in a file; an empty one where there is no file."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def updated(*, found: Catalog, known: Catalog, memory: dict[Key, Any]) -> Catalog:
    """Return the found messages with the translations known; new ones are looked up in memory.

    memory: translations that other apps use for the same message.
    """
    fresh = Catalog()
    for message in _spoken(found):
        old = known.get(_singular(message), context=message.context)
        said = old.string if old is not None else None
        fresh.add(
            message.id,
            string=_fitting(message, said) or _fitting(message, memory.get(_key(message))),
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old is not None else (),
            flags={"fuzzy"} if old is not None and old.fuzzy else set(),
            context=message.context,
        )
    return fresh


def write(*, catalogue: Catalog, path: Path, language: str) -> bool:
    """Write a catalogue in an order that keeps changes small. Returns whether it changed."""
    for message in _spoken(catalogue):
        # Babel takes "100 % sure" for a format; Django marks none, and we check by ourselves.
        message.flags.discard("python-format")
    text = _HEADER.format(language=language).encode() + _written(catalogue)
    if path.is_file() and path.read_bytes() == text:
        return False
    _replace(path, text)
    return True


def compile_catalogue(path: Path) -> bool:
    """Write the `.mo` beside a catalogue when it is older. Returns whether it was."""
    target = path.with_suffix(".mo")
    if target.is_file() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return False
    buffer = BytesIO()
    catalogue = read(path)
    write_mo(buffer, catalogue, use_fuzzy=False)
    _replace(target, buffer.getvalue())
    return True


def memory_of(catalogues: Iterable[Catalog]) -> dict[Key, Any]:
    """Return the first complete translation of every message."""
    memory: dict[Key, Any] = {}
    for catalogue in catalogues:
        for message in _spoken(catalogue):
            if _is_complete(message) and not message.fuzzy:
                memory.setdefault(_key(message), message.string)
    return memory


def gaps(
    *, app: str, language: str, found: Catalog, known: Catalog, memory: dict[Key, Any]
) -> Iterator[Gap]:
    """Yield everything that keeps an app from being read in a language."""
    for message in _spoken(found):
        reason = _gap(message, known.get(_singular(message), context=message.context), memory)
        if reason:
            yield Gap(app=app, language=language, reason=reason, message=_singular(message))


def _gap(message: Message, known: Message | None, memory: dict[Key, Any]) -> str:
    if known is None or _fitting(message, known.string) is None:
        return "missing"
    if known.fuzzy:
        return "fuzzy"
    if not _keeps_placeholders(message, known):
        return "placeholders"
    same = memory.get(_key(message), known.string) == known.string
    return "" if same else "said differently elsewhere"


def _found_in(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix in _TEMPLATES:
        # Django's pseudo-code keeps the page's indentation, which is none to Python's tokenizer.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines) + "\n"
    return extract(
        "python",
        BytesIO(source.encode("utf-8")),
        keywords=_KEYWORDS,
        comment_tags=("Translators",),
        options={"encoding": "utf-8"},
        strip_comment_tags=True,
    )


def _spoken_files(app: Path) -> Iterator[Path]:
    for path in sorted(app.rglob("*")):
        if _NOT_SPOKEN.isdisjoint(path.relative_to(app).parts):
            in_templates = "templates" in path.parts and path.suffix in _TEMPLATES
            if path.suffix == ".py" or in_templates:
                yield path


def _spoken(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _key(message: Message) -> Key:
    return message.context, _singular(message)


def _fitting(message: Message, said: Any) -> Any:
    """Return the translation when it has as many forms as the message, and none is empty."""
    forms = said if isinstance(said, (list, tuple)) else (said,)
    fits = isinstance(said, str) == isinstance(message.id, str)
    return said if fits and all(forms) else None


def _is_complete(message: Message) -> bool:
    return _fitting(message, message.string) is not None


def _keeps_placeholders(message: Message, known: Message) -> bool:
    wanted = set(_PLACEHOLDER.findall(str(message.id)))
    # A singular form may say "one" in words, so the plural counts for all placeholders.
    last = known.string if isinstance(known.string, str) else tuple(known.string or ("",))[-1]
    return set(_PLACEHOLDER.findall(last)) == wanted


def _written(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(
        buffer,
        catalogue,
        width=100,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return buffer.getvalue()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
