"""The command line."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
ONLY_OURS = 0o077
"""What is made here holds tokens, drafts and names: nobody else on the machine may read it."""


def main() -> None:
    """Run the command line; Ctrl-C before it has begun ends it without a word."""
    os.umask(ONLY_OURS)
    try:
        # here, so that Ctrl-C is met while it is imported too
        from bot.cli.app import make_app

        make_app(sys.argv[1] if len(sys.argv) > 1 else "")()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
