"""What must hold of everything that was said and of every row, whatever happened."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import RowMapping

from bot.domain.announcements import AnnouncementState
from bot.domain.community import Workspace
from bot.domain.delivery import DeliveryState, Rung, Trouble
from bot.domain.people import Platform
from bot.domain.school_days import SchoolDays
from bot.services.delivering.attempt import DELETED
from bot.ui.model import Actions, Block, Button
from tests.storage.machine.a_platform import Message
from tests.storage.machine.world import World

BADLY = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.EXPIRED)
UNSEEN = (DeliveryState.REFUSED, DeliveryState.EXPIRED, DeliveryState.WITHDRAWN)


def name_of(row: RowMapping) -> str:
    return f"{row['key']}#{row['rung']}" if row["rung"] else str(row["key"])


def unsettled(card: RowMapping) -> bool:
    """Return whether a card is not as it should be, and nothing says why."""
    if card["wanted_present"]:
        return card["shown_revision"] != card["wanted_revision"] and not card["error"]
    return card["message_id"] != "" and not card["error"]


class Judge:
    """*fair*: nothing but the program ever failed, and no time was lost: then all that is wanted is sent."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sent: set[int] = set()
        self._known_since = world.now()
        self.granted: Counter[str] = Counter()
        """How often people said of what was perhaps there already that it be sent again, by key."""
        self.interrupted: set[int] = set()
        """Announcements that were not to be said for a while."""
        self.unreadable: set[Platform] = set()
        self.fair = True
        self.read: list[tuple[datetime, Block]] = []
        """What Ana was shown with a private answer, and when."""

    def restored(self, since: datetime) -> None:
        """Note that all is as it was at *since*."""
        self._sent.clear()
        self._known_since = since

    def look(self) -> Iterator[str]:
        """Yield what is wrong at any time."""
        yield from self._world.wrong
        yield from self._said_twice()
        rows = {int(row["id"]): row for row in self._world.rows()}
        sent = {each for each, row in rows.items() if row["state"] == DeliveryState.SENT}
        yield from (f"{rows[each]['key']} had been sent and is {rows[each]['state']}" for each in self._sent - sent)
        self._sent = sent
        said: defaultdict[str, list[Message]] = defaultdict(list)
        for message in self._messages():
            said[message.key].append(message)
        for row in rows.values():
            yield from self._row(row, said[name_of(row)])

    def _said_twice(self) -> Iterator[str]:
        said: defaultdict[tuple[str, object], list[Message]] = defaultdict(list)
        cards: defaultdict[tuple[str, int], list[Message]] = defaultdict(list)
        for message in self._messages():
            if message.key.startswith("placement:"):
                if not message.deleted:
                    cards[message.key.rpartition(":")[0], message.epoch].append(message)
            elif not message.deleted_in_doubt:
                numbered = re.search(r"No\. \d+", message.words) if ":announcement:" in message.key else None
                said[message.key, numbered[0] if numbered else message.epoch].append(message)
        for (key, _), messages in said.items():
            if len(messages) > 1 + self.granted[key]:
                yield f"{key} was said {len(messages)} times: {_where(messages)}"
        for (card, _), messages in cards.items():
            if len(messages) > 1:
                yield f"the card {card} stands {len(messages)} times: {_where(messages)}"

    def _row(self, row: RowMapping, said: Sequence[Message]) -> Iterator[str]:
        key, state, person = row["key"], DeliveryState(row["state"]), row["person_id"]
        if state is DeliveryState.SENT and row["receipt"] and row["receipt"] not in {each.id for each in said}:
            yield f"{key} is sent as {row['receipt']}, and is not there"
        if state is DeliveryState.SENT and not row["receipt"] and person is None and row["reason"] != DELETED:
            yield f"{key} is sent without a receipt"
        there = [each for each in said if each.epoch == self._world.epoch and not each.deleted]
        if state in UNSEEN and there and not self.granted[key]:
            yield f"{key} is {state} ({row['reason']}), and people see it: {_where(there)}"
        if state is DeliveryState.REFUSED and person is not None:
            yield f"{key} is refused, and there was a way to go on"
        if state in BADLY and not row["reason"]:
            yield f"{key} is {state} without a reason"
        if state is DeliveryState.EXPIRED and row["settled_at"] <= row["deadline_at"]:
            yield f"{key} expired before its deadline"
        if state is DeliveryState.REFUSED and not any(
            name_of(row) in platform.refused for platform in self._world.platforms.values()
        ):
            yield f"{key} is refused, and nobody refused it"
        if state is DeliveryState.UNCERTAIN and not self.unreadable and row["reason"] != Trouble.RESTORED:
            yield f"{key} is uncertain ({row['reason']}), and could have been looked for"

    def left_over(self) -> Iterator[str]:
        """Yield what nobody has begun to send and will say no more, once a change to its announcement is stored."""
        now = {each.id: each for each in self._world.announcements()}
        for row in self._world.rows():
            waits = row["state"] == DeliveryState.PENDING and not row["attempts"] and row["kind"] == "announcement"
            about = now.get(row["subject_id"])
            if waits and about and not about.still_says(row["occurrence"], row["time_revision"], None):
                yield f"{row['key']} waits still, although it was moved or cancelled"

    def conclude(self) -> Iterator[str]:
        """Yield what is wrong once nothing goes on any more, with all platforms well."""
        now, rows = self._world.now(), self._world.rows()
        for row in rows:
            state, waits = DeliveryState(row["state"]), row["rung"] == Rung.ANSWER
            due = state is DeliveryState.PENDING and row["due_at"] <= now
            if state is DeliveryState.SENDING or (due and not waits):
                yield f"{row['key']} is {state} still: {row['reason']}"
            if self.fair and state in BADLY:
                yield f"{row['key']} is {state} ({row['reason']}), and every platform was well all along"
            if due and waits:
                yield f"{row['key']} waits for an answer that was given"
        yield from self._wanted(rows)
        yield from self._untold(rows)
        for card in self._world.cards():
            shown = (
                card["shown_revision"] == card["wanted_revision"] if card["wanted_present"] else not card["message_id"]
            )
            if not shown and not card["error"]:
                yield f"the card {card['id']} is not as it should be, and nobody knows why"

    def _wanted(self, rows: Iterable[RowMapping]) -> Iterator[str]:
        """What is to be said by now has a row, due when it was to be said, that was not withdrawn."""
        by_key = {row["key"]: row for row in rows}
        for announcement in self._world.announcements():
            changes = [each.at for each in self._world.stored if each.announcement.id == announcement.id]
            since = changes[-1] if changes else max(announcement.created_at, self._known_since)
            if announcement.state is not AnnouncementState.SCHEDULED:
                continue
            ahead = announcement.recurrence.occurrences(since, self._world.now(), SchoolDays())
            for each, lane in ((each, f"w{there.id}/") for each in ahead for there in self._workspaces()):
                about = (
                    f"announcement:{announcement.id}:{each.identity}:announcement:{announcement.time_revision}:{lane}"
                )
                row = by_key.get(about)
                if row is None:
                    yield f"{about} was never stored"
                elif row["due_at"] != each.at:
                    yield f"{about} was due at {row['due_at']}, not at {each.at}"
                elif row["state"] == DeliveryState.WITHDRAWN and announcement.id not in self.interrupted:
                    yield f"{about} was withdrawn, and is to be said"

    def _untold(self, rows: Iterable[RowMapping]) -> Iterator[str]:
        """Who wrote it was shown what of it did not arrive, or was to be and that ended badly itself."""
        bad = [row for row in rows if row["state"] in BADLY and row["person_id"] is None]
        in_order = sorted(bad, key=lambda row: (row["due_at"], row["id"]))
        newest = {(row["subject_id"], row["workspace_id"]): row for row in in_order}
        for row in bad:
            answered = row["answered_at"] is not None and row["answered_at"] >= row["settled_at"]
            if answered or newest[row["subject_id"], row["workspace_id"]] is not row or self._shown(row):
                continue
            notices = [each for each in rows if each["subject_id"] == row["subject_id"] and each["kind"] == "notice"]
            if not any(each["state"] in BADLY and each["due_at"] >= row["settled_at"] for each in notices):
                yield f"{row['key']} is {row['state']} ({row['reason']}), and its author was not told"

    def _shown(self, row: RowMapping) -> bool:
        by_hand = [button for at, block in self.read if at >= row["settled_at"] for button in _buttons([block])]
        sent = [m for m in self._messages() if m.place.startswith("with ") and m.said_at >= row["settled_at"]]
        buttons = [*by_hand, *(button for message in sent for button in _buttons(message.reply.blocks))]
        return any(button.action.startswith("trouble.") and button.args[0] == row["id"] for button in buttons)

    def _messages(self) -> Iterator[Message]:
        for platform in self._world.platforms.values():
            yield from platform.messages

    def _workspaces(self) -> Iterable[Workspace]:
        return self._world.database.community.on.values()


def _buttons(blocks: Iterable[Block]) -> Iterator[Button]:
    for block in blocks:
        if isinstance(block, Actions):
            yield from (each for each in block.controls if isinstance(each, Button))


def _where(messages: Iterable[Message]) -> str:
    return "; ".join(f"{each.id} in {each.place} at {each.at:%H:%M:%S}" for each in messages)
