"""The command line."""

from __future__ import annotations

INTERRUPTED = 130


def main() -> None:
    """Run the command line; Ctrl-C before it has begun ends it without a word."""
    try:
        from bot.cli.app import make_app  # here, since importing it is most of the time that starting takes

        make_app()()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
