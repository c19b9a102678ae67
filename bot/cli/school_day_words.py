"""What ``staffroom school-days`` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.cards.school_days import days
from bot.cli.import_words import many
from bot.domain.school_days import Entry
from bot.services.school_days import Edit

NOTHING_TO_STORE: Final = "There is no entry left to store."
NOT_STORED: Final = "Nothing was stored."
NOBODY_TO_ASK: Final = "Nothing was stored, as nobody is at this terminal to say yes. Add --yes to store them."
STOPPED: Final = "Stopped. Either all entries are stored or none; run it again, and nothing comes in twice."
_IN_CHAT: Final = "/staffroom school-days shows them in chat, where an admin answers, changes and adds."


def where(room: bool, platform_configured: bool) -> Iterator[str]:
    """Return which calendar is meant, where that is not plain."""
    if room and not platform_configured:
        yield "No Discord or Slack is configured, so these are the rehearsal room's school days."
    elif room:
        yield "These are the rehearsal room's school days, not those of the community on Discord and Slack."
    elif not platform_configured:
        yield "These are the main community's school days; Discord or Slack will show them once one is configured."


def found(count: int) -> str:
    return f"{entries(count)}, each as it was understood"


def asked(waiting: Sequence[Entry]) -> Iterator[str]:
    """Return which days only an admin can decide on."""
    if waiting:
        yield f"Students are off on these {len(waiting)}; whether teachers are too, an admin is asked in chat:"
        for entry in waiting:
            yield f"  {days(entry, 'en')}: {entry.name}"


def over(count: int) -> Iterator[str]:
    if count:
        yield f"{entries(count)} left out, over for more than a year."


def left_out(count: int) -> str:
    return f"{entries(count)} cannot be read and {'is' if count == 1 else 'are'} left out:"


def more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count:,} more"


def store_them(count: int) -> str:
    return f"Store {'it' if count == 1 else f'these {count:,}'}?"


def stored(edit: Edit) -> Iterator[str]:
    added = len(edit.after)
    if added:
        yield f"{entries(added)} stored."
    if edit.known:
        stays = "was there already and stays as it is" if edit.known == 1 else "were there already and stay as they are"
        yield f"{entries(edit.known)} {stays}."
    yield _IN_CHAT


def database_failed(reason: object) -> str:
    return f"The database cannot be used ({reason}), so nothing was stored. Look at its settings, and try again."


def entries(count: int) -> str:
    return many(count, "entry", "entries")
