"""The library answers back: thanks, how it went, notes and versions; and what one waits for arrives."""

from __future__ import annotations

from typing import Any

from bot.domain.imports.plan import Beside
from bot.domain.pages import page_of
from bot.domain.people import Role
from bot.domain.resources import NewResource
from bot.domain.responses import FiledNote, FiledTrial, Outcome, Said
from bot.services.importing import Importing
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.test_topics_private import coaching

STRIPS = "https://example.org/strips"
LINES = "https://example.org/lines"


async def shares_strips(person: Person[Any]) -> None:
    await person.says("/resources share", link=STRIPS, title="Fraction strips")
    await person.sees("Added to the library: Fraction strips.")


async def test_what_was_searched_in_vain_is_told_when_it_arrives(network: Network) -> None:
    """Once, privately, when a colleague adds it; not for what one adds oneself or takes off the list."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources search", words="number lines")
    await ana.presses("Tell me when one arrives")
    await ana.sees("I tell you privately when a colleague adds one, once.", "December 30, 2026.")
    await ana.says("/resources search", words="volcano")
    await ana.presses("Tell me when one arrives")
    await ana.says("/my things")
    await ana.presses("What I wait for")
    await ana.sees("What you wait for", "number lines", "volcano")
    await ana.chooses("Stop waiting for", "volcano")
    await ana.sees("number lines")
    await ana.sees_no("volcano")
    await ana.says("/resources share", link="https://example.org/mine", title="A number line of mine")
    await ana.sees("Added to the library")
    await ben.says("/resources share", link="https://example.org/lava", title="Volcano")
    await ben.sees("Added to the library")
    await ben.says("/resources share", link=LINES, title="Number lines to print", about="Grade 6")
    await ben.sees("Added to the library")
    await ana.sees_in_dm(
        "Something that you were looking for is in the library now.", "“number lines”", "Number lines to print"
    )
    await ben.says("/resources share", link="https://example.org/more", title="More number lines")
    await ben.sees("Added to the library")
    await all_sent(network)
    said = " ".join(seen.words for seen in ana.direct())
    assert "More number lines" not in said and "Volcano" not in said and "of mine" not in said
    await ana.presses("Show what I wait for", on="I wait until")
    await ana.sees("You wait for nothing.")


async def test_a_wish_keeps_what_the_search_was_narrowed_to(network: Network) -> None:
    """Who waits for a video for grade 6 is not told of a task for grade 2."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources search", type="video", grade="6")
    await ana.presses("Tell me when one arrives")
    await ana.sees("I tell you privately when a colleague adds one, once.")
    await ana.presses("Show what I wait for")
    await ana.sees("What you wait for", "Type: video · Grades: 6")
    for link, title, kind, grades in ((STRIPS, "Strips", "task", "2"), (LINES, "Lines", "video", "5-7")):
        await ben.says("/resources share", link=link, title=title)
        await ben.presses("Add grade, type, …")
        await ben.fills({"Type": kind, "Grades": grades})
        await ben.sees("Saved what")
    await ana.sees_in_dm("Something that you were looking for is in the library now.", "Lines")
    assert "Strips" not in " ".join(seen.words for seen in ana.direct())


async def test_what_is_imported_answers_a_wish(network: Network) -> None:
    """A wish is answered by the first of many links that come in at once, and only once."""
    ana = await network.teacher("Ana")
    await ana.says("/resources search", words="volcano")
    await ana.presses("Tell me when one arrives")
    await ana.sees("once.")
    house = network.installation.house
    (community, *_) = await house.ground.storage.installation.communities()
    pages = {"A sea": STRIPS, "Lava and a volcano": LINES, "Volcano again": "https://example.org/volcano"}
    links = [NewResource(url, page_of(url), title, credit="bookmarks", imported=True) for title, url in pages.items()]
    await Importing(house.ground.storage, house.ground.clock).run(community.id, links, lambda *_: None)
    house.bell.ring()
    await ana.sees_in_dm("Something that you were looking for is in the library now.", "Lava and a volcano")
    await all_sent(network)
    assert "Volcano again" not in " ".join(seen.words for seen in ana.direct())


async def test_what_was_said_elsewhere_is_read_here_without_names(network: Network) -> None:
    """Notes and trials of an imported library stand with the resource, and a moderator may take them off."""
    mo = await network.moderator("Mo")
    house = network.installation.house
    (community, *_) = await house.ground.storage.installation.communities()
    when = house.ground.clock.now()
    said = Said((FiledNote("Laminate them", when),), (FiledTrial("5", "They folded", Outcome.WORKED, when),))
    links = [NewResource(STRIPS, page_of(STRIPS), "Strips", credit="library.zip", imported=True)]
    importing = Importing(house.ground.storage, house.ground.clock)
    await importing.run(community.id, links, lambda *_: None, Beside(said={page_of(STRIPS): said}))
    await mo.says("/resources search", words="laminate")
    await mo.sees("Strips")
    await mo.says("/resources show", resource="1")
    await mo.sees("A colleague elsewhere: Laminate them", "A colleague elsewhere: It worked", "They folded")
    await mo.presses("More")
    await mo.chooses("Take off what was written", "Note: A colleague elsewhere, Laminate them")
    await mo.sees("It does not stand with “Strips” any more.")


async def test_thanks_and_trials_reach_the_sharer_privately(network: Network) -> None:
    """One thanks once; how it went stands with the resource by name, and the sharer is told of all a day later."""
    ana, ben, mo = await network.teacher("Ana"), await network.facilitator("Ben"), await network.moderator("Mo")
    await shares_strips(ana)
    await ben.says("/resources thank", resource="1")
    await ben.sees("I tell Ana that you say thank you for “Fraction strips”.", "nobody counts it")
    await ana.sees_in_dm("Ben says thank you for “Fraction strips”.", "Only you see this")
    await ben.says("/resources thank", resource="1")
    await ben.sees("You thanked Ana for it already.")
    await ana.says("/resources thank", resource="1")
    await ana.sees("You shared “Fraction strips” yourself.")
    await ben.sees_in("library", "Fraction strips")
    await ben.presses("More", on="Shared by Ana")
    await ben.presses("I tried this")
    await ben.fills({"How it went": "It worked", "Grade": "5", "What happened": "They folded for an hour"})
    await ben.sees("What you said of “Fraction strips” stands with it now, with your name.")
    await mo.says("/resources tried", resource="1")
    await mo.fills({"How it went": "I changed it"})
    await mo.sees("stands with it now")
    await mo.says("/resources show", resource="1")
    await mo.sees("Colleagues tried it", "Ben: It worked · Grade: 5", "They folded for an hour", "Mo: I changed it")
    await network.clock.forward(hours=25)
    await ana.sees_in_dm("2 colleagues tried “Fraction strips”.", "One wrote: “They folded for an hour”")
    await ben.says("/resources show", resource="1")
    await ben.presses("More")
    await ben.chooses("Take off what was written", "Tried: Ben")
    await ben.sees("It does not stand with “Fraction strips” any more.")
    await ben.presses("Undo")
    await ben.sees("Undone: it stands with “Fraction strips” again.")
    await ben.presses("Show #1")
    await ben.sees("Ben: It worked · Grade: 5", "They folded for an hour")
    await ben.presses("More")
    await ben.chooses("Take off what was written", "Tried: Ben")
    await ben.sees("It does not stand with “Fraction strips” any more.")
    await ben.presses("Show #1")
    await ben.sees("Mo: I changed it")
    await ben.sees_no("folded")


async def test_a_version_and_its_source_lead_to_each_other(network: Network) -> None:
    """A version has its own link; a link that is there already is told at its field, with nothing lost."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await shares_strips(ana)
    await ben.says("/resources adapt", resource="1")
    await ben.fills({"Web address of your version": STRIPS, "What you changed": "For grade 6"})
    await ben.sees_at("Web address of your version", "This page is in the library already, as #1.")
    await ben.mends({"Web address of your version": LINES, "What it is": "Longer strips"})
    await ben.sees("Added to the library: Longer strips.", "It and “Fraction strips” lead to each other.")
    await ben.presses("Show #2")
    await ben.sees("For grade 6", "Made from:", "#1 Fraction strips")
    await ana.says("/resources show", resource="1")
    await ana.sees("Versions", "#2 Longer strips")
    await ben.says("/resources remove", resource="2")
    await ben.sees("out of the library")
    await ana.says("/resources show", resource="1")
    await ana.sees_no("Longer strips")


async def test_who_shares_a_page_again_may_add_a_note(network: Network) -> None:
    """It stands with the resource and is found by search, until its author or a moderator takes it off."""
    ana, ben, mo = await network.teacher("Ana"), await network.facilitator("Ben"), await network.moderator("Mo")
    await shares_strips(ana)
    await ben.says("/resources share", link=STRIPS, title="Strips")
    await ben.presses("Add a note")
    await ben.fills({"What colleagues should know": "Laminate them with dominoes"})
    await ben.sees("Your note stands with “Fraction strips” now")
    await ana.says("/resources search", words="dominoes")
    await ana.sees("1 resource for “dominoes”", "Fraction strips")
    await ana.says("/resources show", resource="1")
    await ana.sees("Notes", "Ben: Laminate them with dominoes")
    await mo.says("/resources show", resource="1")
    await mo.presses("More")
    await mo.chooses("Take off what was written", "Note: Ben, Laminate them with dominoes")
    await mo.sees("It does not stand with “Fraction strips” any more.")
    await ben.says("/resources share", link=STRIPS, title="Strips")
    await ben.presses("Add a note")
    await ben.fills({"What colleagues should know": "Print them large"})
    await ben.sees("Your note stands with “Fraction strips” now")
    await mo.presses("Undo", on="It does not stand with")
    await mo.sees("Something stands there again, so I left it as it is.")
    await mo.says("/resources show", resource="1")
    await mo.presses("More")
    await mo.chooses("Take off what was written", "Note: Ben, Print them large")
    await mo.sees("It does not stand with “Fraction strips” any more.")
    await ana.says("/resources search", words="large")
    await ana.sees("Nothing in the library yet for “large”.")
    await mo.presses("Undo", on="It does not stand with")
    await mo.sees("Undone: it stands with “Fraction strips” again.")
    await ana.says("/resources search", words="large")
    await ana.sees("1 resource for “large”", "Fraction strips")


async def test_what_is_private_is_answered_in_its_channel_alone(spanning: Network) -> None:
    """No wish elsewhere is met by it, nobody is thanked outside, and a version from it is not led to from outside."""
    nell, sam, ana = await coaching(spanning)
    await ana.says("/resources search", words="feedback sheets")
    await ana.presses("Tell me when one arrives")
    await ana.sees("I tell you privately")
    await nell.says("/resources edit", resource="1")
    await nell.fills({"What it is": "Feedback sheet"})
    await nell.sees("is changed")
    await nell.says("/resources tried", resource="1")
    await nell.fills({"How it went": "It worked", "What happened": "A quiet word helped"})
    await nell.sees("stands with it now")
    await nell.says("/resources show", resource="1")
    await nell.sees("A quiet word helped")
    eve = AtTheCore(spanning, "Eve", Role.ADMIN)
    for code in ("resource.thank:1", "resource.tried:1", "resource.adapt:1", "resource.note:1", "resource.more:1"):
        assert "That is not here any more." in await eve.presses(f"v1:{code}"), code
    for chosen in ("trial-1", "note-1", "nothing"):
        assert "That is not here any more." in await eve.presses("v1:resource.unsay", chosen), chosen
    await spanning.clock.forward(hours=25)
    await all_sent(spanning)
    for person in (nell, sam, ana):
        assert not [seen for seen in person.direct() if "sheet" in seen.words or "tried" in seen.words], person.name


async def test_what_a_deleted_colleague_noted_is_not_found(network: Network) -> None:
    """Their note, their trial and what they waited for go with them, counted before under what is kept."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    await shares_strips(mo)
    await ana.says("/resources share", link=STRIPS, title="Strips")
    await ana.presses("Add a note")
    await ana.fills({"What colleagues should know": "Laminate them with dominoes"})
    await ana.sees("Your note stands with")
    await ana.says("/resources tried", resource="1")
    await ana.fills({"How it went": "It did not work"})
    await ana.sees("stands with it now")
    await ana.says("/my data")
    await ana.sees("1 note to a resource", "1 resource that you said you tried")
    await ana.presses("Delete my data")
    await ana.sees("What you said to resources and what you wait for are deleted.")
    await ana.presses("Delete my data in 24 hours")
    await ana.sees("Your data will be deleted on")
    await network.clock.forward(hours=24, minutes=1)
    await network.installation.house.services.my_data.delete_due()
    await mo.says("/resources show", resource="1")
    await mo.sees("Fraction strips")
    await mo.sees_no("Laminate", "Ana")
    await mo.says("/resources search", words="dominoes")
    await mo.sees("Nothing in the library yet")
