"""A colleague's file for the library: they are asked first, and it is kept nowhere after a no."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.files import FileRequest, FileRequestId, NewFileRequest, RequestState
from bot.domain.ids import PersonId
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.files import Files
from bot.services.resources import Shared, add_to_library, new_file
from bot.services.tending.quoting import ANSWERED_WITHIN
from bot.ui.text import t


class FileRequests:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, files: Files) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._files = files

    async def ask(self, actor: Actor, wanted: NewFileRequest) -> FileRequest:
        """Ask the author whether the actor may add their file."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            request = await uow.files.ask(wanted, now)
            await uow.deliveries.add([_told(actor, request, DeliveryKind.FILE_REQUEST, wanted.author_id, now)])
            await uow.commit()
        self._bell.ring()
        return request

    async def answer(self, actor: Actor, number: FileRequestId, agreed: bool) -> Shared | None:
        """Record the author's answer; after a yes the file is in the library, brought by who asked. None after a no.

        The author answers in a direct message, where a private topic, in whose channel they posted it, is not seen.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), EVERYTHING) as uow:
            request = await uow.files.get(number)
            wanted = request.wanted
            if wanted.author_id != actor.id:
                raise NotFound("somebody else's file")
            if request.state is not RequestState.ASKED:
                raise UserError(t("You answered that already."))
            shared = None
            if agreed:
                if not await self._files.is_kept(wanted.file):
                    raise UserError(t("That file is not here any more. Whoever asked can ask again."))
                topic = await uow.topics.get(wanted.topic_id) if wanted.topic_id is not None else None
                asker = await uow.people.get(wanted.asked_by)
                new = new_file(wanted.file, wanted.title, wanted.about, wanted.tags, topic)
                shared = await add_to_library(uow, asker.id, replace(new, shared_by=asker.id, credit=asker.name), now)
            state = RequestState.YES if agreed else RequestState.NO
            await uow.files.answer(number, state, shared.resource.id if shared else None)
            await uow.deliveries.add([_told(actor, request, DeliveryKind.FILE_ANSWER, wanted.asked_by, now)])
            await uow.commit()
        if shared is None:
            await self._files.drop_unused(wanted.file)
        self._bell.ring()
        return shared


def _told(actor: Actor, request: FileRequest, kind: DeliveryKind, person: PersonId, now: datetime) -> NewDelivery:
    about = (actor.community_id, Subject.FILE_REQUEST, int(request.id), "asked", kind, 1, now, now + ANSWERED_WITHIN)
    return NewDelivery(*about, person_id=person)
