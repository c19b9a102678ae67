"""SQL compiled once a run: every engine of a process shares one dialect of its kind and what was compiled for it.

A program has one engine for its life, and SQLAlchemy keeps compiled statements with it; tests make hundreds of
engines, and compiling for each took a third of their time.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect, Engine


def compile_statements_once() -> None:
    """To be called before the first engine is made."""
    registry.register("sqlite.aiosqlite", __name__, SharedSqlite.__name__)
    registry.register("postgresql.asyncpg", __name__, SharedPostgres.__name__)


class _Shared(Dialect):
    """Engines ask it for a dialect each, and get the same one, made as the first was asked for."""

    _one: ClassVar[Any] = None
    _compiled: ClassVar[Any] = None

    def __new__(cls, **told: Any) -> Any:
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __init__(self, **told: Any) -> None:
        if "dbapi" not in vars(self):
            super().__init__(**told)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        if cls._compiled is None:
            cls._compiled = engine._compiled_cache
        engine._compiled_cache = cls._compiled


class SharedSqlite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class SharedPostgres(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True
