"""A message for one person that could not reach them directly."""

from __future__ import annotations

from bot.domain.delivery import Delivery
from bot.domain.people import Account
from bot.ui.model import Button, Mention, Reply, buttons, say
from bot.ui.text import t

READ = "message.read"


def mention(account: Account, row: Delivery) -> Reply:
    """Name the person where others see it, with a button that opens the message for them alone."""
    who = Mention(account.platform, account.external_id, account.name)
    return Reply((say(who, ", ", t("I have a message for you.")), buttons(Button(t("Read it"), READ, (int(row.id),)))))
