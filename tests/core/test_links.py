"""What follows from looks at a page over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ResourceId
from bot.domain.links import (
    ANSWERED_WITHIN,
    TRIED_EVERY,
    TRIED_FOR,
    WEEK,
    Gone,
    LinkCheck,
    Locked,
    Opened,
    Seen,
    Site,
    Step,
    Unclear,
    address_as_title,
    first_check,
    looked,
    spread,
)
from bot.domain.resources import TITLE_MOST

NOW = datetime(2026, 10, 1, 13, tzinfo=UTC)
ONE = ResourceId(1)
LOOKS = st.lists(
    st.tuples(
        st.sampled_from((Opened(), Locked(Site.GOOGLE), Gone(), Unclear("busy"))),
        st.timedeltas(timedelta(0), timedelta(days=9)),
    ),
    max_size=30,
)


def steps(looks: Sequence[tuple[Seen, timedelta]]) -> list[tuple[datetime, Seen, Step]]:
    """Look at a page whose title is wanted, as often as told, never before it is due; return what each look led to."""
    check, taken = first_check(ONE, None, True, NOW), []
    for seen, late in looks:
        now = check.look_at + late
        check, step = looked(check, seen, now)
        assert check.look_at > now
        taken.append((now, seen, step))
    return taken


@given(LOOKS)
def test_nobody_is_asked_before_it_did_not_open_twice_a_week_apart(looks: Sequence[tuple[Seen, timedelta]]) -> None:
    """Counted from the last time that it opened; asked once, and passed on once, two weeks later."""
    gone: list[datetime] = []
    asked: datetime | None = None
    passed = False
    for now, seen, step in steps(looks):
        if isinstance(seen, Opened | Locked):
            assert step is (Step.BACK if asked else Step.NOTHING)
            gone, asked, passed = [], None, False
        elif isinstance(seen, Gone):
            gone.append(now)
            if step is Step.ASK:
                assert asked is None and len(gone) > 1 and now - gone[0] >= WEEK
                asked = now
            elif step is Step.PASS_ON:
                assert asked is not None and now - asked >= ANSWERED_WITHIN and not passed
                passed = True
        else:
            assert step is Step.NOTHING


def test_a_title_is_tried_for_a_while() -> None:
    """Within the hour at first, then with the weekly look, when nobody waits for it any more."""
    check = first_check(ONE, None, True, NOW)
    assert check.look_at == NOW
    looks: list[datetime] = []
    while check.title_until is not None:
        looks.append(check.look_at)
        check, _ = looked(check, Unclear("busy"), check.look_at)
    assert looks == [NOW + number * TRIED_EVERY for number in range(TRIED_FOR // TRIED_EVERY + 1)]
    assert check.look_at == looks[-1] + WEEK
    assert first_check(ONE, Opened("Strips"), False, NOW) == LinkCheck(ONE, NOW + WEEK)


@given(st.integers(1, 2**40))
def test_what_comes_at_once_is_looked_at_within_a_week(resource: int) -> None:
    assert NOW <= spread(NOW, ResourceId(resource)) < NOW + WEEK


def test_the_address_stands_for_a_title_without_what_may_be_private_in_it() -> None:
    address = "https://www.example.org/strips/?student=Ana#page"
    assert address_as_title(address) == "example.org/strips"
    assert len(address_as_title(f"https://example.org/{'x' * 300}")) == TITLE_MOST
