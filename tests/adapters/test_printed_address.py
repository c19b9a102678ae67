"""What ``staffroom run`` prints about the rehearsal room's address."""

from __future__ import annotations

import pytest

from bot.bootstrap.serving import Started
from bot.cli.running import say_started


def said(room: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    say_started(Started(room, (), None, filled=False))
    printed = capsys.readouterr()
    return printed.out, printed.err


@pytest.mark.parametrize(
    ("room", "printed"),
    [
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080/"),
        ("http://[::]:8080", "http://[::1]:8080/"),
        ("http://:8080", "http://127.0.0.1:8080/"),
        ("http://192.168.1.5:8080", "http://192.168.1.5:8080/"),
        ("http://staffroom.example:8080", "http://staffroom.example:8080/"),
    ],
)
def test_a_room_open_to_others_is_warned_of(room: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An address that can be opened is printed, and that everybody who reaches it can use the room."""
    out, err = said(room, capsys)
    assert f"Open {printed} in a browser" in out
    assert "Everybody who reaches this address can use the room" in err


@pytest.mark.parametrize(
    "room", ["http://127.0.0.1:8080", "http://127.0.0.2:1", "http://[::1]:8080", "http://localhost:9"]
)
def test_a_room_of_this_machine_alone_is_not(room: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On loopback the address is printed as it is, without a warning."""
    out, err = said(room, capsys)
    assert f"Open {room}/ in a browser" in out
    assert err == ""
