"""Reading the settings, and saying what is wrong with them together with the remedy."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.nearest import nearest
from bot.config.settings import CONFIG_VARIABLE, PREFIX, Section, Settings, config_path
from bot.config.tokens import TOKEN_KEYS, leaves, recognise, with_tokens

TEST_PREFIX: Final = f"{PREFIX}TEST_"


class ConfigError(Exception):
    """The settings cannot be used; *problems* are whole sentences, each naming a key and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """Read everything; *overrides* are keys as in config.toml (``{"rehearsal": {"port": 8081}}``) and win."""
    path = config_path()
    environ = {name.upper(): value for name, value in os.environ.items()}
    problems = [*_unknown_variables(environ), *_tokens_in_file(path, _read(path))]
    try:
        settings = Settings.model_validate(dict(overrides or {}))
    except ValidationError as error:
        raise ConfigError(problems + list(_sentences(error, environ))) from None
    if problems:
        raise ConfigError(problems)
    settings, problems = with_tokens(settings)
    if problems:
        raise ConfigError(problems)
    return settings


def keys() -> tuple[str, ...]:
    """Every key of the settings with its section, ``rehearsal.port``."""
    return tuple(_keys())


def file_keys() -> tuple[str, ...]:
    """The keys that may stand in config.toml: all but the tokens."""
    tokens = {key.path for key in TOKEN_KEYS}
    return tuple(key for key in keys() if key not in tokens)


def variable(key: str) -> str:
    """The environment's name for a key."""
    return PREFIX + key.replace(".", "__").upper()


def _keys() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, Section):
            yield from (f"{name}.{key}" for key in type(field.default).model_fields)
        else:
            yield name


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get(CONFIG_VARIABLE):
            raise ConfigError([f"{CONFIG_VARIABLE} names {path}, and there is no such file."]) from None
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path} is not well formed: {error}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path} is not UTF-8 text. Save it as UTF-8."]) from None
    except OSError as error:
        raise ConfigError([f"{path} cannot be read: {error.strerror}."]) from None


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    known = {variable(key): key for key in (*keys(), "config")}
    for name in sorted(environ):
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
            typed = name.removeprefix(PREFIX).replace("__", ".").lower()
            meant = variable(nearest(typed, known.values()))
            yield f"The environment variable {name} is not known. Did you mean {meant}?"


def _tokens_in_file(path: Path, content: dict[str, object]) -> Iterator[str]:
    """Refuse tokens in the file that gets copied, shown and committed, under whatever key they stand."""
    known = {key.path: key for key in TOKEN_KEYS}
    for name, value in leaves(content):
        key = known.get(name)
        if key or (isinstance(value, str) and recognise(value.strip())):
            home = key.variable if key else "the environment"
            yield (
                f"{path} holds a token ({written(name)}), and that file is easily shared. Move the token into "
                f"data/secrets.toml or {home}, and make a new one if {path} was ever copied or committed."
            )


def _sentences(error: ValidationError, environ: Mapping[str, str]) -> Iterator[str]:
    for details in error.errors():
        key = ".".join([part for part in details["loc"] if isinstance(part, str)][:2])
        from_environment = bool(environ.get(variable(key)))
        if not (from_environment and details["type"] == "extra_forbidden"):  # said with the unknown variables
            yield _sentence(key, variable(key) if from_environment else written(key), details)


def _sentence(key: str, where: str, details: ErrorDetails) -> str:
    match details["type"]:
        case "extra_forbidden" if isinstance(details["input"], dict):
            sections = {known.partition(".")[0] for known in file_keys() if "." in known}
            return f"[{key}] in {config_path()} is not known. Did you mean [{nearest(key, sections)}]?"
        case "extra_forbidden":
            return f"{where} in {config_path()} is not known. Did you mean {written(nearest(key, file_keys()))}?"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{key} is a section: write [{key}] on a line of its own, and its keys below."
        case "value_error":
            return f"{where}: {details['msg'].removeprefix('Value error, ')}."
        case _:
            return f"{where}: {details['msg'][:1].lower()}{details['msg'][1:]}."


def written(key: str) -> str:
    """A key as it is written in config.toml: ``[rehearsal] port``."""
    section, dot, name = key.rpartition(".")
    return f"[{section}] {name}" if dot else name
