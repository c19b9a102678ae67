"""What a platform hands to the core, and how one interaction is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.people import Platform, Role
from bot.ports.files import Attached
from bot.ui.model import Form, Reply


@dataclass(frozen=True, slots=True)
class Origin:
    """Who did something, and where. Ids are the platform's; *key* is the same if it is delivered twice."""

    platform: Platform
    workspace: str
    workspace_name: str
    user: str
    user_name: str
    key: str
    tenant: str = ""
    """The Slack team the user id belongs to; empty where user ids are unique without it."""
    channel: str = ""
    channel_name: str = ""
    locale: str = "en"
    zone: str | None = None
    platform_role: Role = Role.MEMBER
    """What the platform's own roles map to, read at this very interaction."""


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command with its options as strings (Discord, rehearsal room): *path* is ``resources share``.

    A flag is ``true`` or ``false``; a person or channel is ``id|name``.
    """

    origin: Origin
    path: str
    options: Mapping[str, str]
    files: Mapping[str, Attached] = field(default_factory=dict)
    """What was attached, by the names of the options."""


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command as one line of text without its leading slash (Slack): ``resources share https://… title:"…"``.

    People and channels that were mentioned stand in it as ``@id|name`` and ``#id|name``; nothing is escaped any more.
    """

    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button or select; *code* is what we put there, *chosen* the values of a select.

    *in_private* is True where the message pressed on is one only this person sees: the answer then replaces it.
    """

    origin: Origin
    code: str
    chosen: tuple[str, ...] = ()
    in_private: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A form filled in: raw text by field name (CHOICES joined with commas; a channel is ``id`` or ``id|name``)."""

    origin: Origin
    code: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A message that somebody pointed at, as the platform handed it over; nothing else of the channel is read."""

    message: str
    author: str
    author_name: str
    text: str
    links: tuple[str, ...]
    by_us: bool = False
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageCall:
    """A message action; *name* is the declared one."""

    origin: Origin
    name: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """The person opened the front door where a platform has one of its own (Slack's Home tab)."""

    origin: Origin


Incoming = CommandCall | TypedCommand | Press | Submission | MessageCall | HomeOpened


@dataclass(frozen=True, slots=True)
class Suggest:
    """An option being typed, to be completed; *options* are the others so far."""

    origin: Origin
    path: str
    option: str
    typed: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkspaceSeen:
    """The bot is in this workspace."""

    platform: Platform
    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class WorkspaceGone:
    """The bot was removed from this workspace."""

    platform: Platform
    external_id: str


class Answering(Protocol):
    """How one interaction is answered; the Responder calls it in an order that both platforms allow.

    Replies come translated (no Message and no Command is left in them) and fitted: the first is the answer, any further
    ones follow it. All are private to the person. Where the press came from a private message or a form, the answer
    replaces it.
    """

    async def answer(self, replies: Sequence[Reply]) -> None:
        """Give the first answer."""
        ...

    async def defer(self) -> None:
        """Say that the answer is coming; exactly one ``complete`` follows."""
        ...

    async def complete(self, replies: Sequence[Reply]) -> None:
        """Give the answer after ``defer``."""
        ...

    async def open_form(self, form: Form) -> bool:
        """Show a form as the first answer, and return whether it was still possible; if not, another answer follows."""
        ...

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        """Show what is wrong at the fields of *form*, which has what was typed.

        Called only where ``Capabilities.problems_at_fields``.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PinsChanged:
    """Somebody pinned or unpinned something in a channel; *workspace* and *channel* are the platform's ids."""

    platform: Platform
    workspace: str
    channel: str


class Core(Protocol):
    """What an adapter hands incoming things to. ``handle`` never raises: what goes wrong is answered and logged."""

    async def handle(self, incoming: Incoming, answering: Answering) -> None: ...
    async def suggest(self, typed: Suggest) -> Sequence[Choice]: ...
    async def workspace_seen(self, seen: WorkspaceSeen) -> None: ...
    async def workspace_gone(self, gone: WorkspaceGone) -> None: ...
    async def pins_changed(self, changed: PinsChanged) -> None: ...
