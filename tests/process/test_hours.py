"""Somebody's clock hours on the way out of the room: the page in a browser, and the table by the command line."""

from __future__ import annotations

import csv
import socket
import stat
from pathlib import Path

from aiohttp import ClientSession

from tests.process.conftest import Founding
from tests.process.in_room import InRoom
from tests.process.installation import room_of

COURSE = {"Day": "2026-07-10", "What it was": "=Teaching fractions", "Clock hours": "1:30"}


async def test_a_record_leaves_the_room_as_a_page_and_as_a_table(
    found: Founding, browser_session: ClientSession, tmp_path: Path
) -> None:
    """The room gives a page under its own address; the same rows come by name, into a file of their owner's alone."""
    here = await found()
    program = await here.begins("--port", str(a_free_port()))
    ana = InRoom(browser_session, "ana")
    await ana.open(room_of(program))
    await ana.says("my hours")
    await ana.presses("Add hours")
    await ana.fills(COURSE)
    await ana.sees("Recorded: 1.5 hours")
    await ana.says("my hours")
    await ana.presses("Save or print")
    await ana.sees("Here is your record")
    (address,) = ana.links()
    assert address.startswith(room_of(program).rstrip("/") + "/hours/")
    async with browser_session.get(address) as page:
        assert page.status == 200
        assert "1.5 hours" in await page.text()
    await ana.leave()

    file = tmp_path / "hours.csv"
    written = await here.does("hours", "Ana", "--csv", str(file))
    assert written.process.returncode == 0, written.output
    assert "holds the clock hours of Ana: 1 row. It is theirs alone; give it to them." in written.out.text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    _, row, _ = csv.reader(file.read_text("utf-8-sig").splitlines())
    assert row[:4] == ["2026-07-10", "'=Teaching fractions", "", "1.5"]
    for arguments, words in (
        (("Ana", "--csv", str(file)), "is there already. Choose another name with --csv."),
        (("Anna", "--csv", str(tmp_path / "new.csv")), "Nobody here is called Anna."),
        (("Ana", "--csv", str(tmp_path / "nowhere" / "new.csv")), "cannot be written"),
    ):
        refused = await here.does("hours", *arguments)
        assert refused.process.returncode == 1, refused.output
        assert words in refused.err.text, refused.output


def a_free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
