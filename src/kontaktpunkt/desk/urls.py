"""Routes of the staff workspace, below the municipality's own first path segment."""

from django.urls import URLPattern, path

from kontaktpunkt.desk.views import (
    contacts,
    handovers,
    live,
    parties,
    search,
    session,
)

app_name = "desk"

_SESSION = [
    path("", session.start, name="start"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
]

_CONTACTS = [
    path("search/", search.search, name="search"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", live.contact_new, name="contact-new"),
    path("contacts/live/<uuid:token>/", live.contact_live, name="contact-live"),
    path("contacts/live/<uuid:token>/party/", live.contact_party, name="contact-party"),
    path("contacts/live/<uuid:token>/restore/", live.contact_restore, name="contact-restore"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("questions/<int:pk>/correct/", contacts.question_correct, name="question-correct"),
    path("articles/<int:pk>/", contacts.article, name="article"),
]

_PARTIES = [
    path("parties/new/", parties.party_new, name="party-new"),
    path("parties/<int:pk>/", parties.party, name="party"),
    path("parties/<int:pk>/edit/", parties.party_edit, name="party-edit"),
    path("parties/<int:pk>/number/", parties.party_number, name="party-number"),
]

_HANDOVERS = [
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/take/", handovers.take, name="handover-take"),
    path("handovers/<int:pk>/answer/", handovers.answer, name="handover-answer"),
    path("handovers/<int:pk>/return/", handovers.give_back, name="handover-return"),
    path("handovers/<int:pk>/pass-on/", handovers.pass_on, name="handover-pass-on"),
]

urlpatterns: list[URLPattern] = [
    *_SESSION,
    *_CONTACTS,
    *_PARTIES,
    *_HANDOVERS,
]
