"""A person's record of clock hours, for one day under a secret address: a page to print, and a table to save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.web.secret_pages import known_or_nothing
from bot.cards.hours import PAGE_WORDS, RECORD, SIGNATURES, as_table, day, spreadsheet, sums, title
from bot.services.hours import PAGE, Hours, HoursRecord
from bot.ui.language import SOURCE, Languages
from bot.ui.text import Message

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_FILE = ".csv"


def hours_routes(hours: Hours, languages: Languages) -> Sequence[web.AbstractRouteDef]:
    """Return the routes of *hours*; whatever is over or was never there is a plain 404."""

    async def page(request: web.Request) -> web.Response:
        found = await hours.record_behind(request.match_info["secret"])
        written = _written(found, languages, f"{request.match_info['secret']}{_FILE}")
        return web.Response(text=written, content_type="text/html", headers=_HEADERS)

    async def file(request: web.Request) -> web.Response:
        found = await hours.record_behind(request.match_info["secret"])
        headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="hours{_FILE}"'}
        content = spreadsheet(found.rows, _said(found, languages))
        return web.Response(body=content, content_type="text/csv", charset="utf-8", headers=headers)

    secret = PAGE + "{secret:[A-Za-z0-9_-]{8,64}}"
    return web.get(secret + _FILE, known_or_nothing(file, _HEADERS)), web.get(secret, known_or_nothing(page, _HEADERS))


@cache
def _templates() -> Environment:
    loader = PackageLoader("adapters.web")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _said(found: HoursRecord, languages: Languages) -> Callable[[Message | str], str]:
    """Return what says words of ours in the language of whose record it is."""
    locale = found.person.locale or SOURCE
    return lambda words: languages.text(words, locale)


def _written(found: HoursRecord, languages: Languages, file: str) -> str:
    said, locale = _said(found, languages), found.person.locale or SOURCE
    columns, rows = as_table(found.rows, said)
    return (
        _templates()
        .get_template("hours.html")
        .render(
            language=locale.partition("-")[0],
            title=said(title(found.person.name)),
            network=found.network,
            made=day(found.today, locale),
            statement=said(RECORD),
            sums=[
                {"caption": said(caption), "rows": [(said(name), said(hours)) for name, hours in each]}
                for caption, each in sums(found.code, found.rules, found.rows, locale)
            ],
            columns=columns,
            rows=rows,
            file=file,
            signatures=[said(words) for words in SIGNATURES],
            **{name: said(words) for name, words in PAGE_WORDS.items()},
        )
    )
