"""Routes of the staff workspace, below the municipality's own first path segment."""

from django.urls import URLPattern, URLResolver, include, path

from kontaktpunkt.desk.views import (
    calls,
    case_actions,
    case_decision,
    cases,
    contacts,
    documents,
    handovers,
    live,
    notices,
    parties,
    representatives,
    search,
    session,
    worklist,
)
from kontaktpunkt.desk.views.settings import articles as settings_articles
from kontaktpunkt.desk.views.settings import closing_days as settings_closing_days
from kontaktpunkt.desk.views.settings import guide as settings_guide
from kontaktpunkt.desk.views.settings import matters as settings_matters
from kontaktpunkt.desk.views.settings import municipality as settings_municipality
from kontaktpunkt.desk.views.settings import overview as settings_overview
from kontaktpunkt.desk.views.settings import staff as settings_staff
from kontaktpunkt.desk.views.settings import surveys as settings_surveys
from kontaktpunkt.desk.views.settings import units as settings_units

app_name = "desk"

_SESSION = [
    path("", session.start, name="start"),
    path("notices/", notices.notices, name="notices"),
    path("notices/number/", notices.number, name="notices-number"),
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
    path(
        "parties/<int:pk>/representatives/",
        representatives.find,
        name="representative-find",
    ),
    path(
        "parties/<int:pk>/representatives/<int:person>/",
        representatives.new,
        name="representative-new",
    ),
    path("mandates/<int:pk>/end/", representatives.end, name="representative-end"),
]

_HANDOVERS = [
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/take/", handovers.take, name="handover-take"),
    path("handovers/<int:pk>/answer/", handovers.answer, name="handover-answer"),
    path("handovers/<int:pk>/return/", handovers.give_back, name="handover-return"),
    path("handovers/<int:pk>/move/", handovers.move, name="handover-move"),
    path("handovers/<int:pk>/pass-on/", handovers.pass_on, name="handover-pass-on"),
]

_CASES = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("parties/<int:pk>/case/", cases.new, name="case-new"),
    path("handovers/<int:pk>/case/", cases.new_from_question, name="case-from-question"),
]

_SETTINGS = [
    path("", settings_overview.settings, name="settings"),
    path("municipality/", settings_municipality.municipality, name="settings-municipality"),
    path("matters/", settings_matters.matters, name="settings-matters"),
    path("matters/new/", settings_matters.new, name="settings-matters-new"),
    path("matters/<int:pk>/", settings_matters.edit, name="settings-matters-edit"),
    path("articles/", settings_articles.articles, name="settings-articles"),
    path("articles/new/", settings_articles.new, name="settings-articles-new"),
    path("articles/<int:pk>/", settings_articles.edit, name="settings-articles-edit"),
    path("units/", settings_units.units, name="settings-units"),
    path("units/new/", settings_units.new, name="settings-units-new"),
    path("units/<int:pk>/", settings_units.edit, name="settings-units-edit"),
    path("staff/new/", settings_staff.new, name="settings-staff-new"),
    path("staff/<int:pk>/", settings_staff.staff, name="settings-staff"),
    path("staff/<int:pk>/shut-out/", settings_staff.deactivate, name="settings-staff-deactivate"),
    path("staff/<int:pk>/let-in/", settings_staff.reactivate, name="settings-staff-reactivate"),
    path("surveys/", settings_surveys.surveys, name="settings-surveys"),
    path("surveys/<int:pk>/", settings_surveys.edit, name="settings-surveys-edit"),
    path("guide/", settings_guide.guide, name="settings-guide"),
    path("guide/new/", settings_guide.new, name="settings-guide-new"),
    path("guide/<int:pk>/", settings_guide.edit, name="settings-guide-edit"),
    path("guide/<int:pk>/up/", settings_guide.up, name="settings-guide-up"),
    path("closing-days/", settings_closing_days.closing_days, name="settings-closing-days"),
    path(
        "closing-days/<int:pk>/remove/",
        settings_closing_days.remove,
        name="settings-closing-days-remove",
    ),
]

# Below one case: its page, and a small page or a button for each thing that can be done to it.
_CASE = [
    path("", cases.case, name="case"),
    path("status/", cases.case_status, name="case-status"),
    path("take/", case_actions.take, name="case-take"),
    path("intention/", case_actions.intend, name="case-intend"),
    path("promise/", case_actions.promise, name="case-promise"),
    path("waiver/", case_actions.waiver, name="case-waiver"),
    path("hearing/", case_actions.hear, name="case-hear"),
    path("hearing/<int:pk>/", case_actions.hearing, name="case-hearing"),
    path("hearing/<int:pk>/close/", case_actions.close_hearing, name="case-hearing-close"),
    path("hearing/<int:pk>/withdraw/", case_actions.withdraw_hearing, name="case-hearing-withdraw"),
    path("ask/", case_actions.ask, name="case-ask"),
    path("awaited/<int:pk>/", case_actions.awaited, name="case-awaited"),
    path("awaited/<int:pk>/drop/", case_actions.drop_awaited, name="case-awaited-drop"),
    path("agreement/<int:pk>/", case_actions.keep_agreement, name="case-agreement"),
    path("documents/", documents.add, name="case-document-add"),
    path("documents/<int:pk>/", documents.document, name="case-document"),
    path("documents/<int:pk>/share/", documents.share, name="case-document-share"),
    path("documents/<int:pk>/withdraw/", documents.withdraw, name="case-document-withdraw"),
    path("note/", case_actions.note, name="case-note"),
    path("complaint/", case_actions.complaint, name="case-complaint"),
    path("close/", case_actions.close, name="case-close"),
    path("hand-over/", case_actions.hand_over, name="case-hand-over"),
    path("request/", case_actions.asked, name="case-asked"),
    path("request/decline/", case_actions.declined, name="case-declined"),
    path("decision/", case_decision.decide, name="case-decide"),
    path("call/", calls.call, name="call"),
    path("call/save/", calls.save, name="call-save"),
    path("call/note/", calls.note, name="call-note"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *_SESSION,
    *_CONTACTS,
    *_PARTIES,
    *_HANDOVERS,
    *_CASES,
    path("cases/<str:number>/", include(_CASE)),
    path("settings/", include(_SETTINGS)),
]
