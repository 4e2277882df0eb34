"""Somebody who knows nothing of a log is led to what is wrong in it, from the first page on."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from kontaktpunkt.directory.models import Role
from kontaktpunkt.events.models import Event, EventObject
from kontaktpunkt.journeys import logs
from tests.factories import make_staff
from tests.pages import browser_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LETTER = datetime(2026, 4, 14, 8, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("warehouse")


def journey(*steps, matter, number):
    """Note one party's steps: (touchpoint, when, unit).

    number: the same each time, and far from those that the database gives: what is prepared of a
            log can then be taken from the former test (`made_before`).
    """
    party, case = ("citizen", UUID(int=2 * number)), ("case", UUID(int=2 * number + 1))
    for place, (touchpoint, at, unit) in enumerate(steps):
        is_contact = touchpoint == "phone-contact"
        event = Event.objects.create(
            pk=10 * number + place, kind=f"test.{touchpoint}", touchpoint=touchpoint,
            occurred_at=at, matter=matter, unit=unit, is_contact=is_contact,
            initiator="party" if is_contact else "authority",
        )  # fmt: skip
        EventObject.objects.bulk_create(
            EventObject(event=event, type=type_, key=key)
            for type_, key in ((party,) if is_contact else (party, case))
        )


@pytest.fixture
def manager(cast):
    """A letter that every third asks about, and a border at which permits wait three weeks."""
    numbers = count(1_000_000)
    for number in range(90):
        asks = [("phone-contact", LETTER + timedelta(days=2), "desk")] if number % 3 == 0 else []
        journey(("letter", LETTER, "waste"), *asks, matter="waste fee", number=next(numbers))
    for number in range(40):
        start = AT + timedelta(days=number)
        there, back = start + timedelta(days=2), start + timedelta(days=23)
        journey(
            ("case-opened", start, "permits"), ("case-handover", there, "roads"),
            ("promise-moved", back, "permits"), ("decision", back + timedelta(days=1), "permits"),
            matter="permit", number=next(numbers),
        )  # fmt: skip
        asked = start + timedelta(hours=number)
        journey(("phone-contact", asked, "desk"), matter="passport", number=next(numbers))
    logs.refresh_own(municipality=cast.here, at=AT + timedelta(days=120))
    staff = make_staff(name="Martin Møller", role=Role.MANAGER, unit=cast.byg)
    return browser_of(staff)


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(" ".join(response.content.decode().split()))


def place_of(page: str, name: str) -> tuple[str, str]:
    """Return what is said about a place where a change would matter, and where it leads on."""
    found = re.search(rf"<li><strong>{name}</strong><br>(.*?)<a href=\"(.*?)\"", page)
    assert found is not None, name
    return found[1].strip(), found[2]


def test_the_first_page_leads_to_the_border_between_two_units(manager):
    said, onward = place_of(read(manager, "/fjordby/journeys/own/"), "roads → permits")
    assert said == (
        "The border between two units that costs most days: 840 days of waiting, half of the "
        "hand-overs wait 21 days or more. All 40 journeys in which that happened are about "
        "“permit”."
    )
    page = read(manager, onward)
    assert "People wait longest for “permits” after “roads” has handed over: 840 days" in page
    assert "From “roads” to “permits”, looked at closer" in page
    assert "All 40 journeys in which that happened are about “permit”." in page
    assert 'href="?matter=permit">Only “permit”</a>' in page


def test_the_longest_wait_says_what_it_is_about(manager):
    page = read(manager, "/fjordby/journeys/own/time/")
    assert "Most days go by between “Case handed over” and “Promised day moved”" in page
    assert "All 40 journeys in which that happened are about “permit”." in page
    one = read(manager, "/fjordby/journeys/own/time/?matter=permit")
    assert "in which that happened" not in one


def test_a_border_at_which_many_matters_wait_is_no_headline_of_one(manager, cast):
    for number in range(50):
        start = AT + timedelta(days=number)
        journey(
            ("case-handover", start, "roads"),
            ("decision", start + timedelta(days=1), "permits"),
            matter=f"matter {number % 2}",
            number=2_000_000 + number,
        )
    logs.refresh_own(municipality=cast.here, at=AT + timedelta(days=121))
    said, onward = place_of(read(manager, "/fjordby/journeys/own/"), "roads → permits")
    assert said.endswith("half of the hand-overs wait 1 day or more.")
    assert "In 40 of the 90 journeys in which that happened, it is about “permit”." in read(
        manager, onward
    )


def test_the_first_page_leads_to_the_letter_and_what_it_was_about(manager):
    said, onward = place_of(read(manager, "/fjordby/journeys/own/"), "Letter from us")
    assert said == (
        "33% are in touch again within a week: 30 contacts. All 30 journeys in which that happened "
        "are about “waste fee”."
    )
    page = read(manager, onward)
    assert "After “Letter from us”, looked at closer" in page
    assert "All 30 journeys in which that happened are about “waste fee”." in page
    assert "Most people got in touch on Thursday 16 April 2026: 30 contacts." in page
    assert "?matter=waste+fee" in page


def test_what_one_matter_is_about_is_not_said_again(manager):
    page = read(manager, "/fjordby/journeys/own/repeats/?matter=waste+fee")
    assert "After “Letter from us”, 33% are in touch again" in page
    assert "looked at closer" not in page


def test_an_experience_that_chance_explains_is_no_place_to_change(manager):
    assert "The lowest experience" not in read(manager, "/fjordby/journeys/own/")


def test_an_end_before_the_start_is_named_and_passed_over(manager):
    page = read(manager, "/fjordby/journeys/own/?first=2026-04&last=2026-03")
    assert "Started until: March 2026, which is before the start" in page
    assert "The end is before the start." in page
    assert '<span class="quiet">Started from:</span> April 2026' in page
    assert '<span class="quiet">Started until:</span>' not in page
    in_order = read(manager, "/fjordby/journeys/own/?first=2026-04&last=2026-05")
    assert "before the start" not in in_order
    assert re.search("n = ([0-9]+) journeys", in_order)[1] in page


def facts_of(page: str) -> list[tuple[str, str]]:
    """Return what stands below a page about what it is made of."""
    return re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)


def test_a_page_about_a_choice_tells_the_choice_from_the_whole(manager):
    whole = facts_of(read(manager, "/fjordby/journeys/own/"))
    assert whole[:2] == [("Journeys", "170"), ("Events", "320")]
    chosen = facts_of(read(manager, "/fjordby/journeys/own/?matter=permit"))
    assert chosen[:3] == [
        ("Journeys chosen", "40"),
        ("Journeys of the whole log", "170"),
        ("Events of the whole log", "320"),
    ]
    few = facts_of(read(manager, "/fjordby/journeys/own/?matter=permit&unit=desk"))
    assert few[0] == ("Journeys chosen", "too few to show")
    cases = facts_of(read(manager, "/fjordby/journeys/own/?lens=case&matter=permit"))
    assert [name for name, _value in cases][:2] == ["Cases chosen", "Cases of the whole log"]


def test_the_first_page_leads_past_journeys_of_a_single_step(manager):
    page = read(manager, "/fjordby/journeys/own/")
    assert "100 of 170 journeys are a single step and say nothing of the way." in page
    assert 'href="?place=2">Only those of two steps or more</a>' in page
    those = read(manager, "/fjordby/journeys/own/?place=2")
    assert "n = 70 journeys" in those
    assert '<span class="quiet">Number of steps:</span> 2 or more' in those
    assert "single step" not in those
