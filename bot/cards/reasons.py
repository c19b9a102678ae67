"""Why something could not be sent or shown, in words, with what to do about it."""

from __future__ import annotations

from bot.domain.delivery import Delivery, DeliveryState, Placement, Trouble
from bot.ports.platform import RefusalReason
from bot.ui.model import Command
from bot.ui.text import Message, t


def why_not(row: Delivery | Placement) -> Message:
    """Return the reason and the remedy."""
    reason = row.reason if isinstance(row, Delivery) else row.error
    if reason == RefusalReason.MISSING_RIGHT and not row.right:
        return t("I may not do this there. An admin there can allow it.")
    known = remedies(row.right).get(reason)
    return known or t("The platform did not take it. I try again when something changes.")


def why_late(row: Delivery) -> Message:
    """Return why *row*, which was due a while ago, is not sent yet."""
    if row.reason in (Trouble.TOKEN_REFUSED, Trouble.NOT_CONNECTED):
        return why_not(row)
    if row.state is DeliveryState.SENDING and row.quarantine_until is not None:
        return t("I do not know yet whether it arrived, so I look for it there before I send it again.")
    return t("It has not been sent yet. I keep trying.")


def remedies(right: str) -> dict[str, Message]:
    """Return the words for every reason there is; *right* is what was missing, "" where nothing is known to be."""
    return {**_of_platforms(right), **_of_ours(right)}


def _of_ours(right: str) -> dict[str, Message]:
    lost = t("The connection broke before an answer came, so it may or may not have arrived. Look there first.")
    stopped = t("I was stopped while sending it, so it may or may not have arrived. Look there first.")
    unreadable = t("I cannot see there whether it arrived. Look there first.")
    if right:
        unreadable = t("Without {right} I cannot see there whether it arrived. Look there first.", right=right)
        lost = t(
            "The connection broke before an answer came, and without {right} I cannot see whether it arrived. "
            "Look there first.",
            right=right,
        )
        stopped = t(
            "I was stopped while sending it, and without {right} I cannot see whether it arrived. Look there first.",
            right=right,
        )
    return {
        Trouble.NO_CHANNEL: t(
            "No channel is chosen for this. An admin chooses one with {command}.", command=Command("staffroom setup")
        ),
        Trouble.ANSWER_LOST: lost,
        Trouble.LEASE_OVER: stopped,
        Trouble.UNREADABLE: unreadable,
        Trouble.PAST_DEADLINE: t("It could not be sent when it was due, and later it would have come too late."),
        Trouble.TOKEN_REFUSED: t("My token is no longer taken there. Whoever runs me has to renew it."),
        Trouble.NOT_CONNECTED: t("I am not connected there now. It is sent once whoever runs me connects me again."),
        Trouble.RESTORED: t(
            "A backup was brought back that was made before this was due, so it may have arrived already. "
            "Look there first."
        ),
        Trouble.UNANSWERED: t("Nobody said whether to post it on a day without school, so it was not posted."),
        Trouble.DROPPED: t("Whoever runs me took it out, so it is not sent."),
    }


def _of_platforms(right: str) -> dict[str, Message]:
    setup = Command("staffroom setup")
    return {
        RefusalReason.CHANNEL_GONE: t("The channel is gone. An admin chooses another with {command}.", command=setup),
        RefusalReason.CHANNEL_ARCHIVED: t(
            "The channel is archived. An admin chooses another with {command}.", command=setup
        ),
        RefusalReason.NOT_IN_CHANNEL: t("I am not in that channel. Somebody there has to invite me."),
        RefusalReason.MISSING_RIGHT: t("I lack the permission {right}. An admin there gives it to me.", right=right),
        RefusalReason.MESSAGE_GONE: t("My message there was deleted by hand."),
        RefusalReason.PINS_FULL: t("The pin list there is full. Unpin something there, then pin this again."),
        RefusalReason.CLOSED_DM: t("They take no direct messages from me."),
        RefusalReason.PERSON_GONE: t("That person is not there any more."),
        RefusalReason.NAME_TAKEN: t(
            "A channel of that name is there already, archived or private. Choose another name."
        ),
        RefusalReason.LIMIT_REACHED: t("The platform's limit is reached there. Remove something there first."),
        RefusalReason.TOO_LONG: t("It is too long for one message there."),
        RefusalReason.WORKSPACE_GONE: t("I was removed from there. Invite me again and nothing is lost."),
        RefusalReason.NOT_ACCEPTED: t("The platform did not take it. Try another name or channel."),
    }
