"""/find and /resources search: the library and the topics by their words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.cards.files import opening
from bot.cards.resources import headline
from bot.domain.details import NO_DETAILS, SUBJECT_MOST, Details, ResourceType, as_json, from_json
from bot.domain.resources import Filters, ResourceHit
from bot.domain.topics import NAME_MOST
from bot.domain.zones import local_day
from bot.errors import FieldProblems, UserError
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.services.resources import FOUND_MOST
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    Option,
    Reply,
    Select,
    When,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t
from commands.library.collecting import found_beside
from commands.library.describing import NARROWED, read_details, read_narrowed, said_narrowed
from commands.library.wishing import tell_me

PAGE = 5
WORDS_MOST = 200
MORE = "find.page"
EARLIEST = date(2000, 1, 1)
"""No link is older, and no clock is asked about a day before."""
FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class _LookedFor:
    """What a search is for, as it was typed; *since* is over."""

    words: str
    topic: str = ""
    by: str = ""
    since: date | None = None
    details: Details = NO_DETAILS

    def arguments(self) -> dict[str, str]:
        since = self.since.isoformat() if self.since else ""
        details = json.dumps(as_json(self.details)) if self.details != NO_DETAILS else ""
        return {"words": self.words, "topic": self.topic, "by": self.by, "since": since, "details": details}

    def narrowed(self) -> bool:
        return bool(self.topic or self.by or self.since or self.details != NO_DETAILS)


@form(
    "find",
    title="Find",
    submit="Find",
    fields=(
        Field("words", Message("What are you looking for?"), required=False, most=WORDS_MOST),
        Field("topic", Message("Topic or tag"), required=False, most=NAME_MOST),
        Field("by", Message("Who shared it"), required=False, most=NAME_MOST),
        Field("since", Message("Not older than"), Kind.DATE, required=False, most=40),
        NARROWED,
    ),
)
async def find_form(call: Invocation, answers: Answers) -> Reply:
    looked_for = _looked_for(
        call,
        answers.text("words"),
        answers.text("topic"),
        answers.text("by"),
        answers.maybe_day("since"),
        read_narrowed(answers.text("narrowed")),
    )
    if not looked_for.words and not looked_for.narrowed():
        raise FieldProblems({"words": t("Write a word or two of what you are looking for.")})
    return await _search(call, looked_for, 1, () if looked_for.narrowed() else await _beside(call, looked_for.words))


@command("find", summary="Find resources, topics, workshops and collections", form=find_form)
async def find(
    call: Invocation, *, words: Annotated[str, Opt("What to look for", most=WORDS_MOST, rest=True)]
) -> Reply:
    return await _search(call, _LookedFor(words), 1, await _beside(call, words))


@action("find.open", may_open_form=True)
async def open_find(call: Invocation) -> Form:
    return await call.open(find_form)


@command("resources search", summary="Search the library", may_open_form=True)
async def search(
    call: Invocation,
    *,
    words: Annotated[str, Opt("What to look for", most=WORDS_MOST, rest=True)] = "",
    topic: Annotated[str, Opt("Only of this topic, or with this tag", most=NAME_MOST)] = "",
    by: Annotated[str, Opt("Only what they shared", most=NAME_MOST)] = "",
    since: Annotated[date | None, Opt("Only what is not older", most=40)] = None,
    type: Annotated[ResourceType | None, Opt("Only this type")] = None,  # noqa: A002 - as it is typed
    subject: Annotated[str, Opt("Only for this subject", most=SUBJECT_MOST)] = "",
    grade: Annotated[str, Opt("Only for these grades, such as 3-5", most=40)] = "",
    standard: Annotated[str, Opt("Only about this standard, such as 6.RP.3", most=60)] = "",
    language: Annotated[str, Opt("Only in this language", most=40)] = "",
    license: Annotated[str, Opt("Only so licensed, such as CC BY", most=40)] = "",  # noqa: A002
) -> Reply | Form:
    typed = {"type": type or "", "subject": subject, "grades": grade, "standards": standard,
             "language": language, "license": license}  # fmt: skip
    looked_for = _looked_for(call, words, topic, by, since, _details(typed))
    if not looked_for.words and not looked_for.narrowed():
        return await call.open(find_form)
    return await _search(call, looked_for, 1, ())


@action(MORE)
async def next_page(call: Invocation, kept: str, page: int) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, MORE, kept)
    if arguments is None:
        return reply(t("That list is older than 7 days. Please search again."), buttons(_again()))
    since = arguments.get("since")
    looked_for = _LookedFor(
        arguments["words"],
        arguments.get("topic", ""),
        arguments.get("by", ""),
        date.fromisoformat(since) if since else None,
        from_json(json.loads(arguments.get("details") or "{}")),
    )
    return await _search(call, looked_for, page, ())


def _looked_for(call: Invocation, words: str, topic: str, by: str, since: date | None, details: Details) -> _LookedFor:
    day = since and _over(since, local_day(call.now, call.zone))
    return _LookedFor(words.strip(), topic.strip(), by.strip(), day, details)


def _details(typed: Mapping[str, str]) -> Details:
    """Raises UserError where there is no such grade, standard or the like."""
    try:
        return read_details(typed)
    except FieldProblems as wrong:
        raise UserError(next(iter(wrong.problems.values()))) from None


def _over(day: date, today: date) -> date:
    """Return the last such day where *day* is still to come: nothing in the library is newer than today."""
    if day <= today:
        return max(day, EARLIEST)
    year = today.year if (day.month, day.day) <= (today.month, today.day) else today.year - 1
    return date(year, day.month, min(day.day, 28) if day.month == FEBRUARY else day.day)


async def _beside(call: Invocation, words: str) -> tuple[Block, ...]:
    """Return what is found beside resources: topics, workshops that are ahead, and collections."""
    return (*await _topics(call, words), *await _workshops(call, words), *await found_beside(call, words))


async def _workshops(call: Invocation, words: str) -> tuple[Block, ...]:
    found = await call.services.workshops.reading.about(call.actor, words, 3)
    if not found:
        return ()
    lines: list[Line] = [(Bold(each.title), " – ", When(session.starts_at)) for each, session in found]
    shows = [Button(t("Open workshop {number}", number=each.number), "workshop.show", (int(each.number),))
             for each, _ in found]  # fmt: skip
    return say(Bold(n("{count} workshop", "{count} workshops", len(found)))), Items(tuple(lines)), buttons(*shows)


async def _topics(call: Invocation, words: str) -> tuple[Block, ...]:
    topics = await call.services.topics.matching(call.actor, words, 3)
    if not topics:
        return ()
    shows = [Button(t("Topic: {name}", name=each.name), "topic.show", (int(each.number),)) for each in topics]
    return say(Bold(n("{count} topic", "{count} topics", len(topics)))), buttons(*shows)


async def _search(call: Invocation, looked_for: _LookedFor, page: int, before: tuple[Block, ...]) -> Reply:
    hits = await call.services.resources.search(call.actor, looked_for.words, filters=_filters(call, looked_for))
    if not hits:
        return await _nothing(call, looked_for, before)
    pages = -(-len(hits) // PAGE)
    page = min(max(page, 1), pages)
    shown = hits[(page - 1) * PAGE : page * PAGE]
    counted = _counted(len(hits), looked_for.words) if len(hits) < FOUND_MOST else _best(looked_for.words)
    title = t("Page {page} of {pages}: {counted}", page=page, pages=pages, counted=counted) if pages > 1 else counted
    blocks: list[Block] = [Heading(title), *_narrowed(call, looked_for), Items(tuple(map(_hit, shown))), *_opens(shown)]
    if pages > 1:
        kept = await call.services.drafts.keep_arguments(call.actor, MORE, looked_for.arguments())
        turn = []
        if page > 1:
            turn.append(Button(t("Previous page"), MORE, (kept, page - 1)))
        if page < pages:
            turn.append(Button(t("Next page"), MORE, (kept, page + 1)))
        blocks.append(buttons(*turn))
    return Reply((*before, *blocks))


def _counted(count: int, words: str) -> Message:
    if not words:
        return n("{count} resource", "{count} resources", count)
    return n("{count} resource for “{words}”", "{count} resources for “{words}”", count, words=words[:80])


def _best(words: str) -> Message:
    """Say of as many as are ever shown that there may be more."""
    if not words:
        return t("The newest {count}", count=FOUND_MOST)
    return t("The best {count} for “{words}”", count=FOUND_MOST, words=words[:80])


def _filters(call: Invocation, looked_for: _LookedFor) -> Filters:
    since = _start(call, looked_for.since) if looked_for.since else None
    return Filters(looked_for.topic, looked_for.by, since, looked_for.details)


def _start(call: Invocation, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(call.zone) if call.zone else UTC)


def _narrowed(call: Invocation, looked_for: _LookedFor) -> tuple[Block, ...]:
    """Say what the search was narrowed to, since it may be that which hides something."""
    said = []
    if looked_for.topic:
        said.append(say(t("Only what has the topic or tag “{topic}”.", topic=looked_for.topic)))
    if looked_for.by:
        said.append(say(t("Only what “{by}” shared.", by=looked_for.by)))
    if looked_for.since:
        said.append(say(t("Nothing older than {day}.", day=When(_start(call, looked_for.since), "date"))))
    return (*said, *map(say, said_narrowed(looked_for.details)))


async def _nothing(call: Invocation, looked_for: _LookedFor, before: tuple[Block, ...]) -> Reply:
    words = looked_for.words
    nearest = await call.services.resources.nearest(call.actor, words, 3)
    none = (
        t("Nothing in the library yet for “{words}”.", words=words[:80]) if words else t("Nothing in the library yet.")
    )
    before = (*before, say(none), *_narrowed(call, looked_for))
    share = Button(t("Share a link"), "resource.share")
    wish = await tell_me(call, words, _filters(call, looked_for))
    if not nearest:
        return Reply((*before, buttons(wish, share, _again())))
    near = (say(t("Nearest:")), Items(tuple(map(_hit, nearest))), *_opens(nearest))
    return Reply((*before, *near, buttons(wish, share)))


def _opens(hits: Sequence[ResourceHit]) -> tuple[Block, Block]:
    """Open goes straight to the page and leaves the list where it is; the rest is one choice away."""
    found = [hit.resource for hit in hits]
    links = [opening(each) for each in found]
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
