"""Topics, resources, announcements, workshops, people and channels as people name them: found, completed, offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.cards.announcements import gist
from bot.domain.community import ChannelRef
from bot.domain.ids import Number
from bot.domain.people import Platform
from bot.domain.resources import ResourceState
from bot.errors import NotFound, UserError
from bot.interaction.invocation import Invocation, Value
from bot.interaction.values import AnnouncementRef, PersonRef, ResourceRef, TopicRef, WorkshopRef
from bot.ui.model import Command, Kind, Option, Words
from bot.ui.text import t

OFFERED = 25


@dataclass(frozen=True, slots=True)
class Found:
    value: Value | None
    problem: Words = ""
    nearest: tuple[Option, ...] = field(default=())


async def find_reference(call: Invocation, kind: Kind, text: str) -> Found:
    """Return what *text* (a number, a name, or an id from the platform) names for this person."""
    match kind:
        case Kind.TOPIC:
            return await _topic(call, text)
        case Kind.RESOURCE:
            return await _resource(call, text)
        case Kind.ANNOUNCEMENT:
            return await _announcement(call, text)
        case Kind.WORKSHOP:
            return await _workshop(call, text)
        case Kind.PERSON:
            return await _person(call, text)
        case Kind.CHANNEL:
            return await _channel(call, text)
        case _:
            raise ValueError(f"{kind} is no reference")


async def offers(call: Invocation, kind: Kind, typed: str = "", limit: int = OFFERED) -> Sequence[Option]:
    """Return what a person may choose from, for autocompletion and selects."""
    match kind:
        case Kind.TOPIC:
            topics = await call.services.topics.matching(call.actor, typed, limit)
            return [Option(topic.name, str(topic.number), topic.about[:100]) for topic in topics]
        case Kind.RESOURCE:
            resources = await call.services.resources.matching(call.actor, typed, limit)
            return [Option(f"#{r.number} {r.title}", str(r.number), r.url[:100]) for r in resources]
        case Kind.ANNOUNCEMENT:
            announcements = await call.services.announced.matching(call.actor, typed, limit)
            return [Option(f"#{a.number} {gist(a)}", str(a.number)) for a in announcements]
        case Kind.WORKSHOP:
            workshops = await call.services.workshops.reading.matching(call.actor, typed, limit)
            return [Option(f"#{each.number} {each.title}", str(each.number)) for each in workshops]
        case _:
            return []


def _number(text: str) -> Number | None:
    digits = text.strip().removeprefix("#")
    return Number(int(digits)) if digits.isdecimal() and len(digits) <= 12 else None


async def _topic(call: Invocation, text: str) -> Found:
    topic = await call.services.topics.find(call.actor, text, _number(text))
    if topic is not None:
        return Found(TopicRef(topic))
    nearest = await offers(call, Kind.TOPIC, text, 5) or await offers(call, Kind.TOPIC)
    if not nearest:
        return Found(
            None, t("There are no topics yet. A moderator opens one with {command}.", command=Command("topics create"))
        )
    return Found(None, t("There is no topic “{text}”. Which one do you mean?", text=text[:80]), tuple(nearest))


async def _resource(call: Invocation, text: str) -> Found:
    number = _number(text)
    if number is not None:
        try:
            resource = await call.services.resources.numbered(call.actor, number)
        except NotFound:
            resource = None
        if resource is not None and resource.state is ResourceState.LISTED:
            return Found(ResourceRef(resource))
    hits = await call.services.resources.search(call.actor, text, limit=5)
    if number is None and len(hits) == 1:
        return Found(ResourceRef(hits[0].resource))
    nearest = tuple(Option(f"#{h.resource.number} {h.resource.title}", str(h.resource.number)) for h in hits)
    if nearest:
        return Found(None, t("Which of these do you mean?"), nearest)
    return Found(None, t("There is nothing called “{text}” in the library.", text=text[:80]))


async def _announcement(call: Invocation, text: str) -> Found:
    number = _number(text)
    if number is not None:
        try:
            return Found(AnnouncementRef(await call.services.announced.numbered(call.actor, number)))
        except NotFound:
            pass
    nearest = tuple(await offers(call, Kind.ANNOUNCEMENT, "", 10))
    words = t("Which announcement do you mean?") if nearest else t("There are no announcements yet.")
    return Found(None, words, nearest)


async def _workshop(call: Invocation, text: str) -> Found:
    number = _number(text)
    if number is not None:
        try:
            return Found(WorkshopRef((await call.services.workshops.reading.view(call.actor, number)).workshop))
        except NotFound:
            pass
    hits = await call.services.workshops.reading.matching(call.actor, text, 10)
    if number is None and len(hits) == 1:
        return Found(WorkshopRef(hits[0]))
    nearest = tuple(await offers(call, Kind.WORKSHOP, "", 10))
    words = t("Which workshop do you mean?") if nearest else t("There are no workshops ahead.")
    return Found(None, words, nearest)


async def _person(call: Invocation, text: str) -> Found:
    user, _, name = text.removeprefix("@").partition("|")
    if not name and not user.isalnum():
        return Found(None, t("Name a colleague by picking them from the list that opens after @."))
    try:
        person = await call.services.access.named(call.actor, call.origin, user, name)
    except UserError:
        return Found(None, t("I do not know anybody called “{text}” here.", text=text[:80]))
    return Found(PersonRef(person))


async def _channel(call: Invocation, text: str) -> Found:
    wanted, _, name = text.removeprefix("#").partition("|")
    seen = await call.services.setup.channels(call.actor)
    for channel in seen:
        if channel.external_id == wanted or channel.name == wanted:
            return Found(ChannelRef(channel.external_id, channel.name))
    if name:
        return Found(ChannelRef(wanted, name))
    if call.origin.platform is Platform.SLACK and wanted.isupper():  # an id, which means nothing to people
        return Found(None, t("I cannot see that channel. Choose one that is not archived, and that I am invited to."))
    return Found(None, t("I cannot see a channel “{text}”. Invite me to it first.", text=text[:80]))
