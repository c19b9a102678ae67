"""Whatever did not arrive has its reason in words, with what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from bot.cards.reasons import remedies, why_late, why_not
from bot.domain.delivery import Delivery, DeliveryState, Trouble
from bot.domain.ids import CommunityId, DeliveryId
from bot.ports.platform import RefusalReason
from bot.ui.language import Languages

NOW = datetime(2026, 10, 2, 20, 0, tzinfo=UTC)
ROW = Delivery(
    id=DeliveryId(1), community_id=CommunityId(1), key="k", subject_kind="announcement", subject_id=1,
    occurrence="2026-10-02T16:00", kind="announcement", time_revision=1, workspace_id=None, topic_id=None,
    person_id=None, lane="w1/", due_at=NOW, deadline_at=NOW, state=DeliveryState.REFUSED, attempts=1, fence=1,
    first_tried_at=None, quarantine_until=None, looks=0, rung="", urgent=False, receipt="", reason="", right="",
    settled_at=NOW, late=False, author_told_at=None,
)  # fmt: skip
NEVER_SAID = ("delivery", "placement", "queue", "invalid", "error", "database", "!")

EVERY_REASON: tuple[StrEnum, ...] = (*RefusalReason, *Trouble)


@pytest.mark.parametrize("reason", EVERY_REASON)
@pytest.mark.parametrize("right", ["", "Read Message History"])
def test_every_reason_has_its_words(reason: StrEnum, right: str) -> None:
    """Nobody reads a bare word of ours or that it was simply not taken, whatever happened."""
    assert reason in remedies(right)
    words = Languages().text(why_not(replace(ROW, reason=reason, right=right)))
    assert words.endswith(".") and len(words.split()) > 3
    assert not any(word in words.casefold() for word in NEVER_SAID)


def test_no_two_reasons_have_the_same_name() -> None:
    """A reason is told apart by its name alone, whoever gave it."""
    assert len(set(EVERY_REASON)) == len(EVERY_REASON)


@pytest.mark.parametrize(("reason", "words"), [
    (Trouble.ANSWER_LOST, "without Read Message History I cannot see whether it arrived"),
    (Trouble.LEASE_OVER, "without Read Message History I cannot see whether it arrived"),
    (Trouble.UNREADABLE, "Without Read Message History I cannot see there whether it arrived"),
    (RefusalReason.MISSING_RIGHT, "I lack the permission Read Message History."),
])  # fmt: skip
def test_what_was_missing_is_named(reason: StrEnum, words: str) -> None:
    """Whoever reads that something is not known also reads which right would tell."""
    assert words in Languages().text(why_not(replace(ROW, reason=reason, right="Read Message History")))


@pytest.mark.parametrize(("row", "words"), [
    (replace(ROW, state=DeliveryState.PENDING), "I keep trying."),
    (replace(ROW, state=DeliveryState.PENDING, reason="try again"), "I keep trying."),
    (replace(ROW, state=DeliveryState.SENDING), "I keep trying."),
    (replace(ROW, state=DeliveryState.SENDING, quarantine_until=NOW), "I look for it there before I send it again."),
    (replace(ROW, state=DeliveryState.PENDING, reason=Trouble.TOKEN_REFUSED), "has to renew it."),
    (replace(ROW, state=DeliveryState.PENDING, reason=Trouble.NOT_CONNECTED), "I am not connected there now."),
])  # fmt: skip
def test_what_is_late_has_its_reason(row: Delivery, words: str) -> None:
    """What was due and is still to be sent says what it waits for."""
    assert words in Languages().text(why_late(row))
