"""Afterwards: three questions, one thing to try that stays one's own, and what was taken back to school."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.announcements import coded, decoded
from bot.cards.turning_up import FEEDBACK, SHARE_BACK, TRY
from bot.domain.attendance import SHARE_BACK_MOST, SHOWN_FROM, TRY_MOST, USEFUL_MOST, Intention, Pace
from bot.domain.ids import Number
from bot.domain.workshops import Workshop
from bot.domain.zones import local_day
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, form
from bot.services.workshops.looking_back import Shared
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Kind,
    Line,
    Option,
    Reply,
    Words,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

SHOWN = 5
_NAMED, _UNNAMED = "named", "unnamed"
_USEFUL = tuple(
    Option(Message(words), value)
    for words, value in (
        ("5: I can use it at once", "5"), ("4", "4"), ("3: partly", "3"), ("2", "2"), ("1: not at all", "1"),
    )
)  # fmt: skip
_PACES = {Pace.RIGHT: Message("Just right"), Pace.TOO_FAST: Message("Too fast"), Pace.TOO_SLOW: Message("Too slow")}
_PACE = tuple(Option(words, pace) for pace, words in _PACES.items())
_THING = (
    Field("text", Message("One thing I will try"), required=False, most=TRY_MOST,
          hint=Message("Only you ever see it; leave it empty to forget it")),
    Field("nudge", Message("Remind me of it on"), Kind.DATE, required=False, most=60,
          hint=Message("Such as next Tuesday; once, privately")),
)  # fmt: skip


@form(
    FEEDBACK,
    title="How was it?",
    submit="Send",
    fields=(
        Field("useful", Message("How useful was it?"), Kind.CHOICE, options=_USEFUL),
        Field("pace", Message("How was the pace?"), Kind.CHOICE, options=_PACE),
        *_THING,
    ),
)  # fmt: skip
async def given(call: Invocation, answers: Answers, number: int, date: str) -> Reply:
    said = await call.services.workshops.afterwards.give(
        call.actor, Number(number), decoded(date), int(answers.text("useful")), Pace(answers.text("pace")),
        answers.text("text"), answers.maybe_day("nudge"),
    )  # fmt: skip
    thanks = t("The hosts of “{title}” see it only together with what others said.", title=said.workshop.title)
    change = buttons(Button(t("Change it"), FEEDBACK, (number, date)))
    return reply(thanks, *_kept(call, said.intention), change)


@action(FEEDBACK, may_open_form=True)
async def give(call: Invocation, number: int, date: str) -> Form:
    said = await call.services.workshops.afterwards.said(call.actor, Number(number), decoded(date))
    known = {"useful": str(said.feedback.useful), "pace": said.feedback.pace.value} if said.feedback else {}
    return await call.open(given, {**known, **_thing(said.intention)}, number, date)


@form(TRY, title="One thing I’ll try", fields=_THING)
async def intended(call: Invocation, answers: Answers, number: int, date: str) -> Reply:
    text, on = answers.text("text"), answers.maybe_day("nudge")
    said = await call.services.workshops.afterwards.intend(call.actor, Number(number), decoded(date), text, on)
    change = buttons(Button(t("Change it"), TRY, (number, date)))
    return reply(*(_kept(call, said.intention) or [t("Nothing is kept.")]), change)


@action(TRY, may_open_form=True)
async def intend(call: Invocation, number: int, date: str) -> Form:
    said = await call.services.workshops.afterwards.said(call.actor, Number(number), decoded(date))
    return await call.open(intended, _thing(said.intention), number, date)


@action("workshop.summary")
async def what_they_said(call: Invocation, number: int, date: str) -> Reply:
    """For hosts, and only once so many answered that nobody can be told from it."""
    workshop, _, found = await call.services.workshops.afterwards.summary(call.actor, Number(number), decoded(date))
    back = buttons(Button(t("Back"), "workshop.list", (number, date)))
    if found is None:
        return reply(
            t("Too few people have answered yet, so nothing of what they said is shown."),
            t("It is shown from {count} answers on, so that nobody can be told from it.", count=SHOWN_FROM),
            back,
        )
    rows: list[tuple[Words, Line]] = [
        (t("Useful"), (t("{mean} of {most}", mean=f"{found.useful:.1f}", most=USEFUL_MOST),)),
        *((words, (f"{found.paces[pace]}",)) for pace, words in _PACES.items()),
    ]
    return reply(
        Heading(t("{title}", title=workshop.title)),
        n("What {count} person said, together:", "What {count} people said, together:", found.answers),
        Facts(tuple(rows)),
        t("New answers are added five at a time, so that nobody can be told from the change."),
        back,
    )


@form(
    SHARE_BACK,
    title="What I took back",
    submit="Share",
    fields=(
        Field("text", Message("What you took back"), Kind.LONG_TEXT, most=SHARE_BACK_MOST,
              hint=Message("What you do with it at your school; everybody may read it")),
        Field("named", Message("Your name"), Kind.CHOICE, options=(
            Option(Message("Without my name"), _UNNAMED), Option(Message("With my name"), _NAMED),
        ), hint=Message("Hosts see who has not written yet, so they may guess who did")),
    ),
)  # fmt: skip
async def shared(call: Invocation, answers: Answers, number: int) -> Reply:
    workshop = await call.services.workshops.afterwards.share(
        call.actor, Number(number), answers.text("text"), answers.text("named") == _NAMED
    )
    remove = Button(t("Remove it"), "workshop.unshare", (number,))
    return reply(
        t("It stands with “{title}” for everybody to read.", title=workshop.title),
        buttons(
            Button(t("See it"), "workshop.shared", (number, 1)), Button(t("Change it"), SHARE_BACK, (number,)), remove
        ),
    )


@action(SHARE_BACK, may_open_form=True)
async def share(call: Invocation, number: int) -> Form:
    _, own = await call.services.workshops.afterwards.own(call.actor, Number(number))
    known = {"text": own.text, "named": _NAMED if own.named else _UNNAMED} if own else {"named": _UNNAMED}
    return await call.open(shared, known, number)


@action("workshop.unshare")
async def unshare(call: Invocation, number: int) -> Reply:
    workshop = await call.services.workshops.afterwards.unshare(call.actor, Number(number))
    again = Button(t("Write it again"), SHARE_BACK, (number,))
    return reply(t("What you wrote about “{title}” is gone.", title=workshop.title), buttons(again))


@action("workshop.shared")
async def read(call: Invocation, number: int, page: int) -> Reply:
    workshop, found = await call.services.workshops.afterwards.shared(call.actor, Number(number))
    own = await _own(call, workshop)
    if not found:
        nobody = t("Nobody has written yet what they took back from “{title}”.", title=workshop.title)
        return reply(nobody, *([buttons(*own)] if own else []))
    pages = -(-len(found) // SHOWN)
    page = min(max(page, 1), pages)
    blocks: list[Block] = [Heading(t("{title}", title=workshop.title))]
    if pages > 1:
        blocks.append(say(t("Page {number} of {pages}", number=page, pages=pages)))
    blocks += _told(found[(page - 1) * SHOWN : page * SHOWN])
    turn = [Button(t("Next page"), "workshop.shared", (number, page + 1))] if page < pages else []
    return Reply((*blocks, buttons(*turn, *own))) if turn or own else Reply(tuple(blocks))


async def taken_back(call: Invocation, workshop: Workshop) -> Sequence[Block]:
    """Return what a workshop's page says of what people took back, with the way to say it for those who came."""
    number = int(workshop.number)
    _, found = await call.services.workshops.afterwards.shared(call.actor, workshop.number)
    blocks: list[Block] = []
    ways = []
    if (session := await call.services.workshops.afterwards.unrated(call.actor, workshop)) is not None:
        ways.append(Button(t("Give feedback"), FEEDBACK, (number, coded(session.identity))))
    if found:
        blocks += [Divider(), say(t("What people took back to their schools:")), *_told(found[:SHOWN])]
    if len(found) > SHOWN:
        ways.append(Button(t("All {count}", count=len(found)), "workshop.shared", (number, 1)))
    ways += await _own(call, workshop)
    return [*blocks, buttons(*ways)] if ways else blocks


async def _own(call: Invocation, workshop: Workshop) -> list[Button]:
    """Return what those who came can do about their own words."""
    number = int(workshop.number)
    if not await call.services.workshops.afterwards.may_share(call.actor, workshop):
        return []
    _, own = await call.services.workshops.afterwards.own(call.actor, workshop.number)
    if own is None:
        return [Button(t("What I took back"), SHARE_BACK, (number,))]
    return [Button(t("Change mine"), SHARE_BACK, (number,)), Button(t("Remove mine"), "workshop.unshare", (number,))]


async def not_answered(call: Invocation, number: int, date: str) -> list[Block]:
    """Say to hosts who was asked what they took back, and has not answered."""
    names = await call.services.workshops.afterwards.silent(call.actor, Number(number), decoded(date))
    if not names:
        return []
    return [Heading(t("Have not said what they took back")), say(", ".join(names))]


def _told(found: Sequence[Shared]) -> list[Block]:
    return [say(Bold(each.name or t("A colleague")), ": ", each.text) for each in found]


def _thing(intention: Intention | None) -> dict[str, str]:
    if intention is None:
        return {}
    day = intention.nudge_on.isoformat() if intention.nudge_on else ""
    return {"text": intention.text, "nudge": day}


def _kept(call: Invocation, intention: Intention | None) -> list[Message]:
    """Say what becomes of the thing to try, if there is one."""
    if intention is None:
        return []
    if intention.nudge_on is None or intention.nudge_on <= local_day(call.now, call.zone):
        return [t("The one thing you will try is kept for you alone.")]
    day = f"{intention.nudge_on:%A, %B %-d}"
    return [t("I remind you of the one thing you will try on {day}, privately. Nobody else sees it.", day=day)]
