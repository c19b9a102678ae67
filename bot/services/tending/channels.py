"""A topic's channel in one workspace: made, joined, renamed or archived, as the topic is now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.community import Channel, Purpose, Workspace
from bot.domain.delivery import Placement
from bot.domain.ids import TopicId
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.domain.topics import Topic, TopicChannel, TopicState, channel_name
from bot.ports.platform import Done, Messenger, Outcome, RefusalReason, Refused, Retry
from bot.ports.storage import Storage, UnitOfWork

NOTE_WAIT = 1.0
"""Seconds between two looks whether the note that goes before archiving stands there."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What the row is about; *noted*: nothing has to be said in the channel any more before it is archived."""

    topic: Topic
    channel: TopicChannel
    noted: bool
    meeting: Channel | None = None
    """The topics channel there: in it a thread is begun where the bot may make no channel."""


class TopicChannels:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def meant(self, row: Placement, workspace: Workspace) -> Meant:
        async with self._storage.read(row.community_id, sight=EVERYTHING) as uow:
            topic = await uow.tending.exact(TopicId(row.subject_id))
            known = {channel.workspace_id: channel for channel in await uow.topics.channels(topic.id)}
            channel = known.get(workspace.id) or TopicChannel(topic.id, workspace.id, channel_name(topic.name))
            meeting = (await uow.communities.channels(workspace.id)).get(Purpose.TOPICS)
            return Meant(topic, channel, await _noted(uow, topic, workspace), meeting)

    async def bring(self, row: Placement, meant: Meant, workspace: Workspace, messenger: Messenger) -> Outcome:
        """Ask the platform for what is meant; Done carries the channel's id and name."""
        place, known = workspace.external_id, meant.channel
        match meant.topic.state:
            case TopicState.OPEN if meant.topic.private:
                return Done(row.channel, known.name)
            case TopicState.OPEN if not row.channel:
                return await _opened(meant, place, messenger)
            case TopicState.OPEN:
                there = await messenger.join_channel(place, row.channel)
                if isinstance(there, Done) and known.wanted_name not in ("", there.name):
                    return await messenger.rename_channel(place, row.channel, known.wanted_name)
                return there
            case TopicState.ARCHIVED if row.channel and not meant.noted:
                return Retry(NOTE_WAIT)
            case TopicState.ARCHIVED if row.channel:
                return _gone_is_done(await messenger.archive_channel(place, row.channel))
            case _:
                return Done(row.channel, known.name)

    async def record(self, row: Placement, meant: Meant, done: Done) -> str:
        """Keep what the channel is now and return its id; what is wanted of it since stays wanted."""
        channel = done.id or row.channel
        async with self._storage.write(row.community_id, sight=EVERYTHING) as uow:
            now = {each.workspace_id: each for each in await uow.topics.channels(meant.topic.id)}
            known = now.get(row.workspace_id, meant.channel)
            wanted = known.wanted_name if known.wanted_name != meant.channel.wanted_name else ""
            parent = known.parent if channel == known.external_id else done.parent
            name = done.name or known.name
            held = replace(known, name=name, external_id=channel, wanted_name=wanted, gone="", parent=parent)
            if channel:
                await uow.topics.set_channel(held)
            await uow.placements.try_again(row.workspace_id)
            await uow.commit()
        return channel


async def _opened(meant: Meant, place: str, messenger: Messenger) -> Outcome:
    """Make a channel; where that is not allowed, begin a thread in the topics channel."""
    made = await messenger.open_channel(place, meant.channel.name, meant.topic.about)
    allowed = not (isinstance(made, Refused) and made.reason is RefusalReason.MISSING_RIGHT)
    if allowed or meant.meeting is None:
        return made
    meeting = meant.meeting
    begun = await messenger.open_thread(
        place, meeting.external_id, meant.channel.name, f"thread of topic {int(meant.topic.id)}"
    )
    # What is missing for a channel is said, since with it everything would be as it was meant.
    return replace(begun, parent=meeting.name) if isinstance(begun, Done) else made


async def _noted(uow: UnitOfWork, topic: Topic, workspace: Workspace) -> bool:
    notes = await uow.placements.of_subject(Subject.TOPIC_NOTE, topic.id)
    return all(each.settled or each.error for each in notes if each.workspace_id == workspace.id)


def _gone_is_done(outcome: Outcome) -> Outcome:
    gone = (RefusalReason.CHANNEL_GONE, RefusalReason.CHANNEL_ARCHIVED)
    return Done() if isinstance(outcome, Refused) and outcome.reason in gone else outcome
