"""Row-level security, proved on every table that belongs to a municipality."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from kontaktpunkt.core import tenancy
from kontaktpunkt.core.isolation import APPLICATION_ROLE, POLICY, tenant_models
from kontaktpunkt.core.models import Municipality
from kontaktpunkt.parties import queries as parties
from tests.rows import make_a_row_of_everything

TENANT_MODELS = tenant_models()
IDS = [model._meta.label for model in TENANT_MODELS]

# Tables of the installation itself, or of libraries, that hold nothing of a municipality.
SHARED = {
    "core.Municipality",
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "contenttypes.ContentType",
    "sessions.Session",
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "axes.AccessFailureLog",
    "axes.AccessLog",
}


def test_every_table_of_ours_belongs_to_a_municipality() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    ours = {label for label in labels if not label.startswith("procrastinate.")}
    assert ours - {model._meta.label for model in TENANT_MODELS} == SHARED


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=IDS)
def test_every_tenant_table_forces_its_policy(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity, "
            "       (SELECT count(*) FROM pg_policies WHERE tablename = relname "
            "        AND policyname = %s AND cmd = 'ALL' AND with_check IS NOT NULL) "
            "FROM pg_class WHERE relname = %s AND relkind = 'r'",
            [POLICY, model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True, 1)


@pytest.mark.django_db
def test_only_our_roles_run_what_looks_past_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname,"
            "       array(SELECT grantee::regrole::text FROM aclexplode(proacl) ORDER BY 1) "
            "FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1"
        )
        ours = [APPLICATION_ROLE, "kontaktpunkt_owner", "kontaktpunkt_search"]
        assert cursor.fetchall() == [
            ("catalogue_articles_search", ours),
            ("parties_search", ours),
        ]


@pytest.mark.django_db
def test_the_application_role_owns_nothing_and_cannot_bypass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APPLICATION_ROLE,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, "
            "  (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, 0)


@pytest.fixture
def foreign_rows(cast: SimpleNamespace) -> dict[str, models.Model]:
    """One row of every tenant model, in the other municipality."""
    with tenancy.acting_for(cast.elsewhere):
        return make_a_row_of_everything(cast.elsewhere)


@pytest.mark.parametrize("label", IDS)
def test_another_municipality_reads_changes_and_inserts_nothing(
    label: str, foreign_rows: dict[str, models.Model], here: Municipality
) -> None:
    row = foreign_rows[label]
    manager: Any = type(row)._default_manager
    assert not manager.filter(pk=row.pk).exists()
    assert manager.filter(pk=row.pk).update(municipality=here) == 0
    assert manager.filter(pk=row.pk)._raw_delete("default") == 0
    with pytest.raises(Error, match="row-level security"), transaction.atomic():
        _insert_copy(row)
    with tenancy.acting_for(row.municipality):  # type: ignore[attr-defined]
        assert manager.filter(pk=row.pk).exists()


def _insert_copy(row: models.Model) -> None:
    columns = [field.column for field in row._meta.local_fields if not field.primary_key]
    listed = ", ".join(f'"{column}"' for column in columns)
    table = row._meta.db_table
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.local_fields
        if not field.primary_key
    ]
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', values)


def test_without_a_municipality_every_tenant_table_looks_empty(
    foreign_rows: dict[str, models.Model],
) -> None:
    tenancy.activate(None)
    seen = {label for label, row in foreign_rows.items() if type(row)._default_manager.exists()}
    assert seen == set()


def test_search_cannot_be_asked_for_another_municipality(cast: SimpleNamespace) -> None:
    assert parties.find(text="Främmande", country="DK") == []
    with tenancy.acting_for(cast.elsewhere):
        assert parties.find(text="Främmande", country="SE") == [cast.foreign_party]


def test_search_without_a_municipality_finds_nobody(cast: SimpleNamespace) -> None:
    tenancy.activate(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM parties_search(ARRAY['dina'], 10)")
        assert cursor.fetchall() == []


def test_a_returned_connection_forgets_its_municipality(here: Municipality) -> None:
    class Raw:
        def execute(self, sql: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql)

        def commit(self) -> None: ...

    tenancy.forget_on_return(Raw())
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kontaktpunkt.municipality', true)")
        assert cursor.fetchone() == ("",)
