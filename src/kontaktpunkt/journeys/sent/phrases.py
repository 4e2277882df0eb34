"""Why a file that was sent is not imported, beside what reading it finds wrong."""

from typing import Final

from kontaktpunkt.journeys.readers.messages import _

GONE: Final = _("The file is no longer there; send it again.")
STOPPED: Final = _(
    "The reading was stopped twice from outside, and nothing was imported; "
    "tell whoever runs the installation, or split the log by period."
)
STOPPED_HERE: Final = _(
    "The reading was stopped on this page. Import the file again when you like, or throw it away."
)
TOO_LATE: Final = _(
    "The log was imported before the reading could be stopped; the import can be undone."
)
UNEXPECTED: Final = _(
    "Something unexpected happened, and nothing was imported; "
    "tell whoever runs the installation this code: %(reference)s."
)
