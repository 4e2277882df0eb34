"""Routes of citizens and companies, below the municipality's own first path segment."""

from django.conf import settings
from django.urls import URLPattern, path

from kontaktpunkt.portal.views import case, details, front, mine, outbox, requests, session

app_name = "portal"

_FRONT = [
    path("", front.start, name="start"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
]

_MINE = [
    path("mine/", mine.home, name="home"),
    path("mine/for/", session.act_for, name="act_for"),
    path("mine/details/", details.details, name="details"),
    path("mine/ask/", requests.ask, name="ask"),
    path("mine/contacts/", mine.contacts, name="contacts"),
    path("mine/cases/<slug:number>/", case.detail, name="case"),
    path("mine/cases/<slug:number>/comment/<int:pk>/", requests.comment, name="comment"),
    path("mine/cases/<slug:number>/send/<int:pk>/", requests.send, name="send"),
    path("mine/cases/<slug:number>/documents/", requests.send_document, name="send_document"),
    path("mine/cases/<slug:number>/documents/<int:pk>/", case.document, name="document"),
    path("mine/cases/<slug:number>/decision/", case.decision, name="decision"),
    path("mine/cases/<slug:number>/call/", requests.ask_for_call, name="ask_for_call"),
    path("mine/cases/<slug:number>/complaint/", requests.complain, name="complain"),
    path("mine/cases/<slug:number>/decide/", requests.ask_to_decide, name="ask_to_decide"),
]

urlpatterns: list[URLPattern] = [*_FRONT, *_MINE]

if settings.DEMO:
    urlpatterns.append(path("outbox/", outbox.outbox, name="outbox"))
