-- Roles, rights and extensions that Kontaktpunkt needs in its database.
-- Run by a superuser, connected to the database; a second run changes nothing.

do $$
begin
    -- Owns the database and every table. NOINHERIT: it becomes another role only by SET ROLE,
    -- so that no policy written for the search role opens a row to the owner.
    if not exists (select from pg_roles where rolname = 'kontaktpunkt_owner') then
        create role kontaktpunkt_owner login noinherit;
    end if;
    -- What web and worker act as. Owns nothing, so row-level security always holds for it.
    if not exists (select from pg_roles where rolname = 'kontaktpunkt_app') then
        create role kontaktpunkt_app nologin;
    end if;
    -- Owns the search functions only (SECURITY DEFINER, see docs/decisions).
    if not exists (select from pg_roles where rolname = 'kontaktpunkt_search') then
        create role kontaktpunkt_search nologin;
    end if;
    -- Reads every row, for backups.
    if not exists (select from pg_roles where rolname = 'kontaktpunkt_backup') then
        create role kontaktpunkt_backup login bypassrls;
    end if;
    execute format('alter database %I owner to kontaktpunkt_owner', current_database());
end
$$;

grant kontaktpunkt_app, kontaktpunkt_search to kontaktpunkt_owner;
grant pg_read_all_data to kontaktpunkt_backup;
grant usage, create on schema public to kontaktpunkt_search;

create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
create extension if not exists unaccent;
