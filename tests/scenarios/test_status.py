"""How the community stands: admins see what is due, what went wrong, why, and what to do about it."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Platform
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent, close_channel, down_until
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.variants import on_platforms, on_slack

PLATFORMS = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.REHEARSAL: "Rehearsal room"}
TALKS = "Number talks this week"


async def schedules(network: Network, day: str = "2026-10-02") -> Person[Any]:
    ben = await network.facilitator("Ben")
    await ben.says("/announcements create")
    await ben.fills({"What to announce": TALKS, "Day": day, "Time": "16:00"})
    await ben.sees("Scheduled for")
    return ben


async def test_an_admin_sees_what_is_due(network: Network) -> None:
    """What comes within a day is counted with the next one's time; a teacher is told nothing of it."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await ada.says("/staffroom status")
    await ada.sees_fact(PLATFORMS[network.platform], "connected")
    await ada.sees_fact("Due in the next 24 hours", "0")
    await schedules(network)
    await network.clock.to("2026-10-01 17:00")
    await ada.says("/staffroom status")
    await ada.sees("the next one Friday, October 2")
    await ada.sees_fact("What was due", "all sent")
    await ana.says("/staffroom status")
    await ana.sees("How Baltimore Math Teachers stands")
    await ana.sees_no("Due in the next 24 hours", "connected", "[Name and time zone]")


async def test_what_came_too_late_is_seen_with_its_reason(network: Network) -> None:
    """An admin sees that a colleague's announcement was not posted and why, not its words; a teacher sees nothing."""
    ben = await schedules(network)
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await down_until(network, "2026-10-03 05:00")
    await all_sent(network)
    await ada.says("/staffroom status")
    await ada.sees(f"Announcement #1 for {network.home.name} was due Friday, October 2", "and did not arrive.")
    await ada.sees("it would have come too late", "Too late")
    await ada.sees_no(TALKS)
    await ana.says("/staffroom status")
    await ana.sees_no("Announcement #1", "Too late")
    await ben.says("/staffroom home")
    for _ in network.hosts if network.platform is not Platform.REHEARSAL else range(2):
        await ben.presses(next(label for label in _buttons(ben) if label.startswith("Leave #1")))
        await ben.sees("Left as it is.")
        await ben.says("/staffroom home")
    await ada.says("/staffroom status")
    await ada.sees_fact("What was due", "all sent")
    await ada.sees_no("Announcement #1")


@on_platforms
async def test_what_was_refused_is_seen_with_its_remedy(network: Network) -> None:
    """Where a channel was closed an admin reads so, and which command chooses another."""
    await schedules(network)
    ada = await network.admin("Ada")
    await close_channel(network.home, "announcements")
    await network.clock.to("2026-10-02 16:00")
    await all_sent(network)
    await ada.says("/staffroom status")
    await ada.sees_fact("Refused", "1")
    await ada.sees("and did not arrive. The channel is", "staffroom setup")


@on_slack
async def test_what_is_not_known_names_what_would_tell(network: Network) -> None:
    """Where the answer was lost and the bot may not look, an admin reads which right would spare the question."""
    assert isinstance(network.home, SlackHost)
    await schedules(network)
    ada = await network.admin("Ada")
    network.home.server.scopes.discard("channels:history")
    network.home.server.faults.drop("chat.postMessage", accepted=True, where=lambda sent: TALKS in str(sent))
    await network.clock.to("2026-10-02 16:00")
    await all_sent(network)
    await ada.says("/staffroom status")
    await ada.sees_fact("Perhaps not arrived", "1")
    await ada.sees("and perhaps did not arrive. The connection broke", "without channels:history I cannot see")
    await ada.sees(
        f"If I get channels:history in {network.home.name}, I can find out by myself whether a message arrived."
    )


@on_slack
async def test_what_waits_for_a_new_token_is_late(network: Network) -> None:
    """While the token is not taken nothing is lost: an admin reads what waits, since when, and who can help."""
    assert isinstance(network.home, SlackHost)
    await schedules(network)
    ada = await network.admin("Ada")
    network.expects_error("token refused")
    network.home.server.faults.error("chat.postMessage", "invalid_auth", times=None)
    await network.clock.to("2026-10-02 16:05")
    await all_sent(network)
    await ada.says("/staffroom status")
    await ada.sees_fact("Slack", "my token is no longer taken; whoever runs me has to renew it")
    await ada.sees_fact("Late", "1")
    await ada.sees("was due Friday, October 2", "and is late. My token is no longer taken there.")


def _buttons(person: Person[Any]) -> list[str]:
    return [label for seen in reversed(person.private()) for label in seen.buttons]
