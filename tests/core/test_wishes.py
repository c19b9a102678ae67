"""What answers a wish: every telling word in any of its forms, and every filter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ids import CommunityId, Number, PersonId, ResourceId, WishId
from bot.domain.resources import NO_FILTERS, Filters, Resource, ResourceState
from bot.domain.responses import Arrived, Wish, answers

NOW = datetime(2026, 10, 1, 16, tzinfo=UTC)
ANA, BEN = PersonId(1), PersonId(2)
LINES = Resource(
    ResourceId(1), CommunityId(1), Number(1), "https://a.org", "a.org", "Number lines", "Para sexto", ("Grade 6",),
    None, BEN, "Ben", False, ResourceState.LISTED, 1, NOW,
)  # fmt: skip
ARRIVED = Arrived(LINES, "Fractions", "Ben Ames")


@pytest.mark.parametrize(
    ("words", "filters", "met"),
    [
        ("a number line for the grade 6", NO_FILTERS, True),
        ("NÚMBER lines fractions", NO_FILTERS, True),
        ("number lines sexto", NO_FILTERS, True),
        ("number lines dominoes", NO_FILTERS, False),
        ("lines", Filters(topic="fractions"), True),
        ("", Filters(topic="grade 6"), True),
        ("lines", Filters(topic="Geometry"), False),
        ("lines", Filters(by="ames"), True),
        ("lines", Filters(by="Cleo"), False),
        ("lines", Filters(since=NOW), True),
        ("lines", Filters(since=NOW + timedelta(days=1)), False),
    ],
)
def test_every_word_and_filter_counts(words: str, filters: Filters, met: bool) -> None:
    assert answers(ARRIVED, Wish(WishId(1), ANA, words, filters, NOW)) is met


def test_nobody_answers_their_own_wish() -> None:
    own = replace(ARRIVED, resource=replace(LINES, shared_by=ANA))
    assert not answers(own, Wish(WishId(1), ANA, "lines", NO_FILTERS, NOW))
