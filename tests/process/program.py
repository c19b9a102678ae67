"""The program as people start it: the command line in a process of its own, what it prints, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.process.nursery import ROOT, Nursery, Process

T = TypeVar("T")

KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT")
OFFLINE = {"STAFFROOM_LINKS__FETCH": "false"}
"""No test looks at pages of the real web."""
STOPS_WITHIN = 8.0
"""Seconds; much more than it takes, so that a busy machine fails no test."""


def measured(what: str, seconds: float) -> None:
    """Say a figure to whoever runs the tests with -s."""
    sys.stdout.write(f"\n{what}: {seconds:.2f} s")


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the machine's own STAFFROOM_ variables; *given* on top. Wide, so that no sentence is broken in two."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTHONUTF8": "1", **OFFLINE, **given}


@dataclass
class Stream:
    """The lines of one output so far."""

    lines: list[str] = field(default_factory=list)
    ended: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def read(self, source: asyncio.StreamReader) -> None:
        while line := await source.readline():
            self.lines.append(line.decode(errors="replace").rstrip("\n"))
            self._tell()
        self.ended = True
        self._tell()

    async def wait_for(self, found: Callable[[], T | None], seconds: float) -> T | None:
        """Return what *found* returns as soon as it is something; None where the output ended or time is over."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := found()) and not self.ended:
                    await self._changed.wait()
        except TimeoutError:
            return None
        return value

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Program:
    """One run of the command line."""

    def __init__(
        self, process: asyncio.subprocess.Process | Process, out: asyncio.StreamReader, err: asyncio.StreamReader
    ) -> None:
        self.process = process
        self.out, self.err = Stream(), Stream()
        self._readers = [asyncio.ensure_future(self.out.read(out)), asyncio.ensure_future(self.err.read(err))]

    @classmethod
    async def start(cls, *arguments: str, folder: Path, given: Mapping[str, str], nursery: Nursery | None) -> Program:
        """Start it from the *nursery*, or where there is none as a shell does."""
        if nursery is not None:
            return cls(*await nursery.start(arguments, folder, clean_environment(given)))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env=clean_environment(given),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the tests is not Ctrl-C at the program
        )
        assert process.stdout is not None
        assert process.stderr is not None
        return cls(process, process.stdout, process.stderr)

    @property
    def output(self) -> str:
        return f"-- out --\n{self.out.text}\n-- err --\n{self.err.text}"

    @property
    def running(self) -> bool:
        return self.process.returncode is None

    async def says(self, words: str, seconds: float = 40.0) -> str:
        """Return the line of the output with *words*, waiting for it."""
        return await self._line(self.out, words, seconds)

    async def complains(self, words: str, seconds: float = 40.0) -> str:
        """Return the line of the error output with *words*, waiting for it."""
        return await self._line(self.err, words, seconds)

    async def ended(self, seconds: float = 40.0) -> int:
        """Return how it ended, waiting for it."""
        try:
            async with asyncio.timeout(seconds):
                code = await self.process.wait()
                await asyncio.gather(*self._readers)
        except TimeoutError:
            raise AssertionError(f"it still runs after {seconds:.0f} s\n{self.output}") from None
        return code

    async def stop(self, how: signal.Signals = signal.SIGTERM, within: float = STOPS_WITHIN) -> float:
        """Stop it in order and return the seconds that it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.send_signal(how)
        code = await self.ended(within)
        assert code == 0, f"it ended with {code}\n{self.output}"
        return loop.time() - began

    def kill_now(self) -> None:
        """End it as a power cut would, from within whatever is happening."""
        if self.running:
            os.kill(self.process.pid, signal.SIGKILL)

    async def kill(self) -> None:
        self.kill_now()
        await self.ended()

    async def _line(self, stream: Stream, words: str, seconds: float) -> str:
        found = await stream.wait_for(lambda: next((line for line in stream.lines if words in line), None), seconds)
        assert found is not None, f"nothing says {words!r}\n{self.output}"
        return found
