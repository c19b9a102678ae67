"""What hosts are told of a channel's reminder that did not arrive, or perhaps did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.reasons import why_not
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.workshops import Session, Workshop
from bot.ui.model import Block, Button, When, buttons, say
from bot.ui.text import t

AGAIN, LEAVE = "workshop.send-again", "workshop.leave-unsent"


@dataclass(frozen=True, slots=True)
class Missed:
    """*where* is the name of the workspace that it was for."""

    row: Delivery
    workshop: Workshop
    session: Session
    where: str


def blocks_of_missed(found: Sequence[Missed]) -> Sequence[Block]:
    blocks: list[Block] = []
    for each in found:
        title, where, due = each.workshop.title, each.where, When(each.row.due_at)
        if each.row.state is DeliveryState.UNCERTAIN:
            said = t(
                "The reminder of “{title}” may or may not have reached the channel in {where}. It was due {due}.",
                title=title, where=where, due=due,
            )  # fmt: skip
        else:
            said = t(
                "The reminder of “{title}” did not reach the channel in {where}. It was due {due}.",
                title=title, where=where, due=due,
            )  # fmt: skip
        blocks.append(say(said, " ", why_not(each.row)))
        row = (int(each.row.id),)
        several = len(found) > 1
        again = t("Send it again to {where}", where=where) if several else t("Send again")
        leave = t("Leave it in {where}", where=where) if several else t("Leave it")
        blocks.append(buttons(Button(again, AGAIN, row, "primary"), Button(leave, LEAVE, row)))
    return blocks
