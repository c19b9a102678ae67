"""A library with its files in one ZIP archive: ``library.json``, and each content under its SHA-256."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from bot.domain.files import StoredFile
from bot.ports.files import Contents

LIBRARY: Final = "library.json"
_FOLDER: Final = "files/"
_LIBRARY_MOST: Final = 512 * 1024 * 1024
"""Bytes; a library of a million resources is smaller."""


async def pack(into: IO[bytes], library: bytes, files: Sequence[StoredFile], contents: Contents) -> Sequence[str]:
    """Write the archive, and return the names of the files whose content is not there."""
    lost = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LIBRARY, library)
        for file in files:
            content = await contents.get(file.sha256)
            if content is None:
                lost.append(file.name)
            else:
                archive.writestr(f"{_FOLDER}{file.sha256}", content)
    return lost


class Packed:
    """What is in an archive, *most* bytes of one file."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._most = most

    @staticmethod
    def is_one(path: Path) -> bool:
        """Return whether an archive with a library is at *path*; raises OSError."""
        with path.open("rb") as opened:
            if opened.read(2) != b"PK":
                return False
        try:
            with zipfile.ZipFile(path) as archive:
                return LIBRARY in archive.namelist()
        except zipfile.BadZipFile:
            return False

    def library(self) -> bytes:
        """Return the text of the library; raises OSError."""
        return self._member(LIBRARY, _LIBRARY_MOST) or b""

    async def get(self, sha256: str) -> bytes | None:
        return self._member(f"{_FOLDER}{sha256}", self._most)

    def _member(self, name: str, most: int) -> bytes | None:
        """Return what is in a member, None where there is none or it is larger; raises OSError."""
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(name) as member:
                content = member.read(most + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise OSError(0, f"it is damaged ({error})") from error
        return content if len(content) <= most else None
