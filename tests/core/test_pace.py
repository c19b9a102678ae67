"""How fast one person may go."""

from __future__ import annotations

from bot.domain.people import Platform
from bot.interaction.pace import Pace
from bot.ports.incoming import Origin


def someone(user: str) -> Origin:
    return Origin(Platform.SLACK, "T1", "Riverside", user, user, "key", "T1")


def test_a_script_is_slowed_and_a_colleague_is_not() -> None:
    """The fourth use within the time is left out; others go on, and so does the person a little later."""
    pace = Pace(most=3, within=10)
    assert [pace.allows(someone("ana"), at) for at in (0, 1, 2, 3)] == [True, True, True, False]
    assert pace.allows(someone("ben"), 3)
    assert pace.allows(someone("ana"), 10.5)
    assert not pace.allows(someone("ana"), 10.6)
