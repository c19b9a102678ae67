"""/announcements list and manage: what is scheduled, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from bot.cards.announcements import SKIP, coded, gist
from bot.cards.troubles import blocks_of_troubles
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.school_days import SchoolDays
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import AnnouncementRef
from bot.ui.model import Block, Bold, Button, Heading, Items, Line, Reply, When, buttons, reply, say
from bot.ui.text import t
from commands.announcements.echo import echo, next_one

PAGE = 5


@command("announcements list", summary="See what is scheduled", role=Role.FACILITATOR)
async def list_announcements(call: Invocation) -> Reply:
    return await _page(call, None)


@action("announcements.page", role=Role.FACILITATOR)
async def page(call: Invocation, before: int) -> Reply:
    return await _page(call, Number(before))


@command("announcements manage", summary="Change or cancel an announcement", role=Role.FACILITATOR)
async def manage(
    call: Invocation, *, announcement: Annotated[AnnouncementRef, Opt("Number or words", rest=True)]
) -> Reply:
    return await _manage(call, announcement.announcement)


@action("announcement.manage", role=Role.FACILITATOR)
async def manage_numbered(call: Invocation, number: int) -> Reply:
    return await _manage(call, await call.services.announced.numbered(call.actor, Number(number)))


@action("announcement.more", role=Role.FACILITATOR)
async def more(call: Invocation, number: int) -> Reply:
    """Everything that can be done with it now."""
    found = await call.services.announced.numbered(call.actor, Number(number))
    args = (number,)
    choices = [
        Button(t("Send it now"), "announcement.send-now", (number, found.revision), "primary"),
        Button(t("Choose places"), "announcement.places", args),
    ]
    if found.state is AnnouncementState.PAUSED:
        choices[:1] = [Button(t("Resume"), "announcement.resume", args, "primary")]
    elif not found.once:
        choices.append(Button(t("Pause"), "announcement.pause", args))
        days = await call.services.announced.school_days(call.actor)
        if (ahead := next_one(call.now, found, days)) is not None:
            label = t("Leave out {day}", day=f"{ahead.day:%B} {ahead.day.day}")
            choices.append(Button(label, SKIP, (number, coded(ahead.identity))))
    if not found.once:
        choices.append(Button(t("Last day and school days"), "announcement.ending", args))
    return reply(Heading(t("Announcement #{number}", number=number)), buttons(*choices))


async def troubles(call: Invocation) -> Sequence[Block]:
    """What of this person's announcements may not have arrived, with what they can do about each."""
    if call.role < Role.FACILITATOR:
        return ()
    return blocks_of_troubles(await call.services.troubles.of_author(call.actor))


async def _page(call: Invocation, before: Number | None) -> Reply:
    found = await call.services.announced.listed(call.actor, before, PAGE + 1)
    first = Button(t("Schedule announcement"), "announcement.open-form", (), "primary")
    trouble = await troubles(call) if before is None else ()
    if not found:
        return Reply((say(t("Nothing is scheduled.")), buttons(first)))
    shown = found[:PAGE]
    days = await call.services.announced.school_days(call.actor)
    opens = [Button(t("Manage #{number}", number=a.number), "announcement.manage", (int(a.number),)) for a in shown]
    items = Items(tuple(_line(call.now, each, days) for each in shown))
    blocks: list[Block] = [*trouble, Heading(t("Announcements")), items, buttons(*opens)]
    if len(found) > PAGE:
        blocks.append(buttons(Button(t("Older ones"), "announcements.page", (int(shown[-1].number),))))
    return Reply((*blocks, buttons(first)))


def _line(now: datetime, announcement: Announcement, days: SchoolDays) -> Line:
    ahead = next_one(now, announcement, days)
    if announcement.state is AnnouncementState.CANCELLED:
        state: Line = (t("cancelled"),)
    elif announcement.state is AnnouncementState.PAUSED:
        state = (t("paused"),)
    elif ahead is None:
        state = (t("over"),)
    else:
        state = (When(ahead.at),)
    return (Bold(f"#{announcement.number} {gist(announcement)}"), " – ", *state)


async def _manage(call: Invocation, announcement: Announcement) -> Reply:
    if announcement.state is AnnouncementState.CANCELLED:
        back = Button(t("Schedule it again"), "announcement.reinstate", (int(announcement.number),))
        return reply(t("Announcement #{number} is cancelled.", number=announcement.number), buttons(back))
    title = Heading(t("Announcement #{number}", number=announcement.number))
    return Reply((title, *await troubles(call), *await echo(call, announcement)))
