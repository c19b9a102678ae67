"""What is taken as a file and under which name: by content alone, and never by what it calls itself."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.file_contents import type_of
from bot.domain.files import MEDIA_TYPES, FileType, clean_name

PDF = b"%PDF-1.7\nwords\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
OPEN = "application/vnd.oasis.opendocument."


def archive(*members: str, comment: bytes = b"", **contents: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in members:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(name, contents.get(name, "x"), kind)
        made.comment = comment
    return written.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
TAKEN = {
    FileType.PDF: PDF,
    FileType.PNG: PNG,
    FileType.JPEG: JPEG,
    FileType.DOCX: DOCX,
    FileType.PPTX: archive("[Content_Types].xml", "ppt/presentation.xml"),
    FileType.XLSX: archive("[Content_Types].xml", "xl/workbook.xml"),
    FileType.ODT: archive("mimetype", "content.xml", mimetype=OPEN + "text"),
    FileType.ODP: archive("mimetype", "content.xml", mimetype=OPEN + "presentation"),
    FileType.ODS: archive("mimetype", "content.xml", mimetype=OPEN + "spreadsheet"),
    FileType.TEXT: "Brüche für Klasse 5: 3 < 4, a <b".encode(),
}
REFUSED = {
    "nothing": b"",
    "spaces": b" \n\t ",
    "a page": b"<!DOCTYPE html><p>words",
    "a page behind words": b"words\n<HTML><body onload=alert(1)>",
    "a page behind a mark": b"\xef\xbb\xbf<html>",
    "a picture that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page for servers": b"words <?php system($_GET[0]); ?>",
    "a mail with a page": b"MIME-Version: 1.0\nContent-Type: text/html\n\nwords",
    "a program": b"MZ\x90\0\x03" + b"\0" * 60,
    "another program": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
    "a picture that moves": b"GIF89a" + b"\0" * 20,
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20,
    "rich text": b"{\\rtf1 words}",
    "any archive": archive("notes.txt"),
    "an empty archive": b"PK\x05\x06" + b"\0" * 18,
    "a PDF cut short": b"%PDF-1.7\nwords",
    "a PDF behind a page": b"<html>" + PDF,
    "a PDF with a page in its head": b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF\n",
    "a PDF that is an archive as well": PDF + archive("word/document.xml"),
    "a picture that is an archive as well": JPEG + archive("evil.jar") + b"\xff\xd9",
    "a picture with a page in its head": b"\xff\xd8\xff\xe0<script>alert(1)</script>" + b"\xff\xd9",
    "a document with macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "a table with old macros": archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
    "a document with controls": archive("[Content_Types].xml", "word/document.xml", "word/activeX/activeX1.xml"),
    "a document with a program": archive("[Content_Types].xml", "word/document.xml", "word/embeddings/setup.EXE"),
    "two kinds of document": archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
    "a document that leaves its folder": archive("[Content_Types].xml", "word/document.xml", "../../.bashrc"),
    "a document with a script": archive("mimetype", "Basic/Standard/m.xml", mimetype=OPEN + "text"),
    "an unknown open document": archive("mimetype", "content.xml", mimetype=OPEN + "text-master"),
    "a document behind something": b"GIF89a" + DOCX,
    "text in another code": "Brüche".encode("utf-16"),
    "text with controls": b"words \x1b[31m",
}


@pytest.mark.parametrize("kind", TAKEN, ids=str)
def test_each_kind_is_known_by_its_content_whatever_it_is_called(kind: FileType) -> None:
    assert {type_of(TAKEN[kind], name) for name in ("", "x.exe", "x.html", "../x.svg")} == {kind}


def test_only_a_name_tells_a_table_from_other_text() -> None:
    assert type_of(b"name,grade\nAna,5\n", "list.CSV") is FileType.TABLE
    assert type_of(PDF, "list.csv") is FileType.PDF


@pytest.mark.parametrize("what", REFUSED)
def test_whatever_is_not_clearly_one_of_them_is_refused(what: str) -> None:
    for name in ("x.pdf", "x.docx", "x.png", "x.txt", "x.csv"):
        assert type_of(REFUSED[what], name) is None


def test_nothing_is_unpacked_however_much_it_would_be() -> None:
    """A document of 60 MB of zeros in a few kilobytes is looked at by its list alone."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("[Content_Types].xml", "word/document.xml", "word/media/image1.png"):
            made.writestr(name, bytes(20 * 1024 * 1024))
    assert len(written.getvalue()) < 100_000
    spoilt = bytearray(written.getvalue())
    at = spoilt.index(b"word/document.xml") + len("word/document.xml")
    spoilt[at : at + 50] = b"\xff" * 50  # what could not be unpacked
    assert type_of(bytes(spoilt)) is FileType.DOCX


@given(st.binary(max_size=300), st.sampled_from((b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xd8\xff", b"<", DOCX[:40])))
def test_any_bytes_are_looked_at_without_trouble(content: bytes, head: bytes) -> None:
    kind = type_of(head + content, "x.pdf")
    assert kind is None or kind in MEDIA_TYPES


@given(st.sampled_from(list(TAKEN.values())), st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_spoilt_file_is_taken_or_refused_without_trouble(content: bytes, at: int, put: bytes) -> None:
    type_of(content[:at] + put + content[at + len(put) :])


NAMES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='../\\\u202e\u200fabc:*?"<>|%\0\n .', max_size=60),
    st.sampled_from(("", ".", "..", "CON", "nul.pdf", "a" * 300, "../../etc/passwd", "C:\\x\\y.pdf", "\u202efdp.exe")),
)


@given(NAMES, st.sampled_from(FileType))
def test_any_name_becomes_one_that_is_safe_and_says_what_it_is(said: str, kind: FileType) -> None:
    name = clean_name(said, kind)
    assert name.endswith(f".{kind}") and len(name) <= 90
    assert PurePosixPath(name).name == name == PureWindowsPath(name).name
    assert not PureWindowsPath(name).is_reserved()
    assert not [c for c in name if unicodedata.category(c)[0] == "C"]
    assert not set(name) & set('/\\<>:"|?*;%') and not name.startswith((".", " "))
    assert clean_name(name, kind) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Fraction strips.pdf", "Fraction strips.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\Brüche.docx", "Brüche.pdf"),
        ("worksheet\u202efdp.exe", "worksheet fdp.pdf"),
        ("con.pdf", "file con.pdf"),
        ("", "file.pdf"),
        ("…", "file.pdf"),
        ("a" * 300, "a" * 80 + ".pdf"),
    ],
)
def test_names_as_people_meet_them(said: str, name: str) -> None:
    assert clean_name(said, FileType.PDF) == name
