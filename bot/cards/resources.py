"""What others see of a resource: its card, and the request to pin it."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.cards.details import detail_facts
from bot.cards.files import described, opening
from bot.domain.resources import Resource, ResourceState
from bot.ui.model import Block, Bold, Button, Command, Heading, Line, Link, Reply, When, buttons, reply, say
from bot.ui.text import Message, t


def headline(resource: Resource) -> Line:
    """Return "#42 Title (site)" with the title linked, or of a file with its kind and size."""
    if resource.file is not None:
        return (f"#{resource.number} ", Bold(resource.title), " (", described(resource.file), ")")
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
    facts += [(fact,) for fact in detail_facts(resource.details)]
    facts.append((_credit(resource),))
    if resource.locked:
        facts.append((t("Asks to sign in"),))
    if resource.unopened_at is not None:
        facts.append((t("Did not open on {day}", day=When(resource.unopened_at, "date")),))
    if resource.pinned:
        facts.append((t("Pinned"),))
    line = [part for i, fact in enumerate(facts) for part in ((" · ", *fact) if i else fact)]
    return (*blocks, say(*line))


def show_button(resource: Resource, *, primary: bool = False) -> Button:
    number = int(resource.number)
    return Button(t("Show #{number}", number=number), "resource.show", (number,), "primary" if primary else "plain")


def card(resource: Resource, topic: str | None) -> Reply:
    """Return the card that stands in a channel."""
    return Reply(
        (
            *details(resource, topic),
            buttons(
                opening(resource),
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


def pin_gone(resource: Resource, workspace: str) -> Reply:
    """Return it with the command that pins again: in a direct message Discord does not say who is a moderator."""
    said = t(
        "“{title}” is not pinned on {workspace} any more: somebody there took the pin down.",
        title=resource.title,
        workspace=workspace,
    )
    again = t(
        "It stays down there; elsewhere it is still pinned. {command} pins it again.",
        command=Command("moderate pin", f"#{resource.number}"),
    )
    return reply(said, again)


def _credit(resource: Resource) -> Message:
    if resource.imported:
        return t("From an import")
    return t("Shared by {name}", name=resource.credit or t("a member"))
