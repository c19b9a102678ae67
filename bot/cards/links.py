"""What a look at a page led to: said to who shares it, and asked where it does not open."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.cards.resources import details, headline
from bot.domain.links import Gone, LinkCheck, Locked, Opened, Seen, Site, Unclear
from bot.domain.resources import Resource, ResourceState
from bot.ui.model import Block, Bold, Button, Heading, Reply, When, buttons, reply, say
from bot.ui.text import Message, t


def said_of_look(seen: Seen | None, titled: bool) -> tuple[Block, ...]:
    """Return what who shares a page is told of it; *titled*: they gave the title themselves."""
    blocks = [] if titled else [say(_of_title(seen))]
    match seen:
        case Locked(site):
            asks = t("This page asks a stranger to sign in: colleagues may see “Request access”.")
            blocks.append(say(asks, " ", how_to_open(site)))
        case Gone():
            blocks.append(say(t("It did not open when I looked just now. Please see whether the address is right.")))
        case Opened() | Unclear() | None:
            pass
    return tuple(blocks)


def _of_title(seen: Seen | None) -> Message:
    if seen is None:
        return t("The page has not answered yet, so its address stands there. Its title follows when it answers.")
    if isinstance(seen, Opened) and seen.title:
        return t("The title is the page's own.")
    return t(
        "I could not read a title, so its address stands there. You give it one with {change}.",
        change=Bold(t("Change")),
    )


def how_to_open(site: Site) -> Message:
    """Return how the owner of a page lets colleagues open it."""
    match site:
        case Site.GOOGLE:
            return t("To change that in Google, choose Share, General access, “Anyone with the link”.")
        case Site.MICROSOFT:
            return t("To change that in Microsoft 365, choose Share, Link settings, “Anyone”, if your school lets you.")
        case Site.CANVAS:
            return t("To change that in Canvas, make the course public, or share it to Canvas Commons for everybody.")
        case Site.SCHOOLOGY:
            return t("Schoology shows it to the course alone; share a copy that is open to everybody with the link.")
        case Site.OTHER:
            return t("If it can be opened to everybody who has the link, change that there, or share a copy.")
        case _:
            assert_never(site)


def link_gone(resource: Resource, check: LinkCheck, others_at: datetime | None) -> Reply:
    """Return the question to who shared it, or who looks after its topic; *others_at* is when others are asked."""
    assert resource.unopened_at is not None
    since = check.gone_since or resource.unopened_at
    said = t(
        "“{title}” did not open when I looked on {first} and on {second}.",
        title=resource.title,
        first=When(since, "date"),
        second=When(resource.unopened_at, "date"),
    )
    blocks: list[Block] = [say(said), say(*headline(resource))]
    if others_at is not None:
        others = t("If nobody answers by {day}, I ask others who look after the library.", day=When(others_at, "date"))
        blocks.append(say(others))
    return Reply((*blocks, _answers(resource)))


def link_question(resource: Resource, topic: str | None) -> Reply:
    """Return what the moderators see of a page that does not open, until somebody has answered."""
    if resource.state is ResourceState.REMOVED:
        return reply(t("“{title}” did not open, and was removed since.", title=resource.title))
    if resource.unopened_at is None:
        return Reply((say(t("“{title}” did not open for a while; that is settled.", title=resource.title)),))
    asked = t("Whoever shared it has not said what becomes of it.")
    return Reply(
        (Heading(t("This page does not open any more")), *details(resource, topic), say(asked), _answers(resource))
    )


def _answers(resource: Resource) -> Block:
    number = (int(resource.number),)
    return buttons(
        Button(t("It moved"), "link.moved", number),
        Button(t("Remove it"), "link.remove", number, "danger"),
        Button(t("It works for me"), "link.works", number),
    )
