"""*Tell me when one arrives*: what a search did not find, waited for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.cards.details import detail_facts
from bot.domain.details import as_json, from_json
from bot.domain.ids import WishId, number_in
from bot.domain.resources import Filters
from bot.domain.responses import Wish, Wished
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Spec, action
from bot.ui.model import Block, Button, Heading, Items, Line, Option, Reply, Select, When, buttons, reply, say
from bot.ui.text import Message, t

WISH = "wish.make"
OPTIONS_MOST = 20


async def tell_me(call: Invocation, words: str, filters: Filters) -> Button:
    """Return the button that keeps a search as a wish."""
    said = {
        "words": words,
        "topic": filters.topic,
        "by": filters.by,
        "since": filters.since.isoformat() if filters.since else "",
        "details": json.dumps(as_json(filters.details)),
    }
    kept = await call.services.drafts.keep_arguments(call.actor, WISH, said)
    return Button(t("Tell me when one arrives"), WISH, (kept,))


@action(WISH)
async def wish(call: Invocation, kept: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, WISH, kept)
    if arguments is None:
        again = Button(t("Search again"), "find.open", (), "primary")
        return reply(t("That search is older than 7 days. Please search again."), buttons(again))
    made = await call.services.library.wishes.make(call.actor, _wished(arguments))
    until = When(made.expires_at, "date")
    return reply(
        t("I tell you privately when a colleague adds one, once."),
        t("I wait until {day}. You see what you wait for under your things.", day=until),
        buttons(
            Button(t("Show what I wait for"), "wishes.mine"), Button(t("Stop waiting"), "wish.end", (int(made.id),))
        ),
    )


@action("wishes.mine")
async def mine(call: Invocation) -> Reply:
    return await _mine(call)


@action("wish.end")
async def end(call: Invocation, number: int) -> Reply:
    await call.services.library.wishes.drop(call.actor, WishId(number))
    return reply(t("You do not wait for it any more."), buttons(Button(t("Show what I wait for"), "wishes.mine")))


@action("wish.drop")
async def drop(call: Invocation, chosen: str) -> Reply:
    await call.services.library.wishes.drop(call.actor, WishId(number_in(chosen)))
    return await _mine(call)


def _wished(arguments: Mapping[str, str]) -> Wished:
    since = arguments.get("since", "")
    day = datetime.fromisoformat(since) if since else None
    details = from_json(json.loads(arguments.get("details") or "{}"))
    return Wished(arguments["words"], Filters(arguments.get("topic", ""), arguments.get("by", ""), day, details))


async def _mine(call: Invocation) -> Reply:
    found = await call.services.library.wishes.mine(call.actor)
    if not found:
        how = t("When a search finds nothing, {button} waits for it.", button=t("Tell me when one arrives"))
        return reply(t("You wait for nothing."), how)
    options = tuple(Option(_said(each)[0], str(each.id)) for each in found[:OPTIONS_MOST])
    blocks: list[Block] = [
        Heading(t("What you wait for")),
        Items(tuple(map(_line, found))),
        say(t("I tell you privately, once, when a colleague adds one.")),
        buttons(Select(t("Stop waiting for"), "wish.drop", options)),
    ]
    return Reply(tuple(blocks))


def _line(wish: Wish) -> Line:
    first, *others = _said(wish)
    line: Line = (first,)
    for other in others:
        line = (*line, " · ", other)
    return (*line, " · ", t("until {day}", day=When(wish.expires_at, "date")))


def _said(wish: Wish) -> list[str | Message]:
    """Return what is waited for, the most telling first."""
    said: list[str | Message] = [wish.words[:80]] if wish.words else []
    if wish.filters.topic:
        said.append(t("Topic: {topic}", topic=wish.filters.topic[:80]))
    if wish.filters.by:
        said.append(t("Shared by {name}", name=wish.filters.by[:60]))
    return [*said, *detail_facts(wish.filters.details)] or [t("Whatever is added")]


ALL: tuple[Spec, ...] = (wish, mine, end, drop)
