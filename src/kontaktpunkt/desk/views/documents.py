"""Documents of a case as its caseworker handles them."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kontaktpunkt.cases import operations, queries, storage
from kontaktpunkt.cases.models import Case
from kontaktpunkt.core.downloads import attachment
from kontaktpunkt.desk.access import DECIDING
from kontaktpunkt.desk.forms import cases as forms
from kontaktpunkt.desk.views.case_form import Action, press, show
from kontaktpunkt.directory.access import StaffRequest, log_reading, staff_page

ADD = Action(
    form=forms.DocumentForm,
    operation=operations.add_document,
    title=gettext_lazy("Add a document"),
    button=gettext_lazy("Add it"),
    done=gettext_lazy("It is part of the case now."),
    has_version=False,
)


@staff_page(*DECIDING)
def add(request: StaffRequest, number: str) -> HttpResponse:
    """Put files in the case."""
    return show(request, number, ADD)


@staff_page(*DECIDING)
@never_cache
def document(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """Hand out a document of a case of one's own unit; that it was read is written down."""
    case = queries.case_for(staff=request.staff, number=number)
    found = queries.document_in(case=case, pk=pk)
    log_reading(request=request, subject_type="document", subject_id=found.pk)
    return attachment(
        content=storage.opened(found.stored_as),
        name=found.file_name,
        media_type=found.content_type,
    )


@staff_page(*DECIDING)
@require_POST
def share(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Let the party see a document."""
    done = _("The party sees it now, and is told.")
    return _press(request, number, pk, operations.share_document, done)


@staff_page(*DECIDING)
@require_POST
def withdraw(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Take back a document that was given to the party by mistake."""
    done = _("The party does not see it any more.")
    return _press(request, number, pk, operations.withdraw_document, done)


def _press(request: StaffRequest, number: str, pk: int, operation: Any, done: str) -> HttpResponse:
    def find(case: Case) -> dict[str, Any]:
        return {"document": queries.document_in(case=case, pk=pk)}

    return press(request, number, operation, done, find=find, has_version=False)
