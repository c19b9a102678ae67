"""/staffroom status: how the community stands; for admins what is due, what went wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.reasons import why_late, why_not
from bot.domain.delivery import DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.people import Role
from bot.interaction.invocation import Invocation
from bot.interaction.spec import command
from bot.services.connections import Connection
from bot.services.outstanding import Entry
from bot.services.status import Sending
from bot.ui.model import Block, Facts, Heading, Items, Line, Reply, When, say
from bot.ui.text import Message, n, t
from commands.my import PLATFORMS
from commands.setup import steps

TOLD = 5

_CONNECTIONS: Mapping[Connection, Message] = {
    Connection.STANDING_BY: Message("another of my processes speaks there"),
    Connection.CONNECTING: Message("connecting"),
    Connection.CONNECTED: Message("connected"),
    Connection.STOPPED: Message("not connected; whoever runs me finds the remedy with “staffroom check”"),
}
_REFUSED = Message("my token is no longer taken; whoever runs me has to renew it")


@command("staffroom status", summary="See how this community stands")
async def status(call: Invocation) -> Reply:
    known = await call.services.status.abstract(call.actor)
    rows: tuple[tuple[Message, Line], ...] = (
        (t("In the library"), (n("{count} resource", "{count} resources", known.resources),)),
        (t("Topics"), (str(known.topics),)),
        (t("Time zone"), (known.community.zone or t("not set"),)),
        (t("Places"), (", ".join(workspace.name for workspace in known.workspaces),)),
    )
    blocks: list[Block] = [Heading(t("How {name} stands", name=call.community.name)), Facts(rows)]
    if call.role >= Role.ADMIN:
        sending = await call.services.status.sending(call.actor)
        blocks += [Facts((*_connections(sending), *_counts(sending))), *_troubles(sending), *_wishes(sending)]
        blocks += steps(call, await call.services.setup.standing(call.actor))
    return Reply(tuple(blocks))


def _connections(sending: Sending) -> Sequence[tuple[Message, Line]]:
    return [
        (PLATFORMS[platform], (_REFUSED if platform in sending.refused else _CONNECTIONS[connection],))
        for platform, connection in sending.connections.items()
    ]


def _counts(sending: Sending) -> Sequence[tuple[Message, Line]]:
    found = sending.outstanding
    coming: Line = (str(found.coming),)
    if found.next_due is not None:
        coming = (t("{count}, the next one {when}", count=found.coming, when=When(found.next_due)),)
    counts = (
        (t("Late"), found.late),
        (t("Perhaps not arrived"), found.uncertain),
        (t("Refused"), found.refused),
        (t("Too late"), found.expired),
        (t("Cards that could not be shown"), sending.cards),
    )
    wrong: list[tuple[Message, Line]] = [(label, (str(count),)) for label, count in counts if count]
    wrong += [(t("Among the server’s events"), (_no_event(right),)) for right in sending.events]
    return ((t("Due in the next 24 hours"), coming), *(wrong or [(t("What was due"), (t("all sent"),))]))


def _no_event(right: str) -> Message:
    if right:
        return t("workshops are not shown there: I need the permission {right}", right=right)
    return t("not all workshops are shown there: the server has as many events as it may")


def _troubles(sending: Sending) -> Sequence[Block]:
    """Name what is late or ended badly, the newest first, each with its reason and remedy."""
    if not sending.entries:
        return ()
    told = tuple(_trouble(entry) for entry in sending.entries[:TOLD])
    found = sending.outstanding
    more = found.late + found.uncertain + found.refused + found.expired - len(told)
    rest = [say(n("And {count} more.", "And {count} more.", more))] if more > 0 else []
    return (say(t("What did not go as it should, the newest first:")), Items(told), *rest)


def _trouble(entry: Entry) -> Line:
    late = entry.row.state in (DeliveryState.PENDING, DeliveryState.SENDING)
    return (_happened(entry, late), " ", why_late(entry.row) if late else why_not(entry.row))


def _happened(entry: Entry, late: bool) -> Message:
    what, due = _what(entry), When(entry.row.due_at)
    if entry.row.person_id is not None:
        if late:
            return t("{what} for one person was due {due} and is late.", what=what, due=due)
        if entry.row.state is DeliveryState.UNCERTAIN:
            return t("{what} for one person was due {due} and perhaps did not arrive.", what=what, due=due)
        return t("{what} for one person was due {due} and did not arrive.", what=what, due=due)
    where = _where(entry)
    if late:
        return t("{what} for {where} was due {due} and is late.", what=what, where=where, due=due)
    if entry.row.state is DeliveryState.UNCERTAIN:
        return t("{what} for {where} was due {due} and perhaps did not arrive.", what=what, where=where, due=due)
    return t("{what} for {where} was due {due} and did not arrive.", what=what, where=where, due=due)


def _what(entry: Entry) -> Message:
    match entry.row.kind:
        case DeliveryKind.ANNOUNCEMENT if entry.announcement is not None:
            return t("Announcement #{number}", number=entry.announcement)
        case DeliveryKind.DIGEST:
            return t("The digest")
        case DeliveryKind.NOTICE | DeliveryKind.QUESTION if entry.announcement is not None:
            return t("A message about announcement #{number}", number=entry.announcement)
        case _:
            return t("A message")


def _where(entry: Entry) -> Message | str:
    name = entry.workspace.name if entry.workspace is not None else ""
    return t("{workspace}, topic {topic}", workspace=name, topic=entry.topic) if entry.topic else name


def _wishes(sending: Sending) -> Sequence[Block]:
    """Say what would spare people the question whether something arrived."""
    return [
        say(
            t(
                "If I get {rights} in {workspace}, I can find out by myself whether a message arrived.",
                rights=", ".join(rights), workspace=workspace,
            )
        )
        for workspace, rights in sending.rights().items()
    ]  # fmt: skip
