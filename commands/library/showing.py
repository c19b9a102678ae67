"""Looking at a resource, at what one has shared, and at what one may do with it."""

from __future__ import annotations

from typing import Annotated

from bot.cards.files import opening
from bot.cards.resources import details, headline, show_button
from bot.domain.ids import Number, number_in
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import ResourceRef
from bot.services.cataloguing import may_change
from bot.ui.model import Block, Button, Heading, Items, Reply, buttons, reply, say
from bot.ui.text import t
from commands.library.collecting import where_it_is
from commands.library.replies import below, may_say

MINE_PAGE = 5


@command("resources show", summary="See one resource")
async def show(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await shown(call, resource.resource)


@action("resource.show")
async def show_numbered(call: Invocation, number: int) -> Reply:
    return await shown(call, await call.services.resources.listed(call.actor, Number(number)))


@action("resource.choose")
async def show_chosen(call: Invocation, chosen: str) -> Reply:
    number = Number(number_in(chosen))
    return await shown(call, await call.services.resources.listed(call.actor, number))


@command("resources mine", summary="See what you have shared")
async def mine(call: Invocation) -> Reply:
    return await _mine(call, None)


@action("resources.mine")
async def mine_page(call: Invocation, before: int) -> Reply:
    return await _mine(call, Number(before))


@action("resource.more")
async def more(call: Invocation, number: int) -> Reply:
    """What this person's role may do with the card."""
    resource = await call.services.resources.listed(call.actor, Number(number))
    own: list[Button] = [Button(t("Show details"), "resource.show", (number,))]
    changes = may_change(call.actor, resource)
    if changes:
        own.append(Button(t("Edit"), "resource.edit", (number,)))
        own.append(Button(t("Add grade, type, …"), "resource.describe", (number,)))
    if call.role >= Role.MODERATOR:
        pinning = (
            Button(t("Unpin"), "unpin.one", (number,)) if resource.pinned else Button(t("Pin"), "pin.one", (number,))
        )
        own.append(pinning)
    elif not resource.pinned:
        own.append(Button(t("Ask to pin this"), "pin.ask", (number,)))
    own += [
        Button(t("Add to a collection"), "resource.collect", (number,)),
        Button(t("Changes"), "resource.history", (number,)),
        Button(t("Copy for email"), "resource.email", (number,)),
    ]
    if resource.shared_by != call.actor.id:
        own.append(Button(t("Report"), "resource.report", (number,)))
    if changes:
        own.append(Button(t("Remove from library"), "resource.remove", (number,), "danger"))
    return Reply((say(*headline(resource)), *await may_say(call, resource), buttons(*own)))


async def shown(call: Invocation, resource: Resource) -> Reply:
    topic = await call.services.resources.topic_of(call.actor, resource)
    number = int(resource.number)
    return Reply(
        (
            *details(resource, topic.name if topic else None),
            *await below(call, resource),
            *await where_it_is(call, resource),
            buttons(
                opening(resource),
                Button(t("Keep for me"), "resource.keep", (number,)),
                Button(t("More"), "resource.more", (number,)),
            ),
        )
    )


async def _mine(call: Invocation, before: Number | None) -> Reply:
    found = await call.services.resources.mine(call.actor, before, MINE_PAGE + 1)
    share_button = Button(t("Share a link"), "resource.share", (), "primary")
    if not found:
        return reply(t("You have not shared anything yet."), buttons(share_button))
    page = found[:MINE_PAGE]
    opens = [show_button(r) for r in page]
    blocks: list[Block] = [Heading(t("What you shared")), Items(tuple(headline(r) for r in page)), buttons(*opens)]
    if len(found) > MINE_PAGE:
        blocks.append(buttons(Button(t("Older ones"), "resources.mine", (int(page[-1].number),))))
    return Reply(tuple(blocks))
