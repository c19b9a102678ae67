"""Being there: one press around the start, a word typed into a form, or the host's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.cards.announcements import coded, decoded
from bot.cards.turning_up import recorded, thing_button
from bot.cards.workshops import CODE, HERE, CardView, code_button, dates
from bot.domain.attendance import CODE_MOST, checks_in, takes_code
from bot.domain.ids import Number, PersonId, number_in
from bot.domain.people import Person
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import PersonRef, WorkshopRef
from bot.services.workshops.turning_up import Arrival, WhoWasThere
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Command,
    Field,
    Form,
    Heading,
    Items,
    Line,
    Option,
    Reply,
    Select,
    When,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

PAGE = 25
"""Names in one menu, as many as fit on both platforms."""


@action(HERE)
async def here(call: Invocation, number: int, date: str) -> Reply:
    return _arrived(await call.services.workshops.turning_up.check_in(call.actor, Number(number), decoded(date)))


@form(
    CODE,
    title="Code word",
    submit="I’m here",
    fields=(
        Field("word", Message("Code word"), most=CODE_MOST, hint=Message("The host says it in the session")),
    ),
)  # fmt: skip
async def worded(call: Invocation, answers: Answers, number: int, date: str) -> Reply:
    turning_up = call.services.workshops.turning_up
    return _arrived(await turning_up.check_in_by_word(call.actor, Number(number), decoded(date), answers.text("word")))


@action(CODE, may_open_form=True)
async def word(call: Invocation, number: int, date: str) -> Form:
    await call.services.workshops.turning_up.expect_word(call.actor, Number(number), decoded(date))
    return await call.open(worded, {}, number, date)


@action("workshop.who-came")
async def newest_list(call: Invocation, number: int) -> Reply:
    return await _list(call, number, "", 1)


@action("workshop.list")
async def open_list(call: Invocation, number: int, date: str) -> Reply:
    return await _list(call, number, date, 1)


@action("workshop.list-page")
async def list_page(call: Invocation, number: int, date: str, page: int) -> Reply:
    return await _list(call, number, date, page)


@action("workshop.put-on-list")
async def put_on_list(call: Invocation, number: int, date: str, *chosen: str) -> Reply:
    people = [PersonId(number_in(each)) for each in chosen]
    await call.services.workshops.turning_up.put_on_list(call.actor, Number(number), decoded(date), people)
    return await _list(call, number, date, 1)


@action("workshop.take-off-list")
async def take_off_list(call: Invocation, number: int, date: str, *chosen: str) -> Reply:
    people = [PersonId(number_in(each)) for each in chosen]
    await call.services.workshops.turning_up.take_off_list(call.actor, Number(number), decoded(date), people)
    return await _list(call, number, date, 1)


@command("workshops came", summary="Put a colleague on the list of who was at your workshop")
async def came(
    call: Invocation,
    *,
    workshop: Annotated[WorkshopRef, Opt("Number or words")],
    person: Annotated[PersonRef, Opt("Who", rest=True)],
) -> Reply:
    of, name = workshop.workshop, person.person.name
    added = await call.services.workshops.turning_up.put_on_list(call.actor, of.number, "", [person.person.id])
    see = buttons(Button(t("Who was there"), "workshop.who-came", (int(of.number),)))
    if not added:
        return reply(t("{name} is on the list of “{title}” already.", name=name, title=of.title), see)
    return reply(t("{name} is on the list of those who were at “{title}”.", name=name, title=of.title), see)


def ways_to_type(call: Invocation, view: CardView) -> list[Button]:
    """Return the way to the form for the code word, while one may be typed."""
    session = view.session if view.checks_in else view.coded
    if session is None or not takes_code(session, call.now):
        return []
    return [code_button(view.workshop, session)]


def _arrived(arrival: Arrival) -> Reply:
    thing = buttons(thing_button(arrival.workshop, arrival.session))
    if arrival.again:
        said = t("You are on the list of “{title}” already; it counts once.", title=arrival.workshop.title)
        return reply(said, recorded(arrival.minutes), thing)
    return Reply((say(recorded(arrival.minutes), " ", t("One thing you’ll try?")), thing))


async def _list(call: Invocation, number: int, date: str, page: int) -> Reply:
    found = await call.services.workshops.turning_up.who_was_there(call.actor, Number(number), decoded(date))
    args = (number, coded(found.session.identity))
    blocks: list[Block] = [
        Heading(t("{title}", title=found.workshop.title)),
        say(When(found.session.starts_at)),
    ]
    if found.word:
        said = t("Say it in the session: whoever was there types it privately, until an hour after the end.")
        blocks.append(say(t("Code word: {word}", word=Bold(found.word)), ". ", said))
    blocks += _names(found, page)
    if found.may_change:
        blocks += _changes(found, args, page, here=checks_in(found.session, call.now))
    nav = [Button(t("Who comes"), "workshop.people", args)]
    if found.session.ends_at <= call.now:
        nav.insert(0, Button(t("What they said"), "workshop.summary", args))
    last = max(len(found.there), len(found.answered))
    if page * PAGE < last:
        nav.append(Button(t("More names"), "workshop.list-page", (*args, page + 1)))
    blocks.append(buttons(*nav))
    others = [each for each in found.begun if each.id != found.session.id][:PAGE]
    if others:
        zone = found.workshop.recurrence.zone
        options = tuple(Option(dates([each], zone), coded(each.identity)) for each in others)
        blocks.append(buttons(Select(t("Another session"), "workshop.list", options, (number,))))
    return Reply(tuple(blocks))


def _names(found: WhoWasThere, page: int) -> list[Block]:
    if not found.there:
        return [say(t("Nobody is on the list of who was there yet."))]
    count = len(found.there)
    names: list[Line] = [(each.name,) for each in _on(found.there, page)]
    told = n("{count} person was there:", "{count} people were there:", count)
    pages = -(-count // PAGE)
    if pages > 1 and names:
        return [say(t("Page {number} of {pages}", number=page, pages=pages)), say(told), Items(tuple(names))]
    return [say(told), *([Items(tuple(names))] if names else [])]


def _changes(found: WhoWasThere, args: tuple[int, str], page: int, *, here: bool) -> list[Block]:
    """Return the menus that put people on the list and take them off it; *here*: they can still say so themselves."""
    command = Command("workshops came", f"workshop:{args[0]} person:@…")
    add = t("Whoever is not in the menu is added with {command}.", command=command)
    if here:
        add = t("Who answered nothing presses I’m here on the card, or you add them with {command}.", command=command)
    blocks: list[Block] = []
    for people, menu, what in (
        (found.answered, t("Was there"), "workshop.put-on-list"),
        (found.there, t("Was not there"), "workshop.take-off-list"),
    ):
        options = tuple(Option(each.name, str(int(each.id))) for each in _on(people, page))
        if options:
            blocks.append(buttons(Select(menu, what, options, args, most=len(options))))
    return [*blocks, say(add)]


def _on(people: Sequence[Person], page: int) -> Sequence[Person]:
    return people[(page - 1) * PAGE : page * PAGE] if page > 0 else ()
