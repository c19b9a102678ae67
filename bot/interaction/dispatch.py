"""Person, role, values, handler, reply: one log line and one error policy for everything that comes in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.clock import Clock, MachineClock
from bot.domain.actor import Actor, Once
from bot.domain.people import Platform
from bot.domain.words import storable
from bot.errors import AlreadyProcessed, Changed, FieldProblems, NotFound, UserError, described
from bot.interaction.carrying_out import CarryingOut, Refusal
from bot.interaction.forms import FormOpener
from bot.interaction.invocation import Invocation
from bot.interaction.pace import Delivered, Pace
from bot.interaction.parse import Parsed, parse
from bot.interaction.references import offers
from bot.interaction.registry import Registry
from bot.interaction.responder import Nothing, Responder, Result, Settled
from bot.ports.incoming import (
    Answering,
    Choice,
    CommandCall,
    HomeOpened,
    Incoming,
    MessageCall,
    Origin,
    PinsChanged,
    Press,
    Submission,
    Suggest,
    TypedCommand,
    WorkspaceGone,
    WorkspaceSeen,
)
from bot.services import Services
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import Divider, Kind, Reply, buttons, reply, say
from bot.ui.text import t
from bot.ui.wire import decode


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What dispatch stands in."""

    registry: Registry
    services: Services
    languages: Languages
    clock: Clock
    machine: MachineClock
    capabilities: Mapping[Platform, Capabilities]


class Dispatcher:
    """The core as adapters see it."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._forms = FormOpener(around.registry)
        self._carrying_out = CarryingOut(around.registry)
        self._pace = Pace()
        self._delivered = Delivered()

    async def handle(self, incoming: Incoming, answering: Answering) -> None:
        origin = incoming.origin
        log = structlog.get_logger("dispatch")
        started = self._around.machine.monotonic()
        can = self._around.capabilities[origin.platform]
        responder = Responder(answering, can, self._around.machine)
        outcome = "done"

        async def work() -> Settled:
            nonlocal outcome
            if not self._delivered.first(origin):
                outcome = "repeated"
                return Settled(Nothing(), self._localizer(origin, origin.locale, origin.zone))
            settled, outcome = await self._settle(incoming)
            return settled

        try:
            await responder.run(work, self._may_open_form(incoming))
        except Exception as error:  # noqa: BLE001 - an answer that fails must not end the connection it came by
            outcome = "unanswered"
            log.error("answer failed", front=origin.platform, what=self._name(incoming), error=described(error))
        took = round((self._around.machine.monotonic() - started) * 1000)
        log.info("interaction", front=origin.platform, what=self._name(incoming), outcome=outcome, took_ms=took)

    async def suggest(self, typed: Suggest) -> Sequence[Choice]:
        command = self._around.registry.commands.get(typed.path)
        option = next((o for o in command.options if o.name == typed.option), None) if command else None
        if command is None or option is None or storable(typed.typed) != typed.typed:
            return ()
        try:
            call = await self._invocation(typed.origin)
        except UserError:
            return ()
        if option.kind is Kind.CHOICE:
            texts = [(value, self._around.languages.text(label, call.locale)) for value, label in option.choices]
            return [Choice(label, value) for value, label in texts if typed.typed.casefold() in label.casefold()]
        found = await offers(call, option.kind, typed.typed)
        return [Choice(self._around.languages.text(o.label, call.locale), o.value) for o in found]

    async def workspace_seen(self, seen: WorkspaceSeen) -> None:
        await self._around.services.joining.seen(seen)

    async def workspace_gone(self, gone: WorkspaceGone) -> None:
        await self._around.services.joining.gone(gone)

    async def pins_changed(self, changed: PinsChanged) -> None:
        await self._around.services.pin_watch.changed(changed)

    async def _settle(self, incoming: Incoming) -> tuple[Settled, str]:
        """Return what to answer and one word for the log; nothing that goes wrong inside gets past this."""
        origin = incoming.origin
        localizer = self._localizer(origin, origin.locale, origin.zone)
        call: Invocation | None = None
        try:
            call = await self._invocation(origin)
            localizer = self._localizer(origin, call.locale, call.zone)
            if not self._pace.allows(origin, self._around.machine.monotonic()):
                raise UserError(t("That was a lot at once, so I left it out. Wait a few seconds, then use it again."))
            return Settled(await self._with_messages(call, await self._carry_out(call, incoming)), localizer), "done"
        except AlreadyProcessed:
            return Settled(Nothing(), localizer), "repeated"
        except Refusal as refusal:
            return Settled(refusal.reply, localizer), "told"
        except Exception as error:  # noqa: BLE001 - the one place that turns what nobody foresaw into words and a code
            answer, outcome = self._explain(error, incoming)
        if call is not None and isinstance(incoming, Submission):
            answer = await self._kept(call, incoming, answer)
        return Settled(answer, localizer), outcome

    async def _with_messages(self, call: Invocation, result: Result) -> Result:
        """Return *result*, where it is an answer, with what could not reach the person by direct message."""
        if not isinstance(result, Reply):
            return result
        waiting = await call.services.messages.waiting(call.actor)
        return replace(result, blocks=(*result.blocks, Divider(), *waiting)) if waiting else result

    async def _kept(self, call: Invocation, incoming: Submission, answer: Reply) -> Reply:
        """Return *answer* with a way back to what was typed; where the database that failed fails again, as it is."""
        try:
            return await self._carrying_out.keep_typed(call, incoming, answer)
        except Exception as error:  # noqa: BLE001 - the answer itself must still get out
            structlog.get_logger("dispatch").error("draft not kept", error=described(error))
            return answer

    def _explain(self, error: Exception, incoming: Incoming) -> tuple[Reply, str]:
        match error:
            case UserError():
                steps = (buttons(*error.next_steps),) if error.next_steps else ()
                return Reply((say(*error.line), *steps)), "told"
            case Changed():
                return reply(t("Somebody changed it a moment ago. Look at it again, then decide.")), "told"
            case NotFound():
                return reply(t("That is not here any more. Nothing was changed.")), "told"
            case _:
                code = secrets.token_hex(2).upper()
                log = structlog.get_logger("dispatch")
                log.error("handler failed", code=code, what=self._name(incoming), error=described(error))
                words = t(
                    "Something went wrong on my side. Look whether it was done before you try again; if it happens "
                    "again, tell whoever runs me this code: {code}.",
                    code=code,
                )
                return reply(words), f"failed {code}"

    async def _carry_out(self, call: Invocation, incoming: Incoming) -> Result:
        try:
            return await self._carrying_out.carry_out(call, incoming)
        except FieldProblems as problem:
            if not isinstance(incoming, Submission):
                raise UserError(*problem.problems.values()) from problem
            return await self._carrying_out.problems(call, incoming, problem.problems)

    async def _invocation(self, origin: Origin) -> Invocation:
        person, role, community, workspace = await self._around.services.access.enter(origin)
        once = Once(f"{origin.platform}:{origin.tenant}:{origin.key}")
        actor = Actor(person, role, community, workspace, once, origin.channel)
        locale = person.locale or origin.locale
        zone = person.zone or community.zone
        now = self._around.clock.now()
        return Invocation(actor, origin, now, locale, zone, self._around.services, self._forms)

    def _localizer(self, origin: Origin, locale: str, zone: str | None) -> Localizer:
        prefix = self._around.capabilities[origin.platform].command_prefix
        return Localizer(self._around.languages, locale, zone, prefix)

    def _may_open_form(self, incoming: Incoming) -> bool:
        registry = self._around.registry
        match incoming:
            case CommandCall(path=path):
                return path in registry.commands and registry.commands[path].may_open_form
            case TypedCommand(text=text):
                parsed = parse(text, registry)
                return isinstance(parsed, Parsed) and parsed.command.may_open_form
            case Press(code=code):
                pressed = decode(code)
                return pressed is not None and self._carrying_out.may_open_form(pressed.action)
            case MessageCall(name=name):
                return name in registry.message_actions and registry.message_actions[name].may_open_form
            case Submission() | HomeOpened():
                return False

    def _name(self, incoming: Incoming) -> str:
        """Return what was used, without anything that was typed."""
        match incoming:
            case CommandCall(path=path):
                return path if path in self._around.registry.commands else "unknown command"
            case TypedCommand(text=text):
                parsed = parse(text, self._around.registry)
                return parsed.command.path if isinstance(parsed, Parsed) else "typed text"
            case Press(code=code) | Submission(code=code):
                pressed = decode(code)
                return pressed.action if pressed and self._carrying_out.knows(pressed.action) else "old button"
            case MessageCall(name=name):
                return name if name in self._around.registry.message_actions else "old message action"
            case HomeOpened():
                return "home"
