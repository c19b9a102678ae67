"""What ``staffroom import`` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, assert_never

from bot.domain.imports.files import Encoding, WhyNot
from bot.domain.imports.plan import Plan
from bot.domain.imports.rows import BadRow, Cut, Parsed, Problem
from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST, URL_MOST
from bot.domain.words import fold
from bot.services.importing import Summary

MERGED_MOST = 10

NO_LINKS: Final = "There is no link left to import."
STOPPED: Final = "Stopped. An import is all or nothing; run it again, and nothing comes in twice."
_EXPORT: Final = (
    "Staffroom imports what it exported itself (ZIP or JSON), bookmarks that a browser exported (HTML) and tables "
    "(CSV) whose first line names the columns, such as: url,title,about,tags"
)


def where(room: bool, platform_configured: bool) -> Iterator[str]:
    """Return which library is meant, where that is not plain."""
    if room and not platform_configured:
        yield "No Discord or Slack is configured, so this fills the rehearsal room."
    elif room:
        yield "This fills the rehearsal room, not the library that Discord and Slack use."
    elif not platform_configured:
        yield "This fills the main library; Discord or Slack will show it once one of them is configured."


def unreadable(file: Path, error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return f"There is no file {file}. Look at the folder and the spelling."
        case IsADirectoryError():
            return f"{file} is a folder. Name a file in it."
        case PermissionError():
            return f"{file} may not be read by you. Change its permissions or copy it to a folder of yours."
        case _:
            return f"{file} cannot be read: {error.strerror}. Copy it to another place and try again."


def not_understood(name: str, why: WhyNot) -> str:
    match why:
        case WhyNot.EMPTY:
            return f"{name} is empty. Export the links again and import the new file."
        case WhyNot.NOT_TEXT:
            return f"{name} is not text. {_EXPORT}. A spreadsheet saves such a table as “CSV UTF-8”."
        case WhyNot.NEITHER_FORMAT:
            return f"{name} holds neither a library nor bookmarks nor a table of links. {_EXPORT}."
        case _:
            assert_never(why)


def no_address_column(columns: Sequence[str]) -> str:
    named = ", ".join(f"“{column}”" for column in columns)
    return (
        f"No column is named as the one with the web addresses. The first line says {named}; "
        "name one of them “url”, or put a line with the columns’ names first, such as: url,title,about,tags"
    )


def of_file(encoding: Encoding, parsed: Parsed) -> Iterator[str]:
    if encoding is Encoding.WINDOWS_1252:
        yield "The file is not UTF-8 and was read as Windows-1252. --dry-run shows whether its accents came out right."
    topic = [column for column in parsed.ignored if fold(column) in ("topic", "tema")]
    if topic:
        yield f"The column “{topic[0]}” was ignored: links come in without a topic, and get one when they are edited."
    if others := [f"“{column}”" for column in parsed.ignored if column not in topic]:
        yield f"{many(len(others), 'column', 'columns')} ignored: {', '.join(others)}."
    if parsed.private:
        was = "is marked private and was" if parsed.private == 1 else "are marked private and were"
        yield f"{many(parsed.private, 'link')} {was} left out."


def of_plan(plan: Plan) -> Iterator[str]:
    """What was read: how many links and pages, what was merged, what was shortened."""
    read = f"{many(plan.links, 'link')} read, {many(len(plan.pages), 'page')}"
    yield (
        f"{read}; {many(len(plan.merged), 'link')} merged into another of the same page." if plan.merged else f"{read}."
    )
    for merged in plan.merged[:MERGED_MOST]:
        yield f"  line {merged.line}: {merged.url} is the page of line {merged.first_line}"
    if len(plan.merged) > MERGED_MOST:
        yield f"  and {len(plan.merged) - MERGED_MOST:,} more"
    for cut, count in plan.cuts.items():
        yield _cut(cut, count)


def _cut(cut: Cut, count: int) -> str:
    match cut:
        case Cut.TITLE:
            return f"{many(count, 'title')} shortened to {TITLE_MOST} characters."
        case Cut.ABOUT:
            return f"{many(count, 'description')} shortened to {ABOUT_MOST} characters."
        case Cut.TAGS:
            fits = f"{TAGS_MOST} tags of {TAG_MOST} characters fit"
            return f"Tags shortened or left out of {many(count, 'page')}: {fits}."
        case _:
            assert_never(cut)


def of_bad_rows(bad: Sequence[BadRow]) -> Iterator[str]:
    yield f"{many(len(bad), 'row')} cannot be imported:"
    for row in bad:
        yield f"  line {row.line}: {_wrong(row)}"


def _wrong(row: BadRow) -> str:
    match row.problem:
        case Problem.NO_ADDRESS:
            return "there is no web address"
        case Problem.NOT_A_WEB_ADDRESS:
            return f"“{row.shown}” is not a web address"
        case Problem.BOOKMARKLET:
            return f"“{row.shown}” is a bookmarklet, not a web address"
        case Problem.BROWSER_PAGE:
            return f"“{row.shown}” is a page of the browser, not a web address"
        case Problem.LOCAL_FILE:
            return f"“{row.shown}” is a file on one computer, not a web address"
        case Problem.TOO_LONG:
            return f"“{row.shown}” is longer than {URL_MOST:,} characters"
        case Problem.EXTRA_CELLS:
            return f"“{row.shown}” stands beyond the last column; a cell with the separator in it needs quotation marks"
        case Problem.NOT_CSV:
            return "a quotation mark is in the wrong place or never closed"
        case Problem.NOT_JSON:
            return "from here on the file is not JSON; it may have been cut off or edited"
        case Problem.NOT_A_RESOURCE:
            return "this is not a resource as Staffroom exports one"
        case Problem.NOT_A_COLLECTION:
            return "this is not a collection as Staffroom exports one"
        case Problem.NOT_A_TOPIC:
            return "this is not a topic as Staffroom exports one"
        case Problem.WRONG_VALUE:
            return f"“{row.shown}” says something that cannot stand there"
        case Problem.NUMBER_TWICE:
            return f"{row.shown} is the number of another resource above"
        case Problem.NO_CONTENT:
            return f"the file “{row.shown}” itself did not come along; an export named library.zip takes files along"
        case Problem.CONTENT_TOO_LARGE:
            return f"the file “{row.shown}” is larger than files.most_mb in config.toml allows"
        case _:
            assert_never(row.problem)


def refused(bad: int) -> str:
    return f"Nothing was imported. {_mend(bad)}"


def would_be_refused(bad: int) -> str:
    return f"As it is, nothing would be imported. {_mend(bad)}"


def _mend(bad: int) -> str:
    lines, them = ("that line", "it") if bad == 1 else ("those lines", "them")
    return f"Mend {lines}, or leave {them} out with --skip-bad."


def first_of(shown: int, pages: int) -> str:
    return f"The first {shown} of {pages:,}" if shown < pages else many(pages, "page")


def would(summary: Summary) -> Iterator[str]:
    yield f"An import would add {many(summary.added, 'page')}.{_known(summary)} Nothing was changed."
    if summary.topics:
        yield f"It would make {_topics(summary)}."
    if summary.renumbered:
        yield "They would get new numbers, since the library here has numbers of its own."


def begun(pages: int) -> str:
    return f"Importing {many(pages, 'page')}."


def done(summary: Summary) -> str:
    added = f"{many(summary.added, 'page')} added to the library." if summary.added else "Nothing new was found."
    return f"{added}{_known(summary)}"


def done_besides(summary: Summary) -> Iterator[str]:
    if summary.topics:
        yield f"Made: {_topics(summary)}."
    if summary.renumbered:
        yield "They have new numbers, since the library here has numbers of its own."


def _topics(summary: Summary) -> str:
    return f"{many(len(summary.topics), 'topic')} ({', '.join(summary.topics)})"


def _known(summary: Summary) -> str:
    if not summary.known:
        return ""
    kept = "left as it is" if summary.known == 1 else "left as they are"
    return f" {many(summary.known, 'page')} known to it already and {kept}."


def database_failed(reason: object) -> str:
    return f"The database cannot be used ({reason}), so nothing was imported. Look at its settings, and try again."


def many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
