"""Logging in and out, and where each role begins."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from axes.utils import reset
from django.core.cache import cache
from django.test import Client

from kontaktpunkt.directory.models import Role
from kontaktpunkt.parties.access import PERSON_KEY
from tests.factories import PASSWORD, make_staff


@pytest.fixture
def stranger(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    reset()
    return visit()


def log_in(visitor: Any, email: str = "anna@example.org", password: str = PASSWORD, **more: Any):
    return visitor.send("login", {"email": email, "password": password, **more})


def test_staff_log_in_with_email_and_password(stranger: Any) -> None:
    assert b"Log in as staff" in stranger.open("login").content
    answer = log_in(stranger, email="Anna@Example.org")
    assert answer.status_code == 302
    assert answer["Location"] == "/fjordby/desk/"
    assert stranger.open("login").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anna@example.org", "mistaken"),
        ("nobody@example.org", PASSWORD),
        ("carl@example.org", PASSWORD),
    ],
)
def test_a_wrong_login_is_told_and_keeps_the_email(
    email: str, password: str, stranger: Any
) -> None:
    answer = log_in(stranger, email=email, password=password)
    assert answer.status_code == 422
    assert b"E-mail or password is wrong" in answer.content
    assert email.encode() in answer.content
    assert password.encode() not in answer.content


def test_who_has_left_may_not_log_in(stranger: Any, cast: SimpleNamespace) -> None:
    cast.anna.is_active = False
    cast.anna.save()
    assert log_in(stranger).status_code == 422


def test_after_ten_wrong_tries_the_door_is_shut_for_a_while(stranger: Any) -> None:
    for number in range(9):
        email = "ANNA@example.org" if number % 2 else "anna@example.org"
        assert log_in(stranger, email=email, password="wrong").status_code == 422
    for password in ("wrong", PASSWORD):
        answer = log_in(stranger, password=password)
        assert answer.status_code == 429
        assert b"Wait 15 minutes" in answer.content
    # A colleague behind the same address is not shut out.
    assert log_in(stranger, email="bo@example.org").status_code == 302


def test_a_login_leads_back_to_where_one_wanted_to_go(stranger: Any) -> None:
    assert stranger.open("start")["Location"] == "/fjordby/desk/login/?next=/fjordby/desk/"
    assert log_in(stranger, next="/fjordby/desk/search/?q=egon")["Location"].endswith("?q=egon")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_a_login_leads_nowhere_else(elsewhere: str, stranger: Any) -> None:
    assert log_in(stranger, next=elsewhere)["Location"] == "/fjordby/desk/"


def test_logging_out_ends_the_session(visit: Callable[..., Any], cast: SimpleNamespace) -> None:
    anna = visit(cast.anna)
    assert anna.open("logout").status_code == 405
    assert anna.send("logout")["Location"] == "/fjordby/"
    assert "login" in anna.open("start")["Location"]


def test_a_citizen_s_session_does_not_become_a_colleague_s(
    stranger: Any, cast: SimpleNamespace
) -> None:
    session = stranger.session
    session[PERSON_KEY] = cast.dina.pk
    session.save()
    log_in(stranger)
    assert PERSON_KEY not in stranger.session


@pytest.mark.parametrize("role", list(Role))
def test_each_role_begins_somewhere(
    role: Role, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    person = make_staff(name="Nina Ny", role=role, unit=cast.byg)
    assert visit(person).open("start").status_code in {200, 302}


def test_the_login_stands_in_a_municipality_only(db: None) -> None:
    assert Client().get("/desk/login/").status_code == 404


def test_in_the_demonstration_one_chooses_who_to_be(
    stranger: Any, cast: SimpleNamespace, settings: Any
) -> None:
    assert b"choose who to be" not in stranger.open("login").content
    settings.DEMO = True
    assert b"choose who to be" not in stranger.open("login").content
    cast.here.is_demo = True
    cast.here.save()
    cache.clear()
    page = stranger.open("login", "?next=/fjordby/desk/worklist/").content.decode()
    assert page.count(f'name="staff" value="{cast.anna.pk}"') == 1
    be = {"staff": str(cast.bo.pk), "next": "/fjordby/desk/worklist/"}
    assert stranger.post("/fjordby/start/be/", be)["Location"] == "/fjordby/desk/worklist/"
