"""Somebody acting in their community."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.community import Community, Workspace
from bot.domain.ids import CommunityId, PersonId
from bot.domain.people import Person, Role
from bot.domain.sight import PUBLIC, Sight


class Once:
    """The interaction's key, given out to the first transaction that writes, so that a repeat is noticed there."""

    def __init__(self, key: str) -> None:
        self._key: str | None = key or None

    def take(self) -> str | None:
        key, self._key = self._key, None
        return key


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in their community with the role they have right now."""

    person: Person
    role: Role
    community: Community
    workspace: Workspace | None
    """None in a direct message on a platform that has them outside workspaces (Discord)."""
    once: Once = field(default_factory=lambda: Once(""))
    channel: str = ""
    """The platform's id of the channel in which they act, empty where that is none."""

    @property
    def sight(self) -> Sight:
        return Sight(self.workspace.id, self.channel) if self.workspace and self.channel else PUBLIC

    @property
    def id(self) -> PersonId:
        return self.person.id

    @property
    def community_id(self) -> CommunityId:
        return self.community.id
