"""The frame: who may import whom, how large things grow, what the set-up says and never says."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needed import unavailable

ROOT = Path(__file__).parents[1]
LAYERS = ("bot", "commands", "adapters", "storage")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PURE = {
    "babel", "cryptography", "dateparser", "dateutil", "icalendar", "markdown_it", "pydantic", "pydantic_core",
    "pydantic_settings", "rapidfuzz", "recurring_ical_events", "snowballstemmer", "structlog",
}  # fmt: skip


def sources(*suffixes: str) -> Iterator[Path]:
    for layer in LAYERS:
        for file in sorted((ROOT / layer).rglob("*")):
            if file.suffix in suffixes and "migrations" not in file.parts:
                yield file


# Who may import whom

MODULES = (
    "bot.__main__", "bot.bootstrap", "bot.cli.run", "bot.domain.topics", "bot.services.topics", "commands.topics",
    "adapters.discord.client", "adapters.slack.client", "adapters.rehearsal.pages", "adapters.web.server",
    "adapters.links.fetching", "storage.topics",
)  # fmt: skip
ALLOWED = {
    "bot.__main__": "bot.cli.run",
    "bot.cli.run": "typer, rich, bot.bootstrap, storage.topics",
    "bot.bootstrap": "commands.topics, adapters.discord.client, adapters.slack.client, storage.topics, aiohttp",
    "bot.services.topics": "bot.domain.topics, rapidfuzz",
    "commands.topics": "bot.services.topics",
    "adapters.discord.client": "discord, bot.domain.topics",
    "adapters.slack.client": "slack_bolt, slack_sdk, aiohttp",
    "adapters.web.server": "aiohttp",
    "adapters.links.fetching": "aiohttp",
    "adapters.rehearsal.pages": "aiohttp, jinja2",
    "storage.topics": "sqlalchemy, bot.domain.topics",
}
FORBIDDEN = [
    *[("bot.domain.topics", library) for library in ("discord", "sqlalchemy", "aiohttp", "jinja2", "apscheduler")],
    ("bot.services.topics", "storage.topics"),
    ("bot.services.topics", "bot.bootstrap"),
    ("bot.services.topics", "rich"),
    ("commands.topics", "storage.topics"),
    ("commands.topics", "aiohttp"),
    ("adapters.discord.client", "commands.topics"),
    ("adapters.discord.client", "bot.bootstrap"),
    ("adapters.discord.client", "bot.cli.run"),
    ("adapters.discord.client", "adapters.slack.client"),
    ("adapters.discord.client", "slack_sdk"),
    ("adapters.rehearsal.pages", "adapters.web.server"),
    ("adapters.rehearsal.pages", "discord"),
    ("adapters.web.server", "sqlalchemy"),
    ("adapters.links.fetching", "discord"),
    ("adapters.links.fetching", "slack_sdk"),
    ("storage.topics", "bot.bootstrap"),
    ("storage.topics", "slack_sdk"),
    ("storage.topics", "typer"),
]


def contracts_hold(folder: Path, imports: dict[str, str], *, entry_points_as_packages: bool = True) -> bool:
    """Build the layers with these imports alone, and ask import-linter."""
    for name in MODULES:
        path = folder.joinpath(*name.split(".")).with_suffix(".py")
        if entry_points_as_packages and name == "bot.bootstrap":
            path = path.with_suffix("") / "__init__.py"
        if not entry_points_as_packages and name == "bot.cli.run":
            path = folder / "bot" / "cli.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in path.parents:
            if package == folder:
                break
            (package / "__init__.py").touch()
        path.write_text(f"import {imports[name]}\n" if name in imports else "")
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("as_packages", [True, False])
def test_the_contracts_allow_what_the_design_draws(tmp_path: Path, as_packages: bool) -> None:
    allowed = dict(ALLOWED)
    if not as_packages:
        allowed = {"bot.cli.run": allowed.pop("bot.cli.run"), **allowed, "bot.__main__": "bot.cli"}
    assert contracts_hold(tmp_path, allowed, entry_points_as_packages=as_packages)


@pytest.mark.parametrize(("importer", "imported"), FORBIDDEN)
def test_the_contracts_catch_what_it_forbids(tmp_path: Path, importer: str, imported: str) -> None:
    assert not contracts_hold(tmp_path, ALLOWED | {importer: f"{ALLOWED.get(importer, 'os')}, {imported}"})


def test_the_core_knows_the_standard_library_itself_and_pure_libraries_alone() -> None:
    for file in sources(".py"):
        module = file.relative_to(ROOT).with_suffix("").parts
        if module[0] == "bot" and module[1] not in {"bootstrap", "cli"}:
            strangers = set(imported_names(file)) - PURE - {"bot"} - sys.stdlib_module_names
            assert not strangers, f"{file.relative_to(ROOT)} imports {strangers}"


def imported_names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


# How large things grow


def test_no_file_has_more_than_300_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in sources(".py", ".js", ".css", ".html")
        if (lines := file.read_text(encoding="utf-8").count("\n")) > 300
    }
    assert not long


def test_no_function_has_more_than_40_lines() -> None:
    long = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in sources(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    }
    assert not long


def test_no_module_is_named_after_nothing() -> None:
    nothing = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}
    assert not [file for file in sources(".py") if nothing & set(file.relative_to(ROOT).with_suffix("").parts)]


# What is installed


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_everything_installed_is_pinned_with_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2].partition("\n")[2])
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[a-z0-9._\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    runtime = [*project["dependencies"], *project["optional-dependencies"]["postgres"], *groups["build"]]
    assert named(runtime) <= pinned("runtime.txt")
    assert named(runtime + groups["dev"]) <= pinned("dev.txt")
    assert versions("runtime.txt") <= versions("dev.txt")
    assert groups["build"] == PROJECT["build-system"]["requires"]


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", requirement)[0].lower().replace(".", "-") for requirement in requirements}


def pinned(lock: str) -> set[str]:
    return {entry.partition("==")[0] for entry in versions(lock)}


def versions(lock: str) -> set[str]:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+==[^\s;]+)", text, flags=re.MULTILINE))


def test_no_file_of_the_set_up_names_a_package_index() -> None:
    files = ["pyproject.toml", "Makefile", ".ci/run", "requirements/runtime.txt", "requirements/dev.txt"]
    for name in files:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|extra-index|://|trusted-host", text), name
    assert not [name for name in ("uv.toml", "pip.conf", "uv.lock") if (ROOT / name).exists()]


# What the set-up says


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the set-up reads, without a virtual environment."""
    for name in ("Makefile", "pyproject.toml", "requirements"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )


def python(folder: Path, version: str, *, with_venv: bool) -> Path:
    """A program that answers the set-up's questions as such a Python would."""
    program = folder / "some-python"
    program.write_text(
        f"#!/bin/sh\ncase $2 in *version_info*) echo {version};; *) exit {0 if with_venv else 1};; esac\n"
    )
    program.chmod(0o755)
    return program


def test_help_is_what_make_says_by_itself_and_names_every_target(checkout: Path) -> None:
    said = make(checkout)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert phony
    assert said.returncode == 0
    for target in set(phony[1].split()) - {"help"}:
        assert f"make {target}" in said.stdout


@pytest.mark.parametrize("version", ["3.10", "2.7", "3.9"])
def test_an_old_python_is_met_with_what_to_install(checkout: Path, version: str) -> None:
    said = make(checkout, "run", f"PYTHON={python(checkout, version, with_venv=True)}")
    assert said.returncode != 0
    assert f"is Python {version}" in said.stderr
    assert "sudo apt install python3.11 python3.11-venv" in said.stderr
    assert "make run PYTHON=python3.11" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("version", ["3.11", "3.14"])
def test_a_python_without_venv_is_met_with_the_exact_package(checkout: Path, version: str) -> None:
    said = make(checkout, "test", f"PYTHON={python(checkout, version, with_venv=False)}")
    assert said.returncode != 0
    assert f"sudo apt install python{version}-venv\n" in said.stderr
    assert "Traceback" not in said.stderr


def test_no_python_at_all_is_met_with_what_to_install(checkout: Path) -> None:
    said = make(checkout, "setup", "PYTHON=no-such-python")
    assert said.returncode != 0
    assert "sudo apt install python3 python3-venv" in said.stderr


@pytest.mark.parametrize("outcome", [0, 2])
def test_continuous_integration_installs_what_is_missing_and_passes_the_outcome_on(
    tmp_path: Path, outcome: int
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "env"):
        programs.joinpath(name).symlink_to(shutil.which(name) or name)
    stubs = {"sudo": 'exec "$@"', "python3": "exit 1", "apt-get": f'echo "$@" >> {tmp_path}/installed'}
    stubs["make"] = f'echo "CI=$CI $@" >> {tmp_path}/made; exit {outcome}'
    for name, body in stubs.items():
        programs.joinpath(name).write_text(f"#!{programs}/bash\n{body}\n")
        programs.joinpath(name).chmod(0o755)

    ran = subprocess.run([ROOT / ".ci" / "run"], env={"PATH": str(programs)}, capture_output=True, check=False)

    assert ran.returncode == outcome
    update, install = (tmp_path / "installed").read_text().splitlines()
    assert update.startswith("update")
    assert "python3-venv chromium" in install
    assert (tmp_path / "made").read_text() == "CI=true check test\n"


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_what_is_missing_is_a_skip_and_in_ci_a_failure(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no browser here"):
        unavailable("no browser here")


def test_the_package_holds_the_program_with_its_data_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    meant = {
        str(file.relative_to(ROOT))
        for folder in (*LAYERS, "locales")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert held == meant
