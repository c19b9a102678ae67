"""The weekly digest: what was new, on Monday morning, for who wants it; nothing new, nothing sent."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.variants import in_turn
from tests.scenarios.test_announcements import READ
from tests.scenarios.test_announcements_in_full import closes_school, comes

pytestmark = in_turn

LINK = "https://example.org/fraction-strips"


async def shares(network: Network, title: str = "Fraction strips", link: str = LINK) -> None:
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link=link, title=title)
    await ana.sees(title)


async def test_it_is_shown_before_anybody_gets_it(network: Network) -> None:
    """The preview shows what would come, and when; with nothing new it says so."""
    ben = await network.facilitator("Ben")
    await ben.says("/digest preview")
    await ben.sees("Nothing new this week", "Mondays at 7:00 AM", "[Send it to me every week]")
    await shares(network)
    await ben.says("/digest preview")
    await ben.sees("New in the library:", "Fraction strips")


async def test_who_follows_it_gets_it_on_monday(network: Network) -> None:
    """Followed, it comes once on Monday morning with what was new; a week without news brings none."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await ben.says("/digest follow")
    await ben.sees("You get the digest on Mondays")
    await comes(network, "2026-10-03 12:00")
    await shares(network)
    await comes(network, "2026-10-05 06:59")
    assert not [seen for seen in ben.direct() if "This week in" in seen.words]
    await comes(network, "2026-10-05 07:00")
    await ben.sees_in_dm("This week in", "Fraction strips")
    await comes(network, "2026-10-12 07:00", "2026-10-19 07:00")
    assert sum("This week in" in seen.words for seen in ben.direct()) == 1
    assert not [seen for seen in ana.direct() if "This week in" in seen.words]


async def test_who_stops_it_gets_no_more(network: Network) -> None:
    """Stopped before Monday, nothing comes on Monday."""
    ben = await network.facilitator("Ben")
    await ben.says("/digest follow")
    await ben.says("/digest unfollow")
    await ben.sees("You get no digest any more")
    await comes(network, "2026-10-03 12:00")
    await shares(network)
    await comes(network, "2026-10-05 08:00")
    assert not [seen for seen in ben.direct() if "This week in" in seen.words]


async def test_what_is_new_in_a_followed_topic_comes_first(network: Network) -> None:
    """The reader's own topics are told apart from the rest."""
    mo, ben = await network.moderator("Mo"), await network.facilitator("Ben")
    await mo.says("/topics create", name="Fractions", about="Ideas")
    await mo.sees("Fractions")
    await mo.says("/resources share", link=LINK, title="Fraction strips", topic="Fractions")
    await mo.sees("Fraction strips")
    await ben.says("/topics follow", topic="Fractions")
    await ben.sees("Fractions")
    await ben.says("/digest preview")
    await ben.sees("New in topics that you follow:", "Fraction strips")


async def test_a_moderator_has_it_posted_for_everybody(network: Network) -> None:
    """Posted in the announcements channel once a week, until it is stopped."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/digest preview")
    await mo.presses("Post it for everybody every week")
    await mo.sees("is posted in the announcements channels")
    await comes(network, "2026-10-03 12:00")
    await shares(network)
    await comes(network, "2026-10-05 07:00")
    await ana.sees_in("announcements", "This week in", "Fraction strips")
    await mo.says("/digest preview")
    await mo.presses("Stop posting it for everybody")
    await mo.sees("not posted in the channels any more")
    await shares(network, "Number lines", "https://example.org/number-lines")
    await comes(network, "2026-10-12 08:00")
    assert ana.times_in("announcements", "This week in") == 1


async def test_a_teacher_cannot_have_it_posted(network: Network) -> None:
    """Only moderators see the button."""
    ana = await network.teacher("Ana")
    await ana.says("/digest preview")
    await ana.sees("[Send it to me every week]")
    assert "for everybody" not in ana.answer


async def test_on_a_monday_without_school_it_comes_on_tuesday(network: Network) -> None:
    """A closed Monday moves it to the next school day."""
    await closes_school(network, "2026-10-12 Columbus Day - District closed")
    ben = await network.facilitator("Ben")
    await ben.says("/digest follow")
    await comes(network, "2026-10-09 12:00")
    await shares(network)
    await comes(network, "2026-10-12 12:00")
    assert not [seen for seen in ben.direct() if "This week in" in seen.words]
    await comes(network, "2026-10-13 07:00")
    await ben.sees_in_dm("This week in")


async def test_before_winter_recess_it_says_how_long_it_is_quiet(network: Network) -> None:
    """Said once on the last school day, then kept; what a person scheduled follows its own rule."""
    await closes_school(network, "2026-12-24 to 2027-01-01 Winter Recess - District closed")
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/digest preview")
    await mo.presses("Post it for everybody every week")
    await comes(network, "2026-12-23 14:00")
    await shares(network)
    await comes(network, "2026-12-23 15:00")
    await ana.sees_in("announcements", "I'll be quiet until Monday, January 4")
    await comes(network, "2026-12-28 07:00", "2026-12-29 07:00")
    assert ana.times_in("announcements", "This week in") == 0
    assert ana.times_in("announcements", "I'll be quiet") == 1
    assert ana.times_in("announcements", READ) == 0
    await shares(network, "Number lines", "https://example.org/number-lines")
    await comes(network, "2027-01-04 07:00")
    assert ana.times_in("announcements", "I'll be quiet") == 1


async def test_put_off_by_quiet_hours_it_still_comes(network: Network) -> None:
    """Where seven in the morning is still night for a reader, the digest comes when their quiet hours end."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await ben.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ben.sees("Added to the library")
    await ana.says("/my settings")
    await ana.fills({"Time zone": "Pacific"})
    await ana.sees("Pacific Time")
    await ana.says("/digest follow")
    await ana.sees("Mondays")
    await network.clock.to("2026-10-05 07:01")
    await all_sent(network)
    await network.installation.house.services.digests.expand_all()
    await network.clock.to("2026-10-05 09:01")
    await all_sent(network)
    await ana.sees_in_dm("This week in", "Fraction strips")
