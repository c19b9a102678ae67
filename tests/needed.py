"""What a test needs of the machine: missing, it is a skip that says why, and in CI a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; with CI=true nothing may be skipped", pytrace=False)
    pytest.skip(reason)
