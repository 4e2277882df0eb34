"""Letters that another system sent, noted so that a journey shows what people got before."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.catalogue.models import Channel, MatterType
from kontaktpunkt.contacts import kinds
from kontaktpunkt.core.errors import Refusal
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.events.keys import subject
from kontaktpunkt.events.operation import in_one_go, operation, record
from kontaktpunkt.parties.models import Party
from kontaktpunkt.parties.operations import party_subject


class NobodyWrittenTo(Refusal):
    message = _("Name at least one party that the letter was sent to.")


@operation
def note_letters(
    *, parties: Iterable[Party], matter_type: MatterType, actor: Staff, at: datetime
) -> int:
    """Note that the parties were sent a letter about the matter; return how many.

    Only the log knows: the letter itself is in the system that sent it.
    Raises NobodyWrittenTo.
    """
    day, readers = timezone.localdate(at), list(parties)
    if not readers:
        raise NobodyWrittenTo
    with in_one_go():
        for party in readers:
            letter = letter_key(matter=matter_type, day=day, party_id=party.pk)
            record(
                kind=kinds.LETTER_SENT,
                at=at,
                subjects=[party_subject(party), subject(type="letter", pk=letter)],
                channel=Channel.LETTER,
                unit=matter_type.unit.code,
                matter=matter_type.code,
                actor_role=actor.role,
            )
    return len(readers)


def letter_key(*, matter: MatterType, day: date, party_id: int) -> str:
    """Return what stands for one party's letter of one day in the log."""
    return f"{matter.code}/{day}/{party_id}"
