"""Long series and special days: one session is one session, and nothing is left out or moved in silence."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.test_school_days import HALF, THANKSGIVING, keeps
from tests.scenarios.test_workshops import TALKS, answers, comes, limits, plans, posts, repeats


async def test_one_of_twelve_is_moved_and_put_back(network: Network) -> None:
    """Only its people are told, eleven stay as they were, and undo gives back the place that was given up over it."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await repeats(ben, 12)
    await limits(ben, 2)
    await posts(ben)
    await ana.sees_in("announcements", TALKS, "1 of 12", "October 29, November 5, and 9 more")
    await answers(ana, "Going")
    await ana.presses("All 12")
    await ana.sees("You’re going to 12 sessions")
    await answers(mo, "Going")
    await mo.presses("Choose dates")
    await mo.chooses("Choose dates", "October 29", "November 5")
    await mo.sees("You’re going to 2 sessions")
    await ben.says("/workshops manage", workshop="1")
    await ben.chooses("Pick a session", "October 22")
    await ben.sees("1 person answered")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-10-23", "Time": "16:00"})
    await ben.sees("Friday, October 23, 4:00 PM", "1 person is told.", "[Undo]")
    await comes(network, "2026-10-01 10:00")
    await ana.sees_in_dm("was moved", "October 23", "[Still works] [Can’t now]")
    await ana.presses("Can’t now", on="was moved")
    await ana.sees("not going")
    assert not mo.direct()
    await ben.presses("Undo")
    await ben.sees("is as it was before", "Thursday, October 22, 4:00 PM", "1 person is told.")
    await comes(network, "2026-10-01 11:00")
    await ana.sees_in_dm("was moved", "October 22", "You have a place.")
    assert not mo.direct()
    await ben.says("/workshops manage", workshop="1")
    await ben.chooses("Pick a session", "October 22")
    await ben.presses("Who comes")
    await ben.sees("Going", "Ana")
    await ana.says("/my workshops")
    for day in ("October 22", "October 29", "November 5", "January 7"):
        await ana.sees(day)


async def test_special_days_are_said(network: Network) -> None:
    """Once on a half day, or moved onto a day without school: it is done, and said by the day’s name."""
    ada, ben = await network.admin("Ada"), await network.facilitator("Ben")
    await keeps(ada, HALF, THANKSGIVING)
    await plans(ben)
    await ben.presses("Change")
    await ben.fills({"Day": "2026-11-11"})
    await ben.sees("Wednesday, November 11 is a half day (Early Dismissal for All).")
    await posts(ben)
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-11-26", "Time": "10:00"})
    await ben.sees(f"“{TALKS}” is moved", "Thursday, November 26 has no school (Thanksgiving Recess")
    await ben.sees("It takes place all the same.")
