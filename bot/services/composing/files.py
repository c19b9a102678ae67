"""What a colleague is asked about a file of theirs, and what whoever asked is told."""

from __future__ import annotations

from datetime import datetime

from bot.cards.files import request_answered, request_asked
from bot.domain.delivery import Delivery
from bot.domain.files import FileRequest, FileRequestId, RequestState
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn


async def compose_file_request(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask the author, while the question stands."""
    request = await _request(uow, delivery)
    if request is None or request.state is not RequestState.ASKED:
        return Withdrawn()
    return Said(request_asked(request, (await uow.people.get(request.wanted.asked_by)).name))


async def compose_file_answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    request = await _request(uow, delivery)
    if request is None or request.state is RequestState.ASKED:
        return Withdrawn()
    resource = await uow.resources.get(request.resource_id) if request.resource_id is not None else None
    return Said(request_answered(request, resource))


async def _request(uow: UnitOfWork, delivery: Delivery) -> FileRequest | None:
    try:
        return await uow.files.get(FileRequestId(delivery.subject_id))
    except NotFound:
        return None
