-- The two logins of the service, once `ssp migrate` has made the roles they get their rights from.
-- Run by the owner of the tables, who may make roles; run again with new passwords, it changes them:
--   psql "$OWNER" -v ON_ERROR_STOP=1 -v web_password="$(cat web-password)" -v jobs_password="$(cat jobs-password)" -f logins.sql
set client_min_messages = warning; -- a grant that stands already is none to tell of
select format('create role %I login', name) from (values ('ssp_web'), ('ssp_jobs')) as wanted(name)
where not exists (select from pg_roles where rolname = name)
\gexec
grant ssp_app to ssp_web;
grant ssp_worker to ssp_jobs;
alter role ssp_web login nosuperuser nobypassrls nocreaterole nocreatedb password :'web_password';
alter role ssp_jobs login nosuperuser nobypassrls nocreaterole nocreatedb password :'jobs_password';
