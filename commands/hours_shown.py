"""The record of /my hours as it is looked at: by school year, one row, its area, and as a page or a file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from bot.cards.hours import RECORD, area, areas, kind_of_activity, known, totals, warning, year
from bot.cards.hours import day as spoken_day
from bot.cards.hours import hours as spoken
from bot.domain.hour_rules import NO_STATE, all_rules, rules_of
from bot.domain.hours import Recorded
from bot.domain.ids import number_in
from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.services.hours import HoursRecord
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Code,
    Facts,
    Heading,
    Items,
    Line,
    Link,
    LinkButton,
    Option,
    Reply,
    Select,
    When,
    Words,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, t

PAGE = 8
YEARS = 20
UNDO = "hours.undo"
_LABEL = 75
_NONE = "none"


@action("hours.year")
async def of_year(call: Invocation, begins: int) -> Reply:
    return await record(call, begins)


@action("hours.choose-year")
async def chosen_year(call: Invocation, chosen: str) -> Reply:
    return await record(call, number_in(chosen))


@action("hours.page")
async def page(call: Invocation, begins: int, number: int) -> Reply:
    return await record(call, begins, number)


@action("hours.open")
async def open_one(call: Invocation, chosen: str) -> Reply:
    found, row = await call.services.hours.row(call.actor, chosen)
    blocks: list[Block] = [Heading(row.title), Facts(_facts(call, row))]
    if (told := warning(found.rules, row, call.locale)) is not None:
        blocks.append(say(told))
    if (menu := area_menu(call, row.key)) is not None:
        blocks.append(buttons(menu))
    if row.how is not None:
        back = Button(t("My hours"), "hours.year", (found.rules.year_of(row.day),))
        return Reply((*blocks, say(t("It is here because you came, and it stays.")), buttons(back)))
    number = (number_in(row.key[1:]),)
    own = (
        Button(t("Evidence and approval"), "hours.prove", number),
        Button(t("Change"), "hours.change", number),
        Button(t("Remove"), "hours.remove", number, "danger"),
    )
    return Reply((*blocks, buttons(*own)))


@action("hours.area")
async def choose_area(call: Invocation, key: str, chosen: str) -> Reply:
    row = await call.services.hours.set_area(call.actor, key, "" if chosen == _NONE else chosen)
    back = buttons(Button(t("Open it"), "hours.open", (row.key,)), Button(t("My hours"), "hours.year", (0,)))
    if not row.area:
        return reply(t("“{title}” counts for no area now.", title=row.title), back)
    if row.sessions > 1:
        return reply(
            t("Your {count} sessions of “{title}” are kept under {area}.", count=row.sessions, title=row.title,
              area=Bold(area(row.area))),
            back,
        )  # fmt: skip
    return reply(t("“{title}” is kept under {area}.", title=row.title, area=Bold(area(row.area))), back)


@action("hours.save")
async def save(call: Invocation) -> Reply:
    """A page for a day where there is an address; elsewhere, honestly, what whoever runs the bot can do."""
    if not call.services.hours.address:
        return reply(
            t("Whoever runs me has given me no address on the web, so I have no page of your hours for you."),
            t("They can make a file of them for you, and see them then: {line}", line=Code(_line(call))),
        )
    address, until = await call.services.hours.new_link(call.actor)
    return reply(
        t("Here is your record, to print or to save as a table, until {when}.", when=When(until)),
        t("Whoever has the link can read it. A link that I gave you before leads nowhere now."),
        buttons(LinkButton(t("Open my record"), address), Button(t("End this link"), "hours.end-link")),
    )


@action("hours.end-link")
async def end_link(call: Invocation) -> Reply:
    if await call.services.hours.end_link(call.actor):
        return reply(t("The link leads nowhere any more."))
    return reply(t("There is no link to your record."))


@action("hours.rules", role=Role.ADMIN)
async def rules(call: Invocation) -> Reply:
    now = rules_of(call.community.hour_rules).name
    options = tuple(Option(each.name, code) for code, each in all_rules().items())
    return reply(
        t("Clock hours are kept by these areas now: {name}.", name=Bold(now)),
        t("Areas that people chose before stay as they are."),
        buttons(Select(t("Choose the areas"), "hours.choose-rules", options)),
    )


@action("hours.choose-rules", role=Role.ADMIN)
async def choose_rules(call: Invocation, chosen: str) -> Reply:
    found = await call.services.hours.choose_rules(call.actor, chosen)
    return reply(t("Clock hours are kept by these areas from now on: {name}.", name=Bold(found.name)))


async def record(call: Invocation, begins: int = 0, number: int = 1) -> Reply:
    """One school year, the present one if *begins* has nothing of theirs."""
    found = await call.services.hours.record(call.actor)
    new = Button(t("Add hours"), "hours.new", (), "primary")
    if not found.rows:
        here = t("Nothing is recorded for you yet. What you check in to comes here by itself; the rest you add.")
        return Reply((say(here), say(*decides()), buttons(new)))
    years = list(dict.fromkeys(found.rules.year_of(row.day) for row in found.rows))
    present = found.rules.year_of(found.today)
    begins = begins if begins in years else present if present in years else years[0]
    shown = [row for row in found.rows if found.rules.year_of(row.day) == begins]
    blocks: list[Block] = [Heading(t("Your hours, {year}", year=year(begins))), *_sums(call, found, begins, shown)]
    blocks += _list(call, begins, shown, number)
    blocks.append(say(*decides()))
    if len(years) > 1:
        options = tuple(Option(year(each), str(each)) for each in years[:YEARS])
        blocks.append(buttons(Select(t("Another school year"), "hours.choose-year", options)))
    if call.role >= Role.ADMIN and found.code == NO_STATE:
        areas_of = Button(t("Areas of your state"), "hours.rules")
        return Reply((*blocks, buttons(new, Button(t("Save or print"), "hours.save"), areas_of)))
    return Reply((*blocks, buttons(new, Button(t("Save or print"), "hours.save"))))


def decides() -> Line:
    return (RECORD, " ", t("Only you see it."))


def area_menu(call: Invocation, key: str) -> Select | None:
    """Return the menu of areas for a row, None where the community has chosen no state's."""
    code = call.community.hour_rules
    known_areas = areas(code, rules_of(code))
    if not known_areas:
        return None
    options = tuple(Option(name[:_LABEL], ref) for ref, name in known_areas)
    return Select(t("Area"), "hours.area", (*options, Option(t("No area"), _NONE)), (key,))


def _sums(call: Invocation, found: HoursRecord, begins: int, shown: Sequence[Recorded]) -> Sequence[Block]:
    here, all_of_it = (spoken(sum(row.minutes for row in rows), call.locale) for rows in (shown, found.rows))
    blocks: list[Block] = [say(t("{here} in {year}, {all} in all.", here=here, year=year(begins), all=all_of_it))]
    each = totals(found.code, found.rules, shown)
    if each:
        blocks.append(Facts(tuple((name, (spoken(minutes, call.locale),)) for name, minutes in each)))
    return blocks


def _list(call: Invocation, begins: int, shown: Sequence[Recorded], number: int) -> Sequence[Block]:
    pages = (len(shown) + PAGE - 1) // PAGE
    number = min(max(number, 1), pages)
    rows = shown[(number - 1) * PAGE : number * PAGE]
    blocks: list[Block] = [say(t("Page {number} of {pages}", number=number, pages=pages))] if pages > 1 else []
    blocks.append(Items(tuple((_line_of(call, row),) for row in rows)))
    options = tuple(Option(f"{spoken_day(row.day, call.locale)}: {row.title}"[:_LABEL], row.key) for row in rows)
    blocks.append(buttons(Select(t("Open one"), "hours.open", options)))
    turns = [] if number == pages else [Button(t("Earlier ones"), "hours.page", (begins, number + 1))]
    turns += [] if number == 1 else [Button(t("Later ones"), "hours.page", (begins, number - 1))]
    return [*blocks, *([buttons(*turns)] if turns else [])]


def _line_of(call: Invocation, row: Recorded) -> Message:
    said: Mapping[str, Message | str | Bold] = {
        "day": spoken_day(row.day, call.locale),
        "title": Bold(row.title),
        "hours": spoken(row.minutes, call.locale),
    }
    if row.area and (name := area(row.area)):
        return t("{day}: {title}, {hours} – {area}", **said, area=name)
    return t("{day}: {title}, {hours}", **said)


def _facts(call: Invocation, row: Recorded) -> tuple[tuple[Words, Line], ...]:
    rows: list[tuple[Words, Line]] = [
        (t("Day"), (spoken_day(row.day, call.locale),)),
        (t("Clock hours"), (spoken(row.minutes, call.locale),)),
        (t("Kind of activity"), (kind_of_activity(row.kind),)),
        (t("How it is known"), (known(row.how),)),
    ]
    if row.provider:
        rows.insert(1, (t("Provider"), (row.provider,)))
    if row.area and (name := area(row.area)):
        rows.append((t("Area"), (name,)))
    if row.evidence:
        rows.append((t("Evidence"), (Link(row.evidence, row.evidence),)))
    if row.approved_by:
        rows.append((t("Approved by"), (row.approved_by,)))
    return tuple(rows)


def _line(call: Invocation) -> str:
    """Return what to type where the bot runs."""
    return shlex.join(("staffroom", "hours", call.person.name, "--csv", "hours.csv"))
