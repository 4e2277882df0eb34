"""The survey page, which needs no login."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from kontaktpunkt.core.access import public
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.listening import letters, operations, queries
from kontaktpunkt.listening.forms import SurveyForm
from kontaktpunkt.listening.models import Invitation
from kontaktpunkt.listening.rules import items


class SurveyRequest(HttpRequest):
    """A request by whoever holds the link."""

    at: datetime
    municipality: Municipality


# The link is the secret: no other site knows it, so none can send the form. And the page asks
# browsers not to tell where they come from, which Django's own protection relies on.
@public
@csrf_exempt
def survey(request: SurveyRequest, token: str) -> HttpResponse:
    """Ask how it went, and keep the answer once."""
    invitation = queries.invitation_behind(token=token)
    language = _language(request, invitation)
    with translation.override(language):
        return _discreet(_survey(request, invitation, token), language)


@public
def thanks(request: SurveyRequest, token: str) -> HttpResponse:
    """Thank for the answer that was just sent."""
    invitation = queries.invitation_behind(token=token)
    if invitation.answered_at is None:
        return redirect("listening:survey", token=token)
    language = _language(request, invitation)
    with translation.override(language):
        return _discreet(_state(request, invitation, "thanks"), language)


def _survey(request: SurveyRequest, invitation: Invitation, token: str) -> HttpResponse:
    if invitation.answered_at is not None:
        return _state(request, invitation, "answered")
    if invitation.expires_at <= request.at:
        return _state(request, invitation, "expired", status=410)
    form = _form(request, invitation)
    if not form.is_valid():
        return _ask(request, invitation, form, token)
    return _keep(request, invitation, form, token)


def _form(request: SurveyRequest, invitation: Invitation) -> SurveyForm:
    return SurveyForm(
        request.POST if request.method == "POST" else None,
        asked=items.items(invitation.survey.items),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        may_call=bool(invitation.party.phone),
    )


def _keep(
    request: SurveyRequest, invitation: Invitation, form: SurveyForm, token: str
) -> HttpResponse:
    try:
        operations.answer(
            token=token,
            scores=form.scores(),
            comment=form.cleaned_data["comment"],
            wants_call=form.cleaned_data.get("wants_call", False),
            at=request.at,
        )
    except operations.AnsweredAlready:
        return _state(request, invitation, "answered")
    except operations.LinkExpired:
        return _state(request, invitation, "expired", status=410)
    # The language that was asked for goes along with the thanks.
    chosen = request.GET.urlencode()
    return redirect(reverse("listening:thanks", args=[token]) + (f"?{chosen}" if chosen else ""))


def _ask(
    request: SurveyRequest, invitation: Invitation, form: SurveyForm, token: str
) -> HttpResponse:
    context = {"form": form, "languages": settings.LANGUAGES, "token": token}
    status = 422 if form.errors else 200
    return _page(request, "listening/survey.html", invitation, context, status)


def _state(
    request: SurveyRequest, invitation: Invitation, state: str, status: int = 200
) -> HttpResponse:
    return _page(request, "listening/survey_state.html", invitation, {"state": state}, status)


def _page(
    request: SurveyRequest,
    template: str,
    invitation: Invitation,
    context: dict[str, Any],
    status: int,
) -> HttpResponse:
    # No secret against forged forms is needed (see survey), and so no cookie either.
    shared = {"invitation": invitation, "csrf_token": ""}
    return render(request, template, shared | context, status=status)


def _language(request: SurveyRequest, invitation: Invitation) -> str:
    """Speak what a link on the page asked for, or the visitor chose, else the party's language."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    for wanted in (request.GET.get("language", ""), chosen):
        if wanted in dict(settings.LANGUAGES):
            return wanted
    return letters.language_of(party=invitation.party, municipality=request.municipality)


def _discreet(response: HttpResponse, language: str) -> HttpResponse:
    response["Content-Language"] = language
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
