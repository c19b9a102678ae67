"""Forms opened, filled again after a mistake, and kept as drafts so that nothing typed is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from bot.interaction.invocation import Invocation
from bot.interaction.references import offers
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, FormSpec
from bot.ui.model import Field, Form, Kind
from bot.ui.text import Message
from bot.ui.wire import base36, encode

_MORE_THAN_ANY_SELECT = 101


def draft_id(call: Invocation, form: str, args: tuple[str | int, ...]) -> str:
    """Return the id of the person's one draft of this form for these args."""
    told = f"{call.actor.id}/{encode(form, args)}".encode()
    return base36(int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big"))


async def keep(call: Invocation, form: Form, values: Mapping[str, str]) -> str:
    """Keep what was typed into *form* and return the draft's id."""
    draft = draft_id(call, form.action, form.args)
    args = tuple(base36(arg) if isinstance(arg, int) else arg for arg in form.args)  # as they come back in a code
    await call.services.drafts.keep(call.actor, draft, form.action, args, values)
    return draft


class FormOpener:
    """Makes declared forms ready to be shown."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def spec(self, name: str) -> FormSpec | None:
        return self._registry.forms.get(name)

    def groups(self) -> Mapping[str, tuple[CommandSpec, ...]]:
        return self._registry.groups()

    def message_labels(self) -> tuple[Message, ...]:
        return tuple(spec.label for spec in self._registry.message_actions.values())

    async def open(
        self, call: Invocation, spec: FormSpec, values: Mapping[str, str], args: tuple[str | int, ...]
    ) -> Form:
        filled = [await self._filled(call, field, values.get(field.name, field.value)) for field in spec.fields]
        # While there are no topics, asking for one would only be in the way.
        fields = tuple(f for f in filled if f.kind is not Kind.TOPIC or f.required or f.options)
        return Form(spec.name, spec.title, fields, args, spec.submit)

    async def _filled(self, call: Invocation, field: Field, value: str) -> Field:
        if field.kind is not Kind.TOPIC:
            return replace(field, value=value)
        options = tuple(await offers(call, Kind.TOPIC, "", _MORE_THAN_ANY_SELECT))
        wanted = value.casefold()
        named = next((o.value for o in options if wanted in (o.value, str(o.label).casefold())), value)
        return replace(field, value=named, options=options)


async def open_for(call: Invocation, spec: CommandSpec, form: FormSpec, values: Mapping[str, str]) -> Form:
    """Open the form of a command; what it has no field for is kept under an id, which is its last argument."""
    asked = {field.name for field in form.fields}
    beside = {o.name: values[o.name] for o in spec.options if o.name not in asked and values.get(o.name)}
    if not beside:
        return await call.open(form, values)
    return await call.open(form, values, await call.services.drafts.keep_arguments(call.actor, form.name, beside))


def with_kept(spec: FormSpec, args: tuple[str, ...]) -> tuple[str, ...]:
    """Return *args* with the id that may be left out."""
    return (*args, "") if spec.keeps and len(args) == len(spec.parameters) - 1 else args
