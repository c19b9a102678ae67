"""What was on people's screens before a restart still works after it."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

from tests.process.conftest import Founding
from tests.process.in_room import InRoom
from tests.process.installation import room_of

LINK = "https://example.org/strips"


@pytest.mark.parametrize("on", ["discord", "slack"])
async def test_buttons_and_forms_work_after_a_restart(found: Founding, on: str) -> None:
    """A card's button, a private answer's button and an open form are used after the program was stopped and started.

    A form in which something was wrong still has what was typed, and is mended and sent.
    """
    here = await found(on)
    await here.runs()
    await here.sets_up(on)
    ana, ben, cleo = (here.teacher(name, on) for name in ("ana", "ben", "cleo"))
    await ana.says("resources share", link=LINK, title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips", "[Undo]")
    await ana.sees_posted("library", "Fraction strips")
    await ben.says("resources share")
    assert "Web address" in ben.form()
    await cleo.says("resources share")
    await cleo.fills({"Web address": "no address at all", "What it is": "Number lines"})

    await here.restarts()
    await ana.presses_on("Fraction strips", "Keep for me")
    await ana.sees("Fraction strips")
    await ana.presses("Undo")
    await ana.until(lambda: not ana.public("library"))
    await ben.fills({"Web address": "https://example.org/tiles", "What it is": "Algebra tiles"})
    await ben.sees("Added to the library: Algebra tiles")
    if on == "discord":  # which shows nothing at the fields of a form
        await cleo.sees("Web address", "[Fix it]")
        await cleo.presses("Fix it")
    assert cleo.form()["What it is"] == "Number lines"
    assert cleo.form()["Web address"] == "no address at all"
    await cleo.fills({"Web address": "https://example.org/lines"})
    await cleo.sees("Added to the library: Number lines")
    await ben.until(lambda: len(ben.public("library")) == 2)


async def test_in_the_rehearsal_room_a_page_goes_on_after_a_restart(
    found: Founding, browser_session: ClientSession
) -> None:
    """The page connects again: its buttons, and the form that was open with what is typed in it, do what they say."""
    here = await found()
    program = await here.begins("--port", "0")
    address = room_of(program)
    ana, ben = InRoom(browser_session, "ana"), InRoom(browser_session, "ben")
    await ana.open(address)
    await ben.open(address)
    await ana.says("resources share", link=LINK, title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips", "[Undo]")
    await ben.types("/resources share")
    await ben.fills({"Web address": "no address at all", "What it is": "Number lines"})
    assert ben.form()["What it is"] == "Number lines"

    await here.stop()
    await here.begins("--port", address.rpartition(":")[2])
    await ana.open(address)
    await ben.open(address)
    assert "Fraction strips" in (await ana.read_in("library"))[0]
    await ana.presses_in("library", "Fraction strips", "Keep for me")
    await ana.sees("Fraction strips")
    await ana.presses("Undo")
    await ana.sees("Undone")
    assert ben.form()["Web address"] == "no address at all"
    await ben.fills({"Web address": "https://example.org/lines"})
    await ben.sees("Added to the library: Number lines")
    (card,) = await ben.counts(1, "library")
    assert "Number lines" in card
