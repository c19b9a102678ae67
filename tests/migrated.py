"""A database with all tables: one function, so that it runs once for all that ask for it."""

from __future__ import annotations

from storage.migrate import migrate


async def brought_up_to_date(url: str) -> None:
    await migrate(url, None)
