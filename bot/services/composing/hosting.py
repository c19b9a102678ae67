"""What hosts tell those who come, and what hosts are told themselves."""

from __future__ import annotations

from datetime import datetime

from bot.cards.hosts_said import cohost, details_changed, from_hosts
from bot.domain.delivery import Delivery
from bot.domain.ids import SessionId, WorkshopId, number_in
from bot.domain.rsvps import Standing
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn
from bot.services.composing.workshops import rsvp_of, still_so


async def compose_from_host(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Say what a host wrote, to who still is going: it holds also where the session was moved meanwhile."""
    mine = await rsvp_of(uow, delivery)
    if mine is None or mine.standing not in (Standing.GOING, Standing.UNCONFIRMED):
        return Withdrawn()
    session = SessionId(delivery.subject_id)
    try:
        said = await uow.host_messages.get(session, number_in(delivery.occurrence.rpartition(".")[2]))
    except NotFound:
        return Withdrawn()
    if not said.body:
        return Withdrawn()
    workshop = await uow.workshops.get((await uow.workshops.get_session(session)).workshop_id)
    return Said(from_hosts(workshop, said))


async def compose_details(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell somebody concerned where it is now and what to bring."""
    found, mine = await still_so(uow, delivery), await rsvp_of(uow, delivery)
    if found is None or mine is None or mine.standing is Standing.CANT:
        return Withdrawn()
    return Said(details_changed(*found))


async def compose_cohost(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell a colleague that they host it with others, or do not any more, if that still is so."""
    try:
        workshop = await uow.workshops.get(WorkshopId(delivery.subject_id))
    except NotFound:
        return Withdrawn()
    hosts = delivery.person_id in workshop.hosts
    if hosts is not delivery.occurrence.endswith(".added"):
        return Withdrawn()
    return Said(cohost(workshop, hosts))
