"""What the digest says, and that the bot will be quiet: only where there still is somebody who wants it."""

from __future__ import annotations

from datetime import date, datetime

from bot.cards.digest import digest, quiet_until
from bot.domain.community import Purpose
from bot.domain.delivery import Delivery
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn, chosen_channel
from bot.services.digests import week_of
from bot.services.school_days import school_days_of


async def compose_digest(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    community = await uow.communities.get()
    channel = await _channel(uow, delivery)
    if delivery.person_id is not None:
        wanted = await uow.people.follows_digest(delivery.person_id)
    else:
        wanted = community.digest_posted
    week = await week_of(uow, now, delivery.person_id)
    if not wanted or week.nothing or (delivery.person_id is None and not channel):
        return Withdrawn(channel)
    return Said(digest(community.name, week), channel)


async def compose_recess(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    community = await uow.communities.get()
    channel = await _channel(uow, delivery)
    first_day = date.fromisoformat(delivery.occurrence)
    rest = next((each for each in (await school_days_of(uow)).breaks() if each.first_day == first_day), None)
    if rest is None or not community.digest_posted or not channel:
        return Withdrawn(channel)
    return Said(quiet_until(rest.back), channel)


async def _channel(uow: UnitOfWork, delivery: Delivery) -> str:
    if delivery.workspace_id is None or delivery.person_id is not None:
        return ""
    return await chosen_channel(uow, delivery.workspace_id, Purpose.ANNOUNCEMENTS)
