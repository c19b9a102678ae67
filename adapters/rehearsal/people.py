"""Who one can be in the room, where, and which channels are there from the start."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Role
from bot.ports.room import RoomChannel
from bot.ui.text import Message, t

BOT = "staffroom"
"""The author of what the bot says; no person has this id."""
BOT_NAME = "Staffroom"


@dataclass(frozen=True, slots=True)
class RoomPerson:
    """*role* is what the room's own roles map to; *about* says it in words."""

    id: str
    name: str
    role: Role
    about: Message


@dataclass(frozen=True, slots=True)
class RoomWorkspace:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """One open page: who looks, where, and in which language. *channel* is None where there is no channel at all."""

    person: RoomPerson
    workspace: RoomWorkspace
    channel: RoomChannel | None
    locale: str
    framed: bool = False


PEOPLE = (
    RoomPerson("ana", "Ana", Role.MEMBER, t("teacher")),
    RoomPerson("ben", "Ben", Role.FACILITATOR, t("facilitator")),
    RoomPerson("mo", "Mo", Role.MODERATOR, t("moderator")),
    RoomPerson("ada", "Ada", Role.ADMIN, t("admin")),
)
WORKSPACES = (
    RoomWorkspace("riverside", "Riverside Teachers"),
    RoomWorkspace("hillside", "Hillside Teachers"),
)
FIRST_CHANNELS = (
    ("general", False),
    ("announcements", False),
    ("topics", False),
    ("library", False),
    ("moderators", True),
)


def find_person(user: str) -> RoomPerson | None:
    return next((person for person in PEOPLE if person.id == user), None)


def find_workspace(workspace: str) -> RoomWorkspace | None:
    return next((known for known in WORKSPACES if known.id == workspace), None)


def author_name(author: str) -> str:
    """Return the name shown for *author*; one who is no longer among the people keeps the id as a name."""
    if author == BOT:
        return BOT_NAME
    person = find_person(author)
    return person.name if person else author


def may_see(person: RoomPerson, channel: RoomChannel) -> bool:
    """Return whether *channel* is open to *person*: private ones are for moderators and admins."""
    return not channel.private or person.role >= Role.MODERATOR
