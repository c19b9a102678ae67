"""Contents of files that come with a library: looked at before anything is imported, and kept before it is."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence

from bot.domain.file_contents import type_of
from bot.domain.files import StoredFile
from bot.domain.imports.rows import BadRow, LinkRow, Problem, Row
from bot.ports.files import Contents, FileStore


class Unpacking:
    """*most* bytes fit in a file; *contents* are what came, None for a library that came alone."""

    def __init__(self, store: FileStore, contents: Contents | None, most: int) -> None:
        self._store = store
        self._contents = contents
        self._most = most

    async def looked_at(self, rows: Iterable[Row]) -> Sequence[Row]:
        """Return *rows*, as bad ones those of files whose content is neither here nor came, or is another one."""
        return [await self._looked_at(row) for row in rows]

    async def keep(self, files: Iterable[StoredFile]) -> None:
        """Keep the contents, which were looked at before."""
        for file in files:
            content = await self._content(file)
            if content is not None:
                await self._store.put(content)

    async def _looked_at(self, row: Row) -> Row:
        file = row.whole.file if isinstance(row, LinkRow) and row.whole is not None else None
        if file is None:
            return row
        if file.size > self._most:
            return BadRow(row.line, Problem.CONTENT_TOO_LARGE, file.name)
        return row if await self._content(file) is not None else BadRow(row.line, Problem.NO_CONTENT, file.name)

    async def _content(self, file: StoredFile) -> bytes | None:
        content = await self._contents.get(file.sha256) if self._contents is not None else None
        if content is None:
            content = await self._store.get(file.sha256)
        return content if content is not None and await asyncio.to_thread(_is, file, content) else None


def _is(file: StoredFile, content: bytes) -> bool:
    same = len(content) == file.size and hashlib.sha256(content).hexdigest() == file.sha256
    return same and type_of(content, file.name) is file.type
