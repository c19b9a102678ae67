"""/resources thank, tried and adapt: answering a resource, and a note by who shares the same page."""

from __future__ import annotations

from typing import Annotated

from bot.cards.links import said_of_look
from bot.cards.resources import show_button
from bot.cards.responses import outcome
from bot.domain.ids import NoteId, Number, TrialId, number_in
from bot.domain.resources import ABOUT_MOST, TITLE_MOST, URL_MOST, Resource
from bot.domain.responses import GRADE_MOST, HAPPENED_MOST, NOTE_MOST, Outcome
from bot.errors import FieldProblems, NotFound
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, Spec, action, command, form
from bot.interaction.values import ResourceRef
from bot.services.undo import UNDONE_WITHIN
from bot.ui.model import Bold, Button, Field, Form, Kind, Option, Reply, buttons, reply, say
from bot.ui.text import Message, t
from commands.library.links import without_card
from commands.library.replies import NOTE, TRIAL

SAY_AGAIN = "resource.say-again"

_OUTCOMES = tuple(Option(outcome(each), each.value) for each in Outcome)


@command("resources thank", summary="Thank who shared a resource, privately")
async def thank(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await _thank(call, resource.resource.number)


@action("resource.thank")
async def thank_numbered(call: Invocation, number: int) -> Reply:
    return await _thank(call, Number(number))


@form(
    "resource.tried",
    title="I tried this",
    submit="Share",
    fields=(
        Field("outcome", Message("How it went"), Kind.CHOICE, options=_OUTCOMES),
        Field("grade", Message("Grade"), required=False, most=GRADE_MOST, hint=Message("Such as: 5, K to 2 or adult")),
        Field("happened", Message("What happened"), Kind.LONG_TEXT, required=False, most=HAPPENED_MOST,
              hint=Message("Colleagues read it with your name; leave students’ names out")),
    ),
)  # fmt: skip
async def tried_it(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.library.responding.tried(
        call.actor, Number(number), answers.text("grade"), answers.text("happened"), Outcome(answers.text("outcome"))
    )
    return reply(
        t("What you said of “{title}” stands with it now, with your name.", title=done.title),
        t("You change it here, and take it off under {more}.", more=Bold(t("More"))),
        buttons(show_button(done), Button(t("Change it"), "resource.tried", (number,))),
    )


@command("resources tried", summary="Say how a resource worked for you", may_open_form=True)
async def tried(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Form:
    return await _tried_form(call, resource.resource)


@action("resource.tried", may_open_form=True)
async def tried_numbered(call: Invocation, number: int) -> Form:
    return await _tried_form(call, await call.services.resources.listed(call.actor, Number(number)))


@form(
    "resource.adapt",
    title="Share a version",
    submit="Add to library",
    fields=(
        Field("link", Message("Web address of your version"), Kind.URL, most=URL_MOST),
        Field("title", Message("What it is"), most=TITLE_MOST),
        Field("about", Message("What you changed"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST),
    ),
)
async def adapted(call: Invocation, answers: Answers, number: int) -> Reply:
    source = await call.services.resources.listed(call.actor, Number(number))
    topic = await call.services.resources.topic_of(call.actor, source)
    link, title = answers.text("link"), answers.text("title")
    known = await call.services.resources.find_page(call.actor, link)
    if known is not None:
        there = t("This page is in the library already, as #{number}.", number=known.number)
        raise FieldProblems({"link": there})
    seen = await call.services.links.glance(link)
    done = await call.services.resources.share(
        call.actor, link, title, answers.text("about"), topic, source.tags, seen, source=source.id
    )
    if done.revision is None:
        return reply(t("This page is in the library already, so I added nothing."), buttons(show_button(done.resource)))
    return Reply(
        (
            say(t("Added to the library: {title}.", title=Bold(done.resource.title))),
            *said_of_look(seen, titled=True),
            say(t("It and “{title}” lead to each other.", title=source.title), *await without_card(call)),
            buttons(show_button(done.resource), Button(t("Undo"), "undo", (int(done.revision),))),
        )
    )


@command("resources adapt", summary="Share your version of a resource", may_open_form=True)
async def adapt(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Form:
    return await _adapt_form(call, resource.resource)


@action("resource.adapt", may_open_form=True)
async def adapt_numbered(call: Invocation, number: int) -> Form:
    return await _adapt_form(call, await call.services.resources.listed(call.actor, Number(number)))


@form(
    "resource.note",
    title="Add a note",
    submit="Add note",
    fields=(Field("text", Message("What colleagues should know"), Kind.LONG_TEXT, most=NOTE_MOST),),
)
async def noted(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.library.responding.note(call.actor, Number(number), answers.text("text"))
    said = t("Your note stands with “{title}” now, with your name, and it is found by it.", title=done.title)
    return reply(said, buttons(show_button(done), Button(t("Change my note"), "resource.note", (number,))))


@action("resource.note", may_open_form=True)
async def note(call: Invocation, number: int) -> Form:
    resource = await call.services.resources.listed(call.actor, Number(number))
    mine = (await call.services.library.responding.own(call.actor, resource)).notes
    return await call.open(noted, {"text": mine[0].text} if mine else {}, number)


@action("resource.unsay")
async def unsay(call: Invocation, chosen: str) -> Reply:
    """Take off a note or a trial: one's own, or as a moderator anybody's."""
    kind, _, number = chosen.partition("-")
    if kind == NOTE:
        off = await call.services.library.taking_off.note(call.actor, NoteId(number_in(number)))
    elif kind == TRIAL:
        off = await call.services.library.taking_off.trial(call.actor, TrialId(number_in(number)))
    else:
        raise NotFound("no such words")
    told = off.as_text(call.now)
    kept = await call.services.drafts.keep_arguments(call.actor, SAY_AGAIN, told, lives=UNDONE_WITHIN)
    said = t("It does not stand with “{title}” any more.", title=off.resource.title)
    undo = Button(t("Undo"), SAY_AGAIN, (kept,))
    return reply(said, t("You can undo this for ten minutes."), buttons(show_button(off.resource), undo))


@action(SAY_AGAIN)
async def say_again(call: Invocation, kept: str) -> Reply:
    told = await call.services.drafts.arguments(call.actor, SAY_AGAIN, kept)
    if told is None:
        return reply(t("That is more than ten minutes ago and stays as it is."))
    resource = await call.services.library.taking_off.put_back(call.actor, told)
    return reply(t("Undone: it stands with “{title}” again.", title=resource.title), buttons(show_button(resource)))


async def _thank(call: Invocation, number: Number) -> Reply:
    resource = await call.services.library.responding.thank(call.actor, number)
    thanks = t("I tell {name} that you say thank you for “{title}”.", name=resource.credit, title=resource.title)
    return reply(thanks, t("Nobody else sees it, and nobody counts it."))


async def _tried_form(call: Invocation, resource: Resource) -> Form:
    mine = (await call.services.library.responding.own(call.actor, resource)).trials
    known = {"outcome": mine[0].outcome.value, "grade": mine[0].grade, "happened": mine[0].happened} if mine else {}
    return await call.open(tried_it, known, int(resource.number))


async def _adapt_form(call: Invocation, resource: Resource) -> Form:
    return await call.open(adapted, {"title": resource.title[:TITLE_MOST]}, int(resource.number))


ALL: tuple[Spec, ...] = (
    thank,
    thank_numbered,
    tried,
    tried_numbered,
    tried_it,
    adapt,
    adapt_numbered,
    adapted,
    note,
    noted,
    unsay,
    say_again,
)
