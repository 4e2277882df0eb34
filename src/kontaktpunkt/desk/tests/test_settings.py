"""The administrator's pages: what is sent counts once, what is wrong keeps what was typed."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kontaktpunkt.catalogue.models import Article, Channel, ChannelRule, MatterType
from kontaktpunkt.directory.models import ClosingDay, Role, Staff, Unit
from kontaktpunkt.events.models import Event
from tests.factories import make_article, make_matter, make_staff, make_unit


@pytest.fixture
def adam(visit: Callable[..., Any], cast: SimpleNamespace) -> Any:
    cast.adam = make_staff(name="Adam Ask", role=Role.ADMINISTRATOR, unit=cast.centre)
    return visit(cast.adam)


def test_the_administrator_begins_at_the_settings(adam: Any, cast: SimpleNamespace) -> None:
    assert adam.open("start")["Location"] == adam.url("settings")
    text = adam.open("settings").content.decode()
    assert "Matters without an article" in text
    assert "Units without staff" not in text
    assert text.count('aria-current="page"') == 1


def test_the_overview_takes_few_queries_however_much_there_is(
    adam: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        unit = make_unit(code=f"unit-{number}", name=f"Unit {number}")
        make_matter(unit=unit, code=f"matter-{number}", appeal_guidance="")
    with django_assert_max_num_queries(13):
        text = adam.open("settings").content.decode()
    assert "and 3 more" in text
    with django_assert_max_num_queries(9):
        adam.open("settings-units")
    with django_assert_max_num_queries(8):
        adam.open("settings-matters", "?gap=no-appeal")


def matter_fields(version: int = 1, **changes: Any) -> dict[str, Any]:
    fields = {
        "version": str(version),
        "submission": str(uuid4()),
        "promise_days": "7",
        "published_deadline_days": "",
        "law_profile": "dk",
        "calls_before_refusal": "on",
        "appeal_guidance": "Klag til nævnet.",
        "search_words": "skilte reklame",
        "is_active": "on",
        "form-TOTAL_FORMS": str(len(Channel)),
        "form-INITIAL_FORMS": str(len(Channel)),
    }
    for place, channel in enumerate(Channel.values):
        fields[f"form-{place}-channel"] = channel
    return fields | changes


def test_a_matter_and_its_channels_are_changed_in_one_form(
    adam: Any, cast: SimpleNamespace
) -> None:
    web = list(Channel.values).index("web")
    sent = matter_fields() | {
        f"form-{web}-stance": "recommended",
        f"form-{web}-advice": "Hurtigst",
        f"form-{web}-self_service_url": "https://example.org/skilt",
    }
    assert adam.open("settings-matters-edit", pk=cast.matter.pk).status_code == 200
    for _ in range(2):
        answer = adam.send("settings-matters-edit", sent, pk=cast.matter.pk)
        assert answer["Location"] == adam.url("settings-matters")
    cast.matter.refresh_from_db()
    assert (cast.matter.promise_days, cast.matter.version) == (7, 2)
    rule = ChannelRule.objects.get()
    assert (rule.channel, rule.stance, rule.advice) == ("web", "recommended", "Hurtigst")
    changed = Event.objects.get(kind="catalogue.matter.changed")
    assert changed.data["fields"] == ["appeal_guidance", "promise_days", "search_words"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"promise_days": "61"}, "60"),
        ({"promise_days": "0"}, "1"),
        ({"form-0-advice": "Ring"}, "Choose a stance"),
        ({"form-0-self_service_url": "ikke en adresse"}, "valid URL"),
        ({"form-TOTAL_FORMS": "99"}, "at most"),
    ],
)
def test_a_wrong_matter_keeps_what_was_typed(
    fields: dict[str, str], said: str, adam: Any, cast: SimpleNamespace
) -> None:
    sent = matter_fields(appeal_guidance="Kun her") | fields
    answer = adam.send("settings-matters-edit", sent, pk=cast.matter.pk)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Kun her" in answer.content.decode()
    cast.matter.refresh_from_db()
    assert cast.matter.version == 1


def test_the_second_to_change_a_matter_sees_the_change(adam: Any, cast: SimpleNamespace) -> None:
    adam.send("settings-matters-edit", matter_fields(search_words="facade"), pk=cast.matter.pk)
    second = matter_fields(search_words="mine ord")
    answer = adam.send("settings-matters-edit", second, pk=cast.matter.pk)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "facade" in text
    assert 'value="mine ord"' in text
    assert 'name="version" value="2"' in text


def new_matter(cast: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Børn på landet",
        "new_service": "Børn og skole",
        "unit": str(cast.byg.pk),
        "promise_days": "5",
        "submission": str(uuid4()),
    } | changes


def test_a_matter_is_defined_once_and_goes_on_to_the_rest(adam: Any, cast: SimpleNamespace) -> None:
    assert adam.open("settings-matters-new").status_code == 200
    sent = new_matter(cast)
    answer = adam.send("settings-matters-new", sent)
    matter = MatterType.objects.get(code="born-pa-landet")
    assert answer["Location"] == adam.url("settings-matters-edit", pk=matter.pk)
    assert (matter.service.name, matter.promise_days, matter.law_profile) == (
        "Børn og skole", 5, "dk",
    )  # fmt: skip
    assert adam.send("settings-matters-new", sent)["Location"] == adam.url("settings-matters")
    more = new_matter(cast, name="Børn i byen", service=str(matter.service_id), new_service="")
    adam.send("settings-matters-new", more)
    assert matter.service.matter_types.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "!!"}, "Write a name with letters."),
        ({"new_service": ""}, "Choose a service, or write the name of a new one."),
        ({"name": "Skilt og facade"}, "exists already"),
    ],
)
def test_a_matter_that_cannot_be_defined_keeps_what_was_typed(
    fields: dict[str, str], said: str, adam: Any, cast: SimpleNamespace
) -> None:
    make_matter(unit=cast.byg, code="skilt-og-facade")
    answer = adam.send("settings-matters-new", new_matter(cast, promise_days="11") | fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="11"' in answer.content.decode()


def test_a_unit_is_opened_once(adam: Any, cast: SimpleNamespace) -> None:
    assert adam.open("settings-units-new").status_code == 200
    sent = {"name": "Børn og Dagtilbud", "submission": str(uuid4())}
    for _ in range(2):
        assert adam.send("settings-units-new", sent)["Location"] == adam.url("settings-units")
    assert Unit.objects.get(code="born-og-dagtilbud").name == "Børn og Dagtilbud"
    assert Event.objects.get(kind="directory.unit.opened").actor_role == "administrator"
    again = adam.send("settings-units-new", sent | {"submission": str(uuid4())})
    assert again.status_code == 422
    assert "exists already" in again.content.decode()


def test_where_there_is_no_matter_the_list_says_why_one_is_needed(
    adam: Any, cast: SimpleNamespace
) -> None:
    MatterType.objects.all().delete()
    assert "No matter yet" in adam.open("settings-matters").content.decode()


def article_fields(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Flagstænger",
        "summary": "Hvad du må.",
        "body": "# Regler\n\n- højst **9** meter",
        "search_words": "flag",
        "submission": str(uuid4()),
    } | changes


def test_an_article_is_looked_at_then_written_once(adam: Any, cast: SimpleNamespace) -> None:
    sent = article_fields(matter_types=[str(cast.matter.pk)])
    shown = adam.send("settings-articles-new", sent | {"preview": "1", "title": ""})
    assert shown.status_code == 200
    assert "<h3>Regler</h3>" in shown.content.decode()
    assert "has to be filled in" not in shown.content.decode()
    assert not Article.objects.exists()
    for _ in range(2):
        assert adam.send("settings-articles-new", sent).status_code == 302
    article = Article.objects.get()
    assert list(article.matter_types.all()) == [cast.matter]
    assert "Flagstænger" in adam.open("settings-articles", "?q=FLAG").content.decode()
    assert "No such article" in adam.open("settings-articles", "?q=hegn").content.decode()


def test_a_script_in_an_article_is_never_run(adam: Any) -> None:
    sent = article_fields(body="<script>alert(1)</script>", preview="1")
    assert "<script>alert" not in adam.send("settings-articles-new", sent).content.decode()


def test_an_article_is_taken_out_of_use_and_the_second_is_told(
    adam: Any, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    article = make_article(matter=cast.matter)
    lene = visit(make_staff(name="Lene Lund", role=Role.UNIT_LEAD, unit=cast.byg))
    sent = article_fields(version="1", matter_types=[str(cast.matter.pk)])
    assert lene.send("settings-articles-edit", sent, pk=article.pk).status_code == 302
    article.refresh_from_db()
    assert not article.is_active
    second = adam.send("settings-articles-edit", sent | article_fields(title="Min"), pk=article.pk)
    assert second.status_code == 409
    assert 'value="Min"' in second.content.decode()
    assert "Flagstænger" in second.content.decode()


def test_the_list_of_articles_takes_few_queries(
    adam: Any, cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_article(matter=cast.matter, title=f"Artikel {number}")
    with django_assert_max_num_queries(9):
        adam.open("settings-articles")


def appointment(cast: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Nils Ny",
        "email": "nils@example.org",
        "role": "agent",
        "unit": str(cast.byg.pk),
        "password": "several plain words",
        "submission": str(uuid4()),
    } | changes


def test_somebody_is_appointed_once(adam: Any, cast: SimpleNamespace) -> None:
    sent = appointment(cast)
    for _ in range(2):
        assert adam.send("settings-staff-new", sent).status_code == 302
    assert Staff.objects.get(email="nils@example.org").check_password("several plain words")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "BO@example.org"}, "works here already"),
        ({"password": "kort"}, "too short"),
        ({"role": "emperor"}, "Select a valid choice"),
    ],
)
def test_a_wrong_appointment_keeps_all_but_the_password(
    fields: dict[str, str], said: str, adam: Any, cast: SimpleNamespace
) -> None:
    answer = adam.send("settings-staff-new", appointment(cast) | fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'value="Nils Ny"' in text
    assert "several plain words" not in text


def test_a_unit_of_another_municipality_cannot_be_chosen(adam: Any, cast: SimpleNamespace) -> None:
    sent = appointment(cast, unit=str(cast.foreign_matter.unit_id))
    assert adam.send("settings-staff-new", sent).status_code == 422


def test_whoever_is_shut_out_is_out_at_once_and_comes_back(
    adam: Any, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    bo = visit(cast.bo)
    assert bo.open("worklist").status_code == 200
    adam.send("settings-staff-deactivate", {"submission": str(uuid4())}, pk=cast.bo.pk)
    assert "login" in bo.open("worklist")["Location"]
    adam.send("settings-staff-deactivate", pk=cast.bo.pk)
    adam.send("settings-staff-reactivate", pk=cast.bo.pk)
    cast.bo.refresh_from_db()
    assert cast.bo.is_active


def test_nobody_shuts_out_themselves(adam: Any, cast: SimpleNamespace) -> None:
    adam.send("settings-staff-deactivate", pk=cast.adam.pk)
    assert "cannot close your own account" in adam.open("settings").content.decode()


def test_a_new_password_ends_the_old_sessions(
    adam: Any, visit: Callable[..., Any], cast: SimpleNamespace
) -> None:
    bo = visit(cast.bo)
    short = {"password": "kort", "version": "1"}
    assert adam.send("settings-staff", short, pk=cast.bo.pk).status_code == 422
    adam.send("settings-staff", short | {"password": "several plain words"}, pk=cast.bo.pk)
    assert "login" in bo.open("worklist")["Location"]


def test_the_second_to_give_a_password_is_told(adam: Any, cast: SimpleNamespace) -> None:
    for answered, password in ((302, "several plain words"), (409, "quite other words")):
        sent = {"password": password, "version": "1"}
        answer = adam.send("settings-staff", sent, pk=cast.bo.pk)
        assert answer.status_code == answered
    assert "changed this account meanwhile" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    cast.bo.refresh_from_db()
    assert cast.bo.check_password("several plain words")


def test_hours_are_set_and_what_is_wrong_is_said(adam: Any, cast: SimpleNamespace) -> None:
    sent = {"weekdays": ["0", "2"], "opens": "10:00", "closes": "12:30", "version": "1"}
    assert adam.send("settings-units-edit", sent, pk=cast.byg.pk).status_code == 302
    cast.byg.refresh_from_db()
    assert cast.byg.weekdays == [0, 2]
    assert not cast.byg.closed_on_eves
    sent |= {"version": "2"}
    late = adam.send("settings-units-edit", sent | {"opens": "13:00"}, pk=cast.byg.pk)
    assert late.status_code == 422
    assert "open before it closes" in late.content.decode()
    assert (
        adam.send("settings-units-edit", sent | {"weekdays": []}, pk=cast.byg.pk).status_code == 422
    )


def test_the_second_to_set_hours_sees_the_change(adam: Any, cast: SimpleNamespace) -> None:
    sent = {"weekdays": ["0", "2"], "opens": "10:00", "closes": "12:30", "version": "1"}
    adam.send("settings-units-edit", sent, pk=cast.byg.pk)
    second = sent | {"weekdays": ["4"], "opens": "11:15"}
    answer = adam.send("settings-units-edit", second, pk=cast.byg.pk)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Monday, Wednesday" in text
    assert "<dd>10:00</dd>" in text
    assert 'value="11:15"' in text
    assert 'name="version" value="2"' in text


def test_a_closing_day_is_added_and_removed_once(adam: Any, cast: SimpleNamespace) -> None:
    sent = {"day": "2099-01-02", "reason": "Flytning", "submission": str(uuid4())}
    for _ in range(2):
        assert adam.send("settings-closing-days", sent).status_code == 302
    closing = ClosingDay.objects.get()
    again = adam.send("settings-closing-days", sent | {"submission": str(uuid4())})
    assert "in the list already" in again.content.decode()
    assert 'value="Flytning"' in again.content.decode()
    token = {"submission": str(uuid4())}
    for _ in range(2):
        assert adam.send("settings-closing-days-remove", token, pk=closing.pk).status_code == 302
    assert not ClosingDay.objects.exists()


def appearance(**changes: str) -> dict[str, str]:
    return {
        "phone": "83 10 01 00",
        "email": "kontakt@example.org",
        "primary": "#14496b",
        "accent": "#b85c1e",
        "surface": "#f3f1ea",
        "version": "1",
        "submission": str(uuid4()),
    } | changes


def test_phone_and_colours_are_changed_once_and_shown(adam: Any, cast: SimpleNamespace) -> None:
    sent = appearance()
    for _ in range(2):
        assert adam.send("settings-municipality", sent).status_code == 302
    cast.here.refresh_from_db()
    assert (cast.here.phone, cast.here.colours[0]) == ("+4583100100", "#14496b")
    assert "83 10 01 00" in adam.open("settings").content.decode()
    second = adam.send("settings-municipality", appearance(email="min@example.org"))
    assert second.status_code == 409
    assert 'value="min@example.org"' in second.content.decode()
    cast.elsewhere.refresh_from_db()
    assert cast.elsewhere.version == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"primary": "#ffee00"}, "White text cannot be read on the primary colour"),
        ({"primary": "rød"}, "valid value"),
        ({"phone": "ring"}, "not a phone number"),
    ],
)
def test_what_nobody_could_read_or_dial_is_refused(
    fields: dict[str, str], said: str, adam: Any, cast: SimpleNamespace
) -> None:
    answer = adam.send("settings-municipality", appearance(**fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    cast.here.refresh_from_db()
    assert cast.here.version == 1
