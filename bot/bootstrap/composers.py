"""Who says what is stored, by kind of delivery."""

from __future__ import annotations

from types import MappingProxyType

from bot.domain.delivery import DeliveryKind
from bot.services.composing.announcements import compose_announcement
from bot.services.composing.digests import compose_digest, compose_recess
from bot.services.composing.hosting import compose_cohost, compose_details, compose_from_host
from bot.services.composing.notices import compose_notice, compose_question
from bot.services.composing.said import Composers
from bot.services.composing.workshops import compose_change, compose_place, compose_reminder

COMPOSERS: Composers = MappingProxyType(
    {
        DeliveryKind.ANNOUNCEMENT: compose_announcement,
        DeliveryKind.NOTICE: compose_notice,
        DeliveryKind.QUESTION: compose_question,
        DeliveryKind.DIGEST: compose_digest,
        DeliveryKind.RECESS: compose_recess,
        **dict.fromkeys(
            (DeliveryKind.WEEK_BEFORE, DeliveryKind.DAY_BEFORE, DeliveryKind.HOUR_BEFORE), compose_reminder
        ),
        **dict.fromkeys(
            (DeliveryKind.PROMOTED, DeliveryKind.OFFER, DeliveryKind.OFFER_OVER, DeliveryKind.OPEN_TO_ALL),
            compose_place,
        ),
        **dict.fromkeys(
            (
                DeliveryKind.SESSION_MOVED,
                DeliveryKind.SESSION_CANCELLED,
                DeliveryKind.SESSION_BACK,
                DeliveryKind.RUNNING_LATE,
            ),
            compose_change,
        ),
        DeliveryKind.FROM_HOST: compose_from_host,
        DeliveryKind.DETAILS_CHANGED: compose_details,
        DeliveryKind.COHOST: compose_cohost,
    }
)
