"""What people type is shown as typed: it pings nobody, formats nothing, breaks no page; and no log has it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Any

import pytest
from sqlalchemy import text as statement
from sqlalchemy.engine import make_url

from storage.engine import engine_for_migrations
from tests.platforms.discord import Message
from tests.platforms.slack import pings
from tests.platforms.slack.socket import Envelope
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.discord import DiscordHost, DiscordPerson
from tests.scenarios.stage.forging import presses, submits
from tests.scenarios.stage.logs import Logs
from tests.scenarios.stage.room import RoomPerson
from tests.scenarios.stage.seen import tidy
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.slack_person import SlackPerson
from tests.storage.network import every_row

HOSTILE = (
    "@everyone come here",
    "@here and @channel",
    "<!channel> <!here|here> <!everyone>",
    "<!subteam^S012345> everybody",
    "<@U0123456> <@!123456789012345678> <@&123456789012345678>",
    "<#C0123456> <#123456789012345678>",
    "[free books](http://evil.example)",
    "<http://evil.example|your bank>",
    "*bold* **bold** __under__ ~~no~~ ||hidden||",
    "`code` and ```a block```",
    "<script>alert(1)</script><b>b</b>",
    '"><img src=x onerror=alert(1)>',
    "&amp; &lt;b&gt; &",
    "\u202egnol שלום مرحبا",
    "🦉 👩🏽‍🏫 emoji",
    "zero\u200bwidth\u2060 words",
    "# a heading",
    "> a quote",
    "- an item",
    "1. first",
    "\\*not escaped\\*",
    "<t:1700000000:F> <:owl:123456789012345678>",
    "{title} {0} %s %(x)s",
    "two\nlines\n# and a heading",
    "w" * 118 + " w",
)
NAMES = (
    "@everyone",
    "<!channel>",
    "[x](http://evil.example)",
    "🦉",
    "שלום",
    "<b>`*_",
    "two\nlines",
    "#general",
    "a" * 80,
)
BODY = """@everyone @here <!channel> <@U0123456> <#C0123456>

# no heading

> no quote

`no code` *no italics* _none_ ~~none~~ ||none|| <b>none</b> &lt;none&gt;

**bold words** and [the words](https://example.org/page)

- one point
- another **point**

[not this](javascript:alert(1)) ![no image](https://example.org/i.png) <https://example.org/bare>
"""


def flat(words: str) -> str:
    """*words* as eyes read them, wherever the lines break, and in links as Discord takes them."""
    return re.sub(r"https?://", "", " ".join(tidy(words).split())).replace("%7C", "|")


async def test_titles_are_shown_as_they_were_typed(network: Network) -> None:
    """Whatever stands in a title or in what it is good for is read as it was typed, in the answer and on the card."""
    ana = await network.teacher("Ana")
    for number, typed in enumerate(HOSTILE, start=1):
        filled = {"link": f"https://example.org/{number}", "title": typed, "about": f"For {typed}", "tags": "fractions"}
        told = await submits(ana, "v1:resource.new", filled)
        assert f"Added to the library: {flat(typed)}." in flat(told), (typed, told)
        await ana.says("/resources show", resource=str(number))
        assert f"#{number} {flat(typed)} (example.org)" in flat(ana.answer), (typed, ana.answer)
        assert f"For {flat(typed)}" in flat(ana.answer), (typed, ana.answer)
    await ana.sees_in("library", "#1 ")
    await ana.until(lambda: len(ana.posted("library")) == len(HOSTILE), "a card for each")
    shown = [flat(card.words) for card in ana.posted("library")]
    for number, typed in enumerate(HOSTILE, start=1):
        assert any(f"#{number} {flat(typed)} (example.org) For {flat(typed)}" in words for words in shown), typed
    await ana.says("/resources mine")
    await ana.sees(f"#{len(HOSTILE)} ")
    await no_script(ana)


async def test_names_of_topics_are_shown_as_they_were_typed(network: Network) -> None:
    """A topic may be called anything; its channel has a name that the platform takes, and everybody can open it."""
    mo = await network.moderator("Mo")
    for typed in NAMES:
        told = await submits(mo, "v1:topic.new", {"name": typed, "about": f"About {typed}"})
        assert f"{flat(typed)} is open." in flat(told), (typed, told)
        assert "no channel" not in told, (typed, told)
    for number, typed in enumerate(NAMES, start=1):
        await mo.says("/topics show", topic=str(number))
        assert f"{flat(typed)} About {flat(typed)}" in flat(mo.answer), (typed, mo.answer)
    rows = await every_row(network.installation.url)
    channels = [row["external_id"] for row in rows["topic_channels"] if row["external_id"]]
    assert len(set(channels)) == len(channels), "two topics have one channel"
    await no_script(mo)


async def test_an_announcement_formats_its_four_things_and_nothing_else(network: Network) -> None:
    """Paragraphs, points, bold and links come to life; everything else in an announcement is read as it was typed."""
    ben = await network.facilitator("Ben")
    told = await submits(
        ben, "v1:announcement.new", {"text": BODY, "day": "2026-10-05", "clock": "16:00", "repeat": "once"}
    )
    assert "Scheduled for" in told, told
    await network.clock.to("2026-10-05 16:00")
    await ben.sees_in("announcements", "no heading")
    (posted,) = ben.posted("announcements")
    words = flat(posted.words)
    for literal in (
        "@everyone @here <!channel> <@U0123456> <#C0123456>",
        "# no heading",
        "> no quote",
        "`no code` *no italics* _none_ ~~none~~ ||none|| <b>none</b> &lt;none&gt;",
        "bold words and the words",
        "one point",
        "another point",
        "javascript:alert(1)",
        "example.org/bare",
    ):
        assert literal in words, (literal, posted.words)
    assert "**" not in words and "[the words]" not in words, posted.words
    wire = told_on_the_wire(ben, posted.handle)
    assert re.search(r'\*\*bold words\*\*|<strong>bold words</strong>|"bold words", "style": {"bold": true}', wire), (
        wire
    )
    assert re.search(
        r'\[the words\]\(<https://example\.org/page>\)|"https://example\.org/page", "text": "the words"|href="https://example\.org/page"',
        wire,
    ), wire
    assert not re.search(
        r'[^\\]\]\(<?javascript|"url": "javascript|href=.javascript', wire.replace("not this](", "")
    ), wire
    await no_script(ben)


async def test_what_cannot_be_stored_is_refused_in_words(network: Network) -> None:
    """A character that no database takes is named as the trouble, wherever it was typed; the rest is kept."""
    ana = await network.teacher("Ana")
    typed = {"link": "https://example.org/x", "title": "A\x00title", "about": "Kept words"}
    told = await submits(ana, "v1:resource.new", typed)
    assert "cannot be stored" in told, told
    await ana.says("/staffroom home")
    await ana.presses("Go on 1")
    opened = await ana.until(lambda: ana.form, "the form again")
    assert opened.fields["What it is good for"] == "Kept words"
    assert opened.fields["Web address"] == "https://example.org/x"
    told = await submits(ana, "v1:resource.new", {**typed, "title": "A\ud800title"})
    assert "cannot be stored" in told or "Added to the library: A?title." in told, told
    told = await submits(ana, "v1:find", {"words": "A\x00title"})
    assert "cannot be stored" in told, told
    if network.suggests:
        assert await ana.suggested("/topics show", "topic", "A\x00") == []


async def test_what_is_delivered_twice_is_done_once(network: Network) -> None:
    """A platform that delivers a thing twice, at once or later, has it carried out and answered once."""
    mo = await network.moderator("Mo")
    deeds = (
        ("v1:resource.new", {"link": "https://example.org/twice", "title": "Twice"}, "Added to the library"),
        ("v1:topic.new", {"name": "Fractions"}, "is open."),
    )
    for code, typed, seen in deeds:
        told = await twice(mo, code, typed)
        assert len(told) == 1 and seen in told[0], told
    rows = await every_row(network.installation.url)
    assert len(rows["resources"]) == len(rows["topics"]) == 1


async def test_a_command_that_is_delivered_twice_is_answered_once(network: Network) -> None:
    """Also where the second delivery would find that it is done already, the person reads one answer, the first."""
    ana = await network.teacher("Ana")
    told = await command_twice(network, ana, "resources share", {"link": "https://example.org/twice", "title": "Twice"})
    assert len(told) == 1 and "Added to the library: Twice." in told[0], told
    told = await command_twice(network, ana, "topics list", {})
    assert len(told) == 1 and "There are no topics yet." in told[0], told


async def test_no_log_has_what_people_typed(network: Network, logs: Logs, caplog: pytest.LogCaptureFixture) -> None:
    """Titles, addresses, bodies, searches and tokens are in no line of the log, also when something breaks."""
    caplog.set_level(logging.WARNING)
    network.expects_error("handler failed")
    network.expects_error("housekeeping failed")
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await submits(
        ana, "v1:resource.new", {"link": "https://example.org/Xyzzy", "title": "Xyzzy title", "tags": "xyzzy"}
    )
    await submits(ana, "v1:resource.new", {"link": "xyzzy", "title": "Xyzzy" * 99})
    await submits(
        ben, "v1:announcement.new", {"text": "Xyzzy body", "day": "2026-10-01", "clock": "10:00", "repeat": "once"}
    )
    await ana.says("/find", words="xyzzy nothing")
    await ana.says("/topics show", topic="Xyzzy topic")
    await presses(ana, "v1:xyzzy:1")
    await network.clock.to("2026-10-01 10:00")
    await ben.sees_in("announcements", "Xyzzy body")
    await broken(network, "resources")
    told = await submits(ana, "v1:resource.new", {"link": "https://example.org/Xyzzy/2", "title": "Xyzzy again"})
    assert "Something went wrong on my side" in told and "What you typed is kept" in told, told
    await ana.says("/find", words="xyzzy again")
    await ana.sees("Something went wrong on my side")
    said = "\n".join(map(str, logs.events)) + "\n".join(said for _, said in logs.errors) + caplog.text
    assert "handler failed" in said
    assert "xyzzy" not in said.lower(), re.findall(r".{0,200}xyzzy.{0,100}", said, re.IGNORECASE)[:5]
    for token in tokens(network):
        assert token not in said


async def twice(person: Person[Any], code: str, typed: dict[str, str]) -> list[str]:
    """Send a form, and let its platform deliver it once more; return all that the person was answered."""
    match person:
        case DiscordPerson():
            before = len(person.app.private)
            person.host.server.gateway.duplicate_next()
            await submits(person, code, typed)
            await settled(person)
            return [person._read(message) for message in person.app.private[before:]]
        case SlackPerson():
            filled = {name: {"value": {"type": "plain_text_input", "value": value}} for name, value in typed.items()}
            exchange = await person.app.raw_view_submission(code, filled)
            assert exchange.envelope is not None
            again = await person.server.socket.deliver(Envelope("interactive", exchange.envelope.payload))
            answers = [exchange.ack or {}, again.ack or {}]
            return [person.server.shown(ack["view"]["blocks"]) for ack in answers if "view" in ack]
        case RoomPerson():
            before = len(person.private())
            for _ in range(2):
                await resend(person, do="submit", code=code, source="", values=typed)
            return [seen.words for seen in person.private()[before:]]
        case _:
            raise AssertionError(person)


async def command_twice(network: Network, person: Person[Any], path: str, options: dict[str, str]) -> list[str]:
    """Use a command that its platform delivers once more, and return all that the person was answered."""
    match person:
        case DiscordPerson():
            before = len(person.app.private)
            person.host.server.gateway.duplicate_next()
            await person.says(f"/{path}", **options)
            await settled(person)
            return [person._read(message) for message in person.app.private[before:]]
        case SlackPerson():
            before = len(person.private())
            given = " ".join(f'{name}:"{value}"' for name, value in options.items())
            await person._act(person._type(f"{path} {given}"))
            first = next(each for each in reversed(person.server.socket.sent) if each.kind == "slash_commands")
            await person.server.socket.deliver(Envelope("slash_commands", first.payload))
            await settled(person)
            return [seen.words for seen in person.private()[before:]]
        case RoomPerson():
            before = len(person.private())
            for _ in range(2):
                await resend(person, do="command", path=path, options=options)
            return [seen.words for seen in person.private()[before:]]
        case _:
            raise AssertionError(person)


async def resend(person: RoomPerson, **what: Any) -> None:
    """Send a request under the reference that its like had before, as a page does whose line broke."""
    tab, ref = person.tab, f"again{abs(hash(json.dumps(what))):x}"
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    tab._waiting[ref] = done
    assert tab._socket is not None
    await tab._socket.send_str(json.dumps({"ref": ref, **what}))
    await asyncio.wait_for(done, 5)


async def settled(person: Person[Any]) -> None:
    """Let everything before come to its end; the answer to this further press is taken away again."""
    before = {seen.key for seen in person.private()}
    await presses(person, "v1:nothing.like.that")
    await asyncio.sleep(0.1)  # nothing tells that something will not come
    later = [seen for seen in person.private() if seen.key not in before and "This button is old" in seen.words]
    for seen in later:
        match seen.handle:
            case Message():
                seen.handle.channel.messages.pop(seen.handle.id)
            case _:
                assert isinstance(person, SlackPerson)
                person.server.workspace.ephemerals.remove(seen.handle)


def told_on_the_wire(person: Person[Any], handle: Any) -> str:
    match person:
        case DiscordPerson():
            return json.dumps(handle.components, ensure_ascii=False)
        case SlackPerson():
            assert not pings(handle)
            return json.dumps(handle.blocks, ensure_ascii=False)
        case _:
            return html_of(handle)


def html_of(node: Any) -> str:
    if isinstance(node, str):
        return node
    inner = "".join(html_of(child) for child in node.children)
    attributes = "".join(f' {name}="{value}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>{inner}</{node.tag}>"


async def no_script(person: Person[Any]) -> None:
    """In the room: no message brought a script, an image or a handler with it, also on a page loaded anew."""
    if not isinstance(person, RoomPerson):
        return
    for tab in person.tabs.values():
        await tab._load()
        for article, _ in tab.messages.values():
            for node in article.every():
                assert node.tag not in ("script", "img", "iframe", "style", "b"), html_of(article)
                assert not [name for name in node.attributes if name.startswith("on")], html_of(article)
                assert not node["href"].lower().startswith(("javascript", "data")), html_of(article)


async def broken(network: Network, table: str) -> None:
    """Take a table away, as a failing disk would."""
    engine = engine_for_migrations(make_url(network.installation.url))
    async with engine.begin() as connection:
        await connection.execute(statement(f"ALTER TABLE {table} RENAME TO {table}_gone"))
    await engine.dispose()


def tokens(network: Network) -> list[str]:
    match network.home:
        case DiscordHost(server=server):
            return [server.token, *(exchange.token for exchange in server.state.exchanges.values())]
        case SlackHost(server=server):
            return [server.bot_token, server.app_token, "/hooks/"]
        case _:
            return []
