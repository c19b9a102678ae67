"""What ``staffroom deliveries`` says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, assert_never

from bot.cards.reasons import why_late, why_not
from bot.cli.import_words import many
from bot.domain.delivery import DeliveryState, Rung, Trouble
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId
from bot.services.outstanding import Entry
from bot.services.upkeep import Hindrance, Shown
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import When
from bot.ui.plain import spoken

ALL_WELL: Final = "All that was due has been sent. With --all you see everything."
NONE_OF_THEM: Final = "There is none."
_ALL: Final = "'staffroom deliveries list --all' names those there are."


def where(room: bool, platform_configured: bool) -> Iterator[str]:
    """Return whose messages are meant, where that is not plain."""
    if room and not platform_configured:
        yield "No Discord or Slack is configured, so these are the rehearsal room's."
    elif room:
        yield "These are the rehearsal room's, not those of the community on Discord and Slack."


def shown(count: int) -> str:
    return f"{many(count, 'delivery', 'deliveries')}, the newest due first"


def more(limit: int) -> str:
    return f"There are more than these {limit}; --limit shows more of them."


def about(entry: Entry) -> str:
    """Return what it says something about, never what it says."""
    match entry.row.kind:
        case DeliveryKind.ANNOUNCEMENT if entry.announcement is not None:
            return f"announcement #{entry.announcement}"
        case DeliveryKind.NOTICE if entry.announcement is not None:
            return f"notice about announcement #{entry.announcement}"
        case DeliveryKind.QUESTION if entry.announcement is not None:
            return f"question about announcement #{entry.announcement}"
        case kind:
            return str(kind)


def place(entry: Entry) -> str:
    """Return where it goes; whom it is for is nobody's business here."""
    name = entry.workspace.name if entry.workspace is not None else ""
    if entry.row.person_id is not None:
        return f"to a person, through {name}" if name else "to a person"
    return f"{name}, topic {entry.topic}" if entry.topic else name


def reason(entry: Entry, now: datetime) -> str:
    """Return why it is not sent, and the remedy; "" where nothing is to be said."""
    row = entry.row
    match row.state:
        case DeliveryState.UNCERTAIN | DeliveryState.REFUSED | DeliveryState.EXPIRED:
            words = why_not(row)
        case DeliveryState.WITHDRAWN if row.reason == Trouble.DROPPED:
            words = why_not(row)
        case DeliveryState.PENDING if row.rung == Rung.ANSWER:
            return "It comes with the next thing they ask."
        case DeliveryState.PENDING | DeliveryState.SENDING if row.due_at < now:
            words = why_late(row)
        case _:
            return ""
    return Localizer(Languages(), "en", entry.zone, "/").words(words)


def said(moment: datetime | None, zone: str | None) -> str:
    return "" if moment is None else spoken(When(moment), zone)


def details(found: Shown, now: datetime) -> Iterator[tuple[str, str]]:
    """Return all that is known of it, in the order of its life; what is empty is left out."""
    entry, record, row, zone = found.entry, found.record, found.entry.row, found.entry.zone
    told = (
        ("what", about(entry)),
        ("where", place(entry)),
        ("key", row.key),
        ("due", said(row.due_at, zone)),
        ("of use until", said(row.deadline_at, zone)),
        ("state", row.state.value),
        ("reason", reason(entry, now)),
        ("missing right", row.right),
        ("attempts", str(row.attempts)),
        ("claimed", many(row.fence, "time")),
        ("first tried, if it is not known how that ended", said(row.first_tried_at, zone)),
        ("nothing sent by then can still be under way", said(row.quarantine_until, zone)),
        ("looked for and not found", many(row.looks, "time") if row.looks else ""),
        ("being sent, or left alone, until", said(record.lease_until, zone)),
        ("tried again from", said(record.not_before, zone)),
        ("how the person is reached", _rung(row.rung) if row.person_id is not None else ""),
        ("cannot wait", "yes" if row.urgent else ""),
        ("message there", row.receipt),
        ("ended", said(row.settled_at, zone)),
        ("late", "yes" if row.late else ""),
        ("its author was told", said(row.author_told_at, zone)),
        ("somebody answered or read it", said(record.answered_at, zone)),
        ("stored", said(record.created_at, zone)),
    )
    return ((label, value) for label, value in told if value)


def retried(found: Shown) -> str:
    until = said(found.entry.row.deadline_at, found.entry.zone)
    number = found.entry.row.id
    return (
        f"Delivery {number} is to be sent again, until {until}. A running Staffroom takes it up within a second; "
        f"'staffroom deliveries show {number}' says how it went."
    )


def dropped(number: DeliveryId) -> str:
    return (
        f"Delivery {number} is taken out and will not be sent. 'staffroom deliveries retry {number}' takes that back."
    )


def ask_to_retry(number: DeliveryId) -> str:
    return f"Delivery {number} may have arrived already. Look there first. Send it again?"


def not_done(hindrance: Hindrance, number: DeliveryId) -> str:
    """Return why nothing was changed, and what to do instead."""
    show = f"'staffroom deliveries show {number}'"
    match hindrance:
        case Hindrance.UNKNOWN:
            return f"There is no delivery {number} here. {_ALL}"
        case Hindrance.UNCERTAIN:
            return (
                f"Delivery {number} may have arrived already, so nothing was done. Look there first; if it is not "
                f"there, 'staffroom deliveries retry {number} --yes' sends it again."
            )
        case Hindrance.WAITING:
            return f"Delivery {number} waits to be sent already, so nothing was done. {show} says what it waits for."
        case Hindrance.BEING_SENT:
            return f"Delivery {number} is being sent right now, so nothing was done. Soon {show} says how it went."
        case Hindrance.IN_DOUBT:
            return (
                f"Whether delivery {number} arrived is being found out right now, so nothing was done. "
                f"In two minutes {show} says how it went."
            )
        case Hindrance.SENT:
            return f"Delivery {number} was sent, so nothing was done. {show} says when."
        case Hindrance.WITHDRAWN:
            return f"Delivery {number} is not to be sent any more, so nothing was done. {_ALL}"
        case Hindrance.OUTDATED:
            return (
                f"What delivery {number} was to say was moved or cancelled since, so nothing was done. "
                f"'staffroom deliveries drop {number}' takes it out."
            )
        case _:
            assert_never(hindrance)


def database_failed(why: object) -> str:
    return f"The database cannot be used ({why}), so nothing was done. Look at its settings, and try again."


def _rung(rung: str) -> str:
    match rung:
        case Rung.MENTION:
            return "named in a channel, with a button that opens it for them alone"
        case Rung.ANSWER:
            return "with the next thing they ask"
        case _:
            return "by direct message"
