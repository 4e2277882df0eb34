"""Routes of citizens and companies, below the municipality's own first path segment."""

from django.conf import settings
from django.urls import URLPattern, path

from kontaktpunkt.portal.views import case, front, mine, outbox, requests, session

app_name = "portal"

_FRONT = [
    path("", front.start, name="start"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
]

_MINE = [
    path("mine/", mine.home, name="home"),
    path("mine/for/", session.switch, name="switch"),
    path("mine/contacts/", mine.contacts, name="contacts"),
    path("mine/cases/<str:number>/", case.detail, name="case"),
    path("mine/cases/<str:number>/comment/<int:pk>/", requests.comment, name="comment"),
    path("mine/cases/<str:number>/send/<int:pk>/", requests.send, name="send"),
    path("mine/cases/<str:number>/call/", requests.ask_for_call, name="ask_for_call"),
    path("mine/cases/<str:number>/complaint/", requests.complain, name="complain"),
    path("mine/cases/<str:number>/decide/", requests.ask_to_decide, name="ask_to_decide"),
]

urlpatterns: list[URLPattern] = [*_FRONT, *_MINE]

if settings.DEMO:
    urlpatterns.append(path("outbox/", outbox.outbox, name="outbox"))
