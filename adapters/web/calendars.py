"""Calendars over HTTP: feeds under secret addresses, single events, and a page that says how to subscribe."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from html import escape
from string import Template

from aiohttp import web

from adapters.web.secret_pages import known_or_nothing
from bot.services.workshops.calendars import FEED, ONE, Calendars, Feed

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_PAGE = Template(
    """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$name: workshops in your calendar</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 0 auto; padding: 1rem; color: #1b1b1b }
a.button { display: inline-block; padding: .8rem 1.2rem; background: #0b57d0; color: #fff; border-radius: .5rem }
code { display: block; padding: .8rem; background: #f1f1f1; overflow-wrap: anywhere; user-select: all }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #eee } code { background: #2a2a2a } }
</style>
<h1>$name</h1>
<p>$what</p>
<p><a class="button" href="$webcal">Subscribe on this device</a></p>
<p>Or copy this address into your calendar, at “Subscribe from web” (Outlook), “From URL” (Google) or
“New calendar subscription” (Apple):</p>
<code>$https</code>
<h2>When changes show</h2>
<p>Calendars fetch this when they like: Google every 12 to 24 hours, Outlook every 3 hours to a day, Apple as you set
it. Nobody can hurry them. Reminders and changes come to you from Staffroom at once, whatever your calendar shows.</p>
<p>Whoever has this address sees this calendar. If it got into other hands, make a new link with /workshops calendar;
this one then leads nowhere.</p>
</html>
"""
)


def calendar_routes(calendars: Calendars) -> Sequence[web.AbstractRouteDef]:
    """Return the routes of *calendars*; whatever is not known is a plain 404."""

    async def feed(request: web.Request) -> web.Response:
        return await _file(request, calendars.feed(request.match_info["secret"]))

    async def one(request: web.Request) -> web.Response:
        return await _file(request, calendars.one(request.match_info["token"]))

    async def page(request: web.Request) -> web.Response:
        found = await calendars.feed(request.match_info["secret"])
        address = f"{calendars.address}{FEED}{request.match_info['secret']}.ics"
        what = "The workshops that you come to or host." if found.personal else "All workshops of this network."
        words = _PAGE.substitute(
            name=escape(found.name), what=what, https=escape(address), webcal=escape(_webcal(address))
        )
        return web.Response(text=words, content_type="text/html", headers=_HEADERS)

    return (
        web.get(ONE + "{token:[0-9a-f-]{1,80}}.ics", known_or_nothing(one, _HEADERS)),
        web.get(FEED + "{secret:[A-Za-z0-9_-]{8,64}}.ics", known_or_nothing(feed, _HEADERS)),
        web.get(FEED + "{secret:[A-Za-z0-9_-]{8,64}}", known_or_nothing(page, _HEADERS)),
    )


async def _file(request: web.Request, asked: Awaitable[Feed]) -> web.Response:
    found = await asked
    tag = f'"{found.tag}"'
    headers = {**_HEADERS, "ETag": tag, "Cache-Control": "private, max-age=0, must-revalidate"}
    if tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="workshops.ics"'
    return web.Response(body=found.content, content_type="text/calendar", charset="utf-8", headers=headers)


def _webcal(address: str) -> str:
    return f"webcal://{address.partition('://')[2]}"
