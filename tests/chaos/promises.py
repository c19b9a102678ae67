"""What the program has promised before it starts: announcements to topics' channels, digests to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel, Purpose, Workspace, WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId, TopicId
from bot.domain.people import Account, Platform
from bot.domain.recurrence import Recurrence
from bot.domain.school_days import SchoolDays
from bot.domain.subjects import Subject
from bot.domain.topics import TopicChannel
from bot.ports.storage import UnitOfWork
from bot.services.announcing.expanding import said
from bot.services.digests import OF_USE
from storage.unit_of_work import SqlStorage
from tests.chaos.platforms import CHANNELS, Platforms

DIRECT = 0.3
"""The part of them that goes to single people."""
PLACES = 10
"""How many topics an announcement is for."""


@dataclass(frozen=True)
class Span:
    begin: datetime
    seconds: float

    def moment(self, rng: Random) -> datetime:
        """Return an instant in it, to the second, as announcements have none finer."""
        return (self.begin + timedelta(seconds=rng.uniform(0, self.seconds))).replace(microsecond=0)


async def promise(storage: SqlStorage, platforms: Platforms, each: int, span: Span, rng: Random) -> None:
    """Store a community and *each* deliveries for each platform, due in *span*. No zone: nobody has quiet hours."""
    now = datetime.now(UTC)
    there = storage.installation
    community = await there.add_community("Harbor network", None, now)
    ids = {
        Platform.DISCORD: (str(platforms.guild.id), platforms.guild.name),
        Platform.SLACK: (platforms.slack.team_id, platforms.slack.workspace.name),
    }
    workspaces = [
        await there.add_workspace(community.id, platform, *known, WorkspaceState.JOINED, now)
        for platform, known in ids.items()
    ]
    async with storage.write(community.id) as work:
        topics = await _topics(work, platforms, workspaces, now)
        people = await _people(work, platforms, workspaces, now)
        direct = round(each * DIRECT)
        for places in _in_parts(each - direct, PLACES):
            chosen = tuple(sorted(rng.sample(topics, places)))
            author = rng.choice(people[rng.choice(workspaces).platform])
            await _announce(work, workspaces, _announcement(community.id, author, chosen, span.moment(rng)))
        for workspace in workspaces:
            readers = people[workspace.platform]
            digests = [
                _digest(community.id, readers[turn % len(readers)], turn // len(readers), span.moment(rng))
                for turn in range(direct)
            ]
            await work.deliveries.add(digests)
        await work.commit()


async def _topics(work: UnitOfWork, platforms: Platforms, workspaces: list[Workspace], now: datetime) -> list[TopicId]:
    topics = []
    for turn in range(CHANNELS):
        topic = await work.topics.add(f"Topic {turn}", "", None, now)
        topics.append(topic.id)
        for workspace in workspaces:
            name = f"topic-{turn}"
            await work.topics.set_channel(
                TopicChannel(topic.id, workspace.id, name, _channel(platforms, workspace.platform, name))
            )
    for workspace in workspaces:
        usual = _channel(platforms, workspace.platform, "announcements")
        await work.communities.set_channel(Purpose.ANNOUNCEMENTS, Channel(workspace.id, usual, "announcements"))
    return topics


def _channel(platforms: Platforms, platform: Platform, name: str) -> str:
    if platform is Platform.DISCORD:
        return str(platforms.guild.channel(name).id)
    found = platforms.slack.workspace.named(name)
    assert found is not None
    return found.id


async def _people(
    work: UnitOfWork, platforms: Platforms, workspaces: list[Workspace], now: datetime
) -> dict[Platform, list[PersonId]]:
    found: dict[Platform, list[PersonId]] = {}
    for workspace in workspaces:
        platform = workspace.platform
        tenant = workspace.external_id if platform is Platform.SLACK else ""
        found[platform] = []
        for user in platforms.users[platform]:
            person = await work.people.add(f"Teacher {user}", now)
            await work.people.add_account(Account(person.id, platform, tenant, user, person.name, workspace.id))
            await work.people.follow_digest(person.id, now)
            found[platform].append(person.id)
    return found


def _announcement(community: CommunityId, author: PersonId, topics: tuple[TopicId, ...], at: datetime) -> Announcement:
    when = Recurrence(at.date(), time(at.hour, at.minute, at.second), "UTC")
    return Announcement(
        id=AnnouncementId(0),
        community_id=community,
        number=Number(0),
        author_id=author,
        body="Bring one **picture** and ten minutes.",
        recurrence=when,
        state=AnnouncementState.SCHEDULED,
        time_revision=1,
        revision=1,
        created_at=datetime.now(UTC),
        everywhere=False,
        topics=topics,
    )


async def _announce(work: UnitOfWork, workspaces: list[Workspace], wanted: Announcement) -> None:
    stored = await work.announcements.add(wanted)
    at = stored.recurrence.instant
    day = timedelta(days=1)
    await work.deliveries.add(
        [
            said(stored, occurrence.identity, occurrence.at, workspace, topic)
            for occurrence in stored.recurrence.occurrences(at - day, at + day, SchoolDays())
            for workspace in workspaces
            for topic in stored.places
        ]
    )


def _digest(community: CommunityId, reader: PersonId, turn: int, at: datetime) -> NewDelivery:
    return NewDelivery(
        community, Subject.COMMUNITY, community, f"chaos {turn}", DeliveryKind.DIGEST, 1, at, at + OF_USE,
        person_id=reader,
    )  # fmt: skip


def _in_parts(whole: int, part: int) -> Iterator[int]:
    while whole > 0:
        yield min(part, whole)
        whole -= part
