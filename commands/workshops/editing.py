"""Edit a posted workshop: what it is, where, for how many; plan it again on other days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.domain.ids import Number, RevisionId
from bot.domain.people import Role
from bot.domain.workshops import (
    ABOUT_MOST,
    CAPACITY_MOST,
    MATERIALS_MOST,
    PLACE_MOST,
    QUESTION_MOST,
    TITLE_MOST,
    Workshop,
)
from bot.errors import FieldProblems
from bot.interaction.asking import OPEN_FORM
from bot.interaction.forms import draft_id
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import FormSpec, Opt, action, command, form
from bot.interaction.values import WorkshopRef
from bot.services.workshops.editing import ChangedMeanwhile, Edited, stamp
from bot.ui.model import Bold, Button, Field, Form, Items, Kind, Line, Reply, buttons, reply, say
from bot.ui.text import Message, n, t
from bot.ui.wire import base36
from commands.scope import of_everybody
from commands.workshops.drafts import draft_reply
from commands.workshops.making import FIELDS, wanted_of

EDITED = ("title", "place", "about", "materials", "capacity")
ASKED = ("question", "topic_id")
_LABELS = {
    "title": Message("Title"),
    "place": Message("Where"),
    "about": Message("What it is about"),
    "materials": Message("Materials"),
    "capacity": Message("Places"),
    "question": Message("Question to those who come"),
    "topic_id": Message("Topic"),
}


@form(
    "workshop.edit",
    title="Edit workshop",
    fields=(
        Field("title", Message("Title"), most=TITLE_MOST),
        Field("place", Message("Where"), most=PLACE_MOST, required=False, hint=Message("A room, an address or a link")),
        Field("about", Message("What it is about"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST),
        Field("materials", Message("Materials"), required=False, most=MATERIALS_MOST,
              hint=Message("Links or things to bring; stands in every reminder")),
        Field("places", Message("Places"), Kind.INTEGER, required=False, most=4,
              hint=Message("In each session; leave empty for no limit")),
    ),
)  # fmt: skip
async def edited(call: Invocation, answers: Answers, number: int, seen: str) -> Reply:
    places = answers.maybe_number("places")
    if places is not None and not 1 <= places <= CAPACITY_MOST:
        raise FieldProblems({"places": t("Choose from 1 to {most} places.", most=CAPACITY_MOST)})

    def revised(old: Workshop) -> Workshop:
        return replace(
            old, title=answers.text("title"), place=answers.text("place"), about=answers.text("about"),
            materials=answers.text("materials"), capacity=places,
        )  # fmt: skip

    try:
        done = await call.services.workshops.editing.edit(call.actor, Number(number), EDITED, seen, revised)
    except ChangedMeanwhile as other:
        typed = {name: answers.text(name) for name in ("title", "place", "about", "materials")}
        typed["places"] = str(places or "")
        return await _changed_meanwhile(call, other, edited, typed, (number, stamp(other.workshop, EDITED)))
    return _after(done)


@action("workshop.edit", may_open_form=True)
async def edit(call: Invocation, number: int) -> Form:
    workshop = await call.services.workshops.editing.view(call.actor, Number(number))
    values = {
        "title": workshop.title,
        "place": workshop.place,
        "about": workshop.about,
        "materials": workshop.materials,
        "places": str(workshop.capacity or ""),
    }
    return await call.open(edited, values, number, stamp(workshop, EDITED))


@form(
    "workshop.ask",
    title="Question and topic",
    fields=(
        Field("question", Message("Question to those who come"), required=False, most=QUESTION_MOST,
              hint=Message("Such as which grade they teach; only hosts see the answers")),
        Field("topic", Message("Topic"), Kind.TOPIC, required=False,
              hint=Message("Its card stands in the topic's channel; without one, in the announcements channels")),
    ),
)  # fmt: skip
async def asked(call: Invocation, answers: Answers, number: int, seen: str) -> Reply:
    topic = answers.topic("topic")
    topic_id = of_everybody(topic)

    def revised(old: Workshop) -> Workshop:
        return replace(old, question=answers.text("question"), topic_id=topic_id)

    try:
        done = await call.services.workshops.editing.edit(call.actor, Number(number), ASKED, seen, revised)
    except ChangedMeanwhile as other:
        typed = {"question": answers.text("question"), "topic": str(topic.number) if topic else ""}
        return await _changed_meanwhile(call, other, asked, typed, (number, stamp(other.workshop, ASKED)))
    return _after(done)


@action("workshop.ask", may_open_form=True)
async def ask(call: Invocation, number: int) -> Form:
    workshop = await call.services.workshops.editing.view(call.actor, Number(number))
    topic = await call.services.workshops.hosting.topic_of(call.actor, workshop)
    values = {"question": workshop.question, "topic": str(topic.number) if topic else ""}
    return await call.open(asked, values, number, stamp(workshop, ASKED))


@form("workshop.duplicate", title="Plan it again", submit="See the draft", role=Role.FACILITATOR, fields=FIELDS)
async def duplicated(call: Invocation, answers: Answers, number: int) -> Reply:
    made = await call.services.workshops.hosting.duplicate(call.actor, Number(number), wanted_of(answers))
    return await draft_reply(call, made)


@command("workshops duplicate", summary="Plan a workshop again on another day", role=Role.FACILITATOR,
         may_open_form=True)  # fmt: skip
async def duplicate(call: Invocation, *, workshop: Annotated[WorkshopRef, Opt("Number or words", rest=True)]) -> Form:
    return await _duplicate(call, workshop.workshop)


@action("workshop.duplicate", role=Role.FACILITATOR, may_open_form=True)
async def duplicate_numbered(call: Invocation, number: int) -> Form:
    return await _duplicate(call, (await call.services.workshops.reading.sessions(call.actor, Number(number)))[0])


async def _duplicate(call: Invocation, workshop: Workshop) -> Form:
    """Open the form with everything but the day."""
    values = {
        "title": workshop.title,
        "clock": f"{workshop.recurrence.clock:%H:%M}",
        "length": str(round(workshop.length.total_seconds() / 60)),
        "place": workshop.place,
    }
    return await call.open(duplicated, values, int(workshop.number))


def _after(done: Edited) -> Reply:
    number = int(done.workshop.number)
    ways = [Button(t("Manage"), "workshop.manage", (number,))]
    if done.revision is not None:
        ways.insert(0, Button(t("Undo"), "workshop.undo-edit", (int(done.revision),)))
    said = t("“{title}” is changed; its card follows.", title=done.workshop.title)
    if not done.told:
        return reply(said, buttons(*ways))
    told = n(
        "{count} person is told where it is and what to bring.",
        "{count} people are told where it is and what to bring.",
        done.told,
    )
    return reply(said, told, buttons(*ways))


@action("workshop.undo-edit")
async def undo_edit(call: Invocation, revision: int) -> Reply:
    done = await call.services.workshops.editing.undo(call.actor, RevisionId(revision))
    said = t("“{title}” is as it was before; its card follows.", title=done.workshop.title)
    told = [n("{count} person is told.", "{count} people are told.", done.told)] if done.told else []
    manage = Button(t("Manage"), "workshop.manage", (int(done.workshop.number),))
    return reply(said, *told, buttons(manage))


async def _changed_meanwhile(
    call: Invocation, other: ChangedMeanwhile, spec: FormSpec, typed: Mapping[str, str], args: tuple[int, str]
) -> Reply:
    """Say what somebody else changed, and keep what was typed for the form as it is opened then."""
    draft = draft_id(call, spec.name, args)
    form = await call.open(spec, typed, *args)
    await call.services.drafts.keep(
        call.actor, draft, spec.name, tuple(base36(arg) if isinstance(arg, int) else arg for arg in form.args), typed
    )
    lines: list[Line] = [
        (Bold(_LABELS[name]), ": ", await _value(call, other.workshop, name) or t("nothing")) for name in other.names
    ]
    return reply(
        t("Somebody changed “{title}” while you wrote, so nothing of yours is saved yet.", title=other.workshop.title),
        t("It says now:"),
        Items(tuple(lines)),
        say(t("What you typed is kept: go on with it to put it in place of that.")),
        buttons(
            Button(t("Go on with mine"), OPEN_FORM, (draft,), "primary"),
            Button(t("Leave it so"), "workshop.manage", (args[0],)),
        ),
    )


async def _value(call: Invocation, workshop: Workshop, name: str) -> str:
    if name == "topic_id":
        topic = await call.services.workshops.hosting.topic_of(call.actor, workshop)
        return topic.name if topic else ""
    return str(getattr(workshop, name) or "")
