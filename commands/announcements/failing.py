"""What an author does about an announcement that did not arrive, or perhaps not.

Their own they may always look after, wherever they press: Discord says in a direct message nothing of their role.
"""

from __future__ import annotations

from bot.cards.troubles import AGAIN, ALL_AGAIN, CHANNEL, LEAVE, LEAVE_ALL
from bot.domain.ids import DeliveryId, Number
from bot.errors import UserError
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.ui.model import Option, Reply, Select, buttons, reply
from bot.ui.text import t

CHANNELS_MOST = 25


@action(AGAIN)
async def send_again(call: Invocation, delivery: int) -> Reply:
    await call.services.troubles.answer(call.actor, DeliveryId(delivery), again=True)
    return reply(t("I send it again now, once. If it does not arrive, you see it here."))


@action(LEAVE)
async def leave_it(call: Invocation, delivery: int) -> Reply:
    await call.services.troubles.answer(call.actor, DeliveryId(delivery), again=False)
    return reply(t("Left as it is. Nothing more is sent for it."))


@action(ALL_AGAIN)
async def send_all_again(call: Invocation, number: int) -> Reply:
    await call.services.troubles.answer_all(call.actor, Number(number), again=True)
    return reply(t("I send it again now to each of them, once. Where it does not arrive, you see it here."))


@action(LEAVE_ALL)
async def leave_all(call: Invocation, number: int) -> Reply:
    await call.services.troubles.answer_all(call.actor, Number(number), again=False)
    return reply(t("Left as it is. Nothing more is sent for it."))


@action(CHANNEL)
async def choose_channel(call: Invocation, delivery: int) -> Reply:
    """Offer the channels that the bot sees there; the chosen one is used from now on, and at once."""
    found = await call.services.troubles.channels(call.actor, DeliveryId(delivery))
    if not found:
        raise UserError(t("I see no channel there right now. Somebody there has to invite me to one."))
    options = tuple(Option(f"#{channel.name}", channel.external_id.lower()) for channel in found[:CHANNELS_MOST])
    select = Select(t("Choose a channel"), "trouble.use-channel", options, (delivery,))
    return reply(t("Where shall I post it there from now on? What did not arrive follows at once."), buttons(select))


@action("trouble.use-channel")
async def use_channel(call: Invocation, delivery: int, channel: str) -> Reply:
    row = DeliveryId(delivery)
    found = await call.services.troubles.channels(call.actor, row)
    chosen = next((each for each in found if each.external_id.lower() == channel), None)
    if chosen is None:
        raise UserError(t("That channel is not there any more. Choose another one."))
    await call.services.troubles.use_channel(call.actor, row, chosen)
    return reply(
        t("From now on it is posted in #{channel} there. What did not arrive follows now.", channel=chosen.name)
    )
