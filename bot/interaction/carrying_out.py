"""What each kind of incoming thing leads to: the handler it names, with its values understood and its role checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.domain.people import Role
from bot.domain.records import Draft
from bot.domain.words import storable
from bot.errors import FieldProblems, UserError
from bot.interaction.asking import (
    FILL,
    MEANT,
    OPEN_FORM,
    RUN,
    as_named,
    ask_for,
    not_allowed,
    not_taken,
    offer_nearest,
    old_button,
    readings,
    say_group,
    whole_command,
)
from bot.interaction.attaching import NO_FILES, Handed, attached_to, refuse_wrong
from bot.interaction.forms import draft_id, keep, open_for, with_kept
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.parse import ROOT, Group, Parsed, Unknown, parse, parse_options
from bot.interaction.readings import from_argument
from bot.interaction.registry import Registry
from bot.interaction.responder import Late, Problems, Result
from bot.interaction.spec import Answer, CommandSpec, FormSpec, OptionSpec
from bot.interaction.understand import Asked, NotUnderstood, TwoReadings, asked_by, understand_all, understood_again
from bot.ports.incoming import CommandCall, HomeOpened, Incoming, MessageCall, Press, Submission, TypedCommand
from bot.ui.model import Bold, Button, Form, Items, Kind, Option, Reply, Words, buttons, reply, say
from bot.ui.text import t
from bot.ui.wire import decode, encode, number

HOME = "staffroom home"
_OPENING = (OPEN_FORM, RUN, FILL)
CHOICE_MOST = 100  # characters of a menu's value (Discord)


class Refusal(Exception):
    """The person is answered with *reply* and nothing else happens."""

    def __init__(self, answer: Reply) -> None:
        super().__init__("refused")
        self.reply = answer


@dataclass(frozen=True, slots=True)
class CarryingOut:
    registry: Registry

    def knows(self, action: str) -> bool:
        return action in self.registry.actions or action in self.registry.forms or action in (*_OPENING, MEANT)

    def may_open_form(self, action: str) -> bool:
        spec = self.registry.actions.get(action)
        return spec.may_open_form if spec else action in _OPENING

    async def carry_out(self, call: Invocation, incoming: Incoming) -> Result:
        match incoming:
            case CommandCall(path=path, options=options, files=files):
                return await self._command(call, path, options, files)
            case TypedCommand(text=text):
                return await self._typed(call, text)
            case Press():
                return await self._press(call, incoming)
            case Submission():
                return await self._submission(call, incoming)
            case MessageCall(name=name, snapshot=snapshot):
                spec = self.registry.message_actions.get(name)
                if spec is None:
                    raise Refusal(old_button())
                _require(call, spec.role)
                return self._result(call, await spec.handler(call, snapshot))
            case HomeOpened():
                return await self._command(call, HOME, {})
            case _:
                assert_never(incoming)

    async def problems(
        self,
        call: Invocation,
        incoming: Submission,
        problems: Mapping[str, Words],
        asked: tuple[str, TwoReadings] | None = None,
    ) -> Problems:
        """Keep what was typed and say what is wrong with it; both readings of the field that is *asked* are offered."""
        code = decode(incoming.code)
        spec = self.registry.forms.get(code.action) if code else None
        if code is None or spec is None:
            raise Refusal(old_button())
        form = await call.forms.open(call, spec, incoming.values, code.args)
        draft = await keep(call, form, incoming.values)
        labels = {field.name: field.label for field in spec.fields}
        told = [(Bold(labels.get(name, name)), ": ", words) for name, words in problems.items()]
        again = Button(t("Fix it"), OPEN_FORM, (draft,), "primary")
        controls: tuple[Button, ...] = (again,)
        if asked is not None:
            name, two = asked
            again = Button(t("Type it again"), OPEN_FORM, (draft,)) if len(problems) == 1 else again
            controls = (*readings(two, MEANT, draft, name), again)
        kept = t("Not saved yet; what you typed is kept for 7 days.")
        answer = reply(kept, Items(tuple(told)), buttons(*controls))
        return Problems(form, problems, answer)

    async def keep_typed(self, call: Invocation, incoming: Submission, answer: Reply) -> Reply:
        """Return *answer* with a button that opens the form again as it was filled in, which is kept as a draft."""
        code = decode(incoming.code)
        spec = self.registry.forms.get(code.action) if code else None
        if code is None or spec is None:
            return answer
        draft = await keep(call, Form(spec.name, spec.title, spec.fields, code.args), incoming.values)
        kept = say(t("What you typed is kept for 7 days."))
        return Reply((*answer.blocks, kept, buttons(Button(t("Open the form again"), OPEN_FORM, (draft,)))))

    async def _command(self, call: Invocation, path: str, raw: Mapping[str, str], files: Handed = NO_FILES) -> Result:
        spec = self.registry.commands.get(path)
        if spec is None:
            return await self._typed(call, path)
        if spec.instead is None:
            _require(call, spec.role)  # before anything is looked up, or noted, for somebody who may not
        asked = [(option.name, _asked(option)) for option in spec.options if option.kind is not Kind.FILE]
        attached = attached_to(spec, raw, files)
        values, wrong = await understand_all(call, asked, raw)
        refuse_wrong(attached, wrong)
        allowed = call.role >= spec.role
        if not allowed and wrong:
            raise UserError(*not_allowed(spec.role))
        if wrong:
            two = next((option for option in spec.options if isinstance(wrong.get(option.name), TwoReadings)), None)
            if spec.form is not None and two is None:
                return await self._ask_by_form(call, spec, {**raw, **understood_again(values)}, wrong)
            option = two or next(option for option in spec.options if option.name in wrong)
            return await ask_for(call, spec, raw, option, wrong[option.name])
        handler = spec.handler if allowed or spec.instead is None else spec.instead
        return self._result(call, await handler(call, **values, **attached))

    async def _ask_by_form(
        self, call: Invocation, spec: CommandSpec, given: Mapping[str, str], wrong: Mapping[str, NotUnderstood]
    ) -> Result:
        """Open the form; first say what is wrong with something that it does not ask for, and leave that out."""
        assert spec.form is not None
        asked = {field.name for field in spec.form.fields}
        beside = [name for name in wrong if name not in asked]
        form = await open_for(call, spec, spec.form, {name: text for name, text in given.items() if name not in beside})
        if beside:
            draft = await keep(call, form, {field.name: field.value for field in form.fields})
            return not_taken({name: wrong[name] for name in beside}, draft)
        return self._result(call, form)

    async def _typed(self, call: Invocation, text: str) -> Result:
        match parse(text, self.registry):
            case Parsed(command, options, extra):
                return await self._parsed(call, command, options, extra)
            case Group(commands):
                bare = text.strip().removeprefix("/").lower() in ("", ROOT)
                return await self._command(call, HOME, {}) if bare else await say_group(call, text, commands)
            case Unknown(nearest, rest):
                return await offer_nearest(call, text, nearest, rest)

    async def _parsed(self, call: Invocation, spec: CommandSpec, options: Mapping[str, str], extra: str) -> Result:
        """Carry out what was typed; words that no option took are shown in the form, or said."""
        if not extra or call.role < spec.role:
            return await self._command(call, spec.path, options)
        free = next((o for o in spec.options if o.kind is Kind.TEXT and o.name not in options), None)
        if spec.form is not None and free is not None:
            filled = {**options, free.name: as_named(extra)}
            return self._result(call, await open_for(call, spec, spec.form, filled))
        unknown = t("I do not know what to do with “{extra}” here.", extra=as_named(extra)[:80])
        return reply(unknown, *whole_command(spec).blocks)

    async def _press(self, call: Invocation, press: Press) -> Result:
        code = decode(press.code)
        if code is None or any(storable(value) != value or len(value) > CHOICE_MOST for value in press.chosen):
            raise Refusal(old_button())
        args = (*code.args, *press.chosen)
        match code.action, args:
            case (action, (draft,)) if action == OPEN_FORM:
                return await self._reopen(call, draft)
            case (action, (kept, path)) if action == RUN:
                return await self._run(call, kept, path)
            case (action, (kept, name, value)) if action == FILL:
                return await self._fill(call, kept, name, value)
            case (action, (draft, name, value)) if action == MEANT:
                return await self._meant(call, draft, name, value)
        spec = self.registry.actions.get(code.action)
        if spec is None:
            raise Refusal(old_button())
        values = _arguments(spec.parameters, spec.takes_chosen, args)
        if values is None:
            raise Refusal(old_button())
        if spec.instead is None:
            _require(call, spec.role)
        handler = spec.handler if call.role >= spec.role or spec.instead is None else spec.instead
        return self._result(call, await handler(call, *values))

    async def _submission(self, call: Invocation, submission: Submission) -> Result:
        code = decode(submission.code)
        spec = self.registry.forms.get(code.action) if code else None
        arguments = _arguments(spec.parameters, False, with_kept(spec, code.args)) if code and spec else None
        if code is None or spec is None or arguments is None:
            raise Refusal(old_button())
        _require(call, spec.role)
        fields = [(field.name, asked_by(field)) for field in spec.fields]
        values, wrong = await understand_all(call, fields, submission.values)
        if wrong:
            asked = next(((name, two) for name, two in wrong.items() if isinstance(two, TwoReadings)), None)
            told = {name: problem.words for name, problem in wrong.items()}
            return await self.problems(call, submission, told, asked)
        answer = await spec.handler(call, Answers(values), *arguments)
        await call.services.drafts.forget(call.actor, draft_id(call, spec.name, code.args))
        return self._result(call, answer)

    async def _reopen(self, call: Invocation, draft: str) -> Result:
        kept, spec = await self._draft(call, draft)
        return self._result(call, await call.forms.open(call, spec, kept.values, kept.args))

    async def _meant(self, call: Invocation, draft: str, name: str, value: str) -> Result:
        """Send the form that was kept, with the reading chosen for the field *name*."""
        kept, spec = await self._draft(call, draft)
        values = {**kept.values, name: from_argument(value)}
        chosen = Submission(call.origin, encode(spec.name, kept.args), values)
        try:
            result = await self._submission(call, chosen)
        except FieldProblems as problem:
            result = await self.problems(call, chosen, problem.problems)
        return result.reply if isinstance(result, Problems) else result  # no form is open to say it at

    async def _draft(self, call: Invocation, draft: str) -> tuple[Draft, FormSpec]:
        kept = await call.services.drafts.find(call.actor, draft)
        spec = self.registry.forms.get(kept.form) if kept else None
        if kept is None or spec is None:
            raise Refusal(reply(t("That form was finished, or is older than 7 days. Please start again.")))
        return kept, spec

    async def _run(self, call: Invocation, kept: str, path: str) -> Result:
        spec = self.registry.commands.get(path.replace(".", " "))
        if spec is None:
            raise Refusal(old_button())
        arguments = await call.services.drafts.arguments(call.actor, RUN, kept) if kept else {"": ""}
        if arguments is None:
            raise Refusal(old_button())
        parsed = parse_options(spec, arguments[""])
        return await self._parsed(call, spec, parsed.options, parsed.extra)

    async def _fill(self, call: Invocation, kept: str, name: str, value: str) -> Result:
        arguments = await call.services.drafts.arguments(call.actor, FILL, kept)
        if arguments is None:
            raise Refusal(old_button())
        options = {key: text for key, text in arguments.items() if key}
        spec = self.registry.commands.get(arguments[""])
        if spec is not None and any(o.name == name and o.kind in (Kind.DATE, Kind.CLOCK) for o in spec.options):
            value = from_argument(value)
        return await self._command(call, arguments[""], {**options, name: value})

    def _result(self, call: Invocation, answer: Answer) -> Result:
        if isinstance(answer, Reply):
            return answer
        form = answer

        async def instead() -> Reply:
            draft = await keep(call, form, {field.name: field.value for field in form.fields})
            button = Button(t("Open form"), OPEN_FORM, (draft,), "primary")
            return reply(t("Ready. That took a moment longer than usual."), buttons(button))

        return Late(form, instead)


def _asked(option: OptionSpec) -> Asked:
    return Asked(
        option.kind, option.required, option.most, tuple(Option(label, value) for value, label in option.choices)
    )


def _require(call: Invocation, role: Role) -> None:
    if call.role < role:
        raise UserError(*not_allowed(role))


def _arguments(
    parameters: Sequence[tuple[str, type]], takes_chosen: bool, args: Sequence[str]
) -> tuple[int | str, ...] | None:
    """Return *args* as the declared types, or None where they do not fit: an old button, or a forged one."""
    types = [kind for _, kind in parameters]
    if takes_chosen:
        types = types[:-1] + types[-1:] * (len(args) - len(types) + 1)
    if len(types) != len(args):
        return None
    try:
        return tuple(number(arg) if kind is int else arg for kind, arg in zip(types, args, strict=True))
    except ValueError:
        return None
