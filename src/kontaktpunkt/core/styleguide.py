"""All parts on one page, for us: to look at, to test and to choose from."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kontaktpunkt.core.access import public
from kontaktpunkt.core.forms import DayField, ScaleField

BASES = {
    "portal": "core/base_portal.html",
    "workspace": "core/base_workspace.html",
    "studio": "core/base_studio.html",
}


class ExampleForm(forms.Form):
    """One field of every kind."""

    subject = forms.CharField(
        label="What is it about?", help_text="A few words are enough.", max_length=100
    )
    matter = forms.ChoiceField(
        label="Matter", choices=[("", "Choose"), ("building", "Building permit"), ("road", "Road")]
    )
    outcome = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        choices=[("settled", "Settled now"), ("guided", "Guided on"), ("handed", "Handed over")],
    )
    channels = forms.MultipleChoiceField(
        label="How may we reach you?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("phone", "Phone"), ("sms", "SMS"), ("email", "E-mail")],
        required=False,
    )
    by = DayField(label="Answer by", help_text="The last day on which an answer is on time.")
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    easy = ScaleField(
        label="How easy was it to get help?",
        low="Not easy at all",
        high="Very easy",
        way_out="I would rather not say",
    )
    confirmed = forms.BooleanField(label="I have read it back to the person")


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part in the register that `?base=` names."""
    form = ExampleForm(request.POST if request.method == "POST" else None)
    base = BASES.get(request.GET.get("base", ""), BASES["portal"])
    context = {"base": base, "form": form, **_dates(), **_lists()}
    context["page"] = Paginator(range(95), 20).page(2)
    return render(request, "core/styleguide.html", context, status=422 if form.errors else 200)


def _dates() -> dict[str, Any]:
    now = timezone.now()
    return {
        "now": now,
        "today": timezone.localdate(),
        "soon": timezone.localdate() + timedelta(days=5),
        "earlier": now - timedelta(minutes=12),
        "yesterday": now - timedelta(days=1, hours=2),
        "long_ago": now - timedelta(days=40),
        "nothing_closed": frozenset(),
        "waited": timedelta(days=3, hours=4, minutes=20),
    }


def _lists() -> dict[str, Any]:
    return {
        "steps": _steps(),
        "tasks": _tasks(),
        "entries": _entries(),
        "rows": _rows(),
        "cards": _cards(),
        "columns": ["Unit", "Answers", "Score"],
        "numbers": [["Building", 41, 72.4], ["Roads", 12, 65.1], ["Schools", 5, None]],
        "changes": [{"name": "Promised day", "theirs": "3 December", "yours": "1 December"}],
        "work": _work(),
    }


def _steps() -> list[dict[str, str]]:
    return [
        {"name": "Received", "state": "done"},
        {"name": "Being looked at", "state": "done"},
        {"name": "Your turn", "state": "now"},
        {"name": "Decided", "state": "ahead"},
    ]


def _tasks() -> list[dict[str, str]]:
    return [
        {
            "name": "Call Egons Bageri",
            "hint": "A call is owed before a refusal.",
            "kind": "soon",
            "status": "Owed",
            "url": "#",
            "action": "Start the call",
        },
        {
            "name": "Hearing",
            "hint": "The answer came on 19 November.",
            "kind": "good",
            "status": "Closed",
        },
        {
            "name": "Reasons",
            "kind": "neutral",
            "status": "Not written",
            "url": "#",
            "action": "Write",
        },
    ]


def _entries() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "what": "You phoned the service centre",
            "at": now - timedelta(days=9),
            "who": "Anna, service centre",
            "text": "You asked whether the bakery may set up tables on the pavement.",
        },
        {
            "what": "We looked at the drawing",
            "at": now - timedelta(hours=3),
            "who": "Bo, Roads and Building",
            "text": "The pavement is 1.6 m wide at the door. A wheelchair needs 1.5 m.",
            "is_internal": True,
        },
        {"what": "We wait for your new drawing", "at": now - timedelta(minutes=20), "is_now": True},
        {
            "what": "We decide",
            "day": timezone.localdate() + timedelta(days=6),
            "is_ahead": True,
        },
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"name": "Company", "value": "Egons Bageri ApS"},
        {"name": "CVR number", "value": "•••• 5628", "url": "#", "action": "Show"},
        {"name": "Prefers", "value": "Phone", "url": "#", "action": "Change"},
        {"name": "Address", "value": None},
    ]


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "title": "Anna Holm",
            "role": "Agent in the service centre",
            "text": "Takes the next call, settles it or hands it over with a promise.",
            "url": "#anna",
            "number": 14,
            "fact": "promises due today",
        },
        {
            "title": "Bo Lund",
            "role": "Caseworker, Roads and Building",
            "text": "Calls before he refuses, and writes down what was said.",
            "url": "#bo",
            "number": 3,
            "fact": "calls owed before a decision",
        },
        {
            "title": "Egons Bageri",
            "role": "A company with a case",
            "text": "Sees whose turn it is, and why the promised day moved.",
            "url": "#egon",
            "number": 1,
            "fact": "answer we wait for",
        },
    ]


def _work() -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "number": "2026-00417",
            "party": "Egons Bageri ApS",
            "matter": "Tables on the pavement",
            "kind": "bad",
            "status": "Late",
            "due": today - timedelta(days=1),
        },
        {
            "number": "2026-00420",
            "party": "Dina Mikkelsen",
            "matter": "Building permit",
            "kind": "soon",
            "status": "Call owed",
            "due": today + timedelta(days=1),
        },
        {
            "number": "2026-00431",
            "party": "Havnens Cykler",
            "matter": "Parking permit",
            "kind": "calm",
            "status": "Hearing open, and the party has until Friday to say something",
            "due": today + timedelta(days=8),
        },
    ]
