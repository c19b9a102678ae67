"""A resource as it is stored: under its page, with what undoes the change, and with its cards following."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewPlacement, PlacementKind
from bot.domain.details import as_json
from bot.domain.ids import WorkspaceId
from bot.domain.pages import page_of
from bot.domain.people import Role
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.errors import AlreadyThere, UserError
from bot.ports.storage import UnitOfWork
from bot.ui.text import t

_PRIVATE = "private "
"""How what ``page_in`` returns for a private topic begins; no address has a space."""


def page_in(page: str, topic: Topic | None) -> str:
    """Return what makes a link the same as another one: in a private topic only what is in it too."""
    return f"{_PRIVATE}{topic.id} {page}" if topic is not None and topic.private else page


def own_page(resource: Resource) -> str:
    """Return what its page is where it is everybody's."""
    return resource.file.page if resource.file is not None else page_of(resource.url)


def before(resource: Resource) -> dict[str, object]:
    """Return what undoing a change puts back."""
    return {
        "title": resource.title,
        "about": resource.about,
        "tags": list(resource.tags),
        "topic_id": resource.topic_id,
        "pinned": resource.pinned,
        "details": as_json(resource.details),
        "state": resource.state.value,
    }


async def want_cards(uow: UnitOfWork, resource: Resource) -> None:
    """Ask for the resource's card wherever it may stand, in the topic's channel or else the library channel."""
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        if await _may_stand(uow, resource, workspace.id):
            await uow.placements.want(_card(resource, workspace.id, "", wanted=True))


def _card(resource: Resource, workspace: WorkspaceId, channel: str, *, wanted: bool) -> NewPlacement:
    return NewPlacement(
        resource.community_id,
        PlacementKind.CARD,
        Subject.RESOURCE,
        resource.id,
        workspace,
        channel,
        resource.revision,
        wanted_pin=resource.pinned,
        wanted_present=wanted and resource.state is ResourceState.LISTED,
    )


async def _may_stand(uow: UnitOfWork, resource: Resource, workspace: WorkspaceId) -> bool:
    """Return whether people of the workspace may see it: what is in a private topic stands in its channel alone."""
    if resource.topic_id is None or not (await uow.topics.get(resource.topic_id)).private:
        return True
    return any(channel.workspace_id == workspace for channel in await uow.topics.channels(resource.topic_id))


async def store(uow: UnitOfWork, resource: Resource) -> Resource:
    """Store the changed *resource* as its next revision and have the cards that stand follow.

    Raises UserError where it would come to a topic in whose reach the same page is known already.
    """
    topic = await uow.topics.get(resource.topic_id) if resource.topic_id is not None else None
    page = resource.page
    if page.startswith(_PRIVATE) or (topic is not None and topic.private):
        page = page_in(own_page(resource), topic)
    changed = replace(resource, page=page, revision=resource.revision + 1)
    try:
        await uow.resources.update(changed)
    except AlreadyThere as there:
        known = t("This page is in the library already, as #{number}.", number=there.number)
        raise UserError(known) from None
    for card in await uow.placements.of_subject(Subject.RESOURCE, changed.id):
        wanted = await _may_stand(uow, changed, card.workspace_id)
        await uow.placements.want(_card(changed, card.workspace_id, card.channel, wanted=wanted))
    for asked in (Subject.PIN_REQUEST, Subject.LINK_QUESTION):
        await uow.placements.want_revision(asked, changed.id, changed.revision)
    return changed


def may_change(actor: Actor, resource: Resource) -> bool:
    return resource.shared_by == actor.id or actor.role >= Role.MODERATOR
