"""One interaction gets one answer, in an order that each front allows, however long the work takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.limits import CAPABILITIES as DISCORD
from bot.interaction.responder import Late, Nothing, Problems, Responder, Result, Settled, State
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import Actions, Button, Command, Field, Form, Heading, Paragraph, Reply, Words, buttons, reply
from bot.ui.text import Message, t
from tests.core.clocks import HandMovedClock, settled
from tests.core.replies import FRONTS, found_in

Kind = Literal["reply", "form", "problems", "nothing"]
KINDS: tuple[Kind, ...] = ("reply", "form", "problems", "nothing")
ANSWERS = ("answer", "complete", "open_form", "show_problems")

on_every_front = pytest.mark.parametrize("can", FRONTS, ids=lambda can: can.platform.value)


@dataclass
class Recorder:
    """An answering that writes down what it is asked for, and when; *broken* is what the platform fails at."""

    clock: HandMovedClock
    broken: str = ""
    calls: list[tuple[str, float]] = field(default_factory=list)
    said: tuple[Reply, ...] = ()
    form: Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    async def _note(self, call: str) -> None:
        await asyncio.sleep(0)
        self.calls.append((call, self.clock.monotonic()))
        if call == self.broken:
            raise OSError(f"{call} was refused")

    async def answer(self, replies: Sequence[Reply]) -> None:
        self.said = tuple(replies)
        await self._note("answer")

    async def defer(self) -> None:
        await self._note("defer")

    async def complete(self, replies: Sequence[Reply]) -> None:
        self.said = tuple(replies)
        await self._note("complete")

    async def open_form(self, form: Form) -> bool:
        self.form = form
        await self._note("open_form")
        return True

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        self.form, self.problems = form, problems
        await self._note("show_problems")

    @property
    def order(self) -> list[str]:
        return [call for call, _ in self.calls]


FORM = Form("resource.save", t("Share a link"), (Field("link", t("Web address"), value="htps://a.org"),))
ANSWER = reply(Heading(t("Saved.")), t("See it with {command}.", command=Command("find")))


async def _instead() -> Reply:
    return reply(t("Ready."), buttons(Button(t("Open form"), "form.open", ("d1",), "primary")))


def result_of(kind: Kind) -> Result:
    match kind:
        case "reply":
            return ANSWER
        case "form":
            return Late(FORM, _instead)
        case "problems":
            problems: dict[str, Words] = {"link": t("Not an address: {typed}", typed="htps://a.org")}
            fix = reply(t("Not saved yet."), buttons(Button(t("Fix it"), "form.open", ("d1",))))
            return Problems(FORM, problems, fix)
        case "nothing":
            return Nothing()


def expected(kind: Kind, late: bool, can: Capabilities) -> list[str]:
    if late:
        return ["defer", "complete"]
    if kind == "nothing":
        return []
    if kind == "form":
        return ["open_form"]
    return ["show_problems"] if kind == "problems" and can.problems_at_fields else ["answer"]


@dataclass
class Play:
    """One interaction on a front, with a clock that the test moves."""

    can: Capabilities
    kind: Kind
    takes: float
    may_open_form: bool = False
    broken: str = ""
    clock: HandMovedClock = field(default_factory=HandMovedClock)

    def __post_init__(self) -> None:
        self.front = Recorder(self.clock, self.broken)
        self.responder = Responder(self.front, self.can, self.clock)
        self.carried_out = False

    async def work(self) -> Settled:
        await self.clock.sleep(self.takes)
        self.carried_out = True
        localizer = Localizer(Languages(), "en", "America/New_York", self.can.command_prefix)
        return Settled(result_of(self.kind), localizer)

    async def until(self, moment: float) -> None:
        """Play it to the end, or as far as it comes by *moment*."""
        running = asyncio.ensure_future(self.responder.run(self.work, self.may_open_form))
        await self.clock.to(moment)
        if not running.done():
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            return
        await running


# How long, what comes of it, what the front is asked for


@on_every_front
@pytest.mark.parametrize("may_open_form", [False, True])
@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_quick_is_answered_at_once(can: Capabilities, kind: Kind, may_open_form: bool) -> None:
    """A quick reply is the answer, a quick form opens, and mistakes are shown at the fields where a front can."""
    for takes in (0.0, 1.49):
        play = Play(can, kind, takes, may_open_form)
        await play.until(1.495)
        assert play.front.calls == [(call, takes) for call in expected(kind, False, can)]
        assert play.clock.sleeping == 0
        assert play.responder.state is State.ANSWERED


@on_every_front
@pytest.mark.parametrize(("may_open_form", "patience"), [(False, 1.5), (True, 2.2)])
@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_slow_is_deferred_then_completed(
    can: Capabilities, kind: Kind, may_open_form: bool, patience: float
) -> None:
    """After 1.5 s (2.2 s where a form may open) the person is told to wait, and answered when it is done."""
    play = Play(can, kind, 5.0, may_open_form)
    await play.until(60)
    assert play.front.calls == [("defer", patience), ("complete", 5.0)]
    assert play.responder.state is State.ANSWERED
    assert bool(play.front.said) is (kind != "nothing")


@on_every_front
async def test_a_form_gets_a_little_longer(can: Capabilities) -> None:
    """Where a form may open nothing is deferred before 2.2 s, because afterwards it could not open any more."""
    play = Play(can, "form", 2.19, may_open_form=True)
    await play.until(2.18)
    assert play.front.calls == []
    play = Play(can, "form", 2.19, may_open_form=True)
    await play.until(60)
    assert play.front.calls == [("open_form", 2.19)]


@on_every_front
async def test_a_form_that_is_late_has_a_button_that_opens_it(can: Capabilities) -> None:
    """Nothing opens late by itself on any front, so a button does."""
    play = Play(can, "form", 3.0, may_open_form=True)
    await play.until(60)
    assert play.front.order == ["defer", "complete"]
    (button,) = found_in(play.front.said, (Button,))
    assert button == Button("Open form", "form.open", ("d1",), "primary")
    assert play.front.form is None


@on_every_front
@pytest.mark.parametrize("late", [False, True])
async def test_mistakes_are_at_the_fields_or_come_with_fix_it(can: Capabilities, late: bool) -> None:
    """Discord cannot answer a form with a form, and no front can late: then a private answer has Fix it."""
    play = Play(can, "problems", 3.0 if late else 0.1)
    await play.until(60)
    if can is DISCORD or late:
        assert play.front.form is None
        (button,) = found_in(play.front.said, (Button,))
        assert isinstance(button, Button) and button.label == "Fix it"
    else:
        assert play.front.said == ()
        assert play.front.form is not None and play.front.form.fields[0].value == "htps://a.org"
        assert play.front.problems == {"link": "Not an address: htps://a.org"}


@on_every_front
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("takes", [0.0, 5.0])
async def test_what_a_front_gets_is_translated_and_fits(can: Capabilities, kind: Kind, takes: float) -> None:
    """Replies and forms arrive as plain words within the front's limits."""
    play = Play(can, kind, takes)
    await play.until(60)
    assert not found_in((play.front.said, play.front.form), (Message, Command))
    assert all(type(words) is str for words in play.front.problems.values())
    if play.front.form is not None:
        assert len(str(play.front.form.title)) <= can.form_title


@on_every_front
@pytest.mark.parametrize("takes", [0.0, 5.0])
async def test_an_answer_too_long_for_one_message_is_given_whole(can: Capabilities, takes: float) -> None:
    """What does not fit is several messages of one answer."""
    long = Reply((Paragraph(("fraction " * 3000,)), Actions((Button("Next", "next"),))))
    play = Play(can, "reply", takes)

    async def work() -> Settled:
        await play.clock.sleep(takes)
        return Settled(long, Localizer(Languages(), "en", None, "/"))

    running = asyncio.ensure_future(play.responder.run(work, may_open_form=False))
    await play.clock.to(10)
    await running
    assert len(play.front.said) > 1
    assert len(found_in(play.front.said, (Button,))) == 1
    assert len([call for call in play.front.order if call in ANSWERS]) == 1


# The law


@given(
    st.sampled_from(FRONTS),
    st.sampled_from(KINDS),
    st.integers(0, 8000).map(lambda ms: ms / 1000).filter(lambda takes: takes not in (1.5, 2.2)),
    st.booleans(),
)
async def test_there_is_exactly_one_answer(can: Capabilities, kind: Kind, takes: float, may_open_form: bool) -> None:
    """Whatever the delay and the outcome: one answer, within 3 s a first sign, and no form once that was to wait."""
    play = Play(can, kind, takes, may_open_form)
    await play.until(60)
    late = takes > (2.2 if may_open_form else 1.5)
    assert play.front.order == expected(kind, late, can)
    answers = [call for call in play.front.order if call in ANSWERS]
    assert len(answers) == (1 if late or kind != "nothing" else 0)
    assert all(at <= 2.2 for _, at in play.front.calls[:1])
    assert play.responder.state is State.ANSWERED
    assert play.carried_out and play.clock.sleeping == 0


@pytest.mark.parametrize(("may_open_form", "takes"), [(False, 1.5), (True, 2.2)])
async def test_what_is_ready_at_the_very_moment_is_answered_once(may_open_form: bool, takes: float) -> None:
    """On the edge either order is right, but not both."""
    play = Play(DISCORD, "reply", takes, may_open_form)
    await play.until(60)
    assert play.front.order in (["answer"], ["defer", "complete"])


# What goes wrong


@on_every_front
@pytest.mark.parametrize(("kind", "takes", "broken"), [
    ("reply", 0.0, "answer"), ("form", 0.0, "open_form"), ("problems", 0.0, "show_problems"), ("reply", 3.0, "defer"),
    ("reply", 3.0, "complete"), ("form", 3.0, "complete"), ("problems", 3.0, "complete"), ("nothing", 3.0, "complete"),
])  # fmt: skip
async def test_an_answer_that_fails_is_not_hidden(can: Capabilities, kind: Kind, takes: float, broken: str) -> None:
    """What a front refuses comes out to whoever logs it; no second answer is tried, and nothing goes on running."""
    if broken == "show_problems" and not can.problems_at_fields:
        broken = "answer"
    play = Play(can, kind, takes, broken=broken)
    with pytest.raises(OSError, match=f"{broken} was refused"):
        await play.until(60)
    assert play.front.order[-1] == broken
    assert play.responder.state is not State.ANSWERED
    assert play.clock.sleeping == 0
    assert play.carried_out is (broken != "defer")


@pytest.mark.parametrize("takes", [0.0, 3.0])
async def test_work_that_fails_comes_out(takes: float) -> None:
    """A failure that nobody turned into an answer is not taken for one."""
    play = Play(DISCORD, "reply", takes)

    async def fails() -> Settled:
        await play.clock.sleep(takes)
        raise LookupError("gone")

    await raises_in(play, fails, LookupError)
    assert play.front.order == (["defer"] if takes else [])
    assert play.clock.sleeping == 0


async def raises_in(play: Play, work: Callable[[], Awaitable[Settled]], error: type[Exception]) -> None:
    running = asyncio.ensure_future(play.responder.run(work, may_open_form=False))
    await play.clock.to(10)
    with pytest.raises(error):
        await running


@pytest.mark.parametrize(("moment", "asked"), [(1.0, []), (4.0, ["defer"])])
async def test_stopping_in_the_middle_stops_the_work(moment: float, asked: list[str]) -> None:
    """When the program ends, work that was under way ends with it."""
    play = Play(DISCORD, "reply", 30.0)
    await play.until(moment)
    await settled()
    assert play.front.order == asked
    assert not play.carried_out
    assert play.clock.sleeping == 0


async def test_the_clock_of_these_tests_wakes_in_order() -> None:
    """Sleepers wake at their time, earliest first, and none before it."""
    clock, woken = HandMovedClock(), list[tuple[str, float]]()

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    tasks = [asyncio.ensure_future(sleeper(name, seconds)) for name, seconds in (("late", 2.0), ("early", 1.0))]
    await clock.to(0.9)
    assert woken == []
    await clock.to(5.0)
    await asyncio.gather(*tasks)
    assert woken == [("early", 1.0), ("late", 2.0)]
    assert (clock.now() - HandMovedClock().now()).total_seconds() == 5.0
