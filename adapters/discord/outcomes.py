"""What Discord's answers and silences mean for whoever wanted something sent."""

from __future__ import annotations

from typing import assert_never

import aiohttp
import discord

from bot.ports.platform import (
    Absent,
    Ambiguous,
    Done,
    Outcome,
    RefusalReason,
    Refused,
    Retry,
    Sighting,
    TokenRefused,
    Unreadable,
)

VIEW_CHANNEL = "View Channel"

SOON = 5.0
LATER = 60.0

ALREADY_ANSWERED = 40060
TOO_LATE = frozenset({10062, 10015, 50027})
"""Unknown interaction, unknown webhook, webhook token not valid: 3 seconds or 15 minutes are over."""

_MISSING_PERMISSIONS = 50013
_MISSING_ACCESS = 50001
_REASONS = {
    10003: RefusalReason.CHANNEL_GONE,
    10004: RefusalReason.WORKSPACE_GONE,
    10007: RefusalReason.PERSON_GONE,
    10008: RefusalReason.MESSAGE_GONE,
    10013: RefusalReason.PERSON_GONE,
    10070: RefusalReason.MESSAGE_GONE,
    30003: RefusalReason.PINS_FULL,
    30013: RefusalReason.LIMIT_REACHED,
    30038: RefusalReason.LIMIT_REACHED,
    40005: RefusalReason.TOO_LONG,
    50007: RefusalReason.CLOSED_DM,
    50033: RefusalReason.PERSON_GONE,
    50045: RefusalReason.TOO_LONG,
    50083: RefusalReason.CHANNEL_ARCHIVED,
    50278: RefusalReason.PERSON_GONE,
}
# Too many edits of old messages, too many direct messages opened, slow mode, write limits, Discord overloaded.
_LATER = frozenset({30046, 40003, 20016, 20028, 20029, 130000})


class NotConnected(Exception):
    """Nothing can be asked: the front has not logged in, or is starting again."""


class AskedOnce(Exception):
    """Discord failed to answer a request that must not be repeated blindly."""


TROUBLE = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    RuntimeError,  # aiohttp: the session was closed between two tries of the library
    NotConnected,
    AskedOnce,
)
"""What a request to Discord can end in instead of an answer."""


def classify(error: Exception, right: str = "") -> Outcome:
    """Return what *error* means; *right* is the permission that the request needs, in Discord's words."""
    match error:
        case NotConnected() | aiohttp.ClientConnectorError():
            return Retry(SOON)  # no connection was made, so nothing left
        case discord.RateLimited():
            return Retry(error.retry_after)
        case discord.LoginFailure():
            return TokenRefused()
        case discord.HTTPException():
            return _answered(error, right)
        case _:
            return Ambiguous()


def _answered(error: discord.HTTPException, right: str) -> Outcome:
    if error.status == 401:
        return TokenRefused()
    if error.code in _LATER or error.status == 429:
        return Retry(_retry_after(error))
    if error.status >= 500:
        return Ambiguous()
    if error.code == _MISSING_PERMISSIONS:
        return Refused(RefusalReason.MISSING_RIGHT, right)
    if error.code == _MISSING_ACCESS:
        return Refused(RefusalReason.MISSING_RIGHT, VIEW_CHANNEL)
    return Refused(_REASONS.get(error.code, RefusalReason.NOT_ACCEPTED))


def sighting(error: Exception, right: str) -> Sighting:
    """Return what *error* means for who looks for a message: what stood in a channel that is gone is gone with it."""
    match classify(error, right):
        case Retry() | TokenRefused() as told:
            return told
        case Refused(RefusalReason.CHANNEL_GONE | RefusalReason.PERSON_GONE):
            return Absent()
        case Refused(right=missing):
            return Unreadable(missing)
        case Ambiguous() | Done():
            return Retry(SOON)  # reading does no harm when repeated
        case never:
            assert_never(never)


def _retry_after(error: discord.HTTPException) -> float:
    said = error.response.headers.get("Retry-After", "")
    return float(said) if said.replace(".", "", 1).isdecimal() else LATER
