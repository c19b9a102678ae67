"""/workshops list and show, /my workshops: what is ahead, one of them, and one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.cards.announcements import decoded
from bot.cards.workshops import MORE, card, dates
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.rsvps import Standing
from bot.domain.workshops import Workshop
from bot.interaction.asking import RUN
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import WorkshopRef
from bot.ui.model import Block, Bold, Button, Heading, Items, Line, Reply, When, buttons, reply, say
from bot.ui.text import Message, t
from commands.workshops.answering import add_to_calendar
from commands.workshops.looking_back import taken_back
from commands.workshops.turning_up import ways_to_type

SHOWN = 5

_STANDINGS = {
    Standing.GOING: Message("going"),
    Standing.UNCONFIRMED: Message("going, not yet confirmed"),
    Standing.MAYBE: Message("maybe"),
    Standing.WAITING: Message("in line"),
    Standing.OFFERED: Message("a place is held for you"),
}


@command("workshops list", summary="See what is coming up")
async def list_workshops(call: Invocation) -> Reply:
    found = await call.services.workshops.reading.ahead(call.actor, SHOWN)
    create = Button(t("Plan a workshop"), "workshop.open-form", (), "primary")
    may_create = call.role >= Role.FACILITATOR
    if not found:
        blocks: list[Block] = [say(t("No workshops are coming up."))]
        return Reply((*blocks, buttons(create))) if may_create else Reply(tuple(blocks))
    lines: list[Line] = [(Bold(f"#{w.number} {w.title}"), " – ", When(s.starts_at)) for w, s in found]
    opens = [Button(t("Open #{number}", number=w.number), "workshop.show", (int(w.number),)) for w, _ in found]
    blocks = [Heading(t("Coming up")), Items(tuple(lines)), buttons(*opens)]
    return Reply((*blocks, buttons(create))) if may_create else Reply(tuple(blocks))


@command("workshops show", summary="See one workshop and answer")
async def show(call: Invocation, *, workshop: Annotated[WorkshopRef, Opt("Number or words", rest=True)]) -> Reply:
    return await _show(call, workshop.workshop.number)


@action("workshop.show")
async def show_numbered(call: Invocation, number: int) -> Reply:
    return await _show(call, Number(number))


@action(MORE)
async def more(call: Invocation, number: int, date: str) -> Reply:
    """Everything that this person can do with it."""
    view = await call.services.workshops.reading.view(call.actor, Number(number), decoded(date))
    sessions = (await call.services.workshops.reading.sessions(call.actor, Number(number)))[1]
    blocks: list[Block] = [Heading(t("{title}", title=view.workshop.title))]
    zone = view.workshop.recurrence.zone
    if len(sessions) > 1:
        blocks.append(say(t("All dates: {days}", days=dates(sessions, zone))))
    if view.workshop.materials:
        blocks.append(say(t("Materials: {materials}", materials=view.workshop.materials)))
    choices = [Button(t("Choose dates"), "workshop.choose", (number,))] if len(sessions) > 1 else []
    choices += ways_to_type(call, view)
    choices.append(Button(t("My workshops"), RUN, ("", "my.workshops")))
    if call.person.id in view.workshop.hosts or call.role >= Role.MODERATOR:
        choices.append(Button(t("Manage"), "workshop.manage", (number,), "primary"))
    if view.session is not None:
        blocks.append(buttons(*await add_to_calendar(call, view.workshop, view.session)))
    return Reply((*blocks, buttons(*choices)))


@command("my workshops", summary="See what you said you come to, and what you host")
async def mine(call: Invocation) -> Reply:
    coming, hosted = await call.services.workshops.reading.mine(call.actor)
    drafts = await call.services.workshops.hosting.drafts(call.actor)
    blocks: list[Block] = []
    if coming:
        lines: list[Line] = [
            (Bold(each.workshop.title), " – ", When(each.session.starts_at), ": ", _STANDINGS[each.standing])
            for each in coming
        ]
        opens = _opens([each.workshop for each in coming], "Open #{number}", "workshop.show")
        blocks += [Heading(t("You come to")), Items(tuple(lines)), buttons(*opens)]
    if been := await call.services.workshops.afterwards.been_at(call.actor, SHOWN):
        were: list[Line] = [(Bold(workshop.title), " – ", When(session.starts_at)) for workshop, session in been]
        new = [workshop for workshop, _ in been if workshop.id not in {each.workshop.id for each in coming}]
        blocks += [Heading(t("You were at")), Items(tuple(were))]
        blocks += [buttons(*_opens(new, "Open #{number}", "workshop.show"))] if new else []
    if hosted:
        titles: list[Line] = [(Bold(f"#{each.number} {each.title}"),) for each in hosted]
        blocks += [Heading(t("You host")), Items(tuple(titles[:SHOWN]))]
        blocks.append(buttons(*_opens(hosted, "Manage #{number}", "workshop.manage")))
    if drafts:
        blocks += [Heading(t("Not posted yet")), Items(tuple((Bold(each.title),) for each in drafts[:SHOWN]))]
        blocks.append(buttons(*_opens(drafts, "Go on with #{number}", "workshop.draft")))
    if not blocks:
        see = Button(t("What is coming up"), RUN, ("", "workshops.list"))
        return reply(t("You have no workshops ahead."), buttons(see))
    return Reply(tuple(blocks))


async def ahead(call: Invocation) -> Sequence[Block]:
    """What a person comes to next, and which of their workshops nobody sees yet."""
    coming, _ = await call.services.workshops.reading.mine(call.actor)
    drafts = await call.services.workshops.hosting.drafts(call.actor)
    blocks: list[Block] = []
    if coming:
        first = coming[0]
        line: Line = (
            Bold(first.workshop.title),
            " – ",
            When(first.session.starts_at),
            ": ",
            _STANDINGS[first.standing],
        )
        blocks += [say(t("Your next session:"), " ", *line)]
        blocks.append(buttons(*_opens([first.workshop], "Open #{number}", "workshop.show")))
    if drafts:
        blocks += [
            say(t("Your workshops that nobody sees yet:")),
            Items(tuple((Bold(each.title),) for each in drafts[:SHOWN])),
        ]
        blocks.append(buttons(*_opens(drafts, "Go on with #{number}", "workshop.draft")))
    return blocks


async def _show(call: Invocation, number: Number) -> Reply:
    """Return the card with what people took back from it."""
    view = await call.services.workshops.reading.view(call.actor, number)
    return Reply((*card(view).blocks, *await taken_back(call, view.workshop)))


def _opens(workshops: Sequence[Workshop], label: str, what: str) -> list[Button]:
    """Return a button with *label* for each workshop, the first ones once each."""
    numbers = list(dict.fromkeys(int(each.number) for each in workshops))[:SHOWN]
    return [Button(t(label, number=number), what, (number,)) for number in numbers]
