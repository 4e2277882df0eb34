"""Articles found by meaning and by sound: stems of the country's language, and letters.

Stemming knows that `tilladelser` is `tilladelse`, but neither that `byggetilladelse` holds it nor that
`bygglovet` is `bygglov`; comparing letters does. As with parties, the search is a function that
applies the municipality itself (docs/decisions/0003), because neither operator is leakproof."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_dictionary(municipality bigint) RETURNS regconfig
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE country WHEN 'SE' THEN 'swedish' ELSE 'danish' END::regconfig
    FROM core_municipality WHERE id = municipality
$$;

CREATE FUNCTION catalogue_article_vector() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    dictionary regconfig := catalogue_dictionary(NEW.municipality_id);
BEGIN
    NEW.search_vector := setweight(to_tsvector(dictionary, NEW.title), 'A')
        || setweight(to_tsvector(dictionary, NEW.search_words), 'A')
        || setweight(to_tsvector(dictionary, NEW.summary), 'B')
        || setweight(to_tsvector(dictionary, NEW.body), 'D');
    RETURN NEW;
END
$$;
CREATE TRIGGER article_vector BEFORE INSERT OR UPDATE ON catalogue_article
    FOR EACH ROW EXECUTE FUNCTION catalogue_article_vector();

CREATE INDEX article_by_letters ON catalogue_article
    USING gin (municipality_id, search_text gin_trgm_ops);

GRANT SELECT ON catalogue_article, catalogue_articlematter, core_municipality
    TO kontaktpunkt_search;
CREATE POLICY search_function ON catalogue_article FOR SELECT TO kontaktpunkt_search USING (true);
CREATE POLICY search_function ON catalogue_articlematter FOR SELECT TO kontaktpunkt_search
    USING (true);

-- spoken: words as typed, for stemming; folded: the same without accents, for comparing letters.
-- matter: articles that belong to it come even when no word matches, and rank higher when one does.
CREATE FUNCTION catalogue_articles_search(
    spoken text[], folded text[], matter bigint, most integer
) RETURNS TABLE (id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.5 AS $$
#variable_conflict use_column
DECLARE
    here bigint := nullif(current_setting('kontaktpunkt.municipality', true), '')::bigint;
    dictionary regconfig := catalogue_dictionary(here);
    wanted tsquery := ''::tsquery;
    stem tsquery;
    letters text[] := '{}';
    articles integer;
    holding integer;
BEGIN
    IF here IS NULL THEN
        RETURN;
    END IF;
    SELECT count(*) INTO articles FROM catalogue_article
    WHERE municipality_id = here AND is_active;
    FOR n IN 1 .. least(coalesce(array_length(spoken, 1), 0), 24) LOOP
        stem := plainto_tsquery(dictionary, spoken[n]);
        CONTINUE WHEN numnode(stem) = 0;
        SELECT count(*) INTO holding FROM catalogue_article
        WHERE municipality_id = here AND is_active AND search_vector @@ stem;
        -- The dictionary leaves out the words that every text holds; here go those that say little
        -- in a municipality's own articles, such as what things cost.
        IF articles < 20 OR holding * 4 < articles THEN
            wanted := wanted || stem;
            IF length(folded[n]) > 3 THEN
                letters := letters || folded[n];
            END IF;
        END IF;
    END LOOP;
    -- What is worth much less than the best is noise beside it.
    RETURN QUERY
    SELECT ranked.id FROM (
        SELECT found.*, max(found.worth) OVER () AS best FROM (
        SELECT a.id, a.title,
            4 * ts_rank(a.search_vector, wanted)
            + coalesce((SELECT sum(greatest(word_similarity(word, a.search_text) - 0.4, 0))
                        FROM unnest(letters) word), 0)
            + CASE WHEN a.id IN (SELECT article_id FROM catalogue_articlematter
                                 WHERE municipality_id = here AND matter_type_id = matter)
              THEN 3 ELSE 0 END AS worth
        FROM catalogue_article a
        WHERE a.municipality_id = here AND a.is_active
          AND (a.search_vector @@ wanted
               OR a.search_text %> ANY (letters)
               OR a.id IN (SELECT article_id FROM catalogue_articlematter
                           WHERE municipality_id = here AND matter_type_id = matter))
        ) found
    ) ranked
    WHERE ranked.worth >= 0.35 * ranked.best
    ORDER BY ranked.worth DESC, ranked.title, ranked.id
    LIMIT least(most, 50);
END
$$;
ALTER FUNCTION catalogue_articles_search(text[], text[], bigint, integer)
    OWNER TO kontaktpunkt_search;
-- Only its owner's word counts here, and the owner of the tables inherits from no role.
SET ROLE kontaktpunkt_search;
REVOKE ALL ON FUNCTION catalogue_articles_search(text[], text[], bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalogue_articles_search(text[], text[], bigint, integer)
    TO kontaktpunkt_app, kontaktpunkt_owner;
RESET ROLE;
"""

BACKWARD = """
DROP FUNCTION catalogue_articles_search(text[], text[], bigint, integer);
DROP POLICY search_function ON catalogue_article;
DROP POLICY search_function ON catalogue_articlematter;
REVOKE SELECT ON catalogue_article, catalogue_articlematter FROM kontaktpunkt_search;
DROP INDEX article_by_letters;
DROP TRIGGER article_vector ON catalogue_article;
DROP FUNCTION catalogue_article_vector();
DROP FUNCTION catalogue_dictionary(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_search_fields"), ("parties", "0002_search")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
