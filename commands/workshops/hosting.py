"""What hosts do beside times: write to those going, host with others; and what those who come answer them."""

from __future__ import annotations

from typing import Annotated

from bot.cards.announcements import decoded
from bot.cards.hosts import HOST_IT
from bot.domain.host_messages import BODY_MOST
from bot.domain.ids import Number, PersonId
from bot.domain.people import Role
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import PersonRef, WorkshopRef
from bot.ui.model import Block, Bold, Button, Command, Field, Form, Heading, Kind, Reply, buttons, reply, say
from bot.ui.text import Message, n, t

NOTE_MOST = 300


@form(
    "workshop.write",
    title="Message those going",
    submit="Send",
    fields=(
        Field("body", Message("What to tell them"), Kind.LONG_TEXT, most=BODY_MOST,
              hint=Message("Each person who is going gets it privately, from the hosts")),
    ),
)  # fmt: skip
async def written(call: Invocation, answers: Answers, number: int, date: str) -> Reply:
    told = await call.services.workshops.writing.write(call.actor, Number(number), decoded(date), answers.text("body"))
    said = n("I tell it privately to {count} person.", "I tell it privately to {count} people.", told)
    return reply(said, buttons(Button(t("Back"), "workshop.session", (number, date))))


@action("workshop.write", may_open_form=True)
async def write(call: Invocation, number: int, date: str) -> Form:
    await call.services.workshops.editing.view(call.actor, Number(number))
    return await call.open(written, {}, number, date)


@form(
    "workshop.question",
    title="The host’s question",
    submit="Answer",
    fields=(
        Field("note", Message("Your answer"), most=NOTE_MOST, hint=Message("Only the hosts see it")),
    ),
)  # fmt: skip
async def answered(call: Invocation, answers: Answers, number: int) -> Reply:
    workshop = await call.services.workshops.writing.answer_question(call.actor, Number(number), answers.text("note"))
    return reply(t("The hosts of “{title}” see your answer, and nobody else.", title=workshop.title))


@action("workshop.question", may_open_form=True)
async def question(call: Invocation, number: int) -> Form:
    known = await call.services.workshops.writing.answered(call.actor, Number(number))
    return await call.open(answered, {"note": known}, number)


@action("workshop.look-after")
async def look_after(call: Invocation, number: int) -> Reply:
    """Everything about the workshop as a whole that is done more rarely."""
    workshop = await call.services.workshops.editing.view(call.actor, Number(number))
    choices = [
        Button(t("Question and topic"), "workshop.ask", (number,)),
        Button(t("Co-hosts"), "workshop.cohosts", (number,)),
    ]
    if call.role >= Role.FACILITATOR:
        choices.append(Button(t("Plan it again"), "workshop.duplicate", (number,)))
    back = Button(t("Back"), "workshop.manage", (number,))
    return reply(Heading(t("{title}", title=workshop.title)), buttons(*choices, back))


@action("workshop.cohosts")
async def cohosts(call: Invocation, number: int) -> Reply:
    return await _cohosts(call, Number(number))


@command("workshops cohost", summary="Let a colleague host a workshop with you")
async def cohost(
    call: Invocation,
    *,
    workshop: Annotated[WorkshopRef, Opt("Number or words")],
    person: Annotated[PersonRef, Opt("Who", rest=True)],
) -> Reply:
    changed = await call.services.workshops.editing.add_cohost(call.actor, workshop.workshop.number, person.person)
    number = int(changed.number)
    return reply(
        t("{name} hosts “{title}” with you now, and is told so.", name=person.person.name, title=changed.title),
        buttons(Button(t("Co-hosts"), "workshop.cohosts", (number,))),
    )


@action("workshop.uncohost")
async def uncohost(call: Invocation, number: int, person: int) -> Reply:
    await call.services.workshops.editing.remove_cohost(call.actor, Number(number), PersonId(person))
    return await _cohosts(call, Number(number))


async def _cohosts(call: Invocation, number: Number) -> Reply:
    workshop, found = await call.services.workshops.editing.cohosts(call.actor, number)
    add = t("Add one with {command}.", command=Command("workshops cohost", f"workshop:{number} person:@…"))
    if not found:
        return reply(t("Nobody hosts “{title}” with its host.", title=workshop.title), add)
    blocks: list[Block] = [say(t("These host “{title}” with its host:", title=workshop.title))]
    blocks.append(say(", ".join(each.name for each in found)))
    blocks.append(say(t("They can change it and see who comes. Who is removed is told so."), " ", add))
    removes = [
        Button(t("Remove {name}", name=each.name), "workshop.uncohost", (int(number), int(each.id)), "danger")
        for each in found
    ]
    return Reply((*blocks, buttons(*removes)))


@action(HOST_IT, role=Role.FACILITATOR)
async def host_it(call: Invocation, number: int) -> Reply:
    """Host what nobody hosts any more."""
    workshop = await call.services.workshops.taking_over.take(call.actor, Number(number))
    return reply(
        t("You host “{title}” now, and its card says so.", title=workshop.title),
        t("{button} moves, cancels or edits it.", button=Bold(t("Manage"))),
        buttons(Button(t("Manage #{number}", number=number), "workshop.manage", (number,))),
    )
