from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import get_script_prefix, set_script_prefix

from kontaktpunkt.core.navigation import (
    NavigationItem,
    front_url,
    installation_url,
    links_for,
    may_enter,
    route_url,
)

ITEMS = [
    NavigationItem("theme", "For all", "palette"),
    NavigationItem("set_language", "For agents", "language", roles=frozenset({"agent"})),
    NavigationItem("not:there", "Nowhere", "map"),
]


@contextmanager
def _below(prefix: str) -> Iterator[None]:
    former = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(former)


def test_each_role_sees_its_own_entries() -> None:
    agent = [link.label for link in links_for(items=ITEMS, role="agent", current="")]
    manager = [link.label for link in links_for(items=ITEMS, role="manager", current="")]

    assert agent == ["For all", "For agents"]
    assert manager == ["For all"]


def test_the_page_that_is_shown_is_marked() -> None:
    links = links_for(items=ITEMS, role="agent", current="set_language")

    assert [link.is_current for link in links] == [False, True]


def test_the_front_page_of_a_municipality_and_of_the_installation() -> None:
    with _below("/fjordby/"):
        assert front_url() == "/fjordby/"
        assert installation_url(slug="fjordby") == "/"
        assert route_url("theme") == "/fjordby/theme.css"
    with _below("/under/here/fjordby/"):
        assert installation_url(slug="fjordby") == "/under/here/"
    assert installation_url(slug="") == "/"


def test_a_route_that_is_missing_has_no_address() -> None:
    assert route_url("not:there") == ""
    assert route_url("theme") == "/theme.css"


def test_of_two_entries_of_one_app_the_one_that_owns_the_page_is_marked() -> None:
    items = [
        NavigationItem("theme", "Desk", "headset", pages=("desk:contact",)),
        NavigationItem("set_language", "Cases", "folder", pages=("desk:case",)),
    ]

    places = {"desk:contact-live": [True, False], "desk:case": [False, True]}
    for current, marked in places.items():
        links = links_for(items=items, role="unit_lead", current=current)
        assert [link.is_current for link in links] == marked


def test_a_page_is_offered_to_those_whom_its_own_rule_lets_in() -> None:
    with _below("/fjordby/"):
        assert may_enter(route="desk:search", role="agent")
        assert not may_enter(route="desk:search", role="manager")
        assert not may_enter(route="desk:search", role="")
        assert not may_enter(route="not:there", role="agent")


def test_a_page_that_belongs_to_neither_of_two_entries_marks_none() -> None:
    items = [
        NavigationItem("desk:contacts", "Desk", "headset", pages=("desk:contact",)),
        NavigationItem("desk:worklist", "Cases", "folder", pages=("desk:case",)),
    ]

    for current, marked in (("desk:notices", [False, False]), ("desk:contacts", [True, False])):
        links = links_for(items=items, role="unit_lead", current=current)
        assert [link.is_current for link in links] == marked
