#!/bin/sh
# Runs once, in an empty database: a database and a role for each use, none with more rights than it needs.
set -eu
read_secret() { cat "/run/secrets/$1"; }
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v airflow="$(read_secret airflow_password)" -v celery="$(read_secret celery_password)" \
    -v owner="$(read_secret owner_password)" -v warehouse="$(read_secret warehouse_password)" <<'SQL'
create role airflow login password :'airflow';
create role celery login password :'celery';
create role warehouse_owner login password :'owner';
create role warehouse login password :'warehouse';
create database airflow owner airflow;
create database celery owner celery;
create database warehouse owner warehouse_owner;
revoke connect on database airflow, celery, warehouse from public;
grant connect, temporary on database warehouse to warehouse;
\connect warehouse
alter default privileges for role warehouse_owner grant select, insert, update, delete on tables to warehouse;
alter default privileges for role warehouse_owner grant usage on sequences to warehouse;
SQL
