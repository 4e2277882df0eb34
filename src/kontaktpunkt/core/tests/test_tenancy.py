"""The municipality acted for, as the database sees it."""

from types import SimpleNamespace

import pytest
from django.db import Error, IntegrityError, connection, transaction

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.parties.models import Party


def seen_by_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kontaktpunkt.municipality', true)")
        return str(cursor.fetchone()[0])


def test_acting_for_tells_the_database_and_restores_the_former(
    here: Municipality, sjostad: Municipality
) -> None:
    with tenancy.acting_for(sjostad):
        assert seen_by_database() == str(sjostad.pk)
    assert seen_by_database() == str(here.pk)
    assert tenancy.current_id() == here.pk


def test_acting_for_restores_the_former_after_an_error_in_the_database(
    cast: SimpleNamespace, sjostad: Municipality
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), tenancy.acting_for(sjostad):
        Municipality.objects.create(slug="sjostad", colours=[])
    assert seen_by_database() == str(cast.here.pk)
    assert Party.objects.filter(pk=cast.dina.pk).exists()


@pytest.mark.django_db
def test_without_a_municipality_the_key_is_refused() -> None:
    tenancy.activate(None)
    with pytest.raises(tenancy.NoMunicipality):
        tenancy.current_id()
    assert tenancy.current_id_or_none() is None


@pytest.mark.django_db
def test_a_row_without_an_owner_is_refused() -> None:
    tenancy.activate(None)
    with pytest.raises(Error, match="row-level security"), transaction.atomic():
        Party.objects.create(kind="citizen", name="Nobody", sort_key="", search_text="")


def test_a_fresh_connection_learns_the_municipality(here: Municipality) -> None:
    tenancy._write_setting(connection, None)
    tenancy.remember_on_connect(connection=connection)
    assert seen_by_database() == str(here.pk)
