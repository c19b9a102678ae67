"""What was meant for one person and could not reach them directly: opened for them alone."""

from __future__ import annotations

from bot.cards.messages import READ
from bot.domain.ids import DeliveryId
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.ui.model import Reply, reply
from bot.ui.text import t


@action(READ)
async def read_message(call: Invocation, delivery: int) -> Reply:
    found = await call.services.messages.read(call.actor, DeliveryId(delivery))
    if found is None:
        return reply(t("That message is for somebody else, or you read it already."))
    return found
