"""/staffroom school-days: when the schools are closed, seen by everyone, brought in and mended by admins."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.school_days import days, kind_of_day, line, no_calendar, wrong
from bot.domain.ids import SchoolDayId, number_in
from bot.domain.people import Role
from bot.domain.school_calendars.files import read_text
from bot.domain.school_calendars.rows import NotACalendar, Reading
from bot.domain.school_days import NAME_MOST, SPAN_MOST, DayKind, Entry
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, command, form
from bot.services.school_days import Edit
from bot.ui.model import (
    Block,
    Button,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Option,
    Reply,
    Select,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

PAGE = 8
ASKED_AT_ONCE = 3
PREVIEWED = 40
PROBLEMS_TOLD = 10
KEEP, UNDO = "school-days.keep", "school-days.undo"

_TEXT_MOST = 3000
_EXAMPLE = Message("Such as Nov 5 - Nov 6, 2026: NJEA Convention. The text of a calendar file will do too")


@form(
    "school-days.add",
    title="Add school days",
    submit="Read them",
    role=Role.ADMIN,
    fields=(Field("text", Message("Days, one on a line"), Kind.LONG_TEXT, most=_TEXT_MOST, hint=_EXAMPLE),),
)
async def added(call: Invocation, answers: Answers) -> Reply:
    text = answers.text("text")
    read = _read(call, text)
    if not read.entries:
        raise FieldProblems({"text": wrong(read.problems[0]) if read.problems else t("All of these days are over.")})
    return await _preview(call, text, read)


@form(
    "school-days.edit",
    title="Change school day",
    role=Role.ADMIN,
    fields=(
        Field("first", Message("First day"), Kind.DATE, most=40),
        Field("last", Message("Last day"), Kind.DATE, most=40),
        Field("name", Message("What it is"), most=NAME_MOST),
        Field("kind", Message("What it means"), Kind.CHOICE,
              options=tuple(Option(kind_of_day(kind), kind) for kind in DayKind)),
    ),
)  # fmt: skip
async def edited(call: Invocation, answers: Answers, number: int) -> Reply:
    first, last = answers.day("first"), answers.day("last")
    if last < first:
        raise FieldProblems({"last": t("The last day cannot be before the first.")})
    if (last - first).days >= SPAN_MOST:
        raise FieldProblems({"last": t("This is longer than a year.")})
    new = Entry(first, last, answers.text("name"), DayKind(answers.text("kind")))
    edit = await call.services.school_days.change(call.actor, SchoolDayId(number), new)
    return await _done(call, t("Changed: {entry}", entry=_said(call, edit.after[0])), edit)


@command("staffroom school-days", summary="See when the schools are closed")
async def show(call: Invocation) -> Reply:
    return await _page(call, 1)


@action("school-days.page")
async def page(call: Invocation, number: int) -> Reply:
    return await _page(call, number)


@action("school-days.add", role=Role.ADMIN, may_open_form=True)
async def open_add(call: Invocation) -> Form:
    return await call.open(added)


@action("school-days.again", role=Role.ADMIN, may_open_form=True)
async def add_again(call: Invocation, kept: str) -> Form:
    arguments = await call.services.drafts.arguments(call.actor, KEEP, kept)
    return await call.open(added, arguments)


@action(KEEP, role=Role.ADMIN)
async def keep(call: Invocation, kept: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, KEEP, kept)
    read = _read(call, arguments["text"]) if arguments else None
    if read is None or not read.entries:
        return reply(t("That is more than 7 days ago. Please add them again."), buttons(_add()))
    edit = await call.services.school_days.keep(call.actor, read.entries)
    if not edit.after:
        return reply(t("All of these were there already and stay as they are."))
    said = n("{count} entry is added to the school days.", "{count} entries are added to the school days.",
             len(edit.after))  # fmt: skip
    return await _done(call, said, edit)


@action("school-days.closed", role=Role.ADMIN)
async def everyone_off(call: Invocation, number: int) -> Reply:
    edit = await call.services.school_days.answer(call.actor, SchoolDayId(number), everyone_off=True)
    said = t("Closed for everyone: {entry}. What keeps to school days leaves it out.", entry=_said(call, edit.after[0]))
    return await _done(call, said, edit)


@action("school-days.open", role=Role.ADMIN)
async def teachers_work(call: Invocation, number: int) -> Reply:
    edit = await call.services.school_days.answer(call.actor, SchoolDayId(number), everyone_off=False)
    said = t("A working day for teachers: {entry}. What is planned then takes place.", entry=_said(call, edit.after[0]))
    return await _done(call, said, edit)


@action("school-days.choose", role=Role.ADMIN)
async def choose(call: Invocation, chosen: str) -> Reply:
    entry = await call.services.school_days.get(call.actor, SchoolDayId(number_in(chosen)))
    number = (int(entry.id),)
    edits = (
        Button(t("Change"), "school-days.edit", number),
        Button(t("Remove"), "school-days.remove", number, "danger"),
    )
    return Reply((say(*line(entry, call.locale)), *([_answers(entry)] if entry.asked else []), buttons(*edits)))


@action("school-days.edit", role=Role.ADMIN, may_open_form=True)
async def edit_numbered(call: Invocation, number: int) -> Form:
    entry = await call.services.school_days.get(call.actor, SchoolDayId(number))
    values = {
        "first": entry.first_day.isoformat(),
        "last": entry.last_day.isoformat(),
        "name": entry.name,
        "kind": entry.kind.value,
    }
    return await call.open(edited, values, number)


@action("school-days.remove", role=Role.ADMIN)
async def remove(call: Invocation, number: int) -> Reply:
    edit = await call.services.school_days.remove(call.actor, SchoolDayId(number))
    return await _done(call, t("Removed: {entry}", entry=_said(call, edit.before[0])), edit)


@action(UNDO, role=Role.ADMIN)
async def undo(call: Invocation, kept: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, UNDO, kept)
    if arguments is None:
        return reply(t("That is more than 7 days ago and stays as it is."))
    await call.services.school_days.undo(call.actor, Edit.of_text(arguments))
    return reply(t("Undone: the school days are as they were before."))


def _read(call: Invocation, text: str) -> Reading:
    zone = call.community.zone
    try:
        return read_text(text, call.services.school_days.today(zone), zone)
    except NotACalendar as error:
        raise FieldProblems({"text": no_calendar(error.why)}) from None


async def _preview(call: Invocation, text: str, read: Reading) -> Reply:
    """Show how each entry was understood; nothing is stored before somebody keeps it."""
    kept = await call.services.drafts.keep_arguments(call.actor, KEEP, {"text": text})
    asked = sum(entry.asked for entry in read.entries)
    blocks: list[Block] = [
        say(t("Nothing is stored yet. This is how I understood it:")),
        Items(tuple(line(entry, call.locale) for entry in read.entries[:PREVIEWED])),
    ]
    if len(read.entries) > PREVIEWED:
        more = len(read.entries) - PREVIEWED
        blocks.append(say(n("And {count} more.", "And {count} more.", more)))
    if asked:
        blocks.append(
            say(
                n(
                    "On {count} of them I cannot tell whether teachers are off. I ask once they are kept.",
                    "On {count} of them I cannot tell whether teachers are off. I ask once they are kept.",
                    asked,
                )
            )
        )
    if read.problems:
        blocks += _problems(read)
    if read.over:
        blocks.append(say(n("{count} entry that is long over is left out.",
                            "{count} entries that are long over are left out.", read.over)))  # fmt: skip
    yes = Button(t("Keep these"), KEEP, (kept,), "primary")
    return Reply((*blocks, buttons(yes, Button(t("Change"), "school-days.again", (kept,)))))


def _problems(read: Reading) -> Sequence[Block]:
    told = Items(tuple((wrong(row),) for row in read.problems[:PROBLEMS_TOLD]))
    more = len(read.problems) - PROBLEMS_TOLD
    rest = [say(n("And {count} more.", "And {count} more.", more))] if more > 0 else []
    return (say(t("These I could not read, and they are left out:")), told, *rest)


async def _done(call: Invocation, said: Message, edit: Edit) -> Reply:
    """Return what was done, the way back, and what is still asked."""
    kept = await call.services.drafts.keep_arguments(call.actor, UNDO, edit.as_text())
    there = say(n("{count} was there already and stays as it is.", "{count} were there already and stay as they are.",
                  edit.known)) if edit.known else None  # fmt: skip
    asked = _asked(call, await call.services.school_days.upcoming(call.actor))
    back = buttons(Button(t("Undo"), UNDO, (kept,)))
    return Reply((say(said), *([there] if there else []), back, *asked))


async def _page(call: Invocation, number: int) -> Reply:
    entries = await call.services.school_days.upcoming(call.actor)
    admin = call.role >= Role.ADMIN
    if not entries:
        nothing = t("No school days are known yet, so every weekday counts as one.")
        if not admin:
            return reply(nothing, t("An admin can add them here."))
        return reply(nothing, t("Add them here, or a whole file where I am installed."), buttons(_add()))
    pages = (len(entries) + PAGE - 1) // PAGE
    number = min(max(number, 1), pages)
    shown = entries[(number - 1) * PAGE : number * PAGE]
    blocks: list[Block] = [Heading(t("School days"))]
    if pages > 1:
        blocks.append(say(t("Page {number} of {pages}", number=number, pages=pages)))
    if admin and number == 1:
        blocks += _asked(call, entries)
    blocks.append(Items(tuple(line(entry, call.locale) for entry in shown)))
    if admin:
        options = tuple(Option(f"{days(e, call.locale)}: {e.name}", str(int(e.id))) for e in shown)
        blocks.append(buttons(Select(t("Change or remove one"), "school-days.choose", options)))
    turns = [] if number == pages else [Button(t("Later ones"), "school-days.page", (number + 1,))]
    turns += [] if number == 1 else [Button(t("Earlier ones"), "school-days.page", (number - 1,))]
    controls = (*turns, *([_add()] if admin else []))
    return Reply((*blocks, *([buttons(*controls)] if controls else [])))


def _asked(call: Invocation, entries: Sequence[Entry]) -> Sequence[Block]:
    """Return what only an admin knows, each with both answers; a few at a time."""
    asked = [entry for entry in entries if entry.asked]
    if not asked or call.role < Role.ADMIN:
        return ()
    blocks: list[Block] = [say(t("Students are off on these days. Are teachers off too?"))]
    several = len(asked) > 1
    for at, entry in enumerate(asked[:ASKED_AT_ONCE], start=1):
        days_and_name = t("{days}: {name}", days=days(entry, call.locale), name=entry.name)
        blocks += [Items((((days_and_name),),), start=at if several else None), _answers(entry, at if several else 0)]
    if len(asked) > ASKED_AT_ONCE:
        more = len(asked) - ASKED_AT_ONCE
        blocks.append(say(n("{count} more is asked after that.", "{count} more are asked after that.", more)))
    return blocks


def _answers(entry: Entry, at: int = 0) -> Block:
    """Return both answers, numbered where several entries are asked about."""
    number = (int(entry.id),)
    off = t("Closed for everyone {number}", number=at) if at else t("Closed for everyone")
    work = t("Teachers work {number}", number=at) if at else t("Teachers work")
    return buttons(Button(off, "school-days.closed", number), Button(work, "school-days.open", number))


def _said(call: Invocation, entry: Entry) -> Message:
    return t("{days}: {name}", days=days(entry, call.locale), name=entry.name)


def _add() -> Button:
    return Button(t("Add school days"), "school-days.add", (), "primary")
