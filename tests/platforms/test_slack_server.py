"""The Slack test server against real slack-bolt: what it answers, shows, refuses and tells the test."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.platforms.slack import REQUIRED, Message, Person, SlackServer, pings, shown
from tests.platforms.slack.specification import Specification

Wire = dict[str, Any]


@dataclass
class Bot:
    """A small app: each test adds what it needs."""

    app: AsyncApp
    client: AsyncWebClient
    handler: AsyncSocketModeHandler
    seen: list[Any] = field(default_factory=list)

    async def connect(self, server: SlackServer) -> None:
        await self.handler.connect_async()  # type: ignore[no-untyped-call]
        await server.wait_for(lambda: server.links)


def plain(text: str) -> Wire:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str, **more: Any) -> Wire:
    return {"type": "mrkdwn", "text": text, **more}


def section(text: str) -> Wire:
    return {"type": "section", "text": mrkdwn(text)}


def button(label: str, action_id: str, **more: Any) -> Wire:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*elements: Wire) -> Wire:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def field_of(block_id: str, label: str, element: Wire, **more: Any) -> Wire:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def modal(*blocks: Wire, title: str = "Share", **more: Any) -> Wire:
    return {
        "type": "modal",
        "callback_id": "share",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def options(*names: str) -> list[Wire]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def bot(server: SlackServer) -> AsyncIterator[Bot]:
    client = AsyncWebClient(token=server.bot_token, base_url=server.api_url)
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, app_token=server.app_token, ping_interval=0.2)
    yield Bot(app, client, handler)
    await handler.close_async()  # type: ignore[no-untyped-call]
    await asyncio.sleep(0)


@pytest.fixture
def ana(server: SlackServer) -> Person:
    return server.client(server.add_user("ana"), server.add_channel("grading", joined=True))


async def refused(call: Any, code: str) -> Wire:
    with pytest.raises(SlackApiError) as caught:
        await call
    assert caught.value.response["error"] == code
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer


async def test_a_command_reaches_the_app_and_its_ack_and_later_answers_are_private(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """The ack's text and what comes by response_url are seen by the person who asked, by nobody else."""

    @bot.app.command("/staffroom")
    async def command(ack: Any, respond: Any, command: Wire) -> None:
        bot.seen.append(command)
        await ack("Looking.")
        await respond("Found &lt;two&gt;.")

    await bot.connect(server)
    ben = server.client(server.add_user("ben"), ana.channel)
    exchange = await ana.slash("/staffroom", "ask @ben in #grading & <x> https://a.example/?b=1")
    assert exchange.ack == {"text": "Looking."}
    assert exchange.shown_error is None
    assert bot.seen[0]["text"] == (
        f"ask <@{ben.user.id}|ben> in <#{ana.channel.id}|grading> &amp; &lt;x&gt; https://a.example/?b=1"
    )
    await server.wait_for(lambda: len(ana.private) == 2)
    assert {ana.reads(message) for message in ana.private} == {"Looking.", "Found <two>."}
    assert ben.private == []
    assert ben.messages() == []
    assert server.hooks.answers(exchange.hook) == ana.private
    assert server.problems == []


async def test_an_app_that_says_nothing_leaves_an_error_and_its_late_ack_is_ignored(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """After three seconds of the machine clock the person sees operation_timeout."""
    gate = asyncio.Event()

    @bot.app.command("/slow")
    async def command(ack: Any) -> None:
        await gate.wait()
        await ack("Too late.")

    assert (await ana.slash("/slow")).shown_error == "dispatch_failed"
    await bot.connect(server)
    waiting = asyncio.create_task(ana.slash("/slow"))
    await server.wait_for(lambda: server.socket.sent[1:])
    await asyncio.sleep(0.05)
    server.clock.advance(3.1)
    exchange = await waiting
    assert (exchange.ack, exchange.shown_error) == (None, "operation_timeout")
    gate.set()
    await server.wait_for(lambda: server.socket.late_acks)
    assert ana.private == []


async def test_a_form_is_opened_checked_answered_with_errors_changed_and_closed(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """Slack's own checks come first, then the app's errors at the fields, then update, push and close."""
    answers: list[Wire] = [
        {"response_action": "errors", "errors": {"title": "Already in the library."}},
        {"response_action": "update", "view": modal(section("Saved."), title="Done")},
        {"response_action": "push", "view": modal(section("More."), title="Second")},
        {},
    ]

    @bot.app.command("/staffroom")
    async def command(ack: Any, client: AsyncWebClient, body: Wire) -> None:
        await ack()
        view = modal(
            field_of("title", "Title", {"type": "plain_text_input", "max_length": 10}),
            field_of("day", "Day", {"type": "datepicker"}),
            field_of("hour", "Hour", {"type": "timepicker"}, optional=True),
            field_of("kind", "Kind", {"type": "static_select", "options": options("Lesson", "Task")}),
            field_of("place", "Place", {"type": "channels_select"}, optional=True),
            private_metadata="draft-7",
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @bot.app.view("share")
    async def submitted(ack: Any, body: Wire) -> None:
        bot.seen.append(body)
        await ack(**answers[len(bot.seen) - 1])

    await bot.connect(server)
    await ana.slash("/staffroom")
    view = await server.wait_for(lambda: ana.modal)
    assert ana.reads(view).startswith("Share\nTitle")

    assert not (await ana.submit({"Title": "far too long a title", "Day": "tomorrow"})).sent
    assert ana.field_errors == {
        "Title": "Enter at most 10 characters.",
        "Day": "Enter a date as YYYY-MM-DD.",
        "Kind": REQUIRED,
    }
    with pytest.raises(AssertionError, match="not among the choices"):
        await ana.submit({"Kind": "Poem"})

    await ana.submit({"Title": "Fractions", "day": "2026-10-06", "Kind": "Task", "Place": ana.channel})
    assert ana.field_errors == {"Title": "Already in the library."}
    sent = bot.seen[0]["view"]
    assert sent["private_metadata"] == "draft-7"
    assert sent["state"]["values"] == {
        "title": {"value": {"type": "plain_text_input", "value": "Fractions"}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-10-06"}},
        "hour": {"value": {"type": "timepicker", "selected_time": None}},
        "kind": {"value": {"type": "static_select", "selected_option": options("Task")[0]}},
        "place": {"value": {"type": "channels_select", "selected_channel": ana.channel.id}},
    }
    await ana.submit()
    assert ana.modal is view
    assert view.title == "Done"
    await ana.submit()
    assert [each.title for each in ana.stack] == ["Done", "Second"]
    await ana.submit()
    assert [each.title for each in ana.stack] == ["Done"]
    await ana.close_modal()
    assert ana.stack == []
    assert server.problems == []


async def test_an_answer_to_a_form_that_names_no_field_is_told_to_the_test(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """Errors are keyed by block_id; an action_id there is a defect that Slack shows as a failure."""

    @bot.app.shortcut("front_door")
    async def front_door(ack: Any, client: AsyncWebClient, body: Wire) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"], view=modal(field_of("title", "Title", {"type": "plain_text_input"}))
        )

    @bot.app.view("share")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"value": "No."})

    await bot.connect(server)
    await ana.global_shortcut("front_door")
    await server.wait_for(lambda: ana.modal)
    await ana.submit({"Title": "x"})
    assert "which are no input blocks" in server.problems[0]


async def test_buttons_and_menus_hand_over_what_slack_hands_over(server: SlackServer, bot: Bot, ana: Person) -> None:
    """A press carries value, message and response_url, with which the message is replaced or removed."""

    @bot.app.action("going")
    async def going(ack: Any, body: Wire, respond: Any) -> None:
        await ack()
        bot.seen.append(body)
        await respond("You're going.", replace_original=True)

    @bot.app.action("kind")
    async def kind(ack: Any, body: Wire, respond: Any) -> None:
        await ack()
        bot.seen.append(body)
        await respond(delete_original=True)

    await bot.connect(server)
    await bot.client.chat_postMessage(
        channel=ana.channel.id,
        text="Number Talks",
        blocks=[
            section("*Number Talks*"),
            actions(
                button("Going", "going", value="v1:go:7"),
                {
                    "type": "static_select",
                    "action_id": "kind",
                    "placeholder": plain("Which"),
                    "options": options("A", "B"),
                },
            ),
        ],
    )
    card = ana.messages()[0]
    assert ana.reads(card) == "Number Talks\n[Going] [Which ▾]"
    with pytest.raises(AssertionError, match="nothing here is called"):
        await ana.click(card, "Leave")
    await ana.click(card, label="Going")
    await server.wait_for(lambda: card.edited)
    assert ana.reads(card) == "You're going."
    body = bot.seen[0]
    assert body["actions"][0]["value"] == "v1:go:7"
    assert body["message"]["ts"] == card.ts
    assert body["container"]["is_ephemeral"] is False

    await bot.client.chat_postEphemeral(
        channel=ana.channel.id,
        user=ana.user.id,
        text="Which",
        blocks=[
            actions(
                {
                    "type": "static_select",
                    "action_id": "kind",
                    "placeholder": plain("Which"),
                    "options": options("A", "B"),
                }
            )
        ],
    )
    await ana.choose(ana.private[0], "Which", "B")
    await server.wait_for(lambda: not ana.private)
    assert bot.seen[1]["actions"][0]["selected_option"] == options("B")[0]
    assert bot.seen[1]["state"]["values"]["row"]["kind"]["selected_option"] == options("B")[0]
    assert "message" not in bot.seen[1]
    assert server.problems == []


async def test_message_shortcuts_and_forged_payloads_arrive(server: SlackServer, bot: Bot, ana: Person) -> None:
    """A shortcut carries the message that it was used on; forged ones are not looked up."""

    @bot.app.shortcut("keep")
    async def keep(ack: Any, body: Wire) -> None:
        await ack()
        bot.seen.append(body["message"]["text"])

    @bot.app.action("old")
    async def old(ack: Any, body: Wire) -> None:
        await ack()
        bot.seen.append(body["actions"][0]["value"])

    @bot.app.view("forged")
    async def forged(ack: Any, body: Wire) -> None:
        await ack()
        bot.seen.append(body["view"]["state"]["values"])

    await bot.connect(server)
    await ana.message_action("keep", ana.post("See <this> @ana"))
    await ana.raw_block_action("old", "v0:gone")
    await ana.raw_view_submission("forged", {"a": {"b": {"type": "plain_text_input", "value": "x"}}})
    await server.wait_for(lambda: len(bot.seen) == 3)
    assert bot.seen[0] == f"See &lt;this&gt; <@{ana.user.id}|ana>"
    assert bot.seen[1:] == ["v0:gone", {"a": {"b": {"type": "plain_text_input", "value": "x"}}}]


async def test_an_external_select_asks_the_app_and_only_what_it_offered_can_be_chosen(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """Below the shortest query nothing is asked; too many options are told to the test."""
    offered = [options("Algebra", "Geometry")]

    @bot.app.command("/staffroom")
    async def command(ack: Any, client: AsyncWebClient, body: Wire) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=modal(field_of("topic", "Topic", {"type": "external_select", "min_query_length": 2})),
        )

    @bot.app.options("value")
    async def suggest(ack: Any, payload: Wire) -> None:
        bot.seen.append(payload["value"])
        await ack(options=offered[0])

    @bot.app.view("share")
    async def submitted(ack: Any, view: Wire) -> None:
        await ack()
        bot.seen.append(view["state"]["values"]["topic"]["value"]["selected_option"]["value"])

    await bot.connect(server)
    await ana.slash("/staffroom")
    await server.wait_for(lambda: ana.modal)
    assert await ana.suggest("Topic", "a") == []
    assert await ana.suggest("Topic", "al") == ["Algebra", "Geometry"]
    await ana.submit({"Topic": "Geometry"})
    assert bot.seen == ["al", "geometry"]
    assert server.problems == []

    offered[0] = options(*(f"Topic {number}" for number in range(101)))
    await ana.slash("/staffroom")
    await server.wait_for(lambda: ana.modal)
    await ana.suggest("topic", "al")
    assert "no more than 100 items allowed" in server.problems[0]


async def test_home_is_published_seen_and_pressed(server: SlackServer, bot: Bot, ana: Person) -> None:
    """app_home_opened leads to a Home tab, whose buttons open forms with their trigger."""

    @bot.app.event("app_home_opened")
    async def opened(event: Wire, client: AsyncWebClient) -> None:
        bot.seen.append(event["tab"])
        await client.views_publish(
            user_id=event["user"],
            view={"type": "home", "blocks": [section("*Welcome*"), actions(button("Ask", "ask"))]},
        )

    @bot.app.action("ask")
    async def ask(ack: Any, client: AsyncWebClient, body: Wire) -> None:
        await ack()
        bot.seen.append("response_url" in body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("Ask away")))

    await bot.connect(server)
    await ana.open_home()
    home = await server.wait_for(lambda: ana.home)
    assert ana.reads(home) == "Welcome\n[Ask]"
    await ana.click(home, "Ask")
    await server.wait_for(lambda: ana.modal)
    assert bot.seen == ["home", False]
    view = home.wire()
    await refused(
        bot.client.views_publish(user_id=ana.user.id, hash="stale", view={"type": "home", "blocks": []}),
        "hash_conflict",
    )
    await bot.client.views_publish(user_id=ana.user.id, hash=view["hash"], view={"type": "home", "blocks": []})
    server.home_tab = False
    await refused(bot.client.views_publish(user_id=ana.user.id, view={"type": "home", "blocks": []}), "not_enabled")


async def test_a_trigger_lives_three_seconds_and_once(server: SlackServer, bot: Bot, ana: Person) -> None:
    """The clock is moved, nobody sleeps; the codes are those of Slack's reference for views.open."""
    bot.app.command("/staffroom")(_just_ack)
    await bot.connect(server)
    view = modal(section("x"))
    first = (await ana.slash("/staffroom")).trigger_id
    await bot.client.views_open(trigger_id=first, view=view)
    await refused(bot.client.views_open(trigger_id=first, view=view), "exchanged_trigger_id")
    late = (await ana.slash("/staffroom")).trigger_id
    server.clock.advance(3.5)
    await refused(bot.client.views_open(trigger_id=late, view=view), "expired_trigger_id")
    await refused(bot.client.views_open(trigger_id="1.2.3", view=view), "invalid_trigger_id")
    await refused(bot.client.views_push(trigger_id=server.hooks.new_trigger(ana.user.id), view=view), "not_found")


async def _just_ack(ack: Any) -> None:
    await ack()


async def test_views_change_by_hash_keep_what_was_typed_and_stack_three_high(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """An update keeps fields whose block and action stay; a fourth view is refused."""
    form = modal(
        field_of("title", "Title", {"type": "plain_text_input", "initial_value": "Old"}),
        {**actions(button("Add", "add")), "block_id": "row"},
    )
    bot.app.action("add")(_just_ack)
    await bot.connect(server)
    opened = await bot.client.views_open(trigger_id=server.hooks.new_trigger(ana.user.id), view=form)
    view = ana.modal
    assert view is not None
    await ana.choose(view, "Title", "Typed")
    stale = opened["view"]["hash"]
    await bot.client.views_update(view_id=view.id, hash=stale, view={**form, "title": plain("Again")})
    assert view.values["title"]["value"]["value"] == "Typed"
    await refused(bot.client.views_update(view_id=view.id, hash=stale, view=form), "hash_conflict")
    for _ in range(2):
        trigger = (await ana.click(ana.stack[-1], "Add")).trigger_id
        await bot.client.views_push(trigger_id=trigger, view=form)
    trigger = (await ana.click(ana.stack[-1], "Add")).trigger_id
    await refused(bot.client.views_push(trigger_id=trigger, view=form), "push_limit_reached")


async def test_events_come_again_with_the_same_id(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Redelivery keeps event_id and says that it is one; bolt runs the listener twice."""

    @bot.app.event("app_home_opened")
    async def opened(body: Wire, context: Wire, request: Any) -> None:
        bot.seen.append((body["event_id"], request.headers.get("x-slack-retry-num")))

    await bot.connect(server)
    exchange = await ana.open_home()
    event_id = exchange.payload["event_id"]
    await server.redeliver(event_id)
    await asyncio.sleep(0.05)
    assert bot.seen == [(event_id, ["0"]), (event_id, ["1"])]


async def test_what_was_not_acknowledged_reaches_the_next_connection(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """An event sent while nobody listened comes on connecting; disconnects and lost links lead to new ones."""

    @bot.app.event("app_home_opened")
    async def opened(body: Wire) -> None:
        bot.seen.append(body["event_id"])

    bot.app.command("/staffroom")(_just_ack)
    missed = await ana.open_home()
    assert missed.shown_error == "dispatch_failed"
    await bot.connect(server)
    await server.wait_for(lambda: server.socket.sent[1:] and server.socket.sent[1].ack is not None)
    assert server.socket.sent[1].payload["event_id"] == missed.payload["event_id"]

    old = server.links[0]
    await server.disconnect("refresh_requested")
    await server.wait_for(lambda: server.links and old not in server.links)
    assert (await ana.slash("/staffroom")).ack == {}

    old = server.links[0]
    server.drop_links()
    await server.wait_for(lambda: server.links and old not in server.links)
    assert (await ana.slash("/staffroom")).ack == {}
    assert len(server.calls("apps.connections.open")) == 3


async def test_a_command_lost_with_its_link_comes_again_on_the_next(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Within the three seconds the same envelope is sent again; the person notices nothing."""

    @bot.app.command("/staffroom")
    async def command(ack: Any) -> None:
        bot.seen.append("asked")
        if len(bot.seen) == 1:
            server.drop_links()
            await asyncio.sleep(1)
        await ack("Here.")

    await bot.connect(server)
    exchange = await ana.slash("/staffroom")
    assert (exchange.ack, bot.seen) == ({"text": "Here."}, ["asked", "asked"])
    assert len(server.socket.sent) == 1


async def test_several_connections_share_the_work(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Each payload goes to one of the links only."""
    bot.app.command("/staffroom")(_just_ack)
    await bot.connect(server)
    second = AsyncSocketModeHandler(bot.app, app_token=server.app_token)
    await second.connect_async()  # type: ignore[no-untyped-call]
    await server.wait_for(lambda: len(server.links) == 2)
    exchanges = [await ana.slash("/staffroom") for _ in range(4)]
    used = [exchange.envelope.link for exchange in exchanges if exchange.envelope]
    assert len(set(used)) == 2
    assert all(exchange.ack == {} for exchange in exchanges)
    await second.close_async()  # type: ignore[no-untyped-call]


async def test_a_wrong_app_token_opens_nothing(server: SlackServer, bot: Bot) -> None:
    """An unknown token is invalid; a token of the other kind is told so."""
    await refused(bot.client.apps_connections_open(app_token="xapp-1-wrong"), "invalid_auth")
    await refused(bot.client.apps_connections_open(app_token=server.bot_token), "not_allowed_token_type")
    await refused(bot.client.auth_test(token=server.app_token), "not_allowed_token_type")


async def test_rate_limits_and_other_failures_strike_as_often_as_ordered(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """429 is retried after Retry-After; failures after accepting leave the message posted."""
    channel = ana.channel.id
    server.faults.rate_limit("chat.postMessage", retry_after=0)
    await refused(bot.client.chat_postMessage(channel=channel, text="one"), "ratelimited")
    bot.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    server.faults.rate_limit("chat.*", retry_after=0)
    await bot.client.chat_postMessage(channel=channel, text="two")
    bot.client.retry_handlers.clear()

    server.faults.error("chat.postMessage", "fatal_error", accepted=True)
    await refused(bot.client.chat_postMessage(channel=channel, text="three"), "fatal_error")
    server.faults.server_error("chat.postMessage", accepted=True, status=503)
    with pytest.raises(SlackApiError):
        await bot.client.chat_postMessage(channel=channel, text="four")
    server.faults.drop("chat.postMessage", accepted=True)
    with pytest.raises(aiohttp.ClientError):
        await bot.client.chat_postMessage(channel=channel, text="five")
    server.faults.drop("chat.postMessage", accepted=False)
    with pytest.raises(aiohttp.ClientError):
        await bot.client.chat_postMessage(channel=channel, text="six")
    server.faults.slow("chat.postMessage", 0.05, where=lambda params: params["text"] == "seven")
    started = time.monotonic()
    await bot.client.chat_postMessage(channel=channel, text="seven")
    assert time.monotonic() - started >= 0.05
    assert [message.text for message in ana.messages()] == ["two", "three", "four", "five", "seven"]


async def test_a_request_can_outlive_its_sender(server: SlackServer, bot: Bot, ana: Person) -> None:
    """It is held until the sender has hung up, and takes effect when released, or some time after."""
    for seconds in (None, 0.05):
        held = server.faults.late("chat.postMessage", seconds=seconds)
        sending = asyncio.create_task(bot.client.chat_postMessage(channel=ana.channel.id, text=f"after {seconds}"))
        await asyncio.wait_for(held.reached.wait(), 5)
        assert not held.gone.is_set()
        sending.cancel()
        await asyncio.wait_for(held.gone.wait(), 5)
        if seconds is None:
            assert ana.messages() == []
            held.release()
        await asyncio.wait_for(held.done.wait(), 5)
    await server.faults.lateness.settled()
    assert [message.text for message in ana.messages()] == ["after None", "after 0.05"]
    held = server.faults.late("chat.postMessage")
    sending = asyncio.create_task(bot.client.chat_postMessage(channel=ana.channel.id, text="waited for"))
    await asyncio.wait_for(held.reached.wait(), 5)
    server.faults.clear()
    await sending
    assert ana.messages()[-1].text == "waited for"


async def test_a_storm_is_as_likely_as_told_and_the_same_again(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Of many requests each kind of trouble meets its share; with the same seed it meets the same ones."""
    bot.client.retry_handlers.clear()
    told: list[list[str]] = []
    for _ in range(2):
        server.faults.storm(
            "chat.*", Random(7), p_lost=0.1, p_drop=0.2, p_5xx=0.2, p_429=0.1, p_late=0.1, late_seconds=0.05
        )
        told.append([await _stroke(server, bot, ana) for _ in range(60)])
        server.faults.clear()
        await server.faults.lateness.settled()
    await bot.client.chat_postMessage(channel=ana.channel.id, text="calm")
    assert told[0] == told[1]
    assert set(told[0]) == {"fine", "lost", "dropped", "503", "internal_error", "ratelimited", "late"}
    assert 10 <= told[0].count("fine") <= 30
    assert ana.messages()[-1].text == "calm"


async def _stroke(server: SlackServer, bot: Bot, ana: Person) -> str:
    """Post once and tell what became of it."""
    before = len(ana.messages())
    posting = asyncio.create_task(bot.client.chat_postMessage(channel=ana.channel.id, text="hello"))
    while not posting.done() and not server.faults.lateness.held:
        await asyncio.wait({posting}, timeout=0.02)
    if not posting.done():
        [held] = server.faults.lateness.held
        posting.cancel()
        await asyncio.wait_for(held.gone.wait(), 5)
        assert len(ana.messages()) == before
        await asyncio.wait_for(held.done.wait(), 5)
        assert len(ana.messages()) == before + 1
        return "late"
    try:
        await posting
    except aiohttp.ClientError:
        return "dropped" if len(ana.messages()) > before else "lost"
    except SlackApiError as error:
        data = error.response.data
        code = str(data["error"]) if isinstance(data, dict) else str(error.response.status_code)
        accepted = len(ana.messages()) > before
    else:
        return "fine"
    assert accepted == (code != "ratelimited")
    return code


async def test_limits_of_rate_that_are_turned_on(server: SlackServer, bot: Bot, ana: Person) -> None:
    """A message a second in a channel, a few at once, and so many a minute in the workspace."""
    server.rates.on(burst=3, per_minute=60)

    async def post(channel: str) -> str:
        try:
            await bot.client.chat_postMessage(channel=channel, text="x")
        except SlackApiError as error:
            return f"{error.response.status_code} {error.response.headers['Retry-After']}"
        return "posted"

    assert [await post(ana.channel.id) for _ in range(4)] == ["posted"] * 3 + ["429 1"]
    server.clock.advance(1)
    assert [await post(ana.channel.id) for _ in range(2)] == ["posted", "429 1"]
    server.rates.on(burst=3, per_minute=6)
    people = [server.add_user(f"p{number}") for number in range(7)]
    assert [await post(person.id) for person in people] == ["posted"] * 6 + ["429 10"]
    assert server.rates.refused == 3
    server.rates.off()
    assert [await post(ana.channel.id) for _ in range(9)] == ["posted"] * 9


async def test_optional_scopes_can_be_left_out(server: SlackServer) -> None:
    """An admin who installs the app decides; a test can also give and take each by name."""
    scopes = {"bot": ["chat:write", "im:history"], "bot_optional": ["im:history"]}
    server.install({"oauth_config": {"scopes": scopes}})
    assert server.scopes == {"chat:write", "im:history"}
    server.install({"oauth_config": {"scopes": scopes}}, optional=False)
    assert server.scopes == {"chat:write"}


async def test_an_outage_refuses_connections_and_ends_at_the_same_address(
    server: SlackServer, bot: Bot, ana: Person
) -> None:
    """During an outage nothing is accepted; afterwards the app finds its way back by itself."""
    bot.app.command("/staffroom")(_just_ack)
    await bot.connect(server)
    async with server.faults.outage():
        with pytest.raises(aiohttp.ClientConnectorError):
            await bot.client.chat_postMessage(channel=ana.channel.id, text="lost")
        await server.wait_for(lambda: not server.links)
    await server.wait_for(lambda: server.links, timeout=15)
    await bot.client.chat_postMessage(channel=ana.channel.id, text="there")
    assert (await ana.slash("/staffroom")).ack == {}
    assert [message.text for message in ana.messages()] == ["there"]


async def test_a_missing_scope_is_named_with_what_there_is(server: SlackServer, bot: Bot, ana: Person) -> None:
    """missing_scope says what was needed and what was provided; auth.test carries the scopes."""
    await bot.client.chat_postMessage(channel=ana.channel.id, text="x")
    server.scopes.intersection_update({"chat:write", "commands"})
    answer = await refused(bot.client.pins_add(channel=ana.channel.id, timestamp=ana.messages()[0].ts), "missing_scope")
    assert (answer["needed"], answer["provided"]) == ("pins:write", "chat:write,commands")
    assert (await bot.client.auth_test()).headers["x-oauth-scopes"] == "chat:write,commands"
    await refused(bot.client.conversations_info(channel=ana.channel.id), "missing_scope")


async def test_unknown_methods_and_parameters_are_told_to_the_test(
    server: SlackServer, bot: Bot, ana: Person, shared_specification: None
) -> None:
    """Slack answers unknown_method, and the test hears of both."""
    await refused(bot.client.api_call("chat.shout"), "unknown_method")
    await bot.client.chat_postMessage(channel=ana.channel.id, text="x", client_msg_id="1")
    assert server.problems == ["chat.shout: unknown method", "chat.postMessage: unknown parameters client_msg_id"]


@pytest.fixture
def shared_specification() -> None:
    if Specification().missing:
        pytest.skip("../shared/specs is not here; parameters are not checked")


TOO_MUCH: list[tuple[str, list[Wire], str]] = [
    ("fifty-one blocks", [section("x")] * 51, "no more than 50 items"),
    ("a long section", [section("x" * 3001)], "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("an empty section", [section("")], "more than 0 characters"),
    ("mrkdwn in a header", [{"type": "header", "text": mrkdwn("x")}], "must be plain_text"),
    ("a long header", [{"type": "header", "text": plain("x" * 151)}], "less than 151"),
    ("26 buttons", [actions(*(button("x", f"a{n}") for n in range(26)))], "no more than 25 items"),
    ("a long label", [actions(button("x" * 76, "a"))], "less than 76"),
    ("a long value", [actions(button("x", "a", value="x" * 2001))], "less than 2001"),
    ("the same action twice", [actions(button("x", "a"), button("y", "a"))], "already exists"),
    ("the same block twice", [actions(button("x", "a")), actions(button("y", "b"))], "already exists"),
    ("a long action", [actions(button("x", "a" * 256))], "less than 256"),
    ("a field in actions", [actions({"type": "plain_text_input", "action_id": "a"})], "unsupported type"),
    ("an unknown key", [{**section("x"), "colour": "red"}], "invalid additional property: colour"),
    ("an unknown block", [{"type": "poll"}], "unsupported type: poll"),
    (
        "101 options",
        [actions({"type": "static_select", "options": options(*(f"o{n}" for n in range(101)))})],
        "no more than 100 items",
    ),
    (
        "a long placeholder",
        [actions({"type": "static_select", "placeholder": plain("x" * 151), "options": options("A")})],
        "less than 151",
    ),
    (
        "an initial option that is none",
        [actions({"type": "static_select", "options": options("A"), "initial_option": options("B")[0]})],
        "must be one of the options",
    ),
    ("an image without words", [{"type": "image", "image_url": "https://a.example/x.png"}], "alt_text"),
]


@pytest.mark.parametrize(("blocks", "words"), [case[1:] for case in TOO_MUCH], ids=[case[0] for case in TOO_MUCH])
async def test_blocks_beyond_slacks_limits_are_refused_and_told(
    server: SlackServer, bot: Bot, ana: Person, blocks: list[Wire], words: str
) -> None:
    """Slack's code goes to the app, the exact reason to the test, and nothing is posted."""
    await refused(bot.client.chat_postMessage(channel=ana.channel.id, text="x", blocks=blocks), "invalid_blocks")
    assert words in server.problems[0]
    assert ana.messages() == []


async def test_messages_that_are_too_long_or_without_words(server: SlackServer, bot: Bot, ana: Person) -> None:
    """The sum of all blocks has its own limit; blocks alone leave screen readers with nothing."""
    channel = ana.channel.id
    blocks = [section("x" * 2800) for _ in range(5)]
    await refused(bot.client.chat_postMessage(channel=channel, text="x", blocks=blocks), "msg_blocks_too_long")
    await refused(bot.client.chat_postMessage(channel=channel, text="x", blocks="{"), "invalid_blocks_format")
    server.problems.clear()
    with pytest.warns(UserWarning, match="text"):
        await bot.client.chat_postMessage(channel=channel, blocks=[section("x")])
    assert server.problems == [
        "chat.postMessage: blocks without top-level text; screen readers and notifications need it"
    ]
    with pytest.warns(UserWarning, match="text"):
        await refused(bot.client.chat_postMessage(channel=channel), "no_text")
    await refused(bot.client.chat_postEphemeral(channel=channel, user=ana.user.id, text="x" * 4001), "msg_too_long")


WRONG_VIEWS: list[tuple[str, Wire, str, str]] = [
    ("a long title", modal(title="x" * 25), "invalid_arguments", "less than 25"),
    ("much metadata", modal(private_metadata="x" * 3001), "invalid_arguments", "less than 3001"),
    ("a long callback", modal(callback_id="x" * 256), "invalid_arguments", "less than 256"),
    ("101 blocks", modal(*([section("x")] * 101)), "invalid_arguments", "no more than 100"),
    (
        "a field without a button to send",
        {
            key: value
            for key, value in modal(field_of("a", "A", {"type": "plain_text_input"})).items()
            if key != "submit"
        },
        "invalid_arguments",
        "submit",
    ),
    (
        "a field longer than fields are",
        modal(field_of("a", "A", {"type": "plain_text_input", "max_length": 3001})),
        "invalid_arguments",
        "between 1 and 3000",
    ),
    (
        "too many bytes",
        modal(*({"type": "section", "fields": [plain("x" * 2000)] * 10} for _ in range(13))),
        "view_too_large",
        "view_too_large",
    ),
]


@pytest.mark.parametrize(
    ("view", "code", "words"), [case[1:] for case in WRONG_VIEWS], ids=[case[0] for case in WRONG_VIEWS]
)
async def test_views_beyond_slacks_limits_are_refused_and_told(
    server: SlackServer, bot: Bot, ana: Person, view: Wire, code: str, words: str
) -> None:
    """As for messages: the code to the app, the reason to the test, nothing on the screen."""
    trigger = server.hooks.new_trigger(ana.user.id)
    await refused(bot.client.views_open(trigger_id=trigger, view=view), code)
    assert words in server.problems[0]
    assert ana.modal is None


async def test_messages_are_edited_deleted_and_linked_to(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Only the bot's own; blocks stay where an edit names none."""
    channel = ana.channel.id
    ts = (await bot.client.chat_postMessage(channel=channel, text="one", blocks=[section("one")]))["ts"]
    await bot.client.chat_update(channel=channel, ts=ts, text="two")
    card = ana.messages()[0]
    assert (card.text, ana.reads(card)) == ("two", "one")
    await bot.client.chat_update(channel=channel, ts=ts, text="three", blocks=[])
    assert ana.reads(card) == "three"
    link = await bot.client.chat_getPermalink(channel=channel, message_ts=ts)
    assert link["permalink"].endswith(f"/archives/{channel}/p{ts.replace('.', '')}")
    theirs = ana.post("mine")
    await refused(bot.client.chat_update(channel=channel, ts=theirs.ts, text="x"), "cant_update_message")
    await refused(bot.client.chat_update(channel=channel, ts="1.1", text="x"), "message_not_found")
    await bot.client.chat_delete(channel=channel, ts=ts)
    assert ana.messages() == [theirs]
    await refused(bot.client.chat_delete(channel=channel, ts=ts), "message_not_found")


async def test_ephemeral_messages_are_for_one_reader_in_the_channel(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Nobody else sees it, and its time stamp edits nothing."""
    ben = server.client(server.add_user("ben"), ana.channel)
    ts = (await bot.client.chat_postEphemeral(channel=ana.channel.id, user=ana.user.id, text="psst"))["message_ts"]
    assert [message.text for message in ana.private] == ["psst"]
    assert (ben.private, ben.messages()) == ([], [])
    await refused(bot.client.chat_update(channel=ana.channel.id, ts=ts, text="x"), "message_not_found")
    secret = server.add_channel("moderators", private=True, joined=True, members=(ben.user,))
    await refused(bot.client.chat_postEphemeral(channel=secret.id, user=ana.user.id, text="x"), "user_not_in_channel")
    with pytest.raises(AssertionError, match="not in moderators"):
        ana.messages(secret)


async def test_where_the_bot_may_post(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Channels it is not in, private ones, archived ones, read-only ones, direct messages."""
    post = bot.client.chat_postMessage
    public = server.add_channel("news")
    await post(channel=public.id, text="with chat:write.public")
    server.scopes.discard("chat:write.public")
    await refused(post(channel=public.id, text="x"), "not_in_channel")
    await bot.client.conversations_join(channel=public.id)
    await post(channel=public.id, text="joined")
    public.read_only = True
    await refused(post(channel=public.id, text="x"), "restricted_action")
    await server.archive(public)
    await refused(post(channel=public.id, text="x"), "is_archived")
    await refused(post(channel=server.add_channel("secret", private=True).id, text="x"), "channel_not_found")
    await refused(post(channel="C404", text="x"), "channel_not_found")
    await post(channel=ana.user.id, text="hello")
    assert [message.text for message in ana.dms] == ["hello"]
    server.messages_tab = False
    await refused(post(channel=ana.user.id, text="x"), "messages_tab_disabled")


async def test_channels_are_created_listed_described_and_archived(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Slack's codes for names, topics, members; lists come in pages."""
    create = bot.client.conversations_create
    channel = (await create(name="late-work"))["channel"]
    for name, code in (
        ("late-work", "name_taken"),
        ("Late Work", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
        ("x" * 81, "invalid_name_maxlength"),
        ("", "invalid_name_required"),
    ):
        await refused(create(name=name), code)
    await bot.client.conversations_setTopic(channel=channel["id"], topic="Kind deadlines")
    await bot.client.conversations_setPurpose(channel=channel["id"], purpose="Talk")
    await refused(bot.client.conversations_setTopic(channel=channel["id"], topic="x" * 251), "too_long")
    described = (await bot.client.conversations_info(channel=channel["id"]))["channel"]
    assert (described["topic"]["value"], described["purpose"]["value"]) == ("Kind deadlines", "Talk")
    await bot.client.conversations_invite(channel=channel["id"], users=[ana.user.id])
    await refused(bot.client.conversations_invite(channel=channel["id"], users=ana.user.id), "already_in_channel")
    assert ana.user.id in (await bot.client.conversations_members(channel=channel["id"]))["members"]

    names = []
    async for page in await bot.client.conversations_list(limit=1, types="public_channel,private_channel"):
        names += [each["name"] for each in page["channels"]]
    assert names == ["grading", "late-work"]
    await bot.client.conversations_archive(channel=channel["id"])
    await refused(bot.client.conversations_archive(channel=channel["id"]), "already_archived")
    assert (await bot.client.conversations_list(exclude_archived=True))["channels"][0]["name"] == "grading"
    await refused(create(name="late-work"), "name_taken")
    server.may_create_channels = False
    await refused(create(name="new"), "restricted_action")
    assert server.problems == []


async def test_pins(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Pinned once, seen by people, taken away by hand or by the bot."""
    ts = (await bot.client.chat_postMessage(channel=ana.channel.id, text="keep"))["ts"]
    pin: Wire = {"channel": ana.channel.id, "timestamp": ts}
    await bot.client.pins_add(**pin)
    assert [message.text for message in ana.pins()] == ["keep"]
    await refused(bot.client.pins_add(**pin), "already_pinned")
    items = (await bot.client.pins_list(channel=ana.channel.id))["items"]
    assert [item["message"]["ts"] for item in items] == [ts]
    server.unpin(ana.pins()[0])
    await refused(bot.client.pins_remove(**pin), "no_pin")
    await bot.client.pins_add(**pin)
    server.delete_message(ana.messages()[0])
    assert ana.pins() == []
    await refused(bot.client.pins_add(**pin), "message_not_found")


async def test_history_gives_metadata_only_when_asked(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Newest first in pages, between two moments; replies stay in their thread."""
    channel = ana.channel.id
    stamps = []
    for number in range(5):
        metadata = {"event_type": "delivery", "event_payload": {"key": str(number)}}
        stamps.append((await bot.client.chat_postMessage(channel=channel, text=str(number), metadata=metadata))["ts"])
    await bot.client.chat_postMessage(channel=channel, text="reply", thread_ts=stamps[0])
    bare = (await bot.client.conversations_history(channel=channel, limit=2))["messages"]
    assert [message["text"] for message in bare] == ["4", "3"]
    assert bare[0]["metadata"] == {"event_type": "delivery"}
    texts, keys = [], []
    async for page in await bot.client.conversations_history(
        channel=channel, limit=2, include_all_metadata=True, oldest=stamps[1], latest=stamps[4], inclusive=True
    ):
        texts += [message["text"] for message in page["messages"]]
        keys += [message["metadata"]["event_payload"]["key"] for message in page["messages"]]
    assert texts == keys == ["4", "3", "2", "1"]
    thread = (await bot.client.conversations_replies(channel=channel, ts=stamps[0]))["messages"]
    assert [message["text"] for message in thread] == ["0", "reply"]
    elsewhere = server.add_channel("elsewhere")
    await refused(bot.client.conversations_history(channel=elsewhere.id), "not_in_channel")
    await refused(
        bot.client.chat_postMessage(channel=channel, text="x", metadata={"event_type": "x"}),
        "invalid_metadata_format",
    )
    assert server.problems == []


async def test_people_and_the_workspace_are_described(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Language and zone come with users.info; direct messages open with people who are still there."""
    zoe = server.add_user("zoe", admin=True, locale="es-ES", tz="Europe/Madrid")
    described = (await bot.client.users_info(user=zoe.id, include_locale=True))["user"]
    assert (described["locale"], described["tz"], described["is_admin"]) == ("es-ES", "Europe/Madrid", True)
    assert "locale" not in (await bot.client.users_info(user=zoe.id))["user"]
    await refused(bot.client.users_info(user="U404"), "user_not_found")
    assert [each["name"] for each in (await bot.client.users_list())["members"]] == ["staffroom", "ana", "zoe"]
    assert (await bot.client.team_info())["team"]["name"] == server.workspace.name
    opened = await bot.client.conversations_open(users=[zoe.id])
    assert opened["channel"]["id"] == server.client(zoe).channel.id
    await refused(bot.client.conversations_open(users="U404"), "user_not_found")
    zoe.deleted = True
    await refused(bot.client.conversations_open(users=zoe.id), "user_disabled")


async def test_a_file_is_uploaded_and_shared(server: SlackServer, bot: Bot, ana: Person) -> None:
    """The three steps of the newer upload, by the library's own method."""
    await bot.client.files_upload_v2(
        channel=ana.channel.id, filename="a.ics", content="BEGIN:VCALENDAR", initial_comment="For your calendar"
    )
    message = ana.messages()[0]
    assert (message.text, message.files[0]["name"]) == ("For your calendar", "a.ics")
    assert server.uploads[message.files[0]["id"]].content == b"BEGIN:VCALENDAR"
    assert server.problems == []


async def test_a_response_url_works_five_times_for_thirty_minutes(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Private by default, for everybody on request; used up or old, it answers 404."""
    bot.app.command("/staffroom")(_just_ack)
    await bot.connect(server)
    hook = AsyncWebhookClient((await ana.slash("/staffroom")).response_url)
    assert (await hook.send(text="open", response_type="in_channel")).status_code == 200
    assert [message.text for message in ana.messages()] == ["open"]
    for _ in range(4):
        assert (await hook.send(text="quiet")).status_code == 200
    assert len(ana.private) == 4
    used = await hook.send(text="once more")
    assert (used.status_code, "used_url" in used.body) == (404, True)
    hook = AsyncWebhookClient((await ana.slash("/staffroom")).response_url)
    assert server.problems == []
    wrong = await hook.send(text="x", blocks=[section("x" * 3001)])
    assert (wrong.status_code, len(server.problems)) == (400, 1)
    server.clock.advance(30 * 60 + 1)
    old = await hook.send(text="late")
    assert (old.status_code, "expired_url" in old.body) == (404, True)


async def test_a_manifest_decides_what_there_is(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Commands and shortcuts that are not in it cannot be used; scopes are those it names."""
    token = server.install(
        {
            "features": {
                "slash_commands": [{"command": "/staffroom", "should_escape": False}],
                "shortcuts": [{"type": "message", "callback_id": "keep", "name": "Keep for me"}],
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            },
            "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_uninstalled"]}},
        }
    )
    assert token == server.bot_token
    assert server.scopes == {"commands", "chat:write"}
    bot.app.command("/staffroom")(_just_ack)
    bot.app.shortcut("keep")(_just_ack)
    await bot.connect(server)
    assert (await ana.slash("/staffroom", "ask @ana")).payload["text"] == "ask @ana"
    assert (await ana.message_action("Keep for me", ana.post("x"))).payload["callback_id"] == "keep"
    with pytest.raises(AssertionError, match="not a valid command"):
        await ana.slash("/find")
    with pytest.raises(AssertionError, match="no global shortcut"):
        await ana.global_shortcut("keep")


async def test_an_app_that_is_removed_hears_of_it_and_can_come_back(server: SlackServer, bot: Bot, ana: Person) -> None:
    """Its token is refused, both events arrive, and installing again gives a new token."""

    @bot.app.event("app_uninstalled")
    async def removed(body: Wire) -> None:
        bot.seen.append(body["event"]["type"])

    @bot.app.event("tokens_revoked")
    async def revoked(body: Wire) -> None:
        bot.seen.append(body["event"]["type"])

    await bot.connect(server)
    old = server.bot_token
    await server.uninstall()
    await asyncio.sleep(0.05)
    assert sorted(bot.seen) == ["app_uninstalled", "tokens_revoked"]
    await refused(bot.client.auth_test(), "account_inactive")
    assert server.install() != old
    assert (await bot.client.auth_test(token=server.bot_token))["team_id"] == server.team_id
    await server.revoke_token()
    await refused(bot.client.auth_test(token=server.bot_token), "token_revoked")


async def test_two_workspaces_stand_side_by_side(server: SlackServer) -> None:
    """Teams differ, tokens do not work for one another, ids of people and channels coincide."""
    async with SlackServer("Second") as second:
        assert server.team_id != second.team_id
        assert server.add_user("ana").id == second.add_user("ana").id
        client = AsyncWebClient(token=server.bot_token, base_url=second.api_url)
        await refused(client.auth_test(), "invalid_auth")


READ: list[tuple[str, str]] = [
    ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
    ("see <https://a.example/_x_|the page> or <https://b.example>", "see the page or https://b.example"),
    ("<!date^1790000000^{date_long}|Tuesday, 4:00 PM Eastern>", "Tuesday, 4:00 PM Eastern"),
    ("<@U1> in <#C1|old>, <!here> <@U2|eva>", "@ana in #grading, @here @eva"),
    ("*bold* _it_ ~no~ `a *b*` 2*3*4 snake_case_name", "bold it no a *b* 2*3*4 snake_case_name"),
    ("@\u200bhere", "@here"),
    ("https://a.example/_x_ *", "https://a.example/_x_ *"),
]


@pytest.mark.parametrize(("text", "read"), READ)
def test_text_as_people_read_it(text: str, read: str) -> None:
    """Escapes, links, dates, references and marks are what a reader sees of them."""
    assert shown(text, {"U1": "ana", "C1": "grading"}) == read


PINGED: list[tuple[str | list[Wire], set[str]]] = [
    ("<!channel> <@U1> <!subteam^S1|@math> &lt;!here&gt;", {"channel", "U1", "subteam:S1"}),
    ("@here @\u200beveryone me@here.example", {"here"}),
    ([{"type": "section", "text": mrkdwn("@everyone")}], {"everyone"}),
    ([{"type": "section", "text": mrkdwn("@everyone <!here>", verbatim=True)}], {"here"}),
    ([{"type": "section", "text": plain("@everyone <!here> <@U1>")}], set()),
    ([actions(button("<!here>", "a"))], set()),
]


@pytest.mark.parametrize(("content", "who"), PINGED)
def test_who_would_be_pinged(content: str | list[Wire], who: set[str]) -> None:
    """Only markup that Slack acts on counts, and bare words where it parses them."""
    assert pings(content) == who


def test_a_message_sent_without_parsing_pings_nobody_by_bare_words(server: SlackServer, ana: Person) -> None:
    """parse none stops bare words, not references."""
    message = Message("1.1", ana.channel, "U1", "@here <!channel>", settings={"parse": "none"})
    assert pings(message) == {"channel"}


def test_without_the_specification_ci_fails_and_others_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Elsewhere the check is skipped and said to be."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(FileNotFoundError):
        Specification(tmp_path / "absent.json")
    monkeypatch.setenv("CI", "")
    absent = Specification(tmp_path / "absent.json")
    assert absent.missing
    assert absent.unknown("chat.postMessage", ["x"]) == set()
