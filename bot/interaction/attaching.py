"""Files that came with a command, for the options that take them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.errors import UserError
from bot.interaction.spec import CommandSpec
from bot.interaction.understand import NotUnderstood
from bot.ports.files import Attached
from bot.ui.model import Bold, Kind
from bot.ui.text import t

Handed = Mapping[str, Attached]
"""Files by the names of options."""
NO_FILES: Handed = MappingProxyType({})


def attached_to(spec: CommandSpec, raw: Mapping[str, str], files: Handed) -> Handed:
    """Return the files by the options that take them; raises UserError where one was typed as text."""
    names = [option.name for option in spec.options if option.kind is Kind.FILE]
    if any(raw.get(name) for name in names):
        said = t("A file cannot be typed.")
        how = t("Post it as a message, then choose {action} on that message.", action=Bold(t("Add to library")))
        raise UserError(said, " ", how)
    return {name: files[name] for name in names if name in files}


def refuse_wrong(attached: Handed, wrong: Mapping[str, NotUnderstood]) -> None:
    """Raise UserError where something beside a file is *wrong*: no form can ask for it and keep the file."""
    if attached and wrong:
        told = [part for name, problem in wrong.items() for part in (Bold(name), ": ", problem.words, " ")]
        raise UserError(*told, t("Nothing is shared yet. Please attach the file again."))
