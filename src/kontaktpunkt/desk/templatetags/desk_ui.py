"""Words and signs that several pages of the desk share."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontaktpunkt.contacts.models import Question
from kontaktpunkt.core.dates import distance_in_days, short_day
from kontaktpunkt.core.rich_text import rich_text
from kontaktpunkt.core.templatetags.core_ui import status

register = template.Library()

_KIND_OF_STANCE = {"recommended": "good", "allowed": "calm", "closed": "bad"}


@register.simple_tag
def stance_status(stance: str, channel: Any) -> SafeString:
    """Say whether the channel suits the matter: icon and words."""
    words = {
        "recommended": _("%(channel)s is recommended"),
        "allowed": _("%(channel)s is fine"),
        "closed": _("%(channel)s is closed for this"),
    }
    return status(_KIND_OF_STANCE[stance], words[stance] % {"channel": channel})


@register.simple_tag
def promise_status(question: Question) -> SafeString:
    """Say how the promise of a question handed over stands: icon and words."""
    today = timezone.localdate()
    if question.answered_on is not None:
        return _answered(question, today)
    promised = question.promised_on
    if promised is None:
        return SafeString("")
    if promised < today:
        words = _("Late: promised %(when)s") % {"when": distance_in_days(promised, today=today)}
        return status("bad", words)
    kind = "soon" if (promised - today).days <= 1 else "neutral"
    words = _("Promised %(when)s") % {"when": distance_in_days(promised, today=today)}
    return status(kind, words, "hourglass")


def _answered(question: Question, today: Any) -> SafeString:
    if question.answered_on is None:
        return SafeString("")
    day = short_day(question.answered_on, today=today)
    if question.is_late(today=today):
        return status("soon", _("Answered %(day)s, late") % {"day": day})
    return status("good", _("Answered %(day)s, on time") % {"day": day})


@register.filter
def as_rich_text(markdown: str) -> SafeString:
    """Show markdown as HTML that is safe."""
    return rich_text(markdown)
