"""One serving Staffroom to a database file: a second one would answer everything a second time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.errors import described
from storage.engine import file_of


class FolderTaken(Exception):
    """Another Staffroom serves from the same database file."""


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Hold the lock file beside the SQLite database at *url*. Raises FolderTaken where another process holds it.

    The system lets go of it however the process ends, so what is left of a killed one stops nobody.
    Whoever only runs and ends beside it, such as an import, does not ask for it.
    """
    database = file_of(url)
    if database is None:
        yield
        return
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.with_name(f"{database.stem}.lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderTaken(str(database.parent)) from None
        except OSError as error:  # a few network folders know no locks, and that is no reason not to serve
            structlog.get_logger("start").warning("no lock in this folder", error=described(error))
        yield
