"""Who says what is stored, by kind of delivery."""

from __future__ import annotations

from types import MappingProxyType

from bot.domain.delivery_kinds import DeliveryKind
from bot.services.composing.announcements import compose_announcement
from bot.services.composing.digests import compose_digest, compose_recess
from bot.services.composing.files import compose_file_answer, compose_file_request
from bot.services.composing.hosting import compose_cohost, compose_details, compose_from_host
from bot.services.composing.links import compose_link_gone
from bot.services.composing.notices import compose_notice, compose_question
from bot.services.composing.pins import compose_pin_gone
from bot.services.composing.reports import compose_report_answered
from bot.services.composing.responses import compose_thanked, compose_tried, compose_wish_met
from bot.services.composing.said import Composers
from bot.services.composing.topics import (
    compose_channel_gone,
    compose_handed,
    compose_opened,
    compose_quiet,
    compose_quote,
    compose_quote_answer,
    compose_topic_message,
)
from bot.services.composing.turning_up import compose_feedback, compose_share_back, compose_try
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
        DeliveryKind.FEEDBACK: compose_feedback,
        DeliveryKind.TRY: compose_try,
        DeliveryKind.SHARE_BACK: compose_share_back,
        DeliveryKind.LINK_GONE: compose_link_gone,
        DeliveryKind.REPORT_ANSWERED: compose_report_answered,
        DeliveryKind.PIN_GONE: compose_pin_gone,
        DeliveryKind.TOPIC_OPENED: compose_opened,
        DeliveryKind.TOPIC_HANDED: compose_handed,
        DeliveryKind.TOPIC_QUIET: compose_quiet,
        DeliveryKind.TOPIC_CHANNEL: compose_channel_gone,
        DeliveryKind.TOPIC_MESSAGE: compose_topic_message,
        DeliveryKind.FILE_REQUEST: compose_file_request,
        DeliveryKind.FILE_ANSWER: compose_file_answer,
        DeliveryKind.TOPIC_QUOTE: compose_quote,
        DeliveryKind.TOPIC_QUOTE_ANSWER: compose_quote_answer,
        DeliveryKind.WISH_MET: compose_wish_met,
        DeliveryKind.THANKED: compose_thanked,
        DeliveryKind.TRIED: compose_tried,
    }
)
