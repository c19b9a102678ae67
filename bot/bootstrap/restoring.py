"""A database that was put back from a backup: what fell due since may have been sent, and nobody knows."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.clock import Clock
from bot.ports.storage import Storage

RESTORED = "restored from a backup of"
"""The setting that a restore leaves: the domain instant of the backup, in ISO format."""


async def doubt_what_fell_due(storage: Storage, clock: Clock) -> int:
    """Make uncertain, once, what fell due since the backup, where one was put back; return how many rows."""
    since = await storage.installation.setting(RESTORED)
    if since is None:
        return 0
    now = clock.now()
    doubted = await storage.outbox.mark_restored(datetime.fromisoformat(since), now, now)
    await storage.installation.take_setting(RESTORED, since)
    structlog.get_logger("start").warning("restored from a backup", backup=since, uncertain=doubted)
    return doubted
