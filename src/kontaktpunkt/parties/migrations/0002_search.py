"""Search by text. Under row-level security the operators of a trigram index are not leakproof, so
the index would not be used; this function applies the municipality itself instead, owned by a role
that may read this one table and nothing else."""

from django.db import migrations
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension

FORWARD = """
-- A GIN index gathers new entries in a list that every search reads to the end, and that makes the
-- planner avoid the index after an import. Parties are searched far more often than registered.
CREATE INDEX party_by_text ON parties_party
    USING gin (municipality_id, search_text gin_trgm_ops) WITH (fastupdate = off);

GRANT USAGE, CREATE ON SCHEMA public TO kontaktpunkt_search;
GRANT SELECT ON parties_party TO kontaktpunkt_search;
CREATE POLICY search_function ON parties_party FOR SELECT TO kontaktpunkt_search USING (true);

CREATE FUNCTION parties_search(words text[], most integer) RETURNS TABLE (id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    here bigint := nullif(current_setting('kontaktpunkt.municipality', true), '')::bigint;
    conditions text := '';
BEGIN
    IF here IS NULL OR coalesce(array_length(words, 1), 0) = 0 THEN
        RETURN;
    END IF;
    FOR n IN 1 .. least(array_length(words, 1), 4) LOOP
        -- A word too short for a trigram is looked for at the start of words only.
        conditions := conditions || format(
            ' AND search_text LIKE %L',
            CASE WHEN length(words[n]) < 3 THEN '% ' ELSE '%' END
            || replace(replace(replace(words[n], '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
        );
    END LOOP;
    -- The first few hundred matches are ranked; a search as wide as that needs another word.
    RETURN QUERY EXECUTE format(
        'SELECT found.id FROM (
             SELECT p.id, p.sort_key, p.search_text FROM parties_party p
             WHERE p.municipality_id = $1 %s LIMIT 400
         ) found
         ORDER BY found.search_text LIKE ''%% '' || $2 || '' %%'' DESC,
                  found.search_text LIKE '' '' || $2 || ''%%'' DESC,
                  found.sort_key, found.id
         LIMIT $3', conditions)
    USING here, words[1], least(most, 100);
END
$$;
ALTER FUNCTION parties_search(text[], integer) OWNER TO kontaktpunkt_search;
-- Only its owner's word counts here, and the owner of the tables inherits from no role.
SET ROLE kontaktpunkt_search;
REVOKE ALL ON FUNCTION parties_search(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION parties_search(text[], integer) TO kontaktpunkt_app, kontaktpunkt_owner;
RESET ROLE;
"""

BACKWARD = """
DROP FUNCTION parties_search(text[], integer);
DROP POLICY search_function ON parties_party;
REVOKE SELECT ON parties_party FROM kontaktpunkt_search;
DROP INDEX party_by_text;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
