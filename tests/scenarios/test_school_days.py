"""School days: brought in by an admin, seen by everyone, asked about once, mended and undone."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.variants import in_turn

pytestmark = in_turn

DAYS = "Days, one on a line"
NJEA = "Nov 5 - Nov 6, 2026: NJEA Convention - No School"
THANKSGIVING = "2026-11-26 to 2026-11-27 Thanksgiving Recess - District Closed"
HALF = "Nov 11, 2026: Early Dismissal for All"


async def adds(admin: Person[Any], *lines: str) -> None:
    """Type them into the form and look at how they were understood."""
    await admin.says("/staffroom school-days")
    await admin.presses("Add school days")
    await admin.fills({DAYS: "\n".join(lines)})


async def keeps(admin: Person[Any], *lines: str) -> None:
    await adds(admin, *lines)
    await admin.sees("Nothing is stored yet.")
    await admin.presses("Keep these")
    await admin.sees("added to the school days.")


async def test_an_admin_adds_days_and_everyone_sees_them(network: Network) -> None:
    """How each line was understood is shown first; kept, a teacher sees them by their days, without any button."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await ana.says("/staffroom school-days")
    await ana.sees("No school days are known yet, so every weekday counts as one.", "An admin can add them here.")
    await adds(ada, HALF, THANKSGIVING)
    await ada.sees("Nothing is stored yet. This is how I understood it:")
    await ada.sees("Wed, Nov 11, 2026: Early Dismissal for All (half day)")
    await ada.sees("Thu, Nov 26 – Fri, Nov 27, 2026: Thanksgiving Recess - District Closed (closed for everyone)")
    await ana.says("/staffroom school-days")
    await ana.sees("No school days are known yet")
    await ada.presses("Keep these")
    await ada.sees("2 entries are added to the school days.", "[Undo]")
    await ana.says("/staffroom school-days")
    await ana.sees("School days", "Thanksgiving Recess - District Closed (closed for everyone)", "(half day)")
    await ana.sees_no("[Add school days]", "[Change or remove one]")


async def test_what_nobody_can_know_is_asked_once(network: Network) -> None:
    """Students are off: an admin says that teachers are too, and it is closed for everyone and asked no more."""
    ada = await network.admin("Ada")
    await keeps(ada, NJEA, THANKSGIVING)
    await ada.sees("Are teachers off too?", "[Closed for everyone]", "[Teachers work]")
    await ada.presses("Closed for everyone")
    await ada.sees("Closed for everyone: Thu, Nov 5 – Fri, Nov 6, 2026: NJEA Convention - No School.")
    await ada.sees_no("Are teachers off too?")
    await ada.says("/staffroom school-days")
    await ada.sees("NJEA Convention - No School (closed for everyone)")
    await ada.sees_no("Are teachers off too?")


async def test_several_are_asked_by_number(network: Network) -> None:
    """Each has its two answers with its number; on a working day for teachers nothing is closed."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await keeps(ada, "Oct 12, 2026: Columbus Day - No School for Students", NJEA)
    await ada.sees("Mon, Oct 12, 2026: Columbus Day", "Thu, Nov 5", "[Closed for everyone 2]")
    await ana.says("/staffroom school-days")
    await ana.sees("no school for students, teachers perhaps")
    await ana.sees_no("Teachers work")
    await ada.presses("Teachers work 1")
    await ada.sees("A working day for teachers: Mon, Oct 12, 2026: Columbus Day", "NJEA Convention", "[Teachers work]")
    await ada.says("/staffroom school-days")
    await ada.sees("Columbus Day - No School for Students (no school for students, teachers work)")


async def test_a_line_that_cannot_be_read_is_told_and_kept(network: Network) -> None:
    """Among others it is left out and said; alone it is said at the form, which still has what was typed."""
    ada = await network.admin("Ada")
    await adds(ada, THANKSGIVING, "6/10 Training day", "13/45/2026 Closed")
    await ada.sees("These I could not read, and they are left out:", "Line 2: 6/10 could be two days.")
    await ada.sees("Line 3: I cannot read the date 13/45/2026.")
    await ada.presses("Change")
    await ada.until(lambda: ada.form, "the form again")
    assert ada.form is not None and ada.form.fields[DAYS].splitlines()[0] == THANKSGIVING
    await ada.fills({DAYS: "Labor Day"})
    await ada.sees_at(DAYS, "Line 1: I find no date in “Labor Day”.")
    await ada.mends({DAYS: "Sep 6, 2027: Labor Day"})
    await ada.sees("Mon, Sep 6, 2027: Labor Day (closed for everyone)")


async def test_days_that_were_added_can_be_taken_back(network: Network) -> None:
    """Undo takes away what was added; pressed again it says so, and the same lines are not added twice."""
    ada = await network.admin("Ada")
    await keeps(ada, HALF, THANKSGIVING)
    await adds(ada, HALF, "Dec 24, 2026 - Jan 1, 2027: Winter Recess")
    await ada.presses("Keep these")
    await ada.sees("1 entry is added to the school days.", "1 was there already and stays as it is.")
    await ada.presses("Undo")
    await ada.sees("Undone: the school days are as they were before.")
    await ada.says("/staffroom school-days")
    await ada.sees("Thanksgiving Recess", "Early Dismissal")
    await ada.sees_no("Winter Recess")
    await adds(ada, HALF)
    await ada.presses("Keep these")
    await ada.sees("All of these were there already and stay as they are.")


async def test_one_is_changed_and_removed(network: Network) -> None:
    """An admin picks one, puts its last day right, then removes it, and brings it back."""
    ada = await network.admin("Ada")
    await keeps(ada, HALF, THANKSGIVING)
    await ada.says("/staffroom school-days")
    (wanted,) = [each for each in ada.choices("Change or remove one") if "Thanksgiving" in each]
    await ada.chooses("Change or remove one", wanted)
    await ada.sees("Thanksgiving Recess", "[Change]", "[Remove]")
    await ada.presses("Change", on="Thanksgiving")
    await ada.fills({"Last day": "2026-11-25"})
    await ada.sees_at("Last day", "The last day cannot be before the first.")
    await ada.mends({"Last day": "2026-11-28"})
    await ada.sees("Changed: Thu, Nov 26 – Sat, Nov 28, 2026: Thanksgiving Recess - District Closed")
    await ada.says("/staffroom school-days")
    (wanted,) = [each for each in ada.choices("Change or remove one") if "Thanksgiving" in each]
    await ada.chooses("Change or remove one", wanted)
    await ada.presses("Remove", on="Thanksgiving")
    await ada.sees("Removed: Thu, Nov 26 – Sat, Nov 28, 2026")
    await ada.presses("Undo", on="Removed")
    await ada.sees("Undone")
    await ada.says("/staffroom school-days")
    await ada.sees("Thu, Nov 26 – Sat, Nov 28, 2026: Thanksgiving Recess - District Closed (closed for everyone)")


async def test_a_change_is_not_undone_over_somebody_elses(network: Network) -> None:
    """Where a second admin changed it meanwhile, undo leaves it as it is and says so."""
    ada, ben = await network.admin("Ada"), await network.facilitator("Ben")
    await ada.says("/staffroom roles grant", person=ben, role="admin")
    await ada.sees("Ben is a admin now")
    await keeps(ada, NJEA)
    await ada.presses("Closed for everyone")
    await ada.sees("Closed for everyone: Thu, Nov 5")
    await ben.says("/staffroom school-days")
    (wanted,) = ben.choices("Change or remove one")
    await ben.chooses("Change or remove one", wanted)
    await ben.presses("Remove", on="NJEA")
    await ben.sees("Removed:")
    await ada.presses("Undo")
    await ada.sees("Somebody changed it since, so I left it as it is.")


async def test_many_days_have_pages(network: Network) -> None:
    """A whole year is turned over page by page, and what is over is not in it."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await keeps(ada, "Sep 7, 2026: Labor Day", *(f"Nov {day}, 2026: Half Day" for day in range(2, 12)))
    await ana.says("/staffroom school-days")
    await ana.sees("Page 1 of 2", "Mon, Nov 2, 2026", "Mon, Nov 9, 2026")
    await ana.sees_no("Labor Day", "Tue, Nov 10")
    await ana.presses("Later ones")
    await ana.sees("Page 2 of 2", "Tue, Nov 10, 2026", "Wed, Nov 11, 2026")
    await ana.presses("Earlier ones")
    await ana.sees("Page 1 of 2")


async def test_a_calendars_text_can_be_pasted(network: Network) -> None:
    """The text of a calendar file is read as one, in the same field."""
    ada = await network.admin("Ada")
    event = ("BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270101",
             "SUMMARY:Winter Recess - District Closed", "END:VEVENT")  # fmt: skip
    await adds(ada, "BEGIN:VCALENDAR", *event, "END:VCALENDAR")
    await ada.sees("Thu, Dec 24 – Thu, Dec 31, 2026: Winter Recess - District Closed (closed for everyone)")


async def test_only_admins_change_school_days(network: Network) -> None:
    """A moderator sees them like everyone, without what changes them."""
    ada = await network.admin("Ada")
    mo = await network.moderator("Mo")
    await keeps(ada, NJEA)
    await mo.says("/staffroom school-days")
    await mo.sees("NJEA Convention")
    await mo.sees_no("[Add school days]", "[Closed for everyone]")
