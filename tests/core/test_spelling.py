"""What somebody may have meant who slipped on the keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spelling import MEANT_MOST, nearest, slips
from bot.domain.words import folded_words, named, spelled, telling, tokens_of

LIBRARY = ("fraction", "fractions", "friction", "geometry", "graph", "grade", "numberphile", "talks", "algebra")
TYPED = st.text("abcdefghij", min_size=1, max_size=12)


@pytest.mark.parametrize(("typed", "meant"), [
    ("fracton", ("fraction",)), ("goemetry", ("geometry",)), ("geometryy", ("geometry",)), ("grahp", ("graph",)),
    ("numberfile", ("numberphile",)), ("talk", ("talks",)), ("grpe", ()), ("tlk", ()), ("volcano", ()), ("", ()),
])  # fmt: skip
def test_the_nearest_word_is_meant(typed: str, meant: tuple[str, ...]) -> None:
    """A letter wrong, missing, too many or swapped with the next; two of them in a long word, none in a short one."""
    assert nearest(typed, LIBRARY) == meant


@given(TYPED, st.lists(TYPED, max_size=20))
def test_no_more_is_meant_than_slips_explain(typed: str, library: list[str]) -> None:
    """What is there as typed is meant alone; nothing is that is longer or shorter than slips can make it."""
    meant = nearest(typed, library)
    assert len(meant) <= MEANT_MOST
    assert all(abs(len(word) - len(typed)) <= slips(typed) for word in meant)
    if typed in library:
        assert set(meant) == {typed}


@given(st.text(min_size=1, max_size=12))
def test_a_word_is_known_from_what_it_is_indexed_under(text: str) -> None:
    """Its stems come with it, and none of them is taken for it but one that ends in i for its y."""
    for word in folded_words(text):
        assert len(spelled(tokens_of(word))) == len(word)


def test_little_words_are_asked_for_only_where_there_are_no_others() -> None:
    """In English and Spanish."""
    book, of, proof = map(tokens_of, ("book", "of", "proof"))
    assert telling((book, of, proof)) == [book, proof]
    assert telling((of,)) == (of,)


@pytest.mark.parametrize(("one", "other"), [
    ("Number Talks", "number talk"), ("Álgebra", "ALGEBRA"), ("Møller’s notes", "mollers note"), ("Łódź", "lodz"),
])  # fmt: skip
def test_a_name_is_found_by_another_spelling(one: str, other: str) -> None:
    """Case, accents, letters that other keyboards lack, apostrophes and endings do not make it another."""
    assert named(one) == named(other)
