"""The report's sentences: computed from its figures, and silent where these cannot carry them."""

from kontaktpunkt.insight.words.casework import decisions, promises
from kontaktpunkt.insight.words.common import (
    Statement,
    listed,
    month_label,
    month_name,
    months,
    number,
    percent,
    too_few,
)
from kontaktpunkt.insight.words.contacts import (
    against_target,
    at_once,
    avoidable,
    channel_name,
    channels,
    first_contact_name,
)
from kontaktpunkt.insight.words.dialogue import calls, complaints, experience

__all__ = [
    "Statement",
    "against_target",
    "at_once",
    "avoidable",
    "calls",
    "channel_name",
    "channels",
    "complaints",
    "decisions",
    "experience",
    "first_contact_name",
    "listed",
    "month_label",
    "month_name",
    "months",
    "number",
    "percent",
    "promises",
    "too_few",
]
