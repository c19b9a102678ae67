"""The library: sharing a link, finding it again, keeping it right, and a shelf of one's own."""

from __future__ import annotations

from tests.scenarios.stage import Network

STRIPS = "https://example.org/strips"


async def test_a_link_is_shared_in_one_step(network: Network) -> None:
    """With an address and a title a link is in the library at once, and its card in the library channel."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", about="To print and cut")
    await ana.sees("Added to the library: Fraction strips.", "its card is in the library channel")
    await ana.sees("[Change] [Add grade, type, …] [Undo]")
    await ana.sees_in("library", "#1 Fraction strips (example.org)", "To print and cut", "Shared by Ana")
    await ana.sees_in("library", "[Open #1] [Keep for me] [More]")


async def test_a_link_without_a_title_is_asked_for_it(network: Network) -> None:
    """Who gives only the address gets a form with it filled in."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS)
    await ana.until(lambda: ana.form, "a form")
    assert ana.form is not None and ana.form.fields["Web address"] == STRIPS
    await ana.fills({"What it is": "Fraction strips", "Tags": "fractions, grade 5"})
    await ana.sees("Added to the library: Fraction strips.")
    await ana.sees_in("library", "Fraction strips", "Tags: fractions, grade 5")


async def test_a_link_is_pasted_with_the_words_a_phone_sends_along(network: Network) -> None:
    """Before or after the address, in the command or in the form, they are what it is."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=f"Fraction strips: {STRIPS}")
    await ana.sees("Added to the library: Fraction strips.")
    await ana.says("/resources share")
    await ana.fills({"Web address": "https://example.org/lines – Number lines for walls"})
    await ana.sees("Added to the library: Number lines for walls.")
    await ana.says("/resources adapt", resource="1")
    await ana.fills({"Web address of your version": "Mine https://example.org/mine", "What it is": "My strips"})
    await ana.sees_at("Web address of your version", "is not a web address.")


async def test_sharing_with_nothing_said_opens_the_form(network: Network) -> None:
    """What is wrong in it is said at its field, and nothing that was typed is lost."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share")
    await ana.fills({"Web address": "my strips", "What it is": "Fraction strips", "What it is good for": "Grade 5"})
    await ana.sees_at("Web address", "“my strips” is not a web address.")
    await ana.mends({"Web address": STRIPS})
    await ana.sees("Added to the library: Fraction strips.")
    await ana.sees_in("library", "Fraction strips", "Grade 5")


async def test_a_link_shared_in_a_topic_has_its_card_there(network: Network) -> None:
    """A topic that was named, chosen in the form, or talked about where one is, gets the card into its channel."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/topics create", name="Geometry")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", topic="Fractions")
    await ana.sees("Topic: Fractions. Its card is in the topic's channel.")
    await ana.sees_in("fractions", "Fraction strips", "Topic: Fractions")
    await ana.says("/resources share", link="https://example.org/nets")
    await ana.fills({"What it is": "Nets of solids", "Topic": "Geometry"})
    await ana.sees_in("geometry", "Nets of solids")
    await ana.goes_to("fractions")
    await ana.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    await ana.sees("Topic: Fractions.")
    await ana.sees_in("fractions", "Fraction circles")
    await ana.says("/topics show", topic="Fractions")
    await ana.sees("Fraction strips", "Fraction circles")
    await ana.sees_no("Nets of solids")


async def test_the_same_page_is_shared_once(network: Network) -> None:
    """A colleague who shares a page that is there already is shown it, also by another address of the same page."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ben.says("/resources share", link="http://www.example.org/strips/?utm_source=mail#top", title="Strips")
    await ben.sees("This page is in the library already, so I added nothing.", "#1 Fraction strips", "Shared by Ana")
    await ben.presses("Show #1")
    await ben.sees("#1 Fraction strips", "[Keep for me]")
    await ben.says("/resources mine")
    await ben.sees("You have not shared anything yet.")


async def test_searching_forgives(network: Network) -> None:
    """Accents, apostrophes, capitals and endings of words do not matter; the title counts most."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link="https://example.org/1", title="Números y fracciones", about="Para quinto")
    await ana.says("/resources share", link="https://example.org/2", title="Teacher's guide", about="Fraction strips")
    await ana.says("/resources share", link="https://example.org/3", title="Fraction strips")
    await ana.says("/resources search", words="fraction strip")
    await ana.sees("2 resources for “fraction strip”")
    assert ana.answer.index("Fraction strips (example.org)") < ana.answer.index("Teacher's guide")
    await ana.says("/resources search", words="NUMEROS")
    await ana.sees("1 resource for “NUMEROS”", "Números y fracciones")
    await ana.says("/find", words="teachers guides")
    await ana.sees("Teacher's guide")
    await ana.chooses("Keep or look at one", "#2 Teacher's guide")
    await ana.sees("#2 Teacher's guide", "Fraction strips", "Shared by Ana", "[Keep for me]")


async def test_searching_many_goes_on_page_by_page(network: Network) -> None:
    """At most five stand on a page, which says which it is, and one can turn it both ways."""
    ana = await network.teacher("Ana")
    for number in range(1, 8):
        await ana.says("/resources share", link=f"https://example.org/{number}", title=f"Warm-up {number}")
    await ana.says("/find", words="warm-up")
    await ana.sees("Page 1 of 2: 7 resources for “warm-up”")
    assert sum(f"Warm-up {number}" in ana.answer for number in range(1, 8)) == 5
    await ana.presses("Next page")
    await ana.sees("Page 2 of 2")
    assert sum(f"Warm-up {number}" in ana.answer for number in range(1, 8)) == 2
    await ana.presses("Previous page")
    await ana.sees("Page 1 of 2")


async def test_a_search_is_narrowed_and_forgives_slips(network: Network) -> None:
    """By topic or tag, by who shared it and by day, in the command or the form; the answer says by what."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", topic="Fractions")
    await mo.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    await ana.says("/resources search", words="fracton", topic="fractions")
    await ana.sees("1 resource for “fracton”", "Only what has the topic or tag “fractions”.", "[Open #1]")
    await ana.says("/resources search", words="fraction", by="Mo", since="January 5")
    await ana.sees("1 resource for “fraction”", "Fraction circles", "Only what “Mo” shared.", "Nothing older than")
    await ana.says("/resources search", topic="Geometry")
    await ana.sees("Nothing in the library yet.", "topic or tag “Geometry”", "[Search again]")
    await ana.presses("Search again")
    await ana.fills({"Who shared it": "Ana"})
    await ana.sees("1 resource", "Fraction strips")
    await ana.says("/resources search")
    await ana.fills({})
    await ana.sees_at("What are you looking for?", "Write a word or two of what you are looking for.")


async def test_finding_nothing_shows_what_is_nearest(network: Network) -> None:
    """No hit is said plainly, with what comes nearest and a way to share."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips for grade 5")
    await ana.says("/resources search", words="fraction dominoes")
    await ana.sees("Nothing in the library yet for “fraction dominoes”.", "Nearest:", "Fraction strips for grade 5")
    await ana.says("/resources search", words="volcano")
    await ana.sees("Nothing in the library yet for “volcano”.", "[Share a link]")
    await ana.presses("Search again")
    await ana.fills({"What are you looking for?": "strips"})
    await ana.sees("1 resource for “strips”")


async def test_a_resource_is_shown_by_number_or_title(network: Network) -> None:
    """A number, with or without its sign, or words of the title lead to it; several that fit are offered."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    for said in ("2", "#2", "circles"):
        await ana.says("/resources show", resource=said)
        await ana.sees("#2 Fraction circles (example.org)")
    await ana.says("/resources show", resource="fraction")
    await ana.sees("Which of these do you mean?")
    await ana.chooses("Number or title", "#1 Fraction strips")
    await ana.sees("#1 Fraction strips (example.org)", "[More]")
    await ana.says("/resources show", resource="99")
    await ana.sees("There is nothing called “99” in the library.")


async def test_a_resource_is_completed_while_it_is_typed(network: Network) -> None:
    """Where options are completed while typing, resources are offered with their numbers."""
    if not network.suggests:
        return
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    assert await ana.suggested("/resources show", "resource", "strip") == ["#1 Fraction strips"]
    assert await ana.suggested("/resources edit", "resource", "1") == ["#1 Fraction strips"]


async def test_what_one_has_shared(network: Network) -> None:
    """One's own resources are listed newest first, and nobody else's."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/resources mine")
    await ana.sees("You have not shared anything yet.", "[Share a link]")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ben.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    await ana.says("/resources mine")
    await ana.sees("What you shared", "#1 Fraction strips", "[Show #1]")
    await ana.sees_no("Fraction circles")


async def test_sharing_is_undone(network: Network) -> None:
    """Undone, a share is out of the library and its card is gone; the same page can be shared again."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.sees_in("library", "Fraction strips")
    await ana.presses("Undo")
    await ana.sees("Undone: “Fraction strips” is not in the library any more.")
    await ana.sees_none_in("library", "Fraction strips")
    await ana.says("/resources share", link=STRIPS, title="Paper strips")
    await ana.sees("Added to the library: Paper strips.")
    await ana.sees_in("library", "Paper strips")


async def test_a_resource_is_edited_and_that_is_undone(network: Network) -> None:
    """The form has what is there; the card follows the change, and follows it back."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", about="To print")
    await ana.says("/resources edit", resource="1")
    await ana.until(lambda: ana.form, "a form")
    assert ana.form is not None
    assert (ana.form.fields["What it is"], ana.form.fields["What it is good for"]) == ("Fraction strips", "To print")
    await ana.fills({"What it is": "Paper strips", "Tags": "print"})
    await ana.sees("“Paper strips” is changed, on its cards too.", "You can undo this for ten minutes.")
    await ana.sees_in("library", "Paper strips", "To print", "Tags: print")
    await ana.presses("Undo")
    await ana.sees("Undone: “Fraction strips” is as it was before.")
    await ana.sees_in("library", "Fraction strips", "To print")
    await ana.sees_none_in("library", "Paper strips")


async def test_a_resource_moves_to_another_topic_with_its_card(network: Network) -> None:
    """Edited into another topic, the card leaves the one channel and comes to the other."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/topics create", name="Geometry")
    await ana.says("/resources share", link=STRIPS, title="Strips", topic="Geometry")
    await ana.sees_in("geometry", "Strips")
    await ana.presses("Change")
    await ana.fills({"Topic": "Fractions"})
    await ana.sees("“Strips” is changed, on its cards too.")
    await ana.presses("Show #1")
    await ana.sees("Topic: Fractions")
    await ana.sees_in("fractions", "Strips", "Topic: Fractions")
    await ana.sees_none_in("geometry", "Strips")


async def test_a_resource_is_removed_and_that_is_undone(network: Network) -> None:
    """Removed, it is neither found nor seen; undone, both are as before."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.sees_in("library", "Fraction strips")
    await ana.says("/resources remove", resource="1")
    await ana.sees("“Fraction strips” is out of the library, and its cards are taken down.")
    await ana.sees_none_in("library", "Fraction strips")
    await ana.presses("Undo")
    await ana.sees("Undone: “Fraction strips” is back in the library.")
    await ana.sees_in("library", "Fraction strips")
    await ana.says("/resources search", words="strips")
    await ana.sees("1 resource for “strips”")


async def test_undo_is_for_ten_minutes(network: Network) -> None:
    """After ten minutes a change stays as it is, and it is said why."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await network.clock.forward(minutes=11)
    await ana.presses("Undo")
    await ana.sees("That is more than ten minutes ago and stays as it is.")
    await ana.says("/resources show", resource="1")
    await ana.sees("Fraction strips")


async def test_what_somebody_changed_since_is_not_undone(network: Network) -> None:
    """An undo never takes back what another person has done meanwhile."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await mo.says("/resources edit", resource="1")
    await mo.fills({"What it is": "Paper strips"})
    await mo.sees("“Paper strips” is changed, on its cards too.")
    await ana.presses("Undo")
    await ana.sees("Somebody changed it since, so I left it as it is.")


async def test_others_may_not_change_what_one_shared(network: Network) -> None:
    """A colleague is told that only who shared it and moderators may change or remove it; their More menu is short."""
    ana, ben, mo = await network.teacher("Ana"), await network.facilitator("Ben"), await network.moderator("Mo")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ben.says("/resources edit", resource="1")
    await ben.sees("Only who shared it and moderators can change “Fraction strips”.")
    await ben.says("/resources remove", resource="1")
    await ben.sees("Only who shared it and moderators can")
    await ben.sees_in("library", "Fraction strips")
    await ben.presses("More", on="Fraction strips")
    await ben.sees("[Show details]", "[Ask to pin this]")
    await ben.sees_no("[Edit]", "[Remove from library]", "[Pin]")
    await ana.sees_in("library", "Fraction strips")
    await ana.presses("More", on="Shared by Ana")
    await ana.sees("[Show details]", "[Edit]", "[Remove from library]", "[Ask to pin this]")
    await mo.sees_in("library", "Fraction strips")
    await mo.presses("More", on="Shared by Ana")
    await mo.sees("[Edit]", "[Remove from library]", "[Pin]")


async def test_a_shelf_of_ones_own(network: Network) -> None:
    """What is kept from a card is on one's shelf alone, once, and is taken off again."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.says("/resources kept")
    await ben.sees("Your shelf is empty.", "Keep for me")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ben.sees_in("library", "Fraction strips")
    await ben.presses("Keep for me", on="Fraction strips")
    await ben.sees("Kept for you: Fraction strips.", "Only you see your shelf")
    await ben.sees_in("library", "Fraction strips")
    await ben.presses("Keep for me", on="Shared by Ana")
    await ben.sees("You keep Fraction strips already.")
    await ben.says("/resources kept")
    await ben.sees("Your shelf", "Fraction strips")
    await ana.says("/resources kept")
    await ana.sees("Your shelf is empty.")
    await ben.chooses("Take off the shelf", "Fraction strips")
    await ben.sees("Your shelf is empty.")


async def test_a_colleagues_link_is_added_to_the_library(network: Network) -> None:
    """On a message with a link the form opens with it; a message without one adds nothing, since words need consent."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.writes(f"Have you seen {STRIPS} ? Mine loved it")
    await ben.writes("See you all on Monday")
    await ana.uses("Add to library", on="Mine loved it")
    await ana.until(lambda: ana.form, "a form")
    assert ana.form is not None and ana.form.fields["Web address"] == STRIPS
    await ana.fills({"What it is": "Fraction strips"})
    await ana.sees("Added to the library: Fraction strips.")
    await ana.sees_in("library", "Fraction strips", "Shared by Ana")
    await ana.uses("Add to library", on="Mine loved it")
    await ana.sees("This page is in the library already")
    await ana.uses("Add to library", on="See you all on Monday")
    await ana.sees("There is no web address in that message", "Keep for me")


async def test_a_colleagues_message_is_kept_for_oneself(network: Network) -> None:
    """Any message can be kept privately: its words, or the resource that it points to."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.writes("Ask them what half of a half looks like")
    await ana.uses("Keep for me", on="half of a half")
    await ana.sees("Kept for you: Ask them what half of a half looks like.")
    await ben.says("/resources share", link=STRIPS, title="Fraction strips")
    await ben.writes(f"My strips: {STRIPS}")
    await ana.uses("Keep for me", on="My strips")
    await ana.sees("Kept for you: Fraction strips.")
    await ana.says("/resources kept")
    await ana.sees("Ask them what half of a half looks like", "Fraction strips")


async def test_buttons_and_forms_outlive_a_restart(network: Network) -> None:
    """A form that was open, and a card's buttons, work after the program was started again."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=STRIPS)
    await ana.until(lambda: ana.form, "a form")
    await network.restart()
    await ana.fills({"What it is": "Fraction strips"})
    await ana.sees("Added to the library: Fraction strips.")
    await ana.sees_in("library", "Fraction strips")
    await network.restart()
    await ana.presses("Keep for me", on="Shared by Ana")
    await ana.sees("Kept for you: Fraction strips.")
    assert ana.times_in("library", "Fraction strips") == 1
