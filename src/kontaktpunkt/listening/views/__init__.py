"""Pages: the survey for everybody with a link, and what was heard for those who lead."""

from kontaktpunkt.listening.views.heard import follow_up, today
from kontaktpunkt.listening.views.survey import survey, thanks

__all__ = ["follow_up", "survey", "thanks", "today"]
