"""The Discord that the tests play, with the real discord.py before it."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any, cast

import aiohttp
import discord
import pytest
import yarl

from tests.platforms.discord import DiscordServer, Guild, Permission, Person, User, validation, words

Json = dict[str, Any]
Answering = Callable[["Bot", discord.Interaction], Awaitable[None]]

SHARE: Json = {
    "name": "share",
    "description": "Add a link",
    "type": 1,
    "options": [
        {"name": "link", "description": "Web address", "type": 3, "required": True, "max_length": 40},
        {"name": "kind", "description": "Type", "type": 3, "choices": [{"name": "A lesson", "value": "lesson"}]},
        {"name": "topic", "description": "Topic", "type": 3, "autocomplete": True},
        {"name": "who", "description": "Colleague", "type": 6},
    ],
}
COMMANDS: list[Json] = [
    {"name": "resources", "description": "The library", "type": 1, "options": [SHARE], "contexts": None},
    {"name": "moderate", "description": "Moderate", "type": 1, "default_member_permissions": str(1 << 13)},
    {"name": "Add to library", "type": 3, "integration_types": None},
]


class Bot(discord.AutoShardedClient):
    """The real client, answering as a test says."""

    def __init__(self, answer: Answering | None = None, **options: Any) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            **options,
        )
        self.answer = answer
        self.heard: list[discord.Interaction] = []
        self._arrived: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self._told: asyncio.Queue[str] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not space out sessions: the library's own five seconds are for Discord's limit."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.heard.append(interaction)
        self._arrived.put_nowait(interaction)
        if self.answer is not None:
            await self.answer(self, interaction)

    async def hears(self) -> discord.Interaction:
        return await asyncio.wait_for(self._arrived.get(), 5)

    async def on_socket_event_type(self, event: str) -> None:
        self._told.put_nowait(event)

    async def is_told(self, event: str) -> None:
        async with asyncio.timeout(5):
            while await self._told.get() != event:
                pass

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Failures show in what the person sees, not in the log."""


def data_of(interaction: discord.Interaction) -> Json:
    return cast(Json, interaction.data)


@pytest.fixture
def to_the_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[DiscordServer], None]:
    def point(server: DiscordServer) -> None:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))

    return point


@pytest.fixture
async def server(to_the_server: Callable[[DiscordServer], None]) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        to_the_server(server)
        yield server


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    guild = server.add_guild("Maths")
    server.add_channel(guild, "general")
    return guild


@pytest.fixture
def ana(server: DiscordServer, guild: Guild) -> Person:
    return server.client(server.add_user("ana", locale="es-ES"), guild)


@asynccontextmanager
async def running(server: DiscordServer, answer: Answering | None = None, **options: Any) -> AsyncIterator[Bot]:
    bot = Bot(answer, **options)
    await bot.login(server.token)
    connection = asyncio.create_task(bot.connect())
    ready = asyncio.create_task(bot.wait_until_ready())
    await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=5)
    try:
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        await asyncio.gather(connection, return_exceptions=True)


async def register(bot: Bot, commands: list[Json] = COMMANDS) -> list[Json]:
    application = bot.application_id
    assert application is not None
    registered = await bot.http.bulk_upsert_global_commands(application, cast(Any, commands))
    return cast(list[Json], registered)


def view(*items: discord.ui.Item[Any]) -> discord.ui.LayoutView:
    made = discord.ui.LayoutView(timeout=None)
    for item in items:
        made.add_item(item)
    return made


async def test_ready_with_guilds_whose_ids_are_beyond_a_float(server: DiscordServer, guild: Guild) -> None:
    """The client is ready with every guild and channel, ids kept exactly."""
    async with running(server) as bot:
        assert [known.id for known in bot.guilds] == [guild.id]
        assert guild.id > 2**53
        known = bot.guilds[0].text_channels[0]
        assert (known.id, known.name) == (guild.channel("general").id, "general")
        assert known.permissions_for(bot.guilds[0].me).send_messages
        assert server.gateway.identified == 1
    assert server.problems == []


async def test_commands_are_registered_in_bulk(server: DiscordServer, ana: Person) -> None:
    """What was registered is what people are offered; asking again gives the same ids."""
    async with running(server) as bot:
        first = await register(bot)
        again = await register(bot)
        assert [command["id"] for command in first] == [command["id"] for command in again]
        with pytest.raises(AssertionError, match="no command 'topics'"):
            await ana.slash("topics list")
        with pytest.raises(AssertionError, match="needs permissions"):
            await ana.slash("moderate")
        with pytest.raises(AssertionError, match="no option"):
            await ana.slash("resources share", link="x", colour="red")
        with pytest.raises(AssertionError, match="asks for"):
            await ana.slash("resources share")
        with pytest.raises(AssertionError, match="offers"):
            await ana.slash("resources share", link="x", kind="a song")
        with pytest.raises(AssertionError, match="0 to 40"):
            await ana.slash("resources share", link="x" * 41)
    assert server.problems == []


async def test_a_command_is_answered_for_one_person(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """Options arrive typed, with whom they name; the answer is seen by nobody else."""
    ben = server.add_user("ben", guild)

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        share = data_of(interaction)["options"][0]
        given = {option["name"]: option["value"] for option in share["options"]}
        colleague = data_of(interaction)["resolved"]["users"][given["who"]]["username"]
        said = f"{given['link']} {given['kind']} {colleague} {interaction.locale} @everyone"
        sent = await interaction.response.send_message(said, ephemeral=True)
        assert sent.message_id is not None

    async with running(server, answer) as bot:
        await register(bot)
        exchange = await ana.slash("resources share", link="https://a.b", kind="A lesson", who=ben)
        assert (await exchange.done())["type"] == 4
        assert words(ana.private[-1]) == "https://a.b lesson ben es-ES @everyone"
        assert ana.private[-1].pings == set()
        assert ana.messages() == []
        assert server.client(ben, guild).private == []
    assert server.problems == []


async def test_thinking_then_an_edit_then_a_follow_up(server: DiscordServer, ana: Person) -> None:
    """A deferred answer is filled in later with components v2, and more may follow for 15 minutes."""

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=view(discord.ui.TextDisplay("Done")))
        await interaction.followup.send("More", ephemeral=True)

    async with running(server, answer) as bot:
        await register(bot)
        await ana.slash("resources share", link="x")
        await server.wait_for(lambda: len(ana.private) == 2)
        assert [words(message) for message in ana.private] == ["Done", "More"]
        server.advance(15 * 60)
        with pytest.raises(discord.HTTPException) as refused:
            await bot.heard[0].followup.send("Late")
        assert refused.value.code == 50027
    assert server.problems == []


async def test_one_answer_and_within_three_seconds(server: DiscordServer, ana: Person) -> None:
    """A second answer is refused with 40060, one after three seconds with 10062."""
    async with running(server) as bot:
        await register(bot)
        exchange = await ana.slash("resources share", link="x")
        interaction = await bot.hears()
        await interaction.response.send_message("Once", ephemeral=True)
        twin = discord.Interaction(data=_again(interaction, exchange.token, ana), state=bot._connection)
        with pytest.raises(discord.HTTPException) as twice:
            await twin.response.send_message("Twice")
        late = await ana.slash("resources share", link="y")
        interaction = await bot.hears()
        server.advance(4)
        with pytest.raises(discord.NotFound) as gone:
            await interaction.response.send_message("Late")
        assert (twice.value.code, gone.value.code) == (40060, 10062)
        assert late.failed
        assert not exchange.failed
    assert server.problems == []


def _again(interaction: discord.Interaction, token: str, ana: Person) -> Any:
    payload = {"id": str(interaction.id), "application_id": str(interaction.application_id), "type": 2, "version": 1}
    return payload | {
        "token": token,
        "attachment_size_limit": 1,
        "channel": {"id": str(ana.channel.id), "type": 0},
        "guild_id": str(interaction.guild_id),
    }


async def test_a_form_is_filled_and_sent(server: DiscordServer, ana: Person) -> None:
    """Fields of every kind are checked as the app checks them and arrive under their ids."""
    got: Json = {}

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            for part in data_of(interaction)["components"]:
                field = part["component"]
                got[field["custom_id"]] = field.get("value", field.get("values"))
            await interaction.response.send_message("Thank you", ephemeral=True)
        else:
            await interaction.response.send_modal(_form())

    async with running(server, answer) as bot:
        await register(bot)
        await (await ana.slash("resources share", link="x")).done()
        form = ana.modal
        assert form is not None
        assert words(form).splitlines()[:2] == ["Share", "Title (In your words) e.g. Fractions"]
        for wrong in ({}, {"Title": "x" * 11}, {"Title": "y", "Grade": "6"}, {"Title": "y", "Nothing": "z"}):
            with pytest.raises(AssertionError):
                await ana.submit(form, wrong)
        typed = {"Title": "Halves", "where": [ana.channel], "Visible": "Colleagues", "Sure": True, "Tags": ["b"]}
        assert (await (await ana.submit(form, typed)).done())["type"] == 4
        chosen = {"title": "Halves", "where": [str(ana.channel.id)], "visible": "c", "sure": True, "tags": ["b"]}
        assert got == chosen
        assert ana.modal is None
        assert words(ana.private[-1]) == "Thank you"
    assert server.problems == []


def _form() -> discord.ui.Modal:
    form = discord.ui.Modal(title="Share", custom_id="v1:share", timeout=None)
    title: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="title", placeholder="e.g. Fractions", max_length=10
    )
    where: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(custom_id="where")
    visible: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(custom_id="visible")
    visible.add_option(label="Colleagues", value="c")
    visible.add_option(label="Me", value="m")
    sure: discord.ui.Checkbox[Any] = discord.ui.Checkbox(custom_id="sure")
    tags: discord.ui.Select[Any] = discord.ui.Select(custom_id="tags", max_values=2)
    tags.add_option(label="a", value="a")
    tags.add_option(label="b", value="b")
    form.add_item(discord.ui.Label(text="Title", description="In your words", component=title))
    for text, field in (("Where", where), ("Visible", visible), ("Sure", sure), ("Tags", tags)):
        form.add_item(discord.ui.Label(text=text, component=field))
    return form


async def test_buttons_and_selects_of_a_card(server: DiscordServer, ana: Person) -> None:
    """A press carries the card, which can be changed in answer; private cards can be pressed too."""

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        custom_id = data_of(interaction)["custom_id"]
        if custom_id == "more":
            menu: discord.ui.Select[Any] = discord.ui.Select(custom_id="menu", placeholder="More")
            menu.add_option(label="Pin it", value="pin")
            await interaction.response.send_message(view=view(discord.ui.ActionRow(menu)), ephemeral=True)
        elif custom_id == "menu":
            values = data_of(interaction)["values"]
            await interaction.response.edit_message(view=view(discord.ui.TextDisplay(f"{values[0]} done")))
        else:
            await interaction.response.defer()
            await interaction.edit_original_response(view=view(discord.ui.TextDisplay("You're going")))

    async with running(server, answer) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("**Number talks** <t:1:F>")
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        for label, custom_id in (("Going", "go"), ("More", "more")):
            row.add_item(discord.ui.Button(label=label, custom_id=custom_id))
        await channel.send(view=view(discord.ui.Container(text, discord.ui.Separator(), row)))
        card = ana.messages()[-1]
        assert words(card) == "**Number talks** <t:1:F>\n[Going] [More]"
        with pytest.raises(AssertionError, match="0 buttons 'Gone'"):
            await ana.click(card, "Gone")
        await ana.click(card, "More")
        await server.wait_for(lambda: ana.private)
        assert words(ana.private[-1]) == "[More ▾]"
        ben = server.client(server.add_user("ben"), ana.channel.guild)
        with pytest.raises(AssertionError, match="only ana"):
            await ben.choose(ana.private[-1], "More", "Pin it")
        await (await ana.choose(ana.private[-1], "More", "Pin it")).done()
        assert words(ana.private[-1]) == "pin done"
        await ana.click(card, "Going")
        await server.wait_for(lambda: words(card) == "You're going")
        forged = await ana.raw_component("go", card)
        assert (await forged.done())["type"] == 6
    assert server.problems == []


async def test_an_action_on_a_message_carries_its_words(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """The bot is handed a colleague's message whole, though history hides it without the content intent."""
    theirs = server.client(server.add_user("ben", guild), guild).post("See https://a.b")
    async with running(server) as bot:
        await register(bot)
        await ana.message_action("Add to library", theirs)
        heard = await bot.hears()
        resolved = data_of(heard)["resolved"]["messages"][str(theirs.id)]
        assert resolved["content"] == "See https://a.b"
        fetched = await bot.get_partial_messageable(ana.channel.id).fetch_message(theirs.id)
        assert fetched.content == ""
        await heard.response.send_message("Kept", ephemeral=True)
    assert server.problems == []


async def test_suggestions_while_typing(server: DiscordServer, ana: Person) -> None:
    """What was typed so far is focused; at most 25 suggestions come back."""

    async def answer(bot: Bot, interaction: discord.Interaction) -> None:
        options = data_of(interaction)["options"][0]["options"]
        typed = next(option["value"] for option in options if option.get("focused"))
        count = 26 if typed == "many" else 2
        made = [discord.app_commands.Choice(name=f"{typed}{n}", value=str(n)) for n in range(count)]
        await interaction.response.autocomplete(made)

    async with running(server, answer) as bot:
        await register(bot)
        assert await ana.autocomplete("resources share", "topic", "gra") == [
            {"name": "gra0", "value": "0"},
            {"name": "gra1", "value": "1"},
        ]
        assert server.problems == []
        typing = asyncio.create_task(ana.autocomplete("resources share", "topic", "many"))
        await server.wait_for(lambda: server.problems)
        assert re.search("data.choices: .* is too long", server.problems[0])
        typing.cancel()
        with pytest.raises(AssertionError, match="suggests nothing"):
            await ana.autocomplete("resources share", "link", "x")


async def test_the_same_nonce_is_one_message(server: DiscordServer, ana: Person) -> None:
    """Within minutes a nonce gives the first message again; a deleted one is 404; later it is a new one."""
    async with running(server) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        first = await channel.send("hello", nonce="delivery-1")
        assert (await channel.send("hello", nonce="delivery-1")).id == first.id
        assert len(ana.messages()) == 1
        server.delete_message(ana.messages()[0])
        with pytest.raises(discord.NotFound):
            await channel.send("hello", nonce="delivery-1")
        server.advance(600)
        assert (await channel.send("hello", nonce="delivery-1")).id != first.id
    assert server.problems == []


async def test_direct_messages_arrive_or_are_refused(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """Closed direct messages are 50007, nobody in common is 50278."""
    ben, cleo = server.add_user("ben", guild, dms_closed=True), server.add_user("cleo", guild)
    server.leave(cleo, guild)
    async with running(server) as bot:

        async def send(user: User) -> int:
            try:
                await (await bot.create_dm(discord.Object(user.id))).send("Tomorrow at 4")
            except discord.HTTPException as refused:
                return refused.code
            return 0

        assert [await send(user) for user in (ana.user, ben, cleo)] == [0, 50007, 50278]
        assert [words(message) for message in ana.dms] == ["Tomorrow at 4"]
        with pytest.raises(discord.NotFound) as unknown:
            await bot.guilds[0].fetch_member(cleo.id)
        assert unknown.value.code == 10007
        at_home = server.client(ana.user)
        await at_home.raw_component("v1:still", ana.dms[-1])
        heard = await bot.hears()
        assert (heard.guild_id, heard.user.id) == (None, ana.user.id)
        await heard.response.send_message("Good")
        assert [words(message) for message in ana.dms] == ["Tomorrow at 4", "Good"]
    assert server.problems == []


async def test_pins_have_a_permission_and_a_limit(server: DiscordServer, ana: Person) -> None:
    """Pinning needs its own permission, stops at 250, and is told to the app."""
    async with running(server) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        sent = await channel.send("Keep this")
        await sent.pin()
        assert [words(message) for message in ana.pins()] == ["Keep this"]
        assert [pin.id async for pin in channel.pins()] == [sent.id]
        await sent.unpin()
        server.deny(ana.channel, Permission.PIN_MESSAGES)
        with pytest.raises(discord.Forbidden) as refused:
            await sent.pin()
        assert refused.value.code == 50013
        server.deny(ana.channel, 0)
        for number in range(250):
            ana.post(str(number)).pinned_at = server.state.clock.now()
        with pytest.raises(discord.HTTPException) as full:
            await sent.pin()
        assert full.value.code == 30003
        assert len(ana.messages()) == 251
    assert server.problems == []


async def test_limits_of_rate_are_waited_for(server: DiscordServer, ana: Person) -> None:
    """A 429 is retried by the library once the named time is over."""
    server.faults.rate_limited("POST", "/channels/*/messages", retry_after=0.05, times=2)
    async with running(server) as bot:
        await bot.get_partial_messageable(ana.channel.id).send("hello")
        statuses = [request.status for request in server.sent("POST", "/channels/*/messages")]
        assert statuses == [429, 429, 200]
        assert len(ana.messages()) == 1
    assert server.problems == []


async def test_lost_answers_may_have_been_taken(server: DiscordServer, ana: Person) -> None:
    """A dropped or broken answer leaves the message there or not, as told."""
    async with running(server) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        for after, there in ((False, 0), (True, 1)):
            server.faults.dropped("POST", "/channels/*/messages", after=after)
            with pytest.raises((discord.HTTPException, OSError, aiohttp.ClientError)):
                await channel.send("hello", nonce="n-1")
            assert len(ana.messages()) == there
        server.faults.broken("POST", "/channels/*/messages", status=503, after=True)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("again", nonce="n-2")
        assert len(ana.messages()) == 2
        held = server.faults.hold("POST", "/channels/*/messages")
        sending = asyncio.create_task(channel.send("slow"))
        await asyncio.wait_for(held.reached.wait(), 5)
        assert len(ana.messages()) == 2
        held.release()
        await sending
        server.faults.refused("POST", "/channels/*/messages", code=50001, times=1)
        with pytest.raises(discord.Forbidden):
            await channel.send("no")
        async with server.outage():
            with pytest.raises((OSError, aiohttp.ClientError)):
                await channel.send("nobody there")
        await channel.send("back")
        assert words(ana.messages()[-1]) == "back"
    assert server.problems == []


async def test_a_request_can_outlive_its_sender(server: DiscordServer, ana: Person) -> None:
    """It is held until the sender has hung up, and takes effect when released, or some time after."""
    async with running(server) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        for seconds in (None, 0.05):
            held = server.faults.late("POST", "/channels/*/messages", seconds=seconds)
            sending = asyncio.create_task(channel.send(f"after {seconds}"))
            await asyncio.wait_for(held.reached.wait(), 5)
            assert not held.gone.is_set()
            sending.cancel()
            await asyncio.wait_for(held.gone.wait(), 5)
            if seconds is None:
                assert ana.messages() == []
                held.release()
            await asyncio.wait_for(held.done.wait(), 5)
        await server.faults.lateness.settled()
        assert [words(message) for message in ana.messages()] == ["after None", "after 0.05"]
        held = server.faults.late("POST", "/channels/*/messages")
        sending = asyncio.create_task(channel.send("waited for"))
        await asyncio.wait_for(held.reached.wait(), 5)
        server.faults.clear()
        await sending
        assert words(ana.messages()[-1]) == "waited for"
    assert server.problems == []


async def test_a_storm_is_as_likely_as_told_and_the_same_again(server: DiscordServer, ana: Person) -> None:
    """Of many requests each kind of trouble meets its share; with the same seed it meets the same ones."""
    told: list[list[str]] = []
    async with running(server) as bot:
        for _ in range(2):
            odds = {"p_lost": 0.1, "p_drop": 0.2, "p_5xx": 0.1, "p_429": 0.1, "p_late": 0.1}
            server.faults.storm("POST", "/channels/*/messages", Random(7), late_seconds=0.05, **odds)
            told.append([await _stroke(server, ana) for _ in range(60)])
            server.faults.clear()
            await server.faults.lateness.settled()
        await bot.get_partial_messageable(ana.channel.id).send("calm")
    assert told[0] == told[1]
    assert set(told[0]) == {"fine", "lost", "dropped", "failed", "limited", "late"}
    assert 15 <= told[0].count("fine") <= 35
    assert words(ana.messages()[-1]) == "calm"
    assert server.problems == []


async def _stroke(server: DiscordServer, ana: Person) -> str:
    """Ask once, without the library and its repeats, and tell what became of it."""
    before = len(ana.messages())
    posting = asyncio.create_task(_posted(server, ana))
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
        status = await posting
    except aiohttp.ClientError:
        return "dropped" if len(ana.messages()) > before else "lost"
    assert (len(ana.messages()) > before) == (status != 429)
    return {200: "fine", 429: "limited"}.get(status, "failed")


async def _posted(server: DiscordServer, ana: Person) -> int:
    url = f"{server.api_url}/channels/{ana.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as session:
        return (await _asked(session, "POST", url, content="hello"))[0]


async def test_limits_of_rate_that_are_turned_on(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """Fifty requests a second in all and five messages in five seconds a channel; the library keeps to what it is told.

    Answers to people do not count.
    """
    async with running(server) as bot:
        await register(bot)
        authorized = {"Authorization": f"Bot {server.token}"}
        async with aiohttp.ClientSession(headers=authorized) as session:
            url = f"{server.api_url}/channels/{ana.channel.id}"
            server.rates.on(per_second=7, in_channel=(2, 5.0))
            seen = [await _asked(session, "POST", f"{url}/messages", content=str(n)) for n in range(3)]
            assert [status for status, _ in seen] == [200, 200, 429]
            assert [headers["X-RateLimit-Remaining"] for _, headers in seen] == ["1", "0", "0"]
            assert float(seen[2][1]["X-RateLimit-Reset-After"]) <= 5.0
            seen = [await _asked(session, "GET", url) for _ in range(6)]
            assert [status for status, _ in seen] == [200] * 5 + [429]
            assert (seen[-1][1]["X-RateLimit-Scope"], seen[-1][1]["Retry-After"]) == ("global", "1")
            exchange = await ana.slash("resources share", link="https://a.org")
            await (await bot.hears()).response.send_message("an answer", ephemeral=True)
            assert exchange.callbacks
            server.advance(5)
            assert (await _asked(session, "POST", f"{url}/messages", content="later"))[0] == 200
        assert server.rates.refused == 2
        server.rates.on(in_channel=(2, 0.3))
        channel = bot.get_partial_messageable(ana.channel.id)
        for number in range(5):
            await channel.send(str(number))
        assert server.rates.refused == 2, "the library waits for what the headers say"
        server.rates.off()
        async with aiohttp.ClientSession(headers=authorized) as session:
            asked = [_asked(session, "POST", f"{url}/messages", content=str(number)) for number in range(60)]
            assert {status for status, _ in await asyncio.gather(*asked)} == {200}
    assert server.problems == []


async def _asked(session: aiohttp.ClientSession, method: str, url: str, **body: str) -> tuple[int, Json]:
    async with session.request(method, url, json=body or None) as answer:
        return answer.status, dict(answer.headers)


async def test_a_channel_knows_its_last_message(server: DiscordServer, ana: Person) -> None:
    """Also after that was deleted; what one person alone sees does not count."""
    async with running(server) as bot:
        await register(bot)
        route = discord.http.Route("GET", "/channels/{channel_id}", channel_id=ana.channel.id)
        assert (await bot.http.request(route))["last_message_id"] is None
        ana.post("one")
        last = ana.post("two")
        await ana.slash("resources share", link="https://a.org")
        await (await bot.hears()).response.send_message("an answer", ephemeral=True)
        server.delete_message(last)
        assert (await bot.http.request(route))["last_message_id"] == str(last.id)
    assert server.problems == []


async def test_an_interrupted_session_is_resumed(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """After op 7 or a lost link the session goes on, and what was missed is told; after op 9 it begins anew."""
    async with running(server) as bot:
        server.gateway.reconnect()
        await server.wait_for(lambda: not server.gateway.connected)
        server.add_channel(guild, "while-away")
        await server.wait_for(lambda: server.gateway.resumed == 1)
        await bot.is_told("CHANNEL_CREATE")
        assert len(bot.guilds[0].text_channels) == 2
        server.gateway.cut()
        await server.wait_for(lambda: server.gateway.resumed == 2)
        assert server.gateway.identified == 1
        server.gateway.invalidate()
        await server.wait_for(lambda: server.gateway.identified == 2)
        await register(bot)
        server.gateway.duplicate_next()
        exchange = await ana.slash("resources share", link="x")
        first, twin = await bot.hears(), await bot.hears()
        assert first.id == twin.id
        await first.response.send_message("Once", ephemeral=True)
        assert len(exchange.callbacks) == 1
    assert server.problems == []


async def test_a_wrong_token_ends_the_session(server: DiscordServer, guild: Guild) -> None:
    """REST refuses a wrong token with 401, the gateway with 4004, privileged intents with 4014."""
    with pytest.raises(discord.LoginFailure):
        async with Bot() as stranger:
            await stranger.login("not-it")
    bot = Bot(shard_count=1)
    await bot.login(server.token)
    new = server.revoke_token()
    with pytest.raises(discord.ConnectionClosed) as closed:
        await bot.connect()
    assert closed.value.code == 4004
    greedy = discord.AutoShardedClient(intents=discord.Intents(guilds=True, message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await greedy.start(new)
    assert server.problems == []


async def test_history_needs_its_permission(server: DiscordServer, ana: Person) -> None:
    """Without the permission history is empty and no error; with it, messages come newest first with marker ids."""
    async with running(server) as bot:
        channel = bot.get_partial_messageable(ana.channel.id)
        await channel.send("one")
        await channel.send(view=view(discord.ui.TextDisplay("two", id=77_001)))
        found = [message async for message in channel.history(limit=5)]
        assert [message.content for message in found] == ["", "one"]
        assert [getattr(part, "id", None) for part in found[0].components] == [77_001]
        after = [message async for message in channel.history(limit=5, after=found[1])]
        assert [message.id for message in after] == [found[0].id]
        server.deny(ana.channel, Permission.READ_MESSAGE_HISTORY)
        assert [message async for message in channel.history(limit=5)] == []
        server.deny(ana.channel, Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as hidden:
            await channel.send("three")
        assert hidden.value.code == 50001
    assert server.problems == []


async def test_channels_are_made_and_lost(server: DiscordServer, guild: Guild) -> None:
    """A channel's name becomes usable; one deleted by hand is unknown; a guild can be left and joined again."""
    async with running(server) as bot:
        made = await bot.guilds[0].create_text_channel("Grading: Late Work", topic="About")
        assert made.name == "grading-late-work"
        await made.edit(topic="Changed")
        channel = guild.channel("grading-late-work")
        assert channel.topic == "Changed"
        server.delete_channel(channel)
        with pytest.raises(discord.NotFound) as gone:
            await made.send("hello")
        assert gone.value.code == 10003
        server.remove_bot(guild)
        await bot.is_told("GUILD_DELETE")
        assert list(bot.guilds) == []
        with pytest.raises(discord.Forbidden):
            await bot.fetch_channel(guild.channel("general").id)
        server.add_bot(guild)
        await bot.is_told("GUILD_CREATE")
        assert [known.name for known in bot.guilds] == ["Maths"]
        server.allow_bot(guild, Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as refused:
            await bot.guilds[0].create_text_channel("more")
        assert refused.value.code == 50013
    assert server.problems == []


async def test_files_are_kept(server: DiscordServer, ana: Person) -> None:
    """An uploaded file is attached and can be fetched."""
    async with running(server) as bot:
        calendar = discord.File(io.BytesIO(b"BEGIN:VCALENDAR"), "session.ics")
        sent = await bot.get_partial_messageable(ana.channel.id).send("Come", file=calendar)
        assert await sent.attachments[0].read() == b"BEGIN:VCALENDAR"
        assert words(ana.messages()[-1]) == "Come\n(session.ics)"
    assert server.problems == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"content": "x" * 2001}, "content: Must be between 0 and 2000"),
        ({"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]}, "content beside"),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "y"}] * 41}, "too long"),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "y" * 2001}] * 2}, "4002 characters"),
        ({"components": [{"type": 10, "content": "y"}]}, "Only action rows"),
        ({"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a"}]}]}, "custom_id"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "b"}] * 2}]},
            "is used 2 times",
        ),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a" * 81, "custom_id": "b"}]}]},
            "label: .*too long",
        ),
    ],
)
async def test_messages_over_the_limits(server: DiscordServer, ana: Person, body: Json, problem: str) -> None:
    """What Discord refuses is refused, and stands among the problems."""
    async with running(server) as bot:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=ana.channel.id)
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(route, json=body)
        assert refused.value.code == 50035
        assert len(server.problems) == 1
        assert re.search(problem, server.problems[0]), server.problems
        assert ana.messages() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Two words", "description": "x", "type": 1},
        {"name": "x", "description": "x" * 101, "type": 1},
        {"name": "x", "description": "x", "options": [{"type": 3, "name": "a", "description": "x"}] * 2},
        {
            "name": "x",
            "description": "x",
            "options": [
                {"type": 3, "name": "a", "description": "x"},
                {"type": 3, "name": "b", "description": "x", "required": True},
            ],
        },
        {
            "name": "x",
            "description": "x",
            "options": [
                {"type": 3, "name": f"n{number}", "description": "d" * 100, "description_localizations": {"es-ES": "l"}}
                | {"choices": [{"name": "c" * 100, "value": f"{index:0100}"} for index in range(25)]}
                for number in range(2)
            ],
        },
    ],
)
async def test_commands_over_the_limits(server: DiscordServer, wrong: Json) -> None:
    """A command that Discord would refuse is refused, and none is changed."""
    async with running(server) as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await register(bot, [wrong])
        assert refused.value.code == 50035
        assert len(server.problems) == 1
        assert server.state.commands == []


async def test_a_form_over_the_limits(server: DiscordServer, ana: Person) -> None:
    """A form with a title that is too long is not opened."""

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        form = _form()
        form.title = "x" * 46
        await interaction.response.send_modal(form)

    async with running(server, answer) as bot:
        await register(bot)
        await ana.slash("resources share", link="x")
        await server.wait_for(lambda: server.problems)
        assert ana.modal is None


async def test_a_form_does_not_answer_a_form(server: DiscordServer, ana: Person) -> None:
    """Discord takes no form in answer to one; the first stays open, so that nothing typed is lost."""

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(_form())

    async with running(server, answer) as bot:
        await register(bot)
        await (await ana.slash("resources share", link="x")).done()
        form = ana.modal
        filled = {"Title": "Halves", "Where": ana.channel, "Visible": "Me", "Tags": "a"}
        exchange = await ana.submit(form, filled)
        await server.wait_for(lambda: server.problems)
        assert "MODAL answers no SUBMIT" in server.problems[0]
        assert exchange.callbacks == []
        assert ana.modal is form


async def test_every_other_answer_fits_the_document(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """The endpoints that no other test reaches answer as the published document says."""

    async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Look", ephemeral=True)

    async with running(server, answer) as bot:
        await register(bot)
        server.add_role(guild, "Mentors", ana.user)
        server.deny(ana.channel, Permission.MANAGE_MESSAGES)
        channel = f"/channels/{ana.channel.id}"
        for path in (
            "/applications/@me",
            f"/applications/{bot.application_id}/commands",
            "/users/@me/guilds",
            f"/guilds/{guild.id}",
            f"/guilds/{guild.id}/roles",
            f"/guilds/{guild.id}/channels",
            f"/guilds/{guild.id}/members/{ana.user.id}",
            channel,
        ):
            await bot.http.request(discord.http.Route("GET", path))
        sent = await bot.get_partial_messageable(ana.channel.id).send("one")
        await sent.edit(content="two")
        assert (words(ana.messages()[0]), ana.messages()[0].edits) == ("two", 1)
        old = f"{channel}/pins/{sent.id}"
        await bot.http.request(discord.http.Route("PUT", old))
        assert len(await bot.http.request(discord.http.Route("GET", f"{channel}/pins"))) == 1
        await bot.http.request(discord.http.Route("DELETE", old))
        theirs = ana.post("mine")
        with pytest.raises(discord.Forbidden) as other:
            await bot.get_partial_messageable(ana.channel.id).get_partial_message(theirs.id).edit(content="yours")
        assert other.value.code == 50005
        await sent.delete()
        await (await ana.slash("resources share", link="x")).done()
        heard = await bot.hears()
        assert (await heard.original_response()).content == "Look"
        more = await heard.followup.send("More", ephemeral=True, wait=True)
        await more.edit(content="Even more")
        assert (await heard.followup.fetch_message(more.id)).content == "Even more"
        await more.delete()
        await heard.delete_original_response()
        assert ana.private == []
        made = await bot.guilds[0].create_text_channel("short-lived")
        await made.delete()
    assert server.problems == []


async def test_an_endpoint_that_is_not_played_is_a_problem(server: DiscordServer) -> None:
    """Whatever the server does not play is refused and noted."""
    async with running(server) as bot:
        with pytest.raises(discord.NotFound):
            await bot.fetch_user(5)
    assert server.problems == ["GET /users/5 is not played here"]


async def test_what_does_not_fit_the_published_document(server: DiscordServer, ana: Person) -> None:
    """A request of a wrong shape is refused, and so is an unknown parameter."""
    async with running(server) as bot:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=ana.channel.id)
        with pytest.raises(discord.HTTPException):
            await bot.http.request(route, json={"content": 5})
        with pytest.raises(discord.HTTPException):
            await bot.http.request(discord.http.Route("GET", "/users/@me/guilds"), params={"sort": "name"})
    assert "content: 5 is not" in server.problems[0]
    assert "unknown query parameter sort" in server.problems[1]


def test_a_missing_document_is_said(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the document validation is off, but on CI it may not be missing."""
    monkeypatch.delenv("CI", raising=False)
    assert validation.load(tmp_path / "none.json") is None
    monkeypatch.setenv("CI", "true")
    with pytest.raises(FileNotFoundError):
        validation.load(tmp_path / "none.json")


async def test_two_shards_share_the_guilds(to_the_server: Callable[[DiscordServer], None]) -> None:
    """Each guild is told to the shard that its id names, and interactions go the same way."""
    async with DiscordServer(shards=2) as server:
        to_the_server(server)
        guilds = [server.add_guild(name, shard=shard) for shard, name in enumerate(("Maths", "Reading"))]
        for guild in guilds:
            server.add_channel(guild, "general")
        ana = server.client(server.add_user("ana"), guilds[1])

        async def answer(_bot: Bot, interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Here", ephemeral=True)

        async with running(server, answer) as bot:
            assert [(guild.shard_id, (guild.id >> 22) % 2) for guild in bot.guilds] == [(0, 0), (1, 1)]
            await register(bot)
            await (await ana.slash("resources share", link="x")).done()
        assert server.problems == []
