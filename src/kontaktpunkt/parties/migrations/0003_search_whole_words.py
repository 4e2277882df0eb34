"""Rank by how many of the words stand there whole: house 7 comes before 70 and 71. The condition,
and so the use of the index, stays as it was; owner and grants stay with a function replaced."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("kontaktpunkt.parties.migrations.0002_search")

# Only its owner may replace a function, and the owner of the tables inherits from no role.
AS_OWNER = "SET ROLE kontaktpunkt_search; {} RESET ROLE;"

FORWARD = """
CREATE OR REPLACE FUNCTION parties_search(words text[], most integer) RETURNS TABLE (id bigint)
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
    -- Addresses keep their commas, which end a word as a space does.
    RETURN QUERY EXECUTE format(
        'SELECT found.id FROM (
             SELECT p.id, p.sort_key, translate(p.search_text, '','', '' '') AS text
             FROM parties_party p
             WHERE p.municipality_id = $1 %s LIMIT 400
         ) found
         ORDER BY (SELECT count(*) FROM unnest($2) word
                   WHERE strpos(found.text, '' '' || word || '' '') > 0) DESC,
                  strpos(found.text, '' '' || $2[1] || '' '') > 0 DESC,
                  starts_with(found.text, '' '' || $2[1]) DESC,
                  found.sort_key, found.id
         LIMIT $3', conditions)
    USING here, words, least(most, 100);
END
$$;
"""

_BODY = BEFORE.FORWARD[BEFORE.FORWARD.index("CREATE FUNCTION") : BEFORE.FORWARD.index("ALTER FUNC")]
BACKWARD = _BODY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_search")]

    operations = [migrations.RunSQL(AS_OWNER.format(FORWARD), AS_OWNER.format(BACKWARD))]
