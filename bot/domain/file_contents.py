"""What kind of file some content is, by the content alone; what is not clearly one of a few kinds is none.

Nothing is ever unpacked: of a zip archive only the list of its members is read.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile

from bot.domain.files import FileType

MEMBERS_MOST = 10_000
_HEAD = 1024
_OFFICE = {
    "word/document.xml": FileType.DOCX,
    "ppt/presentation.xml": FileType.PPTX,
    "xl/workbook.xml": FileType.XLSX,
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileType.ODT,
    b"application/vnd.oasis.opendocument.presentation": FileType.ODP,
    b"application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
}
_RUNS = re.compile(
    r"(^|/)(vba[^/]*\.bin|vbadata\.xml|macrosheets/|activex/|basic/|scripts/|[^/]+\.(exe|dll|js|vbs|jar))"
)
"""What a member is called that carries a program, in small letters."""
_MARKUP = re.compile(
    rb"<(!doctype|html|head|body|script|iframe|svg|\?xml|\?php|%)|\A\s*(#!|mime-version:)", re.IGNORECASE
)
_HIDDEN_MARKUP = re.compile(rb"<(!doctype|html|script|iframe|svg)", re.IGNORECASE)
"""Long enough that no picture has it by chance."""
_NOT_TEXT = (b"%PDF", b"%!PS", b"{\\rtf", b"MZ", b"PK")
"""How what is made of letters and no plain text begins."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def type_of(content: bytes, name: str = "") -> FileType | None:
    """Return the kind of *content*, None for whatever is not taken; *name* only tells a table from other text."""
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    kind = _by_magic(content)
    if kind is not None:
        # A second file hidden behind or before the first would be read as that by whoever looks for it there.
        hidden = zipfile.is_zipfile(io.BytesIO(content)) or _HIDDEN_MARKUP.search(content[:_HEAD])
        return None if hidden else kind
    return _text(content, name)


def _by_magic(content: bytes) -> FileType | None:
    if re.match(rb"%PDF-[12]\.[0-9]", content):
        return FileType.PDF if b"%%EOF" in content[-_HEAD:] else None
    if content.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return FileType.PNG if content.endswith(b"IEND\xaeB`\x82") else None
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG if b"\xff\xd9" in content[-_HEAD:] else None
    return None


def _archive(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OSError):
        return None
    names = [member.filename for member in members]
    odd = len(names) > MEMBERS_MOST or len(set(names)) != len(names) or any(_leaves(name) for name in names)
    if odd or any(_RUNS.search(name.casefold()) for name in names) or any(m.flag_bits & 1 for m in members):
        return None
    if members[:1] and names[0] == "mimetype":
        return _open_document(content, members[0])
    kinds = [kind for part, kind in _OFFICE.items() if part in names]
    return kinds[0] if len(kinds) == 1 and "[Content_Types].xml" in names else None


def _open_document(content: bytes, first: zipfile.ZipInfo) -> FileType | None:
    """Return what the first member says, which stands unpacked right behind its own header."""
    if first.compress_type != zipfile.ZIP_STORED or first.header_offset != 0 or first.file_size > 100:
        return None
    extra = int.from_bytes(content[28:30], "little")
    begins = 30 + len("mimetype") + extra
    return _OPEN_DOCUMENT.get(content[begins : begins + first.file_size])


def _leaves(name: str) -> bool:
    """Return whether a member's name leads out of the folder that it would be unpacked into."""
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\0" in name


def _text(content: bytes, name: str) -> FileType | None:
    if not content.strip() or content.lstrip().startswith(_NOT_TEXT) or _MARKUP.search(content):
        return None
    try:
        text = codecs.decode(content.removeprefix(codecs.BOM_UTF8), "utf-8")
    except UnicodeDecodeError:
        return None
    if _CONTROLS.search(text):
        return None
    return FileType.TABLE if name.strip().casefold().endswith(".csv") else FileType.TEXT
