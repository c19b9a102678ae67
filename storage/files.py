"""Contents of files in a folder that only the program may read, each under its SHA-256."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "new-"


class FileFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        return await asyncio.to_thread(self._put, content)

    async def get(self, sha256: str) -> bytes | None:
        return await asyncio.to_thread(self._get, sha256)

    async def has(self, sha256: str) -> bool:
        return await asyncio.to_thread(self._path(sha256).exists)

    async def drop(self, sha256: str, before: datetime) -> None:
        await asyncio.to_thread(_delete_old, [self._path(sha256)], before)

    async def tidy(self, keep: Collection[str], before: datetime) -> int:
        return await asyncio.to_thread(self._tidy, frozenset(keep), before)

    def _put(self, content: bytes) -> str:
        """Write to a name of its own first: nobody ever finds half a file, and a crash leaves none."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        for folder in (self._folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.parent / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        return sha256

    def _get(self, sha256: str) -> bytes | None:
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _tidy(self, keep: Collection[str], before: datetime) -> int:
        """What a process that ended while it wrote left behind goes as well."""
        return _delete_old(
            [path for path in self._folder.glob("??/*") if _is_ours(path.name) and path.name not in keep], before
        )

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise ValueError("no name of a content")
        return self._folder / sha256[:2] / sha256


def _is_ours(name: str) -> bool:
    return _NAME.fullmatch(name) is not None or name.startswith(_UNFINISHED)


def _delete_old(paths: Iterable[Path], before: datetime) -> int:
    """Delete those of *paths* that were written before that moment."""
    deleted = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink()
                deleted += 1
    return deleted
