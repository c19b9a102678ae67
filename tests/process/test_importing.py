"""Real bookmarks imported by the command line, then found, pinned, and asked for on every front."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.platforms.discord import Permission
from tests.postgres import MakeDatabase
from tests.process.conftest import Founding
from tests.process.in_room import InRoom
from tests.process.installation import TEACHER, Installation, room_of
from tests.process.on_discord import OnDiscord
from tests.process.people import OnPlatform

LINKS = 369
FIRST = re.compile(r"#(\d+) Book of Proof \(richardhammack\.github\.io\)")
ASKED = ("Only moderators can pin.", "[Ask to pin this]")


@pytest.fixture
def bookmarks(shared: Path) -> Path:
    return shared / "data" / "math-resources.bookmarks.html"


async def imports_twice(here: Installation, bookmarks: Path) -> str:
    """Import, and import again: nothing comes twice, and the summary says how many of each."""
    first = await here.does("import", str(bookmarks))
    assert first.process.returncode == 0, first.output
    assert f"{LINKS} links read, " in first.out.text
    merged = re.search(r"; (\d+) links? merged into another of the same page", first.out.text)
    pages = LINKS - (int(merged[1]) if merged else 0)
    assert f"{pages} pages added to the library." in first.out.text

    second = await here.does("import", str(bookmarks))
    assert second.process.returncode == 0, second.output
    assert f"Nothing new was found. {pages} pages known to it already and left as they are." in second.out.text
    return first.out.text


def number_of(found: str) -> str:
    """Return the number of Book of Proof, which has to be the first hit."""
    hits = re.findall(r"#\d+ [^\n]*", found)
    first = FIRST.match(hits[0])
    assert first, f"the first hit is another: {hits}"
    return first[1]


async def test_with_no_platform_they_come_into_the_rehearsal_room(
    found: Founding, browser_session: ClientSession, bookmarks: Path
) -> None:
    """It says so. There the book is found first, a moderator pins it in a topic, and a teacher is offered to ask."""
    here = await found()
    said = await imports_twice(here, bookmarks)
    assert "No Discord or Slack is configured, so this fills the rehearsal room." in said

    program = await here.begins("--port", "0")
    ana, mo = InRoom(browser_session, "ana"), InRoom(browser_session, "mo")
    for somebody in (ana, mo):
        await somebody.open(room_of(program))
    await ana.types("/resources search book of proof")
    number = number_of(await ana.sees("Book of Proof"))

    await ana.types(f"/moderate pin {number}")
    await ana.sees(*ASKED)
    await ana.presses("Ask to pin this")
    await ana.sees("I asked the moderators to pin “Book of Proof”.")
    (request,) = await mo.counts(1, "moderators")
    assert "Book of Proof" in request

    await mo.types("/topics create Proof")
    await mo.sees("Proof is open")
    await mo.types("/moderate pin book of proof")
    await mo.sees("has no topic yet", "which one?")
    await mo.chooses("Choose the topic", "Proof")
    await mo.sees("Pinned")
    for workspace in ("riverside", "hillside"):
        reader = InRoom(browser_session, "ana", workspace)
        await reader.open(room_of(program))
        (pin,) = await reader.counts(1, "proof", pinned=True)
        assert "Book of Proof" in pin
        await reader.leave()


@pytest.mark.parametrize(("front", "database"), [("discord", "sqlite"), ("slack", "postgres")], indirect=["database"])
async def test_with_both_platforms_they_are_found_pinned_and_asked_for_on_each(
    found: Founding, database: MakeDatabase | None, bookmarks: Path, front: str
) -> None:
    """Imported once for both; whichever the moderator pins from, the card is pinned in the topic's channel on both."""
    here = await found("discord", "slack", postgres=database)
    said = await imports_twice(here, bookmarks)
    assert "rehearsal room" not in said

    await here.runs()
    for platform in ("discord", "slack"):
        await here.sets_up(platform)
    people = {platform: here.teacher(f"ana-{platform}", platform) for platform in ("discord", "slack")}
    await people["discord"].says("resources search", words="book of proof")
    number = number_of(await people["discord"].sees("Book of Proof"))
    await people["slack"].says("resources search book of proof")
    assert number_of(await people["slack"].sees("Book of Proof")) == number
    mo = await here.moderator("mo", front)
    await refused(here, people[front], number)
    await people[front].presses("Ask to pin this")
    await people[front].sees("I asked the moderators to pin “Book of Proof”.")
    await mo.sees_posted("moderators", "Book of Proof")

    await mo.says("topics create", name="Proof")
    await mo.sees("Proof is open")
    await mo.says("moderate pin", resource="book of proof")
    await mo.sees("has no topic yet", "which one?")
    await mo.chooses("Choose the topic", "Proof")
    await mo.sees("Pinned")
    for ana in people.values():
        await ana.sees_pinned("proof", "Book of Proof")
        assert len(ana.pinned("proof")) == 1


async def refused(here: Installation, ana: OnPlatform, number: str) -> None:
    """Let a teacher try to pin: typed on Slack; on Discord, which hides the command, by a More menu of better days."""
    if not isinstance(ana, OnDiscord):
        await ana.says(f"moderate pin {number}")
        await ana.sees(*ASKED)
        return
    assert here.guild is not None
    member = here.guild.members[ana.user.id]
    member.permissions |= Permission.MANAGE_MESSAGES
    await ana.says("resources show", resource=number)
    await ana.presses("More")
    await ana.sees("[Pin]")
    member.permissions = int(TEACHER)
    await ana.presses("Pin")
    await ana.sees(*ASKED)
