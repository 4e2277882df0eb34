"""A GIN index gathers new entries in a list that every search reads to the end, and that makes the
planner avoid the index after an import. Parties are searched far more often than registered."""

from django.db import migrations

INDEX = "party_by_text"


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_versions")]

    operations = [
        migrations.RunSQL(
            f"ALTER INDEX {INDEX} SET (fastupdate = off)",
            f"ALTER INDEX {INDEX} SET (fastupdate = on)",
        ),
    ]
