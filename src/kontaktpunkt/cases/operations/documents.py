"""Files in a case: received from the party, put there by colleagues, given to the party."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.cases import file_types, kinds, messages, storage
from kontaktpunkt.cases.changes import locked, locked_open, record_on, save_changed
from kontaktpunkt.cases.file_types import FileType
from kontaktpunkt.cases.models import Case, Document
from kontaktpunkt.core.errors import AlreadyDone, Refusal
from kontaktpunkt.core.uploads import MOST_FILES, TOO_LARGE, TOO_MANY, size_told
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.operation import operation

Files = Sequence["File[bytes]"]

# A drawing sent again and again is a mistake or an attack, and the disk is everybody's.
MOST_IN_A_CASE = 200


class FilesRefused(Refusal):
    """Something is wrong with the files of a sending. Nothing of the sending is kept."""


class FileRefused(FilesRefused):
    """A file that is not taken; its text names it."""

    def __init__(self, *, name: str) -> None:
        size = size_told(settings.LARGEST_UPLOAD_BYTES)
        super().__init__(str(self.message) % {"name": name, "size": size})


class FileEmpty(FileRefused):
    message = _("“%(name)s” is empty. Choose the file again.")


class FileTooLarge(FileRefused):
    message = TOO_LARGE


class FileNotTaken(FileRefused):
    message = _(
        "“%(name)s” is not a kind of file that we can take. Send a PDF, a picture (JPEG, PNG or "
        "HEIC), a text or a sheet (ODT, DOCX or XLSX, without macros) or plain text."
    )


class FileNotWhole(FileRefused):
    message = _("“%(name)s” is not whole. See that you can open it yourself, then send it again.")


class FileMissing(FilesRefused):
    message = _("Choose a file first. Nothing was changed.")


class TooManyFiles(FilesRefused):
    message = TOO_MANY


class CaseFull(FilesRefused):
    message = _("There are very many files in this case already. Call us, and we find a way.")


class SentAlready(AlreadyDone):
    """Every file of a sending is in the case already."""

    message = _("We have this file already. It counts once.")


class InCaseAlready(FileRefused):
    message = _("“%(name)s” is in the case already.")


class SharedAlready(Refusal):
    message = _("The party sees this document already.")


class NotOursToWithdraw(Refusal):
    message = _("Only a document that we gave the party can be taken back.")


@storage.nothing_left_behind
@operation
def receive_documents(*, case: Case, files: Files, at: datetime, title: str = "") -> list[Document]:
    """Keep files that the party sends by itself, in one step or not at all.

    title: what they are, in the party's words.
    Raises CaseNotOpen, FileMissing, TooManyFiles, CaseFull, FileRefused or SentAlready.
    """
    case = locked_open(case=case)
    if not files:
        raise FileMissing
    documents = from_party(case=case, files=files, title=title, at=at)
    if not documents:
        raise SentAlready
    save_changed(case=case, actor=None, at=at)
    kind = kinds.DOCUMENT_RECEIVED
    record_on(case=case, kind=kind, at=at, channel="web", files=len(documents))
    return documents


@storage.nothing_left_behind
@operation
def add_document(
    *, case: Case, files: Files, is_shared: bool, actor: Staff, at: datetime, title: str = ""
) -> list[Document]:
    """Put files in the case, also after the decision; the party sees them when they are shared.

    Raises FileMissing, TooManyFiles, FileRefused or InCaseAlready.
    """
    case = locked(case=case)
    if not files:
        raise FileMissing
    documents = by_staff(
        case=case, files=files, title=title, at=at, actor=actor, is_shared=is_shared
    )
    save_changed(case=case, actor=actor, at=at)
    kind = kinds.DOCUMENT_SHARED if is_shared else kinds.DOCUMENT_ADDED
    record_on(case=case, kind=kind, at=at, actor=actor, files=len(documents))
    if is_shared:
        messages.tell_document(case=case, document=documents[0], at=at)
    return documents


@operation
def share_document(*, document: Document, actor: Staff, at: datetime) -> Document:
    """Let the party see a document, and tell it. Raises SharedAlready."""
    case = locked(case=document.case)
    document = Document.objects.get(pk=document.pk)
    if document.is_shared:
        raise SharedAlready
    document.shared_at = at
    document.save()
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.DOCUMENT_SHARED, at=at, actor=actor, files=1)
    messages.tell_document(case=case, document=document, at=at)
    return document


@operation
def withdraw_document(*, document: Document, actor: Staff, at: datetime) -> Document:
    """Take back a document that was given to the party by mistake.

    That it was given, and until when, stays in the log. Raises NotOursToWithdraw.
    """
    case = locked(case=document.case)
    document = Document.objects.get(pk=document.pk)
    if document.sent_by_id is None or not document.is_shared:
        raise NotOursToWithdraw
    document.shared_at = None
    document.save()
    save_changed(case=case, actor=actor, at=at)
    record_on(case=case, kind=kinds.DOCUMENT_WITHDRAWN, at=at, actor=actor)
    return document


# --- For operations that take files beside other things ----------------------------------------


@dataclass(frozen=True)
class _Checked:
    content: "File[bytes]"
    file_type: FileType
    name: str
    sha256: str


def from_party(*, case: Case, files: Files, title: str, at: datetime) -> list[Document]:
    """Keep what the party sends, within an operation; return what is new to it.

    A file that is in the case already counts once. One that a colleague had put there unshared is
    shared: the party has it anyway.
    """
    checked = _checked(files)
    known = {each.sha256: each for each in case.documents.all()}
    if len(known) + len(checked) > MOST_IN_A_CASE:
        raise CaseFull
    fresh = [_shown(known[each.sha256], at) for each in checked if _is_hidden(known, each)]
    new = [each for each in checked if each.sha256 not in known]
    fresh += [
        _kept(each, case=case, title=name, received_at=at, shared_at=at)
        for each, name in zip(new, _titles(title, len(new)), strict=True)
    ]
    return fresh


def by_staff(
    *, case: Case, files: Files, title: str, at: datetime, actor: Staff, is_shared: bool
) -> list[Document]:
    """Keep what a colleague puts in the case, within an operation. Raises InCaseAlready."""
    known = {each.sha256: each for each in case.documents.all()}
    checked = _checked(files)
    for each in checked:
        if each.sha256 in known:
            raise InCaseAlready(name=each.name)
    shared_at = at if is_shared else None
    return [
        _kept(each, case=case, title=name, sent_by=actor, received_at=at, shared_at=shared_at)
        for each, name in zip(checked, _titles(title, len(checked)), strict=True)
    ]


def counted(files: Files) -> dict[str, Any]:
    """Return what an event says of the files that came along: nothing when there were none."""
    return {"files": len(files)} if files else {}


def _checked(files: Files) -> list[_Checked]:
    """Look at every file before any is kept; the same file twice in one sending is one."""
    if len(files) > MOST_FILES:
        raise TooManyFiles
    found = [_check(each) for each in files]
    return list({each.sha256: each for each in found}.values())


def _check(content: "File[bytes]") -> _Checked:
    name = content.name or ""
    if not content.size:
        raise FileEmpty(name=name)
    if content.size > settings.LARGEST_UPLOAD_BYTES:
        raise FileTooLarge(name=name)
    try:
        file_type = file_types.type_of(content=content, name=name)
    except file_types.NotWhole:
        raise FileNotWhole(name=name) from None
    if file_type is None:
        raise FileNotTaken(name=name)
    shown = file_types.name_to_show(name=name, file_type=file_type)
    return _Checked(content, file_type, shown, storage.digest_of(content))


def _titles(title: str, count: int) -> list[str]:
    """Return a title for each of several files: in a list, no two should be called the same."""
    title = capfirst(title.strip()[:190])
    if count < 2 or not title:
        return [title] * count
    return [f"{title} ({number}/{count})" for number in range(1, count + 1)]


def _is_hidden(known: dict[str, Document], each: _Checked) -> bool:
    return each.sha256 in known and not known[each.sha256].is_shared


def _shown(document: Document, at: datetime) -> Document:
    document.shared_at = at
    document.save()
    return document


def _kept(
    checked: _Checked,
    *,
    case: Case,
    title: str,
    received_at: datetime,
    shared_at: datetime | None,
    sent_by: Staff | None = None,
) -> Document:
    return Document.objects.create(
        case=case,
        title=title,
        file_name=checked.name,
        content_type=checked.file_type.media_type,
        size=checked.content.size,
        sha256=checked.sha256,
        stored_as=storage.keep(checked.content),
        sent_by=sent_by,
        received_at=received_at,
        shared_at=shared_at,
    )
