"""What lies in the data folder: for its owner's eyes alone, and served by one Staffroom at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.bootstrap.alone import FolderTaken, alone_on
from storage.unit_of_work import SqlStorage

ROOT = Path(__file__).parents[2]
TAKEN = "Another Staffroom is running on this folder. Stop it first, or choose another folder with --data.\n"


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "bot", "run", "--port", "0", "--data", str(folder)]


def start(folder: Path) -> subprocess.Popen[str]:
    """Start Staffroom on *folder* and wait until it serves."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    program = subprocess.Popen(command(folder), stdout=subprocess.PIPE, text=True, cwd=folder.parent, env=environment)
    assert program.stdout is not None
    while "Ctrl-C" not in (line := program.stdout.readline()):
        assert line, "it ended before it served"
    return program


def test_a_second_staffroom_on_the_folder_is_refused_and_what_was_made_is_its_owners(tmp_path: Path) -> None:
    """After kill -9 of the first one, another may serve; whatever was made, nobody else can read."""
    folder = tmp_path / "data"
    first = start(folder)
    try:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        second = subprocess.run(
            command(folder), capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
        )
        assert (second.returncode, second.stdout, second.stderr) == (1, "", TAKEN)
        for made in (folder, *folder.rglob("*")):
            assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0, made
        assert {"rehearsal.db", "rehearsal.lock"} <= {made.name for made in folder.iterdir()}
    finally:
        first.kill()
        first.communicate()
    again = start(folder)
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=20)
    assert again.returncode == 0


def test_the_lock_is_one_databases_and_ends_with_who_held_it(tmp_path: Path) -> None:
    ours, other = (f"sqlite+aiosqlite:///{tmp_path}/new/{name}.db" for name in ("staffroom", "rehearsal"))
    with alone_on(ours), alone_on(other), pytest.raises(FolderTaken), alone_on(ours):
        pass
    with alone_on(ours), alone_on("postgresql+asyncpg://host/name"), alone_on("postgresql+asyncpg://host/name"):
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


async def _look_into(path: Path) -> None:
    storage = SqlStorage(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(OperationalError):
        await storage.installation.communities()
    await storage.close()


def test_what_cannot_be_opened_leaves_no_thread_that_tells_a_loop_which_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that ends at once says nothing but why."""
    failed: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: failed.append(str(told.exc_value)))
    for _ in range(100):
        asyncio.run(_look_into(tmp_path))
    assert failed == []
