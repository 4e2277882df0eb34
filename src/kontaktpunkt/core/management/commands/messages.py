"""`manage messages`: keep the Danish and Swedish words in step with the English source."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kontaktpunkt.core import catalogues

PACKAGE = Path(__file__).resolve().parents[3]
SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    """Extract, update and compile; or only compile; or only check."""

    help = (
        "Update the message catalogues of all apps, or of those named, and compile them. "
        "New messages that another app has translated already are filled in."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", help="names of apps; all when none is named")
        parser.add_argument("--check", action="store_true", help="change nothing; fail on gaps")
        parser.add_argument("--compile", action="store_true", help="only compile what changed")

    def handle(self, *, apps: list[str], check: bool, compile: bool, **_: Any) -> None:  # noqa: A002
        """Do one of the three things; checking fails with a list of the gaps."""
        if compile:
            self._compile()
        elif check:
            self._check(_chosen(apps))
        else:
            self._update(_chosen(apps))
            self._compile()

    def _update(self, apps: list[Path]) -> None:
        for language in _languages():
            memory = _memory(language)
            for app in apps:
                self._update_one(app=app, language=language, memory=memory)

    def _update_one(self, *, app: Path, language: str, memory: dict[catalogues.Key, Any]) -> None:
        found = catalogues.messages_of(app)
        path = catalogues.catalogue_path(app=app, language=language)
        if len(found) == 0 and not path.is_file():
            return
        known = catalogues.read(path)
        fresh = catalogues.updated(found=found, known=known, memory=memory)
        changed = catalogues.write(catalogue=fresh, path=path, language=language)
        left = len(_gaps(app=app, language=language, found=found, memory=memory))
        if changed or left:
            self.stdout.write(f"{app.name}/{language}: {len(found)} messages, {left} to do")

    def _check(self, apps: list[Path]) -> None:
        gaps = []
        memories = {language: _memory(language) for language in _languages()}
        for app in apps:
            found = catalogues.messages_of(app)
            for language, memory in memories.items():
                gaps += _gaps(app=app, language=language, found=found, memory=memory)
        for gap in gaps:
            self.stderr.write(str(gap))
        if gaps:
            raise CommandError(
                f"{len(gaps)} messages cannot be read in every language. "
                "Run `kontaktpunkt manage messages`, and fill in what is missing."
            )
        self.stdout.write("Every message can be read in every language.")

    def _compile(self) -> None:
        for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po")):
            if catalogues.compile_catalogue(path):
                self.stdout.write(f"Compiled {path.relative_to(PACKAGE)}")


def _languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def _chosen(names: list[str]) -> list[Path]:
    apps = catalogues.apps_in(PACKAGE)
    unknown = set(names) - {app.name for app in apps}
    if unknown:
        raise CommandError(f"There is no app called {', '.join(sorted(unknown))}.")
    return [app for app in apps if not names or app.name in names]


def _memory(language: str) -> dict[catalogues.Key, Any]:
    return catalogues.memory_of(
        _known(app=app, language=language) for app in catalogues.apps_in(PACKAGE)
    )


def _known(*, app: Path, language: str) -> Catalog:
    return catalogues.read(catalogues.catalogue_path(app=app, language=language))


def _gaps(
    *, app: Path, language: str, found: Catalog, memory: dict[catalogues.Key, Any]
) -> list[catalogues.Gap]:
    return list(
        catalogues.gaps(
            app=app.name,
            language=language,
            found=found,
            known=_known(app=app, language=language),
            memory=memory,
        )
    )
