"""What did not arrive, seen and put right from the command line while the program runs."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from bot.domain.delivery import DeliveryState
from storage.unit_of_work import SqlStorage
from tests.postgres import MakeDatabase
from tests.process.conftest import Founding
from tests.process.installation import Installation, tomorrow_at_four
from tests.process.people import OnPlatform
from tests.process.program import Program, measured

BODY = "Bring one fraction picture to the library on Thursday."
TOO_LATE = timedelta(hours=13)
NOTICED_WITHIN = 6.0
"""Seconds; the promise is one and a machine busy with other tests may take longer."""


async def schedules(here: Installation, on: str) -> OnPlatform:
    """Start the program, schedule BODY for 16:00 tomorrow, and return its author."""
    await here.runs()
    author = await here.sets_up(on)
    await author.says("announcements create")
    await author.fills({"What to announce": BODY, "Day": f"{tomorrow_at_four():%Y-%m-%d}", "Time": "16:00"})
    await author.sees("Scheduled", "#1")
    return author


async def says(here: Installation, *arguments: str, code: int = 0) -> Program:
    """Run ``staffroom deliveries`` with *arguments*, which ends with *code*."""
    program = await here.does("deliveries", *arguments)
    assert program.process.returncode == code, program.output
    return program


async def listed(here: Installation, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((await says(here, "list", "--json", *arguments)).out.text)
    return found


async def announced(here: Installation) -> list[str]:
    """Return the states of what was to be announced, without the notices to its author."""
    return [str(row["state"]) for row in await here.database.deliveries() if row["person_id"] is None]


async def test_what_came_too_late_is_sent_again(found: Founding, database: MakeDatabase | None) -> None:
    """It is named with its reason but not its words; sent again, the running program posts it at once and once."""
    here = await found("slack", postgres=database)
    author = await schedules(here, "slack")
    well = await says(here, "list")
    assert "All that was due has been sent." in well.out.text
    await here.stop()
    await here.database.begin_at(tomorrow_at_four() + TOO_LATE)
    await here.runs()
    await author.says("staffroom home")
    (late,) = await listed(here)
    assert (late["state"], late["announcement"], late["to_a_person"]) == ("expired", 1, False)
    told = await says(here, "list")
    number = str(late["id"])
    assert "announcement #1" in told.out.text and "4:00 PM Eastern Time" in told.out.text
    assert "it would have come too late" in told.out.text and BODY not in told.out.text

    began = time.time()
    done = await says(here, "retry", number)
    assert f"Delivery {number} is to be sent again, until" in done.out.text
    await author.sees_posted("announcements", BODY, NOTICED_WITHIN)
    measured("posted after retry was typed", time.time() - began)
    again = await says(here, "retry", number, code=1)
    assert f"Delivery {number} was sent, so nothing was done." in again.err.text
    shown = await says(here, "show", number)
    assert "state: sent" in shown.out.text and "message there: " in shown.out.text
    assert len([text for text in author.public("announcements") if BODY in text]) == 1


async def test_what_may_be_there_is_sent_again_only_after_a_yes(found: Founding, database: MakeDatabase | None) -> None:
    """Without a yes nothing is sent; with it it is; a number that nobody has is answered with where to look."""
    here = await found("discord", postgres=database)
    author = await schedules(here, "discord")
    await here.stop()
    due = tomorrow_at_four()
    storage = SqlStorage(here.url)
    assert await storage.outbox.mark_restored(due - timedelta(hours=1), due + timedelta(hours=1), due) == 1
    await storage.close()
    await here.database.begin_at(due + timedelta(hours=1))
    await here.runs()
    (doubtful,) = await listed(here)
    number = str(doubtful["id"])
    assert "Look there first." in doubtful["words"]
    refused = await says(here, "retry", number, code=1)
    assert f"Delivery {number} may have arrived already, so nothing was done." in refused.err.text
    assert f"staffroom deliveries retry {number} --yes" in refused.err.text
    assert author.public("announcements") == []
    await says(here, "retry", number, "--yes")
    await author.sees_posted("announcements", BODY, NOTICED_WITHIN)

    unknown = await says(here, "show", "4096", code=1)
    assert "There is no delivery 4096 here. 'staffroom deliveries list --all' names" in unknown.err.text
    await says(here, "drop", str(2**70), code=1)
    await says(here, "drop", "0", code=2)


async def test_what_is_taken_out_is_not_sent_and_can_be_taken_back(
    found: Founding, database: MakeDatabase | None
) -> None:
    """Taken out, it does not come, also when what is ahead was stored anew; taken back, it does."""
    here = await found("slack", postgres=database)
    author = await schedules(here, "slack")
    (waiting,) = await listed(here, "--state", "pending")
    number = str(waiting["id"])
    nothing = await says(here, "retry", number, code=1)
    assert f"Delivery {number} waits to be sent already" in nothing.err.text
    assert f"Delivery {number} is taken out" in (await says(here, "drop", number)).out.text
    assert "not to be sent any more" in (await says(here, "drop", number, code=1)).err.text
    await here.restarts()  # which stores anew what is ahead
    await here.stop()
    await here.database.begin_at(tomorrow_at_four() + timedelta(minutes=2))
    await here.runs()
    await author.says("staffroom home")
    assert author.public("announcements") == []
    shown = await says(here, "show", number)
    assert "state: withdrawn" in shown.out.text and "reason: Whoever runs me took it out" in shown.out.text
    await says(here, "retry", number)
    await author.sees_posted("announcements", BODY, NOTICED_WITHIN)
    await author.says("my data")
    assert "dropped" not in author.reads()


async def test_what_is_being_sent_is_left_alone(found: Founding) -> None:
    """While a platform has it nothing is changed, and the answer says when to look again."""
    here = await found("discord")
    await schedules(here, "discord")
    await here.stop()
    await here.database.begin_at(tomorrow_at_four() - timedelta(seconds=1))
    assert here.discord is not None
    posting = here.discord.faults.hold("POST", "/channels/*/messages")
    await here.runs()
    await here.discord.wait_for(lambda: posting.met, 20)
    assert await announced(here) == [DeliveryState.SENDING]
    (row,) = [row for row in await here.database.deliveries() if row["person_id"] is None]
    for verb in ("retry", "drop"):
        refused = await says(here, verb, str(row["id"]), code=1)
        assert f"Delivery {row['id']} is being sent right now, so nothing was done." in refused.err.text
    posting.release()


async def test_the_list_ends_where_it_is_told_to(found: Founding) -> None:
    """In the rehearsal room with its sample there is nothing wrong; all of it is shown as far as one asks."""
    here = await found()
    await here.begins("--port", "0", "--sample")
    told = await says(here, "list")
    assert "these are the rehearsal room's" in told.out.text
    some = await says(here, "list", "--all", "--limit", "1")
    every = json.loads((await says(here, "list", "--all", "--json")).out.text)
    assert ("There are more than these 1" in some.err.text) == (len(every) > 1)
    assert all(row["kind"] for row in every)
