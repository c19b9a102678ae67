"""What a house's fronts are built on: an open database with its clock, and what is declared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.bootstrap.clocks import HouseClock
from bot.clock import MachineClock, SystemClock
from bot.interaction.registry import Registry
from bot.interaction.spec import Spec
from bot.ports.platform import Notebook
from bot.ui.language import Languages
from commands import ALL_COMMANDS
from storage.unit_of_work import SqlStorage, open_storage

SHIFT = "clock shift in seconds"


@dataclass(frozen=True, slots=True)
class Ground:
    storage: SqlStorage
    clock: HouseClock
    machine: MachineClock
    registry: Registry
    languages: Languages
    notebook: Notebook


class Notes:
    """A notebook in the installation's settings."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage

    async def get(self, name: str) -> str | None:
        return await self._storage.installation.setting(f"note {name}")

    async def set(self, name: str, value: str) -> None:
        await self._storage.installation.set_setting(f"note {name}", value)


@asynccontextmanager
async def open_ground(url: str, backups: Path | None, specs: Sequence[Spec] = ALL_COMMANDS) -> AsyncIterator[Ground]:
    """Open the database, migrating it first, with the domain clock it was left at."""
    machine = SystemClock()
    storage = await open_storage(url, backup_dir=backups, machine=machine)
    try:
        shift = timedelta(seconds=float(await storage.installation.setting(SHIFT) or 0))
        clock = HouseClock(machine, shift, lambda s: storage.installation.set_setting(SHIFT, str(s.total_seconds())))
        yield Ground(storage, clock, machine, Registry.of(specs), Languages.packaged(), Notes(storage))
    finally:
        await storage.close()
