"""What others see of an announcement."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.announcements import Announcement
from bot.domain.recurrence import LeftOut, instant_of
from bot.ui.fit import shorten
from bot.ui.markup import blocks_of
from bot.ui.model import Button, Reply, When, buttons, say
from bot.ui.plain import plain
from bot.ui.text import t

SKIP, HOLD = "announcement.skip", "announcement.hold"


def coded(identity: str) -> str:
    """Return an occurrence's identity as a button can carry it."""
    return identity.lower().replace(":", ".")


def decoded(code: str) -> str:
    """Return the identity that ``coded`` wrote."""
    return code.upper().replace(".", ":")


def gist(announcement: Announcement, most: int = 60) -> str:
    """Return the first words of the announcement as they read, without its markup."""
    first = blocks_of(announcement.body)[:1]
    return shorten(" ".join(plain(Reply(first)).replace("•", " ").split()), most)


def question(announcement: Announcement, left_out: LeftOut) -> Reply:
    """Ask the author whether to post on a day without school."""
    number, when = int(announcement.number), announcement.recurrence
    at = instant_of(left_out.day, when.clock, ZoneInfo(when.zone))
    asked = t(
        "Announcement #{number} is due on {day}, and that is {why}. Shall I post it?",
        number=number,
        day=When(at, "date"),
        why=left_out.why,
    )
    return Reply(
        (
            say(asked, " ", t("If I hear nothing, I leave that day out.")),
            buttons(
                Button(t("Post it on that day"), HOLD, (number, coded(left_out.identity)), "primary"),
                Button(t("Leave that day out"), SKIP, (number, coded(left_out.identity))),
            ),
        )
    )


def post(announcement: Announcement, meant_for: datetime | None = None) -> Reply:
    """Return the announcement as posted; *meant_for* is given where it comes noticeably late."""
    blocks = blocks_of(announcement.body)
    if meant_for is None:
        return Reply(blocks)
    return Reply((say(t("This comes late; it was meant for {when}.", when=When(meant_for))), *blocks))
