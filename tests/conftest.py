"""What any test may ask for: a real PostgreSQL, a real browser, the files shared with the project."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import hypothesis
import pytest

from tests.needed import unavailable
from tests.statements import compile_statements_once

pytest_plugins = ["tests.postgres"]

SHARED = Path(__file__).parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-pair", action="store_true", help="play each scenario on each front with each database, not on one"
    )


def pytest_configure() -> None:
    """Let no property fail for having run on a busy machine, and the collector look less often at what stays."""
    gc.set_threshold(50_000, 20, 50)
    compile_statements_once()
    hypothesis.settings.register_profile("staffroom", deadline=None)
    hypothesis.settings.load_profile("staffroom")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project with the platforms' specifications and real data to try."""
    if not SHARED.is_dir():
        unavailable("the specifications and data of ../shared are not there")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of an installed Chromium or Chrome."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if program := shutil.which(name):
            return Path(program)
    unavailable("there is no Chromium on this machine (Debian: apt install chromium)")
