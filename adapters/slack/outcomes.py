"""What Slack's refusals mean to whoever wants something sent."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, assert_never

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

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

Failure = SlackClientError | aiohttp.ClientError | TimeoutError | OSError
FAILURES: Final = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call to Slack raises when it did not work."""

_UNREACHABLE_SECONDS = 5.0
_LIMITED_SECONDS = 30.0

_LIMITED = frozenset({"ratelimited", "rate_limited"})
_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "not_allowed_token_type"}
)
_UNKNOWN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_REASONS: Final[Mapping[str, RefusalReason]] = MappingProxyType(
    {
        "channel_not_found": RefusalReason.CHANNEL_GONE,
        "is_archived": RefusalReason.CHANNEL_ARCHIVED,
        "not_in_channel": RefusalReason.NOT_IN_CHANNEL,
        "no_permission": RefusalReason.MISSING_RIGHT,
        "permission_denied": RefusalReason.MISSING_RIGHT,
        "missing_scope": RefusalReason.MISSING_RIGHT,
        "access_denied": RefusalReason.MISSING_RIGHT,
        "ekm_access_denied": RefusalReason.MISSING_RIGHT,
        "org_login_required": RefusalReason.MISSING_RIGHT,
        "message_not_found": RefusalReason.MESSAGE_GONE,
        "messages_tab_disabled": RefusalReason.CLOSED_DM,
        "cannot_dm_bot": RefusalReason.CLOSED_DM,
        "user_not_found": RefusalReason.PERSON_GONE,
        "user_not_visible": RefusalReason.PERSON_GONE,
        "user_disabled": RefusalReason.PERSON_GONE,
        "name_taken": RefusalReason.NAME_TAKEN,
        "too_many_pins": RefusalReason.PINS_FULL,
        "message_limit_exceeded": RefusalReason.LIMIT_REACHED,
        "msg_too_long": RefusalReason.TOO_LONG,
        "msg_blocks_too_long": RefusalReason.TOO_LONG,
        "team_access_not_granted": RefusalReason.WORKSPACE_GONE,
        "team_not_found": RefusalReason.WORKSPACE_GONE,
    }
)


def classify(error: Failure) -> Outcome:
    """Return what *error*, raised by a call to Slack, means for whether the thing was done and may be tried again."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Retry(_UNREACHABLE_SECONDS)  # refused, or no such host: nothing has left
    return Ambiguous()


def sighting(outcome: Outcome) -> Sighting:
    """Return what *outcome* means for who looks for a message: what stood in a channel that is gone is gone with it."""
    match outcome:
        case Retry() | TokenRefused():
            return outcome
        case Refused(RefusalReason.CHANNEL_GONE | RefusalReason.PERSON_GONE):
            return Absent()
        case Refused(right=missing):
            return Unreadable(missing)
        case Ambiguous() | Done():
            return Retry(_UNREACHABLE_SECONDS)  # reading does no harm when repeated
        case _:
            assert_never(outcome)


def code_of(error: SlackApiError) -> str:
    """Return Slack's own word for what is wrong, '' where the answer was none of Slack's."""
    return str(_body(error).get("error") or "")


def _answered(error: SlackApiError) -> Outcome:
    code, status = code_of(error), _status(error)
    if status == 429 or code in _LIMITED:
        return Retry(_retry_after(error))
    if code in _TOKEN:
        return TokenRefused()
    if not code or code in _UNKNOWN or status >= 500:
        return Ambiguous()
    if code.startswith("restricted_action"):
        return Refused(RefusalReason.MISSING_RIGHT)
    right = str(_body(error).get("needed") or "") if code == "missing_scope" else ""
    return Refused(_REASONS.get(code, RefusalReason.NOT_ACCEPTED), right)


def _body(error: SlackApiError) -> Mapping[str, object]:
    """Return the answer; where it could not be read the library hands over aiohttp's response instead of its own."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, Mapping) else error.response if isinstance(error.response, Mapping) else {}


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def _retry_after(error: SlackApiError) -> float:
    headers: Mapping[str, str] = getattr(error.response, "headers", None) or {}
    stated = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(float(stated), 1.0)
    except ValueError:
        return _LIMITED_SECONDS
