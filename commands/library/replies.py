"""What stands with a resource of what colleagues say to it, and what one may say oneself."""

from __future__ import annotations

from bot.cards.responses import said_by, said_to
from bot.domain.resources import Resource
from bot.domain.responses import Note
from bot.interaction.invocation import Invocation
from bot.ui.model import Block, Button, Option, Select, buttons
from bot.ui.text import Message, t

NOTE, TRIAL = "note", "trial"


async def below(call: Invocation, resource: Resource) -> tuple[Block, ...]:
    return said_to(await call.services.library.responding.of(call.actor, resource))


def may_note(call: Invocation, resource: Resource) -> tuple[Button, ...]:
    """Return the button by which somebody else who brings the same page adds a note."""
    if resource.shared_by == call.actor.id:
        return ()
    return (Button(t("Add a note"), "resource.note", (int(resource.number),)),)


async def may_say(call: Invocation, resource: Resource) -> tuple[Block, ...]:
    """Return the buttons of *More* by which a colleague answers a resource, and takes off what they may."""
    number = (int(resource.number),)
    say = [Button(t("I tried this"), "resource.tried", number), Button(t("Share a version"), "resource.adapt", number)]
    if resource.shared_by is not None and resource.shared_by != call.actor.id:
        say.insert(0, Button(t("Say thank you"), "resource.thank", number))
    said = await call.services.library.taking_off.choices(call.actor, resource)
    options = (
        *(Option(_note(each), f"{NOTE}-{each.id}") for each in said.notes),
        *(Option(t("Tried: {name}", name=said_by(each)), f"{TRIAL}-{each.id}") for each in said.trials),
    )
    if not options:
        return (buttons(*say),)
    return buttons(*say), buttons(Select(t("Take off what was written"), "resource.unsay", options[:20]))


def _note(note: Note) -> Message:
    return t("Note: {name}, {text}", name=said_by(note), text=note.text[:50])
