"""What the caller types while the talk goes on.

A draft is no history: nobody outside has noticed anything, so nothing is written to the log. That
is why this is no operation. It becomes a record through `operations.finish_call`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kontaktpunkt.core.errors import ChangedMeanwhile
from kontaktpunkt.dialogue.models import Call
from kontaktpunkt.dialogue.operations import CallNotOpen
from kontaktpunkt.directory.models import Staff


@transaction.atomic
def save(
    *,
    call: Call,
    page: UUID,
    version: int,
    actor: Staff,
    at: datetime,
    typed: dict[str, Any] | None = None,
    note_draft: str | None = None,
) -> Call:
    """Keep what was typed, complete or not; return the call with its new version.

    page:    token of the page that saves. A page saves as its reader types, so its own earlier
             savings are not somebody else's: only another page's version is a conflict.
    version: the one that the page showed or was last given.
    Raises CallNotOpen or ChangedMeanwhile.
    """
    fresh = Call.objects.select_for_update(of=("self",)).select_related("saved_by").get(pk=call.pk)
    if fresh.state != Call.State.OPEN:
        raise CallNotOpen
    if fresh.version != version and fresh.saved_from != page:
        raise ChangedMeanwhile
    if typed is not None:
        fresh.typed = typed
    if note_draft is not None:
        fresh.note_draft = note_draft
    fresh.next_version(saved_from=page, saved_by=actor, saved_at=at)
    fresh.save()
    return fresh
