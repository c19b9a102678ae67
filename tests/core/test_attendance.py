"""Who came: the code word forgives how it is written, and what was said together tells nothing of any one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance import CODE_WORDS, SHOWN_FROM, USEFUL_MOST, Feedback, Pace, same_word, summary
from bot.domain.ids import PersonId

NOW = datetime(2026, 10, 22, 22, 5, tzinfo=UTC)
answers = st.lists(st.tuples(st.integers(1, USEFUL_MOST), st.sampled_from(Pace)), max_size=3 * SHOWN_FROM)


def said(each: list[tuple[int, Pace]]) -> list[Feedback]:
    return [
        Feedback(PersonId(number), useful, pace, NOW + timedelta(minutes=number))
        for number, (useful, pace) in enumerate(each, 1)
    ]


@given(answers, st.tuples(st.integers(1, USEFUL_MOST), st.sampled_from(Pace)))
def test_one_more_answer_is_never_told_from_the_change(each: list[tuple[int, Pace]], more: tuple[int, Pace]) -> None:
    """What is shown changes only when five came in since, so that nobody can subtract."""
    before, after = summary(said(each)), summary(said([*each, more]))
    if (len(each) + 1) % SHOWN_FROM:
        assert after == before
    else:
        assert after is not None and after.answers == len(each) + 1
    assert before is None or (before.answers >= SHOWN_FROM and sum(before.paces.values()) == before.answers)


@given(answers)
def test_the_order_in_which_they_are_read_does_not_matter(each: list[tuple[int, Pace]]) -> None:
    """Which answers count is a matter of when they came."""
    given_ = said(each)
    assert summary(given_) == summary(list(reversed(given_)))


@given(st.sampled_from(CODE_WORDS), st.sampled_from(CODE_WORDS), st.sampled_from(("", " ", "  ", "-", " - ")))
def test_the_code_word_however_it_is_written(one: str, other: str, between: str) -> None:
    """Case, accents, blanks and hyphens are forgiven; another word, half of it or nothing is not it."""
    word = f"{one} {other}"
    for typed in (f" {one}{between}{other} ", f"{one}{between}{other}".upper(), word.replace("e", "é")):
        assert same_word(typed, word)
    for wrong in ("", "   ", one, f"{word} s", f"{other}x {one}"):
        assert not same_word(wrong, word)


def test_an_answer_that_is_changed_stays_in_its_place() -> None:
    """The first five stay the first five, with what each says now."""
    given_ = said([(5, Pace.RIGHT)] * (SHOWN_FROM + 1))
    changed = summary([replace(given_[0], useful=1), *given_[1:]])
    assert changed is not None
    assert (changed.answers, changed.useful) == (SHOWN_FROM, (5 * (SHOWN_FROM - 1) + 1) / SHOWN_FROM)
