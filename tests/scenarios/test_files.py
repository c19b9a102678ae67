"""Files in the library: handed over as each platform lets people, opened by who sees them, gone with the last."""

from __future__ import annotations

import io
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.domain.ids import Number
from bot.domain.people import Platform, Role
from bot.domain.sight import EVERYTHING
from bot.errors import NotFound
from bot.services.cataloguing import store
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.stage.seen import File
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.variants import on_platforms
from tests.scenarios.test_topics_private import coaching

in_the_room = pytest.mark.parametrize("everywhere", ["rehearsal-sqlite"], indirect=True)
STRIPS = File("fraction strips.pdf", b"%PDF-1.7\nFraction strips to print\n%%EOF\n")


async def shares(person: Person[Any], network: Network, file: File, title: str = "") -> None:
    """Hand a file over: on Slack in a message of one's own, elsewhere with the command."""
    if network.platform is Platform.SLACK:
        await person.writes(f"Here is {file.name}", file=file)
        await person.uses("Add to library", on=file.name)
        if person.form is not None:
            await person.fills({"What it is": title} if title else {})
    else:
        await person.says("/resources share", file=file, **({"title": title} if title else {}))


async def test_a_file_is_a_resource_that_who_sees_it_opens(network: Network) -> None:
    """It is found, opened and removed like a link; the same content is the same resource."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await shares(ana, network, STRIPS, "Fraction strips")
    await ana.sees("Added to the library: Fraction strips. (PDF, 1 KB)")
    await ben.sees_in("library", "#1 Fraction strips (PDF, 1 KB)", "Shared by Ana", "[Open #1]")
    await shares(ben, network, STRIPS)
    await ben.sees("This file is in the library already", "Shared by Ana")
    await ben.presses("Open #1", on="Shared by Ana")
    if network.platform is Platform.DISCORD:
        await ben.sees("Here is Fraction strips.")
        assert ben.received() == STRIPS.content
    elif network.platform is Platform.SLACK:
        await ben.sees("I cannot hand it to you here yet.", "web.public_address")
    else:
        await ben.sees("Here is Fraction strips (PDF, 1 KB).", "The link works for a day.")


async def test_what_does_not_go_is_refused_with_what_does(network: Network) -> None:
    """A page that calls itself a PDF, macros, and what is too large are refused, and nothing is kept."""
    ana = await network.teacher("Ana")
    types = "PDF, Word, PowerPoint, Excel, OpenDocument, PNG, JPEG and plain text go, without macros, up to 10 MB."
    for file, why in (
        (File("worksheet.pdf", b"<!DOCTYPE html><script>alert(1)</script>"), "That file is not of a type that I take"),
        (File("budget.xlsx", macros()), "That file is not of a type that I take"),
        (File("talk.pdf", b"%PDF-1.7\n" + b"0" * 10 * 1024 * 1024), "That file is larger than 10 MB"),
    ):
        await shares(ana, network, file)
        await ana.sees(why, types)
    assert [path for path in folder(network).rglob("*") if path.is_file()] == []
    await ana.says("/find", words="worksheet")
    await ana.sees("Nothing in the library yet")


async def test_a_removed_file_is_out_of_reach_at_once_and_deleted_once_nobody_can_undo_it(network: Network) -> None:
    """Undo brings it back; later its content is gone, and a link given out before leads nowhere."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    await mo.says("/resources mine")
    await shares(ana, network, STRIPS, "Fraction strips")
    await ana.sees("Added to the library")
    files = network.installation.house.services.library.files
    link = await the_link(network)
    assert (await files.behind(link)).content == STRIPS.content
    await ana.says("/resources remove", resource="1")
    await ana.sees("is out of the library")
    with pytest.raises(NotFound):
        await files.behind(link)
    await ana.presses("Undo")
    await ana.sees("Undone")
    assert (await files.behind(link)).content == STRIPS.content
    await ana.says("/resources remove", resource="1")
    await network.clock.forward(minutes=15)
    await files.tidy()
    assert len(kept(network)) == 1
    await network.clock.forward(minutes=15)
    aged(network)
    await files.tidy()
    assert kept(network) == []
    await mo.says("/moderate restore")
    await mo.chooses("Choose what to bring back", "#1 Fraction strips")
    await mo.sees("The file of “Fraction strips” was deleted after it was removed.", "share it again")
    await shares(ana, network, STRIPS, "Strips again")
    await ana.sees("Added to the library: Strips again.")
    assert (await files.behind(await the_link(network))).content == STRIPS.content


@on_platforms
async def test_a_colleagues_file_is_added_once_they_agree(network: Network) -> None:
    """Whose file it is, is asked; nobody sees anything before a yes, and after a no nothing is kept."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.says("/topics list")
    await ben.writes("My exit tickets", file=File("exit_tickets.txt", b"What was hard today?"))
    await ana.uses("Add to library", on="My exit tickets")
    await ana.fills({"What it is": "Exit tickets"})
    await ana.sees("I ask Ben whether exit_tickets.txt may be added to the library.")
    await all_sent(network)
    await ben.sees_in_dm("Ana would like to add your file exit_tickets.txt to the library, as Exit tickets.")
    await ana.says("/find", words="tickets")
    await ana.sees("Nothing in the library yet")
    await ben.presses("No", on="exit_tickets.txt")
    await ben.sees("Your file stays where it is. I kept nothing of it.")
    assert kept(network) == []
    await all_sent(network)
    await ana.sees_in_dm("exit_tickets.txt is not to go into the library.")
    await ana.uses("Add to library", on="My exit tickets")
    await ana.fills({"What it is": "Exit tickets"})
    await all_sent(network)
    await ben.presses("Yes, add it", on="exit_tickets.txt")
    await ben.sees("Thank you. “Exit tickets” is in the library.")
    await all_sent(network)
    await ana.sees_in_dm("exit_tickets.txt is in the library, as #1.", "[Open #1]")
    await ben.sees_in("library", "#1 Exit tickets (text file, 1 KB)", "Shared by Ana")


@on_platforms
async def test_where_the_web_leads_here_a_file_is_a_link(network: Network) -> None:
    """With a public address everybody gets a link; on Slack without the right to files it is said whom to ask."""
    told = network.installation.settings
    web = told().web.model_copy(update={"public_address": "https://files.example.org"})
    network.installation.settings = lambda: told().model_copy(update={"web": web})
    await network.restart()
    ana = await network.teacher("Ana")
    await shares(ana, network, STRIPS, "Fraction strips")
    await ana.sees("Added to the library")
    await ana.says("/resources show", resource="1")
    await ana.presses("Open #1")
    await ana.sees("Here is Fraction strips (PDF, 1 KB).", "The link works for a day.")
    head, _, token = ana.link("Get #1").rpartition("/")
    assert head == "https://files.example.org/files"
    assert (await network.installation.house.services.library.files.behind(token)).content == STRIPS.content
    if isinstance(host := network.home, SlackHost):
        for given in host.server.tokens.values():
            given.scopes.discard("files:read")
        await ana.writes("Another one", file=File("other.pdf", STRIPS.content))
        await ana.uses("Add to library", on="Another one")
        await ana.sees("I may not read files here.", "Ask whoever runs me to allow it", "files.from_slack = true")
        await ana.says("/resources share", file="other.pdf")
        await ana.sees("A file cannot be typed.", "Add to library")


async def test_the_file_of_a_private_topic_is_for_who_is_in_its_channel(spanning: Network) -> None:
    """Elsewhere its button is answered like that of nothing, and a link given out before the topic was ends with it."""
    nell, _, ana = await coaching(spanning)
    await nell.writes("The form", in_="coaching", file=File("observation form.txt", b"What did you see?"))
    await nell.uses("Add to library", on="The form")
    await nell.fills({"What it is": "Observation form"})
    await nell.sees("Added to the library: Observation form.")
    await nell.presses("Open #2", on="#2 Observation form")
    await nell.sees("I cannot hand it to you here yet.")
    for host in spanning.hosts[:2]:
        eve = AtTheCore(spanning, "Eve", Role.ADMIN, host)
        assert "That is not here any more." in await eve.presses("v1:file.open:2")
    await shares_on_discord(ana)
    await ana.presses("Open #3", on="#3 Strips")
    await ana.sees("Here is Strips.")
    assert ana.received() == STRIPS.content
    link = await the_link(spanning, 3)
    await move_to_private(spanning, 3)
    with pytest.raises(NotFound):
        await spanning.installation.house.services.library.files.behind(link)


async def shares_on_discord(person: Person[Any]) -> None:
    await person.says("/resources share", file=STRIPS, title="Strips")
    await person.sees("Added to the library: Strips.")


@in_the_room
async def test_an_address_leads_to_its_file_for_a_day(network: Network) -> None:
    """A browser saves it and runs nothing of it; over, made up or another's, it is a page that is not there."""
    ana = await network.teacher("Ana")
    await shares(ana, network, File('../\u202egpj.Übung "1".pdf', STRIPS.content), "Übung")
    await ana.says("/resources show", resource="1")
    await ana.presses("Open #1")
    await ana.sees("Here is Übung")
    address = ana.link("Get #1")
    async with ClientSession() as browser:
        async with browser.get(address) as answer:
            told, content = answer.headers, await answer.read()
        assert (answer.status, content) == (200, STRIPS.content)
        assert told["Content-Type"] == "application/pdf"
        assert told["Content-Disposition"].startswith("attachment; filename=")
        assert "\u202e" not in told["Content-Disposition"]
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Content-Security-Policy"].startswith("sandbox")
        assert "Set-Cookie" not in told
        head, _, token = address.rpartition("/")
        community, resource, until, signature = token.split(".")
        for forged in (
            f"{int(community) + 1}.{resource}.{until}.{signature}",
            f"{community}.{int(resource) + 1}.{until}.{signature}",
            f"{community}.{resource}.{int(until) + 1}.{signature}",
            f"{community}.{resource}.{until}.{'A' * 43}",
            f"{'9' * 18}.1.99999999999.{'A' * 43}",
        ):
            async with browser.get(f"{head}/{forged}") as answer:
                assert answer.status == 404, forged
        await network.clock.forward(hours=23)
        async with browser.get(address) as answer:
            assert answer.status == 200
        await network.clock.forward(hours=2)
        async with browser.get(address) as answer:
            assert answer.status == 404


def macros() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"):
            archive.writestr(name, "")
    return written.getvalue()


def folder(network: Network) -> Path:
    settings = network.installation.settings()
    return settings.rehearsal_files if network.platform is Platform.REHEARSAL else settings.main_files


def kept(network: Network) -> list[Path]:
    return [path for path in folder(network).rglob("*") if path.is_file()]


def aged(network: Network) -> None:
    """Let what is in the folder have been put there yesterday."""
    yesterday = time.time() - 24 * 60 * 60
    for path in kept(network):
        os.utime(path, (yesterday, yesterday))


async def the_link(network: Network, number: int = 1) -> str:
    """What signs the way to a resource's file, as whoever runs the installation would find it."""
    house = network.installation.house
    (community, *_) = await house.ground.storage.installation.communities()
    async with house.ground.storage.read(community.id, EVERYTHING) as work:
        resource = await work.resources.get_numbered(Number(number))
    return await house.services.library.files.token(resource)


async def move_to_private(network: Network, number: int) -> None:
    house = network.installation.house
    (community, *_) = await house.ground.storage.installation.communities()
    async with house.ground.storage.write(community.id, sight=EVERYTHING) as work:
        resource = await work.resources.get_numbered(Number(number))
        topic = await work.topics.find_named("Coaching notes")
        assert topic is not None
        await store(work, replace(resource, topic_id=topic.id))
        await work.commit()
