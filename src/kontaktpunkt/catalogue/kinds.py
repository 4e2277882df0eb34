"""What can happen to the catalogue."""

from django.utils.translation import gettext_lazy as _

from kontaktpunkt.events.kinds import EventKind, declare

ARTICLE_WRITTEN = declare(EventKind("catalogue.article.written", _("Article written")))
ARTICLE_CHANGED = declare(EventKind("catalogue.article.changed", _("Article changed")))
MATTER_DEFINED = declare(EventKind("catalogue.matter.defined", _("Matter type defined")))
MATTER_CHANGED = declare(EventKind("catalogue.matter.changed", _("Matter type changed")))
CHANNEL_SET = declare(EventKind("catalogue.channel.set", _("Channel strategy set")))
CHANNEL_CLEARED = declare(EventKind("catalogue.channel.cleared", _("Channel strategy cleared")))
