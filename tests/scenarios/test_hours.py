"""Clock hours: what one came to comes by itself, the rest is written down; seen by the person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.attendance import CheckedIn
from tests.scenarios.stage import Network, Person
from tests.scenarios.test_workshops import TALKS, comes, plans, posts, repeats

RECORD = "This is a record of attendance. Your supervisor and the state decide what counts. Only you see it."
CONTENT = "1: Content or pedagogy of a license area"
DIVERSE = "4: Culturally responsive teaching, diverse identities"
COURSE = {
    "Day": "2026-07-10",
    "What it was": "Teaching fractions",
    "Who offered it": "Towson University",
    "Clock hours": "45",
    "Kind of activity": "College credit",
}


async def marylands(network: Network) -> None:
    """An admin chooses whose areas hours are kept by."""
    ada = await network.admin("Ada")
    await ada.says("/staffroom setup")
    await ada.presses("Areas of hours")
    await ada.sees("Clock hours are kept by these areas now: No state's areas")
    await ada.chooses("Choose the areas", "Maryland")
    await ada.sees("from now on: Maryland.")


async def records(person: Person[Any], values: dict[str, str]) -> None:
    await person.says("/my hours")
    await person.presses("Add hours")
    await person.fills(values)


async def came(network: Network, name: str, *, sessions: int) -> None:
    """Write down that somebody came to the first sessions, as a check-in does."""
    storage = network.installation.house.ground.storage
    (community, *_) = await storage.installation.communities()
    now = network.installation.house.ground.clock.now()
    async with storage.write(community.id) as work:
        (person,) = await work.people.named(name)
        (found, *_) = await work.workshops.sessions_between(now - timedelta(days=60), now + timedelta(days=60))
        for session in (await work.workshops.sessions(found[0].id))[:sessions]:
            await work.attendance.attend(session.id, person.id, CheckedIn.CODE, session.ends_at, 120)
        await work.commit()


async def test_a_cancelled_series_keeps_the_hours_of_what_was_held(network: Network) -> None:
    """The third session is cancelled after two were held: these stay, with an area for both, and nobody else's."""
    await marylands(network)
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await ana.says("/my hours")
    await ana.sees("Nothing is recorded for you yet.", RECORD, "[Add hours]")
    await plans(ben)
    await repeats(ben, 3)
    await posts(ben)
    await comes(network, "2026-10-29 19:00")
    await came(network, "Ana", sessions=2)
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Cancel it")
    await ben.presses("Cancel November 5")
    await ben.sees("is cancelled", "[Undo]")
    await ana.says("/my hours")
    await ana.sees("Your hours, 2026–27", "4 hours in 2026–27, 4 hours in all.", RECORD)
    await ana.sees(f"October 22, 2026: {TALKS}, 2 hours", f"October 29, 2026: {TALKS}, 2 hours")
    await ana.sees_no("November 5")
    await ana.sees_fact("No area chosen", "4 hours")
    await ana.chooses("Open one", f"October 29, 2026: {TALKS}")
    await ana.sees("checked in with the code word", "This session is 2 hours, and the 2 sessions", "are 4 hours",
                   "MSDE’s list names workshops of 4 or more hours", "[My hours]")  # fmt: skip
    await ana.sees_no("[Remove]")
    await ana.chooses("Area", CONTENT)
    await ana.sees(f"Your 2 sessions of “{TALKS}” are kept under {CONTENT}.")
    await ana.presses("My hours")
    await ana.sees_fact(CONTENT, "4 hours")
    await ana.sees_no("No area chosen")
    await ben.says("/my hours")
    await ben.sees("Nothing is recorded for you yet.")


async def test_what_was_done_elsewhere_is_written_down(network: Network) -> None:
    """With evidence and area; what is wrong is said at its field; changed, removed, and each undone."""
    await marylands(network)
    ana = await network.teacher("Ana")
    await records(ana, {**COURSE, "Day": "2027-07-10", "Clock hours": "long"})
    await ana.sees_at("Day", "July 10, 2027 is still ahead.")
    await ana.sees_at("Clock hours", "Write clock hours as a number, such as 2, 1.5 or 1:30.")
    await ana.mends({"Day": "2026-07-10", "Clock hours": "45"})
    await ana.sees("Recorded: 45 hours, Teaching fractions, July 10, 2026.", RECORD)
    await ana.sees("MSDE counts 1 semester hour as 15 clock hours.", "[Evidence and approval] [Change] [Undo]")
    await ana.chooses("Area", DIVERSE)
    await ana.sees(f"“Teaching fractions” is kept under {DIVERSE}.")
    await ana.presses("Open it")
    await ana.presses("Evidence and approval")
    await ana.fills({"Link to the evidence": "https://example.org/transcript", "Approved by": "Mo, May 3"})
    await ana.sees("“Teaching fractions” has its evidence and approval")
    await ana.presses("Change")
    await ana.until(lambda: ana.form, "the form")
    assert ana.form is not None and ana.form.fields["Clock hours"] == "45:00"
    await ana.fills({"Clock hours": "2", "Kind of activity": "Workshop, institute or seminar"})
    await ana.sees("Changed: 2 hours", "This session is 2 hours.", "keep it as part of a series")
    await ana.presses("Undo")
    await ana.sees("Undone: “Teaching fractions” is as it was before.")
    await records(ana, COURSE)
    await ana.sees("Recorded: 45 hours")  # the first has its evidence and area now, so this is another
    await ana.presses("Undo")
    await ana.sees("Undone: it is not in your record any more.")
    await ana.presses("My hours")
    await ana.sees("45 hours in 2026–27, 45 hours in all.")
    await ana.chooses("Open one", "July 10, 2026: Teaching fractions")
    await ana.sees_fact("Approved by", "Mo, May 3")
    await ana.sees_fact("Clock hours", "45 hours")
    await ana.presses("Remove")
    await ana.sees("“Teaching fractions” is out of your record.", "For ten minutes you can undo this.")
    await ana.presses("Undo")
    await ana.sees("is as it was before")
    await ana.presses("My hours")
    await ana.sees_fact(DIVERSE, "45 hours")
    await ana.says("/my data")
    await ana.sees("1 entry of hours that you made")


@pytest.mark.fronts("discord", "slack")
async def test_what_cannot_be_done_is_said(network: Network) -> None:
    """Without an address on the web there is no page, and who can make a file is named; without a state no areas."""
    ana = await network.teacher("Ana")
    await records(ana, {**COURSE, "Clock hours": "1:30"})
    await ana.sees("Recorded: 1.5 hours")
    await ana.sees_no("Area", "MSDE")
    await records(ana, {**COURSE, "Clock hours": "1.5"})
    await ana.sees("This is in your record already, so I added nothing.")
    await ana.presses("My hours")
    await ana.sees("1.5 hours in 2026–27", "[Add hours] [Save or print]")
    await ana.presses("Save or print")
    await ana.sees("no address on the web", "They can make a file of them for you, and see them then",
                   "staffroom hours Ana --csv hours.csv")  # fmt: skip
