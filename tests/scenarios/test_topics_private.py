"""A topic that is private to one channel: known there, and nowhere else by any word, count or card."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Role
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.stage.slack import SlackHost

LINK = "https://example.org/observations"


async def coaching(network: Network) -> tuple[Person[Any], Person[Any], Person[Any]]:
    """A private topic on Slack with a resource: its moderator, a teacher there outside of it, somebody on Discord."""
    discord, slack = network.hosts[:2]
    assert isinstance(slack, SlackHost)
    slack.channel("coaching", private=True)
    nell, sam, ana = await slack.moderator("Nell"), await slack.teacher("Sam"), await discord.moderator("Ana")
    slack.named("coaching").members.add(nell.app.user.id)  # type: ignore[attr-defined]
    await nell.says("/topics create", name="Coaching notes", channel="coaching")
    await nell.sees("#coaching is private", "Use the command in that channel itself.")
    await nell.goes_to("coaching")
    await nell.says("/topics create", name="Coaching notes", channel="coaching")
    await nell.sees("Coaching notes is open.", "It is private: only who is in this channel finds it")
    await nell.says("/resources share", link=LINK, title="Observation sheet", topic="Coaching notes")
    await nell.sees("Added to the library: Observation sheet.")
    await nell.sees_in("coaching", "Observation sheet")
    return nell, sam, ana


async def test_a_private_topic_is_known_in_its_channel_alone(spanning: Network) -> None:
    """In its channel it is listed, found and followed; elsewhere it is in no list, search, count, card or digest."""
    nell, sam, ana = await coaching(spanning)
    await nell.says("/topics list")
    await nell.sees("Coaching notes (1 resource, 1 follower)")
    await nell.says("/find", words="observation")
    await nell.sees("Observation sheet")
    for person in (sam, ana):
        await person.says("/topics list")
        await person.sees("There are no topics yet.")
        await person.says("/find", words="observation")
        await person.sees_no("Observation sheet")
        await person.says("/resources show", resource="1")
        await person.sees_no("Observation sheet")
        await person.says("/staffroom status")
        await person.sees("0 resources")
        await person.says("/digest preview")
        await person.sees_no("Observation sheet", "Coaching")
        for channel in ("library", "topics"):
            assert person.times_in(channel, "Observation sheet") == 0
    assert "coaching-notes" not in ana.channels()
    await nell.goes_to("library")
    await nell.says("/find", words="observation")
    await nell.sees_no("Observation sheet")


async def test_what_is_private_stands_in_nobodys_way(spanning: Network) -> None:
    """Others may use its name and share its link; what is theirs is theirs, and numbers that are tried lead nowhere."""
    nell, sam, ana = await coaching(spanning)
    await ana.says("/topics create", name="Coaching notes")
    await ana.sees("Coaching notes is open.")
    await ana.says("/resources share", link=LINK, title="A sheet", topic="Coaching notes")
    await ana.sees("Added to the library: A sheet.")
    await sam.sees_in("coaching-notes", "A sheet")
    eve = AtTheCore(spanning, "Eve", Role.ADMIN)
    for code in (
        "topic.show",
        "topic.follow",
        "topic.more",
        "topic.archive",
        "resource.show",
        "pin.one",
        "resource.keep",
    ):
        told = await eve.presses(f"v1:{code}:1")
        assert "That is not here any more." in told, (code, told)
    await ana.says("/topics merge", topic="Coaching notes", into="1")
    await ana.sees_no("private")
    await nell.goes_to("coaching")
    await nell.says("/announcements create")
    await nell.fills({"What to announce": "Bring one sheet", "Day": "2026-10-09", "Time": "16:00", "Topic": "1"})
    await nell.sees_at("Topic", "is private to its channel")
    await spanning.clock.forward(days=8)
    await all_sent(spanning)
    assert ana.times_in("announcements", "Observation sheet") == 0
