"""Reports: told by anybody, answered by moderators."""

from __future__ import annotations

from typing import Annotated

from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.reports import WORDS_MOST, ReportOutcome, ReportReason
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import ResourceRef
from bot.ui.model import Button, Field, Form, Kind, Option, Reply, buttons, reply
from bot.ui.text import Message, t

_REASONS = tuple(Option(Message(reason.value), reason.value) for reason in ReportReason)


@form(
    "report.new",
    title="Tell the moderators",
    submit="Send",
    fields=(
        Field("reason", Message("What is wrong with it?"), Kind.CHOICE, options=_REASONS),
        Field("words", Message("In your words"), Kind.LONG_TEXT, required=False, most=WORDS_MOST,
              hint=Message("The moderators see this, and not who wrote it")),
    ),
)  # fmt: skip
async def reported(call: Invocation, answers: Answers, number: int) -> Reply:
    reason = ReportReason(answers.text("reason"))
    resource = await call.services.library.reporting.report(call.actor, Number(number), reason, answers.text("words"))
    return reply(
        t("The moderators are asked to look at “{title}”.", title=resource.title),
        t("They do not see who asks, and nor does who shared it. I tell you how it ends."),
    )


@command("resources report", summary="Tell the moderators that something is wrong with a resource", may_open_form=True)
async def report(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Form:
    return await call.open(reported, {}, int(resource.resource.number))


@action("resource.report", may_open_form=True)
async def report_numbered(call: Invocation, number: int) -> Form:
    resource = await call.services.resources.listed(call.actor, Number(number))
    return await call.open(reported, {}, int(resource.number))


@action("report.remove", role=Role.MODERATOR)
async def remove(call: Invocation, number: int) -> Reply:
    await call.services.library.reporting.answer(call.actor, Number(number), ReportOutcome.REMOVED)
    removed = await call.services.resources.remove(call.actor, Number(number))
    undo = Button(t("Undo"), "undo", (int(removed.revision),))
    said = t("“{title}” is out of the library, and its cards are taken down.", title=removed.resource.title)
    return reply(said, t("Whoever reported it is told so. You can undo the removal for ten minutes."), buttons(undo))


@action("report.leave", role=Role.MODERATOR)
async def leave(call: Invocation, number: int) -> Reply:
    resource = await call.services.library.reporting.answer(call.actor, Number(number), ReportOutcome.LEFT)
    return reply(t("“{title}” stays. Whoever reported it is told so.", title=resource.title))


ALL = (reported, report, report_numbered, remove, leave)
