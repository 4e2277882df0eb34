"""Files that arrive with a form: not larger than allowed, and whole.

`SizeLimit` stops writing a file to disk the moment it is too large, and reads on, so that the texts
of the same form are not lost. `FilesField` says so to the person.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

# What can be taken to disk for one form: so many files of the size allowed.
MOST_FILES = 10

TOO_LARGE = _("“%(name)s” is too large. A file may be %(size)s at most.")
TOO_MANY = _("That is too many files. Send ten at a time.")


def size_told(count: int) -> str:
    """Return how large a file is as people say it: “200 MB”, and not “200.0 MB”."""
    return re.sub(r"[.,]0(?=\s)", "", filesizeformat(count))


def largest_bytes(request: HttpRequest) -> int:
    """Return how large a file may be that is sent to this page; few take larger ones than most."""
    match = request.resolver_match
    larger: Mapping[str, int] = settings.LARGER_UPLOADS
    return larger.get(match.view_name if match else "", settings.LARGEST_UPLOAD_BYTES)


class SizeLimit(FileUploadHandler):
    """Lets no file through that is larger than its page takes, nor too many."""

    count = 0

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Count the files; one too many is not read, and the form learns of it."""
        super().new_file(*arguments, **options)
        self.count += 1
        if self.count > MOST_FILES:
            self.request.has_too_many_files = True  # type: ignore[union-attr]
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the block on, or let go of the whole file; the form learns its name."""
        assert self.request is not None
        if start + len(raw_data) > largest_bytes(self.request):
            too_large = getattr(self.request, "too_large", [])
            self.request.too_large = [*too_large, self.file_name or ""]  # type: ignore[attr-defined]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def arrived(request: HttpRequest) -> dict[str, Any]:
    """Return what came with a form: the arguments of an `UploadForm`; none for a page."""
    if request.method != "POST":
        return {}
    # Read first: reading is what finds out that a file is too large.
    data, files = request.POST, request.FILES
    return {
        "data": data,
        "files": files,
        "too_large": getattr(request, "too_large", ()),
        "has_too_many": getattr(request, "has_too_many_files", False),
        "limit_bytes": largest_bytes(request),
    }


class FilesInput(forms.FileInput):
    """Several files at a time, from the disk or a telephone's camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """None, one or several files; cleaned to a list.

    accept: what the browser's picker offers. What is taken is decided by what a file holds.
    """

    widget = FilesInput

    def __init__(self, *, accept: str, **options: Any) -> None:
        # An empty file is refused where all files are looked at, with its name.
        super().__init__(allow_empty_file=True, **options)
        self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:  # noqa: ARG002
        """Return the files that came."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(each) for each in given]


class UploadForm(forms.Form):
    """A form with a field `uploads`, cleaned to `files`; knows what did not arrive.

    `whole` is the last field of the form: a browser sends it after the files, so without it the
    sending was cut off on the way, and the last file is half a file.
    """

    whole = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)

    def __init__(
        self,
        *arguments: Any,
        too_large: Sequence[str] = (),
        has_too_many: bool = False,
        limit_bytes: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.too_large, self.has_too_many = too_large, has_too_many
        self.limit_bytes = limit_bytes or settings.LARGEST_UPLOAD_BYTES

    def clean(self) -> dict[str, Any]:
        """Refuse what was too large for the door, and what was cut off."""
        given: dict[str, Any] = super().clean() or {}
        is_whole, given["files"] = given.pop("whole", False), given.pop("uploads", [])
        for name in self.too_large:
            self._refuse_large(name)
        if self.has_too_many:
            self.add_error("uploads", TOO_MANY)
        if given["files"] and not is_whole:
            text = _("The connection was lost before everything had come. Send it once more.")
            self.add_error("uploads", text)
        return given

    def _refuse_large(self, name: str) -> None:
        # In the place of "choose a file": one was chosen.
        self.errors.pop("uploads", None)
        size = size_told(self.limit_bytes)
        self.add_error("uploads", TOO_LARGE % {"name": name, "size": size})
