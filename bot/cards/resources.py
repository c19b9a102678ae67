"""What others see of a resource: its card, and the request to pin it."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.domain.resources import Resource, ResourceState
from bot.ui.model import Block, Bold, Button, Heading, Line, Link, LinkButton, Reply, buttons, reply, say
from bot.ui.text import Message, t


def headline(resource: Resource) -> Line:
    """Return "#42 Title (site)" with the title linked."""
    site = (urlsplit(resource.url).hostname or "").removeprefix("www.")
    return (f"#{resource.number} ", Link(resource.title, resource.url), f" ({site})")


def details(resource: Resource, topic: str | None) -> tuple[Block, ...]:
    blocks: list[Block] = [say(*headline(resource))]
    if resource.about:
        blocks.append(say(resource.about))
    facts: list[Line] = []
    if topic:
        facts.append((t("Topic: {topic}", topic=Bold(topic)),))
    if resource.tags:
        facts.append((t("Tags: {tags}", tags=", ".join(resource.tags)),))
    facts.append((_credit(resource),))
    if resource.pinned:
        facts.append((t("Pinned"),))
    line = [part for i, fact in enumerate(facts) for part in ((" · ", *fact) if i else fact)]
    return (*blocks, say(*line))


def card(resource: Resource, topic: str | None) -> Reply:
    """Return the card that stands in a channel."""
    return Reply(
        (
            *details(resource, topic),
            buttons(
                LinkButton(t("Open #{number}", number=resource.number), resource.url),
                Button(t("Keep for me"), "resource.keep", (resource.number,)),
                Button(t("More"), "resource.more", (resource.number,)),
            ),
        )
    )


def pin_request(resource: Resource, topic: str | None) -> Reply:
    """Return what the moderators see when somebody asks for a pin; it says nothing of who asked."""
    if resource.state is ResourceState.REMOVED:
        return reply(t("Somebody asked to pin “{title}”. It was removed since.", title=resource.title))
    if resource.pinned:
        return Reply((say(t("“{title}” is pinned now.", title=resource.title)), *details(resource, topic)))
    return Reply(
        (
            Heading(t("Somebody asks to pin this")),
            *details(resource, topic),
            buttons(Button(t("Pin #{number}", number=resource.number), "pin.one", (resource.number,), "primary")),
        )
    )


def _credit(resource: Resource) -> Message:
    if resource.imported:
        return t("From an import")
    return t("Shared by {name}", name=resource.credit or t("a member"))
