"""What the core asks of a platform: its limits, sending what others see, running and being checked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.people import Platform
from bot.ports.incoming import Core
from bot.ui.capabilities import Capabilities
from bot.ui.model import Reply


class RefusalReason(StrEnum):
    """Why a platform will not do it, however often it is asked."""

    CHANNEL_GONE = "channel gone"
    CHANNEL_ARCHIVED = "channel archived"
    NOT_IN_CHANNEL = "not in channel"
    MISSING_RIGHT = "missing right"
    MESSAGE_GONE = "message gone"
    PINS_FULL = "pins full"
    CLOSED_DM = "closed dm"
    PERSON_GONE = "person gone"
    NAME_TAKEN = "name taken"
    LIMIT_REACHED = "limit reached"
    TOO_LONG = "too long"
    WORKSPACE_GONE = "workspace gone"
    NOT_ACCEPTED = "not accepted"


@dataclass(frozen=True, slots=True)
class Done:
    """The platform said yes. *id* is the message's or channel's; *name* the channel's as the platform made it.

    *parent* is the name of the channel in which a thread was begun.
    """

    id: str = ""
    name: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was done; it may be tried again after *seconds* (machine time)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    reason: RefusalReason
    right: str = ""
    """The permission or scope that is missing, in the platform's own words (``Pin Messages``, ``pins:write``)."""


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """The token is no longer taken; nothing can be sent until an operator mends it."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may or may not have been done: the answer was lost."""


Outcome = Done | Retry | Refused | TokenRefused | Ambiguous


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: a channel of a workspace, or (*user*) a direct message. Ids are the platform's.

    With *user*, *channel* is the conversation with them where it is known already.
    """

    workspace: str
    channel: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was said under a key stands there, as message *id*."""

    id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """All that was said there since could be read, and it is not among it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was said there cannot be read, so nobody knows; *right* is what would let it be read."""

    right: str = ""


Sighting = Found | Absent | Unreadable | Retry | TokenRefused


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    external_id: str
    name: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Shaping:
    """How much a platform takes: messages a second in all, and in one place. 0: as much as there is."""

    per_second: float
    per_lane: float


class Messenger(Protocol):
    """Sends what others see. Every call ends in an outcome, never in an exception; the caller sets the time limit.

    *key* names the thing said: it becomes the nonce (Discord) or the metadata (Slack) by which it can be found again.
    """

    shaping: Shaping
    repeats_safely: bool
    """Whether a second send with the same key, soon after the first, is the same message and not another one."""

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        """Open the conversation with *user*, if it is not open; Done carries its id, for ``Target.channel``."""
        ...

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        """Look in the place's history from *since* (machine time) on for what was sent with *key*."""
        ...

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome: ...
    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome: ...
    async def delete(self, target: Target, message: str) -> Outcome: ...
    async def pin(self, target: Target, message: str) -> Outcome: ...
    async def unpin(self, target: Target, message: str) -> Outcome: ...
    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        """Return which of our *messages* stand pinned in the channel; None where that cannot be known."""
        ...

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        """Create a public channel; Done carries its id and the name it got. A public one of that name is adopted."""
        ...

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        """Begin a public thread in a channel, to post in as in a channel; Done carries its address and its name.

        One that was begun before, with the same *key* or *name*, is found again where the platform shows it.
        """
        ...

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        """Make sure the bot may post in an existing channel; Done carries its name. A private one is refused."""
        ...

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        """Give a channel another name; Done carries the name it got."""
        ...

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        """Archive a channel, which no bot can take back; where the platform has no archive nothing is done."""
        ...

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        """Return when something was written there last, without reading it; None where that cannot be known."""
        ...

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        """Return the channels the bot can see; empty where the platform cannot be asked right now."""
        ...


@dataclass(frozen=True, slots=True)
class EventShown:
    """What stands in a platform's own calendar of one session; instants are aware UTC, texts of any length."""

    name: str
    about: str
    place: str
    starts_at: datetime
    ends_at: datetime


class Events(Protocol):
    """A platform's own calendar. Every call ends in an outcome, as a messenger's."""

    async def put(self, workspace: str, event: str, shown: EventShown) -> Outcome:
        """Make *event* show that, or a new one where it is ''; Done carries its id.

        One of ours that shows the same is taken for the new one: the answer to making it was lost.
        """
        ...

    async def remove(self, workspace: str, event: str) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``staffroom check``: what was looked at, whether it holds, and the exact remedy if not.

    *wish*: everything else works without it; the remedy says what it would give.
    """

    what: str
    holds: bool
    remedy: str = ""
    wish: bool = False


class Notebook(Protocol):
    """A few words an adapter remembers over restarts, such as the hash of the commands it registered."""

    async def get(self, name: str) -> str | None: ...
    async def set(self, name: str, value: str) -> None: ...


class FrontStopped(Exception):
    """A front cannot go on until an operator acts (a refused token); the text is the remedy."""


def account_of(token: str) -> str:
    """Return a name for *token* from which it cannot be told."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


class Front(Protocol):
    """One platform: it connects, hands what comes in to the core, and sends what the core says."""

    platform: Platform
    capabilities: Capabilities
    messenger: Messenger
    events: Events | None
    """None where it has none, or workshops are not to stand there."""
    account: str
    """Names, without giving it away, the token with which it speaks: of those with the same one, one speaks."""

    async def run(self, core: Core) -> None:
        """Connect and serve until cancelled. Raises FrontStopped for what a restart cannot mend."""
        ...

    async def wait_ready(self) -> None: ...

    async def check(self) -> Sequence[Finding]:
        """Connect briefly and say whether it works and which right is missing."""
        ...
