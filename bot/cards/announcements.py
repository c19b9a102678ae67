"""What others see of an announcement."""

from __future__ import annotations

from datetime import datetime

from bot.domain.announcements import Announcement
from bot.ui.fit import shorten
from bot.ui.markup import blocks_of
from bot.ui.model import Reply, When, say
from bot.ui.plain import plain
from bot.ui.text import t


def gist(announcement: Announcement, most: int = 60) -> str:
    """Return the first words of the announcement as they read, without its markup."""
    first = blocks_of(announcement.body)[:1]
    return shorten(" ".join(plain(Reply(first)).replace("•", " ").split()), most)


def post(announcement: Announcement, meant_for: datetime | None = None) -> Reply:
    """Return the announcement as posted; *meant_for* is given where it comes noticeably late."""
    blocks = blocks_of(announcement.body)
    if meant_for is None:
        return Reply(blocks)
    return Reply((say(t("This comes late; it was meant for {when}.", when=When(meant_for))), *blocks))
