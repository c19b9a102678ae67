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
ALL_AGAIN, LEAVE_ALL = "trouble.all-again", "trouble.leave-all"
EACH_MOST = 3
"""Places of one announcement that are told one by one; more of them are told together."""

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
    for number in dict.fromkeys(each.announcement.number for each in found):
        theirs = [each for each in found if each.announcement.number == number]
        if len(theirs) > EACH_MOST:
            blocks += _together(theirs)
            continue
        for each in theirs:
            blocks.append(say(_happened(each), " ", why_not(each.row)))
            blocks.append(buttons(*_choices(each, several=len(theirs) > 1)))
    return blocks


def _together(theirs: Sequence[Troubled]) -> Sequence[Block]:
    """Say once what happened in many places, the reasons by how many they are."""
    number, lines = theirs[0].announcement.number, []
    for uncertain in (True, False):
        some = [each for each in theirs if (each.row.state is DeliveryState.UNCERTAIN) is uncertain]
        if not some:
            continue
        places = ", ".join(each.where for each in some)
        due = When(some[0].row.due_at)
        if uncertain:
            said = t(
                "Announcement #{number} may or may not have reached these. It was due {due}: {places}.",
                number=number, due=due, places=places,
            )  # fmt: skip
        else:
            said = t(
                "Announcement #{number} did not reach these. It was due {due}: {places}.",
                number=number, due=due, places=places,
            )  # fmt: skip
        lines.append(say(said, " ", why_not(some[0].row)))
    again = Button(t("Send #{number} again to all of these", number=number), ALL_AGAIN, (int(number),))
    leave = Button(t("Leave #{number} as it is in all", number=number), LEAVE_ALL, (int(number),))
    return (*lines, buttons(again, leave))


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
