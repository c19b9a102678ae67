"""/my hours: clock hours from what one came to, and own entries with their evidence. Seen by the person alone."""

from __future__ import annotations

from bot.cards.hours import day as spoken_day
from bot.cards.hours import hours as spoken
from bot.cards.hours import kind_of_activity, warning, worth
from bot.domain.hours import EARLIEST, EVIDENCE_MOST, FEWEST, MOST, WHAT_MOST, ActivityKind, HourEntry, own, read_hours
from bot.domain.ids import HourEntryId
from bot.domain.zones import local_day
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, command, form
from bot.services.hours import Wrote
from bot.ui.model import Block, Bold, Button, Field, Form, Kind, Option, Reply, buttons, reply, say
from bot.ui.text import Message, t
from commands.hours_shown import UNDO, area_menu, decides, record

_FIELDS = (
    Field("day", Message("Day"), Kind.DATE, most=60, hint=Message("Such as October 22, 2026, the last day of several")),
    Field("title", Message("What it was"), most=WHAT_MOST, hint=Message("Such as: Teaching fractions, summer course")),
    Field("provider", Message("Who offered it"), required=False, most=WHAT_MOST),
    Field("hours", Message("Clock hours"), most=30, hint=Message("Such as 2, 1.5 or 1:30")),
    Field("kind", Message("Kind of activity"), Kind.CHOICE, value=ActivityKind.WORKSHOP,
          options=tuple(Option(kind_of_activity(kind), kind) for kind in ActivityKind)),
)  # fmt: skip


@form("hours.new", title="Hours of your own", submit="Record", fields=_FIELDS)
async def added(call: Invocation, answers: Answers) -> Reply:
    minutes = _checked(call, answers)
    title, provider, kind = answers.text("title"), answers.text("provider"), ActivityKind(answers.text("kind"))
    entry = HourEntry(HourEntryId(0), call.person.id, answers.day("day"), title, provider, minutes, kind)
    done = await call.services.hours.add(call.actor, entry)
    if done.after is not None and done.known:
        same = t("This is in your record already, so I added nothing.")
        return reply(same, buttons(Button(t("Open it"), "hours.open", (done.after.key,)), _mine()))
    said = t("Recorded: {hours}, {title}, {day}.", hours=spoken(minutes, call.locale), title=Bold(title),
             day=spoken_day(entry.day, call.locale))  # fmt: skip
    return await _done(call, said, done)


@form("hours.change", title="Change an entry", fields=_FIELDS)
async def changed(call: Invocation, answers: Answers, number: int) -> Reply:
    minutes = _checked(call, answers)
    title, provider, kind = answers.text("title"), answers.text("provider"), ActivityKind(answers.text("kind"))
    done = await call.services.hours.rewrite(
        call.actor, HourEntryId(number), answers.day("day"), title, provider, minutes, kind
    )
    said = t("Changed: {hours}, {title}, {day}.", hours=spoken(minutes, call.locale), title=Bold(title),
             day=spoken_day(answers.day("day"), call.locale))  # fmt: skip
    return await _done(call, said, done)


@form(
    "hours.prove",
    title="Evidence and approval",
    fields=(
        Field("evidence", Message("Link to the evidence"), Kind.URL, required=False, most=EVIDENCE_MOST,
              hint=Message("Such as the certificate in your own drive")),
        Field("approved", Message("Approved by"), required=False, most=WHAT_MOST,
              hint=Message("Who signed it, and when")),
    ),
)  # fmt: skip
async def proved(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.hours.prove(
        call.actor, HourEntryId(number), answers.text("evidence"), answers.text("approved")
    )
    title = done.after.title if done.after else ""
    return await _done(call, t("“{title}” has its evidence and approval as you wrote them.", title=title), done)


@command("my hours", summary="See and add clock hours of professional learning")
async def mine(call: Invocation) -> Reply:
    return await record(call)


@action("hours.new", may_open_form=True)
async def add(call: Invocation) -> Form:
    return await call.open(added)


@action("hours.change", may_open_form=True)
async def change(call: Invocation, number: int) -> Form:
    entry = await call.services.hours.entry(call.actor, HourEntryId(number))
    values = {
        "day": entry.day.isoformat(),
        "title": entry.title,
        "provider": entry.provider,
        "hours": f"{entry.minutes // 60}:{entry.minutes % 60:02}",
        "kind": entry.kind.value,
    }
    return await call.open(changed, values, number)


@action("hours.prove", may_open_form=True)
async def prove(call: Invocation, number: int) -> Form:
    entry = await call.services.hours.entry(call.actor, HourEntryId(number))
    return await call.open(proved, {"evidence": entry.evidence, "approved": entry.approved_by}, number)


@action("hours.remove")
async def remove(call: Invocation, number: int) -> Reply:
    done = await call.services.hours.remove(call.actor, HourEntryId(number))
    title = done.before.title if done.before else ""
    said = t("“{title}” is out of your record.", title=title)
    return reply(said, t("For ten minutes you can undo this."), buttons(await _undo(call, done), _mine()))


@action(UNDO)
async def undo(call: Invocation, kept: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, UNDO, kept)
    if arguments is None:
        return reply(t("That is more than ten minutes ago and stays as it is."))
    entry = await call.services.hours.undo(call.actor, arguments)
    if entry is None:
        return reply(t("Undone: it is not in your record any more."), buttons(_mine()))
    return reply(t("Undone: “{title}” is as it was before.", title=entry.title), buttons(_mine()))


async def _done(call: Invocation, said: Message, done: Wrote) -> Reply:
    """Say what was recorded, what to ask about it, and what can be added to it."""
    entry, rules = done.after, (await call.services.hours.record(call.actor)).rules
    assert entry is not None
    told = (warning(rules, own(entry), call.locale), worth(rules, entry.kind))
    blocks: list[Block] = [say(said), *(say(each) for each in told if each is not None), say(*decides())]
    if (menu := area_menu(call, entry.key)) is not None:
        blocks.append(buttons(menu))
    number = (int(entry.id),)
    evidence, again = (
        Button(t("Evidence and approval"), "hours.prove", number),
        Button(t("Change"), "hours.change", number),
    )
    return Reply((*blocks, buttons(evidence, again, await _undo(call, done))))


async def _undo(call: Invocation, done: Wrote) -> Button:
    return Button(
        t("Undo"), UNDO, (await call.services.drafts.keep_arguments(call.actor, UNDO, done.as_text(call.now)),)
    )


def _mine() -> Button:
    return Button(t("My hours"), "hours.year", (0,))


def _checked(call: Invocation, answers: Answers) -> int:
    """Return the minutes; raises FieldProblems for a day that is not over yet, and for what is no length."""
    wrong: dict[str, Message | str] = {}
    today, day, minutes = local_day(call.now, call.zone), answers.day("day"), read_hours(answers.text("hours"))
    if day > today:
        wrong["day"] = t("{day} is still ahead. Write the year too if you mean an earlier one.",
                         day=spoken_day(day, call.locale))  # fmt: skip
    elif day < EARLIEST:
        wrong["day"] = t("A record begins in {year} at the earliest.", year=EARLIEST.year)
    if minutes is None:
        wrong["hours"] = t("Write clock hours as a number, such as 2, 1.5 or 1:30.")
    elif not FEWEST <= minutes <= MOST:
        wrong["hours"] = t("One entry holds from {fewest} minutes to {most} hours.", fewest=FEWEST, most=MOST // 60)
    if wrong or minutes is None:
        raise FieldProblems(wrong)
    return minutes
