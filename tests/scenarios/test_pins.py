"""Pins: a moderator puts what matters on top of a topic's channel; a teacher can ask for it."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Platform
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import (
    PIN_RIGHT,
    all_sent,
    allow_pinning,
    close_channel,
    delete_message,
    fill_pins,
    forbid_pinning,
    forbid_seeing_pins,
    second_place,
    take_role,
    unpin,
    unpin_one,
)
from tests.scenarios.stage.variants import on_discord, on_platforms, where_lines_are_typed, with_two_places

ON_TOP = "pinned in the topic's channel"


async def strips(network: Network, topic: str = "Fractions") -> Person[Any]:
    """A moderator has opened a topic and shared something in it; the card is there."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name=topic)
    await mo.sees(f"{topic} is open.")
    await shares(mo, "Fraction strips", topic)
    await mo.sees_in(topic.lower(), "Fraction strips", "Shared by Mo")
    return mo


async def shares(person: Person[Any], title: str, topic: str = "") -> None:
    told = {"topic": topic} if topic else {}
    address = f"https://example.org/{title.lower().replace(' ', '-')}"
    await person.says("/resources share", link=address, title=title, **told)
    await person.sees(f"Added to the library: {title}.")


async def test_a_moderator_pins_by_command(network: Network) -> None:
    """What a moderator pins stands on top of its topic's channel, and is marked in the library and in the topic."""
    mo, ana = await strips(network), await network.teacher("Ana")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned: #1 Fraction strips.", f"{network.home.name}: {ON_TOP}.", "[Undo]")
    await ana.sees_pinned("fractions", "Fraction strips", "Pinned")
    await ana.says("/resources show", resource="Fraction strips")
    await ana.sees("#1 Fraction strips", "Pinned")
    await ana.says("/topics show", topic="Fractions")
    await ana.sees("Pinned\n", "#1 Fraction strips")
    assert ana.times_in("fractions", "Fraction strips") == 1


async def test_a_moderator_pins_from_the_card(network: Network) -> None:
    """More on a card offers a moderator to pin it, and once it is pinned, to unpin it."""
    mo = await strips(network)
    await mo.presses("More", on="Shared by Mo")
    await mo.presses("Pin")
    await mo.sees("Pinned: #1 Fraction strips.", ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")
    await mo.presses("More", on="Shared by Mo")
    await mo.sees("[Unpin]")
    await mo.sees_no("[Pin]")
    await mo.presses("Unpin")
    await mo.sees("“Fraction strips” is no longer pinned.")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.sees_in("fractions", "Fraction strips")


async def test_a_moderator_pins_several_from_a_list(network: Network) -> None:
    """Without a number the newest that are not pinned are listed; several are pinned at once, and undone at once."""
    mo = await strips(network)
    await shares(mo, "Fraction circles", "Fractions")
    await shares(mo, "Fraction walls", "Fractions")
    await mo.says("/moderate pin")
    await mo.sees("These are the 3 newest resources.")
    assert mo.choices("Choose what to pin") == ("#3 Fraction walls", "#2 Fraction circles", "#1 Fraction strips")
    await mo.chooses("Choose what to pin", "#1 Fraction strips", "#3 Fraction walls")
    await mo.sees("Pinned 2:", "#1 Fraction strips", "#3 Fraction walls", ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")
    await mo.sees_pinned("fractions", "Fraction walls")
    await mo.sees_unpinned("fractions", "Fraction circles")
    await mo.presses("Undo")
    await mo.sees("Undone.", "“Fraction strips” is no longer pinned.", "“Fraction walls” is no longer pinned.")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.sees_unpinned("fractions", "Fraction walls")


async def test_what_has_no_topic_is_asked_for_one(network: Network) -> None:
    """Where a resource has no topic the moderator chooses one; the card moves there and is pinned."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Proofs")
    await mo.says("/topics create", name="Fractions")
    await shares(ana, "Book of Proof")
    await ana.sees_in("library", "Book of Proof")
    await mo.says("/moderate pin", resource="Book of Proof")
    await mo.sees("#1 Book of Proof has no topic yet.", "which one?")
    assert set(mo.choices("Choose the topic")) == {"Proofs", "Fractions"}
    await mo.chooses("Choose the topic", "Proofs")
    await mo.sees("Pinned: #1 Book of Proof.", f"{network.home.name}: {ON_TOP}.")
    await ana.sees_pinned("proofs", "Book of Proof", "Topic: Proofs")
    await ana.sees_none_in("library", "Book of Proof")


async def test_a_topic_can_be_said_at_once(network: Network) -> None:
    """A moderator who knows where it belongs names the topic in the command."""
    mo = await strips(network)
    await shares(mo, "Book of Proof")
    await mo.says("/moderate pin", resource="2", topic="Fractions")
    await mo.sees("Pinned: #2 Book of Proof.", ON_TOP)
    await mo.sees_pinned("fractions", "Book of Proof")


async def test_without_any_topic_there_is_nowhere_to_pin(network: Network) -> None:
    """Before there is a topic the moderator is told how to open one."""
    mo = await network.moderator("Mo")
    await shares(mo, "Book of Proof")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("There are no topics yet.", "topics create", "then pin again")


async def test_with_an_empty_library_there_is_nothing_to_pin(network: Network) -> None:
    """The list of what can be pinned says so when there is nothing in it, also when all is pinned."""
    mo = await network.moderator("Mo")
    await mo.says("/moderate pin")
    await mo.sees("There is nothing to pin")
    await strips(network)
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned: #1")
    await mo.says("/moderate pin")
    await mo.sees("There is nothing to pin")


@with_two_places
async def test_pins_stand_in_every_place(network: Network) -> None:
    """With two servers in the community the card is pinned on both, and the answer names both."""
    other = await second_place(network)
    assert other is not None
    mo = await strips(network)
    await mo.says("/moderate pin", resource="1")
    await mo.sees(f"{network.home.name}: {ON_TOP}.", f"{other.name}: {ON_TOP}.")
    await mo.sees_pinned("fractions", "Fraction strips")
    theirs = await other.teacher("Ana" if network.platform is Platform.REHEARSAL else "Cleo")
    await theirs.sees_pinned("fractions", "Fraction strips")
    assert theirs.times_in("fractions", "Fraction strips") == 1


async def test_what_is_pinned_already_stays_so(network: Network) -> None:
    """Pinning twice, by command or by a button that was still there, says so and leaves one card with one pin."""
    mo = await strips(network)
    await mo.presses("More", on="Shared by Mo")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned: #1 Fraction strips.")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned already: #1 Fraction strips.")
    await mo.presses("Pin")
    await mo.sees("Pinned already: #1 Fraction strips.")
    await mo.sees_pinned("fractions", "Fraction strips")
    assert mo.times_in("fractions", "Fraction strips") == 1


async def test_a_pin_is_undone_within_ten_minutes(network: Network) -> None:
    """Undo takes one pin down and gives a resource without a topic its place in the library back."""
    mo = await strips(network)
    await shares(mo, "Book of Proof")
    await mo.says("/moderate pin", resource="2", topic="Fractions")
    await mo.sees_pinned("fractions", "Book of Proof")
    await mo.presses("Undo")
    await mo.sees("“Book of Proof” is no longer pinned.")
    await mo.sees_unpinned("fractions", "Book of Proof")
    await mo.sees_in("library", "Book of Proof")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned: #1", "You can undo this for ten minutes.")
    await network.clock.forward(minutes=11)
    await mo.presses("Undo")
    await mo.sees("That is more than ten minutes ago and stays as it is.")
    await mo.sees_pinned("fractions", "Fraction strips")


async def test_unpinning_and_undoing_it(network: Network) -> None:
    """What is unpinned can be pinned again with one press; what was not pinned is said not to be."""
    mo = await strips(network)
    await mo.says("/moderate unpin", resource="1")
    await mo.sees("“Fraction strips” was not pinned.")
    await mo.says("/moderate pin", resource="1")
    await mo.sees_pinned("fractions", "Fraction strips")
    await mo.says("/moderate unpin", resource="1")
    await mo.sees("“Fraction strips” is no longer pinned.", "ten minutes")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.presses("Undo")
    await mo.sees("“Fraction strips” is pinned again.")
    await mo.sees_pinned("fractions", "Fraction strips")


async def test_a_pin_outlives_a_restart(network: Network) -> None:
    """A menu opened before a restart pins after it."""
    mo = await strips(network)
    await mo.presses("More", on="Shared by Mo")
    await network.restart()
    await mo.presses("Pin")
    await mo.sees("Pinned: #1 Fraction strips.", ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")


# Asking


async def test_a_teacher_asks_and_a_moderator_pins(network: Network) -> None:
    """Two teachers ask, one card comes to the moderators without their names, and one press there pins."""
    mo, ana = await strips(network), await network.teacher("Ana")
    ben = await network.facilitator("Ben")
    for person in (ana, ben):
        await person.sees_in("fractions", "Fraction strips")
        await person.presses("More", on="Shared by Mo")
        await person.sees_no("[Pin]", "[Edit]", "[Remove from library]")
        await person.presses("Ask to pin this")
        await person.sees("I asked the moderators to pin “Fraction strips”.", "They do not see who asked.")
    await mo.sees_in("moderators", "Somebody asks to pin this", "Fraction strips")
    assert mo.times_in("moderators", "Fraction strips") == 1
    await mo.sees_none_in("moderators", "Ana")
    await mo.goes_to("moderators")
    await mo.presses("Pin #1", on="Somebody asks to pin this")
    await mo.sees("Pinned: #1 Fraction strips.", ON_TOP)
    await ana.sees_pinned("fractions", "Fraction strips")
    await mo.sees_in("moderators", "“Fraction strips” is pinned now.")
    await mo.sees_none_in("moderators", "[Pin #1]")
    assert mo.times_in("moderators", "Fraction strips") == 1


@where_lines_are_typed
async def test_a_teacher_who_pins_is_offered_to_ask(network: Network) -> None:
    """Where commands are typed a teacher reaches pinning; they are refused in words and can ask with one press."""
    mo, ana = await strips(network), await network.teacher("Ana")
    await ana.types("/moderate pin 1")
    await ana.sees("Only moderators can pin. I can ask them for you.", "[Ask to pin this]")
    await ana.sees_unpinned("fractions", "Fraction strips")
    await ana.presses("Ask to pin this")
    await ana.sees("I asked the moderators to pin “Fraction strips”.")
    await mo.sees_in("moderators", "Somebody asks to pin this", "Fraction strips")
    await ana.types("/moderate unpin 1")
    await ana.sees("Only moderators can unpin.", "roles list")


@on_platforms
async def test_a_menu_from_before_a_role_was_taken_away(network: Network) -> None:
    """Whoever opened More as a moderator and is none any more is refused at the press, and can ask instead."""
    mo = await strips(network)
    await mo.presses("More", on="Shared by Mo")
    await mo.sees("[Pin]")
    await take_role(network.home, mo)
    await mo.presses("Pin")
    await mo.sees("Only moderators can pin. I can ask them for you.")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.presses("Ask to pin this")
    await mo.sees("I asked the moderators to pin “Fraction strips”.")
    nell = await network.moderator("Nell")
    await nell.sees_in("moderators", "Somebody asks to pin this")


async def test_a_request_for_what_was_removed_says_so(network: Network) -> None:
    """When the resource goes before a moderator looks, the card in the moderators' channel offers no pin any more."""
    mo, ana = await strips(network), await network.teacher("Ana")
    await ana.sees_in("fractions", "Fraction strips")
    await ana.presses("More", on="Shared by Mo")
    await ana.presses("Ask to pin this")
    await mo.sees_in("moderators", "Somebody asks to pin this")
    await mo.says("/resources remove", resource="1")
    await mo.sees("“Fraction strips” is out of the library")
    await mo.sees_in("moderators", "It was removed since.")
    await mo.sees_none_in("moderators", "[Pin #1]")


# What can stand in the way


@on_platforms
async def test_a_missing_right_is_named_and_tried_again(network: Network) -> None:
    """Without the right to pin the answer names it; once an admin gave it, pinning again works."""
    mo = await strips(network)
    forbid_pinning(network.home, "fractions")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(
        f"{network.home.name}: not yet. I lack the permission {PIN_RIGHT[network.platform]}.",
        "An admin there gives it to me.",
    )
    await mo.sees_in("fractions", "Fraction strips")
    await mo.sees_unpinned("fractions", "Fraction strips")
    allow_pinning(network.home, "fractions")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")
    assert mo.times_in("fractions", "Fraction strips") == 1


@on_discord
async def test_what_failed_in_one_place_stays_in_the_other(network: Network) -> None:
    """A right that is missing on one server keeps nothing from the other."""
    other = await second_place(network)
    assert other is not None
    mo = await strips(network)
    forbid_pinning(other, "fractions")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(
        f"{network.home.name}: {ON_TOP}.",
        f"{other.name}: not yet. I lack the permission {PIN_RIGHT[network.platform]}.",
    )
    await mo.sees_pinned("fractions", "Fraction strips")


@on_platforms
async def test_a_full_pin_list_is_said(network: Network) -> None:
    """Where a channel takes no more pins the answer says to take one down; then pinning again works."""
    mo = await strips(network)
    home = network.home
    fill_pins(home, mo, "fractions")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(f"{home.name}: not yet. The pin list there is full.", "Unpin something there, then pin this again.")
    unpin_one(home, "fractions")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")


@on_platforms
async def test_a_card_deleted_by_hand_comes_back_with_its_pin(network: Network) -> None:
    """Whoever pins what somebody deleted in the channel gets the card anew, pinned."""
    mo = await strips(network)
    delete_message(network.home, "fractions", "Fraction strips")
    await mo.sees_none_in("fractions", "Fraction strips")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned: #1 Fraction strips.", ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")
    assert mo.times_in("fractions", "Fraction strips") == 1


@on_platforms
async def test_a_channel_closed_by_hand_is_said(network: Network) -> None:
    """Where somebody deleted or archived the topic's channel, the answer says that and what to do."""
    mo = await strips(network)
    await close_channel(network.home, "fractions")
    await mo.says("/moderate pin", resource="1")
    closed = "The channel is gone." if network.platform is Platform.DISCORD else "The channel is archived."
    await mo.sees("Pinned: #1 Fraction strips.", f"{network.home.name}: not yet. {closed}")


@on_platforms
async def test_a_pin_taken_down_by_hand_stays_down(network: Network) -> None:
    """It is noticed, its moderator is told, an edit does not bring it back, and one press does."""
    mo = await strips(network)
    await mo.says("/moderate pin", resource="1")
    await mo.sees(ON_TOP)
    await mo.sees_pinned("fractions", "Fraction strips")
    unpin(network.home, "fractions", "Fraction strips")
    await network.clock.forward(hours=1)
    await all_sent(network)
    gone = f"“Fraction strips” is not pinned on {network.home.name} any more: somebody there took the pin down."
    await mo.sees_in_dm(gone, "It stays down there", "moderate pin #1")
    await mo.says("/resources edit", resource="1")
    await mo.fills({"What it is": "Fraction strips to cut"})
    await mo.sees_in("fractions", "Fraction strips to cut")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.says("/resources show", resource="1")
    await mo.sees("Pinned")
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned already: #1 Fraction strips to cut.")
    await mo.sees_pinned("fractions", "Fraction strips to cut")


@on_platforms
async def test_a_pinned_card_deleted_by_hand_comes_back(network: Network) -> None:
    """The card of what is in the library stands there again, its pin as it was left, and its moderator is told."""
    mo = await strips(network)
    await mo.says("/moderate pin", resource="1")
    await mo.sees_pinned("fractions", "Fraction strips")
    delete_message(network.home, "fractions", "Fraction strips")
    await network.clock.forward(hours=1)
    await all_sent(network)
    await mo.sees_in("fractions", "Fraction strips")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await mo.sees_in_dm("“Fraction strips” is not pinned")
    assert mo.times_in("fractions", "Fraction strips") == 1


@on_platforms
async def test_where_pins_cannot_be_seen_nothing_is_taken_for_gone(network: Network) -> None:
    """Without the right to look, a pin counts as it was left."""
    mo = await strips(network)
    await mo.says("/moderate pin", resource="1")
    await mo.sees_pinned("fractions", "Fraction strips")
    forbid_seeing_pins(network.home, "fractions")
    await network.clock.forward(hours=1)
    await all_sent(network)
    await mo.says("/resources edit", resource="1")
    await mo.fills({"What it is": "Fraction strips to cut"})
    await mo.sees_pinned("fractions", "Fraction strips to cut")
