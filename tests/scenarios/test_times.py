"""Days and times are understood as people type them; what could be two is asked, and one press answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time
from typing import Annotated, Any

import pytest

from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, Spec, command, form
from bot.ui.model import Field, Form, Kind, Reply, reply
from bot.ui.text import Message, t
from commands import ALL_COMMANDS
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.discord import DiscordPerson
from tests.scenarios.stage.forging import presses, submits
from tests.scenarios.stage.opening import Stage, playing
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.variants import in_turn, on_discord, on_slack

pytestmark = in_turn

NOTE = "Bring one picture"


def planned(day: date, clock: time | None, note: str = "") -> Reply:
    told = f"{day:%A} {day.isoformat()} {clock:%H:%M}" if clock else f"{day:%A} {day.isoformat()}"
    return reply(t("Planned for {told}. {note}", told=told, note=note))


@form("plan.new", title="Plan", fields=(
    Field("note", Message("What"), Kind.LONG_TEXT, most=200),
    Field("day", Message("Day"), Kind.DATE, most=60),
    Field("clock", Message("Time"), Kind.CLOCK, most=60),
))  # fmt: skip
async def new_plan(call: Invocation, answers: Answers, number: int) -> Reply:
    return planned(answers.day("day"), answers.clock("clock"), f"{answers.text('note')} ({number})")


@command("my planner", summary="Plan in a form", may_open_form=True)
async def planner(call: Invocation) -> Form:
    return await call.open(new_plan, {}, 42)


@command("my plan", summary="Plan something")
async def plan(
    call: Invocation,
    *,
    day: Annotated[date, Opt("Which day")],
    clock: Annotated[time | None, Opt("What time")] = None,
) -> Reply:
    return planned(day, clock)


@command("my day off", summary="Plan a day alone")
async def day_off(call: Invocation, *, day: Annotated[date, Opt("Which day", rest=True)]) -> Reply:
    return planned(day, None)


PLANNING: tuple[Spec, ...] = (new_plan, planner, plan, day_off)


@pytest.fixture
async def planning(everywhere: Stage) -> AsyncIterator[Network]:
    """The network on Thursday, October 1, 2026, 9 AM, whose house has commands that take a day and a time."""
    async with playing(replace(everywhere, specs=(*ALL_COMMANDS, *PLANNING))) as network:
        yield network


async def plans(network: Network, person: Person[Any], day: str, clock: str = "", path: str = "my plan") -> None:
    """Use the command as it is typed on that front."""
    given = {"day": day, "clock": clock} if clock else {"day": day}
    if network.takes_typed_text:
        await person.types(" ".join((f"/{path}", *(f'{name}:"{text}"' for name, text in given.items()))))
    else:
        await person.says(f"/{path}", **given)


async def test_days_and_times_are_read_as_they_are_said(planning: Network) -> None:
    """In English or Spanish, each in its place or all in one go."""
    ana = await planning.teacher("Ana")
    for day, clock, told in (
        ("tomorrow", "4pm", "Friday 2026-10-02 16:00"),
        ("a week from Tuesday", "half past four in the afternoon", "Tuesday 2026-10-13 16:30"),
        ("in two weeks", "noon", "Thursday 2026-10-15 12:00"),
        ("el martes", "a las 4 de la tarde", "Tuesday 2026-10-06 16:00"),
        ("dentro de dos semanas", "16:00", "Thursday 2026-10-15 16:00"),
        ("Friday 4pm", "", "Friday 2026-10-02 16:00"),
        ("el viernes a las 16:00", "", "Friday 2026-10-02 16:00"),
        ("Friday at 4 PM", "4", "Friday 2026-10-02 16:00"),
        ("Friday at 4", "4 PM", "Friday 2026-10-02 16:00"),
        ("last Thursday of October", "", "Thursday 2026-10-29"),
    ):
        await plans(planning, ana, day, clock)
        await ana.sees(f"Planned for {told}.")


async def test_which_friday_is_asked_and_pressed(planning: Network) -> None:
    """Next Friday on a Thursday is tomorrow or in a week: both stand on buttons with the time; one press does it."""
    ana = await planning.teacher("Ana")
    await plans(planning, ana, "next Friday", "4 PM")
    await ana.sees("Which Friday do you mean, October 2 or October 9?", "[October 2, 4:00 PM]", "[October 9, 4:00 PM]")
    await ana.presses("October 9, 4:00 PM")
    await ana.sees("Planned for Friday 2026-10-09 16:00.")
    await plans(planning, ana, "next Friday at noon")
    await ana.presses("October 2, 12:00 PM")
    await ana.sees("Planned for Friday 2026-10-02 12:00.")


async def test_day_and_time_are_asked_one_after_the_other(planning: Network) -> None:
    """Where both could be two, the day is asked first and then the time; what was answered is not asked again."""
    ana = await planning.teacher("Ana")
    await plans(planning, ana, "6/10", "7")
    await ana.sees("Do you mean June 10 or October 6? Write the month as a word.")
    await ana.presses("October 6")
    await ana.sees("Do you mean 7:00 AM or 7:00 PM? Write AM or PM.")
    await ana.presses("7:00 PM")
    await ana.sees("Planned for Tuesday 2026-10-06 19:00.")
    await plans(planning, ana, "next Friday at half past twelve")
    await ana.presses("October 9")
    await ana.presses("12:30 PM")
    await ana.sees("Planned for Friday 2026-10-09 12:30.")


async def test_what_is_asked_can_be_typed_as_it_is_said(planning: Network) -> None:
    """The words that name both readings are understood when they are typed."""
    ana = await planning.teacher("Ana")
    await plans(planning, ana, "Monday October 6")
    await ana.sees("Do you mean Monday, October 5 or Tuesday, October 6?")
    await plans(planning, ana, "Monday, October 5")
    await ana.sees("Planned for Monday 2026-10-05.")
    await plans(planning, ana, "6/10/2030")
    await ana.sees("Do you mean June 10, 2030 or October 6, 2030?")


async def test_today_is_the_day_where_the_network_is(planning: Network) -> None:
    """At eleven at night in Baltimore it is tomorrow elsewhere, but not there."""
    ana = await planning.teacher("Ana")
    await planning.clock.to("2026-10-01 23:00")
    await plans(planning, ana, "tomorrow", "9:00 am")
    await ana.sees("Planned for Friday 2026-10-02 09:00.")
    await planning.clock.to("2026-10-02 00:30")
    await plans(planning, ana, "tomorrow", "9:00 am")
    await ana.sees("Planned for Saturday 2026-10-03 09:00.")


async def test_what_is_no_day_is_said(planning: Network) -> None:
    """Words that name no day, how often instead of when, two times, or a time where none is asked: it is said."""
    ana = await planning.teacher("Ana")
    await plans(planning, ana, "sat in the hat", "4 PM")
    await ana.sees("I cannot read “sat in the hat” as a day.")
    await plans(planning, ana, "may", "4 PM")
    await ana.sees("I cannot read “may” as a day.")
    await plans(planning, ana, "biweekly", "4 PM")
    await ana.sees("“biweekly” says how often. Write the first day here")
    await plans(planning, ana, "Friday 4 PM", "5 PM")
    await ana.sees("Another time stands beside the day. Leave one of them out.")
    await plans(planning, ana, "Friday 4 PM", path="my day off")
    await ana.sees("Only a day is asked for here. Please leave the time out.")
    await plans(planning, ana, "in 200 weeks", path="my day off")
    await ana.sees("That is more than two years ahead. Choose a nearer day.")


async def test_long_and_odd_text_is_answered(planning: Network) -> None:
    """As much as a field takes of anything at all is no day, and is said to be none."""
    ana = await planning.teacher("Ana")
    for typed in ("🗓" * 40, "9" * 300, "in 2 weeks and " * 20, "Friday " * 40):
        await plans(planning, ana, typed, path="my day off")
        await ana.sees("as a day. Write it like October 6")


@on_discord
async def test_in_a_form_one_press_sends_it(planning: Network) -> None:
    """What the form asks back stands on buttons; pressed, the form is sent with everything else that was typed."""
    ana = await planning.teacher("Ana")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "next Friday", "Time": "4pm"})
    await ana.sees_at("Day", "Which Friday do you mean, October 2 or October 9?")
    await ana.sees("[October 2, 4:00 PM]", "[October 9, 4:00 PM]", "[Type it again]")
    await ana.presses("October 9, 4:00 PM")
    await ana.sees(f"Planned for Friday 2026-10-09 16:00. {NOTE} (42)")
    await ana.says("/staffroom home")
    await ana.sees_no("You began these")


@on_discord
async def test_in_a_form_both_are_asked_in_turn(planning: Network) -> None:
    """First the day, then the time, and nothing has to be typed again."""
    ana = await planning.teacher("Ana")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "6/10", "Time": "7"})
    await ana.sees("[June 10]", "[October 6]", "[Fix it]")
    await ana.presses("October 6")
    await ana.sees_at("Time", "Do you mean 7:00 AM or 7:00 PM?")
    await ana.presses("7:00 PM")
    await ana.sees(f"Planned for Tuesday 2026-10-06 19:00. {NOTE} (42)")


@on_discord
async def test_all_of_it_in_the_day_is_enough(planning: Network) -> None:
    """Whoever types the time beside the day may leave the other field empty; who types none is asked for one."""
    ana = await planning.teacher("Ana")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "el viernes a las 16:00"})
    await ana.sees("Planned for Friday 2026-10-02 16:00.")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "tomorrow at 4"})
    await ana.sees_at("Time", "Do you mean 4:00 AM or 4:00 PM?")
    await ana.presses("4:00 PM")
    await ana.sees("Planned for Friday 2026-10-02 16:00.")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "tomorrow"})
    await ana.sees_at("Time", "This is needed.")


@on_discord
async def test_it_can_be_typed_again(planning: Network) -> None:
    """Who meant neither opens the form as it was filled; who chose a day finds it there with what else is wrong."""
    ana = await planning.teacher("Ana")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "next Friday", "Time": "4pm"})
    await ana.presses("Type it again")
    opened = await ana.until(lambda: ana.form, "the form")
    assert (opened.fields["What"], opened.fields["Day"], opened.fields["Time"]) == (NOTE, "next Friday", "4pm")
    await ana.fills({"Day": "next Friday", "Time": "late"})
    await ana.presses("October 9")
    await ana.sees_at("Time", "I cannot read “late” as a time.")
    await ana.presses("Fix it")
    opened = await ana.until(lambda: ana.form, "the form")
    assert (opened.fields["What"], opened.fields["Day"], opened.fields["Time"]) == (NOTE, "2026-10-09", "late")
    await ana.fills({"Time": "4 pm"})
    await ana.sees("Planned for Friday 2026-10-09 16:00.")


async def test_a_form_without_pickers_names_both(planning: Network) -> None:
    """Wherever a form comes from, what it asks back names both readings as they can be typed."""
    ana = await planning.teacher("Ana")
    told = await submits(ana, "v1:plan.new:16", {"note": NOTE, "day": "next Friday", "clock": "7"})
    assert "Which Friday do you mean, October 2 or October 9?" in told
    assert "Do you mean 7:00 AM or 7:00 PM? Write AM or PM." in told


async def test_a_reading_that_nobody_offered_does_nothing(planning: Network) -> None:
    """A press for a form that is not there is answered in words."""
    ana = await planning.teacher("Ana")
    assert "That form was finished, or is older than 7 days." in await presses(
        ana, "v1:form.meant:nothing:day:2026-10-09"
    )
    assert "This button is old" in await presses(ana, "v1:form.meant:nothing:day")


@on_discord
async def test_answered_once_is_asked_no_more(planning: Network) -> None:
    """With the form done the buttons are gone."""
    ana = await planning.teacher("Ana")
    await ana.says("/my planner")
    await ana.fills({"What": NOTE, "Day": "next Friday", "Time": "4pm"})
    await ana.presses("October 9, 4:00 PM")
    await ana.sees("Planned for Friday 2026-10-09 16:00.")
    await ana.sees_no("[October 2, 4:00 PM]", "[October 9, 4:00 PM]")


@on_slack
async def test_a_form_that_opens_late_is_for_the_same_thing(planning: Network) -> None:
    """A form that Slack did not open in time is for the same number when it is opened by its button."""
    assert isinstance(planning.home, SlackHost)
    ana = await planning.teacher("Ana")
    planning.home.server.faults.error("views.open", "expired_trigger_id")
    await ana.types("/my planner")
    await ana.presses("Open form")
    await ana.fills({"What": NOTE, "Day": "2026-10-09", "Time": "16:00"})
    await ana.sees(f"Planned for Friday 2026-10-09 16:00. {NOTE} (42)")


@on_discord
async def test_days_are_said_in_the_readers_language(planning: Network) -> None:
    """Whose Discord is in Spanish reads the days and times on the buttons as they are written there."""
    ana = await planning.teacher("Ana")
    assert isinstance(ana, DiscordPerson)
    ana.app.user.locale = "es-ES"
    await plans(planning, ana, "el próximo viernes", "a las 4 de la tarde")
    await ana.presses("9 de octubre, 4:00 p. m.")
    await ana.sees("Planned for Friday 2026-10-09 16:00.")
    await plans(planning, ana, "9 de octubre a las 4:00 p. m.")
    await ana.sees("Planned for Friday 2026-10-09 16:00.")
