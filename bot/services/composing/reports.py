"""What is said of reports, to moderators and to those who made them."""

from __future__ import annotations

from datetime import datetime

from bot.cards.reports import report_answered
from bot.domain.delivery import Delivery
from bot.domain.ids import ReportId, number_in
from bot.domain.reports import ReportOutcome
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn


async def compose_report_answered(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    try:
        report = await uow.reports.get(ReportId(number_in(delivery.occurrence)))
        resource = await uow.resources.get(report.resource_id)
    except NotFound:
        return Withdrawn()
    return Withdrawn() if report.outcome is ReportOutcome.OPEN else Said(report_answered(resource, report.outcome))
