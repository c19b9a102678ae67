"""The command line."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
CANNOT_START = 1
ONLY_OURS = 0o077
"""What is made here holds tokens, drafts and names: nobody else on the machine may read it."""


def main() -> None:
    """Run the command line; Ctrl-C before it has begun ends it without a word."""
    os.umask(ONLY_OURS)
    try:
        # here, since importing it is most of the time that starting takes
        from bot.bootstrap.alone import FolderTaken
        from bot.cli.app import make_app

        try:
            make_app()()
        except FolderTaken:
            another = "Another Staffroom is running on this folder."
            sys.stderr.write(f"{another} Stop it first, or choose another folder with --data.\n")
            raise SystemExit(CANNOT_START) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
