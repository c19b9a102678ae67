"""``staffroom run`` as a process: what it prints, what it serves, and how it stops."""

from __future__ import annotations

import asyncio
import re
import signal

import pytest
from aiohttp import ClientSession

from tests.process.conftest import Founding
from tests.process.in_room import InRoom
from tests.process.installation import room_of
from tests.process.program import measured


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_without_any_configuration_it_serves_the_page_and_says_what_to_do_next(
    found: Founding, browser_session: ClientSession, how: signal.Signals
) -> None:
    """The address, the first admin's code and the next step are printed; Ctrl-C and SIGTERM end it in order."""
    here = await found(zone="")
    here.nursery = None
    program = await here.begins("--port", "0")

    address = room_of(program)
    assert f"Open {address}/ in a browser" in program.out.text
    assert re.search(r"/staffroom setup code:[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$", program.out.text, re.MULTILINE)
    assert "To connect Discord or Slack, see the README" in program.out.text
    async with browser_session.get(f"{address}/") as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "Riverside Teachers" in page
    assert (here.folder / "data" / "rehearsal.db").is_file()

    ana = InRoom(browser_session, "ana")  # with a page open, which keeps a connection
    await ana.open(address)
    await ana.types("/staffroom help")
    measured("stopped", await program.stop(how))
    assert program.out.lines[-1] == "Stopped. Nothing is lost; start again whenever you like."
    assert "level=warning" not in program.err.text
    assert "level=error" not in program.err.text


async def test_a_sample_fills_the_room_once(found: Founding, browser_session: ClientSession) -> None:
    """--sample makes a network with topics, resources and a pin; started with it again, nothing comes twice."""
    here = await found(zone="")
    for _ in range(2):
        program = await here.begins("--port", "0", "--sample")
        ana = InRoom(browser_session, "ana")
        await ana.open(room_of(program))
        await ana.counts(1, "fractions", pinned=True)
        assert (await ana.look("general")).words().count("start into fractions") == 1
        await ana.types("/topics list")
        screen = await ana.sees("Fractions", "Number talks", "New teachers")
        assert screen.count("New teachers") == 1
        await ana.leave()
        await here.stop()


async def test_a_taken_port_is_said_in_a_sentence(found: Founding, browser_session: ClientSession) -> None:
    """A second Staffroom with another folder and the same port says that the port is taken; the first goes on."""
    here = await found(zone="")
    first = await here.begins("--port", "0")
    port = room_of(first).rpartition(":")[2]

    second = await here.does("run", "--port", port, "--data", str(here.folder / "other"))
    assert second.process.returncode == 1
    assert f"Port {port} is taken by another program. Start with --port and another number." in second.err.text
    assert second.out.text == ""

    ana = InRoom(browser_session, "ana")
    await ana.open(room_of(first))
    await ana.types("/staffroom about")
    await ana.sees("memory and its clock")
    assert first.running


async def test_it_can_be_started_again_at_once_in_the_folder_and_at_the_port_that_are_named(found: Founding) -> None:
    """The port is free again and the data are where they were: the code for the first admin is the same."""
    here = await found(zone="")
    kept = here.folder / "kept here"
    first = await here.begins("--port", "0", "--data", str(kept))
    port = room_of(first).rpartition(":")[2]
    await here.stop(signal.SIGINT)

    began = asyncio.get_running_loop().time()
    again = await here.begins("--port", port, "--data", str(kept))
    measured("started again", asyncio.get_running_loop().time() - began)
    assert room_of(again) == room_of(first)
    codes = [[line for line in each.out.lines if "code:" in line] for each in (first, again)]
    assert codes[0] == codes[1] != []
    assert (kept / "rehearsal.db").is_file()
    assert not (here.folder / "data" / "rehearsal.db").exists()


async def test_what_is_being_sent_when_it_stops_is_sent_and_recorded(found: Founding) -> None:
    """Told to stop in the middle of posting a card, it waits for Discord's answer, writes it down, and ends well."""
    here = await found("discord")
    assert here.discord is not None
    assert here.guild is not None
    program = await here.runs()
    await here.sets_up("discord")
    ana = here.teacher("ana", "discord")
    posting = here.discord.faults.hold("POST", "/channels/*/messages")

    await ana.says("resources share", link="https://example.org/strips", title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips")
    await posting.reached.wait()
    program.process.send_signal(signal.SIGINT)
    await asyncio.sleep(0.3)
    assert program.running, "it did not wait for what it was sending"
    posting.release()
    assert await program.ended() == 0

    (card,) = [row for row in await here.database.placements() if row["subject_kind"] == "resource"]
    assert (card["shown_revision"], card["lease_until"]) == (1, None)
    assert card["message_id"] == str(next(reversed(here.guild.channel("library").messages)))

    await here.runs()
    await ana.says("resources mine")
    await ana.sees("Fraction strips")
    assert len(ana.public("library")) == 1


async def test_told_to_stop_while_it_is_still_starting_it_stops(found: Founding) -> None:
    """A moment after the database was made, when nothing is served yet."""
    here = await found(zone="")
    program = await here.launches("--port", "0")
    async with asyncio.timeout(40):
        while not (here.folder / "data" / "rehearsal.db").exists():  # noqa: ASYNC110 - nothing tells of a file
            await asyncio.sleep(0.005)
    await program.stop(signal.SIGINT)


async def test_ctrl_c_before_it_has_begun_prints_no_traceback(found: Founding) -> None:
    """While Python still reads the program: it ends, and says nothing."""
    here = await found(zone="")
    here.nursery = None
    program = await here.launches("--port", "0")
    await asyncio.sleep(0.3)
    program.process.send_signal(signal.SIGINT)
    await program.ended()
    assert program.err.text == ""
