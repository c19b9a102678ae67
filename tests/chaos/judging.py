"""What stands on the servers in the end, held against what was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.domain.delivery import DeliveryState, Rung, Trouble
from bot.domain.delivery_kinds import DeliveryKind
from tests.chaos.rows import Row

NAMED = 6
"""How many of a kind a report names."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong, each in a line. *needless*: uncertain because its process was killed, which had sent nothing of
    it; *untold*: uncertain, and its author was shown nothing; *strange*: stands there, and nobody promised it.
    """

    deliveries: int
    lost: Sequence[str]
    duplicated: Sequence[str]
    uncertain: Sequence[str]
    needless: Sequence[str]
    untold: Sequence[str]
    strange: Sequence[str]


def judge(
    rows: Sequence[Row],
    standing: Counter[str],
    in_flight: AbstractSet[str],
    told_of: AbstractSet[int],
    told_together: AbstractSet[int],
) -> Verdict:
    """Lost is what does not stand there though it is said to, or will never be said; uncertain may stand or not.

    An announcement's number, by which those of many places are told together, is its id here: there is one community.
    """
    known = {row.mark for row in rows}
    uncertain = [row for row in rows if row.delivery.state is DeliveryState.UNCERTAIN]
    waiting = {row.delivery.subject_id for row in rows if _waits_for_its_reader(row) or _is_a_doubtful_notice(row)}
    return Verdict(
        deliveries=len(rows),
        lost=[_line(row) for row in rows if _is_lost(row, standing[row.mark])],
        duplicated=[f"{_line(row)}, {standing[row.mark]} times" for row in rows if standing[row.mark] > 1],
        uncertain=[_line(row) for row in uncertain],
        needless=[_line(row) for row in uncertain if row.mark not in in_flight and not _answer_lost(row)],
        untold=[
            _line(row)
            for row in uncertain
            if row.delivery.person_id is None
            and not (row.delivery.id in told_of or row.delivery.subject_id in waiting | told_together)
        ],
        strange=[mark for mark in standing if mark not in known],
    )


def _is_lost(row: Row, copies: int) -> bool:
    match row.delivery.state:
        case DeliveryState.SENT:
            return copies == 0
        case DeliveryState.UNCERTAIN:
            return False
        case DeliveryState.WITHDRAWN:
            return row.delivery.kind != DeliveryKind.NOTICE  # what it was about has come right meanwhile
        case _:
            return not _waits_for_its_reader(row)


def _waits_for_its_reader(row: Row) -> bool:
    return row.delivery.kind == DeliveryKind.NOTICE and row.delivery.rung == Rung.ANSWER


def _is_a_doubtful_notice(row: Row) -> bool:
    """Return whether *row* perhaps told its author: if not, the front door does until they answer."""
    return row.delivery.kind == DeliveryKind.NOTICE and row.delivery.state is DeliveryState.UNCERTAIN


def _answer_lost(row: Row) -> bool:
    return row.delivery.reason == Trouble.ANSWER_LOST


def _line(row: Row) -> str:
    said = row.delivery
    return f"{said.id} {said.name}: {said.state.value} {said.reason}".rstrip()
