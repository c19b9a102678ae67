"""/workshops calendar: one's own feed and the network's, each under a secret link that can be made anew."""

from __future__ import annotations

from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action, command
from bot.ui.model import Block, Button, Code, LinkButton, Paragraph, Reply, buttons, reply, say
from bot.ui.text import t

ICS = ".ics"


@command("workshops calendar", summary="See workshops in your own calendar")
async def calendar(call: Invocation) -> Reply:
    return await _choices(call)


async def _choices(call: Invocation) -> Reply:
    calendars = call.services.workshops.calendars
    if not calendars.address:
        return reply(
            t("Whoever runs me has given me no address on the web, so your calendar cannot fetch anything from me."),
            t("Each workshop has “Add to calendar” instead: in the answer to Going, and under More."),
        )
    again = await calendars.has_link(call.actor)
    mine = t("Make a new link for me") if again else t("Make my link")
    blocks: list[Block] = [
        say(t("Your calendar can fetch the workshops that you come to, or all of this network's, by a secret link.")),
        say(t("A new link makes the one before lead nowhere.")) if again else say(t("Only you see the link.")),
        buttons(Button(mine, "calendar.mine", (), "primary"), Button(t("Link to all workshops"), "calendar.all")),
    ]
    return Reply(tuple(blocks))


@action("calendar.mine")
async def my_link(call: Invocation) -> Reply:
    if not call.services.workshops.calendars.address:
        return await _choices(call)
    return _link(await call.services.workshops.calendars.new_link(call.actor))


@action("calendar.all")
async def everybodys_link(call: Invocation) -> Reply:
    """The same for everybody; only moderators make it another."""
    if not call.services.workshops.calendars.address:
        return await _choices(call)
    said = _link(await call.services.workshops.calendars.everybodys_link(call.actor))
    if call.role < Role.MODERATOR:
        return said
    return Reply((*said.blocks, buttons(Button(t("Make it another link"), "calendar.reset", (), "danger"))))


@action("calendar.reset", role=Role.MODERATOR)
async def reset(call: Invocation) -> Reply:
    if not call.services.workshops.calendars.address:
        return await _choices(call)
    return _link(await call.services.workshops.calendars.reset_everybodys(call.actor))


def _link(address: str) -> Reply:
    return Reply(
        (
            say(t("Here is your link. Keep it to yourself: whoever has it sees this calendar.")),
            Paragraph((Code(address),)),
            say(t("Calendars fetch changes when they like, some only once a day. Reminders come from me, at once.")),
            buttons(LinkButton(t("How to subscribe"), address.removesuffix(ICS))),
        )
    )
