"""What jobs do with a file that was sent: look at it, and import it when it was confirmed."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from kontaktpunkt.core.errors import new_reference
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.journeys import importing, readers
from kontaktpunkt.journeys.models import SentFile
from kontaktpunkt.journeys.readers.guessing import guess_sheets
from kontaktpunkt.journeys.readers.messages import Phrase
from kontaktpunkt.journeys.readers.presets import check_answers
from kontaktpunkt.journeys.readers.sources import Source
from kontaktpunkt.journeys.readers.text import checked_encoding
from kontaktpunkt.journeys.sent import files, findings, phrases, places

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_NOTES: Final = 1.0


def look(*, municipality: Municipality, key: UUID) -> None:
    """Find out what the columns of a file seem to mean; a second run is harmless."""
    sent, path = files.named(key=key), places.file_in(key)
    if sent is None or sent.state != files.State.LOOKED_AT:
        return
    manner: dict[str, Any] = sent.order.get("manner", {})
    options = readers.Options(time_zone=municipality.timezone, **manner)
    try:
        answers = places.file_in(key, places.ANSWERS)
        if answers is not None:
            check_answers(answers, options)
        findings.write(key=key, findings=_found(_there(path), options))
    except readers.LogRefused as refused:
        files.refuse(sent=sent, why=refused.phrase)
    except FileNotFoundError:
        files.refuse(sent=sent, why=Phrase(phrases.GONE))  # thrown away meanwhile
    except Exception as error:  # noqa: BLE001 - the person who waits is told
        files.refuse(sent=sent, why=_unexpected(error))
    else:
        files.looked_at(sent=sent)


def read(*, municipality: Municipality, key: UUID) -> None:
    """Import a file as it was ordered; a second run replaces what the first one left."""
    sent = files.begin_reading(key=key)
    if sent is None:
        return
    try:
        log, summary = importing.import_log(
            municipality=municipality,
            file=_there(places.file_in(key)),
            mapping=readers.Mapping.from_json(sent.order["mapping"]),
            options=_options(sent),
            at=timezone.now(),
            actor=sent.sent_by,
            progress=_noting(sent),
            proceed=partial(files.check_wanted, sent=sent),
        )
    except files.Stopped:
        files.hand_back(sent=sent, why=Phrase(phrases.STOPPED_HERE))
    except readers.LogRefused as refused:
        files.hand_back(sent=sent, why=refused.phrase)
    except Exception as error:  # noqa: BLE001 - the person who waits is told
        files.hand_back(sent=sent, why=_unexpected(error))
    else:
        files.settle(sent=sent, log=log, told=[each.phrase for each in summary.notices])


class _Gone(readers.LogRefused):
    message = phrases.GONE


def _there(path: Path | None) -> Path:
    if path is None:
        raise _Gone
    return path


def _found(path: Path, options: readers.Options) -> findings.Findings:
    kind = readers.sniff(path, options.limits)
    if kind is readers.Format.CSV and options.encoding is None:
        # Before anybody waits: a way out is to send the file again.
        encoding = checked_encoding(Source(path, options.limits))
        options = replace(options, encoding=encoding, is_encoding_guessed=encoding is not None)
    is_workbook = kind is readers.Format.EXCEL
    guesses = guess_sheets(path, options) if is_workbook else [readers.guess(path, options)]
    tables = [findings.without_persons(each, sheet=each.options.sheet) for each in guesses]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return findings.Findings(digest, tuple(tables))


def _options(sent: SentFile) -> readers.Options:
    said: dict[str, Any] = sent.order["options"]
    return readers.Options(
        name=sent.order["name"],
        pseudonym_key=importing.pseudonym_key(),
        feedback=places.file_in(sent.key, places.ANSWERS),
        **said,
    )


def _noting(sent: SentFile) -> Callable[[readers.Progress], None]:
    """Return what keeps how far the reading is: each step, and within it now and then."""
    last, step = -_SECONDS_BETWEEN_NOTES, ""

    def note(state: readers.Progress) -> None:
        nonlocal last, step
        now = time.monotonic()
        if state.step != step or now - last >= _SECONDS_BETWEEN_NOTES:
            last, step = now, state.step
            files.note_progress(sent=sent, step=step, share=state.share, events=state.events)

    return note


def _unexpected(error: Exception) -> Phrase:
    reference = new_reference()
    logger.error("Importing a log failed %s", reference, exc_info=error)
    return Phrase(phrases.UNEXPECTED, {"reference": reference})
