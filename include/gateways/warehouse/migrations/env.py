"""Alembic's entry: brings the warehouse behind the given connection to the newest revision."""

from alembic import context

from include.gateways.warehouse.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
