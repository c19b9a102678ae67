"""A district's calendar brought in by the command line, then asked about and seen in chat."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.process.conftest import Founding
from tests.process.in_room import InRoom
from tests.process.installation import room_of

ENTRIES = 29


@pytest.fixture
def calendar(shared: Path) -> Path:
    return shared / "data" / "school-calendar-2026-27.ics"


async def test_a_districts_calendar_comes_in_after_a_yes(
    found: Founding, browser_session: ClientSession, calendar: Path
) -> None:
    """Without a yes nothing is stored; with it all is, once; in the room an admin is asked what nobody can know."""
    here = await found()
    unsaid = await here.does("school-days", str(calendar))
    assert unsaid.process.returncode == 1, unsaid.output
    assert "No Discord or Slack is configured, so these are the rehearsal room's school days." in unsaid.out.text
    assert "Spring Recess - Schools Closed" in unsaid.out.text
    assert "closed for everyone" in unsaid.out.text
    assert "Nothing was stored, as nobody is at this terminal to say yes." in unsaid.err.text

    first = await here.does("school-days", str(calendar), "--yes")
    assert first.process.returncode == 0, first.output
    assert f"{ENTRIES} entries stored." in first.out.text
    assert "/staffroom school-days shows them in chat" in first.out.text
    second = await here.does("school-days", str(calendar), "--yes", "--rehearsal")
    assert f"{ENTRIES} entries were there already and stay as they are." in second.out.text

    program = await here.begins("--port", "0")
    ana = InRoom(browser_session, "ana")
    await ana.open(room_of(program))
    await ana.types("/staffroom school-days")
    await ana.sees("School days", "closed for everyone")
    await ana.leave()


async def test_what_is_no_calendar_is_refused_in_words(found: Founding, tmp_path: Path) -> None:
    """A picture, a folder, nothing at all: each has its answer; a bad line among good ones is told and left out."""
    here = await found()
    picture, mixed = tmp_path / "picture.ics", tmp_path / "mixed.csv"
    picture.write_bytes(bytes(range(256)) * 4)
    mixed.write_text("Subject,Start Date\nClosed for storm,13/45/2026\n", encoding="utf-8")
    for file, words in (
        (picture, "It is neither a calendar (.ics) nor a table (.csv)."),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere.ics", "There is no file"),
        (mixed, "Line 2: I cannot read the date 13/45/2026."),
    ):
        refused = await here.does("school-days", str(file), "--yes")
        assert refused.process.returncode == 1, refused.output
        assert words in refused.err.text, refused.output
