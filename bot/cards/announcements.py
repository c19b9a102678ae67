"""What others see of an announcement."""

from __future__ import annotations

from datetime import datetime

from bot.domain.announcements import Announcement
from bot.ui.markup import blocks_of
from bot.ui.model import Reply, When, say
from bot.ui.text import t


def post(announcement: Announcement, meant_for: datetime | None = None) -> Reply:
    """Return the announcement as posted; *meant_for* is given where it comes noticeably late."""
    blocks = blocks_of(announcement.body)
    if meant_for is None:
        return Reply(blocks)
    return Reply((say(t("This comes late; it was meant for {when}.", when=When(meant_for))), *blocks))
