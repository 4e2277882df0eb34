"""Every route × every role × own, foreign and absent objects."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse, set_script_prefix

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.access import AccessRule
from kontaktpunkt.directory.models import Role, Staff
from kontaktpunkt.parties.access import PERSON_KEY
from tests.architecture.access_matrix import MATRIX, Route
from tests.factories import make_staff

# Django's own view; it changes a cookie only.
WITHOUT_RULE = {"set_language"}

# 422: a form that was sent without what it needs.
LET_IN = {200, 204, 302, 400, 405, 422}


def _patterns(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _patterns(pattern, inner)
        else:
            yield ":".join((*namespaces, pattern.name or "?")), pattern


ROUTES = dict(_patterns(get_resolver()))


def test_every_route_stands_in_the_matrix() -> None:
    assert {route.name for route in MATRIX} == set(ROUTES)


def test_no_route_stands_twice() -> None:
    names = [route.name for route in MATRIX]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: route.name)
def test_the_view_states_the_rule_of_the_matrix(route: Route) -> None:
    if route.name in WITHOUT_RULE:
        return
    rule = getattr(ROUTES[route.name].callback, "access_rule", None)
    assert rule == AccessRule(route.kind, frozenset(route.roles))


@pytest.fixture
def people(cast: SimpleNamespace) -> dict[str, Staff]:
    """One member of staff for each role, caseworkers and leads in the unit that owns the case."""
    known = {Role.AGENT: cast.anna, Role.CASEWORKER: cast.bo}
    return {
        role: known.get(role)
        or make_staff(name=f"{role.capitalize()} Test", role=role, unit=cast.byg)
        for role in Role
    }


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: route.name)
def test_who_may_enter(route: Route, cast: SimpleNamespace, people: dict[str, Staff]) -> None:
    url = _url(route, route.own(cast) if route.own else {}, cast.here.slug)
    for role, staff in people.items():
        response = _send(route, url, _as_staff(staff))
        if route.kind == "staff" and role not in route.roles:
            assert response.status_code == 403, role
        elif route.kind == "party":
            assert _asked_to_log_in(response), role
        else:
            assert response.status_code in LET_IN, (role, response.status_code)
            assert not _asked_to_log_in(response), role
    stranger = _send(route, url, Client())
    if route.kind == "public":
        assert stranger.status_code in LET_IN
        assert not _asked_to_log_in(stranger)
    else:
        assert _asked_to_log_in(stranger)
    _check_parties(route, url, cast)


def _check_parties(route: Route, url: str, cast: SimpleNamespace) -> None:
    response = _send(route, url, _as_party(cast.dina))
    if route.kind == "staff":
        assert _asked_to_log_in(response)
    else:
        assert response.status_code in LET_IN
        assert not _asked_to_log_in(response)


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: route.name)
def test_staff_of_another_municipality_are_strangers(route: Route, cast: SimpleNamespace) -> None:
    if route.kind == "public":
        return
    url = _url(route, route.own(cast) if route.own else {}, cast.here.slug)
    assert _asked_to_log_in(_send(route, url, _as_staff(cast.carl)))


@pytest.mark.parametrize(
    "route", [route for route in MATRIX if route.foreign], ids=lambda route: route.name
)
def test_foreign_and_absent_objects_answer_404(
    route: Route, cast: SimpleNamespace, people: dict[str, Staff]
) -> None:
    clients = [_as_staff(people[role]) for role in route.roles]
    if route.kind == "party":
        clients = [_as_party(cast.dina)]
    if route.kind == "public":
        clients = [Client()]
    assert route.foreign is not None
    assert route.absent is not None
    for arguments in (route.foreign(cast), route.absent(cast)):
        url = _url(route, arguments, cast.here.slug)
        for client in clients:
            assert _send(route, url, client).status_code == 404, arguments


def _url(route: Route, arguments: dict[str, Any], slug: str) -> str:
    set_script_prefix(f"/{slug}/" if route.in_municipality else "/")
    try:
        return reverse(route.name, kwargs=arguments)
    finally:
        set_script_prefix("/")


def _send(route: Route, url: str, client: Client) -> Any:
    if route.method == "post":
        return client.post(url, route.extra)
    return client.get(url, route.extra)


def _as_staff(staff: Staff) -> Client:
    client = Client()
    # The login is noted on the person's row, which only their own municipality may change.
    with tenancy.acting_for(staff.municipality):
        client.force_login(staff, backend="kontaktpunkt.directory.backends.StaffBackend")
    return client


def _as_party(party: Any) -> Client:
    client = Client()
    session = client.session
    session[PERSON_KEY] = party.pk
    session.save()
    return client


def _asked_to_log_in(response: Any) -> bool:
    return response.status_code == 302 and "login" in response["Location"].split("?")[0]
