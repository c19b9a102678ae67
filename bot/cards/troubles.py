"""What an author is told of an announcement that was not posted, or perhaps not, and what they can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.reasons import why_not
from bot.domain.announcements import Announcement
from bot.domain.delivery import Delivery, DeliveryState, Trouble
from bot.ports.platform import RefusalReason
from bot.ui.model import Block, Button, When, buttons, say
from bot.ui.text import Message, t

AGAIN, LEAVE, CHANNEL = "trouble.again", "trouble.leave", "trouble.channel"

_ABOUT_THE_CHANNEL = (
    Trouble.NO_CHANNEL,
    RefusalReason.CHANNEL_GONE,
    RefusalReason.CHANNEL_ARCHIVED,
    RefusalReason.NOT_IN_CHANNEL,
    RefusalReason.MISSING_RIGHT,
)


@dataclass(frozen=True, slots=True)
class Troubled:
    """A row that ended badly. *reached* are the names of the workspaces in which the same date was posted."""

    row: Delivery
    announcement: Announcement
    where: str
    reached: tuple[str, ...] = ()


def blocks_of_troubles(found: Sequence[Troubled]) -> Sequence[Block]:
    blocks: list[Block] = []
    for each in found:
        several = sum(other.announcement.id == each.announcement.id for other in found) > 1
        blocks.append(say(_happened(each), " ", why_not(each.row)))
        blocks.append(buttons(*_choices(each, several)))
    return blocks


def _happened(each: Troubled) -> Message:
    number, where, due = each.announcement.number, each.where, When(each.row.due_at)
    if each.row.state is DeliveryState.UNCERTAIN:
        return t(
            "Announcement #{number} may or may not have reached {where}. It was due {due}.",
            number=number, where=where, due=due,
        )  # fmt: skip
    if each.reached:
        return t(
            "Announcement #{number} reached {reached} but did not reach {where}. It was due {due}.",
            number=number, reached=", ".join(each.reached), where=where, due=due,
        )  # fmt: skip
    return t("Announcement #{number} did not reach {where}. It was due {due}.", number=number, where=where, due=due)


def _choices(each: Troubled, several: bool) -> Sequence[Button]:
    number, where, row = each.announcement.number, each.where, int(each.row.id)
    again, leave = t("Send #{number} again", number=number), t("Leave #{number} as it is", number=number)
    choose = t("Choose a channel for #{number}", number=number)
    if several:
        again = t("Send #{number} again to {where}", number=number, where=where)
        leave = t("Leave #{number} as it is in {where}", number=number, where=where)
        choose = t("Choose a channel for #{number} in {where}", number=number, where=where)
    if each.row.state is DeliveryState.REFUSED and each.row.reason in _ABOUT_THE_CHANNEL and each.row.topic_id is None:
        leave = t("Skip #{number} this time", number=number)
        if several:
            leave = t("Skip #{number} this time in {where}", number=number, where=where)
        return (
            Button(choose, CHANNEL, (row,), "primary"), Button(again, AGAIN, (row,)), Button(leave, LEAVE, (row,))
        )  # fmt: skip
    return (Button(again, AGAIN, (row,)), Button(leave, LEAVE, (row,)))
