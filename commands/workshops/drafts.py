"""A draft in words: when it is, what is special about its days, and what can be done with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from bot.cards.workshops import dates, skipped, spoken_length
from bot.domain.pages import NotAnAddress, web_address
from bot.domain.sessions import sessions_of
from bot.interaction.invocation import Invocation
from bot.services.workshops.hosting import Draft
from bot.ui.markup import blocks_of
from bot.ui.model import Block, Button, Facts, Heading, Items, Line, Reply, When, buttons, say
from bot.ui.text import Message, n, t
from commands.workshops.special_days import special_days

_LIKE_A_LINK: Final = re.compile(r"(?:\b\w{2,10}:/|\bwww[.,])\S*", re.IGNORECASE)


async def draft_reply(call: Invocation, draft: Draft) -> Reply:
    """Show a draft with its dates in words, and what can be done with it."""
    workshop, number = draft.workshop, int(draft.workshop.number)
    topic = await call.services.workshops.hosting.topic_of(call.actor, workshop)
    rows: list[tuple[Message, Line]] = [(t("Where"), _where(workshop.place))]
    places = n("{count} place", "{count} places", workshop.capacity) if workshop.capacity else t("no limit")
    rows.append((t("Places"), (places,)))
    rows.append((t("Topic"), (topic.name if topic else t("none; it goes to the announcements channels"),)))
    if workshop.materials:
        rows.append((t("Materials"), (workshop.materials,)))
    if workshop.question:
        rows.append((t("Question"), (workshop.question,)))
    about: Sequence[Block] = blocks_of(workshop.about) if workshop.about else ()
    first = (
        Button(t("Post"), "workshop.post", (number,), "primary"),
        Button(t("Repeat"), "workshop.repeat", (number,)),
        Button(t("Limit places"), "workshop.limit", (number,)),
        Button(t("More"), "workshop.complete", (number,)),
    )
    rest = (
        Button(t("Change"), "workshop.rewrite", (number,)),
        Button(t("Throw away"), "workshop.discard", (number,), "danger"),
    )
    return Reply(
        (
            Heading(t("Draft: {title}", title=workshop.title)),
            await when_of(call, draft),
            Facts(tuple(rows)),
            *about,
            say(t("Nobody sees this before you post it. It is kept for 7 days.")),
            buttons(*first),
            buttons(*rest),
        )
    )


async def when_of(call: Invocation, draft: Draft) -> Items:
    """Say when, in words: the weekday, the time with its zone, how many, on which days and which not."""
    workshop, held = draft.workshop, draft.dates.held
    zone = workshop.recurrence.zone
    if not held:
        return Items(((t("It would never take place: every day of it is left out."),),))
    sessions = sessions_of(workshop, draft.dates, held[0].at)
    lines: list[Line] = [(When(held[0].at, zone=zone), ", ", spoken_length(workshop.length))]
    if workshop.series:
        lines.append((n("{count} session", "{count} sessions", len(held)), ": ", dates(sessions, zone)))
    if draft.dates.left_out:
        lines.append((t("Left out: {days}", days=skipped(draft.dates.left_out)),))
    lines += special_days(await call.services.school_days.calendar(call.actor), sessions, zone)
    local = held[0].at.astimezone(ZoneInfo(zone))
    if local.hour < 6 or local.hour >= 21:
        lines.append((t("That is at night. Did you mean another time?"),))
    return Items(tuple(lines))


def _where(place: str) -> Line:
    """Return the place; of what was meant as a link and is none it says so, since a phone would not open it."""
    typed = _LIKE_A_LINK.search(place)
    if typed is None:
        return (place or t("not said yet"),)
    try:
        web_address(typed[0])
    except NotAnAddress:
        wrong = t("“{link}” looks like a link, but no phone would open it. Change it if it is one.", link=typed[0])
        return (place, "\n", wrong)
    return (place,)
