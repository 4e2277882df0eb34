"""The notepads of contacts that are going on.

A draft is no history: nobody outside has noticed anything, so nothing is written to the log. That
is why these are not operations. It becomes a contact through `operations.register`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kontaktpunkt.contacts.models import ContactDraft
from kontaktpunkt.core.models import Submission
from kontaktpunkt.directory.models import Staff
from kontaktpunkt.parties.models import Party

# Nobody is on the line any more; what was worth keeping has been registered.
FORGOTTEN_AFTER = timedelta(days=7)


def begin(*, staff: Staff, channel: str, at: datetime, party: Party | None = None) -> ContactDraft:
    """Open a notepad for a contact that begins now."""
    return ContactDraft.objects.create(
        staff=staff, channel=channel, party=party, started_at=at, saved_at=at
    )


def save(*, draft: ContactDraft, at: datetime, **changes: Any) -> None:
    """Keep what was typed, the party or the channel."""
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.saved_at = at
    draft.save(update_fields=["saved_at", *changes])


def drop(*, draft: ContactDraft, at: datetime) -> None:
    """Put the notepad away: the contact came to nothing. It can be taken up again for a week."""
    save(draft=draft, at=at, dropped_at=at)


def take_up(*, draft: ContactDraft, at: datetime) -> None:
    """Go on with a contact that was put away."""
    save(draft=draft, at=at, dropped_at=None)


def live(*, staff: Staff) -> Sequence[ContactDraft]:
    """Return the agent's contacts that are going on, oldest first."""
    mine = ContactDraft.objects.filter(staff=staff, dropped_at=None)
    return list(mine.select_related("party"))


def first_live(*, staff: Staff, beside: ContactDraft) -> UUID | None:
    """Return the token of the oldest contact going on beside this one, None without any."""
    others = ContactDraft.objects.filter(staff=staff, dropped_at=None).exclude(token=beside.token)
    return others.values_list("token", flat=True).first()


def mine(*, staff: Staff, token: UUID) -> ContactDraft | None:
    """Return the agent's own draft with this token, None when there is none."""
    drafts = ContactDraft.objects.filter(staff=staff, token=token)
    return drafts.select_related("party").first()


def is_nameless(*, staff: Staff, token: UUID) -> bool:
    """Say whether the agent's own draft with this token does not know yet who it is."""
    return ContactDraft.objects.filter(staff=staff, token=token, party=None).exists()


def was_known(*, token: UUID) -> bool:
    """Say whether somebody here has, or had and registered, a draft with this token."""
    return (
        ContactDraft.objects.filter(token=token).exists()
        or Submission.objects.filter(token=token).exists()
    )


def forget_old(*, at: datetime) -> int:
    """Throw away drafts that nobody has touched for a week; return how many."""
    old = ContactDraft.objects.filter(saved_at__lt=at - FORGOTTEN_AFTER)
    return old.delete()[0]
