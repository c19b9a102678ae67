"""The private shelf: *Keep for me* on a card or a message, and /resources kept."""

from __future__ import annotations

from bot.domain.ids import KeptId, Number, number_in
from bot.domain.pages import first_link
from bot.domain.resources import TITLE_MOST, Kept, Resource
from bot.interaction.asking import RUN
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action, command, on_message
from bot.ports.incoming import Snapshot
from bot.ui.model import Block, Bold, Button, Heading, Items, Line, Link, Option, Reply, Select, buttons, reply
from bot.ui.text import t

SHELF_PAGE = 5


@on_message("resource.keep-message", label="Keep for me")
async def keep_message(call: Invocation, snapshot: Snapshot) -> Reply:
    link = first_link(snapshot.links, snapshot.text) or ""
    known = await call.services.resources.find_page(call.actor, link) if link else None
    if known is not None:
        return await _keep(call, known)
    text = " ".join(snapshot.text.split())
    if not text and not link:
        return reply(t("There is nothing in that message that I could keep."))
    title = (text or link)[:TITLE_MOST]
    added = await call.services.library.shelf.keep_message(call.actor, title, link, snapshot.text)
    return _kept_words(title, added)


@action("resource.keep")
async def keep(call: Invocation, number: int) -> Reply:
    return await _keep(call, await call.services.resources.listed(call.actor, Number(number)))


@command("resources kept", summary="See what you keep for yourself")
async def kept(call: Invocation) -> Reply:
    return await _shelf(call, None)


@action("shelf.page")
async def shelf_page(call: Invocation, before: int) -> Reply:
    return await _shelf(call, KeptId(before))


@action("shelf.drop")
async def drop(call: Invocation, chosen: str) -> Reply:
    await call.services.library.shelf.drop(call.actor, KeptId(number_in(chosen)))
    return await _shelf(call, None)


async def _keep(call: Invocation, resource: Resource) -> Reply:
    return _kept_words(resource.title, await call.services.library.shelf.keep_resource(call.actor, resource))


def _kept_words(title: str, added: bool) -> Reply:
    words = (
        t("Kept for you: {title}.", title=Bold(title)) if added else t("You keep {title} already.", title=Bold(title))
    )
    show = Button(t("Show my shelf"), RUN, ("", "resources.kept"))
    return reply(words, t("Only you see your shelf."), buttons(show))


async def _shelf(call: Invocation, before: KeptId | None) -> Reply:
    found = await call.services.library.shelf.kept(call.actor, before, SHELF_PAGE + 1)
    if not found:
        how = t("Press {button} on a card, or use it on any message.", button=Bold(t("Keep for me")))
        return reply(t("Your shelf is empty."), how)
    page = found[:SHELF_PAGE]
    blocks: list[Block] = [Heading(t("Your shelf")), Items(tuple(_shelf_line(item) for item in page))]
    options = tuple(Option(item.title[:80], str(item.id)) for item in page)
    blocks.append(buttons(Select(t("Take off the shelf"), "shelf.drop", options)))
    if len(found) > SHELF_PAGE:
        blocks.append(buttons(Button(t("Older ones"), "shelf.page", (int(page[-1].id),))))
    return Reply(tuple(blocks))


def _shelf_line(item: Kept) -> Line:
    return (Link(item.title, item.url),) if item.url else (item.text[:300] or item.title,)
