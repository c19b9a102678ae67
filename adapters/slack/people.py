"""Who a Slack user is: name, language, time zone, and what their place in the workspace maps to."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outcomes import FAILURES, code_of
from bot.domain.people import Role

KEPT_SECONDS = 300.0
KEPT_PEOPLE = 5_000
PATIENCE_SECONDS = 1.0  # what is left of the 3 s that Slack gives belongs to the answer


@dataclass(frozen=True, slots=True)
class Profile:
    """As little as is known of anybody: a member without a name.

    *teams* are the workspaces that the person belongs to, empty where that is not known. *stranger* is Slack's word for
    somebody of another workspace who shares no channel with this one.
    """

    name: str = ""
    locale: str = "en"
    zone: str | None = None
    role: Role = Role.MEMBER
    teams: frozenset[str] = frozenset()
    stranger: bool = False


class Profiles:
    """Reads people's profiles, each kept for five minutes; what cannot be read right now is an unknown member's."""

    def __init__(self, web: AsyncWebClient, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._web = web
        self._monotonic = monotonic
        self._kept: OrderedDict[str, tuple[float, Profile]] = OrderedDict()

    async def find(self, user: str) -> Profile:
        kept = self._kept.get(user)
        if kept is not None and self._monotonic() - kept[0] < KEPT_SECONDS:
            self._kept.move_to_end(user)
            return kept[1]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                response = await self._web.users_info(user=user, include_locale=True)
        except FAILURES as error:
            code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            structlog.get_logger().warning("slack.profile_unread", reason=code)
            return Profile()
        profile = _profile(response["user"] or {})
        self._kept[user] = (self._monotonic(), profile)
        self._kept.move_to_end(user)
        while len(self._kept) > KEPT_PEOPLE:
            self._kept.popitem(last=False)
        return profile

    async def names(self, users: Iterable[str]) -> Mapping[str, str]:
        """Return the names of *users* as far as they can be read."""
        wanted = tuple(users)
        found = await asyncio.gather(*(self.find(user) for user in wanted))
        return {user: profile.name for user, profile in zip(wanted, found, strict=True) if profile.name}


def _profile(user: Mapping[str, Any]) -> Profile:
    shown = user.get("profile") or {}
    name = shown.get("display_name") or shown.get("real_name") or user.get("real_name") or user.get("name") or ""
    leads = user.get("is_admin") or user.get("is_owner")
    role = Role.ADMIN if leads else Role.MEMBER
    return Profile(
        name, user.get("locale") or "en", user.get("tz") or None, role, _teams(user), bool(user.get("is_stranger"))
    )


def _teams(user: Mapping[str, Any]) -> frozenset[str]:
    """Return the person's workspace; in an organization with several, those they are a member of besides."""
    home = user.get("team_id") or (user.get("profile") or {}).get("team")
    joined = (user.get("enterprise_user") or {}).get("teams") or ()
    return frozenset(str(team) for team in (home, *joined) if team)
