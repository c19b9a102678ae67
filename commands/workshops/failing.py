"""What a host does about a reminder that did not arrive in its channel, or perhaps did not."""

from __future__ import annotations

from bot.cards.host_troubles import AGAIN, LEAVE
from bot.domain.ids import DeliveryId
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.ui.model import Reply, reply
from bot.ui.text import t


@action(AGAIN)
async def send_again(call: Invocation, delivery: int) -> Reply:
    await call.services.workshops.failing.answer(call.actor, DeliveryId(delivery), again=True)
    return reply(t("I send it again now, once. If it does not arrive, you hear of it."))


@action(LEAVE)
async def leave_it(call: Invocation, delivery: int) -> Reply:
    await call.services.workshops.failing.answer(call.actor, DeliveryId(delivery), again=False)
    return reply(t("Left as it is. Nothing more is sent for it."))
