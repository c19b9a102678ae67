"""The command line."""

from __future__ import annotations

from bot.cli.app import make_app


def main() -> None:
    make_app()()
