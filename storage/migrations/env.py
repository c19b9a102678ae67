"""Run by Alembic, always on a connection whose transaction ``storage.migrate`` opened and will end."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
