"""What Discord's answers and silences mean."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from adapters.discord.outcomes import LATER, SOON, AskedOnce, NotConnected, classify
from bot.ports.platform import Ambiguous, Outcome, RefusalReason, Refused, Retry, TokenRefused


def answered(status: int, code: int, headers: dict[str, str] | None = None) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    response = cast(Any, SimpleNamespace(status=status, reason="", headers=headers or {}))
    return kind(response, {"code": code, "message": "said"})


def refused(reason: RefusalReason, right: str = "") -> Outcome:
    return Refused(reason, right)


def unreachable() -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(cast(Any, SimpleNamespace(ssl=None, host="h", port=1)), OSError(111, "refused"))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (answered(401, 0), TokenRefused()),
        (discord.LoginFailure(), TokenRefused()),
        (answered(403, 50013), refused(RefusalReason.MISSING_RIGHT, "Pin Messages")),
        (answered(403, 50001), refused(RefusalReason.MISSING_RIGHT, "View Channel")),
        (answered(403, 50007), refused(RefusalReason.CLOSED_DM)),
        (answered(403, 50278), refused(RefusalReason.PERSON_GONE)),
        (answered(404, 10003), refused(RefusalReason.CHANNEL_GONE)),
        (answered(404, 10004), refused(RefusalReason.WORKSPACE_GONE)),
        (answered(404, 10007), refused(RefusalReason.PERSON_GONE)),
        (answered(404, 10008), refused(RefusalReason.MESSAGE_GONE)),
        (answered(404, 10013), refused(RefusalReason.PERSON_GONE)),
        (answered(400, 30003), refused(RefusalReason.PINS_FULL)),
        (answered(400, 30013), refused(RefusalReason.LIMIT_REACHED)),
        (answered(400, 40005), refused(RefusalReason.TOO_LONG)),
        (answered(400, 50083), refused(RefusalReason.CHANNEL_ARCHIVED)),
        (answered(400, 50035), refused(RefusalReason.NOT_ACCEPTED)),
        (answered(429, 0, {"Retry-After": "7"}), Retry(7.0)),
        (answered(429, 0), Retry(LATER)),
        (answered(400, 30046), Retry(LATER)),
        (discord.RateLimited(42.5), Retry(42.5)),
        (answered(500, 0), Ambiguous()),
        (answered(503, 0), Ambiguous()),
        (AskedOnce("502"), Ambiguous()),
        (TimeoutError(), Ambiguous()),
        (ConnectionResetError(), Ambiguous()),
        (aiohttp.ServerDisconnectedError(), Ambiguous()),
        (aiohttp.ClientPayloadError(), Ambiguous()),
        (RuntimeError("Session is closed"), Ambiguous()),
        (unreachable(), Retry(SOON)),
        (NotConnected(), Retry(SOON)),
    ],
    ids=str,
)
def test_each_answer_has_one_meaning(error: Exception, outcome: Outcome) -> None:
    """Refused for good, to be tried again, or not to be known."""
    assert classify(error, "Pin Messages") == outcome
