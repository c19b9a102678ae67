"""Recognising that a page asks a stranger to sign in, by where the answer came from."""

from __future__ import annotations

import re

from yarl import URL

from bot.domain.links import Site

_OF_SITE = (
    (Site.GOOGLE, ("google.com",)),
    (
        Site.MICROSOFT,
        ("sharepoint.com", "microsoftonline.com", "live.com", "office.com", "1drv.ms", "onedrive.com", "microsoft.com"),
    ),
    (Site.CANVAS, ("instructure.com",)),
    (Site.SCHOOLOGY, ("schoology.com",)),
)
_SIGN_IN_HOSTS = frozenset(
    {"accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.microsoft.com"}
)
_SIGN_IN_PATH = re.compile(
    r"/(log[-_]?in|sign[-_]?in|servicelogin|sso|saml2?|cas|oauth2?|authenticate\.aspx|accessdenied\.aspx)(/|$)",
    re.IGNORECASE,
)
_GOOGLE_FILES = frozenset({"docs.google.com", "drive.google.com", "sites.google.com", "classroom.google.com"})


def site_of(url: URL) -> Site:
    host = url.raw_host or ""
    for site, names in _OF_SITE:
        if any(host == name or host.endswith(f".{name}") for name in names):
            return site
    return Site.CANVAS if host.startswith("canvas.") else Site.OTHER


def asks_to_sign_in(asked: URL, answered: URL, status: int) -> Site | None:
    """Return whose sign-in stands at *answered*, where *asked* led to; None where it is the page itself."""
    site = site_of(asked)
    if status == 401 or (status == 403 and (asked.raw_host in _GOOGLE_FILES or site is Site.MICROSOFT)):
        return site
    if answered.raw_host in _SIGN_IN_HOSTS and asked.raw_host not in _SIGN_IN_HOSTS:
        return site if site is not Site.OTHER else site_of(answered)
    if _SIGN_IN_PATH.search(answered.path) and not _SIGN_IN_PATH.search(asked.path):
        return site if site is not Site.OTHER else site_of(answered)
    return None
