"""Row-level security for every tenant table, and the grants of the application role.

Applied after every migration and idempotent, so that no migration can forget it.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from kontaktpunkt.core.tenancy import SETTING

APPLICATION_ROLE = "kontaktpunkt_app"
SEARCH_ROLE = "kontaktpunkt_search"
POLICY = "own_municipality"

# nullif: a pooled connection without a municipality holds '' and must see nothing.
_OWN = f"municipality_id = nullif(current_setting('{SETTING}', true), '')::bigint"

_GRANTS = f"""
    GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}, {SEARCH_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION_ROLE};
"""


def tenant_models() -> list[type[models.Model]]:
    """Return every model whose rows belong to one municipality."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if any(field.name == "municipality" for field in model._meta.local_fields)
    ]


def protect_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Force the policy on every tenant table and grant the application role its rights."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in tenant_models():
            if model._meta.db_table in tables:
                cursor.execute(_policy_sql(model._meta.db_table))
        cursor.execute(_GRANTS)


def _policy_sql(table: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS {POLICY} ON {table};
        CREATE POLICY {POLICY} ON {table} USING ({_OWN}) WITH CHECK ({_OWN});
    """
