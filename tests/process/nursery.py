"""Programs that start at once: a process that has imported everything already, and splits one off for each start.

Reading the program takes over a second of a processor, which tests that start and kill it again and again would spend
mostly on that. What is split off is a process of its own in every other way, and can be killed like any.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 1 << 16
"""Bytes of one order: arguments and environment."""


class Process:
    """A process that somebody else has to wait for; its end is told through a pipe."""

    def __init__(self, pid: int, ended: asyncio.StreamReader) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._waiting = asyncio.ensure_future(self._wait(ended))

    async def wait(self) -> int:
        return await asyncio.shield(self._waiting)

    def send_signal(self, sent: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, sent)

    async def _wait(self, ended: asyncio.StreamReader) -> int:
        self.returncode = int(await ended.read())
        return self.returncode


class Nursery:
    """Splits off programs; *orders* is the socket to the process that does."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders

    async def start(
        self, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], module: str = "bot"
    ) -> tuple[Process, asyncio.StreamReader, asyncio.StreamReader]:
        """Return the process, which runs *module*, with its output and error output."""
        pipes = [os.pipe() for _ in range(3)]
        told = {"module": module, "arguments": arguments, "folder": str(folder), "environment": dict(environment)}
        socket.send_fds(self._orders, [json.dumps(told).encode()], [write for _, write in pipes])
        for _, write in pipes:
            os.close(write)
        pid = int(self._orders.recv(MOST))
        out, err, ended = [await _reader(read) for read, _ in pipes]
        return Process(pid, ended), out, err


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=1 << 20)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb"))
    return reader


@contextmanager
def opened() -> Iterator[Nursery]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", __name__, str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment, cwd=ROOT, start_new_session=True)
    theirs.close()
    try:
        yield Nursery(ours)
    finally:
        ours.close()
        process.wait(20)


def _serve(orders: socket.socket) -> Callable[[], None] | None:
    """Split a program off for each order until nobody is there to give one; return, in what is split off, its work."""
    children: dict[int, tuple[int, int]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(orders, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd == orders.fileno():
                    told, descriptors, *_ = socket.recv_fds(orders, MOST, 3)
                    if not told:
                        return None
                    out, err, ended = descriptors
                    if (pid := os.fork()) == 0:
                        os.close(ended)
                        orders.close()
                        for watched, (_, other) in children.items():
                            os.close(watched)
                            os.close(other)
                        return lambda: _become(told, out, err)
                    os.close(out)
                    os.close(err)
                    watching = os.pidfd_open(pid)
                    children[watching] = (pid, ended)
                    selector.register(watching, selectors.EVENT_READ)
                    orders.send(str(pid).encode())
                else:
                    pid, ended = children.pop(key.fd)
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                    os.write(ended, str(code).encode())
                    os.close(ended)


def _become(told: bytes, out: int, err: int) -> None:
    """Be the program, as if it had been started from its command line."""
    order = json.loads(told)
    os.setsid()
    os.chdir(order["folder"])
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.environ.clear()
    os.environ.update(order["environment"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["staffroom", *order["arguments"]]
    runpy.run_module(order["module"], run_name="__main__")


def _read_the_program() -> None:
    import bot.bootstrap.serving
    import bot.cli.checking
    import bot.cli.importing
    import bot.cli.printing
    import bot.cli.running  # noqa: F401
    from bot.cli.app import make_app

    make_app("")


if __name__ == "__main__":
    # Ctrl-C at the tests is for the tests, which close the socket then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _read_the_program()
    with socket.socket(fileno=int(sys.argv[1])) as given:
        work = _serve(given)
    if work is not None:
        work()
