"""People, the accounts they have on platforms, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.domain.ids import CommunityId, PersonId, WorkspaceId
from bot.domain.quiet import DEFAULT_QUIET, QuietHours


class Platform(StrEnum):
    DISCORD = "discord"
    SLACK = "slack"
    REHEARSAL = "rehearsal"


class Role(IntEnum):
    """Ordered: a higher role may do all that a lower one may."""

    MEMBER = 1
    FACILITATOR = 2
    MODERATOR = 3
    ADMIN = 4


class Direct(StrEnum):
    """Which direct messages a person wants; the rest comes with their next private answer."""

    ALL = "all"
    URGENT = "urgent"
    NEVER = "never"


class Reminders(StrEnum):
    """How long before a session a person wants to be reminded."""

    BOTH = "both"
    DAY = "day"
    HOUR = "hour"
    NONE = "none"

    @property
    def day_before(self) -> bool:
        return self in (Reminders.BOTH, Reminders.DAY)

    @property
    def hour_before(self) -> bool:
        return self in (Reminders.BOTH, Reminders.HOUR)


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    community_id: CommunityId
    name: str
    created_at: datetime
    locale: str | None = None
    zone: str | None = None
    delete_at: datetime | None = None
    """Domain instant at which their data is deleted, when they asked for it (24 h to undo)."""
    quiet: QuietHours = DEFAULT_QUIET
    direct: Direct = Direct.ALL
    reminders: Reminders = Reminders.BOTH


@dataclass(frozen=True, slots=True)
class Account:
    """A platform user. *tenant* is the Slack team; empty where user ids are unique without it."""

    person_id: PersonId
    platform: Platform
    tenant: str
    external_id: str
    name: str
    workspace_id: WorkspaceId | None = None
    """A workspace through which a direct message reaches the account."""
    direct_channel: str = ""
    """The platform's id of the conversation with the bot, once it was opened."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    person_id: PersonId
    role: Role
    granted_by: PersonId | None
    """None when the one-time code granted it."""
    granted_at: datetime
