"""Places go to who was first, nobody is thrown out or forgotten, and everyone hears once of what happened to them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.ids import PersonId
from bot.domain.quiet import DEFAULT_QUIET, QuietHours
from bot.domain.rsvps import (
    SMALL_MOVE,
    Answer,
    Book,
    Changed,
    Move,
    MoveKind,
    Outcome,
    Rsvp,
    Standing,
    Terms,
    answer,
    beyond,
    leave,
    outcome,
    put_in,
    reschedule,
    resize,
    settle,
    take_out,
    too_small,
)
from tests.core.test_quiet import quiet_at

EASTERN = ZoneInfo("America/New_York")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANA, BEN, CLEO, DANA, EVA, FINN, GIL = (PersonId(each) for each in range(1, 8))
EARLY = QuietHours(time(15), time(9, 30))
NIGHTS = {
    ANA: (DEFAULT_QUIET, EASTERN),
    BEN: (DEFAULT_QUIET, EASTERN),
    CLEO: (DEFAULT_QUIET, EASTERN),
    DANA: (QuietHours(time(0), time(0)), EASTERN),
    EVA: (DEFAULT_QUIET, ZoneInfo("Asia/Kolkata")),
    FINN: (EARLY, EASTERN),
    GIL: (QuietHours(time(22, 15), time(1, 30)), ZoneInfo("America/Los_Angeles")),
}


def awake(person: PersonId, moment: datetime) -> datetime:
    hours, zone = NIGHTS[person]
    return hours.until(moment, zone) or moment


def at(text: str) -> datetime:
    """The UTC instant of a wall time in New York."""
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(UTC)


TUESDAY_4_PM = at("2026-10-06 16:00")


class Session:
    """One session's list, changed by people; what each was told last is kept."""

    def __init__(self, capacity: int | None, start: datetime = TUESDAY_4_PM) -> None:
        self.book = Book(capacity)
        self.terms = Terms(start, awake)
        self.now = at("2026-09-28 12:00")
        self.told: list[tuple[PersonId, MoveKind]] = []
        self.until: datetime | None = None

    def _take(self, changed: Changed) -> None:
        self.book, moves = changed
        self.told = [(each.person, each.kind) for each in moves]
        self.until = next((each.until for each in moves if each.until), None)

    def says(self, person: PersonId, wanted: Answer) -> Outcome:
        before = self.book
        self._take(answer(before, person, wanted, self.now, self.terms))
        return outcome(before, self.book, person, self.now, self.terms)

    def going(self, *people: PersonId) -> Outcome:
        return [self.says(person, Standing.GOING) for person in people][-1]

    def cant(self, person: PersonId) -> Outcome:
        return self.says(person, Standing.CANT)

    def clock_to(self, text: str) -> None:
        self.now = at(text)
        self._take(settle(self.book, self.now, self.terms))

    def moved_to(self, text: str) -> None:
        self.terms = Terms(at(text), awake)
        self._take(reschedule(self.book, self.now, self.terms))

    def standing(self, person: PersonId) -> Standing | None:
        found = self.book.find(person)
        return found.standing if found else None

    @property
    def line(self) -> list[PersonId]:
        return [each.person for each in self.book.line]


# Examples


def test_the_third_in_line_is_told_so_and_until_when_a_place_is_theirs_at_once() -> None:
    """When all places are taken, you hear your place in line and what happens when somebody cancels."""
    session = Session(1)
    told = session.going(ANA, BEN, CLEO, DANA)
    assert told == Outcome(
        was=None,
        standing=Standing.WAITING,
        offered_until=None,
        place_in_line=3,
        in_line=3,
        at_once_until=at("2026-10-05 16:00"),
        asked_until=at("2026-10-06 14:00"),
    )
    assert session.told == []


def test_a_freed_place_goes_to_the_first_in_line_who_is_told_at_once() -> None:
    """When somebody going cancels, the first in line has the place, and only they are told."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.cant(ANA)
    assert session.told == [(BEN, MoveKind.PROMOTED)]
    assert session.standing(BEN) is Standing.GOING
    assert session.line == [CLEO]


@pytest.mark.parametrize("wanted", [Standing.MAYBE, Standing.CANT])
def test_giving_up_a_place_and_coming_back_is_the_end_of_the_line(wanted: Answer) -> None:
    """Who gives up a place hears that others are in line, and stands behind them on coming back."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    gave_up = session.says(ANA, wanted)
    assert (gave_up.was, gave_up.standing, gave_up.in_line) == (Standing.GOING, wanted, 1)
    assert session.going(ANA).place_in_line == 2
    assert session.line == [CLEO, ANA]


def test_leaving_the_line_and_coming_back_is_its_end_too() -> None:
    """A place in line that was given up is gone."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.cant(BEN)
    assert session.going(BEN).place_in_line == 2


def test_pressing_going_again_in_line_changes_nothing() -> None:
    """A second press neither costs you your place in line nor brings you forward."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    before = session.book
    assert session.going(BEN).place_in_line == 1
    assert session.book == before


@pytest.mark.parametrize("wanted", [Standing.GOING, Standing.MAYBE, Standing.CANT])
def test_the_same_answer_twice_is_one_answer(wanted: Answer) -> None:
    """A double click changes nothing."""
    session = Session(1)
    session.says(ANA, wanted)
    before = session.book
    session.says(ANA, wanted)
    assert session.book == before


@pytest.mark.parametrize(
    ("freed", "until"),
    [
        ("2026-10-05 16:00", "2026-10-05 19:00"),
        ("2026-10-05 16:00:20", "2026-10-05 19:01"),
        # An hour of the evening and two of the morning.
        ("2026-10-05 20:00", "2026-10-06 08:00"),
        ("2026-10-06 03:00", "2026-10-06 09:00"),
        ("2026-10-05 18:00", "2026-10-05 21:00"),
        ("2026-10-06 12:30", "2026-10-06 14:00"),
        ("2026-10-06 13:30", "2026-10-06 14:00"),
        ("2026-10-06 13:31", None),
        ("2026-10-06 14:00", None),
        ("2026-10-06 15:59", None),
    ],
)
def test_an_offer_stands_three_waking_hours_and_ends_two_hours_before(freed: str, until: str | None) -> None:
    """On the last day a place is held for the first in line, not counting their night, and never at the last minute."""
    session = Session(1)
    session.going(ANA, BEN)
    session.now = at(freed)
    session.cant(ANA)
    assert session.told == [(BEN, MoveKind.OFFERED if until else MoveKind.OPEN_TO_ALL)]
    assert session.until == (at(until) if until else None)
    assert session.standing(BEN) is (Standing.OFFERED if until else Standing.WAITING)


def test_one_minute_before_the_last_day_a_place_is_given_at_once() -> None:
    """The hour that was named in line is kept to the minute."""
    session = Session(1)
    session.going(ANA, BEN)
    session.now = at("2026-10-05 15:59")
    session.cant(ANA)
    assert session.told == [(BEN, MoveKind.PROMOTED)]


def test_before_an_early_session_an_offer_ends_with_the_evening() -> None:
    """Nobody has to answer at five in the morning for a session at seven."""
    session = Session(1, at("2026-10-06 07:00"))
    session.going(ANA, BEN)
    session.now = at("2026-10-05 19:30")
    session.cant(ANA)
    assert session.until == at("2026-10-05 21:00")


def test_the_night_of_the_clock_change_is_an_hour_longer() -> None:
    """An offer of the evening before ends at the same hour of the morning, whatever the clocks do."""
    session = Session(1, at("2026-11-01 16:00"))
    session.going(ANA, BEN)
    session.now = at("2026-10-31 20:00")
    session.cant(ANA)
    assert session.until == at("2026-11-01 08:00")


def test_a_held_place_is_taken_by_saying_going_and_by_nobody_else() -> None:
    """While a place is held for Ben, others who come go to the end of the line."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.now = at("2026-10-06 08:00")
    session.cant(ANA)
    assert session.going(DANA).place_in_line == 2
    assert session.going(BEN).standing is Standing.GOING
    assert session.told == []
    assert session.line == [CLEO, DANA]


def test_an_offer_declined_goes_to_the_next() -> None:
    """Who says no makes it possible for the next to say yes."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.now = at("2026-10-06 08:00")
    session.cant(ANA)
    session.cant(BEN)
    assert session.told == [(CLEO, MoveKind.OFFERED)]


def test_an_offer_let_pass_goes_to_the_next_and_after_all_to_whoever_comes() -> None:
    """Each in line is asked once; then all of them hear that the place is open, once."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.now = at("2026-10-05 17:00")
    session.cant(ANA)
    assert session.book.next_end == at("2026-10-05 20:00")
    session.clock_to("2026-10-05 20:00")
    assert session.told == [(BEN, MoveKind.OFFER_OVER), (CLEO, MoveKind.OFFERED)]
    assert session.until == at("2026-10-06 08:00")
    session.clock_to("2026-10-06 08:00")
    assert session.told == [(BEN, MoveKind.OPEN_TO_ALL), (CLEO, MoveKind.OFFER_OVER)]
    assert session.line == [BEN, CLEO]
    session.clock_to("2026-10-06 14:30")
    assert session.told == []
    assert session.going(DANA).standing is Standing.GOING
    session.now += MINUTE
    session.cant(DANA)
    assert session.told == [(BEN, MoveKind.OPEN_TO_ALL), (CLEO, MoveKind.OPEN_TO_ALL)]
    assert session.going(CLEO).standing is Standing.GOING


def test_who_let_an_offer_pass_stands_behind_those_who_had_none() -> None:
    """Who comes after you let an offer pass is asked before you; saying Going again puts you at the end as anybody."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.now = at("2026-10-05 16:30")
    session.cant(ANA)
    session.now = at("2026-10-05 19:30")
    assert session.going(DANA).place_in_line == 1
    assert session.line == [DANA, BEN]
    session.going(BEN)
    session.going(EVA)
    assert session.line == [DANA, BEN, EVA]


def test_who_takes_an_offer_too_late_is_in_line_again() -> None:
    """A press after the hour that was named finds the place held for the next, even before that was noticed."""
    session = Session(1)
    session.going(ANA, BEN, CLEO)
    session.now = at("2026-10-06 08:00")
    session.cant(ANA)
    session.now = at("2026-10-06 11:00")
    told = session.going(BEN)
    assert (told.was, told.standing, told.place_in_line) == (Standing.OFFERED, Standing.WAITING, 1)
    assert session.told == [(CLEO, MoveKind.OFFERED)]


def test_who_takes_an_offer_too_late_has_it_where_nobody_else_is_there() -> None:
    """Nobody loses a place to nobody."""
    session = Session(1)
    session.going(ANA, BEN)
    session.now = at("2026-10-06 08:00")
    session.cant(ANA)
    session.now = at("2026-10-06 11:00")
    assert session.going(BEN).standing is Standing.GOING


def test_a_place_is_offered_past_those_whose_night_leaves_no_time_to_answer() -> None:
    """Who sleeps until it is too late keeps their place in line, and the next who can answer is asked."""
    session = Session(1, at("2026-10-06 11:00"))
    session.going(ANA, FINN, BEN)
    session.now = at("2026-10-05 20:00")
    session.cant(ANA)
    assert session.told == [(BEN, MoveKind.OFFERED)]
    assert session.line == [FINN]
    assert session.until == at("2026-10-06 08:00")


def test_once_it_began_nobody_is_told_of_a_free_place() -> None:
    """Who leaves early disturbs nobody."""
    session = Session(1)
    session.going(ANA, BEN)
    session.now = at("2026-10-06 16:00")
    session.cant(ANA)
    assert session.told == []


def test_a_moved_session_asks_those_going_whether_it_still_works() -> None:
    """A place is kept for who has yet to confirm, until they say that it does not work any more."""
    session = Session(2)
    session.going(ANA, BEN, CLEO)
    session.moved_to("2026-10-08 16:00")
    assert session.told == [(ANA, MoveKind.TO_CONFIRM), (BEN, MoveKind.TO_CONFIRM)]
    assert session.book.taken == 2
    assert session.going(ANA).standing is Standing.GOING
    session.cant(BEN)
    assert session.told == [(CLEO, MoveKind.PROMOTED)]
    session.moved_to("2026-10-08 16:30")
    assert session.told == []


def test_half_an_hour_keeps_everybody_and_two_times_half_an_hour_does_not() -> None:
    """What counts is the time that you said yes to."""
    session = Session(1)
    session.going(ANA)
    session.moved_to("2026-10-06 16:30")
    assert session.told == []
    session.moved_to("2026-10-06 16:45")
    assert session.told == [(ANA, MoveKind.TO_CONFIRM)]


def test_a_session_moved_back_needs_no_confirmation() -> None:
    """Who said yes to Tuesday is going when it is on Tuesday again."""
    session = Session(1)
    session.going(ANA)
    session.moved_to("2026-10-07 16:00")
    session.moved_to("2026-10-06 16:00")
    assert session.told == [(ANA, MoveKind.AS_BEFORE)]
    assert session.standing(ANA) is Standing.GOING


def test_a_postponed_session_gives_held_places_for_good() -> None:
    """When it snows and the session is a week later, nobody has to answer by tonight, and the line is fair as ever."""
    session = Session(1)
    session.going(ANA, BEN, CLEO, DANA)
    session.now = at("2026-10-05 17:00")
    session.cant(ANA)
    session.clock_to("2026-10-05 20:00")
    assert session.line == [DANA, BEN]
    session.moved_to("2026-10-13 16:00")
    assert session.told == [(CLEO, MoveKind.PROMOTED)]
    session.cant(CLEO)
    session.going(EVA)
    session.cant(DANA)
    assert session.told == [(BEN, MoveKind.PROMOTED)]


def test_an_earlier_start_shortens_an_offer_and_says_so() -> None:
    """The new end is named; where no time is left, the place is open."""
    session = Session(1)
    session.going(ANA, BEN)
    session.now = at("2026-10-06 09:00")
    session.cant(ANA)
    session.moved_to("2026-10-06 13:30")
    assert session.told == [(BEN, MoveKind.OFFERED)]
    assert session.until == at("2026-10-06 11:30")
    session.moved_to("2026-10-06 11:00")
    assert session.told == [(BEN, MoveKind.OFFER_OVER)]
    assert session.book.opened


def test_more_places_go_to_those_in_line() -> None:
    """When the host finds a larger room, the line moves up in its order."""
    session = Session(1)
    session.going(ANA, BEN, CLEO, DANA)
    session._take(resize(session.book, 3, session.now, session.terms))
    assert session.told == [(BEN, MoveKind.PROMOTED), (CLEO, MoveKind.PROMOTED)]
    session._take(resize(session.book, None, session.now, session.terms))
    assert session.told == [(DANA, MoveKind.PROMOTED)]


def test_fewer_places_throw_nobody_out() -> None:
    """A limit below those who have a place is refused; one beyond stays possible even where a host put more in."""
    session = Session(None)
    session.going(ANA, BEN, CLEO)
    assert too_small(session.book, 2)
    with pytest.raises(ValueError, match="too few"):
        resize(session.book, 2, session.now, session.terms)
    session._take(resize(session.book, 3, session.now, session.terms))
    session._take(put_in(session.book, DANA, session.now, session.terms, over=True))
    assert not too_small(session.book, 3)
    assert too_small(session.book, 2)
    assert session.told == [(DANA, MoveKind.PUT_IN)]


def test_a_host_puts_somebody_in_beyond_the_limit_only_on_purpose() -> None:
    """The last place is never given twice by mistake."""
    session = Session(1)
    session.going(ANA, BEN)
    assert beyond(session.book, BEN, session.now, session.terms)
    assert not beyond(session.book, ANA, session.now, session.terms)
    with pytest.raises(ValueError, match="taken"):
        put_in(session.book, BEN, session.now, session.terms)
    session._take(put_in(session.book, BEN, session.now, session.terms, over=True))
    assert session.book.taken == 2
    session.going(CLEO)
    session.cant(ANA)
    assert session.line == [CLEO]


def test_who_is_taken_out_is_told_and_makes_room() -> None:
    """A host frees a place for the first in line."""
    session = Session(1)
    session.going(ANA, BEN)
    session._take(take_out(session.book, ANA, session.now, session.terms))
    assert session.told == [(ANA, MoveKind.TAKEN_OUT), (BEN, MoveKind.PROMOTED)]
    session.says(CLEO, Standing.MAYBE)
    session._take(take_out(session.book, CLEO, session.now, session.terms))
    assert session.told == []
    assert session.standing(CLEO) is Standing.MAYBE


def test_who_leaves_the_community_is_forgotten() -> None:
    """Their place goes to the next, and nothing is sent to them."""
    session = Session(1)
    session.going(ANA, BEN)
    session._take(leave(session.book, ANA, session.now, session.terms))
    assert session.told == [(BEN, MoveKind.PROMOTED)]
    assert session.standing(ANA) is None


# Any course of events

_HAVING = (Standing.GOING, Standing.UNCONFIRMED, Standing.OFFERED)
_ANSWERS: tuple[Answer, ...] = (Standing.GOING, Standing.MAYBE, Standing.CANT)
_PEOPLE = st.sampled_from(tuple(NIGHTS))
_STARTS = ("2026-10-06 16:00", "2026-10-06 07:00", "2026-10-06 10:30", "2026-11-01 12:00", "2026-10-06 23:30")
_STEPS = (MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, 24 * HOUR)
_ALLOWED = {
    (Standing.WAITING, Standing.GOING): MoveKind.PROMOTED,
    (Standing.WAITING, Standing.OFFERED): MoveKind.OFFERED,
    (Standing.OFFERED, Standing.OFFERED): MoveKind.OFFERED,
    (Standing.OFFERED, Standing.WAITING): MoveKind.OFFER_OVER,
    (Standing.OFFERED, Standing.GOING): MoveKind.PROMOTED,
    (Standing.GOING, Standing.UNCONFIRMED): MoveKind.TO_CONFIRM,
    (Standing.UNCONFIRMED, Standing.GOING): MoveKind.AS_BEFORE,
}
"""All that may happen to somebody who presses nothing, and what they hear."""
_BY_MOVING = {(Standing.OFFERED, Standing.OFFERED), (Standing.OFFERED, Standing.GOING)} | {
    (Standing.GOING, Standing.UNCONFIRMED),
    (Standing.UNCONFIRMED, Standing.GOING),
}


@cache
def sleeps(person: PersonId, moment: datetime) -> bool:
    hours, zone = NIGHTS[person]
    return quiet_at(hours, moment.astimezone(zone).time())


def waking(person: PersonId, begin: datetime, end: datetime) -> int:
    """How many whole minutes from *begin* to *end* are outside the quiet hours, counted one by one."""
    minutes = int((end - begin) / MINUTE)
    return sum(not sleeps(person, begin + each * MINUTE) for each in range(minutes))


class Places(RuleBasedStateMachine):
    """Whatever people, hosts and the clock do to a list."""

    @initialize(
        start=st.sampled_from(_STARTS),
        ahead=st.sampled_from((4, 16, 25, 30)),
        capacity=st.integers(1, 3),
        people=st.permutations(tuple(NIGHTS)),
    )
    def created(self, start: str, ahead: int, capacity: int, people: list[PersonId]) -> None:
        self.terms = Terms(at(start), awake)
        self.now = self.terms.starts_at - ahead * HOUR
        self.book = Book(capacity)
        self.most = capacity
        """How many places may be taken: what a host put in beyond the capacity counts until it is free again."""
        self.joined: dict[PersonId, int] = {}
        """Who is in line, or holds an offer that they got in line, with a number that rises."""
        self.passed: set[PersonId] = set()
        """Who of them let an offer pass and did not ask again."""
        self.open_to: set[PersonId] | None = None
        """Who was told that a place is open to all, while one is."""
        self.agreed: dict[PersonId, datetime] = {}
        for person in people[: capacity + 3]:
            self.comes(person)

    # What happens

    @rule(person=_PEOPLE)
    def comes(self, person: PersonId) -> None:
        settled, _ = settle(self.book, self.now, self.terms)
        was, mine = standing_in(settled, person), self._presses(person, Standing.GOING)
        first_come = settled.capacity is None or settled.taken < settled.capacity
        assert mine is (Standing.GOING if was in _HAVING or first_come else Standing.WAITING)
        if mine is Standing.GOING:
            self._agrees(person)
        elif person in self.joined and person not in self.passed:
            assert settled == self.book, "who presses again in line changes nothing"
        else:
            self._joins(person)

    @rule(wanted=st.sampled_from((Standing.MAYBE, Standing.CANT)), person=_PEOPLE)
    def does_not_come(self, person: PersonId, wanted: Answer) -> None:
        assert self._presses(person, wanted) is wanted
        self._forget(person)

    def _presses(self, person: PersonId, wanted: Answer) -> Standing | None:
        before = self.book
        self._judge(answer(before, person, wanted, self.now, self.terms), by=person)
        told = outcome(before, self.book, person, self.now, self.terms)
        in_line = [each.person for each in self.book.line]
        assert (told.was, told.standing) == (standing_in(before, person), standing_in(self.book, person))
        assert told.place_in_line == (in_line.index(person) + 1 if person in in_line else None)
        return told.standing

    @precondition(lambda self: self.book.taken)
    @rule(which=st.integers(0, 20))
    def gives_up_a_place(self, which: int) -> None:
        having = [each.person for each in self.book.rsvps if each.standing in _HAVING]
        self.does_not_come(having[which % len(having)], Standing.CANT)

    @precondition(lambda self: self.book.taken)
    @rule(which=st.integers(0, 20))
    def gives_up_a_place_and_comes_back(self, which: int) -> None:
        having = [each.person for each in self.book.rsvps if each.standing in _HAVING]
        person = having[which % len(having)]
        self.does_not_come(person, Standing.CANT)
        self.follows_the_laws()
        self.comes(person)
        if person in self.joined:
            assert [each for each in self._line() if each not in self.passed][-1] == person

    @precondition(lambda self: self.book.next_end)
    @rule(which=st.integers(0, 20))
    def takes_an_offer(self, which: int) -> None:
        offered = [each for each in self.book.rsvps if each.standing is Standing.OFFERED]
        mine = offered[which % len(offered)]
        in_time = mine.offered_until is not None and self.now < mine.offered_until
        self.comes(mine.person)
        assert not in_time or standing_in(self.book, mine.person) is Standing.GOING

    @precondition(lambda self: self.now < self.terms.starts_at)
    @rule(step=st.sampled_from(_STEPS), seconds=st.sampled_from((0, 0, 17)))
    def time_passes_unnoticed(self, step: timedelta, seconds: int) -> None:
        """The clock is late: the next change meets a list that was not settled."""
        self.now += step + timedelta(seconds=seconds)

    @precondition(lambda self: self.book.next_end)
    @rule()
    def takes_an_offer_too_late(self) -> None:
        """On the very minute at which it ends, or as late as it is."""
        end = self.book.next_end
        assert end is not None
        late = next(each.person for each in self.book.rsvps if each.offered_until == end)
        self.now = max(self.now, end)
        self.comes(late)

    @precondition(lambda self: self.now < self.terms.starts_at)
    @rule()
    def it_becomes_the_next_hour_that_was_named(self) -> None:
        """From which people are asked, at which that ends, or at which it begins."""
        named = (self._asks_from(), self._asks_until(), self.terms.starts_at)
        self.now = next(each for each in named if self.now < each)

    @precondition(lambda self: self.now < self.terms.starts_at)
    @rule(step=st.sampled_from(_STEPS), part=st.floats(0, 1))
    def time_passes(self, step: timedelta, part: float) -> None:
        """Every offer's end is met in time, and between those nothing is due."""
        self.is_settled()
        until = self.now + step
        while (end := self.book.next_end) is not None and end <= until:
            assert self.now < end, "what is over is ended"
            self._nothing_is_due_before(end, part)
            self.now = end
            self.is_settled()
        self._nothing_is_due_before(until, part)
        self.now = until
        self.is_settled()

    def _nothing_is_due_before(self, end: datetime, part: float) -> None:
        between = self.now + (end - self.now) * part
        if between < end:
            assert settle(self.book, between, self.terms) == (self.book, ())

    @precondition(lambda self: self.book.next_end)
    @rule()
    def an_offer_ends(self) -> None:
        end = self.book.next_end
        assert end is not None
        self.now = max(self.now, end)
        self.is_settled()

    def is_settled(self) -> None:
        self._judge(settle(self.book, self.now, self.terms))

    @rule(capacity=st.sampled_from((1, 1, 2, 2, 3, 3, 4, None)))
    def is_resized(self, capacity: int | None) -> None:
        fewer = capacity is not None and (self.book.capacity is None or capacity < self.book.capacity)
        if fewer and capacity is not None and capacity < self.book.taken:
            assert too_small(self.book, capacity)
            with pytest.raises(ValueError, match="too few"):
                resize(self.book, capacity, self.now, self.terms)
            return
        self.most = max(len(NIGHTS) if capacity is None else capacity, min(self.most, self.book.taken))
        self._judge(resize(self.book, capacity, self.now, self.terms))

    @rule(by=st.sampled_from((-24 * HOUR, -3 * HOUR, -31 * MINUTE, -SMALL_MOVE, 10 * MINUTE, 3 * HOUR, 24 * HOUR)))
    def is_moved(self, by: timedelta) -> None:
        """To another time ahead and, often, back again."""
        if self.terms.starts_at + by < self.now + HOUR:
            by = 24 * HOUR
        self.terms = Terms(self.terms.starts_at + by, awake)
        self._judge(reschedule(self.book, self.now, self.terms), moved=True)
        for person, start in self.agreed.items():
            near = abs(self.terms.starts_at - start) <= SMALL_MOVE
            assert standing_in(self.book, person) is (Standing.GOING if near else Standing.UNCONFIRMED)

    @rule(person=_PEOPLE)
    def leaves(self, person: PersonId) -> None:
        self._judge(leave(self.book, person, self.now, self.terms), by=person)
        self._forget(person)
        assert self.book.find(person) is None

    @rule(person=_PEOPLE, over=st.booleans())
    def is_put_in(self, person: PersonId, over: bool) -> None:
        was = standing_in(self.book, person)
        too_many = beyond(self.book, person, self.now, self.terms)
        if too_many and not over:
            with pytest.raises(ValueError, match="taken"):
                put_in(self.book, person, self.now, self.terms)
            return
        self.most = max(self.most, self.book.taken + too_many)
        self._judge_host(
            person,
            put_in(self.book, person, self.now, self.terms, over=over),
            None if was is Standing.GOING else MoveKind.PUT_IN,
        )
        self._agrees(person)
        assert standing_in(self.book, person) is Standing.GOING

    @rule(person=_PEOPLE)
    def is_taken_out(self, person: PersonId) -> None:
        there = standing_in(self.book, person) in (*_HAVING, Standing.WAITING)
        self._judge_host(
            person, take_out(self.book, person, self.now, self.terms), MoveKind.TAKEN_OUT if there else None
        )
        if there:
            self._forget(person)
            assert self.book.find(person) is None

    # What is to be expected of it

    def _asks_from(self) -> datetime:
        return self.terms.starts_at - 24 * HOUR

    def _asks_until(self) -> datetime:
        return self.terms.starts_at - 2 * HOUR

    def _line(self) -> list[PersonId]:
        held = {each.person for each in self.book.rsvps if each.standing is Standing.OFFERED}
        return sorted(self.joined.keys() - held, key=lambda each: (each in self.passed, self.joined[each]))

    def _joins(self, person: PersonId) -> None:
        self._forget(person)
        self.joined[person] = max(self.joined.values(), default=0) + 1

    def _agrees(self, person: PersonId) -> None:
        self._forget(person)
        self.agreed[person] = self.terms.starts_at

    def _forget(self, person: PersonId) -> None:
        self.joined.pop(person, None)
        self.passed.discard(person)
        self.agreed.pop(person, None)

    def _no_time(self, person: PersonId) -> bool:
        return waking(person, whole_minute(self.now), self._asks_until()) < 30

    # How it is judged

    def _judge_host(self, person: PersonId, changed: Changed, told: MoveKind | None) -> None:
        book, moves = changed
        mine = [each.kind for each in moves if each.person == person]
        assert mine == ([told] if told else [])
        self._judge((book, tuple(each for each in moves if each.person != person)), by=person)

    def _judge(self, changed: Changed, by: PersonId | None = None, moved: bool = False) -> None:
        line = self._line()
        before, (self.book, moves) = self.book, changed
        told = {each.person: each for each in moves}
        assert self.book.taken <= self.most, "nobody is let in over the capacity"
        assert len(told) == len(moves), "nobody hears two things at once"
        assert by not in told
        assert set(told) <= {each.person for each in before.rsvps}
        if self.now < self._asks_from():
            self.passed.clear()
            line.sort(key=lambda each: self.joined[each])
        for each in sorted(before.rsvps, key=lambda each: self.joined.get(each.person, 0)):
            if each.person != by:
                self._judge_one(each, self.book.find(each.person), told.get(each.person), moved)
            elif each.offered_until and each.offered_until <= self.now:
                self._lets_pass(each.person)
        self._judge_order(line, told, by)
        self._judge_opening(told)
        assert settle(self.book, self.now, self.terms) == (self.book, ()), "nothing is left to do"
        self.most = max(len(NIGHTS) if self.book.capacity is None else self.book.capacity, self.book.taken)

    def _judge_one(self, was: Rsvp, now: Rsvp | None, told: Move | None, moved: bool) -> None:
        assert now is not None, "nobody is forgotten"
        if (was.standing, was.offered_until) == (now.standing, now.offered_until):
            assert told is None or (told.kind is MoveKind.OPEN_TO_ALL and now.standing is Standing.WAITING)
            return
        step = (was.standing, now.standing)
        assert told is not None and told.kind is _ALLOWED[step] and told.until == now.offered_until
        assert moved or step not in _BY_MOVING
        match told.kind:
            case MoveKind.PROMOTED:
                assert self.now < self._asks_from()
                self._agrees(now.person)
            case MoveKind.OFFERED:
                assert now.person not in self.passed, "nobody is asked twice"
                self._judge_offer(now)
            case MoveKind.OFFER_OVER if was.offered_until and was.offered_until <= self.now:
                self._lets_pass(now.person)
            case MoveKind.OFFER_OVER:  # An earlier start left them no time: they are where they were.
                assert moved and self._no_time(was.person)
            case _:
                assert moved

    def _judge_offer(self, now: Rsvp) -> None:
        assert self._asks_from() <= self.now and now.offered_until is not None
        lasts = waking(now.person, whole_minute(self.now), now.offered_until)
        assert lasts == min(180, waking(now.person, whole_minute(self.now), self._asks_until())) >= 30

    def _lets_pass(self, person: PersonId) -> None:
        self._joins(person)
        if self.now >= self._asks_from():
            self.passed.add(person)

    def _judge_order(self, line: list[PersonId], told: dict[PersonId, Move], by: PersonId | None) -> None:
        """Whoever was given a place or an offer had nobody before them, but who could not answer in time."""
        served = {each for each in told if told[each].kind in (MoveKind.PROMOTED, MoveKind.OFFERED)}
        last = max((line.index(each) for each in served if each in line), default=0)
        for each in line[:last]:
            if each not in served and each != by:
                assert self.now >= self._asks_from()
                assert each in self.passed or self._no_time(each)

    def _judge_opening(self, told: dict[PersonId, Move]) -> None:
        opening = {each for each, move in told.items() if move.kind is MoveKind.OPEN_TO_ALL}
        assert not opening or (self.book.opened and self.open_to is None and self.now < self.terms.starts_at)
        if not self.book.opened:
            self.open_to = None
            return
        over = {each for each, move in told.items() if move.kind is MoveKind.OFFER_OVER}
        self.open_to = (self.open_to or set()) | opening | over
        assert {each.person for each in self.book.line} <= self.open_to, "all in line know that it is open"

    # What always holds

    @invariant()
    def follows_the_laws(self) -> None:
        people = [each.person for each in self.book.rsvps]
        assert len(set(people)) == len(people), "nobody stands there twice"
        assert self.book.taken == sum(each.standing in _HAVING for each in self.book.rsvps)
        assert [each.person for each in self.book.line] == self._line()
        for each in self.book.rsvps:
            assert (each.offered_until is not None) == (each.standing is Standing.OFFERED)
            assert (each.agreed is not None) == (each.standing in (Standing.GOING, Standing.UNCONFIRMED))
            if each.offered_until:
                assert each.offered_until <= self._asks_until()
                assert not sleeps(each.person, each.offered_until - MINUTE)

    @precondition(lambda self: bool(self.book.line))
    @invariant()
    def leaves_no_place_free_for_who_waits(self) -> None:
        book, moves = settle(self.book, self.now, self.terms)
        assert settle(book, self.now, self.terms) == (book, ()), "settled is settled"
        if book.line and (book.capacity is None or book.taken < book.capacity):
            assert self.now >= self._asks_from()
            over = {each.person for each in moves if each.kind is MoveKind.OFFER_OVER}
            for each in book.line:
                assert each.person in over or each.person in self.passed or self._no_time(each.person)


def whole_minute(moment: datetime) -> datetime:
    return moment + -timedelta(seconds=moment.second, microseconds=moment.microsecond) % MINUTE


def standing_in(book: Book, person: PersonId) -> Standing | None:
    found = book.find(person)
    return found.standing if found else None


TestPlaces = Places.TestCase
TestPlaces.settings = settings(max_examples=150, stateful_step_count=40)
