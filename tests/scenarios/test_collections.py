"""Collections: resources in an order, put together by members for colleagues."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.test_topics_private import coaching

UNIT = "Fractions, weeks 1–3"


async def shares(person: Person[Any], *titles: str) -> None:
    for title in titles:
        link = f"https://example.org/{title.lower().replace(' ', '-')}"
        await person.says("/resources share", link=link, title=title)
        await person.sees(f"Added to the library: {title}.")


async def collects(person: Person[Any], number: str) -> None:
    """Ask to add a resource to a collection."""
    await person.says("/resources show", resource=number)
    await person.presses("More")
    await person.presses("Add to a collection")


async def test_a_collection_is_made_and_arranged(network: Network) -> None:
    """Made with its first resource, added to, put in order, named anew, found, and shown with what is in it."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources collections")
    await ana.sees("There is no collection yet.")
    await shares(ana, "Fraction strips", "Number lines")
    await collects(ana, "1")
    await ana.fills({"Its name": UNIT, "What it is for": "Grade 4, before the winter break"})
    await ana.sees(f"Made the collection {UNIT}.", "Everybody sees it.")
    await collects(ana, "2")
    await ana.chooses("Choose a collection", UNIT)
    await ana.sees(f"Added “Number lines” to {UNIT}.")
    await collects(ana, "2")
    await ana.chooses("Choose a collection", UNIT)
    await ana.sees(f"“Number lines” is in {UNIT} already.")
    await ana.presses("Show collection 1")
    await ana.sees(UNIT, "Grade 4, before the winter break", "Made by Ana", "#1 Fraction strips", "#2 Number lines")
    await ana.presses("More")
    await ana.chooses("Put first", "#2 Number lines")
    await ana.sees("#2 Number lines (example.org)", "#1 Fraction strips (example.org)")
    assert ana.answer.index("Number lines") < ana.answer.index("Fraction strips")
    await ana.presses("More")
    await ana.presses("Rename")
    await ana.fills({"Its name": "Fractions"})
    await ana.sees("It is called Fractions.")
    await ben.says("/find", words="fractions")
    await ben.sees("1 collection", "Fractions – 2 resources · made by Ana")
    await ben.says("/resources show", resource="1")
    await ben.sees("In the collection: Fractions")
    await ben.presses("Show collection 1")
    await ben.presses("More")
    await ben.sees("Ana and moderators can change it.")
    await ben.presses("Copy for email")
    await ben.sees("Fraction strips: https://example.org/fraction-strips")
    await ben.presses("Show collection 1")
    await ben.sees("Fractions")


async def test_what_is_taken_out_or_removed_comes_back(network: Network) -> None:
    """Each step can be taken back; a name that is there is told at its field; moderators may do as who made it."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    await shares(ana, "Fraction strips")
    await collects(ana, "1")
    await ana.fills({"Its name": UNIT})
    await ana.presses("Show collection 1")
    await ana.presses("More")
    await ana.chooses("Take out", "#1 Fraction strips")
    await ana.sees(f"Took “Fraction strips” out of {UNIT}. It stays in the library.")
    await ana.chooses("Put it back", UNIT)
    await ana.sees(f"Added “Fraction strips” to {UNIT}.")
    await ana.says("/resources collections")
    await ana.presses("New collection")
    await ana.fills({"Its name": "fractions weeks 1-3"})
    await ana.sees_at("Its name", f"“{UNIT}” is there already, as collection 1.")
    await mo.says("/resources collections")
    await mo.sees(f"1. {UNIT} – 1 resource · made by Ana")
    await mo.presses("Show collection 1")
    await mo.presses("More")
    await mo.presses("Remove this collection")
    await mo.sees(f"Removed the collection {UNIT}.", "What was in it stays in the library.")
    await ana.says("/resources collections")
    await ana.sees("There is no collection yet.")
    await mo.presses("Bring it back")
    await mo.sees(f"The collection {UNIT} is back.")
    await ana.says("/resources remove", resource="1")
    await ana.sees("is out of the library")
    await ana.says("/resources collections")
    await ana.sees(f"1. {UNIT} – 0 resources")
    await mo.says("/resources collections")
    await mo.sees("There is no collection yet.")


async def test_what_is_private_is_not_told_by_a_collection(spanning: Network) -> None:
    """One that holds only what is private is told nobody outside; in another, what is private is not counted."""
    nell, sam, ana = await coaching(spanning)
    await collects(nell, "1")
    await nell.fills({"Its name": "Sealed"})
    await nell.sees("Made the collection Sealed.")
    await shares(ana, "Fraction strips")
    await collects(ana, "2")
    await ana.fills({"Its name": UNIT})
    await collects(nell, "1")
    await nell.chooses("Choose a collection", UNIT)
    await nell.sees(f"Added “Observation sheet” to {UNIT}.")
    await nell.says("/resources collections")
    await nell.sees(f"2. {UNIT} – 2 resources", "1. Sealed – 1 resource · made by Nell")
    for person in (sam, ana):
        await person.says("/resources collections")
        await person.sees("1 collection", f"2. {UNIT} – 1 resource · made by Ana")
        await person.sees_no("Sealed")
        await person.presses("Show collection 2")
        await person.sees("Fraction strips")
        await person.sees_no("Observation sheet")
        await person.says("/find", words="sealed")
        await person.sees_no("collection")
