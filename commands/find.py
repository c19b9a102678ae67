"""/find and /resources search: the library and the topics by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.cards.resources import headline
from bot.domain.resources import ResourceHit
from bot.domain.topics import Topic
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Field,
    Form,
    Heading,
    Items,
    Line,
    LinkButton,
    Option,
    Reply,
    Select,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

PAGE = 5
WORDS_MOST = 200
MORE = "find.page"


@form(
    "find", title="Find", submit="Find", fields=(Field("words", Message("What are you looking for?"), most=WORDS_MOST),)
)
async def find_form(call: Invocation, answers: Answers) -> Reply:
    return await _find(call, answers.text("words"), None, 1)


@command("find", summary="Find resources and topics", form=find_form)
async def find(
    call: Invocation, *, words: Annotated[str, Opt("What to look for", most=WORDS_MOST, rest=True)]
) -> Reply:
    return await _find(call, words, None, 1)


@action("find.open", may_open_form=True)
async def open_find(call: Invocation) -> Form:
    return await call.open(find_form)


@command("resources search", summary="Search the library", form=find_form)
async def search(
    call: Invocation, *, words: Annotated[str, Opt("What to look for", most=WORDS_MOST, rest=True)]
) -> Reply:
    return await _search(call, words, None, 1, ())


@action(MORE)
async def next_page(call: Invocation, kept: str, page: int) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, MORE, kept)
    if arguments is None:
        return reply(t("That list is older than 7 days. Please search again."), buttons(_again()))
    return await _search(call, arguments["words"], None, page, ())


async def _find(call: Invocation, words: str, topic: Topic | None, page: int) -> Reply:
    topics = await call.services.topics.matching(call.actor, words, 3)
    blocks: tuple[Block, ...] = ()
    if topics:
        shows = [Button(t("Topic: {name}", name=each.name), "topic.show", (int(each.number),)) for each in topics]
        blocks = (say(Bold(n("{count} topic", "{count} topics", len(topics)))), buttons(*shows))
    return await _search(call, words, topic, page, blocks)


async def _search(call: Invocation, words: str, topic: Topic | None, page: int, before: tuple[Block, ...]) -> Reply:
    hits = await call.services.resources.search(call.actor, words, topic)
    if not hits:
        return await _nothing(call, words, before)
    pages = -(-len(hits) // PAGE)
    page = min(max(page, 1), pages)
    shown = hits[(page - 1) * PAGE : page * PAGE]
    counted = n("{count} resource for “{words}”", "{count} resources for “{words}”", len(hits), words=words[:80])
    title = t("Page {page} of {pages}: {counted}", page=page, pages=pages, counted=counted) if pages > 1 else counted
    blocks: list[Block] = [Heading(title), Items(tuple(map(_hit, shown))), *_opens(shown)]
    if pages > 1:
        kept = await call.services.drafts.keep_arguments(call.actor, MORE, {"words": words})
        turn = []
        if page > 1:
            turn.append(Button(t("Previous page"), MORE, (kept, page - 1)))
        if page < pages:
            turn.append(Button(t("Next page"), MORE, (kept, page + 1)))
        blocks.append(buttons(*turn))
    return Reply((*before, *blocks))


async def _nothing(call: Invocation, words: str, before: tuple[Block, ...]) -> Reply:
    nearest = await call.services.resources.nearest(call.actor, words, 3)
    said = say(t("Nothing in the library yet for “{words}”.", words=words[:80]))
    share = Button(t("Share a link"), "resource.share")
    if not nearest:
        return Reply((*before, said, buttons(share, _again())))
    return Reply(
        (*before, said, say(t("Nearest:")), Items(tuple(map(_hit, nearest))), *_opens(nearest), buttons(share))
    )


def _opens(hits: Sequence[ResourceHit]) -> tuple[Block, Block]:
    """Open goes straight to the page and leaves the list where it is; the rest is one choice away."""
    found = [hit.resource for hit in hits]
    links = [LinkButton(t("Open #{number}", number=each.number), each.url) for each in found]
    options = tuple(Option(f"#{each.number} {each.title}", str(each.number)) for each in found)
    return buttons(*links), buttons(Select(t("Keep or look at one"), "resource.choose", options))


def _hit(hit: ResourceHit) -> Line:
    line: Line = headline(hit.resource)
    if hit.topic:
        line = (*line, " · ", hit.topic)
    if hit.resource.about:
        line = (*line, "\n", hit.resource.about[:120])
    return line


def _again() -> Button:
    return Button(t("Search again"), "find.open", (), "primary")
