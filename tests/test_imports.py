"""Importing links: what is read from a file, what is made of it, and what reaches the library."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.clock import SystemClock
from bot.domain.community import Community
from bot.domain.ids import Number
from bot.domain.imports.bookmarks import parse_bookmarks
from bot.domain.imports.files import Encoding, NotUnderstood, WhyNot, decode, parse
from bot.domain.imports.plan import Merged, plan
from bot.domain.imports.rows import BadRow, Cut, FileKind, LinkRow, Parsed, Problem, clean_line, clean_text, shorten
from bot.domain.imports.tables import NoAddressColumn, parse_table
from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST, URL_MOST, NewResource
from bot.domain.words import query_tokens
from bot.services.importing import AT_ONCE, Importing, Summary
from storage.unit_of_work import SqlStorage, open_storage

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n"
LINKS = 369


def links_of(parsed: Parsed | None) -> list[LinkRow]:
    assert parsed is not None
    links = [row for row in parsed.rows if isinstance(row, LinkRow)]
    assert len(links) == len(parsed.rows), parsed.rows
    return links


def link_of(parsed: Parsed | None) -> LinkRow:
    (link,) = links_of(parsed)
    return link


def bad_of(parsed: Parsed | None) -> list[BadRow]:
    assert parsed is not None
    return [row for row in parsed.rows if isinstance(row, BadRow)]


def bookmarks(text: str) -> Parsed:
    return parse_bookmarks(f"{HEAD}<DL><p>\n{text}\n</DL><p>\n")


# Bookmarks


def test_folders_become_tags_from_the_outermost_in() -> None:
    """A link in nested folders has each folder's name as a tag; a link after the folder closes has not."""
    inner, outer, last = links_of(
        bookmarks(
            '<DT><H3>Grade 5</H3>\n<DL><p>\n<DT><H3>Fractions, decimals</H3>\n<DL><p>\n<DT><A HREF="https://a.org/">A</A>\n'
            '</DL><p>\n<DT><A HREF="https://b.org/">B</A>\n</DL><p>\n<DT><A HREF="https://c.org/">C</A>'
        )
    )
    assert [inner.tags, outer.tags, last.tags] == [("Grade 5", "Fractions decimals"), ("Grade 5",), ()]


@pytest.mark.parametrize(
    "heading",
    [
        '<H3 PERSONAL_TOOLBAR_FOLDER="true">Meine Leiste</H3>',
        '<H3 UNFILED_BOOKMARKS_FOLDER="true">Andere</H3>',
        "<H3>Bookmarks bar</H3>",
        "<H3>Marcadores móviles</H3>",
    ],
)
def test_a_folder_that_the_browser_made_is_no_tag(heading: str) -> None:
    text = f'<DT>{heading}\n<DL><p>\n<DT><H3>Algebra</H3>\n<DL><p>\n<DT><A HREF="https://a.org/">A</A></DL></DL>'
    assert link_of(bookmarks(text)).tags == ("Algebra",)


def test_a_folder_deeper_down_may_be_called_like_one_of_the_browsers() -> None:
    text = '<DT><H3>Reading</H3><DL><DT><H3>Favorites</H3><DL><DT><A HREF="https://a.org/">A</A></DL></DL>'
    assert link_of(bookmarks(text)).tags == ("Reading", "Favorites")


def test_description_entities_and_tags_are_read() -> None:
    text = (
        '<DT><A HREF="https://a.org/?x=1&amp;y=2" TAGS="proof, #logic,Proof">Sets &amp; <b>Logic</b></A>\n'
        '<DD>A book\n on proof.<BR>Free.\n<DT><A HREF="https://b.org/">B</A>\n<DT><H3>Later</H3><DD>Of the folder\n'
    )
    first, second = links_of(bookmarks(text))
    assert (first.url, first.title, first.tags) == ("https://a.org/?x=1&y=2", "Sets & Logic", ("proof", "logic"))
    assert first.about == "A book\non proof.\nFree."
    assert second.about == ""


def test_private_links_are_left_out_and_counted() -> None:
    text = "\n".join(
        f'<DT><A HREF="https://{name}.org/"{mark}>{name}</A>'
        for name, mark in [("a", ' PRIVATE="1"'), ("b", ' PRIVATE="0"'), ("c", ""), ("d", ' PRIVATE="maybe"')]
    )
    parsed = bookmarks(text)
    assert [link.title for link in links_of(parsed)] == ["b", "c"]
    assert parsed.private == 2


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("javascript:location.href='https://x.org'", Problem.BOOKMARKLET),
        ("place:sort=8&amp;maxResults=10", Problem.BROWSER_PAGE),
        ("file:///home/ana/plan.html", Problem.LOCAL_FILE),
        ("foo", Problem.NOT_A_WEB_ADDRESS),
        ("mailto:ana@example.org", Problem.NOT_A_WEB_ADDRESS),
        ("https://example.org/a%00b", Problem.NOT_A_WEB_ADDRESS),
        ("", Problem.NO_ADDRESS),
        (f"https://example.org/{'x' * URL_MOST}", Problem.TOO_LONG),
    ],
)
def test_what_is_no_web_page_is_named_by_its_line(address: str, problem: Problem) -> None:
    (bad,) = bad_of(bookmarks(f'<DT><A HREF="https://a.org/">A</A>\n<DT><A HREF="{address}">B</A>'))
    assert (bad.line, bad.problem) == (6, problem)
    assert len(bad.shown) <= 60


def test_the_longest_address_is_taken() -> None:
    address = "https://example.org/".ljust(URL_MOST, "x")
    assert link_of(bookmarks(f'<DT><A HREF="{address}">A</A>')).url == address


@given(st.text(alphabet=st.sampled_from("<>/!-[]&;=\"' \nadthlDLHREF3p#x0")))
def test_no_bookmarks_are_too_broken_to_be_read(text: str) -> None:
    bookmarks(text)
    bookmarks(f'<DT><A HREF="https://a.org/">{text}')


def test_the_shared_bookmarks_have_369_links(shared: Path) -> None:
    parsed = parse(decode((shared / "data/math-resources.bookmarks.html").read_bytes()).text)
    made = plan(parsed.rows, "math")
    assert (parsed.kind, made.links, len(made.pages), made.merged, made.bad) == (
        FileKind.BOOKMARKS, LINKS, LINKS, (), ()
    )  # fmt: skip
    assert not made.cuts
    first = made.pages[0]
    assert (first.title, first.tags, first.credit, first.imported) == (
        "Khan Academy", ("Start Here", "Learning Platforms"), "math", True
    )  # fmt: skip
    assert all(page.about for page in made.pages)


# What a row is made fit by


def test_what_is_too_long_is_shortened_and_said() -> None:
    """At the limit nothing is cut; one more is cut at a word, with an ellipsis."""
    at_limit = f"url,title,about,tags\na.org,{'t' * TITLE_MOST},{'a' * ABOUT_MOST},{'g' * TAG_MOST}\n"
    assert link_of(parse_table(at_limit)).cuts == frozenset()
    over = link_of(
        parse_table(
            f"url,title,about,tags\na.org,{'word ' * 30},{'a' * (ABOUT_MOST + 1)},"
            f"{';'.join(f'tag {i}' for i in range(TAGS_MOST + 1))}\n"
        )
    )
    assert over.cuts == {Cut.TITLE, Cut.ABOUT, Cut.TAGS}
    assert over.title.endswith("word…") and len(over.title) <= TITLE_MOST
    assert over.about == f"{'a' * (ABOUT_MOST - 1)}…"
    assert over.tags == tuple(f"tag {i}" for i in range(TAGS_MOST))
    long_tag = link_of(parse_table(f"url,tags\na.org,{'g' * (TAG_MOST + 1)}\n"))
    assert long_tag.cuts == {Cut.TAGS} and len(long_tag.tags[0]) == TAG_MOST


def test_a_link_without_a_title_is_called_by_its_place() -> None:
    parsed = parse_table("url,title\nhttps://www.example.org/5%20th/fractions/?p=1,\nexample.org, \n")
    assert [link.title for link in links_of(parsed)] == ["example.org/5 th/fractions", "example.org"]


@given(st.text(), st.integers(2, 80))
def test_shortened_text_fits(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or short.endswith("…")


# Tables


@pytest.mark.parametrize(
    "text",
    [
        "url,title,about,tags\nhttps://a.org/,A title,About it,\"x, y\"\n",
        "URL;Title;About;Tags\r\nhttps://a.org/;A title;About it;x, y\r\n",
        "sep=;\r\nLink;Name;Description;Tags\r\nhttps://a.org/;A title;About it;\"x; y\"\r\n",
        "Web Address\tNAME\tdescription\ttags\nhttps://a.org/\tA title\tAbout it\tx|y\n",
        "\n,,,\n etiquetas , Título,Descripción,Dirección\nx;y,A title,About it,https://a.org/\n",
        "tags,about,title,link\r\r\n\"x\ny\",About it,A title,https://a.org/\r\r\n",
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_and_whatever_stands_between_them(text: str) -> None:
    link = link_of(parse_table(text))
    assert (link.url, link.title, link.about, link.tags) == ("https://a.org/", "A title", "About it", ("x", "y"))


def test_the_surest_name_wins_and_other_columns_are_told() -> None:
    parsed = parse_table("Topic,Name,Title,url,\nGrading,Ana,A title,a.org,\n")
    assert link_of(parsed).title == "A title"
    assert parsed is not None and parsed.ignored == ("Topic", "Name")


def test_bad_rows_are_named_by_the_line_they_start_on() -> None:
    text = (
        "sep=,\n"
        "url,title,about\n"
        'https://a.org/,A,"two\nlines"\n'
        "foo,Foo,\n"
        "\n"
        ",No address,\n"
        "https://b.org/,B, about, with a comma\n"
        'https://c.org/,"C"c,\n'
        "https://d.org/,D\n"
        'https://e.org/,"never closed\n'
        "https://f.org/,F,\n"
    )
    assert bad_of(parse_table(text)) == [
        BadRow(5, Problem.NOT_A_WEB_ADDRESS, "foo"),
        BadRow(7, Problem.NO_ADDRESS, ""),
        BadRow(8, Problem.EXTRA_CELLS, "with a comma"),
        BadRow(9, Problem.NOT_CSV, ""),
        BadRow(11, Problem.NOT_CSV, ""),
    ]


def test_the_guard_against_formulas_is_taken_off() -> None:
    parsed = parse_table("url,title,about\na.org,'=1+1,'-5 to 5\nb.org,'Tis the season,''=kept\n")
    assert [(link.title, link.about) for link in links_of(parsed)] == [
        ("=1+1", "-5 to 5"),
        ("'Tis the season", "''=kept"),
    ]


@pytest.mark.parametrize("header", ["title,about", "https://a.org/,A title", "https://a.org/", "a;b;c"])
def test_a_table_without_a_column_of_addresses_is_refused(header: str) -> None:
    with pytest.raises(NoAddressColumn) as caught:
        parse_table(f"{header}\nx,y\n")
    assert caught.value.columns == tuple(re.split("[,;]", header))


cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=90)


@given(
    st.lists(st.tuples(cell, cell, st.lists(st.text("abc xyzéñ", max_size=20), max_size=5)), max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]),
)
def test_what_a_csv_writer_wrote_is_read(
    rows: list[tuple[str, str, list[str]]], delimiter: str, style: tuple[str, Literal[0, 1]]
) -> None:
    """Whatever stands in a cell: quotation marks, separators, line breaks, right-to-left text, emoji."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=style[0], quoting=style[1])
    writer.writerow(["url", "title", "about", "tags"])
    for i, (title, about, tags) in enumerate(rows):
        writer.writerow([f"https://example.org/{i}", title, about, ",".join(tags)])
    read = links_of(parse_table(decode(stream.getvalue().encode("utf-8-sig")).text))
    assert len(read) == len(rows)
    for i, (link, (title, about, tags)) in enumerate(zip(read, rows, strict=True)):
        bare, purpose = (re.sub(r"\A'(?=[=+\-@\t\r])", "", text) for text in (title, about))
        assert link.url == f"https://example.org/{i}"
        assert link.title == (clean_line(bare) or f"example.org/{i}")
        assert link.about == clean_text(purpose)
        assert {tag.casefold() for tag in link.tags} == {clean_line(tag).casefold() for tag in tags if tag.strip()}


def test_what_is_wrong_in_a_library_is_told_with_its_line() -> None:
    """One resource a line, as it was exported; where the JSON breaks off, nothing after it is read."""
    parsed = parse(
        '{"resources": [\n'
        '{"url": "https://a.org/1", "number": 3},\n'
        '{"url": "https://a.org/2", "number": 3},\n'
        '{"url": "https://a.org/3", "tags": "one, two"},\n'
        '{"url": "https://a.org/4", "topic": 9},\n'
        '{"url": "https://a.org/5", "added": "yesterday"},\n'
        '{"url": "javascript:alert(1)"},\n'
        '"https://a.org/6",\n'
        '{"url": "https://a.org/7", "number": true}\n'
        '], "topics": [\n{"number": 1, "name": ""}]}'
    )
    assert parsed.kind is FileKind.LIBRARY
    assert [(bad.line, bad.problem, bad.shown) for bad in sorted(bad_of(parsed), key=lambda bad: bad.line)] == [
        (3, Problem.NUMBER_TWICE, "#3"),
        (4, Problem.WRONG_VALUE, "tags"),
        (5, Problem.WRONG_VALUE, "topic"),
        (6, Problem.WRONG_VALUE, "added"),
        (7, Problem.BOOKMARKLET, "javascript:alert(1)"),
        (8, Problem.NOT_A_RESOURCE, ""),
        (9, Problem.WRONG_VALUE, "number"),
        (11, Problem.NOT_A_TOPIC, ""),
    ]
    assert link_of(parse('[{"url": "a.org", "title": ""}]')).title == "a.org"
    (cut_off,) = bad_of(parse('{"resources": [\n{"url": "https://a.org/1"},\n{"url": "https'))
    assert (cut_off.line, cut_off.problem) == (3, Problem.NOT_JSON)


@given(st.text())
def test_any_text_is_a_file_or_is_refused_in_words(text: str) -> None:
    for start in ("", "url,title\n", "<DT><A HREF=x>", '{"resources": [', "[{"):
        try:
            rows = parse(decode((start + text).encode("utf-8", "replace")).text).rows
        except (NotUnderstood, NoAddressColumn):
            continue
        assert all(row.line >= 1 for row in rows)


# Which file it is


def test_the_format_is_told_by_what_is_inside() -> None:
    """A download often has the wrong ending, or none."""
    assert parse('\n<dl>\n<dt><a href="https://a.org/">A</a>\n').kind is FileKind.BOOKMARKS
    assert parse(f'{HEAD}<DL><DT><A HREF="https://a.org/">A</A></DL>').kind is FileKind.BOOKMARKS
    assert parse("url\nhttps://a.org/\n").kind is FileKind.TABLE


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", WhyNot.EMPTY),
        (b"\xef\xbb\xbf \n", WhyNot.EMPTY),
        (b"PK\x03\x04\x00\x00", WhyNot.NOT_TEXT),
        (b"\x81\x8d", WhyNot.NOT_TEXT),
        (b"<!doctype html><p>A page", WhyNot.NEITHER_FORMAT),
        (b'{"roots": []}', WhyNot.NEITHER_FORMAT),
        (b"Dear colleagues\n", WhyNot.NEITHER_FORMAT),
    ],
)
def test_what_holds_no_links_is_refused(content: bytes, why: WhyNot) -> None:
    with pytest.raises(NotUnderstood) as caught:
        parse(decode(content).text)
    assert caught.value.why is why


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf-8", Encoding.UNICODE),
        ("utf-8-sig", Encoding.UNICODE),
        ("utf-16", Encoding.UNICODE),
        ("cp1252", Encoding.WINDOWS_1252),
    ],
)
def test_letters_survive_however_the_spreadsheet_saved_them(name: str, encoding: Encoding) -> None:
    decoded = decode("url,título\nhttps://a.org/,Números – “año”\n".encode(name))
    assert decoded.encoding is encoding
    assert link_of(parse_table(decoded.text)).title == "Números – “año”"


# What is made of it


def test_links_that_are_the_same_page_become_one() -> None:
    """The first wins and gets the tags of all."""
    parsed = parse_table(
        "url,title,tags\n"
        "https://www.a.org/x/,First,one\n"
        "https://b.org/#/1,Route one,\n"
        "http://a.org/x?utm_source=mail,Second,\"One,two\"\n"
        "https://b.org/#/2,Route two,\n"
        "https://a.org/x#top,Third,three\n"
    )  # fmt: skip
    assert parsed is not None
    made = plan(parsed.rows, "links.csv")
    assert made.links == 5
    assert [(page.title, page.tags) for page in made.pages] == [
        ("First", ("one", "two", "three")),
        ("Route one", ()),
        ("Route two", ()),
    ]
    assert made.pages[0].url == "https://www.a.org/x/"
    assert made.merged == (
        Merged(4, "http://a.org/x?utm_source=mail", 2),
        Merged(6, "https://a.org/x#top", 2),
    )


def test_tags_that_only_together_are_too_many_are_told() -> None:
    some, more = (";".join(f"{name}{i}" for i in range(6)) for name in "ab")
    parsed = parse_table(f"url,tags\na.org,\"{some}\"\na.org,\"{more}\"\n")  # fmt: skip
    assert parsed is not None
    made = plan(parsed.rows, "links.csv")
    assert len(made.pages[0].tags) == TAGS_MOST
    assert made.cuts == {Cut.TAGS: 1}


# Into the library


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    opened = await open_storage(f"sqlite+aiosqlite:///{tmp_path}/library.db", backup_dir=None)
    yield opened
    await opened.close()


@pytest.fixture
async def community(storage: SqlStorage) -> Community:
    return await storage.installation.add_community("Baltimore math", "America/New_York", SystemClock().now())


@pytest.fixture
def importing(storage: SqlStorage) -> Importing:
    return Importing(storage, SystemClock())  # type: ignore[arg-type]


def numbered(count: int) -> list[NewResource]:
    return [NewResource(f"https://a.org/{i}", f"a.org/{i}", f"Link {i}", imported=True) for i in range(count)]


async def test_the_shared_bookmarks_come_in_once(
    shared: Path, storage: SqlStorage, community: Community, importing: Importing
) -> None:
    parsed = parse(decode((shared / "data/math-resources.bookmarks.html").read_bytes()).text)
    pages = plan(parsed.rows, "math-resources.bookmarks.html").pages
    told: list[tuple[int, int]] = []
    assert await importing.known(community.id, pages) == 0
    assert await importing.run(community.id, pages, lambda *done: told.append(done)) == Summary(LINKS, 0)
    assert told == [(min(done, LINKS), LINKS) for done in range(AT_ONCE, LINKS + AT_ONCE, AT_ONCE)]
    assert await importing.known(community.id, pages) == LINKS
    assert await importing.run(community.id, pages, lambda *done: None) == Summary(0, LINKS)
    async with storage.read(community.id) as work:
        assert await work.resources.count() == LINKS
        best = (await work.resources.search(query_tokens("book of proof"), None, 5))[0].resource
        cards = await work.placements.of_subject("resource", best.id)
    assert (best.title, best.page.partition("/")[0]) == ("Book of Proof", "richardhammack.github.io")
    assert (best.imported, best.credit, best.shared_by) == (True, "math-resources.bookmarks.html", None)
    assert not cards


class Broken(Exception):
    pass


async def test_an_import_that_breaks_off_leaves_nothing(
    storage: SqlStorage, community: Community, importing: Importing
) -> None:
    def break_off(done: int, total: int) -> None:
        if done > AT_ONCE:
            raise Broken

    with pytest.raises(Broken):
        await importing.run(community.id, numbered(3 * AT_ONCE), break_off)
    assert await importing.known(community.id, numbered(3 * AT_ONCE)) == 0
    assert await importing.run(community.id, numbered(2), lambda *done: None) == Summary(2, 0)
    async with storage.read(community.id) as work:
        assert (await work.resources.get_numbered(Number(1))).title == "Link 0"


# On the command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and nothing in the environment."""
    for name in os.environ:
        if name.upper().startswith("STAFFROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    """Run ``staffroom import`` and return what it said, which no traceback may be part of."""
    from bot.cli.app import make_app

    result = CliRunner().invoke(make_app("import"), ["import", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def saved(folder: Path, content: str | bytes, name: str = "links.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_without_a_platform_the_rehearsal_room_is_filled(folder: Path, shared: Path) -> None:
    file = shared / "data/math-resources.bookmarks.html"
    preview = run(file, "--dry-run")
    assert preview.exit_code == 0
    assert "An import would add 369 pages. Nothing was changed." in preview.stdout
    assert "Khan Academy" in preview.stdout and "The first 10 of 369" in preview.stdout
    first = run(file)
    assert first.exit_code == 0
    assert "No Discord or Slack is configured, so this fills the rehearsal room." in first.stdout
    assert "369 links read, 369 pages." in first.stdout
    assert "369 pages added to the library." in first.stdout
    again = run(file, "--rehearsal")
    assert "Nothing new was found. 369 pages known to it already and left as they are." in again.stdout
    assert not (folder / "data/staffroom.db").exists()
    assert "369 pages added" in run(file, "--main").stdout
    assert (folder / "data/staffroom.db").exists()


def test_with_a_platform_the_main_library_is_filled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFROOM_SLACK__BOT_TOKEN", "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy")
    monkeypatch.setenv("STAFFROOM_SLACK__APP_TOKEN", "xapp-1-A0123456789-1234567890123-abcdef0123456789")
    result = run(saved(folder, "url\na.org\n"), "--data", folder / "elsewhere")
    assert result.exit_code == 0
    assert "rehearsal" not in result.stdout
    assert [path.name for path in (folder / "elsewhere").glob("*.db")] == ["staffroom.db"]
    assert "This fills the rehearsal room, not the library" in run(folder / "links.csv", "--rehearsal").stdout


def test_one_bad_row_stops_all_unless_it_is_left_out(folder: Path) -> None:
    file = saved(folder, "url,title\na.org,A\nfoo,B\nfile:///c,C\n")
    refused = run(file)
    assert refused.exit_code == 1
    assert "line 3: “foo” is not a web address" in refused.stderr
    assert "line 4: “file:///c” is a file on one computer" in refused.stderr
    assert "Nothing was imported. Mend those lines, or leave them out with --skip-bad." in refused.stderr
    preview = run(file, "--dry-run")
    assert preview.exit_code == 1
    assert "As it is, nothing would be imported." in preview.stderr
    assert not (folder / "data/rehearsal.db").exists() or "would add 1 page" in preview.stdout
    skipped = run(file, "--skip-bad")
    assert skipped.exit_code == 0
    assert "line 3: “foo”" in skipped.stderr
    assert "1 page added to the library." in skipped.stdout


def test_what_was_done_to_the_links_is_said(folder: Path) -> None:
    same = "".join(f"a.org/?utm_source={i},T,,\n" for i in range(12))
    text = f"url,title,topic,[b]colour\n{same}b.org,{'é' * 130},,\n".encode("cp1252")
    said = run(saved(folder, text), "--dry-run").stdout
    for sentence in (
        "read as Windows-1252",
        "The column “topic” was ignored",
        "1 column ignored: “[b]colour”.",
        "13 links read, 2 pages; 11 links merged into another of the same page.",
        "line 3: https://a.org/?utm_source=1 is the page of line 2",
        "and 1 more",
        "1 title shortened to 120 characters.",
    ):
        assert sentence in said
    assert "line 13:" not in said


def test_private_links_are_mentioned(folder: Path) -> None:
    text = f'{HEAD}<DL><DT><A HREF="https://a.org/" PRIVATE="1">A</A></DL>'
    result = run(saved(folder, text, "bookmarks"))
    assert result.exit_code == 1
    assert "1 link is marked private and was left out." in result.stdout
    assert "There is no link left to import." in result.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "links.csv is empty."),
        (b"PK\x03\x04\x00\x00", "links.csv is not text."),
        ("Dear colleagues\n", "links.csv holds neither a library nor bookmarks nor a table of links."),
        ("title,about\nA,B\n", "The first line says “title”, “about”; name one of them “url”"),
    ],
)
def test_a_file_that_cannot_be_used_is_met_with_what_to_do(folder: Path, content: str | bytes, sentence: str) -> None:
    result = run(saved(folder, content))
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not (folder / "data").exists()


def test_a_file_that_cannot_be_opened_is_met_with_what_to_do(folder: Path) -> None:
    assert "There is no file nothing.html." in run("nothing.html").stderr
    assert f"{folder} is a folder." in run(folder).stderr
    (folder / "loop").symlink_to("loop")
    assert "cannot be read" in run("loop").stderr
    (folder / "data/rehearsal.db").mkdir(parents=True)
    blocked = run(saved(folder, "url\na.org\n"))
    assert blocked.exit_code == 1
    assert "The database cannot be used" in blocked.stderr
